"""Who of a segment may get a mailing's letter, and under which address; everybody else with the reason why not.

Unknown consent means no. An opt-out counts more than any yes.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.addressees import DOUBTFUL, Addressees
from sheetcrm.rules.consents import consents_given
from sheetcrm.rules.mailings.orders import PURPOSES_ALLOWED_BY_COLUMN, Mailing
from sheetcrm.rules.occasions.due import is_set_aside
from sheetcrm.rules.opt_outs import SERVICE, OptOuts
from sheetcrm.rules.reading import keys, read_column
from sheetcrm.rules.typed import Reading
from sheetcrm.values.email import mailbox_key

OPTED_OUT = frozenset({"opted-out", "no-consent"})
"""Reasons that are the client's own will; the others are the team's to mend."""


class Recipient(NamedTuple):
    """One member of a segment: the position in the Clients tab, the number, the address, or why there is none."""

    position: int
    number: str
    address: str = ""
    refused: str = ""


class Recipients:
    """The clients of one snapshot as recipients of mailings, read once for all of them."""

    def __init__(self, snapshot: Snapshot, settings: Settings, today: dt.date) -> None:
        self._snapshot, self._settings, self._today = snapshot, settings, today
        self._people = Addressees(snapshot, settings)
        self._opt_outs = OptOuts(snapshot, settings)
        self._numbers = keys(snapshot.table("clients"), "number")
        self._aside = is_set_aside(snapshot, "clients")

    def of(self, mailing: Mailing, members: Sequence[int]) -> Iterator[Recipient]:
        """One for each member, in sheet order; of several with one mailbox the first, unless each is to get one."""
        met: set[str] = set()
        for position in members:
            recipient = self._of_one(mailing, position)
            if recipient.address and not mailing.each:
                box = mailbox_key(recipient.address)
                if box in met:
                    recipient = Recipient(position, recipient.number, refused="same-address")
                met.add(box)
            yield recipient

    def why_not(self, mailing: Mailing, position: int) -> str:
        """The first reason why a client gets no letter of that mailing; empty when nothing stands in its way."""
        return self._of_one(mailing, position).refused

    def _of_one(self, mailing: Mailing, position: int) -> Recipient:
        number = self._numbers[position]
        if not number or position in self._aside:
            return Recipient(position, number, refused="set-aside")
        purpose = mailing.purpose or ""
        reading = self._mail[position]
        addresses = reading.value if isinstance(reading.value, tuple) else ()
        if self._opt_outs.binds(number, addresses, purpose):
            return Recipient(position, number, refused="opted-out")
        if not self._has_agreed(position, number, purpose):
            return Recipient(position, number, refused="no-consent")
        if not addresses:
            return Recipient(position, number, refused="no-address")
        if any(found.code in DOUBTFUL for found in reading.findings):
            return Recipient(position, number, refused="doubtful-address")
        if purpose != SERVICE and self._recent[number] >= self._settings.mail.per_client:
            return Recipient(position, number, refused="too-many")
        return Recipient(position, number, addresses[0])

    def _has_agreed(self, position: int, number: str, purpose: str) -> bool:
        """Service letters need no consent; for others a yes in the client's row or a given one in the Consents tab."""
        if purpose == SERVICE:
            return True
        if self._people.has_withdrawn(number, purpose):
            return False
        if (number, purpose) in self._given:
            return True
        column = PURPOSES_ALLOWED_BY_COLUMN.get(purpose)
        return column is not None and self._people.says_yes(column, position)

    @cached_property
    def _mail(self) -> Sequence[Reading]:
        return self._people.mail

    @cached_property
    def _given(self) -> frozenset[tuple[str, str | None]]:
        return consents_given(self._snapshot, self._settings)

    @cached_property
    def _recent(self) -> Counter[str]:
        """Number -> letters of the last days, of every kind but service letters."""
        letters = self._snapshot.table("letters")
        since = self._today - dt.timedelta(days=self._settings.mail.per_client_days)
        days = read_column(letters, "made_on", self._settings)
        return Counter(
            number
            for number, day in zip(keys(letters, "client"), days, strict=True)
            if number and isinstance(day.value, dt.date) and day.value > since
        )

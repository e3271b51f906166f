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
from sheetcrm.rules.duplicates.aliases import aliases_of
from sheetcrm.rules.frequency import recent_letters
from sheetcrm.rules.mailings.orders import Mailing
from sheetcrm.rules.memory import remembered
from sheetcrm.rules.occasions.due import is_set_aside
from sheetcrm.rules.opt_outs import SERVICE, OptOuts
from sheetcrm.rules.reading import keys, read_choices, read_column
from sheetcrm.rules.typed import Reading
from sheetcrm.values.email import mailbox_key

SAME_LETTER_DAYS = 7
"""Within so many days nobody gets the same letter from two mailings."""
WROTE = "wrote:"
"""Prefix of the memory's line with the letters that a mailing wrote, though its row be changed or deleted since."""
_NEVER_WENT = frozenset({"dropped", "refused", "failed", "held"})
NO_BASIS = frozenset({"no-consent", "unconfirmed"})
OPTED_OUT = NO_BASIS | {"opted-out"}
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

    def had_letter(self, mailing: Mailing, number: str) -> str:
        """The number of another mailing that wrote the same letter to that client these days; empty for none.

        A row that was copied, or written twice, is no reason to write to people twice.
        """
        if mailing.occasion:
            return ""
        wrote = {self._had.get((number, letter), "") for letter in (mailing.letter, mailing.second_letter) if letter}
        return min(filter(None, wrote - {mailing.number}), default="")

    def note_letter(self, mailing: Mailing, number: str, letter: str) -> None:
        """Tell of a letter that is written in this very run."""
        self._had.setdefault((number, letter), mailing.number)
        if mailing.purpose != SERVICE:
            self._recent[number] += 1

    def _of_one(self, mailing: Mailing, position: int) -> Recipient:
        number = self._numbers[position]
        if not number or position in self._aside:
            return Recipient(position, number, refused="set-aside")
        purpose = mailing.purpose or ""
        reading = self._mail[position]
        addresses = reading.value if isinstance(reading.value, tuple) else ()
        if self._opt_outs.binds(number, addresses, purpose):
            return Recipient(position, number, refused="opted-out")
        if self._people.bases.of(position, number, purpose, self._today) is None:
            awaits = self._people.bases.awaits(position, number, purpose)
            return Recipient(position, number, refused="unconfirmed" if awaits else "no-consent")
        if not addresses:
            return Recipient(position, number, refused="no-address")
        if any(found.code in DOUBTFUL for found in reading.findings):
            return Recipient(position, number, refused="doubtful-address")
        living = self._people.living(position)
        if not living:
            return Recipient(position, number, refused="returned")
        if self.had_letter(mailing, number):
            return Recipient(position, number, refused="same-letter")
        if purpose != SERVICE and self._recent[number] >= self._settings.mail.per_client:
            return Recipient(position, number, refused="too-many")
        return Recipient(position, number, living[0])

    @cached_property
    def _mail(self) -> Sequence[Reading]:
        return self._people.mail

    @cached_property
    def _had(self) -> dict[tuple[str, str], str]:
        """(Number of a client, letter) -> the mailing that wrote it in the last days; letters that never go apart."""
        snapshot = self._snapshot
        names = {
            key.removeprefix(WROTE): entry.value.split()
            for key, entry in remembered(snapshot).items()
            if key.startswith(WROTE)
        }
        letters, aliases = snapshot.table("letters"), aliases_of(snapshot)
        statuses = read_choices(snapshot, "letters", "letter_status", "letter_status")
        days = read_column(letters, "made_on", self._settings)
        since = self._today - dt.timedelta(days=SAME_LETTER_DAYS)
        had: dict[tuple[str, str], str] = {}
        rows = zip(keys(letters, "client"), keys(letters, "mailing"), statuses, days, strict=True)
        for client, number, status, day in rows if names else ():
            if status not in _NEVER_WENT and isinstance(day.value, dt.date) and day.value > since:
                for letter in names.get(number, ()):
                    had.setdefault((aliases.get(client, client), letter), number)
        return had

    @cached_property
    def _recent(self) -> Counter[str]:
        return recent_letters(self._snapshot, self._settings, self._today)

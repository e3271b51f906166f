"""On what basis a client may be written to for a purpose: a consent, a purchase, the client's own order; none is no.

Every letter's row names its basis, so that a team can show it to whoever asks.
"""

import datetime as dt
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.consents import Line, consent_lines, consents_given, must_be_confirmed
from sheetcrm.rules.duplicates.aliases import aliases_of
from sheetcrm.rules.occasions.places import settled_countries
from sheetcrm.rules.opt_outs import SERVICE
from sheetcrm.rules.reading import keys, read_choices, read_column
from sheetcrm.words import Words

if TYPE_CHECKING:
    from sheetcrm.rules.addressees import Addressees

COLUMNS = {"greetings": "consent_greetings", "offers": "consent_offers"}
"""Purposes whose consent may stand in a column of the client; the others stand in the Consents tab only."""
OWN_GOODS = "offers"
"""The one purpose for which having bought may be enough (Directive 2002/58/EC, Art. 13(2): own similar goods)."""
_BOUGHT = frozenset({"paid", "done"})


class Basis(NamedTuple):
    """Why a letter may go. `kind`: "consent" (a line of the Consents tab), "column" (a yes in the client's row),
    "customer" (`day`: of the latest purchase), "service" (about the client's own order).
    """

    kind: str
    day: dt.date | None = None
    source: str = ""
    wording: str = ""
    confirmed: dt.date | None = None
    header: str = ""


class Bases:
    """The bases of one snapshot, found out once."""

    def __init__(self, snapshot: Snapshot, settings: Settings, people: "Addressees") -> None:
        self._snapshot, self._settings, self._people = snapshot, settings, people

    def of(self, position: int, number: str, purpose: str, today: dt.date) -> Basis | None:
        """The basis for a letter of that purpose to the client at that position of the Clients tab; None is no.

        Opt-outs are another question, and count more than any basis.
        """
        if purpose == SERVICE:
            return Basis(SERVICE)
        if self._people.has_withdrawn(number, purpose):
            return None
        line = self._given.get((number, purpose))
        if line is not None:
            return Basis("consent", line.day, line.source, line.wording, line.confirmed)
        column = COLUMNS.get(purpose)
        if column and not must_be_confirmed(purpose, self._settings) and self._people.says_yes(column, position):
            return Basis("column", header=self._snapshot.table("clients").headers.get(column, column))
        return self.of_customer(position, number, today) if purpose == OWN_GOODS else None

    def of_customer(self, position: int, number: str, today: dt.date) -> Basis | None:
        """That the client bought, where the config lets that be enough for offers in the client's country."""
        mail = self._settings.mail
        if not mail.customer_countries or self._countries[position] not in mail.customer_countries:
            return None
        last = self._bought.get(number)
        row = self._last_purchase[position]
        if isinstance(row, dt.date):
            last = max(row, last or row)
        if last is None or not dt.timedelta(0) <= today - last <= dt.timedelta(days=mail.customer_days):
            return None
        return Basis("customer", last)

    def awaits(self, position: int, number: str, purpose: str) -> bool:
        """Whether there is a yes that only lacks the button."""
        if not must_be_confirmed(purpose, self._settings) or self._people.has_withdrawn(number, purpose):
            return False
        if (number, purpose) in self._unconfirmed:
            return True
        column = COLUMNS.get(purpose)
        return column is not None and self._people.says_yes(column, position)

    @cached_property
    def _given(self) -> dict[tuple[str, str | None], Line]:
        return consents_given(self._snapshot, self._settings)

    @cached_property
    def _unconfirmed(self) -> frozenset[tuple[str, str | None]]:
        lines = consent_lines(self._snapshot, self._settings)
        return frozenset((line.number, line.purpose) for line in lines if is_open(line, self._settings))

    @cached_property
    def _countries(self) -> list[str]:
        return settled_countries(self._snapshot, self._settings)

    @cached_property
    def _last_purchase(self) -> list[object]:
        readings = read_column(self._snapshot.table("clients"), "last_purchase", self._settings)
        return [reading.value for reading in readings]

    @cached_property
    def _bought(self) -> dict[str, dt.date]:
        """Number in capitals -> the latest day of a purchase or a deal that was paid; of merged clients, either's."""
        aliases, bought = aliases_of(self._snapshot), dict[str, dt.date]()
        purchases, deals = self._snapshot.table("purchases"), self._snapshot.table("deals")
        days = [(keys(purchases, "client_number"), read_column(purchases, "bought_on", self._settings))]
        stages = read_choices(self._snapshot, "deals", "stage", "deal_stage")
        paid = [number if stage in _BOUGHT else "" for number, stage in
                zip(keys(deals, "client_number"), stages, strict=True)]  # fmt: skip
        days.append((paid, read_column(deals, "closed_on", self._settings)))
        for numbers, readings in days:
            for number, reading in zip(numbers, readings, strict=True):
                if number and isinstance(reading.value, dt.date):
                    living = aliases.get(number, number)
                    bought[living] = max(reading.value, bought.get(living, reading.value))
        return bought


def is_open(line: Line, settings: Settings) -> bool:
    """Whether a line is a consent that the person has still to confirm."""
    waits = must_be_confirmed(line.purpose, settings) and line.confirmed is None
    return waits and not line.is_withdrawn and line.basis == "consent"


def basis_told(basis: Basis | None, words: Words) -> str:
    """The basis in a few words, with its day and source: "Consent of 12 March 2026, form on the site"."""
    if basis is None:
        return words.say("basis_none")
    return words.say(
        f"basis_{basis.kind}", date=basis.day, source=basis.source or None, wording=basis.wording or None,
        confirmed=basis.confirmed, field=basis.header,
    )  # fmt: skip

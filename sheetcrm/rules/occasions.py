"""Which rows have an occasion due today: dates, windows, keys; what is made of it is decided by tasks and letters."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sheetcrm.model.choices import CHOICES
from sheetcrm.model.settings import Occasion, Settings
from sheetcrm.model.snapshot import Snapshot, Table
from sheetcrm.model.tabs import BY_NAME
from sheetcrm.rules.blocked import blocked_rows
from sheetcrm.rules.reading import read_choices, read_column
from sheetcrm.rules.typed import as_text
from sheetcrm.words import fold


class Due(NamedTuple):
    """One occasion of one row. `date` is D, None for a row without a date; `key` makes its acts happen once."""

    occasion: Occasion
    position: int
    date: dt.date | None
    year_born: int | None
    client: str
    key: str


def occasions_due(
    snapshot: Snapshot, settings: Settings, occasion: Occasion, first: int, last: int, today: dt.date
) -> Iterator[Due]:
    """Rows whose day today - D lies within `first`..`last` days, in sheet order.

    Rows that are set aside or repeat another one are left out.
    """
    table = snapshot.table(occasion.tab)
    if not occasion.enabled or not table.has(occasion.field):
        return
    blocked = blocked_rows(table, BY_NAME[occasion.tab].key_column) | _repeats(table)
    allowed = _allowed(snapshot, occasion)
    for position, date, born in _dates(table, occasion, settings, first, last, today):
        if position in blocked or not allowed(position):
            continue
        client = _client_of(table, position)
        if client:
            yield Due(occasion, position, date, born, client, _key(occasion, table, position, date, client))


def _repeats(table: Table) -> frozenset[int]:
    """Clients marked as repeating an earlier one: whom they repeat is greeted, nobody is greeted twice."""
    if table.tab != "clients" or not table.has("duplicate_of"):
        return frozenset()
    return frozenset(position for position, mark in enumerate(table.values("duplicate_of")) if mark is not None)


def _dates(
    table: Table, occasion: Occasion, settings: Settings, first: int, last: int, today: dt.date
) -> Iterator[tuple[int, dt.date | None, int | None]]:
    readings = read_column(table, occasion.field, settings)
    if occasion.repeat == "yearly":
        window = _days_of_year(occasion, first, last, today)
        for position, reading in enumerate(readings):
            value = reading.value
            if isinstance(value, tuple):
                day = window.get((value[1], value[2]))
                if day is not None and (value[0] is None or value[0] < day.year):
                    yield position, day, value[0]
            elif isinstance(value, dt.date) and (day := window.get((value.month, value.day))) and value < day:
                yield position, day, value.year
        return
    earliest, latest = today - dt.timedelta(days=last), today - dt.timedelta(days=first)
    raw = table.values(occasion.field)
    for position, reading in enumerate(readings):
        if isinstance(reading.value, dt.date):
            if earliest <= reading.value <= latest:
                yield position, reading.value, None
        elif occasion.empty_means_due and raw[position] is None:
            yield position, None, None


def letter_window(occasion: Occasion) -> tuple[int, int]:
    """The first and the last day, counted from D, on which the letter of an occasion may go."""
    return -occasion.letter_lead_days, occasion.letter_stale_days - occasion.letter_lead_days


def _days_of_year(occasion: Occasion, first: int, last: int, today: dt.date) -> Mapping[tuple[int, int], dt.date]:
    """(month, day) -> the day on which it is kept within the window; 29 February moves in common years."""
    days: dict[tuple[int, int], dt.date] = {}
    for shift in range(first, last + 1):
        day = today - dt.timedelta(days=shift)
        days.setdefault((day.month, day.day), day)
        common = not (day.year % 4 == 0 and (day.year % 100 != 0 or day.year % 400 == 0))
        if common and (day.month, day.day) == ((2, 28) if occasion.leap_day == "feb28" else (3, 1)):
            days.setdefault((2, 29), day)
    return days


class _Allowed:
    """Whether a row passes `only` and `unless`; a column that is not there is empty, so `only` lets nothing pass."""

    def __init__(self, snapshot: Snapshot, occasion: Occasion) -> None:
        self._tests = [
            (_choice_column(snapshot, occasion.tab, field), frozenset(keys), wanted)
            for wanted, limits in ((True, occasion.only), (False, occasion.unless))
            for field, keys in limits.items()
            if wanted or snapshot.table(occasion.tab).has(field)
        ]

    def __call__(self, position: int) -> bool:
        return all((column[position] in keys) is wanted for column, keys, wanted in self._tests)


def _allowed(snapshot: Snapshot, occasion: Occasion) -> _Allowed:
    return _Allowed(snapshot, occasion)


def _choice_column(snapshot: Snapshot, tab: str, field: str) -> list[str | None]:
    column = BY_NAME[tab].column(field)
    list_name = column.choices if column is not None else None
    if list_name in CHOICES:
        return read_choices(snapshot, tab, field, list_name or "")
    return [as_text(value) or None for value in snapshot.table(tab).values(field)]


def _client_of(table: Table, position: int) -> str:
    field = "number" if table.tab == "clients" else "client_number"
    return as_text(table.values(field)[position])


_SUBJECT = ("name", "relation", "occasion", "product")


def _key(occasion: Occasion, table: Table, position: int, date: dt.date | None, client: str) -> str:
    """`birthday:C-0042:2027`: the occasion, whose it is, and the year or day it falls on.

    A relative without a name is known by the relation and the day, so that two children are two.
    """
    subject = client.upper()
    own_key = BY_NAME[table.tab].key_column
    nameless = False
    if table.tab != "clients":
        own = as_text(table.values(own_key)[position]).upper() if own_key else ""
        parts = {field: fold(as_text(table.values(field)[position]))[:60] for field in _SUBJECT}
        nameless = not own and not parts["name"]
        subject = own or "/".join([subject, *filter(None, parts.values())])
    if date is None:
        when = "never"
    elif occasion.repeat == "yearly" and not nameless:
        when = str(date.year)
    else:
        when = date.isoformat()
    return f"{occasion.key}:{subject}:{when}"

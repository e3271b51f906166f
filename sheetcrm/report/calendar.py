"""The days ahead as data: birthdays, family dates and tasks by day, and months as weeks of days.

Only dates are decided here; how a month looks is the page's matter.
"""

import calendar
import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from sheetcrm.model.cells import CellValue
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot, Table
from sheetcrm.report.places import row_name
from sheetcrm.report.shown import shown
from sheetcrm.rules.reading import read_choices, read_column
from sheetcrm.values.birthday import next_birthday
from sheetcrm.values.date import PartialDate
from sheetcrm.words import Words

EventKind = Literal["birthday", "date", "task"]
DAYS_AHEAD = 42
_DATES: tuple[tuple[str, str, EventKind], ...] = (
    ("clients", "birthday", "birthday"),
    ("people", "birthday", "birthday"),
    ("relatives", "date", "date"),
)


class Event(NamedTuple):
    """Something on a day; `new` tells what the plan itself is about to add."""

    day: dt.date
    kind: EventKind
    text: str
    new: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a month; `of_month` is false for the days that fill up the first and the last week."""

    day: dt.date
    of_month: bool
    events: Sequence[Event]


@dataclass(frozen=True, slots=True)
class Month:
    """A month as whole weeks of seven days."""

    year: int
    month: int
    weeks: Sequence[Sequence[Day]]


def upcoming(
    snapshot: Snapshot, settings: Settings, words: Words, today: dt.date, days: int = DAYS_AHEAD
) -> list[Event]:
    """What is due from `today` for so many days, by day; overdue tasks are today's.

    Give it the snapshot after the plan. A birthday and the task to greet are both shown: one is the day, one the work.
    """
    last = today + dt.timedelta(days=days - 1)
    events = [*_tasks(snapshot, settings, words, today, last), *_dates(snapshot, settings, words, today, last)]
    return sorted(events, key=lambda event: (event.day, event.kind, event.text))


def months(events: Sequence[Event], first: dt.date, last: dt.date, *, sunday_first: bool = False) -> list[Month]:
    """The months from that of `first` to that of `last`, each with its events.

    >>> [(month.month, len(month.weeks)) for month in months([], dt.date(2026, 11, 22), dt.date(2027, 1, 2))]
    [(11, 6), (12, 5), (1, 5)]
    """
    by_day: dict[dt.date, list[Event]] = {}
    for event in events:
        by_day.setdefault(event.day, []).append(event)
    found = []
    year, month = first.year, first.month
    while (year, month) <= (last.year, last.month):
        found.append(Month(year, month, list(_weeks(year, month, by_day, sunday_first))))
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return found


def sunday_first(region: str) -> bool:
    """Whether weeks begin on Sunday in that region, as the Unicode locale data tell; elsewhere Monday is meant.

    >>> sunday_first("US"), sunday_first("PL"), sunday_first("??")
    (True, False, False)
    """
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(f"und_{region.upper()}").first_week_day == 6
    except (UnknownLocaleError, ValueError):
        return False


def _weeks(year: int, month: int, by_day: dict[dt.date, list[Event]], sunday: bool) -> Iterator[list[Day]]:
    first = dt.date(year, month, 1)
    start = first - dt.timedelta(days=(first.weekday() + sunday) % 7)
    end = first + dt.timedelta(days=calendar.monthrange(year, month)[1])
    while start < end:
        days = [start + dt.timedelta(days=number) for number in range(7)]
        yield [Day(day, day.month == month, by_day.get(day, ()) if day.month == month else ()) for day in days]
        start += dt.timedelta(days=7)


def _tasks(snapshot: Snapshot, settings: Settings, words: Words, today: dt.date, last: dt.date) -> Iterator[Event]:
    table = snapshot.table("tasks")
    if not table.has("due_on"):
        return
    actions = table.values("action")
    states = read_choices(snapshot, "tasks", "task_status", "task_status")
    for position, reading in enumerate(read_column(table, "due_on", settings)):
        due = reading.value
        if not isinstance(due, dt.date) or due > last or states[position] in ("done", "cancelled"):
            continue
        text = shown(actions[position], words) or row_name(table, table.anchors[position], words)
        yield Event(max(due, today), "task", text, not table.row_numbers[position])


def _dates(snapshot: Snapshot, settings: Settings, words: Words, today: dt.date, last: dt.date) -> Iterator[Event]:
    leap = {(occasion.tab, occasion.field): occasion.leap_day for occasion in settings.occasions}
    for tab, field, kind in _DATES:
        table = snapshot.table(tab)
        if not table.has(field):
            continue
        days: dict[tuple[int | None, int, int], dt.date | None] = {}
        for position, reading in enumerate(read_column(table, field, settings)):
            value = reading.value
            if not isinstance(value, tuple):
                continue
            if value not in days:
                days[value] = _next(PartialDate(*value), today, leap.get((tab, field), "feb28"))
            day = days[value]
            if day is not None and day <= last:
                yield Event(day, kind, _whose(table, position, words))


def _next(value: PartialDate, today: dt.date, leap: Literal["feb28", "mar1"]) -> dt.date | None:
    try:
        return next_birthday(value, today, leap)
    except ValueError:
        return None


def _whose(table: Table, position: int, words: Words) -> str:
    name = row_name(table, table.anchors[position], words)
    if table.tab == "clients":
        return name
    fields = ("client_name", "client")
    values: list[CellValue] = [table.columns[field][position] for field in fields if table.has(field)]
    of = next((shown(value, words) for value in values if value is not None), "")
    return f"{name} ({of})" if of and of != name else name

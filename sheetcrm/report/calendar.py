"""The days ahead as data: what is due, by day, and months as weeks of days.

Only dates are decided here; how a month looks is the page's matter.
"""

import calendar
import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.report.shown import printable
from sheetcrm.rules.calendar_days import KINDS, Event, EventKind, events_between
from sheetcrm.words import Words

__all__ = ["DAYS_AHEAD", "ONLY_TASKS", "Day", "Event", "EventKind", "Month", "month_of", "months", "upcoming"]

DAYS_AHEAD = 42
ONLY_TASKS: tuple[EventKind, ...] = ("holiday", "task")
"""A month of tasks still tells on which days nobody works."""
_AHEAD: tuple[EventKind, ...] = ("birthday", "date", "name_day", "task")


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
    return days_between(snapshot, settings, words, today, today + dt.timedelta(days=days - 1), today, _AHEAD)


def days_between(
    snapshot: Snapshot,
    settings: Settings,
    words: Words,
    first: dt.date,
    last: dt.date,
    today: dt.date,
    kinds: Collection[EventKind] = KINDS,
) -> list[Event]:
    """What stands on the days from `first` to `last`, fit to be printed; overdue tasks are today's."""
    found = events_between(snapshot, settings, words, first, last, kinds, today)
    return [event._replace(text=printable(event.text)) for event in found]


def month_of(
    snapshot: Snapshot,
    settings: Settings,
    words: Words,
    first: dt.date,
    today: dt.date,
    kinds: Collection[EventKind] = KINDS,
) -> Month:
    """The month in which `first` lies, its weeks as the team's region begins them, with what stands on its days."""
    first, last = first.replace(day=1), last_of_month(first)
    events = days_between(snapshot, settings, words, first, last, today, kinds)
    return months(events, first, first, sunday_first=sunday_first(settings.region))[0]


def last_of_month(first: dt.date) -> dt.date:
    """The last day of the month of that day.

    >>> last_of_month(dt.date(2028, 2, 1))
    datetime.date(2028, 2, 29)
    """
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


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


class CalendarNames(NamedTuple):
    """Names of months, and of weekdays in the order of the week, which may begin on Sunday."""

    months: Sequence[str]
    weekdays: Sequence[str]
    sunday_first: bool

    def weekday(self, day: dt.date) -> str:
        """The name of the weekday of a day."""
        return self.weekdays[(day.weekday() + self.sunday_first) % 7]


def calendar_names(language: str, sunday: bool) -> CalendarNames:
    """The names as they stand alone in a calendar of that language."""
    from babel.dates import get_day_names, get_month_names

    names = get_month_names("wide", "stand-alone", locale=language)
    days = get_day_names("abbreviated", "stand-alone", locale=language)
    order = [6, 0, 1, 2, 3, 4, 5] if sunday else list(range(7))
    return CalendarNames(
        [str(names[number]).capitalize() for number in range(1, 13)],
        [str(days[number]).rstrip(".") for number in order],
        sunday,
    )


def _weeks(year: int, month: int, by_day: dict[dt.date, list[Event]], sunday: bool) -> Iterator[list[Day]]:
    first = dt.date(year, month, 1)
    start = first - dt.timedelta(days=(first.weekday() + sunday) % 7)
    end = first + dt.timedelta(days=calendar.monthrange(year, month)[1])
    while start < end:
        days = [start + dt.timedelta(days=number) for number in range(7)]
        yield [Day(day, day.month == month, by_day.get(day, ()) if day.month == month else ()) for day in days]
        start += dt.timedelta(days=7)

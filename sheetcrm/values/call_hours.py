"""When a person may be called next: within the own window, on its week days, in hours in which a team calls at all.

Everything is reckoned by the clock where the person lives, daylight saving time included.
"""

import datetime as dt
import re
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sheetcrm.values.call_window import read_window

Hours = tuple[dt.time, dt.time]
_SEARCHED_DAYS = 15
_ALL_WEEK = frozenset(range(7))
_DAYS: tuple[tuple[int, str], ...] = (
    (0, r"понедельник\w*|понеділ\w*|пон|пн|poniedział\w*|pon|pn|luni|lun|lu|mondays?|mon"),
    (1, r"вторник\w*|вівтор\w*|втор|вт|wtor\w*|wt|marți|marti|mar|ma|tuesdays?|tues|tue"),
    (2, r"сред[аыуе]\w*|серед[аиу]|ср|środ\w*|śr|sr|miercuri|mie|mi|wednesdays?|wed"),
    (3, r"четверг\w*|четвер\w*|чт|czwart\w*|czw|joi|jo|thursdays?|thurs?|thu"),
    (4, r"пятниц\w*|п'ятниц\w*|пт|piąt\w*|piat\w*|pt|vineri|vin|vi|fridays?|fri"),
    (5, r"суббот\w*|субот\w*|сб|sobot\w*|sob|sb|sâmbăt\w*|sambat\w*|sâm|sâ|saturdays?|sat"),
    (6, r"воскресень\w*|неділ\w*|вс|нд|niedziel\w*|niedz|ndz|nd|duminic\w*|dum|du|sundays?|sun"),
)
_DAY = "|".join(f"(?P<d{number}>{names})" for number, names in _DAYS)
_TOKEN = re.compile(
    rf"\b(?:(?P<not>кроме|крім|oprócz|poza|except|not on|în afară de|nie w|не в|nu)\s+(?:по\s+|в\s+|on\s+)?)?"
    rf"(?:(?P<work>будн\w*|рабоч\w+\s+дн\w+|робоч\w+\s+дн\w+|dni(?:ach)?\s+robocz\w*|zilele?\s+lucrătoare|weekdays?|"
    rf"working\s+days?)|(?P<rest>weekends?|weekend\w*|выходн\w*|вихідн\w*)|{_DAY})(?!\w)\.?",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\s*(?:-|–|—|\b(?:по|до|do|to|till|until|până\s+la|pana\s+la|la)\b)\s*", re.IGNORECASE)


class Next(NamedTuple):
    """When a call is welcome: `at` by the clock there, with its zone; `now` whether that is at once."""

    at: dt.datetime
    now: bool


@lru_cache(maxsize=65536)
def week_days(window: str) -> frozenset[int]:
    """The week days a window names, Monday 0; all of them where it names none.

    >>> sorted(week_days("пн-ср, пт 10-14")), sorted(week_days("except Sunday, after 10"))
    ([0, 1, 2, 4], [0, 1, 2, 3, 4, 5])
    """
    wanted: set[int] = set()
    unwanted: set[int] = set()
    last: int | None = None
    end = -1
    negated = False
    for found in _TOKEN.finditer(window):
        negated = bool(found["not"]) or (negated and window[end : found.start()].strip(" ,") in ("", "и", "i", "and"))
        named = unwanted if negated else wanted
        if found["work"]:
            named |= set(range(5))
            last = None
        elif found["rest"]:
            named |= {5, 6}
            last = None
        else:
            day = next(number for number in range(7) if found[f"d{number}"])
            if last is not None and _RANGE.fullmatch(window[end : found.start()]):
                named |= {(last + step) % 7 for step in range((day - last) % 7 + 1)}
                last = None
            else:
                named.add(day)
                last = day
        end = found.end()
    days = (wanted or set(_ALL_WEEK)) - unwanted
    return frozenset(days) or _ALL_WEEK


def day_welcome(window: str, day: dt.date) -> bool:
    """Whether a call is welcome at all on that day; a window that says nothing of days is one of every day.

    >>> day_welcome("Mon-Fri 10-14", dt.date(2026, 11, 22)), day_welcome("", dt.date(2026, 11, 22))
    (False, True)
    """
    return day.weekday() in week_days(window)


def next_call(window: str, hours: Hours, zone: str, moment: dt.datetime) -> Next | None:
    """The first moment from `moment` (with a zone) on at which a call is welcome; None when there is none.

    `hours`: before and after them nobody is called who did not ask for it; a person's own window goes before them. A
    window nobody can read counts as none.

    >>> at = dt.datetime(2026, 11, 20, 6, 12, tzinfo=dt.UTC)
    >>> str(next_call("10-14", (dt.time(9), dt.time(20)), "Europe/Warsaw", at).at)
    '2026-11-20 10:00:00+01:00'
    """
    there = moment.astimezone(ZoneInfo(zone))
    spans = read_window(window) if window.strip() else None
    if spans == ():
        return None
    days = week_days(window)
    for step in range(_SEARCHED_DAYS):
        day = there.date() + dt.timedelta(days=step)
        found = [
            moment_in
            for start, stop in [_limited(span, hours) for span in spans or (hours,)]
            for begin, end in _parts(start, stop)
            if _opened(day, begin, start).weekday() in days
            and (moment_in := _within(day, begin, end, there)) is not None
        ]
        if found:
            return Next(min(found), min(found) == there)
    return None


def _limited(span: Hours, hours: Hours) -> Hours:
    """A window that is open to one side ("until 20:00", "after 18") ends there with the hours in which a team calls."""
    start, stop = span
    if start == dt.time() and stop not in (dt.time(), hours[0]) and hours[0] < stop:
        return hours[0], stop
    if stop == dt.time() and start != dt.time() and (start < hours[1] or hours[1] == dt.time()):
        return start, hours[1]
    return span


def _parts(start: dt.time, stop: dt.time) -> list[tuple[dt.time, dt.time]]:
    """A window as parts that do not pass midnight, the earlier first; midnight as an end is the day's end."""
    if start < stop or stop == dt.time():
        return [(start, stop)]
    return [(dt.time(), stop), (start, dt.time())]


def _opened(day: dt.date, begin: dt.time, start: dt.time) -> dt.date:
    """The day on which the window of a part opened: what begins at midnight may be the end of yesterday's."""
    return day if begin == start or begin != dt.time() else day - dt.timedelta(days=1)


def _within(day: dt.date, begin: dt.time, end: dt.time, there: dt.datetime) -> dt.datetime | None:
    """The first moment not before `there` in a part of that day, None when the part is over."""
    opens = dt.datetime.combine(day, begin, there.tzinfo)
    closes = dt.datetime.combine(day if end != dt.time() else day + dt.timedelta(days=1), end, there.tzinfo)
    if there >= closes:
        return None
    return max(opens, there)

"""Functions of dates and times; a day is a serial number from 1899-12-30, the book's time zone says what today is."""

import calendar
import math
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tests.google_server.dates_shown import EPOCH
from tests.google_server.formulas.functions import Function, scalar
from tests.google_server.formulas.values import Grid, fault, whole

_LONGEST = 1_000_000


def day_of(evaluation: Any, value: Any) -> date:
    """The day of a serial number, or of a text that is a date."""
    return _day(math.floor(evaluation.number(value)))


def _day(serial: int) -> date:
    try:
        return EPOCH + timedelta(days=serial)
    except OverflowError:
        raise fault("NUM", f"{serial} is not a date.") from None


def serial(day: date) -> int:
    """The serial number of a day."""
    return (day - EPOCH).days


def _now(evaluation: Any) -> datetime:
    try:
        zone: Any = ZoneInfo(evaluation.calculator.book.properties.get("timeZone") or "Etc/GMT")
    except (ZoneInfoNotFoundError, ValueError):
        zone = UTC
    return datetime.fromtimestamp(evaluation.calculator.now, zone)


def _moment(evaluation: Any) -> float:
    now = _now(evaluation)
    return serial(now.date()) + (now.hour * 3600 + now.minute * 60 + now.second) / 86400


def _date(evaluation: Any, year: Any, month: Any, day: Any) -> int:
    """A day; months and days beyond their ends run over, years before 1900 count from 1900."""
    wanted = math.floor(evaluation.number(year))
    months = (wanted + 1900 if 0 <= wanted < 1900 else wanted) * 12 + math.floor(evaluation.number(month)) - 1
    if not 12 <= months < 120_000:
        raise fault("NUM", "Function DATE parameter 1 value is out of range.")
    beyond: int = math.floor(evaluation.number(day)) - 1
    return serial(date(months // 12, months % 12 + 1, 1)) + beyond


def moved(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month.

    >>> moved(date(2026, 1, 31), 1)
    datetime.date(2026, 2, 28)
    """
    total = day.year * 12 + day.month - 1 + months
    year, month = divmod(total, 12)
    if not 1 <= year <= 9999:
        raise fault("NUM", "The date is out of range.")
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _month_end(evaluation: Any, start: Any, months: Any) -> int:
    found = moved(day_of(evaluation, start), math.trunc(evaluation.number(months)))
    return serial(found.replace(day=calendar.monthrange(found.year, found.month)[1]))


def _seconds(evaluation: Any, value: Any) -> int:
    number: float = evaluation.number(value)
    return round((number - math.floor(number)) * 86400) % 86400


def _weekday(evaluation: Any, value: Any, kind: Any = 1) -> int:
    day = day_of(evaluation, value).weekday()
    return {1: (day + 1) % 7 + 1, 2: day + 1, 3: day}[int(evaluation.number(kind))]


def _week_number(evaluation: Any, value: Any, kind: Any = 1) -> int:
    day, code = day_of(evaluation, value), int(evaluation.number(kind))
    if code == 21:
        return day.isocalendar().week
    first = {1: 6, 2: 0, 17: 6}.get(code, (code - 11) % 7)
    start = date(day.year, 1, 1)
    return ((day - start).days + (start.weekday() - first) % 7) // 7 + 1


def _between(evaluation: Any, start: Any, end: Any, unit: Any) -> int:
    one, other, kind = day_of(evaluation, start), day_of(evaluation, end), evaluation.text(unit).upper()
    if one > other:
        raise fault("NUM", "Function DATEDIF parameter 1 should be on or before parameter 2.")
    months = (other.year - one.year) * 12 + other.month - one.month - (other.day < one.day)
    counted: dict[str, Callable[[], int]] = {
        "D": lambda: (other - one).days,
        "M": lambda: months,
        "Y": lambda: months // 12,
        "YM": lambda: months % 12,
        "MD": lambda: (other - moved(one, months)).days,
        "YD": lambda: (other - moved(one, months // 12 * 12)).days,
    }
    if kind not in counted:
        raise fault(
            "NUM", f"Function DATEDIF parameter 3 value is '{kind}'. Valid values are: 'Y', 'M', 'D', 'MD', 'YM', 'YD'."
        )
    return counted[kind]()


def _holidays(evaluation: Any, given: list[Any]) -> frozenset[date]:
    return frozenset(
        day_of(evaluation, value)
        for part in given
        for value in (part.values() if isinstance(part, Grid) else (part,))
        if value is not None
    )


def _workdays(evaluation: Any, given: list[Any]) -> int:
    one, other = day_of(evaluation, given[0]), day_of(evaluation, given[1])
    off = _holidays(evaluation, given[2:])
    first, last = min(one, other), max(one, other)
    weeks, rest = divmod((last - first).days + 1, 7)
    count = weeks * 5 + sum((first.weekday() + step) % 7 < 5 for step in range(rest))
    count -= sum(first <= day <= last and day.weekday() < 5 for day in off)
    return count if one <= other else -count


def _workday(evaluation: Any, given: list[Any]) -> int:
    day, left = day_of(evaluation, given[0]), math.trunc(evaluation.number(given[1]))
    if abs(left) > _LONGEST:
        raise fault("NUM", f"Function WORKDAY parameter 2 value {left} is out of range.")
    off = _holidays(evaluation, given[2:])
    step = timedelta(days=1 if left > 0 else -1)
    while left:
        day += step
        if day.weekday() < 5 and day not in off:
            left -= 1 if left > 0 else -1
    return serial(day)


def _time(evaluation: Any, hour: Any, minute: Any, second: Any) -> Any:
    total = int(evaluation.number(hour)) * 3600 + int(evaluation.number(minute)) * 60 + int(evaluation.number(second))
    return whole(total % 86400 / 86400)


def _part(take: Callable[[date], int]) -> Function:
    return scalar(lambda e, value: take(day_of(e, value)), 1)


def _year_share(evaluation: Any, start: Any, end: Any) -> Any:
    """By the American rule of 30 days a month, which is the function's default."""
    one, other = sorted((day_of(evaluation, start), day_of(evaluation, end)))
    first = min(one.day, 30)
    last = 30 if other.day == 31 and first == 30 else other.day
    return whole(((other.year - one.year) * 360 + (other.month - one.month) * 30 + last - first) / 360)


FUNCTIONS: dict[str, Function] = {
    "TODAY": scalar(lambda e: serial(_now(e).date()), 0),
    "NOW": scalar(_moment, 0),
    "DATE": scalar(_date, 3),
    "TIME": scalar(_time, 3),
    "YEAR": _part(lambda day: day.year),
    "MONTH": _part(lambda day: day.month),
    "DAY": _part(lambda day: day.day),
    "HOUR": scalar(lambda e, value: _seconds(e, value) // 3600, 1),
    "MINUTE": scalar(lambda e, value: _seconds(e, value) // 60 % 60, 1),
    "SECOND": scalar(lambda e, value: _seconds(e, value) % 60, 1),
    "WEEKDAY": scalar(_weekday, 1, 2),
    "WEEKNUM": scalar(_week_number, 1, 2),
    "ISOWEEKNUM": _part(lambda day: day.isocalendar().week),
    "EDATE": scalar(lambda e, start, months: serial(moved(day_of(e, start), math.trunc(e.number(months)))), 2),
    "EOMONTH": scalar(_month_end, 2),
    "DATEDIF": scalar(_between, 3),
    "DAYS": scalar(lambda e, end, start: serial(day_of(e, end)) - serial(day_of(e, start)), 2),
    "DATEVALUE": scalar(lambda e, value: math.floor(e.number(value, "DATEVALUE")), 1),
    "TIMEVALUE": scalar(lambda e, value: whole(e.number(value, "TIMEVALUE") % 1), 1),
    "TO_DATE": scalar(lambda e, value: value, 1),
    "TO_PERCENT": scalar(lambda e, value: value, 1),
    "YEARFRAC": scalar(_year_share, 2),
    "NETWORKDAYS": Function(_workdays, 2, 3, grids=frozenset({2})),
    "WORKDAY": Function(_workday, 2, 3, grids=frozenset({2})),
}

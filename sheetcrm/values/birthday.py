"""Birthdays with or without a year; whoever was born on 29 February has a birthday every year."""

import datetime
from typing import Literal, TypeAlias

from sheetcrm.values.date import PartialDate, read_date

LeapRule: TypeAlias = Literal["feb28", "mar1"]
OLDEST_PERSON = 120
"""Nobody is older; a year before that, such as the 1900 of an empty date, was never somebody's."""


def is_valid(birthday: PartialDate | str, today: datetime.date) -> bool:
    """Tell whether a birthday can be somebody's: a real day, not after `today`, at most 120 years ago.

    >>> is_valid("--02-29", datetime.date(2026, 11, 22)), is_valid("2085-03-12", datetime.date(2026, 11, 22))
    (True, False)
    """
    read = _partial(birthday)
    if read is None:
        return False
    born = read.as_date()
    return born is None or (born <= today and _full_years(born, today) <= OLDEST_PERSON)


def next_birthday(birthday: PartialDate | str, today: datetime.date, leap_rule: LeapRule = "feb28") -> datetime.date:
    """Give the day on which to greet next; today counts.

    In years without a 29 February the day is 28 February (so that it stays in its month, the habit of most calendars)
    or, with `mar1`, 1 March (where greeting early is thought unlucky). Raises ValueError when it is no date.

    >>> next_birthday("1996-02-29", datetime.date(2027, 1, 10))
    datetime.date(2027, 2, 28)
    """
    read = _partial(birthday)
    if read is None:
        raise ValueError(f"not a birthday: {birthday!r}")
    this_year = _in_year(read, today.year, leap_rule)
    return this_year if this_year >= today else _in_year(read, today.year + 1, leap_rule)


def age_on(birthday: PartialDate | str, on: datetime.date, leap_rule: LeapRule = "mar1") -> int | None:
    """Give the full years lived on a day; None when the year is unknown, the value no date or the day before birth.

    A year of somebody born on 29 February is full when 28 February is over; `leap_rule="feb28"` counts it a day
    earlier, which fits a greeting sent on that day.

    >>> age_on("1985-03-12", datetime.date(2026, 3, 11)), age_on("--03-12", datetime.date(2026, 3, 12))
    (40, None)
    """
    read = _partial(birthday)
    if read is None or read.year is None:
        return None
    years = on.year - read.year - (on < _in_year(read, on.year, leap_rule))
    return years if years >= 0 else None


def _partial(birthday: PartialDate | str) -> PartialDate | None:
    if isinstance(birthday, str):
        return read_date(birthday, "en")
    return birthday


def _full_years(born: datetime.date, on: datetime.date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _in_year(birthday: PartialDate, year: int, leap_rule: LeapRule) -> datetime.date:
    try:
        return datetime.date(year, birthday.month, birthday.day)
    except ValueError:
        return datetime.date(year, 2, 28) if leap_rule == "feb28" else datetime.date(year, 3, 1)

"""Days that stand in a column: of every year, or once; the column's own date is D, nothing is added to it."""

import datetime as dt
from collections.abc import Iterator, Mapping

from sheetcrm.model.settings import Occasion, Settings
from sheetcrm.model.snapshot import Snapshot, Table
from sheetcrm.rules.occasions.found import Found
from sheetcrm.rules.reading import read_column
from sheetcrm.rules.typed import NOTHING, Reading
from sheetcrm.values.birthday import OLDEST_PERSON


def dates_in_column(
    snapshot: Snapshot, settings: Settings, occasion: Occasion, earliest: dt.date, latest: dt.date
) -> Iterator[Found]:
    """Rows whose date, or its return in a year, lies from `earliest` to `latest`; `else_field` where it is empty."""
    table = snapshot.table(occasion.tab)
    readings = _readings(table, settings, occasion)
    if readings is None:
        return
    if occasion.repeat == "yearly":
        returns = _yearly(readings, days_of_year(occasion.leap_day, earliest, latest))
        yield from (found for found in returns if not is_too_old(occasion.field, found.year_born, latest.year))
        return
    raw = table.values(occasion.field)
    for position, reading in enumerate(readings):
        if isinstance(reading.value, dt.date):
            if earliest <= reading.value <= latest:
                yield Found(position, reading.value)
        elif occasion.empty_means_due and raw[position] is None:
            yield Found(position, None)


def _readings(table: Table, settings: Settings, occasion: Occasion) -> list[Reading] | None:
    fields = [field for field in (occasion.field, occasion.else_field) if field and table.has(field)]
    if not fields or (occasion.field not in fields and occasion.empty_means_due):
        return None
    readings = read_column(table, fields[0], settings)
    if len(fields) == 1:
        return readings
    raw = table.values(fields[0])
    others = read_column(table, fields[1], settings)
    return [b if a is NOTHING and v is None else a for a, b, v in zip(readings, others, raw, strict=True)]


def _yearly(readings: list[Reading], window: Mapping[tuple[int, int], dt.date]) -> Iterator[Found]:
    for position, reading in enumerate(readings):
        value = reading.value
        if isinstance(value, tuple):
            day = window.get((value[1], value[2]))
            if day is not None and (value[0] is None or value[0] < day.year):
                yield Found(position, day, value[0])
        elif isinstance(value, dt.date) and (day := window.get((value.month, value.day))) and value < day:
            yield Found(position, day, value.year)


def is_too_old(field: str | None, year: int | None, now: int) -> bool:
    """Tell whether a birthday of that year is nobody's any more; other dates, such as a firm's first day, may be old.

    >>> is_too_old("birthday", 1900, 2026), is_too_old("date", 1900, 2026), is_too_old("birthday", None, 2026)
    (True, False, False)
    """
    return field == "birthday" and year is not None and now - year > OLDEST_PERSON


def days_of_year(leap_day: str, earliest: dt.date, latest: dt.date) -> Mapping[tuple[int, int], dt.date]:
    """(month, day) -> the day on which it is kept within the window; 29 February moves in common years.

    In a window longer than a year the later of two days counts.

    >>> days_of_year("mar1", dt.date(2027, 3, 1), dt.date(2027, 3, 1))[2, 29]
    datetime.date(2027, 3, 1)
    """
    days: dict[tuple[int, int], dt.date] = {}
    for shift in range((latest - earliest).days + 1):
        day = latest - dt.timedelta(days=shift)
        days.setdefault((day.month, day.day), day)
        common = not (day.year % 4 == 0 and (day.year % 100 != 0 or day.year % 400 == 0))
        if common and (day.month, day.day) == ((2, 28) if leap_day == "feb28" else (3, 1)):
            days.setdefault((2, 29), day)
    return days

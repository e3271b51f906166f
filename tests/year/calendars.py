"""Calendars as the oracle reads them: days off by `holidays`, greeting days and name days from the tool's data files.

Only the data are shared with the tool; the rules are read here a second time, written by another hand.
"""

import csv
import datetime as dt
from functools import cache
from pathlib import Path

import holidays

DATA = Path(__file__).parents[2] / "sheetcrm" / "values" / "data"
PROFESSIONS = Path(__file__).parents[2] / "sheetcrm" / "rules" / "occasions" / "professions.csv"
ONE = dt.timedelta(days=1)
RITE_OF = {"PL": "PL", "RO": "RO", "MD": "RO", "RU": "RU"}
"""Whose calendar of names a country keeps: its own, and Moldova the Romanian one."""
_WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def rows_of(path: Path) -> list[dict[str, str]]:
    """A data file without its comments."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


@cache
def calendar_of(country: str) -> holidays.HolidayBase | None:
    """The holidays of a country, years added as they are asked for; None for a country that is none."""
    try:
        return holidays.country_holidays(country, subdiv="ENG" if country == "GB" else None, years=range(2020, 2036))
    except (NotImplementedError, AttributeError):
        return None


@cache
def is_off(country: str, day: dt.date) -> bool:
    """Whether nobody works: weekends but those that the law made working days, and public holidays."""
    found = calendar_of(country)
    if found is None:
        return day.isoweekday() > 5
    if day in found:
        return True
    return day.isoweekday() > 5 and day not in getattr(found, "weekend_workdays", ())


@cache
def greeting_rules() -> dict[str, str]:
    """Key with its country -> rule."""
    return {row["key"]: row["rule"] for row in rows_of(DATA / "observances.csv")}


@cache
def holiday_in(key: str, country: str, year: int) -> dt.date | None:
    """The day of `christmas` in a country, else of all countries; that of `ru.christmas` wherever somebody lives.

    Where a country cannot be read, only what all countries have is left: New Year.
    """
    rules = greeting_rules()
    if "." in key:
        return day_of(rules[key], year)
    rule = rules.get(f"{country.lower()}.{key}") or rules.get(f"int.{key}")
    return day_of(rule, year) if rule else None


@cache
def day_of(rule: str, year: int) -> dt.date | None:
    """A rule of the table in a year: a date, the nth weekday of a month, or a day counted from Easter or New Year."""
    words = rule.split()
    shift = 0
    if len(words) > 2 and words[-2] in "+-":
        shift = int(words[-2] + words[-1])
        words = words[:-2]
    if words[0] == "western":
        day = western_easter(year)
    elif words[0] == "orthodox":
        day = orthodox_easter(year)
    elif words[0] == "day":
        day = dt.date(year - 1, 12, 31) + int(words[1]) * ONE
    elif len(words) == 3:
        nth, weekday, month = words
        fitting = [each for each in _month(year, int(month)) if each.weekday() == _WEEKDAYS.index(weekday)]
        day = fitting[-1 if nth == "last" else int(nth) - 1]
    else:
        day = dt.date.fromisoformat(f"{year}-{words[0]}")
    return day + shift * ONE


def western_easter(year: int) -> dt.date:
    """Easter Sunday of the Gregorian church: the Sunday after the full moon on 21 March or next after it (Oudin)."""
    golden, century = year % 19, year // 100
    moon = (century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    if moon == 29 or (moon == 28 and golden > 10):
        moon -= 1
    full_moon = dt.date(year, 3, 21) + moon * ONE
    return full_moon + (6 - full_moon.weekday() or 7) * ONE


def orthodox_easter(year: int) -> dt.date:
    """Easter Sunday by the Julian calendar, as a civil date."""
    full_moon = (19 * (year % 19) + 15) % 30
    days_after = full_moon + (2 * (year % 4) + 4 * (year % 7) - full_moon + 34) % 7 + 114
    julian = dt.date(year, days_after // 31, days_after % 31 + 1)
    return julian + (year // 100 - year // 400 - 2) * ONE


def _month(year: int, month: int) -> list[dt.date]:
    first = dt.date(year, month, 1)
    return [day for n in range(31) if (day := first + n * ONE).month == month]


@cache
def name_days() -> dict[tuple[str, str], str]:
    """(Calendar, name) -> its days, the main one first, also for other spellings of a name."""
    found: dict[tuple[str, str], str] = {}
    for row in rows_of(DATA / "name_days.csv"):
        for name in [row["name"], *row["also"].split()]:
            if row.get("kind") != "saintless":
                found.setdefault((row["country"], name), row["dates"])
    return found


@cache
def name_day_in(first: str, rite: str, year: int, birthday: tuple[int, int] | None) -> dt.date | None:
    """The name day that somebody keeps: the main one; a Pole or a Russian the first one after the birthday."""
    written = name_days().get((rite, first), "").split(";")
    days = [day for rule in written if (day := _name_day(rule, year)) is not None]
    if birthday is not None and rite in ("PL", "RU"):
        later = sorted(day for day in days if (day.month, day.day) >= birthday)
        days = later or sorted(days)
    return days[0] if days else None


def _name_day(rule: str, year: int) -> dt.date | None:
    if rule.startswith("easter"):
        return orthodox_easter(year) + int(rule.removeprefix("easter") or 0) * ONE
    if not rule:
        return None
    words = rule.split()
    month, day_number = map(int, words[-1].split("-"))
    day = dt.date(year, month, day_number)
    return day + (6 - day.weekday()) * ONE if words[0] == "sunday" else day


@cache
def professional_day_in(job: str, country: str, year: int) -> dt.date | None:
    """The day of a post in a country, else the one of all countries."""
    words = job.lower().replace("ё", "е").split()
    for row in rows_of(PROFESSIONS):
        for beginning in row["words"].split(";"):
            whole = beginning.endswith("$")
            wanted = beginning.rstrip("$").split()
            for at in range(len(words) - len(wanted) + 1):
                there = words[at : at + len(wanted)]
                fits = there[-1] == wanted[-1] if whole else there[-1].startswith(wanted[-1])
                if fits and there[:-1] == wanted[:-1]:
                    rules = greeting_rules()
                    rule = rules.get(f"{country.lower()}.{row['day']}") or rules.get(f"int.{row['day']}")
                    if rule:
                        return day_of(rule, year)
    return None

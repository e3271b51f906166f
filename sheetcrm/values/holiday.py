"""Days off and days to greet on, by country; whether nobody works and whether one congratulates are two questions.

Days off come from the holidays library, days to greet on also from `data/observances.csv`. A rule of that table is
`MM-DD`, `2 sun 8` or `last sun 11` (the nth weekday of a month), `western` or `orthodox` (Easter) or `day 256` (of the
year), each perhaps with `+ 9` or `- 52` days.
"""

import csv
import datetime
import re
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import holidays


class Easter(NamedTuple):
    """Easter Sunday of one year in both churches, as civil dates."""

    western: datetime.date
    orthodox: datetime.date


class Observance(NamedTuple):
    """A day to greet on: `who` is everyone, profession, church, state or trade."""

    key: str
    rule: str
    who: str
    name: str


# The language in which people of a country name their days, where the library's own choice is another or English.
_LANGUAGE = {"BY": "ru", "GB": "en_GB", "US": "en_US", "CA": "en_CA", "AU": "en_AU", "IE": "en_IE"}
_GREETING_CATEGORIES = ("public", "workday", "unofficial")
_PART_OF_BRITAIN = "ENG"
_SHIFTED = ("observed", "substituted", "day off", "new year holidays", "in lieu")
_SOLEMN = ("good friday", "memorial", "all saints", "all souls", "day of rejoicing", "remembrance", "bank holiday")
_IN_BRACKETS = re.compile(r"\s*\([^)]*\)")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_OFFSET = re.compile(r"\s*([+-])\s*(\d+)$")
_NTH = re.compile(r"(\d|last) (\w{3}) (\d{1,2})")


def holiday_name(country: str, day: datetime.date) -> str | None:
    """Give the local name of a day off or of a day the country marks at work, or None for an ordinary day.

    `country` is ISO, with a part after a dash where parts differ (`GB-SCT`; `GB` alone means England). Names of two
    holidays on one day are joined by `; `. Raises ValueError for a country without a calendar.

    >>> holiday_name("PL", datetime.date(2026, 4, 6)), holiday_name("GB-SCT", datetime.date(2026, 4, 6))
    ('Poniedziałek Wielkanocny', None)
    """
    return _calendar(country.upper(), day.year)[0].get(day)


def is_public_holiday(country: str, day: datetime.date) -> bool:
    """Tell whether a day is a public holiday or its substitute; a country without a calendar has none.

    >>> is_public_holiday("PL", datetime.date(2026, 11, 11)), is_public_holiday("PL", datetime.date(2026, 11, 12))
    (True, False)
    """
    return day in _days_off(country.upper(), day.year)


def is_working_weekend(country: str, day: datetime.date) -> bool:
    """Tell whether a Saturday or Sunday is a working day, moved there by law in exchange for a day off.

    >>> is_working_weekend("RU", datetime.date(2025, 11, 1)), is_working_weekend("RU", datetime.date(2025, 11, 8))
    (True, False)
    """
    return day.weekday() >= 5 and day in _working_weekends(country.upper(), day.year)


def greeting_name(country: str, day: datetime.date) -> str | None:
    """Give the name of a day on which everybody greets everybody, without remarks in brackets ("estimated").

    Shifted days off, days of mourning and professions' days are none.

    >>> greeting_name("GB-ENG", datetime.date(2026, 12, 28)), greeting_name("PL", datetime.date(2026, 5, 26))
    (None, 'Dzień Matki')
    """
    names, shifted = _calendar(country.upper(), day.year)
    if day in names and day not in shifted:
        return _IN_BRACKETS.sub("", names[day])
    prefix = country[:2].lower() + "."
    own = [
        kept.name for kept in _of_year(day.year).get(day, ()) if kept.who == "everyone" and kept.key.startswith(prefix)
    ]
    return "; ".join(own) or None


def observances() -> dict[str, Observance]:
    """Give every observance by its key, in the order of the table."""
    return _table()


def is_known_holiday(key: str) -> bool:
    """Tell whether a key names an observance: `ru.christmas`, or `christmas` for that of each country.

    >>> is_known_holiday("ru.christmas"), is_known_holiday("christmas"), is_known_holiday("cristmas")
    (True, True, False)
    """
    return key in _table() or key in {known.partition(".")[2] for known in _table()}


@lru_cache(maxsize=4096)
def observance(key: str, year: int) -> datetime.date:
    """Give the date of an observance in a year; raises ValueError for a key that is not in the table.

    >>> observance("ru.mothers_day", 2027)
    datetime.date(2027, 11, 28)
    """
    known = _table().get(key)
    if known is None:
        raise ValueError(f"unknown observance: {key}")
    return date_of_rule(known.rule, year)


def date_of_rule(rule: str, year: int) -> datetime.date:
    """Give the date that a rule (see the top of this module) means in a year; raises ValueError for an unknown rule.

    >>> date_of_rule("western - 52", 2027)
    datetime.date(2027, 2, 4)
    """
    offset = _OFFSET.search(rule)
    if offset and not re.fullmatch(r"\d\d-\d\d", rule):
        days = int(offset[2]) if offset[1] == "+" else -int(offset[2])
        return date_of_rule(rule[: offset.start()], year) + datetime.timedelta(days=days)
    if rule in ("western", "orthodox"):
        return easter(year).western if rule == "western" else easter(year).orthodox
    if rule.startswith("day "):
        return datetime.date(year, 1, 1) + datetime.timedelta(days=int(rule[4:]) - 1)
    nth = _NTH.fullmatch(rule)
    if nth and nth[2] in _WEEKDAYS:
        return _nth_weekday(nth[1], _WEEKDAYS.index(nth[2]), int(nth[3]), year)
    return datetime.date.fromisoformat(f"{year:04d}-{rule}")


@cache
def easter(year: int) -> Easter:
    """Give both Easter Sundays by the anonymous Gregorian algorithm and Meeus's Julian one.

    >>> easter(2027)
    Easter(western=datetime.date(2027, 3, 28), orthodox=datetime.date(2027, 5, 2))
    """
    century, in_century = divmod(year, 100)
    golden = year % 19
    skipped = century - century // 4 - (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + skipped + 15) % 30
    to_sunday = (32 + 2 * (century % 4) + 2 * (in_century // 4) - epact - in_century % 4) % 7
    late = (golden + 11 * epact + 22 * to_sunday) // 451
    month, day = divmod(epact + to_sunday - 7 * late + 114, 31)
    western = datetime.date(year, month, day + 1)

    full_moon = (19 * golden + 15) % 30
    sunday = (2 * (year % 4) + 4 * (year % 7) - full_moon + 34) % 7
    month, day = divmod(full_moon + sunday + 114, 31)
    behind = century - century // 4 - 2
    return Easter(western, datetime.date(year, month, day + 1) + datetime.timedelta(days=behind))


def _nth_weekday(which: str, weekday: int, month: int, year: int) -> datetime.date:
    if which == "last":
        after = datetime.date(year + month // 12, month % 12 + 1, 1)
        return after - datetime.timedelta(days=(after.weekday() - weekday - 1) % 7 + 1)
    first = datetime.date(year, month, 1)
    return first + datetime.timedelta(days=(weekday - first.weekday()) % 7 + 7 * (int(which) - 1))


@cache
def _table() -> dict[str, Observance]:
    text = files("sheetcrm.values").joinpath("data/observances.csv").read_text(encoding="utf-8")
    return {row["key"]: Observance(**row) for row in csv.DictReader(text.splitlines())}


@lru_cache(maxsize=16)
def _of_year(year: int) -> dict[datetime.date, list[Observance]]:
    days: dict[datetime.date, list[Observance]] = {}
    for known in _table().values():
        days.setdefault(date_of_rule(known.rule, year), []).append(known)
    return days


@lru_cache(maxsize=256)
def _days_off(country: str, year: int) -> frozenset[datetime.date]:
    return frozenset(day for day in _found(country, year) or () if day.year == year)


@lru_cache(maxsize=256)
def _working_weekends(country: str, year: int) -> frozenset[datetime.date]:
    found = _found(country, year)
    moved: Iterable[datetime.date] = getattr(found, "weekend_workdays", ()) if found is not None else ()
    return frozenset(day for day in moved if day.year == year)


def _found(country: str, year: int) -> "holidays.HolidayBase | None":
    import holidays

    code, _, part = country.partition("-")
    if code == "GB" and not part:
        part = _PART_OF_BRITAIN
    try:
        return holidays.country_holidays(code, subdiv=part or None, years=year)
    except (NotImplementedError, AttributeError):
        return None


@lru_cache(maxsize=256)
def _calendar(country: str, year: int) -> tuple[dict[datetime.date, str], frozenset[datetime.date]]:
    """Give the named days of a year and which of them nobody is greeted on: shifted days off, days of mourning."""
    import holidays

    code, _, part = country.partition("-")
    if code == "GB" and not part:
        part = _PART_OF_BRITAIN
    try:
        kind = type(holidays.country_holidays(code, subdiv=part or None))
    except (NotImplementedError, AttributeError) as error:
        raise ValueError(f"no calendar of holidays for {country}") from error
    categories = tuple(wanted for wanted in _GREETING_CATEGORIES if wanted in kind.supported_categories)
    language = _LANGUAGE.get(code, kind.default_language)

    def named(in_language: str | None) -> dict[datetime.date, str]:
        found = holidays.country_holidays(
            code, subdiv=part or None, years=year, categories=categories, language=in_language
        )
        return {day: name for day, name in found.items() if day.year == year}

    english = named("en_US" if "en_US" in kind.supported_languages else None)
    silent = (*_SHIFTED, *_SOLEMN)
    return named(language), frozenset(
        day for day, name in english.items() if any(word in name.lower() for word in silent)
    )

"""Gives the name days of Poland, Romania and Russia; a date that is not certain is not in the table."""

import csv
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files

from sheetcrm.values.first_names import full_names, plain_key

_LANGUAGES = {"PL": "pl", "RO": "ro", "RU": "ru"}


def name_days(name: str, country: str, year: int | None = None) -> list[str]:
    """Give the name days of a first name as sorted "MM-DD" (new style), [] when none is certain.

    A short form has the days of its full name when all names it may stand for share them. Days that follow Orthodox
    Easter (Florii: Florin, Viorica) need the year and are left out without it.

    >>> name_days("Michal", "PL"), name_days("Florin", "RO", 2027), name_days("Florin", "RO")
    (['09-29'], ['04-25'], [])
    """
    country = country.upper()
    if country not in _LANGUAGES or not name.strip():
        return []
    days = _table(country)
    word = name.split()[0]
    rules = days.get(plain_key(word))
    if rules is None:
        candidates = {days.get(plain_key(full), ()) for full in full_names(word, _LANGUAGES[country])}
        rules = candidates.pop() if len(candidates) == 1 else ()
    return sorted({day for rule in rules if (day := _day(rule, year)) is not None})


def orthodox_easter(year: int) -> date:
    """Give Orthodox Easter in the civil calendar (Meeus' Julian rule; right from 1900 to 2099).

    >>> orthodox_easter(2026), orthodox_easter(2027)
    (datetime.date(2026, 4, 12), datetime.date(2027, 5, 2))
    """
    moon = (19 * (year % 19) + 15) % 30
    weekday = (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7
    month, day = divmod(moon + weekday + 114, 31)
    return date(year, month, day + 1) + timedelta(days=13)


def _day(rule: str, year: int | None) -> str | None:
    if not rule.startswith("easter"):
        return rule
    if year is None:
        return None
    return (orthodox_easter(year) + timedelta(days=int(rule.removeprefix("easter")))).strftime("%m-%d")


@lru_cache(maxsize=4)
def _table(country: str) -> dict[str, tuple[str, ...]]:
    text = files("sheetcrm.values").joinpath("data", "name_days.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {plain_key(row["name"]): tuple(row["dates"].split(";")) for row in rows if row["country"] == country}

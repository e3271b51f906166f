"""Gives the name days of Poland, Romania and Russia; a date that is not certain is not in `data/name_days.csv`.

The country stands for a custom, not for an address: PL is the Polish calendar, RO the Romanian Orthodox one, RU the
Russian Orthodox one in civil dates. Which of them a person keeps no name can tell; the caller must know it.
"""

import csv
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files

from sheetcrm.values.first_names import full_names, name_key, plain_key

_LANGUAGES = {"PL": "pl", "RO": "ro", "RU": "ru"}


def name_days(name: str, country: str, year: int | None = None) -> list[str]:
    """Give the name days of a first name as sorted "MM-DD" (new style), [] when none is certain.

    A short form has the days of its full name when all names it may stand for share them; a double name (Anna Maria,
    Jan-Paweł) those of its first part. Days that follow Orthodox Easter (Florii: Florin, Viorica) need the year and
    are left out without it.

    >>> name_days("Michal", "PL"), name_days("Florin", "RO", 2027), name_days("Florin", "RO")
    (['09-29'], ['04-25'], [])
    """
    return sorted(set(_days(name, country, year)))


def main_name_day(name: str, country: str, year: int | None = None, born: str | None = None) -> str | None:
    """Give the one name day to greet on as "MM-DD", None when none is certain.

    With a birthday ("MM-DD") it is the first day on or after it, as Polish and Orthodox custom has it for names with
    many days; without one it is the day most bearers keep.

    >>> main_name_day("Jan", "PL"), main_name_day("Николай", "RU"), main_name_day("Николай", "RU", born="03-01")
    ('06-24', '12-19', '05-22')
    """
    days = _days(name, country, year)
    if not days:
        return None
    if born is None:
        return days[0]
    return min(days, key=lambda day: (day < born, day))


def orthodox_easter(year: int) -> date:
    """Give Orthodox Easter in the civil calendar (Meeus' Julian rule; right from 1900 to 2099).

    >>> orthodox_easter(2026), orthodox_easter(2027)
    (datetime.date(2026, 4, 12), datetime.date(2027, 5, 2))
    """
    moon = (19 * (year % 19) + 15) % 30
    weekday = (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7
    month, day = divmod(moon + weekday + 114, 31)
    return date(year, month, day + 1) + timedelta(days=13)


def _days(name: str, country: str, year: int | None) -> list[str]:
    country = country.upper()
    words = name.replace("-", " ").split()
    if country not in _LANGUAGES or not words:
        return []
    return [day for rule in _rules(words[0], country) if (day := _day(rule, year)) is not None]


@lru_cache(maxsize=1 << 14)
def _rules(word: str, country: str) -> tuple[str, ...]:
    own, plain = _table(country)
    rules = own.get(name_key(word)) or plain.get(plain_key(word))
    if rules:
        return rules
    candidates = {own.get(name_key(full), ()) for full in full_names(word, _LANGUAGES[country])}
    return candidates.pop() if len(candidates) == 1 else ()


def _day(rule: str, year: int | None) -> str | None:
    if not rule.startswith("easter"):
        return rule
    if year is None:
        return None
    return (orthodox_easter(year) + timedelta(days=int(rule.removeprefix("easter")))).strftime("%m-%d")


@lru_cache(maxsize=4)
def _table(country: str) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Give the days by name with its marks, and by name without them where only one set of days fits."""
    text = files("sheetcrm.values").joinpath("data", "name_days.csv").read_text(encoding="utf-8")
    own: dict[str, tuple[str, ...]] = {}
    plain: dict[str, set[tuple[str, ...]]] = {}
    for row in csv.DictReader(line for line in text.splitlines() if not line.startswith("#")):
        if row["country"] != country:
            continue
        days = tuple(row["dates"].split(";"))
        for spelling in (row["name"], *row["also"].split()):
            own[name_key(spelling)] = days
            plain.setdefault(plain_key(spelling), set()).add(days)
    return own, {key: next(iter(found)) for key, found in plain.items() if len(found) == 1}

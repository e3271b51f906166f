"""Gives the name days of four countries; a date that is not certain is not in `data/name_days.csv`.

The country stands for a custom, not for an address: PL is the Polish calendar, RO the Romanian Orthodox one, RU the
Russian Orthodox one in civil dates, UA the same saints in the new style that Ukraine has kept since September 2023.
Which of them a person keeps no name can tell; the caller must know it.
"""

import csv
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from sheetcrm.values.first_names import full_names, name_key, plain_key

CALENDARS = ("PL", "RO", "RU", "UA")
_LANGUAGES = {"PL": "pl", "RO": "ro", "RU": "ru", "UA": "uk"}
_KEEP_THE_FIRST_AFTER_THE_BIRTHDAY = ("PL", "RU", "UA")
_OLD_STYLE = timedelta(days=13)
_COMMON_YEAR = 2027


def name_days(name: str, country: str, year: int | None = None, *, saintless: bool = False) -> list[str]:
    """Give the name days of a first name as sorted "MM-DD" (civil calendar), [] when none is certain.

    A short form has the days of its full name when all names it may stand for share them; a double name (Anna Maria,
    Jan-Paweł) those of its first part, in Romania those of the first part that has some. Days that move (Florii:
    Florin, Viorica) need the year and are left out without it; old style days of early March are a day earlier in leap
    years.
    With `saintless`, Romanian names that no saint bears (Mircea, Doina) have the Sunday of All Saints.

    >>> name_days("Michal", "PL"), name_days("Florin", "RO", 2027), name_days("Florin", "RO")
    (['09-29'], ['04-25'], [])
    >>> name_days("Лев", "RU", 2027)[0], name_days("Лев", "RU", 2028)[0]
    ('03-03', '03-02')
    >>> name_days("Mircea", "RO", 2027), name_days("Mircea", "RO", 2027, saintless=True)
    ([], ['06-27'])
    """
    return sorted(set(_days(name, country, year, saintless)))


def main_name_day(
    name: str, country: str, year: int | None = None, born: str | None = None, *, saintless: bool = False
) -> str | None:
    """Give the one name day to greet on as "MM-DD", None when none is certain.

    With a birthday ("MM-DD") it is the first day on or after it, as Polish and Russian custom has it for names with
    many days; without one, and in Romania always, it is the day most bearers keep.

    >>> main_name_day("Jan", "PL"), main_name_day("Николай", "RU"), main_name_day("Николай", "RU", born="03-01")
    ('06-24', '12-19', '05-22')
    >>> main_name_day("Maria", "RO", born="08-20"), main_name_day("Олена", "UA")
    ('08-15', '05-21')
    """
    days = _days(name, country, year, saintless)
    if not days:
        return None
    if born is None or country.upper() not in _KEEP_THE_FIRST_AFTER_THE_BIRTHDAY:
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


class _Kept(NamedTuple):
    """The days of a name: how each is found, the main one first, and what kind of row says so."""

    rules: tuple[str, ...]
    kind: str


_NONE = _Kept((), "")


def _days(name: str, country: str, year: int | None, saintless: bool) -> list[str]:
    country = country.upper()
    words = name.replace("-", " ").split()
    if country not in _LANGUAGES:
        return []
    for word in words if country == "RO" else words[:1]:
        kept = _kept(word, country)
        if kept.rules and (saintless or kept.kind != "saintless"):
            return [day for rule in kept.rules if (day := _day(rule, country, year)) is not None]
    return []


@lru_cache(maxsize=1 << 14)
def _kept(word: str, country: str) -> _Kept:
    own, plain = _table("RU" if country == "UA" else country)
    found = own.get(name_key(word)) or plain.get(plain_key(word))
    if found:
        return found
    candidates = {own.get(name_key(full), _NONE) for full in full_names(word, _LANGUAGES[country])}
    return candidates.pop() if len(candidates) == 1 else _NONE


@lru_cache(maxsize=1 << 12)
def _day(rule: str, country: str, year: int | None) -> str | None:
    """Give the "MM-DD" of a rule (see the top of the table); None where it moves and the year is not known."""
    found: date
    if rule.startswith("easter"):
        if year is None:
            return None
        found = orthodox_easter(year) + timedelta(days=int(rule.removeprefix("easter")))
    elif rule.startswith("sunday "):
        if year is None:
            return None
        earliest = date.fromisoformat(f"{year:04d}-{rule.removeprefix('sunday ')}")
        if country == "UA":
            earliest -= _OLD_STYLE
        found = earliest + timedelta(days=6 - earliest.weekday())
    elif country == "UA":
        found = date.fromisoformat(f"{_COMMON_YEAR}-{rule.removeprefix('always ')}") - _OLD_STYLE
    elif country == "RU":
        return _new_style(rule, year)
    else:
        return rule
    return found.strftime("%m-%d")


def _new_style(rule: str, year: int | None) -> str:
    """Give the civil day of a year for one that is written as of a year without 29 February."""
    if rule.startswith("always "):
        return rule.removeprefix("always ")
    is_leap = year is not None and year % 4 == 0
    if not (is_leap and "03-01" <= rule <= "03-13"):
        return rule
    return (date.fromisoformat(f"2028-{rule}") - timedelta(days=1)).strftime("%m-%d")


@lru_cache(maxsize=4)
def _table(country: str) -> tuple[dict[str, _Kept], dict[str, _Kept]]:
    """Give the days by name with its marks, and by name without them where only one set of days fits."""
    text = files("sheetcrm.values").joinpath("data", "name_days.csv").read_text(encoding="utf-8")
    own: dict[str, _Kept] = {}
    plain: dict[str, set[_Kept]] = {}
    for row in csv.DictReader(line for line in text.splitlines() if not line.startswith("#")):
        if row["country"] != country:
            continue
        kept = _Kept(tuple(row["dates"].split(";")), row["kind"])
        for spelling in (row["name"], *row["also"].split()):
            own[name_key(spelling)] = kept
            plain.setdefault(plain_key(spelling), set()).add(kept)
    return own, {key: next(iter(found)) for key, found in plain.items() if len(found) == 1}

"""Where a client lives, and which days nobody works there; a country nobody can read is no country."""

import datetime as dt
from functools import lru_cache
from typing import Literal

from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.reading import texts
from sheetcrm.values.country import read_country
from sheetcrm.values.holiday import is_public_holiday, is_working_weekend

LONGEST_CLOSURE = 15
"""More days on end nobody is off in any calendar; beyond them the day stays where it is."""

_LANGUAGES = {"PL": "pl", "RO": "ro", "MD": "ro", "RU": "ru", "BY": "ru", "UA": "ru", "KZ": "ru"}
_SPEAKING_ENGLISH = ("GB", "US", "IE", "CA", "AU", "NZ")


def settled_countries(snapshot: Snapshot, settings: Settings) -> list[str]:
    """The country of each client, ISO; the team's where the cell is empty, empty where it cannot be read."""
    table = snapshot.table("clients")
    if not table.has("country"):
        return [settings.country.upper()] * len(table)
    written = texts(table, "country")
    known = {text: (read_country(text) or "") if text else settings.country.upper() for text in set(written)}
    return list(map(known.__getitem__, written))


def language_of(country: str, settings: Settings) -> str:
    """The language in which names of a country are read; the team's for one we know nothing of."""
    return _LANGUAGES.get(country) or ("en" if country in _SPEAKING_ENGLISH else settings.language)


@lru_cache(maxsize=1 << 16)
def is_day_off(country: str, day: dt.date) -> bool:
    """Whether nobody works there that day: a weekend or a public holiday; of an unknown country only weekends.

    A Saturday that is worked in exchange for a day off is a working day.

    >>> is_day_off("RU", dt.date(2025, 11, 1)), is_day_off("PL", dt.date(2025, 11, 1))
    (False, True)
    """
    return (day.weekday() >= 5 and not is_working_weekend(country, day)) or is_public_holiday(country, day)


@lru_cache(maxsize=1 << 16)
def working_day(country: str, day: dt.date, towards: Literal["before", "after"]) -> dt.date:
    """The day itself when people work, else the nearest such day before or after it.

    >>> working_day("PL", dt.date(2026, 11, 22), "after"), working_day("PL", dt.date(2027, 1, 1), "before")
    (datetime.date(2026, 11, 23), datetime.date(2026, 12, 31))
    """
    step = dt.timedelta(days=-1 if towards == "before" else 1)
    moved = day
    for _ in range(LONGEST_CLOSURE):
        if not is_day_off(country, moved):
            return moved
        moved += step
    return day

"""Dates written out for people; the words and their cases are those of CLDR."""

import datetime
from functools import lru_cache
from typing import Any

_LOCALES = {"en": "en_GB", "by": "be", "ua": "uk", "md": "ro", "kz": "kk"}


def format_date(language: str, day: datetime.date, pattern: str) -> str:
    """Give a date in a CLDR pattern or in one of its lengths (`short`, `medium`, `long`, `full`).

    Raises ValueError for a language CLDR does not know.

    >>> format_date("ru", datetime.date(2026, 3, 8), "d MMMM"), format_date("pl", datetime.date(2026, 3, 8), "long")
    ('8 марта', '8 marca 2026')
    """
    from babel.dates import format_date as written

    return str(written(day, pattern, locale=_locale(language)))


@lru_cache(maxsize=32)
def _locale(language: str) -> Any:
    from babel import Locale, UnknownLocaleError

    name = language.replace("-", "_")
    try:
        return Locale.parse(_LOCALES.get(name.lower(), name))
    except (UnknownLocaleError, ValueError) as error:
        raise ValueError(f"unknown language: {language}") from error

"""What a day is called in the language of whoever reads of it, whatever its own country calls it.

The names stand in `day_names.csv`; a day that is not there keeps its own name.
"""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from sheetcrm.values.holiday import observances


class DayKept(str):
    """The key of an observance among the facts of an occasion: texts show its name in their own language."""

    __slots__ = ()


def day_name(key: str, language: str) -> str:
    """The name of an observance, such as `ru.accountants_day`, in one of our languages.

    Where the country speaks that language, the name is the country's own.

    >>> day_name("ru.accountants_day", "pl"), day_name("pl.teachers_day", "pl"), day_name("pl.teachers_day", "ru")
    ('Dzień Księgowego', 'Dzień Edukacji Narodowej', 'День учителя')
    """
    country, _, day = key.partition(".")
    own = observances()[key].name
    return own if language == _SPOKEN.get(country) else _table().get(day, {}).get(language) or own


_SPOKEN = {"int": "en", "gb": "en", "us": "en", "ru": "ru", "by": "ru", "pl": "pl", "ro": "ro", "md": "ro"}


@cache
def _table() -> Mapping[str, Mapping[str, str]]:
    text = files("sheetcrm.rules.occasions").joinpath("day_names.csv").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return {row["day"]: row for row in csv.DictReader(lines)}

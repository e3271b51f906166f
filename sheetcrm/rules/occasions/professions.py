"""Which professional day a post or a trade has; words stand in `professions.csv`, days in the table of observances.

A word counts where a word of the text begins with it; one that ends in $ must be the whole word.
"""

import csv
import re
from functools import cache, lru_cache
from importlib.resources import files

from sheetcrm.values.holiday import observances


@lru_cache(maxsize=1 << 14)
def day_of_profession(text: str, country: str) -> str | None:
    """Give the key of the day of a post or trade in a country, else that of all countries; None for none.

    >>> day_of_profession("Главный бухгалтер", "RU"), day_of_profession("księgowa", "PL")
    ('ru.accountants_day', 'pl.accountants_day')
    >>> day_of_profession("Chief accountant", "GB"), day_of_profession("poet", "GB")
    ('int.accountants_day', None)
    """
    folded = text.casefold().replace("ё", "е")
    if not folded:
        return None
    for day, pattern in _patterns():
        if pattern.search(folded):
            for key in (f"{country.lower()}.{day}", f"int.{day}"):
                if key in observances():
                    return key
    return None


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    text = files("sheetcrm.rules.occasions").joinpath("professions.csv").read_text(encoding="utf-8")
    found = []
    for row in csv.DictReader(line for line in text.splitlines() if not line.startswith("#")):
        words = (word.strip().replace("ё", "е") for word in row["words"].split(";"))
        parts = (rf"\b{re.escape(word.removesuffix('$'))}" + (r"\b" if word.endswith("$") else "") for word in words)
        found.append((row["day"], re.compile("|".join(parts))))
    return tuple(found)

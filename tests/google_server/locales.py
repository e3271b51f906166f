"""What a spreadsheet's locale decides: separators, the order of dates, month names, money, words for true and false.

The figures are the Unicode CLDR's (through babel), on which Google's are built; exceptions stand here.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

_BOOLEANS = {
    "bg": ("ВЯРНО", "НЕВЯРНО"), "cs": ("PRAVDA", "NEPRAVDA"), "da": ("SAND", "FALSK"), "de": ("WAHR", "FALSCH"),
    "es": ("VERDADERO", "FALSO"), "et": ("TÕENE", "VÄÄR"), "fi": ("TOSI", "EPÄTOSI"), "fr": ("VRAI", "FAUX"),
    "hr": ("TRUE", "FALSE"), "hu": ("IGAZ", "HAMIS"), "it": ("VERO", "FALSO"), "lt": ("TRUE", "FALSE"),
    "lv": ("PATIESS", "APLAMS"), "nb": ("SANN", "USANN"), "nl": ("WAAR", "ONWAAR"), "no": ("SANN", "USANN"),
    "pl": ("PRAWDA", "FAŁSZ"), "pt": ("VERDADEIRO", "FALSO"), "ro": ("TRUE", "FALSE"), "ru": ("ИСТИНА", "ЛОЖЬ"),
    "sk": ("PRAVDA", "NEPRAVDA"), "sl": ("TRUE", "FALSE"), "sv": ("SANT", "FALSKT"), "tr": ("DOĞRU", "YANLIŞ"),
    "uk": ("ІСТИНА", "ХИБНІСТЬ"),
}  # fmt: skip
_CURRENCY_WORDS = {"ro_RO": "lei", "ro_MD": "lei", "pl_PL": "zł", "ru_RU": "₽"}
_GROUP_SPACES = "\u00a0\u202f\u2009 "


@dataclass(frozen=True)
class Locale:
    """One locale; `date_order` is a permutation of `dmy`, month and day names begin with January and Sunday."""

    name: str
    decimal: str
    group: str
    date_order: str
    date_separator: str
    date_pattern: str
    time_pattern: str
    date_time_pattern: str
    currency: str
    currency_code: str
    currency_pattern: str
    true: str
    false: str
    months: tuple[str, ...]
    months_short: tuple[str, ...]
    days: tuple[str, ...]
    days_short: tuple[str, ...]
    month_words: dict[str, int]
    """Every known spelling of a month, folded and without its full stop -> its number from 1; English ones always."""

    @property
    def comma_is_decimal(self) -> bool:
        return self.decimal == ","

    @property
    def group_class(self) -> str:
        """The characters that may be typed between groups of three, for a regular expression's class."""
        return _GROUP_SPACES if self.group in _GROUP_SPACES else re.escape(self.group)


@lru_cache(maxsize=64)
def locale_of(name: str) -> Locale:
    """The locale of a name such as `pl_PL`; one that nobody knows is read as en_US.

    >>> locale_of("pl_PL").decimal, locale_of("pl_PL").date_order, locale_of("en_US").date_pattern
    (',', 'dmy', 'm/d/yyyy')
    """
    from babel import Locale as Known
    from babel import UnknownLocaleError

    try:
        known = Known.parse(name.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        name, known = "en_US", Known.parse("en_US")
    symbols = known.number_symbols.get("latn", known.number_symbols)
    date = _date_pattern(known.date_formats["short"].pattern)
    separator = next(iter(re.sub("[dmy]", "", date)), "/")
    time = _time_pattern(known.time_formats["medium"].pattern)
    code, symbol = _currency(known)
    true, false = _BOOLEANS.get(known.language, ("TRUE", "FALSE"))
    return Locale(
        name, symbols["decimal"], symbols["group"], _order(date), separator, date, time,
        f"{date} {time.replace(' am/pm', '')}", symbol, code, _currency_pattern(known, symbol), true, false,
        _names(known.months["format"]["wide"]), _names(known.months["format"]["abbreviated"]),
        _names(known.days["format"]["wide"], days=True), _names(known.days["format"]["abbreviated"], days=True),
        _month_words(known),
    )  # fmt: skip


def _names(found: Any, days: bool = False) -> tuple[str, ...]:
    """Twelve months, or seven days from Sunday (the CLDR counts Monday as 0)."""
    return tuple(found[(day + 6) % 7] for day in range(7)) if days else tuple(found[month] for month in range(1, 13))


def _date_pattern(pattern: str) -> str:
    pattern = re.sub(r"y+", "yyyy", pattern.replace("M", "m").replace("\u200f", ""))
    return re.sub(r"[^dmy./\- ]", "", pattern).strip(" .")


def _time_pattern(pattern: str) -> str:
    twelve = "a" in pattern
    pattern = re.search(r"[Hh]+[:.]mm[:.]ss", pattern)[0].replace("HH", "H").lower()  # type: ignore[index]
    return pattern + (" am/pm" if twelve else "")


def _order(date_pattern: str) -> str:
    order = "".join(dict.fromkeys(letter for letter in date_pattern if letter in "dmy"))
    return order if len(order) == 3 else "mdy"


def _currency(known: Any) -> tuple[str, str]:
    from babel.numbers import get_currency_symbol, get_territory_currencies

    codes = get_territory_currencies(known.territory) if known.territory else []
    code = codes[0] if codes else "USD"
    return code, _CURRENCY_WORDS.get(str(known)) or get_currency_symbol(code, known)


def _currency_pattern(known: Any, symbol: str) -> str:
    pattern: str = known.currency_formats["standard"].pattern.split(";")[0].replace("\u00a0", " ")
    number = re.search(r"[#0,.]+", pattern)
    figures = number[0] if number else "#,##0.00"
    if pattern.startswith("¤"):
        return f'"{symbol}"{figures}'
    return f"{figures}\\ [${symbol}]"


def _month_words(known: Any) -> dict[str, int]:
    from babel import Locale as Known

    words: dict[str, int] = {}
    for source in (known, Known.parse("en_US")):
        for form in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for month, word in source.months[form][width].items():
                    words.setdefault(word.casefold().rstrip("."), month)
    words.setdefault("sept", 9)
    return {word: month for word, month in words.items() if not word.isdigit()}

"""A text read as if a person typed it (USER_ENTERED), by the spreadsheet's locale; JSON numbers are taken raw."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from tests.google_server.locales import Locale, locale_of
from tests.google_server.model import CellFault, Formula, Json, Value
from tests.google_server.shown import today
from tests.google_server.typed_dates import date_or_time

ERROR_TEXTS = {
    "#NULL!": "NULL_VALUE", "#DIV/0!": "DIVIDE_BY_ZERO", "#VALUE!": "VALUE", "#REF!": "REF", "#NAME?": "NAME",
    "#NUM!": "NUM", "#N/A": "N_A", "#ERROR!": "ERROR",
}  # fmt: skip
_FIGURE = re.compile(r"[0-9]")
_WORD = re.compile(r"[^\W\d_]+")
_SIGNS = ("e", "t", "am", "pm", "a", "p")
_AMOUNTS = frozenset({"CURRENCY", "PERCENT", "SCIENTIFIC"})
_CURRENCIES = "$€£¥₹₽₴₩₪₺₸₾"


def entered(
    scalar: str | float | bool | None, locale: str, present_format: Mapping[str, Any] | None = None
) -> tuple[Value, Json | None]:
    """The value that typing gives, and the number format it brings; None: the cell keeps its format.

    >>> entered("007", "en_US"), entered("'0123", "en_US"), entered("1,5", "pl_PL")
    ((7, None), ('0123', None), (1.5, None))
    >>> entered("1-2", "en_US")[1], entered("50%", "en_US")
    ({'type': 'DATE', 'pattern': 'm-d'}, (0.5, {'type': 'PERCENT', 'pattern': '0%'}))
    """
    if not isinstance(scalar, str):
        return (_whole(scalar) if isinstance(scalar, float) else scalar), None
    if scalar == "":
        return None, None
    if scalar[0] == "'":
        return scalar[1:], None
    present_type = present_format.get("type") if present_format else None
    if present_type == "TEXT" or (present_format and present_format.get("pattern") == "@"):
        return scalar, None
    if scalar[0] == "=" and len(scalar) > 1:
        return Formula(scalar), None
    value, number_format = _typed(scalar, locale, today().year)
    if number_format is None:
        if present_type == "PERCENT" and isinstance(value, int | float) and not isinstance(value, bool):
            value = _whole(float(f"{value!r}e-2") if isinstance(value, int) else value / 100)
    elif present_type == number_format["type"] or (number_format["type"] == "NUMBER" and present_type in _AMOUNTS):
        number_format = None
    return value, number_format


def _whole(value: float) -> int | float:
    """A number as it is stored: whole ones that a double holds exactly are int."""
    return int(value) if value.is_integer() and abs(value) < 1e15 else value


@lru_cache(maxsize=20_000)
def _typed(text: str, locale_name: str, year: int) -> tuple[Value, Json | None]:
    stripped = text.strip(" \t\n\u00a0")
    if not stripped or len(stripped) > 60:
        return text, None
    locale = locale_of(locale_name)
    upper = stripped.upper()
    if upper in ("TRUE", locale.true):
        return True, None
    if upper in ("FALSE", locale.false):
        return False, None
    if upper in ERROR_TEXTS:
        return CellFault(ERROR_TEXTS[upper], upper), None
    if not _FIGURE.search(stripped):
        return text, None
    if (word := _WORD.search(stripped)) and word[0].casefold() not in _known_words(locale_name):
        return text, None
    return number(stripped, locale) or date_or_time(stripped, locale, year) or (text, None)


@lru_cache(maxsize=64)
def _known_words(locale_name: str) -> frozenset[str]:
    """The words that can come first in a text that is a number, a date or a time."""
    locale = locale_of(locale_name)
    money = "".join(letter for letter in locale.currency if letter.isalpha())
    return frozenset({*locale.month_words, money.casefold(), locale.currency_code.casefold(), *_SIGNS})


def number(text: str, locale: Locale) -> tuple[Value, Json | None] | None:
    """A number, an amount or a percentage with the format it brings; None when the text is none of them.

    >>> number("(1,200)", locale_of("en_US"))
    (-1200, {'type': 'NUMBER', 'pattern': '#,##0'})
    """
    found = _number_pattern(locale.name).fullmatch(text)
    if not found:
        return None
    symbol = found["before"] or found["after"]
    percent = bool(found["percent_before"] or found["percent"])
    if percent and symbol:
        return None
    if bool(found["open"]) != bool(found["close"]) or (found["open"] and (found["sign"] or found["inner_sign"])):
        return None
    if found["sign"] and found["inner_sign"]:
        return None
    whole, fraction, power = found["whole"] or "", found["fraction"], found["power"]
    if not whole and not fraction:
        return None
    grouped = not whole.isdecimal() and bool(whole)
    plain = "".join(letter for letter in whole if letter.isdecimal())
    try:
        value = float(f"{plain or '0'}.{fraction or '0'}{'e' + power if power else ''}")
    except OverflowError:
        return None
    if value == float("inf"):
        return None
    if percent:
        value = float(f"{plain or '0'}.{fraction or '0'}e{int(power or 0) - 2}")
    if found["open"] or "-" in (found["sign"], found["inner_sign"]):
        value = -value
    result = _whole(value)
    return result, _format(symbol, percent, power, grouped, fraction, locale)


def _format(
    symbol: str | None, percent: bool, power: str | None, grouped: bool, fraction: str | None, locale: Locale
) -> Json | None:
    if percent:
        return {"type": "PERCENT", "pattern": "0.00%" if fraction else "0%"}
    if symbol:
        return {"type": "CURRENCY", "pattern": _currency_pattern(symbol, fraction, locale)}
    if power:
        return {"type": "SCIENTIFIC", "pattern": "0.00E+00"}
    if grouped:
        return {"type": "NUMBER", "pattern": "#,##0.00" if fraction else "#,##0"}
    return None


def _currency_pattern(symbol: str, fraction: str | None, locale: Locale) -> str:
    own = symbol.upper() in (locale.currency.upper(), locale.currency_code)
    pattern = locale.currency_pattern if own else f"[${symbol}]#,##0.00"
    return pattern if fraction else pattern.replace("0.00", "0")


@lru_cache(maxsize=64)
def _number_pattern(locale_name: str) -> re.Pattern[str]:
    locale = locale_of(locale_name)
    group, decimal = locale.group_class, re.escape(locale.decimal)
    words = {locale.currency, locale.currency_code, *_CURRENCIES}
    symbols = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(
        rf"""
        (?P<open>\()?\s*(?P<sign>[+-])?\s?(?:(?P<before>{symbols})\s?)?(?P<percent_before>%)?(?P<inner_sign>[+-])?
        (?P<whole>[0-9]{{1,3}}(?:[{group}][0-9]{{3}})+|[0-9]+)?
        (?:{decimal}(?P<fraction>[0-9]*))?
        (?:[eE](?P<power>[+-]?[0-9]{{1,3}}))?
        [\s\u00a0]?(?P<percent>%)?[\s\u00a0]?(?P<after>{symbols})?\s*(?P<close>\))?
        """.replace(f"[{group}]", f"[{group.replace(' ', chr(92) + ' ')}]"),
        re.VERBOSE | re.IGNORECASE,
    )

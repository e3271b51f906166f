"""Writes amounts of money as a language does; between a number and its currency stands a blank that never breaks."""

import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any, Literal

AmountStyle = Literal["exact", "short", "long"]
AMOUNT_STYLES: tuple[AmountStyle, ...] = ("exact", "short", "long")
"""exact: with the currency's decimals. short: a whole amount without them. long: so too, the currency in words."""

_LARGEST = Decimal(10) ** 15
_LOCALES = {"en": "en_GB", "by": "be", "ua": "uk", "md": "ro", "kz": "kk"}
_CODE_BEFORE = re.compile(r"(?<=[A-Za-z])(?=\d)")
_BEFORE_WORD = re.compile(r"(?<=\d) (?=[^\W\d])")
_BREAKABLE = str.maketrans({"\u202f": "\u00a0"})


def write_amount(amount: Decimal | int | float, currency: str, language: str, style: AmountStyle = "exact") -> str:
    """Give the amount in words or signs of the language; the currency is an ISO code.

    Romanian whole amounts from 20 on take "de" when the currency is written out. Raises ValueError for a currency or a
    language that CLDR does not know, and for an amount that is no number or beyond 15 digits.

    >>> write_amount(Decimal("1234.5"), "PLN", "pl"), write_amount(1234.5, "RUB", "ru", "short")
    ('1\\xa0234,50\\xa0zł', '1\\xa0234,50\\xa0₽')
    >>> write_amount(25, "RON", "ro", "long"), write_amount(1200, "PLN", "en", "short")
    ('25\\xa0de lei românești', 'PLN\\xa01,200')
    """
    exact = amount if isinstance(amount, Decimal) else Decimal(str(amount))
    if not exact.is_finite() or abs(exact) >= _LARGEST:
        raise ValueError(f"no amount: {amount}")
    if not is_currency(currency):
        raise ValueError(f"unknown currency: {currency}")
    return _written(exact + 0, currency, language, style)


def is_currency(code: str) -> bool:
    """Tell whether it is an ISO code, in capitals, that CLDR knows.

    >>> is_currency("PLN"), is_currency("pln"), is_currency("ZŁ")
    (True, False, False)
    """
    return code in _currencies()


@lru_cache(maxsize=4096)
def _written(amount: Decimal, currency: str, language: str, style: str) -> str:
    from babel.numbers import format_currency, get_currency_precision

    digits = 0 if style != "exact" and amount == amount.to_integral_value() else get_currency_precision(currency)
    rounded = amount.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    locale = _locale(language)
    if style == "long":
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        text = str(format_currency(rounded, currency, pattern, locale, False, "name"))
    else:
        pattern = str(locale.currency_formats["standard"].pattern)
        pattern = re.sub(r"0\.0+", "0" + ("." + "0" * digits if digits else ""), pattern)
        text = str(format_currency(rounded, currency, pattern, locale, False))
    return _BEFORE_WORD.sub("\u00a0", _CODE_BEFORE.sub("\u00a0", text)).translate(_BREAKABLE)


@lru_cache(maxsize=1)
def _currencies() -> frozenset[str]:
    from babel.numbers import list_currencies

    return frozenset(list_currencies())


@lru_cache(maxsize=32)
def _locale(language: str) -> Any:
    from babel import Locale, UnknownLocaleError

    name = language.replace("-", "_")
    try:
        return Locale.parse(_LOCALES.get(name.lower(), name))
    except (UnknownLocaleError, ValueError) as error:
        raise ValueError(f"unknown language: {language}") from error

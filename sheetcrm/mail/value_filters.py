"""Filters for numbers, dates and amounts in the language of the letter; what is typed in a cell is read as the team's.

All are pure, and print nothing that they are not sure to have read rightly.
"""

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from sheetcrm.mail.addressee import About, Said
from sheetcrm.mail.clean_text import one_line
from sheetcrm.mail.reasons import FilterMisused, ValueUnusable
from sheetcrm.mail.values import shown
from sheetcrm.values.amount import AMOUNT_STYLES, is_currency, write_amount
from sheetcrm.values.date import PartialDate, read_date
from sheetcrm.values.date_format import format_date
from sheetcrm.values.money import Money, read_money
from sheetcrm.values.plural import with_plural

DATE_STYLES = ("long", "short", "medium", "full", "day")
_LONGEST_CELL = 60
_LARGEST = 10**15
_FORMS = {
    "en": ((2,), '"year", "years"'),
    "ro": ((2, 3), '"an", "ani"'),
    "ru": ((3,), '"год", "года", "лет"'),
    "pl": ((3,), '"rok", "lata", "lat"'),
}
_WHOLE = re.compile(r"[-\u2212]?\d{1,15}")


def plural(value: object, about: About, *words: str) -> Said:
    """The form of a word that a whole number takes, without the number; Romanian "de" comes along.

    >>> [plural(n, About("ru", "ru"), "год", "года", "лет").words for n in (1, 3, 11, "21")]
    ['год', 'года', 'лет', 'год']
    """
    counted = _counted(value, about, words, "plural")
    return Said(counted.split(" ", 1)[1])


def count(value: object, about: About, *words: str) -> Said:
    """A whole number with its word.

    >>> count(20, About("ro", "ro"), "an", "ani").words
    '20\\xa0de ani'
    """
    return Said(_counted(value, about, words, "count").replace(" ", "\u00a0", 1))


def date(value: object, about: About, style: str = "long") -> Said:
    """A date in one of the styles; "day" leaves the year out, and a date without a year never gets one.

    >>> day, letter = dt.date(2026, 3, 8), About("ro", "ro")
    >>> [date(day, letter, style).words for style in DATE_STYLES]
    ['8 martie 2026', '08.03.2026', '8 mar. 2026', 'duminică, 8 martie 2026', '8 martie']
    """
    if not isinstance(style, str) or style not in DATE_STYLES:
        raise FilterMisused("choice", filter="date", value=shown(style), list=", ".join(DATE_STYLES))
    found = _date(value, about.team)
    if found.year is None and style != "day":
        style = "day"
    pattern = "d MMMM" if style == "day" else style
    return Said(format_date(_known(about.language), dt.date(found.year or 2000, found.month, found.day), pattern))


def money(value: object, about: About, currency: str | None = None, style: str = "exact") -> Said:
    """An amount with its currency: that of the cell or the one given, which must not contradict each other.

    >>> money("1 234,5 zł", About("pl", "pl")).words
    '1\\xa0234,50\\xa0zł'
    """
    if not isinstance(style, str) or style not in AMOUNT_STYLES:
        raise FilterMisused("choice", filter="money", value=shown(style), list=", ".join(AMOUNT_STYLES))
    if currency is not None and (not isinstance(currency, str) or not is_currency(currency)):
        raise FilterMisused("currency-unknown", value=shown(currency))
    found = _amount(value, about.team)
    if currency and found.currency not in (None, currency):
        raise ValueUnusable("currency-other", value=shown(value), currency=currency)
    used = currency or found.currency
    if used is None:
        raise FilterMisused("currency-missing")
    return Said(write_amount(found.amount, used, _known(about.language), style))


def _counted(value: object, about: About, words: Sequence[str], name: str) -> str:
    language = about.language if about.language in _FORMS else "en"
    allowed, usage = _FORMS[language]
    given = [one_line(word) for word in words if isinstance(word, str) and 0 < len(word.strip()) <= _LONGEST_CELL]
    if len(words) not in allowed or len(given) < len(words):
        raise FilterMisused("forms", count=allowed[-1], usage=f"{name}({usage})")
    return with_plural(language, _whole(value), given)


def _whole(value: object) -> int:
    if isinstance(value, str) and _WHOLE.fullmatch(one_line(value)):
        return int(one_line(value).replace("\u2212", "-"))
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise ValueUnusable("not-whole", value=shown(value))
    if abs(float(value)) >= _LARGEST:
        raise ValueUnusable("too-large")
    if value != int(value):
        raise ValueUnusable("not-whole", value=shown(value))
    return int(value)


def _date(value: object, team: str) -> PartialDate:
    if isinstance(value, str) and len(value) <= _LONGEST_CELL:
        found = _typed_date(value, team)
    else:
        found = read_date(value, team) if isinstance(value, dt.date) else None
    if found is None:
        raise ValueUnusable("not-a-date", value=shown(value))
    return found


def _amount(value: object, team: str) -> Money:
    if isinstance(value, str):
        found = _typed_amount(value, team) if len(value) <= _LONGEST_CELL else None
    else:
        found = read_money(value, team) if isinstance(value, int | float | Decimal) and value == value else None
    if found is None:
        raise ValueUnusable("not-an-amount", value=shown(value))
    if abs(found.amount) >= _LARGEST:
        raise ValueUnusable("too-large")
    return found


@lru_cache(maxsize=4096)
def _typed_date(text: str, team: str) -> PartialDate | None:
    return read_date(text, team)


@lru_cache(maxsize=4096)
def _typed_amount(text: str, team: str) -> Money | None:
    return read_money(text, team)


@lru_cache(maxsize=32)
def _known(language: str) -> str:
    """The language if CLDR has its forms, else English."""
    try:
        format_date(language, dt.date(2000, 1, 1), "d MMMM")
    except ValueError:
        return "en"
    return language

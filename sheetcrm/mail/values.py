"""How a fact looks in a letter: dates and numbers in the reader's language, text without invisible troublemakers.

Nothing here knows templates; whatever has no plain look is refused with a sentence, never printed as Python would.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from urllib.parse import quote, urlsplit

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal
from markupsafe import Markup

from sheetcrm.mail.clean_text import clean_text, one_line
from sheetcrm.mail.reasons import ValueUnusable

_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_ENDINGS = " \t\n,.!;:…"


@lru_cache(maxsize=64)
def locale_of(language: str) -> Locale:
    """The forms of dates and numbers of a language; English has the day first; an unknown language is English."""
    try:
        return Locale.parse("en_GB" if language == "en" else language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_GB")


def long_date(value: object, language: str) -> str:
    """A date with its year.

    >>> long_date(dt.date(2026, 3, 5), "pl"), long_date(dt.date(2026, 3, 5), "en")
    ('5 marca 2026', '5 March 2026')
    """
    return _formatted(_as_date(value), True, language)


def day(value: object, language: str) -> str:
    """A date without its year.

    >>> day(dt.date(2026, 3, 5), "ru"), day(dt.date(2026, 3, 5), "ro")
    ('5 марта', '5 martie')
    """
    return _formatted(_as_date(value), False, language)


@lru_cache(maxsize=4096)
def _formatted(value: dt.date, year: bool, language: str) -> str:
    locale = locale_of(language)
    return format_date(value, "long", locale=locale) if year else format_skeleton("MMMMd", value, locale=locale)


def _as_date(value: object) -> dt.date:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    raise ValueUnusable("not-a-date", value=shown(value))


def show(value: object, language: str) -> object:
    """What is printed for a value; text that is markup already passes.

    >>> show(42.0, "en"), show(42.5, "ru"), show(dt.date(2026, 3, 5), "en"), show(dt.time(9, 5), "en")
    ('42', '42,5', '5 March 2026', '09:05')
    """
    if isinstance(value, str):
        return value if isinstance(value, Markup) else clean_text(value)
    if isinstance(value, bool):
        raise ValueUnusable("yes-no")
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float | Decimal):
        whole = value == value // 1
        return str(int(value)) if whole else format_decimal(value, "0.######", locale=locale_of(language))
    if isinstance(value, dt.datetime):
        hour = "" if value.time() == dt.time() else f", {value:%H:%M}"
        return long_date(value, language) + hour
    if isinstance(value, dt.date):
        return long_date(value, language)
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    raise ValueUnusable("one-value")


def ending(text: str, mark: str) -> str:
    """A line with the mark at its end that the sentence after it asks for.

    >>> ending("Dear Ms Novak,", "!"), ending("Szanowna Pani Anno", ",")
    ('Dear Ms Novak!', 'Szanowna Pani Anno,')
    """
    return text.rstrip(_ENDINGS) + mark


def web_address(value: object) -> str:
    """The value as a link; only addresses of the web, mail and telephone are links.

    >>> web_address(" https://shop.example/a ")
    'https://shop.example/a'
    """
    text = "".join(clean_text(str(value)).split())
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme.lower() not in _SCHEMES or (parts.scheme.lower().startswith("http") and not parts.netloc):
        raise ValueUnusable("not-a-link", value=shown(value))
    return quote(text, safe="%/:=&?~#+!$,;'@()*[]")


def link_part(value: object) -> str:
    """The value as a piece of a link, quoted so that it stays in its place.

    >>> link_part("tea & milk"), link_part("shop@example.com")
    ('tea%20%26%20milk', 'shop@example.com')
    """
    return quote(clean_text(str(value)), safe="@")


def picture(value: object) -> str:
    """The value as the source of a picture: an address of the web, or a file that the parent puts into the letter.

    >>> picture("photos/Łódź.png"), picture("https://shop.example/a.png")
    ('inline:photos%2F%C5%81%C3%B3d%C5%BA.png', 'https://shop.example/a.png')
    """
    text = clean_text(str(value)).strip()
    if re.match(r"https?:", text, re.I):
        return web_address(text)
    return "inline:" + quote(text, safe="")


def path_part(value: object) -> str:
    """The value as a part of the name of a file, in braces so that the parent can tell it from what the team wrote.

    >>> path_part("C-0042*")
    '{C-0042%2A}'
    """
    return "{" + quote(clean_text(str(value)).strip(), safe="") + "}"


def rounded(value: object, digits: int = 0) -> float:
    """The number with at most six digits after the point.

    >>> rounded(2.345, 2)
    2.35
    """
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise ValueUnusable("not-a-number", value=shown(value))
    kept = max(0, min(int(digits), 6))
    return float(round(Decimal(str(value)).quantize(Decimal(1).scaleb(-kept), rounding="ROUND_HALF_UP"), kept))


def shown(value: object) -> str:
    """The value as a message about it quotes it: short, on one line.

    >>> shown("1 High St\\nLondon")
    '1 High St London'
    """
    return one_line(str(value))[:40]


def calculated(operator: str, left: object, right: object) -> object:
    """The result of one sum of a template: numbers, or the days between two dates.

    >>> calculated("-", dt.date(2026, 3, 5), dt.date(2026, 3, 1)), calculated("*", 3, 2.5)
    (4, 7.5)
    """
    if isinstance(left, dt.date) and isinstance(right, dt.date) and operator == "-":
        return (_as_date(left) - _as_date(right)).days
    first, second = _as_number(left, operator), _as_number(right, operator)
    try:
        return _RECKON[operator](first, second)
    except ZeroDivisionError:
        raise ValueUnusable("divided-by-zero") from None


def _as_number(value: object, operator: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise ValueUnusable("no-sum", value=shown(value), sign=operator)
    number = float(value)
    if abs(number) > 1e15:
        raise ValueUnusable("too-large")
    return number


_RECKON: Mapping[str, Callable[[float, float], float]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": lambda left, right: left / right,
    "//": lambda left, right: left // right,
    "%": lambda left, right: left % right,
}

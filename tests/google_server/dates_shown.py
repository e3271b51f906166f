"""Serial numbers as dates, times and durations. Day 0 is 1899-12-30; there is no time zone."""

import math
from datetime import date, timedelta

from tests.google_server.locales import Locale
from tests.google_server.number_patterns import Section, Token

EPOCH = date(1899, 12, 30)
_MOMENTS = 86_400_000


def date_text(value: float, section: Section, locale: Locale) -> str:
    """A serial number in a date pattern; one that no calendar has is told as the pattern's characters.

    >>> from tests.google_server.locales import locale_of
    >>> from tests.google_server.number_patterns import sections
    >>> date_text(46270.75, sections("dd.mm.yyyy h:mm")[0], locale_of("pl_PL"))
    '05.09.2026 18:00'
    """
    fine = next((len(token.text) for token in section.tokens if token.kind == "fraction"), 0)
    step = 1000 if not fine else 10 ** (3 - min(fine, 3))
    moments = math.floor(value * _MOMENTS / step + 0.5) * step
    days, rest = divmod(moments, _MOMENTS)
    try:
        day = EPOCH + timedelta(days=days)
    except OverflowError:
        return f"{value}"
    minus = "-" if value < 0 and any(token.kind == "elapsed" for token in section.tokens) else ""
    return minus + "".join(
        _part(token, day, rest, abs(moments), section.twelve_hours, locale) for token in section.tokens
    )


def _part(token: Token, day: date, rest: int, moments: int, twelve: bool, locale: Locale) -> str:
    kind, text = token
    if kind == "date" and text[0] in "ymd":
        return _day_part(text, day, locale)
    if kind == "minute":
        return f"{rest // 60_000 % 60:0{len(text)}d}"
    if kind == "elapsed":
        unit = {"h": 3_600_000, "m": 60_000, "s": 1000}[text[1]]
        return f"{moments // unit:0{len(text) - 2}d}"
    if kind == "half":
        word = "PM" if rest >= _MOMENTS // 2 else "AM"
        return word if text == "am/pm" else word[0]
    if kind == "fraction":
        return locale.decimal + f"{rest % 1000:03d}"[: len(text)].ljust(len(text), "0")
    if kind == "date" and text[0] == "h":
        hour = rest // 3_600_000
        return f"{(hour % 12 or 12) if twelve else hour:0{min(len(text), 2)}d}"
    if kind == "date":
        return f"{rest // 1000 % 60:0{min(len(text), 2)}d}"
    return text


def _day_part(text: str, day: date, locale: Locale) -> str:
    length = len(text)
    if text[0] == "y":
        return f"{day.year % 100:02d}" if length <= 2 else f"{day.year:04d}"
    if text[0] == "m":
        if length >= 5:
            return locale.months[day.month - 1][0]
        if length >= 3:
            return (locale.months if length == 4 else locale.months_short)[day.month - 1]
        return f"{day.month:0{length}d}"
    if length >= 3:
        return (locale.days if length >= 4 else locale.days_short)[day.isoweekday() % 7]
    return f"{day.day:0{length}d}"

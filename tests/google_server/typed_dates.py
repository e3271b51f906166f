"""Dates, times and durations as typed, in a locale's orders and words; each brings the pattern it was typed in."""

import re
from datetime import date

from tests.google_server.dates_shown import EPOCH
from tests.google_server.locales import Locale
from tests.google_server.model import Json, Value

Typed = tuple[Value, Json]

_TIME = re.compile(
    r"(?P<hour>[0-9]{1,5})(?::(?P<minute>[0-5]?[0-9])(?::(?P<second>[0-5]?[0-9])(?:[.,](?P<part>[0-9]{1,6}))?)?)?"
    r"(?:\s?(?P<half>[ap])\.?m?\.?)?",
    re.IGNORECASE,
)
_ISO = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})")
_FIGURES = re.compile(r"([0-9]{1,4})\s?([-/.])\s?([0-9]{1,4})(?:\s?\2\s?([0-9]{1,4}))?\.?")
_DAY_FIRST = re.compile(r"([0-9]{1,2})\.?[\s-]?([^\W\d_]+)\.?(?:,?[\s-]?([0-9]{4}|'?[0-9]{2}))?(?:\s?[гр]\.?)?")
_MONTH_FIRST = re.compile(r"([^\W\d_]+)\.?[\s-]?([0-9]{1,2})(?:st|nd|rd|th)?(?:,\s?|\s|-)([0-9]{4})")
_MONTH_DAY = re.compile(r"([^\W\d_]+)\.?[\s-]?([0-9]{1,2})")
_MONTH_YEAR = re.compile(r"([^\W\d_]+)\.?,?[\s-]?([0-9]{4})")
_SPLIT = re.compile(r"(.+?)(?:,?\s+|T)([0-9]{1,2}:.+|[0-9]{1,2}\s?[ap]\.?m\.?)", re.IGNORECASE)


def date_or_time(text: str, locale: Locale, this_year: int) -> Typed | None:
    """The serial number and the number format of a typed date, time or both; None when it is neither.

    A date without a year is of this year.

    >>> from tests.google_server.locales import locale_of
    >>> date_or_time("05.09.2026", locale_of("pl_PL"), 2026)
    (46270, {'type': 'DATE', 'pattern': 'dd.mm.yyyy'})
    >>> date_or_time("5.9", locale_of("en_US"), 2026) is None
    True
    """
    if found := _time(text):
        return found
    if found := _date(text, locale, this_year):
        return found
    if parts := _SPLIT.fullmatch(text):
        day, time = _date(parts[1], locale, this_year), _time(parts[2])
        if day and time and isinstance(day[0], int) and isinstance(time[0], int | float) and 0 <= time[0] < 1:
            pattern = f"{day[1]['pattern']} {time[1]['pattern']}"
            return day[0] + time[0], {"type": "DATE_TIME", "pattern": pattern}
    return None


def _time(text: str) -> Typed | None:
    found = _TIME.fullmatch(text)
    if not found or (found["minute"] is None and not found["half"]):
        return None
    hour, minute, second = int(found["hour"]), int(found["minute"] or 0), int(found["second"] or 0)
    half = found["half"]
    if half:
        if not 1 <= hour <= 12 or (found["minute"] is None and not re.search(r"[ap]\.?m", text, re.IGNORECASE)):
            return None
        hour = hour % 12 + (12 if half in "pP" else 0)
    part = float(f"0.{found['part']}") if found["part"] else 0.0
    value: Value = ((hour * 60 + minute) * 60 + second + part) / 86400
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    hours = "[h]" if hour >= 24 else "hh" if len(found["hour"]) == 2 and found["hour"][0] == "0" else "h"
    pattern = hours + (":mm" if found["minute"] is not None or hour >= 24 else "")
    pattern += ":ss" if found["second"] is not None or (hour >= 24 and found["minute"] is None) else ""
    pattern += ".000" if found["part"] else ""
    return value, {"type": "TIME", "pattern": pattern + (" am/pm" if half else "")}


def _date(text: str, locale: Locale, this_year: int) -> Typed | None:
    if found := _ISO.fullmatch(text):
        year, mark, month, day = found[1], found[2], found[3], found[4]
        pattern = f"yyyy{mark}{_width('m', month)}{mark}{_width('d', day)}"
        return _made(int(year), int(month), int(day), pattern)
    if found := _FIGURES.fullmatch(text):
        return _in_figures(found[2], [part for part in found.group(1, 3, 4) if part], locale, this_year)
    return _in_words(text, locale, this_year)


def _in_figures(mark: str, parts: list[str], locale: Locale, this_year: int) -> Typed | None:
    """Two or three figures in the locale's order; a full stop separates dates only where the locale's dates have it."""
    if mark == "." and locale.date_separator != ".":
        return None
    order = locale.date_order
    if len(parts) == 2:
        if len(parts[1]) == 4 and len(parts[0]) <= 2:
            return _made(int(parts[1]), int(parts[0]), 1, f"{_width('m', parts[0])}{mark}yyyy")
        order = order.replace("y", "")
    if len(parts) == 3 and len(parts[0]) == 4:
        order = "ymd"
    figures = dict(zip(order, parts, strict=True))
    if len(figures["m"]) > 2 or len(figures["d"]) > 2 or len(figures.get("y", "00")) not in (2, 4):
        return None
    pattern = mark.join(_width(unit, figures[unit]) for unit in order)
    year = _year(figures["y"]) if "y" in figures else this_year
    return _made(year, int(figures["m"]), int(figures["d"]), pattern)


def _width(unit: str, figures: str) -> str:
    if unit == "y":
        return "yyyy" if len(figures) == 4 else "yy"
    return unit * 2 if figures[0] == "0" else unit


def _year(figures: str) -> int:
    year = int(figures.lstrip("'"))
    if len(figures.lstrip("'")) == 4:
        return year
    return year + (2000 if year < 30 else 1900)


def _made(year: int, month: int, day: int, pattern: str) -> Typed | None:
    try:
        serial = (date(year, month, day) - EPOCH).days
    except ValueError:
        return None
    return serial, {"type": "DATE", "pattern": pattern}


def _in_words(text: str, locale: Locale, this_year: int) -> Typed | None:
    words = locale.month_words
    if (found := _DAY_FIRST.fullmatch(text)) and (month := words.get(found[2].casefold())):
        shape = _word_shape(found[2])
        mark = "-" if "-" in text else " "
        if not found[3]:
            return _made(this_year, month, int(found[1]), f"d{mark}{shape}")
        long = len(found[3].lstrip("'")) == 4
        return _made(_year(found[3]), month, int(found[1]), f"d{mark}{shape}{mark}{'yyyy' if long else 'yy'}")
    if (found := _MONTH_FIRST.fullmatch(text)) and (month := words.get(found[1].casefold())):
        comma = "," if "," in text else ""
        return _made(int(found[3]), month, int(found[2]), f"{_word_shape(found[1])} d{comma} yyyy")
    if (found := _MONTH_YEAR.fullmatch(text)) and (month := words.get(found[1].casefold())):
        return _made(int(found[2]), month, 1, f"{_word_shape(found[1])} yyyy")
    if (found := _MONTH_DAY.fullmatch(text)) and (month := words.get(found[1].casefold())):
        return _made(this_year, month, int(found[2]), f"{_word_shape(found[1])} d")
    return None


def _word_shape(word: str) -> str:
    return "mmm" if len(word) <= 4 else "mmmm"

"""How one value is written into the XML of a sheet.

A value always reads back as what was given: text that looks like a formula, a number or an escape stays text.
"""

import datetime
import math
import re
from decimal import Decimal

from sheetcrm.stores.excel.addresses import LONGEST_TEXT
from sheetcrm.stores.excel.edits import Written

_SPECIAL = re.compile("[&<>]|[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_NAMED = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "_": "_x005F_"}
_DAY_ZERO = datetime.date(1899, 12, 30).toordinal()
_DAY_ZERO_1904 = datetime.date(1904, 1, 1).toordinal()
_LEAP_THAT_WAS_NOT = datetime.date(1900, 3, 1).toordinal()
_DAY = 86_400_000_000


def cell_text(text: str) -> str:
    """Write text as element content; characters XML cannot hold become `_xHHHH_`, the way Excel does it.

    >>> cell_text("a<b\\x0b_x0041_")
    'a&lt;b_x000B__x005F_x0041_'
    """
    if _SPECIAL.search(text) is None:
        return text
    return _SPECIAL.sub(lambda found: _NAMED.get(found[0]) or f"_x{ord(found[0]):04X}_", text)


def refusal_of(value: Written, date1904: bool) -> str | None:
    """Give the word for why a value cannot stand in a cell, None if it can."""
    if isinstance(value, str):
        return "text-too-long" if len(value) > LONGEST_TEXT // 2 and utf16_length(value) > LONGEST_TEXT else None
    if isinstance(value, float | Decimal):
        return None if math.isfinite(value) and math.isfinite(float(value)) else "not-a-number"
    if isinstance(value, datetime.date):
        return None if value.year >= (1904 if date1904 else 1900) else "date-too-early"
    if isinstance(value, datetime.timedelta) and value < datetime.timedelta():
        return "date-too-early"
    return None


def utf16_length(text: str) -> int:
    """Give the length Excel counts: characters outside the basic plane are two.

    >>> utf16_length("ab"), utf16_length("a\\U0001F600")
    (2, 3)
    """
    return len(text) if text.isascii() else len(text) + sum(character > "\uffff" for character in text)


def serial_of(value: datetime.date | datetime.time | datetime.timedelta, date1904: bool) -> int | float:
    """Give the number Excel keeps for a day or a time; time zones are dropped, the clock time stays.

    >>> serial_of(datetime.date(2023, 3, 15), False), serial_of(datetime.date(1900, 1, 1), False)
    (45000, 1)
    >>> serial_of(datetime.datetime(2023, 3, 15, 12), False), serial_of(datetime.date(2027, 3, 16), True)
    (45000.5, 45000)
    """
    if isinstance(value, datetime.timedelta):
        days, rest = value.days, value.seconds * 1_000_000 + value.microseconds
        return days + rest / _DAY if rest else days
    days, rest = 0, 0
    if isinstance(value, datetime.date):
        ordinal = value.toordinal()
        if date1904:
            days = ordinal - _DAY_ZERO_1904
        else:
            days = ordinal - _DAY_ZERO - (ordinal < _LEAP_THAT_WAS_NOT)
    if isinstance(value, datetime.datetime | datetime.time):
        rest = ((value.hour * 60 + value.minute) * 60 + value.second) * 1_000_000 + value.microsecond
    return days + rest / _DAY if rest else days


def number_text(value: int | float | Decimal) -> str:
    """Write a number in the shortest form that reads back as the same double.

    >>> number_text(3.0), number_text(0.1), number_text(Decimal("1E+2")), number_text(-0.0)
    ('3', '0.1', '100', '0')
    """
    if isinstance(value, int):
        return str(value) if abs(value) < 1 << 53 else repr(float(value))
    number = float(value)
    if number.is_integer() and abs(number) < 1e15:
        return str(int(number))
    return repr(number)


def cell_content(value: Written, prefix: str, date1904: bool) -> tuple[str, str]:
    """Give the type attribute and the content of a cell; both are empty for None.

    >>> cell_content("=1 ", "", False)
    (' t="inlineStr"', '<is><t xml:space="preserve">=1 </t></is>')
    >>> cell_content(True, "x:", False), cell_content(None, "", False)
    ((' t="b"', '<x:v>1</x:v>'), ('', ''))
    """
    if value is None:
        return "", ""
    if isinstance(value, str):
        space = ' xml:space="preserve"' if value != value.strip() or "\n" in value or "  " in value else ""
        return ' t="inlineStr"', f"<{prefix}is><{prefix}t{space}>{cell_text(value)}</{prefix}t></{prefix}is>"
    if isinstance(value, bool):
        return ' t="b"', f"<{prefix}v>{int(value)}</{prefix}v>"
    if isinstance(value, int | float | Decimal):
        return "", f"<{prefix}v>{number_text(value)}</{prefix}v>"
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        return "", f"<{prefix}v>{number_text(serial_of(value, date1904))}</{prefix}v>"
    raise TypeError(f"a cell cannot hold a {type(value).__name__}")

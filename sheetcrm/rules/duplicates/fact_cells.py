"""Birthdays, tax numbers, sex and posts as the texts they are compared by."""

import re
from functools import lru_cache

_ISO = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)(?:[T ].*)?")
_PLAIN = re.compile(r"(1[5-9]\d\d|20\d\d)(\d\d)(\d\d)")
_NOT_KEY = re.compile(r"[\W_]+")
_LAST_MONTH, _LAST_DAY = 12, 31


@lru_cache(maxsize=1 << 16)
def read_birthday(text: str) -> str:
    """Give a birthday as eight digits, year first, 0000 for a year that is not told; "" when it is no day.

    >>> read_birthday("1984-03-07"), read_birthday("7.3.1984"), read_birthday("19840307"), read_birthday("7 марта")
    ('19840307', '19840307', '19840307', '00000307')
    """
    text = text.strip()
    found = _ISO.fullmatch(text) or _PLAIN.fullmatch(text.removesuffix(".0"))
    if found:
        year, month, day = (int(part) for part in found.groups())
        return f"{year:04}{month:02}{day:02}" if 1 <= month <= _LAST_MONTH and 1 <= day <= _LAST_DAY else ""
    if not any(letter.isdigit() for letter in text):
        return ""
    from sheetcrm.values.date import read_date

    known = read_date(text, "ru")
    return "" if known is None else f"{known.year or 0:04}{known.month:02}{known.day:02}"


def read_tax_id(text: str) -> str:
    """Give the letters and digits of a number that an office gave; too short a one tells nothing.

    >>> read_tax_id("PL 526-104-08-28"), read_tax_id("нет")
    ('pl5261040828', '')
    """
    found = _NOT_KEY.sub("", text.removesuffix(".0")).casefold()
    return found if sum(letter.isdigit() for letter in found) > 4 and len(set(found)) > 2 else ""


def read_sex(text: str) -> str:
    """Give "m" or "f" for a cell that tells the sex in one of the languages.

    >>> read_sex("Женский"), read_sex("male"), read_sex("?")
    ('f', 'm', '')
    """
    from sheetcrm.words import choice_key

    return choice_key("sex", text) or ""


def read_position(text: str) -> str:
    """Give a post in small letters.

    >>> read_position(" Sales  Director ")
    'sales director'
    """
    return " ".join(text.casefold().split())

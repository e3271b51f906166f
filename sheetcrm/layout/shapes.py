"""What a raw value looks like at a glance; nothing is read here, so that thousands of cells cost next to nothing."""

import datetime as dt
import re
from functools import lru_cache
from typing import Literal

from sheetcrm.layout.grid import is_blank
from sheetcrm.model.cells import CellError, CellValue, UnknownResult

Shape = Literal["empty", "number", "phone", "email", "date", "mark", "code", "sentence", "words"]

_EMAIL = re.compile(r"\S+@\S+\.\w{2,}")
_LINK = re.compile(r"(https?://|www\.)\S+", re.IGNORECASE)
_DATE = re.compile(
    r"\d{1,4}[./\-]\d{1,2}([./\-]\d{1,4}\.?)?(\s*[гr]\.?)?|\d{1,2}[ .]+[^\W\d_]{3,10}\.?([ .]+\d{2,4}.{0,3})?"
)
_NUMBER = re.compile(
    r"[-+−]?\s*[\d\s\u00a0'.,]*\d[\d\s\u00a0'.,]*\s*(%|[^\W\d_]{1,4}\.?|[€$£₽₴₸])?|[€$£₽]\s*\d[\d\s.,]*"
)
_PHONE = re.compile(r"[^\d+(]{0,8}[+(]?\d[\d\s\u00a0().\-/]{5,}\d.{0,12}")
_CODE = re.compile(r"(?=.*\d)[\w./\-#№]{2,20}")
_SENTENCE_FROM = 60
_MANY_WORDS = 8
_LONGEST_LABEL = 160
_NUMBER_SIGNS = frozenset({"№", "#", "№№", "№ №"})


def shape(value: CellValue) -> Shape:
    """The kind of thing a cell seems to hold; error cells and uncalculated formulas count as numbers.

    >>> [shape(v) for v in ("Телефон", "+7 916 123-45-67", "anna@example.com", "12.03.1985", 5, "1 200 zł", "C-0042")]
    ['words', 'phone', 'email', 'date', 'number', 'number', 'code']
    """
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "mark"
    if isinstance(value, dt.date | dt.time):
        return "date"
    if not isinstance(value, str):
        return "phone" if _has_phone_size(value) else "number"
    if isinstance(value, CellError | UnknownResult):
        return "number"
    return "empty" if is_blank(value) else _shape_of_text(value.strip())


@lru_cache(maxsize=8192)
def _shape_of_text(text: str) -> Shape:
    if "@" in text and _EMAIL.search(text):
        return "email"
    if any(letter.isdigit() for letter in text):
        if _DATE.fullmatch(text):
            return "date"
        digits = sum(letter.isdigit() for letter in text)
        if 7 <= digits <= 45 and _PHONE.match(text) and digits * 2 >= len(text) - 6:
            return "phone"
        if _NUMBER.fullmatch(text):
            return "number"
        if _CODE.fullmatch(text):
            return "code"
    if not any(letter.isalpha() for letter in text):
        return "mark"
    if _LINK.match(text):
        return "code"
    words = text.count(" ") + 1
    if len(text) > _SENTENCE_FROM or words > _MANY_WORDS or (words > 4 and text.endswith((".", "!", "?"))):
        return "sentence"
    return "words"


def _has_phone_size(value: float) -> bool:
    return 10**9 <= value < 10**13 and float(value).is_integer()


def is_label(value: CellValue) -> bool:
    """Whether a value could be a header: mostly letters and of moderate length, no address, date or running text.

    >>> [is_label(v) for v in ("Phone / e-mail", "Тел.2", "2026", "anna@example.com", "№", None)]
    [True, True, False, False, True, False]
    """
    if not isinstance(value, str) or isinstance(value, CellError | UnknownResult) or len(value) > _LONGEST_LABEL:
        return False
    text = value.strip()
    letters = sum(letter.isalpha() for letter in text)
    if not letters:
        return text in _NUMBER_SIGNS
    found = shape(text)
    if found in ("email", "date", "phone", "number") or _LINK.match(text):
        return False
    digits = sum(letter.isdigit() for letter in text)
    return letters > digits and (found != "sentence" or text.endswith("?") or "(" in text or "\n" in text)

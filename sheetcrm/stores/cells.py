"""Cells on their way in and out of a store: the one place besides `Snapshot.after` where empty becomes `None`."""

import datetime as dt
import math
from collections.abc import Sequence
from operator import itemgetter

import numpy as np

from sheetcrm.model.cells import BLANKS
from sheetcrm.model.snapshot import Cells

LONGEST_TEXT = 32_767
_BLANK_SIGNS = frozenset(BLANKS)


def clean_column(values: Sequence[object]) -> Cells:
    """A column as an object array: blank texts are None, whole floats are int, midnights are dates."""
    column: Cells = np.fromiter(values, dtype=object, count=len(values))
    kinds = set(map(type, values))
    blanks = _blank_texts(values, kinds) if str in kinds else ()
    if blanks:
        column[:] = [None if type(v) is str and v in blanks else v for v in values]
    if float in kinds:
        column[:] = [int(v) if type(v) is float and v.is_integer() and abs(v) < 2**53 else v for v in column]
    if dt.datetime in kinds:
        column[:] = [v.date() if type(v) is dt.datetime and v.time() == dt.time() else v for v in column]
    if dt.timedelta in kinds:
        column[:] = [str(v) if type(v) is dt.timedelta else v for v in column]
    return column


def _blank_texts(values: Sequence[object], kinds: set[type]) -> set[str]:
    """The texts that show nothing; few columns have one, so a look at the first signs comes before any other."""
    only_texts = kinds <= {str, type(None)}
    texts: list[str] = list(filter(None, values) if only_texts else (v for v in values if v and type(v) is str))  # type: ignore[arg-type]
    blanks = {""} if "" in values else set()
    if not _BLANK_SIGNS.isdisjoint(map(itemgetter(0), texts)):
        blanks.update(text for text in texts if not text.strip(BLANKS))
    return blanks


def fits_a_cell(value: object) -> bool:
    """Whether a spreadsheet can hold it: texts up to 32,767 characters, numbers that are numbers."""
    if isinstance(value, str):
        return len(value) <= LONGEST_TEXT
    return not (isinstance(value, float) and not math.isfinite(value))


def column_letter(number: int) -> str:
    """The letters of a column counted from 1.

    >>> column_letter(1), column_letter(28), column_letter(16384)
    ('A', 'AB', 'XFD')
    """
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """The number of a column, counted from 1.

    >>> column_number("AB")
    28
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number

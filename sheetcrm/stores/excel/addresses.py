"""Cell addresses as Excel writes them (`B5`, `A1:C9`) and as numbers.

Columns and rows count from 1; dollars are read and dropped.
"""

import re
from functools import lru_cache

from sheetcrm.stores.excel.edits import Address, Area

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384
LONGEST_TEXT = 32_767

_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})\Z")
_COLUMNS = re.compile(r"\$?([A-Za-z]{1,3})\Z")
_ROWS = re.compile(r"\$?([0-9]{1,7})\Z")


@lru_cache(maxsize=LAST_COLUMN)
def letters(column: int) -> str:
    """Give the letters of a column.

    >>> letters(1), letters(28), letters(16384)
    ('A', 'AB', 'XFD')
    """
    text = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


@lru_cache(maxsize=LAST_COLUMN)
def letter_bytes(column: int) -> bytes:
    """Give the letters of a column as bytes."""
    return letters(column).encode()


@lru_cache(maxsize=LAST_COLUMN)
def column_number(text: str) -> int:
    """Give the number of a column from its letters.

    >>> column_number("A"), column_number("ab"), column_number("XFD")
    (1, 28, 16384)
    """
    number = 0
    for letter in text.upper():
        number = number * 26 + ord(letter) - 64
    return number


def cell_address(text: str) -> Address | None:
    """Give row and column of a cell reference, None if the text is not one inside the grid.

    >>> cell_address("$B$5"), cell_address("B0"), cell_address("XFE1")
    ((5, 2), None, None)
    """
    found = _CELL.match(text)
    if found is None:
        return None
    row, column = int(found[2]), column_number(found[1])
    return (row, column) if 1 <= row <= LAST_ROW and column <= LAST_COLUMN else None


def area_of(text: str) -> Area | None:
    """Give the rectangle of a reference: a cell, a range, whole columns or whole rows.

    >>> area_of("A1:C9"), area_of("B2"), area_of("C:D")
    (Area(top=1, left=1, bottom=9, right=3), Area(top=2, left=2, bottom=2, right=2), \
Area(top=1, left=3, bottom=1048576, right=4))
    """
    first, _, last = text.partition(":")
    start, end = cell_address(first), cell_address(last or first)
    if start is not None and end is not None:
        return Area(min(start[0], end[0]), min(start[1], end[1]), max(start[0], end[0]), max(start[1], end[1]))
    columns = _COLUMNS.match(first), _COLUMNS.match(last)
    if columns[0] and columns[1]:
        pair = sorted((column_number(columns[0][1]), column_number(columns[1][1])))
        return Area(1, pair[0], LAST_ROW, pair[1]) if pair[1] <= LAST_COLUMN else None
    lines = _ROWS.match(first), _ROWS.match(last)
    if lines[0] and lines[1]:
        pair = sorted((int(lines[0][1]), int(lines[1][1])))
        return Area(pair[0], 1, pair[1], LAST_COLUMN) if pair[0] >= 1 and pair[1] <= LAST_ROW else None
    return None


def reference(area: Area) -> str:
    """Write a rectangle the way Excel does; a single cell without a colon.

    >>> reference(Area(1, 1, 9, 3)), reference(Area(2, 2, 2, 2))
    ('A1:C9', 'B2')
    """
    start = f"{letters(area.left)}{area.top}"
    end = f"{letters(area.right)}{area.bottom}"
    return start if start == end else f"{start}:{end}"


def areas_of(text: str) -> list[Area]:
    """Give every rectangle of a list such as `A1:A9 C3`; what is not a reference is left out.

    >>> areas_of("A1:A2 C3 oops")
    [Area(top=1, left=1, bottom=2, right=1), Area(top=3, left=3, bottom=3, right=3)]
    """
    return [area for piece in text.split() if (area := area_of(piece)) is not None]

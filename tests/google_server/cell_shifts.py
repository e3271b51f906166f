"""Inserting and deleting cells inside a sheet: the cells beyond them shift along, rows and tags stay."""

from tests.google_server.area import Area
from tests.google_server.following import follow
from tests.google_server.model import EMPTY, Book, Extras, Sheet, Value
from tests.google_server.moving import make_room
from tests.google_server.rectangles import along
from tests.google_server.spans import Change, Deleted, Inserted

Line = list[tuple[Value, Extras]]


def insert_range(book: Book, area: Area, shift_dimension: str, where: str = "") -> None:
    """Insert empty cells; what was there shifts down (ROWS) or right (COLUMNS), the sheet growing as it must."""
    sheet, top, left, bottom, right = area[:5]
    if shift_dimension == "ROWS":
        last = _last_row(sheet, left, right, top)
        make_room(book, sheet, last + bottom - top, 0, where)
        for row in range(sheet.row_count - 1, bottom - 1, -1):
            if row < last + bottom - top:
                _put(sheet, row, left, _line(sheet, row - (bottom - top), left, right))
        for row in range(top, min(bottom, sheet.row_count)):
            _put(sheet, row, left, [(None, EMPTY)] * (right - left))
        change: Change = Inserted(top, bottom - top)
    else:
        widest = max((_width(sheet, row) for row in range(top, bottom)), default=0)
        number = right - left
        make_room(book, sheet, 0, max(widest, left) + number if widest > left else 0, where)
        for row in range(top, bottom):
            line = _line(sheet, row, left, max(widest, left))
            _put(sheet, row, left, ([(None, EMPTY)] * number + line)[: sheet.column_count - left])
        change = Inserted(left, number)
    follow(book, along(sheet.id, shift_dimension, change, _band(area, shift_dimension)))


def delete_range(book: Book, area: Area, shift_dimension: str) -> None:
    """Delete cells; those below shift up (ROWS), those to the right shift left (COLUMNS)."""
    sheet, top, left, bottom, right = area[:5]
    if shift_dimension == "ROWS":
        last = _last_row(sheet, left, right, top)
        empty: Line = [(None, EMPTY)] * (right - left)
        for row in range(top, last):
            below = row + bottom - top
            _put(sheet, row, left, _line(sheet, below, left, right) if below < last else empty)
        change = Deleted(top, bottom)
    else:
        for row in range(top, bottom):
            width = max(_width(sheet, row), right)
            line = _line(sheet, row, right, width)
            _put(sheet, row, left, line + [(None, EMPTY)] * (right - left))
        change = Deleted(left, right)
    follow(book, along(sheet.id, shift_dimension, change, _band(area, shift_dimension)))


def _band(area: Area, dimension: str) -> tuple[int, int]:
    return (area.left, area.right) if dimension == "ROWS" else (area.top, area.bottom)


def _width(sheet: Sheet, row: int) -> int:
    found = sheet.rows[row]
    return max(len(found.values), max(found.extras) + 1 if found.extras else 0)


def _last_row(sheet: Sheet, left: int, right: int, top: int) -> int:
    """The row after the last one with something in these columns, `top` at least."""
    for row in range(sheet.row_count - 1, top - 1, -1):
        found = sheet.rows[row]
        if any(value is not None for value in found.values[left:right]):
            return row + 1
        if any(left <= column < right for column in found.extras):
            return row + 1
    return top


def _line(sheet: Sheet, row: int, left: int, right: int) -> Line:
    return [(sheet.value(row, column), sheet.extras(row, column) or EMPTY) for column in range(left, right)]


def _put(sheet: Sheet, row: int, left: int, line: Line) -> None:
    for column, (value, extras) in enumerate(line, left):
        sheet.put(row, column, value)
        sheet.put_extras(row, column, extras)

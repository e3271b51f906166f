"""Rectangles of cells as GridRange JSON and as references in formulas know them, and where they go when cells move.

A `Follow` says where a rectangle is now; None: gone. Sides that are None are open: the whole row, column or sheet.
"""

from collections.abc import Callable
from typing import NamedTuple

from tests.google_server.area import Area
from tests.google_server.model import Book, Json
from tests.google_server.references import Corner, Reference
from tests.google_server.spans import Change


class Rectangle(NamedTuple):
    """Rows [top, bottom) and columns [left, right) of the sheet of that id."""

    sheet: int
    top: int | None
    left: int | None
    bottom: int | None
    right: int | None


Follow = Callable[[Rectangle], Rectangle | None]


def along(sheet_id: int, dimension: str, change: Change, band: tuple[int, int] | None = None) -> Follow:
    """Follow rows (columns) that are inserted, deleted or moved.

    `band`: only cells of these columns (rows) move; what reaches beyond them stays as it is.
    """
    if dimension == "ROWS":

        def follow_rows(old: Rectangle) -> Rectangle | None:
            if old.sheet != sheet_id or not _within(band, old.left, old.right):
                return old
            span = _changed(change, old.top, old.bottom)
            return None if span is None else Rectangle(sheet_id, span[0], old.left, span[1], old.right)

        return follow_rows

    def follow_columns(old: Rectangle) -> Rectangle | None:
        if old.sheet != sheet_id or not _within(band, old.top, old.bottom):
            return old
        span = _changed(change, old.left, old.right)
        return None if span is None else Rectangle(sheet_id, old.top, span[0], old.bottom, span[1])

    return follow_columns


def carried(source: Area, sheet_id: int, rows: int, columns: int) -> Follow:
    """Follow cells that were cut and pasted so many rows down and columns right, perhaps onto another sheet."""
    home = source.sheet.id

    def follow(old: Rectangle) -> Rectangle | None:
        sheet, top, left, bottom, right = old
        if sheet != home or top is None or left is None or bottom is None or right is None:
            return old
        if top < source.top or left < source.left or bottom > source.bottom or right > source.right:
            return old
        return Rectangle(sheet_id, top + rows, left + columns, bottom + rows, right + columns)

    return follow


def without_sheet(sheet_id: int) -> Follow:
    """Follow the deletion of a sheet."""
    return lambda old: None if old.sheet == sheet_id else old


def _within(band: tuple[int, int] | None, start: int | None, end: int | None) -> bool:
    return band is None or (start is not None and end is not None and band[0] <= start and end <= band[1])


def _changed(change: Change, start: int | None, end: int | None) -> tuple[int | None, int | None] | None:
    if start is not None and end is not None:
        return change.span(start, end)
    if start is not None:
        return change.start(start), None
    if end is not None:
        span = change.span(0, end)
        return None if span is None else (None, span[1])
    return None, None


def of_grid_range(given: Json) -> Rectangle:
    """The rectangle of a GridRange."""
    return Rectangle(
        given.get("sheetId", 0),
        given.get("startRowIndex"),
        given.get("startColumnIndex"),
        given.get("endRowIndex"),
        given.get("endColumnIndex"),
    )


def grid_range(rectangle: Rectangle) -> Json:
    """The GridRange of a rectangle, open sides and sheet 0 left out."""
    sheet, top, left, bottom, right = rectangle
    told = {"startRowIndex": top, "endRowIndex": bottom, "startColumnIndex": left, "endColumnIndex": right}
    made: Json = {"sheetId": sheet} if sheet else {}
    return made | {name: value for name, value in told.items() if value is not None}


def sheet_ids(book: Book) -> dict[str, int]:
    """The id of each title, in lower case: formulas do not mind the case."""
    return {sheet.title.casefold(): sheet.id for sheet in book.sheets}


def of_reference(reference: Reference, home: int, ids: dict[str, int]) -> Rectangle | None:
    """The rectangle a reference in a formula on the sheet `home` means; None when it names no sheet of the book."""
    sheet = home if reference.sheet is None else ids.get(reference.sheet.casefold())
    if sheet is None:
        return None
    first, last = reference.first, reference.last or reference.first
    top, bottom = _sides(first.row, last.row)
    left, right = _sides(first.column, last.column)
    return Rectangle(sheet, top, left, bottom, right)


def _sides(first: int | None, last: int | None) -> tuple[int | None, int | None]:
    if first is None or last is None:
        return (last if first is None else first), None
    return min(first, last), max(first, last) + 1


def moved_reference(reference: Reference, old: Rectangle, new: Rectangle, title: str | None) -> Reference:
    """A reference that meant one rectangle and shall mean another; dollars and open ends stay. `title`: its sheet."""
    first, last = reference.first, reference.last
    if last is None:
        return Reference(title, Corner(new.top, new.left, first.fixed_row, first.fixed_column))
    return Reference(title, _corner(first, old, new), _corner(last, old, new))


def _corner(corner: Corner, old: Rectangle, new: Rectangle) -> Corner:
    row, column, fixed_row, fixed_column = corner
    if row is not None:
        row = new.top if row == old.top else (new.bottom or 0) - 1
    if column is not None:
        column = new.left if column == old.left else (new.right or 0) - 1
    return Corner(row, column, fixed_row, fixed_column)

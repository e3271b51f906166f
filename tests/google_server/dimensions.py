"""Inserting, deleting, moving and appending whole rows or columns, with everything that must follow.

Rows and columns are objects that keep their tags, sizes and cells wherever they go; only what is deleted loses them.
"""

from typing import Any

from tests.google_server.following import follow
from tests.google_server.groups import follow_groups
from tests.google_server.lookups import refused
from tests.google_server.model import Book, Column, Extras, Json, Row, Sheet, Tag
from tests.google_server.rectangles import along, of_grid_range
from tests.google_server.spans import Change, Deleted, Inserted, Moved
from tests.google_server.table_columns import keep_table_columns, table_columns
from tests.google_server.tag_index import gone, moved

MOST_CELLS = 10_000_000
MOST_COLUMNS = 18_278


def insert_dimension(
    book: Book,
    sheet: Sheet,
    dimension: str,
    start: int,
    end: int,
    inherit_from_before: bool = False,
    where: str = "",
) -> None:
    """Insert empty rows (columns) [start, end) in front of what is at `start`, formatted like their neighbours."""
    size, number = count(sheet, dimension), end - start
    check_bounds(start, end, "insertDimension.range", where)
    if inherit_from_before and start == 0:
        raise refused(where, "inheritFromBefore must be false when inserting at the beginning of the sheet.")
    if start > size:
        raise refused(where, f"range.startIndex is larger than current grid size ({size})")
    if start == size and not inherit_from_before:
        raise refused(
            where, f"range.startIndex must be less than the grid size ({size}) if inheritFromBefore is false."
        )
    check_growth(book, sheet, dimension, number, where)
    model = start - 1 if inherit_from_before else start
    if dimension == "ROWS":
        _insert_rows(sheet, start, number, sheet.rows[model])
    else:
        _insert_columns(sheet, start, number, model)
    _shift_frozen(sheet, dimension, number if start < frozen(sheet, dimension) else 0)
    change = Inserted(start, number)
    formats = Inserted(start, number, joins_before=inherit_from_before, joins_after=not inherit_from_before)
    _follow(book, sheet, dimension, change, formats)


def _insert_rows(sheet: Sheet, start: int, number: int, model: Row) -> None:
    beside = {column: made for column, extras in model.extras.items() if (made := inherited(extras))}
    fresh = [Row([], dict(beside), (), model.size, generation=sheet.generation) for _ in range(number)]
    sheet.rows[start:start] = fresh
    if beside:
        sheet.written.update((row.serial, row) for row in fresh)


def _insert_columns(sheet: Sheet, start: int, number: int, model: int) -> None:
    sheet.columns[start:start] = [Column(sheet.columns[model].size)] * number
    empty: list[None] = [None] * number
    for index, row in enumerate(sheet.rows):
        behind = row.extras and max(row.extras) >= min(start, model)
        if len(row.values) <= start and not behind:
            continue
        row = sheet.writable(index)
        if len(row.values) > start:
            row.values[start:start] = empty
        if behind:
            beside = inherited(row.extras[model]) if model in row.extras else None
            row.extras = {
                column + number if column >= start else column: extras for column, extras in row.extras.items()
            }
            if beside:
                row.extras.update((start + place, beside) for place in range(number))


def inherited(extras: Extras) -> Extras | None:
    """What an inserted cell takes over from its neighbour: format and validation, no note."""
    if extras.note is None and extras.more is None:
        return extras
    if extras.format is None and extras.validation is None:
        return None
    return Extras(extras.format, None, extras.validation)


def delete_dimension(book: Book, sheet: Sheet, dimension: str, start: int, end: int, where: str = "") -> None:
    """Delete rows (columns) [start, end) with their tags."""
    size = count(sheet, dimension)
    check_bounds(start, end, "deleteDimension.range", where)
    word = dimension[:-1].lower()
    if start >= size or end > size:
        index = start if start >= size else end - 1
        raise refused(
            where,
            f"Cannot delete a {word} that doesn't exist. "
            f"Tried to delete {word} index {index} but there are only {size} {word}s.",
        )
    if end - start == size:
        raise refused(where, f"You can't delete all the {word}s on the sheet.")
    still = frozen(sheet, dimension)
    thawed = max(0, min(end, still) - start)
    if still and size - (end - start) == still - thawed:
        raise refused(where, f"Sorry, it is not possible to delete all non-frozen {word}s.")
    lost: list[Tag] = []
    if dimension == "ROWS":
        for row in sheet.rows[start:end]:
            lost += row.tags
        del sheet.rows[start:end]
    else:
        for column in sheet.columns[start:end]:
            lost += column.tags
        _delete_columns(sheet, start, end)
    gone(book, sheet, lost)
    _shift_frozen(sheet, dimension, -thawed)
    _follow(book, sheet, dimension, Deleted(start, end))


def _delete_columns(sheet: Sheet, start: int, end: int) -> None:
    del sheet.columns[start:end]
    number = end - start
    for index, row in enumerate(sheet.rows):
        behind = row.extras and max(row.extras) >= start
        if len(row.values) <= start and not behind:
            continue
        row = sheet.writable(index)
        del row.values[start:end]
        if behind:
            row.extras = {
                column - number if column >= end else column: extras
                for column, extras in row.extras.items()
                if not start <= column < end
            }


def move_dimension(
    book: Book, sheet: Sheet, dimension: str, start: int, end: int, destination: int, where: str = ""
) -> None:
    """Move rows (columns) [start, end) in front of what is at `destination`, counted before the move."""
    size = count(sheet, dimension)
    check_bounds(start, end, "moveDimension.source", where)
    if end > size:
        raise refused(where, f"source.endIndex[{end}] must be less than or equal to the grid size[{size}].")
    if not 0 <= destination <= size:
        raise refused(where, f"destinationIndex[{destination}] must be between 0 and the grid size[{size}].")
    if start < destination < end:
        raise refused(where, "destinationIndex must not be inside of the source range.")
    if destination in (start, end):
        return
    _check_merges(sheet, dimension, start, end, destination, where)
    if dimension == "ROWS":
        move_slice(sheet.rows, start, end, destination)
    else:
        move_slice(sheet.columns, start, end, destination)
        _move_columns(sheet, start, end, destination)
    _follow(book, sheet, dimension, Moved(start, end, destination))


def move_slice(things: list[Any], start: int, end: int, destination: int) -> None:
    """Move a part of a list in place.

    >>> letters = list("abcde"); move_slice(letters, 1, 3, 4); "".join(letters)
    'adbce'
    """
    low, high = min(start, destination), max(end, destination)
    part = things[start:end]
    rest = things[low:start] + things[end:high]
    things[low:high] = [*part, *rest] if destination <= start else [*rest, *part]


def _move_columns(sheet: Sheet, start: int, end: int, destination: int) -> None:
    low, high = min(start, destination), max(end, destination)
    number = end - start
    for index, row in enumerate(sheet.rows):
        beside = row.extras and max(row.extras) >= low
        if len(row.values) <= low and not beside:
            continue
        row = sheet.writable(index)
        if len(row.values) > low:
            row.values.extend([None] * (high - len(row.values)))
            move_slice(row.values, start, end, destination)
            while row.values and row.values[-1] is None:
                row.values.pop()
        if beside:
            row.extras = {_moved(column, low, high, start, end, number): kept for column, kept in row.extras.items()}


def _moved(column: int, low: int, high: int, start: int, end: int, number: int) -> int:
    if not low <= column < high:
        return column
    if start <= column < end:
        return column + (high - end if low == start else low - start)
    return column - number if low == start else column + number


def append_dimension(book: Book, sheet: Sheet, dimension: str, length: int, where: str = "") -> None:
    """Add empty rows (columns) at the end."""
    if length <= 0:
        raise refused(where, f"length[{length}] must be greater than 0.")
    check_growth(book, sheet, dimension, length, where)
    if dimension == "ROWS":
        sheet.rows.extend(Row(generation=sheet.generation) for _ in range(length))
    else:
        sheet.columns.extend([Column()] * length)


def count(sheet: Sheet, dimension: str) -> int:
    """How many rows or columns a sheet has."""
    return sheet.row_count if dimension == "ROWS" else sheet.column_count


def frozen(sheet: Sheet, dimension: str) -> int:
    """How many rows (columns) are frozen."""
    found: int = sheet.properties.get("gridProperties", {}).get(_FROZEN[dimension], 0)
    return found


def check_bounds(start: int, end: int, name: str, where: str = "") -> None:
    """Refuse a span that is none."""
    if start < 0:
        raise refused(where, f"{name}.startIndex[{start}] must be greater than or equal to 0.")
    if end <= start:
        raise refused(where, f"{name}.endIndex[{end}] must be greater than {name}.startIndex[{start}].")


def check_growth(book: Book, sheet: Sheet, dimension: str, number: int, where: str = "") -> None:
    """Refuse to let a spreadsheet grow beyond its limits."""
    rows, columns = sheet.row_count, sheet.column_count
    if dimension == "COLUMNS" and columns + number > MOST_COLUMNS:
        raise refused(where, f"This action would increase the number of columns above the limit of {MOST_COLUMNS}.")
    more = number * (columns if dimension == "ROWS" else rows)
    if more + sum(other.row_count * other.column_count for other in book.sheets) > MOST_CELLS:
        raise refused(
            where,
            f"This action would increase the number of cells in the workbook above the limit of {MOST_CELLS} cells.",
        )


def _shift_frozen(sheet: Sheet, dimension: str, number: int) -> None:
    if number:
        grid: Json = dict(sheet.properties.get("gridProperties", {}))
        grid[_FROZEN[dimension]] = frozen(sheet, dimension) + number
        sheet.properties["gridProperties"] = grid


def _check_merges(sheet: Sheet, dimension: str, start: int, end: int, destination: int, where: str) -> None:
    for merge in sheet.merges:
        _, top, left, bottom, right = of_grid_range(merge)
        begin, finish = (top or 0, bottom or 0) if dimension == "ROWS" else (left or 0, right or 0)
        apart = finish <= start or end <= begin or (start <= begin and finish <= end)
        if not apart or begin < destination < finish:
            word = dimension[:-1].lower()
            raise refused(
                where,
                f"Sorry, it is not possible to move a {word} to a position that crosses a merged cell. "
                "Please unmerge and try again.",
            )


def _follow(book: Book, sheet: Sheet, dimension: str, change: Change, formats: Change | None = None) -> None:
    """Let tags be looked for again and everything that points at cells follow."""
    moved(book)
    columns = table_columns(sheet)
    place = along(sheet.id, dimension, change)
    follow(book, place, along(sheet.id, dimension, formats) if formats else None)
    follow_groups(sheet, dimension, change)
    if dimension == "COLUMNS":
        sheet.arranged = book.generation
        keep_table_columns(sheet, columns, change)


_FROZEN = {"ROWS": "frozenRowCount", "COLUMNS": "frozenColumnCount"}

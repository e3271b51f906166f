"""Rows and columns: insert, append, delete, move, size, hide; what follows their moves stands in `dimensions`."""

from dataclasses import replace

from tests.google_server import dimensions
from tests.google_server.area import Area
from tests.google_server.model import Json, Sheet
from tests.google_server.requests.acting import Act
from tests.google_server.requests.update_masks import update_mask

NAMES = {"ROWS": "row", "COLUMNS": "column"}


def span(act: Act, given: Json) -> tuple[Sheet, str, int, int]:
    """The sheet, dimension, start and end of a DimensionRange; a missing start is 0, a missing end the last."""
    sheet = act.sheet(given.get("sheetId", 0))
    dimension = given.get("dimension", "DIMENSION_UNSPECIFIED")
    if dimension not in NAMES:
        raise act.refused("dimension is required")
    count = sheet.row_count if dimension == "ROWS" else sheet.column_count
    start, end = given.get("startIndex", 0), given.get("endIndex", count)
    if start < 0:
        raise act.refused(f"range.startIndex[{start}] must be non-negative.")
    if end <= start:
        raise act.refused(f"range.endIndex[{end}] must be greater than range.startIndex[{start}].")
    return sheet, dimension, start, end


def area_of_span(sheet: Sheet, dimension: str, start: int, end: int) -> Area:
    """The cells of rows or columns."""
    if dimension == "ROWS":
        return Area(sheet, start, 0, end, sheet.column_count, columns_open=True)
    return Area(sheet, 0, start, sheet.row_count, end, rows_open=True)


def _check_inside(act: Act, sheet: Sheet, dimension: str, start: int, end: int, doing: str) -> None:
    count = sheet.row_count if dimension == "ROWS" else sheet.column_count
    if end > count:
        name = NAMES[dimension]
        raise act.refused(
            f"Cannot {doing} a {name} that doesn't exist. Tried to {doing} {name} index {max(start, count)} "
            f"but there are only {count} {name}s."
        )


def insert_dimension(act: Act, request: Json) -> None:
    """Insert empty rows or columns before the start of the range."""
    given = request.get("range", {})
    if "endIndex" not in given:
        raise act.refused("range.endIndex is required")
    sheet, dimension, start, end = span(act, given)
    _check_inserting(act, sheet, dimension, start)
    before = bool(request.get("inheritFromBefore"))
    dimensions.insert_dimension(act.book, sheet, dimension, start, end, before, where=act.where)


def _check_inserting(act: Act, sheet: Sheet, dimension: str, start: int) -> None:
    """Nobody inserts into the middle of cells protected from them; what is moved as a whole may move."""
    if not sheet.protected_ranges:
        return
    if act.book.behaviour.protection_bars_inserting:
        count = sheet.row_count if dimension == "ROWS" else sheet.column_count
        if start < count:
            act.check_editable(area_of_span(sheet, dimension, start, count))
        return
    from tests.google_server.protection import REFUSAL, binds

    first, last = ("startRowIndex", "endRowIndex") if dimension == "ROWS" else ("startColumnIndex", "endColumnIndex")
    if act.actor == act.spreadsheet.owner:
        return
    for protected in sheet.protected_ranges:
        range_ = protected.get("range", {})
        bounded = range_.get(first, 0) < start < range_.get(last, 0)
        whole_sheet = not any(name.endswith("Index") for name in range_)
        if (bounded or whole_sheet) and binds(protected, act.actor):
            raise act.refused(REFUSAL)


def append_dimension(act: Act, request: Json) -> None:
    """Add empty rows or columns at the end."""
    sheet, length = act.sheet(request.get("sheetId", 0)), request.get("length", 0)
    dimension = request.get("dimension")
    if dimension not in NAMES:
        raise act.refused("dimension is required")
    dimensions.append_dimension(act.book, sheet, dimension, length, where=act.where)


def delete_dimension(act: Act, request: Json) -> None:
    """Delete rows or columns; one that is not frozen stays."""
    sheet, dimension, start, end = span(act, request.get("range", {}))
    act.check_editable(area_of_span(sheet, dimension, start, end))
    dimensions.delete_dimension(act.book, sheet, dimension, start, end, where=act.where)


def move_dimension(act: Act, request: Json) -> None:
    """Move rows or columns in front of the one that now has the destination's index."""
    sheet, dimension, start, end = span(act, request.get("source", {}))
    act.check_editable(area_of_span(sheet, dimension, start, end))
    destination = request.get("destinationIndex", 0)
    dimensions.move_dimension(act.book, sheet, dimension, start, end, destination, where=act.where)


def update_dimension_properties(act: Act, request: Json) -> None:
    """Change the size or the hiding of rows or columns."""
    mask = update_mask(act, request, "DimensionProperties")
    given: Json = request.get("properties", {})
    sheet, dimension, start, end = span(act, request.get("range", {}))
    _check_inside(act, sheet, dimension, start, end, "update")
    sizes, hides = (not mask or name in mask for name in ("pixelSize", "hiddenByUser"))
    size, hidden = given.get("pixelSize"), bool(given.get("hiddenByUser"))
    if sizes and (mask or size is not None) and (size is None or size < 0):
        raise act.refused(f"pixelSize[{size or 0}] must be non-negative." if size else "pixelSize is required")
    sizes = sizes and size is not None
    if hides and hidden:
        _check_not_all_hidden(act, sheet, dimension, start, end)
    for index in range(start, end):
        if dimension == "ROWS":
            row = sheet.writable(index)
            row.size = size if sizes else row.size
            row.hidden_by_user = hidden if hides else row.hidden_by_user
        else:
            column = sheet.columns[index]
            sheet.columns[index] = replace(
                column,
                size=size if sizes else column.size,
                hidden_by_user=hidden if hides else column.hidden_by_user,
            )


def _check_not_all_hidden(act: Act, sheet: Sheet, dimension: str, start: int, end: int) -> None:
    if dimension == "ROWS":
        others = any(not row.hidden_by_user for row in (*sheet.rows[:start], *sheet.rows[end:]))
    else:
        others = any(not one.hidden_by_user for one in (*sheet.columns[:start], *sheet.columns[end:]))
    if not others:
        raise act.refused(f"You can't hide all the {NAMES[dimension]}s on a sheet.")


def auto_resize_dimensions(act: Act, request: Json) -> None:
    """Give rows their usual height and columns a width that their longest shown text needs."""
    from tests.google_server import shown

    sheet, dimension, start, end = span(act, request.get("dimensions", {}))
    _check_inside(act, sheet, dimension, start, end, "resize")
    if dimension == "ROWS":
        for index in range(start, end):
            if sheet.rows[index].size is not None:
                sheet.writable(index).size = None
        return
    reading = shown.Reading(act.book)
    longest = dict.fromkeys(range(start, end), 0)
    for index, row in enumerate(sheet.rows):
        for column in range(start, min(end, len(row.values))):
            if row.values[column] is not None:
                text = reading.formatted(sheet, index, column)
                longest[column] = max(longest[column], max(map(_width, text.split("\n"))))
    for column, width in longest.items():
        if width:
            sheet.columns[column] = replace(sheet.columns[column], size=round(3 + width * _EM))


_EM = 543 / 64 / 667
_WIDTHS = {
    letter: width
    for letters, width in (
        ("ijl'|", 220), ("It.,:;/!\\[]f ", 278), ("r()-\"*{}", 345), ("ckszvxyJ", 500), ("FTZ", 611),
        ("ABEKPSVXY&", 667), ("CDHNRUw", 722), ("GOQ", 778), ("mM", 833), ("W@%", 944),
    )
    for letter in letters
}  # fmt: skip


def _width(text: str) -> int:
    """How wide a line is in the usual font, in thousandths of its size."""
    return sum(_WIDTHS.get(letter, 556) for letter in text)

"""Tabs: add, delete, duplicate, change their properties; ids and titles stay unique and one tab stays visible."""

from dataclasses import replace

from tests.google_server import tag_index
from tests.google_server.following import follow_deletion, follow_rename
from tests.google_server.model import Column, Formula, Json, Row, Sheet
from tests.google_server.new_book import COLUMNS, ROWS
from tests.google_server.references import Reference, rewritten
from tests.google_server.requests.acting import Act
from tests.google_server.requests.update_masks import completed, overlaid, update_mask
from tests.google_server.resource import sheet_properties
from tests.google_server.values_api import MOST_CELLS

MOST_COLUMNS = 18_278
_FIXED = {"sheetId", "index", "title", "gridProperties"}


def add_sheet(act: Act, request: Json) -> Json:
    """A new grid, at the end or at its index; an object sheet only comes with a chart."""
    given: Json = request.get("properties", {})
    if given.get("sheetType", "GRID") not in ("GRID", "SHEET_TYPE_UNSPECIFIED"):
        raise act.refused(f"Cannot add a sheet of type {given['sheetType']}.")
    title = given.get("title") or free_title(act, "Sheet")
    check_title(act, title)
    grid: Json = given.get("gridProperties", {})
    rows, columns = grid.get("rowCount", ROWS), grid.get("columnCount", COLUMNS)
    sheet = Sheet(new_sheet_id(act, given.get("sheetId")), title, generation=act.book.generation)
    resize(act, sheet, rows, columns)
    sheet.properties = {"sheetType": "GRID"}
    _set_properties(act, sheet, given)
    index = given.get("index", len(act.book.sheets))
    _check_index(act, index, len(act.book.sheets))
    act.book.sheets.insert(index, sheet)
    _check_visible(act)
    return {"properties": sheet_properties(sheet, index)}


def new_sheet_id(act: Act, wanted: int | None) -> int:
    """The id that was asked for, or a random one; an id in use is refused."""
    taken = {sheet.id for sheet in act.book.sheets}
    if wanted is None:
        return act.fresh_id(taken)
    if wanted < 0:
        raise act.refused("Sheet id must be non-negative.")
    if wanted in taken:
        raise act.refused(f"Sheet with id {wanted} already exists.")
    return wanted


def check_title(act: Act, title: str, own: Sheet | None = None) -> None:
    """Refuse an empty title, one of more than 100 characters, and one that another sheet has (case does not count)."""
    if not title:
        raise act.refused("The sheet name cannot be empty.")
    if len(title) > 100:
        raise act.refused("The sheet name cannot be greater than 100 characters.")
    folded = title.casefold()
    if any(sheet is not own and sheet.title.casefold() == folded for sheet in act.book.sheets):
        raise act.refused(f'A sheet with the name "{title}" already exists. Please enter another name.')


def free_title(act: Act, stem: str) -> str:
    """`Sheet7`: the stem with the first number, from the count of sheets on, that no title has."""
    taken = {sheet.title.casefold() for sheet in act.book.sheets}
    number = len(taken) + 1
    while f"{stem}{number}".casefold() in taken:
        number += 1
    return f"{stem}{number}"


def check_size(act: Act, sheet: Sheet, rows: int, columns: int) -> None:
    """Refuse a size that no grid can have."""
    for name, count in (("rowCount", rows), ("columnCount", columns)):
        if count < 1:
            raise act.refused(f"GridProperties.{name}[{count}] must be greater than zero.")
    if columns > MOST_COLUMNS:
        raise act.refused(
            f"This action would increase the number of columns in the sheet above the limit of {MOST_COLUMNS} columns."
        )
    others = sum(one.row_count * one.column_count for one in act.book.sheets if one is not sheet)
    if others + rows * columns > MOST_CELLS:
        raise act.refused(
            f"This action would increase the number of cells in the workbook above the limit of {MOST_CELLS} cells."
        )


def resize(act: Act, sheet: Sheet, rows: int, columns: int) -> None:
    """Give the grid that many rows and columns at its end; what is cut off is gone."""
    check_size(act, sheet, rows, columns)
    if rows < sheet.row_count or columns < sheet.column_count:
        from tests.google_server import dimensions
    if rows < sheet.row_count:
        dimensions.delete_dimension(act.book, sheet, "ROWS", rows, sheet.row_count)
    if columns < sheet.column_count:
        dimensions.delete_dimension(act.book, sheet, "COLUMNS", columns, sheet.column_count)
    sheet.rows.extend(Row(generation=sheet.generation) for _ in range(rows - sheet.row_count))
    sheet.columns.extend([Column()] * (columns - sheet.column_count))


def _set_properties(act: Act, sheet: Sheet, given: Json) -> None:
    """Take over the properties beside id, place, title and counts; frozen parts must leave a row and a column free."""
    told = completed(given, "SheetProperties")
    for name, value in told.items():
        if name in _FIXED or name in ("sheetType", "dataSourceSheetProperties"):
            continue
        if value in (False, None, {}) and name != "tabColor":
            sheet.properties.pop(name, None)
        else:
            sheet.properties[name] = value
    grid = {
        name: value
        for name, value in given.get("gridProperties", {}).items()
        if name not in ("rowCount", "columnCount")
    }
    for name, counted, what in (
        ("frozenRowCount", sheet.row_count, "rows"),
        ("frozenColumnCount", sheet.column_count, "columns"),
    ):
        frozen = grid.get(name, 0)
        if frozen < 0:
            raise act.refused(f"GridProperties.{name}[{frozen}] must be non-negative.")
        if frozen and frozen >= counted:
            raise act.refused(f"You can't freeze all visible {what} on the sheet.")
    sheet.properties["gridProperties"] = {name: value for name, value in grid.items() if value}


def _check_index(act: Act, index: int, most: int) -> None:
    if not 0 <= index <= most:
        raise act.refused(f"Sheet index out of range: {index}. Must be between 0 and {most}.")


def _check_visible(act: Act) -> None:
    if all(sheet.properties.get("hidden") for sheet in act.book.sheets):
        raise act.refused("You can't hide all the sheets in a document.")


def update_sheet_properties(act: Act, request: Json) -> None:
    """Change the masked properties. Moving: `index` counts in the order before the move."""
    mask = update_mask(act, request, "SheetProperties")
    given: Json = request.get("properties", {})
    sheet = act.sheet(given.get("sheetId", 0), "sheet")
    before = act.book.sheets.index(sheet)
    old = sheet_properties(sheet, before)
    made: Json = overlaid(old, completed(given, "SheetProperties"), mask)
    if not mask or mask.keys() & {"title"}:
        check_title(act, made.get("title", ""), sheet)
        rename(act, sheet, made["title"])
    if not mask or "gridProperties" in mask:
        grid = made.get("gridProperties", {})
        rows, columns = grid.get("rowCount", sheet.row_count), grid.get("columnCount", sheet.column_count)
        if (rows, columns) != (sheet.row_count, sheet.column_count):
            act.check_sheet_editable(sheet)
            resize(act, sheet, rows, columns)
    sheet.properties = {"sheetType": sheet.properties.get("sheetType", "GRID")}
    _set_properties(act, sheet, made)
    if (not mask and "index" in given) or "index" in mask:
        move_sheet(act, before, given.get("index", 0 if mask else before))
    _check_visible(act)


def rename(act: Act, sheet: Sheet, title: str) -> None:
    """Give the sheet another title; formulas that name it follow."""
    if title == sheet.title:
        return
    follow_rename(act.book, sheet.title, title)
    sheet.title = title


def move_sheet(act: Act, before: int, wanted: int) -> None:
    """Move a sheet in front of the one that now has the wanted index; the next index changes nothing."""
    sheets = act.book.sheets
    _check_index(act, wanted, len(sheets))
    if wanted in (before, before + 1):
        return
    sheet = sheets.pop(before)
    sheets.insert(wanted - 1 if wanted > before else wanted, sheet)


def delete_sheet(act: Act, request: Json) -> None:
    """Remove a sheet with all that lies on it; at least one visible sheet stays."""
    sheet = act.sheet(request.get("sheetId", 0), "sheet")
    others = [one for one in act.book.sheets if one is not sheet]
    if not others:
        raise act.refused("You can't remove all the sheets in a document.")
    if all(one.properties.get("hidden") for one in others):
        raise act.refused("You can't remove all the visible sheets in a document.")
    act.check_sheet_editable(sheet)
    follow_deletion(act.book, sheet)
    act.book.sheets.remove(sheet)
    tag_index.forget(act.book)


def duplicate_sheet(act: Act, request: Json) -> Json:
    """A copy of a sheet, first unless told otherwise; objects on it get ids of their own.

    Metadata, protection and hiding stay behind.
    """
    source = act.sheet(request.get("sourceSheetId", 0), "sheet")
    title = request.get("newSheetName") or copy_title(act, source.title)
    check_title(act, title)
    made = copied_sheet(act, source, new_sheet_id(act, request.get("newSheetId")), title)
    index = request.get("insertSheetIndex", 0)
    _check_index(act, index, len(act.book.sheets))
    act.book.sheets.insert(index, made)
    return {"properties": sheet_properties(made, index)}


def copy_title(act: Act, title: str) -> str:
    """`Copy of Sheet1`, `Copy of Sheet1 2` ..."""
    taken = {sheet.title.casefold() for sheet in act.book.sheets}
    wish, number = f"Copy of {title}", 2
    made = wish
    while made.casefold() in taken:
        made, number = f"{wish} {number}", number + 1
    return made


def copied_sheet(act: Act, source: Sheet, sheet_id: int, title: str) -> Sheet:
    """The copy: rows, columns and objects; ranges, and formulas that name the source, point at the copy."""
    from tests.google_server.requests.object_ids import renumbered

    made = source.fork(act.book.generation)
    made.id, made.title, made.tags = sheet_id, title, ()
    made.rows = [
        Row(
            row.values.copy(),
            row.extras.copy(),
            (),
            row.size,
            row.hidden_by_user,
            row.hidden_by_filter,
            made.generation,
        )
        for row in source.rows
    ]
    made.written, made.referring = {}, None
    made.protected_ranges = []
    made.properties.pop("hidden", None)
    _name_copy(made, source.title)
    made.columns = [replace(column, tags=()) for column in source.columns]
    renumbered(act, made, source.id)
    return made


def _name_copy(made: Sheet, old: str) -> None:
    folded = old.casefold()

    def turn(reference: Reference) -> Reference:
        own = reference.sheet is not None and reference.sheet.casefold() == folded
        return reference._replace(sheet=made.title) if own else reference

    for index, row in enumerate(made.rows):
        for column, value in enumerate(row.values):
            if type(value) is Formula:
                made.put(index, column, Formula(rewritten(value.text, turn)))


def _copied_row(row: Row, generation: int) -> Row:
    shown = (row.size, row.hidden_by_user, row.hidden_by_filter)
    return Row(row.values.copy(), row.extras.copy(), (), *shown, generation)

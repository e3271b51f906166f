"""spreadsheets.create, get, getByDataFilter, batchUpdate and sheets.copyTo; values and requests live elsewhere."""

from dataclasses import replace
from typing import Any

from tests.google_server.a1 import area_of_a1
from tests.google_server.access import Caller, actor_of, role
from tests.google_server.errors import ApiError, invalid
from tests.google_server.exchange import Call, switch
from tests.google_server.masks import Mask, below, mask_of, masked, wants
from tests.google_server.metadata import areas_of
from tests.google_server.model import Book, Column, Extras, Formula, Json, Row, Sheet, Spreadsheet
from tests.google_server.new_book import COLUMNS, ROWS, default_properties, new_book, new_sheet
from tests.google_server.requests import carry_out
from tests.google_server.requests.schema import read_body
from tests.google_server.resource import INCLUDED, OMITTED, View, sheet_properties, spreadsheet_json
from tests.google_server.world import World


def get(world: World, spreadsheet: Spreadsheet, caller: Caller, call: Call) -> Json:
    """spreadsheets.get."""
    ranges = call.query.get("ranges")
    view = View(
        actor_of(caller, spreadsheet),
        areas=[area_of_a1(spreadsheet.book, text) for text in ranges] if ranges else None,
        grid=switch(call.first("includeGridData")),
        mask=_mask(call, "Spreadsheet"),
        without_tables=switch(call.first("excludeTablesInBandedRanges")),
        comments=_comments_mode(world, spreadsheet, caller, call.first("commentsViewMode")),
    )
    return spreadsheet_json(spreadsheet, view)


def get_by_data_filter(world: World, spreadsheet: Spreadsheet, caller: Caller, call: Call) -> Json:
    """spreadsheets.getByDataFilter: the sheets and parts that any of the filters finds."""
    body = read_body(call.json(), "GetSpreadsheetByDataFilterRequest")
    filters = body.get("dataFilters")
    found = [
        area
        for place, data_filter in enumerate(filters or ())
        for area in areas_of(spreadsheet.book, data_filter, f"dataFilters[{place}]")
    ]
    view = View(
        actor_of(caller, spreadsheet),
        areas=found if filters else None,
        grid=bool(body.get("includeGridData")),
        mask=_mask(call, "Spreadsheet"),
        without_tables=bool(body.get("excludeTablesInBandedRanges")),
        comments=_comments_mode(world, spreadsheet, caller, body.get("commentsViewMode", "")),
    )
    return spreadsheet_json(spreadsheet, view)


def _mask(call: Call, message: str) -> Mask | None:
    return mask_of(call.first("fields"), message) if call.first("fields") else None


def _comments_mode(world: World, spreadsheet: Spreadsheet, caller: Caller, asked: str) -> str:
    """The CommentsViewMode that is applied, "" where none was asked for; viewers see no comments."""
    if asked in ("", "COMMENTS_VIEW_MODE_UNSPECIFIED"):
        return ""
    views_only = role(world, spreadsheet, caller) == "reader"
    if asked == "COMMENTS_VIEW_MODE_DEFAULT_FOR_CURRENT_ACCESS":
        return OMITTED if views_only else INCLUDED
    if asked == INCLUDED and views_only:
        raise ApiError(403, "The caller does not have permission")
    if asked not in (INCLUDED, OMITTED):
        kind = "type.googleapis.com/google.apps.sheets.v4.Spreadsheet.CommentsViewMode"
        raise invalid(f"Invalid value at 'comments_view_mode' ({kind}), \"{asked}\"")
    return asked


def batch_update(world: World, spreadsheet: Spreadsheet, caller: Caller, call: Call) -> Json:
    """spreadsheets.batchUpdate: all requests or none; then what was asked back, of the state after them."""
    body = read_body(call.json(), "BatchUpdateSpreadsheetRequest")
    message = "BatchUpdateSpreadsheetResponse"
    mask = _mask(call, message)
    actor = actor_of(caller, spreadsheet)
    requests = body.get("requests") or []
    if not requests:
        raise invalid("Must specify at least one request.")
    told: Json = {"spreadsheetId": spreadsheet.id}
    with spreadsheet.transaction(actor) as book:
        told["replies"] = carry_out(spreadsheet, requests, actor, checked=True)
        if body.get("includeSpreadsheetInResponse"):
            ranges = body.get("responseRanges")
            areas = [area_of_a1(book, text) for text in ranges] if ranges else None
    world.touch(spreadsheet)
    if body.get("includeSpreadsheetInResponse") and wants(mask, "updatedSpreadsheet"):
        inner = None if mask is None else below(mask, "updatedSpreadsheet")
        grid = bool(body.get("responseIncludeGridData"))
        mode = _comments_mode(world, spreadsheet, caller, body.get("commentsViewMode", ""))
        view = View(actor, areas, grid, inner, comments=mode)
        told["updatedSpreadsheet"] = spreadsheet_json(spreadsheet, view)
    return {
        name: value if name == "updatedSpreadsheet" else masked(value, below(mask, name))
        for name, value in told.items()
        if wants(mask, name)
    }


def create(world: World, caller: Caller, call: Call) -> Json:
    """spreadsheets.create: the given properties over the defaults, the given sheets or one empty sheet."""
    body = read_body(call.json(), "Spreadsheet")
    given: Json = body.get("properties") or {}
    mask = _mask(call, "Spreadsheet")
    made = add_spreadsheet(world, new_book(given.get("title") or "Untitled spreadsheet"), actor_of(caller))
    world.apps[made.id] = caller.project
    book = made.book
    book.properties = {**default_properties(book.properties["title"]), **given, "title": book.properties["title"]}
    if body.get("sheets"):
        book.sheets = [_given_sheet(world, book, sheet, place) for place, sheet in enumerate(body["sheets"])]
        titles = [sheet.title for sheet in book.sheets]
        if len(set(titles)) != len(titles):
            del world.spreadsheets[made.id]
            twice = next(title for title in titles if titles.count(title) > 1)
            raise invalid(f'A sheet with the name "{twice}" already exists. Please enter another name.')
    book.named_ranges = [
        {"namedRangeId": str(world.fresh_number(set())), **named} for named in body.get("namedRanges") or ()
    ]
    return spreadsheet_json(made, View(actor_of(caller), mask=mask))


def add_spreadsheet(world: World, book: Book, owner: str, spreadsheet_id: str | None = None) -> Spreadsheet:
    """A new file with that book."""
    now = world.stamp()
    made = Spreadsheet(spreadsheet_id or world.fresh_id(), book, owner, created=now, modified=now)
    world.spreadsheets[made.id] = made
    return made


def copy_to(world: World, spreadsheet: Spreadsheet, target: Spreadsheet, sheet_id: int, caller: Caller) -> Json:
    """sheets.copyTo: the sheet as `Copy of ...` at the end of the other spreadsheet, without its metadata."""
    source = next((sheet for sheet in spreadsheet.book.sheets if sheet.id == sheet_id), None)
    if source is None:
        raise invalid(f"The sheet (id: {sheet_id}) could not be found.")
    with target.transaction(actor_of(caller, target)) as book:
        copied = source.fork(book.generation)
        copied.id = world.fresh_number({sheet.id for sheet in book.sheets})
        copied.title = _free_title(f"Copy of {source.title}", {sheet.title for sheet in book.sheets})
        copied.tags = ()
        copied.rows = [_copied_row(row, book.generation) for row in source.rows]
        copied.written, copied.referring = {}, None
        copied.columns = [replace(column, tags=()) for column in source.columns]
        _renumber(copied, source.id)
        book.sheets.append(copied)
    world.touch(target)
    return sheet_properties(copied, len(target.book.sheets) - 1)


def _copied_row(row: Row, generation: int) -> Row:
    """A new row with the same cells; tags stay with the old one."""
    return Row(
        row.values.copy(), row.extras.copy(), (), row.size, row.hidden_by_user, row.hidden_by_filter, generation
    )  # fmt: skip


def _renumber(sheet: Sheet, old: int) -> None:
    """Make the ranges that a copied sheet holds point at the copy."""
    for name in ("merges", "conditional_formats", "filter_views", "protected_ranges", "charts", "banded_ranges",
                 "row_groups", "column_groups", "slicers", "tables"):  # fmt: skip
        setattr(sheet, name, [_moved(one, old, sheet.id) for one in getattr(sheet, name)])
    if sheet.basic_filter is not None:
        sheet.basic_filter = _moved(sheet.basic_filter, old, sheet.id)


_RANGES = {"startRowIndex", "startColumnIndex", "startIndex", "rowIndex"}


def _moved(value: Any, old: int, new: int) -> Any:
    if isinstance(value, list):
        return [_moved(one, old, new) for one in value]
    if not isinstance(value, dict):
        return value
    told = {name: _moved(one, old, new) for name, one in value.items()}
    if value.get("sheetId", 0) == old and ("sheetId" in value or _RANGES & value.keys()):
        told["sheetId"] = new
    return told


def _free_title(wish: str, taken: set[str]) -> str:
    title, number = wish, 2
    while title in taken:
        title, number = f"{wish} {number}", number + 1
    return title


def _given_sheet(world: World, book: Book, given: Json, place: int) -> Sheet:
    properties: Json = given.get("properties") or {}
    grid: Json = properties.get("gridProperties") or {}
    wanted = properties.get("sheetId")
    number = wanted if wanted is not None else 0 if place == 0 else world.fresh_number({one.id for one in book.sheets})
    title = properties.get("title") or f"Sheet{place + 1}"
    sheet = new_sheet(number, title, grid.get("rowCount") or ROWS, grid.get("columnCount") or COLUMNS)
    known = {"sheetId", "title", "index", "gridProperties"}
    sheet.properties |= {name: value for name, value in properties.items() if name not in known}
    sheet.properties["gridProperties"] = {
        name: value for name, value in grid.items() if name not in ("rowCount", "columnCount")
    }
    for data in given.get("data") or ():
        _fill(sheet, data)
        for index, about in enumerate(data.get("columnMetadata") or (), data.get("startColumn", 0)):
            sheet.columns[index] = Column(about.get("pixelSize"), bool(about.get("hiddenByUser")))
        for index, about in enumerate(data.get("rowMetadata") or (), data.get("startRow", 0)):
            sheet.rows[index].size = about.get("pixelSize")
            sheet.rows[index].hidden_by_user = bool(about.get("hiddenByUser"))
    sheet.merges = list(given.get("merges") or ())
    sheet.conditional_formats = list(given.get("conditionalFormats") or ())
    sheet.protected_ranges = list(given.get("protectedRanges") or ())
    sheet.basic_filter = given.get("basicFilter")
    return sheet


def _fill(sheet: Sheet, data: Json) -> None:
    for row, line in enumerate(data.get("rowData") or (), data.get("startRow", 0)):
        for column, cell in enumerate(line.get("values") or (), data.get("startColumn", 0)):
            entered: Json = cell.get("userEnteredValue") or {}
            if "formulaValue" in entered:
                sheet.put(row, column, Formula(entered["formulaValue"]))
            else:
                sheet.put(row, column, next(iter(entered.values()), None))
            extras = Extras(cell.get("userEnteredFormat"), cell.get("note"), cell.get("dataValidation"))
            sheet.put_extras(row, column, extras)

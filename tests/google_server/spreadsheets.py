"""spreadsheets.create, get, getByDataFilter, batchUpdate and sheets.copyTo; values and requests live elsewhere."""

from dataclasses import replace
from typing import Any

from tests.google_server.access import Caller, actor_of
from tests.google_server.area import Area
from tests.google_server.errors import invalid
from tests.google_server.exchange import Call, switch
from tests.google_server.masks import Mask, below, mask_of, masked, wants
from tests.google_server.model import Book, Column, Extras, Formula, Json, Row, Sheet, Spreadsheet
from tests.google_server.new_book import COLUMNS, ROWS, default_properties, new_book, new_sheet
from tests.google_server.resource import sheet_properties, spreadsheet_json
from tests.google_server.world import World


def get(spreadsheet: Spreadsheet, caller: Caller, call: Call) -> Json:
    """spreadsheets.get."""
    from tests.google_server.a1 import area_of_a1

    ranges = call.query.get("ranges")
    return spreadsheet_json(
        spreadsheet,
        actor_of(caller, spreadsheet),
        areas=[area_of_a1(spreadsheet.book, text) for text in ranges] if ranges else None,
        grid=switch(call.first("includeGridData")),
        mask=mask_of(call.first("fields"), "Spreadsheet") if call.first("fields") else None,
        without_tables=switch(call.first("excludeTablesInBandedRanges")),
    )


def get_by_data_filter(spreadsheet: Spreadsheet, caller: Caller, call: Call) -> Json:
    """spreadsheets.getByDataFilter: the sheets and parts that any of the filters finds."""
    from tests.google_server.metadata import areas_of

    body = call.json()
    areas: list[Area] | None = None
    if body.get("dataFilters"):
        areas = []
        for place, data_filter in enumerate(body["dataFilters"]):
            areas += areas_of(spreadsheet.book, data_filter, f"dataFilters[{place}]")
    return spreadsheet_json(
        spreadsheet,
        actor_of(caller, spreadsheet),
        areas=areas,
        grid=bool(body.get("includeGridData")),
        mask=mask_of(call.first("fields"), "Spreadsheet") if call.first("fields") else None,
        without_tables=bool(body.get("excludeTablesInBandedRanges")),
    )


def batch_update(world: World, spreadsheet: Spreadsheet, caller: Caller, call: Call) -> Json:
    """spreadsheets.batchUpdate: all requests or none; then what was asked back, of the state after them."""
    from tests.google_server.a1 import area_of_a1
    from tests.google_server.requests import carry_out

    body = call.json()
    message = "BatchUpdateSpreadsheetResponse"
    mask: Mask | None = mask_of(call.first("fields"), message) if call.first("fields") else None
    actor = actor_of(caller, spreadsheet)
    requests = body.get("requests") or []
    if not requests:
        raise invalid("Must specify at least one request.")
    told: Json = {"spreadsheetId": spreadsheet.id}
    with spreadsheet.transaction(actor) as book:
        told["replies"] = carry_out(spreadsheet, requests, actor)
        if body.get("includeSpreadsheetInResponse"):
            ranges = body.get("responseRanges")
            areas = [area_of_a1(book, text) for text in ranges] if ranges else None
    world.touch(spreadsheet)
    if body.get("includeSpreadsheetInResponse") and wants(mask, "updatedSpreadsheet"):
        inner = below(mask, "updatedSpreadsheet")
        grid = bool(body.get("responseIncludeGridData"))
        told["updatedSpreadsheet"] = spreadsheet_json(spreadsheet, actor, areas=areas, grid=grid, mask=inner or None)
    return {
        name: value if name == "updatedSpreadsheet" else masked(value, below(mask, name))
        for name, value in told.items()
        if wants(mask, name)
    }


def create(world: World, caller: Caller, call: Call) -> Json:
    """spreadsheets.create: the given properties over the defaults, the given sheets or one empty sheet."""
    body = call.json()
    given: Json = body.get("properties") or {}
    mask = mask_of(call.first("fields"), "Spreadsheet") if call.first("fields") else None
    made = add_spreadsheet(world, new_book(given.get("title") or "Untitled spreadsheet"), actor_of(caller))
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
    return spreadsheet_json(made, actor_of(caller), mask=mask)


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

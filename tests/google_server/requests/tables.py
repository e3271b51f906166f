"""Tables: a header row, a body, perhaps a footer; names are unique, tables overlap no merge, filter or banding."""

from typing import Any

from tests.google_server import dimensions, shown
from tests.google_server.area import Area
from tests.google_server.model import Json, Sheet
from tests.google_server.requests.acting import Act, overlap
from tests.google_server.requests.merges import touches
from tests.google_server.requests.object_ids import taken_ids
from tests.google_server.requests.update_masks import completed, overlaid, update_mask
from tests.google_server.values_api import grow


def add_table(act: Act, request: Json) -> Json:
    """A new table; header cells that are empty get names."""
    given: Json = request.get("table", {})
    taken = taken_ids(act, "tables", "tableId")
    number = given.get("tableId") or str(act.fresh_id(()))
    if number in taken:
        raise act.refused(f"A table with ID {number} already exists.")
    area = _checked_area(act, given)
    act.check_editable(area)
    made: Json = {"tableId": number, "name": _checked_name(act, given.get("name", "")), "range": _closed(area)}
    made["columnProperties"] = _columns(act, area, given.get("columnProperties", []))
    if given.get("rowsProperties"):
        made["rowsProperties"] = completed(given["rowsProperties"], "TableRowsProperties")
    area.sheet.tables.append(made)
    return {"table": made}


def update_table(act: Act, request: Json) -> None:
    """Change the masked parts of a table; a new footer takes one more row, a lost one gives it back."""
    mask = update_mask(act, request, "Table")
    given: Json = request.get("table", {})
    sheet, place = find_table(act, given.get("tableId", ""))
    old = sheet.tables[place]
    made: Json = overlaid(old, {**given, "tableId": old["tableId"]}, mask)
    if made.get("name") != old["name"]:
        made["name"] = _checked_name(act, made.get("name", ""), old)
    had, has = _has_footer(old), _has_footer(made)
    if had != has and made["range"] == old["range"]:
        end = old["range"]["endRowIndex"] + (1 if has else -1)
        made["range"] = {**old["range"], "endRowIndex": end}
    area = _checked_area(act, made, old)
    act.check_editable(area)
    made["range"] = _closed(area)
    if "columnProperties" in mask and not all(one.get("columnName") for one in given.get("columnProperties", [])):
        raise act.refused("Table header row cell must have a value.")
    changes = "columnProperties" in mask or (not mask and "columnProperties" in given)
    old_columns = [] if changes else old["columnProperties"]
    made["columnProperties"] = _columns(act, area, given.get("columnProperties", []) if changes else old_columns)
    if "rowsProperties" in made:
        made["rowsProperties"] = completed(made["rowsProperties"], "TableRowsProperties")
    sheet.tables[place] = made


def delete_table(act: Act, request: Json) -> None:
    """Make a table plain cells again; the conditional formats that lie on it go with it."""
    sheet, place = find_table(act, request.get("tableId", ""))
    area = act.area(sheet.tables.pop(place)["range"])
    sheet.conditional_formats = [
        rule for rule in sheet.conditional_formats if not all(overlap(area, act.area(one)) for one in rule["ranges"])
    ]


def find_table(act: Act, number: str) -> tuple[Sheet, int]:
    """The sheet and the place of a table among its tables."""
    for sheet in act.book.sheets:
        for place, one in enumerate(sheet.tables):
            if one["tableId"] == number:
                return sheet, place
    raise act.refused(f"No table with id: {number}")


def room_below_table(act: Act, number: str, rows: int) -> tuple[Sheet, int, int]:
    """Make room below the last filled row of a table's body: the sheet, the first free row, the first column."""
    sheet, place = find_table(act, number)
    table = sheet.tables[place]
    area = act.area(table["range"])
    bottom = area.bottom - 1 if _has_footer(table) else area.bottom
    top = next((row + 1 for row in range(bottom - 1, area.top, -1) if _filled(sheet, row, area)), area.top + 1)
    missing = top + rows - bottom
    if missing > 0:
        if _has_footer(table) or _content_below(sheet, area, missing):
            dimensions.insert_dimension(act.book, sheet, "ROWS", bottom, bottom + missing, True, where=act.where)
        else:
            grow(act.book, sheet, bottom + missing, sheet.column_count)
        end = area.bottom + missing
        sheet.tables[place] = {**sheet.tables[place], "range": {**table["range"], "endRowIndex": end}}
    return sheet, top, area.left


def _filled(sheet: Sheet, row: int, area: Area) -> bool:
    return any(value is not None for value in sheet.rows[row].values[area.left : area.right])


def _content_below(sheet: Sheet, area: Area, missing: int) -> bool:
    return any(_filled(sheet, row, area) for row in range(area.bottom, min(area.bottom + missing, sheet.row_count)))


def _has_footer(table: Json) -> bool:
    return bool(table.get("rowsProperties", {}).get("footerColorStyle"))


def _closed(area: Area) -> Json:
    return Area(area.sheet, area.top, area.left, area.bottom, area.right).grid_range()


def _checked_area(act: Act, given: Json, own: Json | None = None) -> Area:
    area = act.needed_area(given)
    if area.bottom - area.top < 2:
        raise act.refused("A table must have at least one header row and one data row.")
    sheet = area.sheet
    if any(one is not own and overlap(area, act.area(one["range"])) for one in sheet.tables):
        raise act.refused("You can't create a table that overlaps another table.")
    if any(touches(area, merge) for merge in sheet.merges):
        raise act.refused("You can't create a table over a range that contains merged cells.")
    if any(overlap(area, act.area(one["range"])) for one in sheet.banded_ranges):
        raise act.refused("You can't create a table over a range that has alternating background colors.")
    basic = sheet.basic_filter
    if basic is not None and "tableId" not in basic and overlap(area, act.area(basic["range"])):
        raise act.refused("You can't create a table over a range that contains a filter.")
    return area


def _checked_name(act: Act, name: str, own: Json | None = None) -> str:
    taken = {one["name"].casefold() for sheet in act.book.sheets for one in sheet.tables if one is not own}
    if not name:
        number = len(taken) + 1
        while f"table{number}" in taken:
            number += 1
        return f"Table{number}"
    if name.casefold() in taken:
        raise act.refused(f'A table with the name "{name}" already exists. Please enter another name.')
    return name


def _columns(act: Act, area: Area, given: list[Json]) -> list[Json]:
    """The columns as they are kept; a name that was given is written into the header."""
    wanted: dict[int, Json] = {}
    for one in given:
        index = one.get("columnIndex", 0)
        if not 0 <= index < area.right - area.left or index in wanted:
            raise act.refused(f"TableColumnProperties.columnIndex[{index}] is not a column of the table.")
        wanted[index] = one
    told: list[Json] = []
    names: set[str] = set()
    for index in range(area.right - area.left):
        column, about = area.left + index, wanted.get(index, {})
        present = shown.formatted(act.book, area.sheet, area.top, column)
        name = _free_name(about.get("columnName") or present, index, names)
        if name != present:
            area.sheet.put(area.top, column, name)
        names.add(name.casefold())
        told.append({**({"columnIndex": index} if index else {}), "columnName": name, **_typed(act, about)})
    return told


def _free_name(name: str, index: int, names: set[str]) -> str:
    wish, number = name or f"Column {index + 1}", 2
    made = wish
    while made.casefold() in names:
        made, number = f"{wish} {number}", number + 1
    return made


def _typed(act: Act, about: Json) -> Json:
    """The type of a column and, for a dropdown, its list."""
    kind: Any = about.get("columnType", "COLUMN_TYPE_UNSPECIFIED")
    rule = about.get("dataValidationRule")
    if kind == "DROPDOWN":
        condition = (rule or {}).get("condition", {})
        if condition.get("type") != "ONE_OF_LIST" or not condition.get("values"):
            raise act.refused("Condition must be set for dropdown column type.")
        return {"columnType": kind, "dataValidationRule": rule}
    if rule:
        raise act.refused("Cannot set condition for non-dropdown column type.")
    return {} if kind == "COLUMN_TYPE_UNSPECIFIED" else {"columnType": kind}

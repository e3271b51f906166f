"""updateCells, repeatCell, appendCells and setDataValidation; only the fields of the mask are touched."""

from tests.google_server.area import Area
from tests.google_server.model import EMPTY, Extras, Json, Sheet
from tests.google_server.references import shifted
from tests.google_server.requests.acting import Act, overlap
from tests.google_server.requests.cell_fields import CellWriter
from tests.google_server.requests.update_masks import update_mask
from tests.google_server.values_api import grow


def update_cells(act: Act, request: Json) -> None:
    """Write rows of cells into a range, whose remaining cells are cleared, or from a start on."""
    mask = update_mask(act, request, "CellData")
    rows: list[Json] = request.get("rows", [])
    writer = CellWriter(act, mask)
    if "range" in request:
        area = act.area(request["range"])
        _check_fits(act, area, rows)
        act.check_editable(area)
        writer.write_rows(area.sheet, area.top, area.left, rows)
        writer.clear_rest(area, rows)
        return
    if "start" not in request:
        raise act.refused("no start")
    sheet, top, left = start_of(act, request["start"])
    width = max((len(row.get("values", ())) for row in rows), default=0)
    area = Area(sheet, top, left, min(top + len(rows), sheet.row_count), min(left + width, sheet.column_count))
    _check_fits(act, area, rows)
    act.check_editable(area)
    writer.write_rows(sheet, top, left, rows)


def start_of(act: Act, start: Json) -> tuple[Sheet, int, int]:
    """The sheet, row and column of a GridCoordinate that must lie in the grid."""
    sheet = act.sheet(start.get("sheetId", 0))
    for name, count in (("row", sheet.row_count), ("column", sheet.column_count)):
        index = start.get(f"{name}Index", 0)
        if index < 0:
            raise act.refused(f"GridCoordinate.{name}Index[{index}] must be greater than or equal to zero")
        if index >= count:
            raise act.refused(f"GridCoordinate.{name}Index[{index}] is after last {name} in grid[{count - 1}]")
    return sheet, start.get("rowIndex", 0), start.get("columnIndex", 0)


def _check_fits(act: Act, area: Area, rows: list[Json]) -> None:
    if area.top + len(rows) > area.bottom:
        last = area.bottom - 1
        raise act.refused(f"Attempting to write row: {area.bottom}, beyond the last requested row of: {last}")
    room = area.right - area.left
    for row in rows:
        if len(row.get("values", ())) > room:
            last = area.right - 1
            raise act.refused(f"Attempting to write column: {area.right}, beyond the last requested column of: {last}")


def repeat_cell(act: Act, request: Json) -> None:
    """Write one cell into every cell of a range; relative references of its formula move along."""
    mask = update_mask(act, request, "CellData")
    area = act.needed_area(request)
    act.check_editable(area)
    cell: Json = request.get("cell", {})
    writer = CellWriter(act, mask)
    formula = (cell.get("userEnteredValue") or {}).get("formulaValue")
    if formula is None or not writer.writes_value:
        writer.fill(area, cell)
        return
    for row in range(area.top, area.bottom):
        for column in range(area.left, area.right):
            text = shifted(formula, row - area.top, column - area.left)
            writer.write(area.sheet, row, column, {**cell, "userEnteredValue": {"formulaValue": text}})


def append_cells(act: Act, request: Json) -> None:
    """Write rows below the last row that holds anything, of the sheet or of a table; the grid grows as needed."""
    mask = update_mask(act, request, "CellData")
    rows: list[Json] = request.get("rows", [])
    if "tableId" in request:
        from tests.google_server.requests.tables import room_below_table

        sheet, top, left = room_below_table(act, request["tableId"], len(rows))
    else:
        sheet = act.sheet(request.get("sheetId", 0))
        top, left = used_rows(sheet), 0
    width = max((len(row.get("values", ())) for row in rows), default=0)
    grow(act.book, sheet, top + len(rows), left + width)
    if rows and width:
        act.check_editable(Area(sheet, top, left, top + len(rows), left + width))
    CellWriter(act, mask).write_rows(sheet, top, left, rows)


def used_rows(sheet: Sheet) -> int:
    """How many rows there are up to the last one with a value."""
    for index in range(sheet.row_count - 1, -1, -1):
        if any(value is not None for value in sheet.rows[index].values):
            return index + 1
    return 0


def set_data_validation(act: Act, request: Json) -> None:
    """Give a rule to every cell of a range, or none; rows that a filter hides keep theirs unless they are included."""
    area = act.needed_area(request)
    act.check_editable(area)
    rule: Json | None = request.get("rule")
    if any(_typed_columns(act, area, table) for table in area.sheet.tables):
        raise act.refused("This operation is not allowed on cells in typed columns")
    if rule is not None:
        check_rule(act, rule)
        rule = {name: value for name, value in rule.items() if value not in (False, "")}
    made: dict[int, Extras] = {}
    kept: list[Extras] = []
    sheet = area.sheet
    for row in range(area.top, area.bottom):
        if sheet.rows[row].hidden_by_filter and not request.get("filteredRowsIncluded"):
            continue
        for column in range(area.left, area.right):
            old = sheet.extras(row, column) or EMPTY
            if old.validation is None and rule is None:
                continue
            if id(old) not in made:
                kept.append(old)
                made[id(old)] = Extras(old.format, old.note, rule, old.more)
            sheet.put_extras(row, column, made[id(old)])


def _typed_columns(act: Act, area: Area, table: Json) -> bool:
    """Whether the area touches a column of a table that has a type, below its header."""
    body = act.area(table["range"])
    return any(
        overlap(area, Area(body.sheet, body.top + 1, left, body.bottom, left + 1))
        for one in table["columnProperties"]
        if "columnType" in one
        for left in [body.left + one.get("columnIndex", 0)]
    )


_ARGUMENTS: dict[str, tuple[int, int]] = {
    "NUMBER_BETWEEN": (2, 2), "NUMBER_NOT_BETWEEN": (2, 2), "DATE_BETWEEN": (2, 2), "DATE_NOT_BETWEEN": (2, 2),
    "NUMBER_GREATER": (1, 1), "NUMBER_GREATER_THAN_EQ": (1, 1), "NUMBER_LESS": (1, 1), "NUMBER_LESS_THAN_EQ": (1, 1),
    "NUMBER_EQ": (1, 1), "NUMBER_NOT_EQ": (1, 1), "TEXT_CONTAINS": (1, 1), "TEXT_NOT_CONTAINS": (1, 1),
    "TEXT_STARTS_WITH": (1, 1), "TEXT_ENDS_WITH": (1, 1), "TEXT_EQ": (1, 1), "DATE_EQ": (1, 1), "DATE_BEFORE": (1, 1),
    "DATE_AFTER": (1, 1), "DATE_ON_OR_BEFORE": (1, 1), "DATE_ON_OR_AFTER": (1, 1), "ONE_OF_RANGE": (1, 1),
    "CUSTOM_FORMULA": (1, 1), "ONE_OF_LIST": (1, 10**9), "BOOLEAN": (0, 2), "TEXT_IS_EMAIL": (0, 0),
    "TEXT_IS_URL": (0, 0), "DATE_IS_VALID": (0, 0), "BLANK": (0, 0), "NOT_BLANK": (0, 0),
}  # fmt: skip
_NOT_FOR_CELLS = {
    "TEXT_STARTS_WITH", "TEXT_ENDS_WITH", "BLANK", "NOT_BLANK", "TEXT_NOT_EQ", "DATE_NOT_EQ", "FILTER_EXPRESSION",
}  # fmt: skip


def check_rule(act: Act, rule: Json) -> None:
    """Refuse a data validation rule whose condition no cell can have."""
    condition = rule.get("condition")
    if not condition or condition.get("type", "CONDITION_TYPE_UNSPECIFIED") == "CONDITION_TYPE_UNSPECIFIED":
        raise act.refused("BooleanCondition.type is required")
    if condition["type"] in _NOT_FOR_CELLS:
        raise act.refused(f"ConditionType '{condition['type']}' is not supported in data validation.")
    check_condition(act, condition)


def check_condition(act: Act, condition: Json) -> None:
    """Refuse a condition with too few or too many values."""
    kind = condition.get("type", "CONDITION_TYPE_UNSPECIFIED")
    if kind == "CONDITION_TYPE_UNSPECIFIED":
        raise act.refused("BooleanCondition.type is required")
    values = condition.get("values", [])
    least, most = _ARGUMENTS.get(kind, (0, 10**9))
    if not least <= len(values) <= most:
        words = {0: "no ConditionValues", 1: "one ConditionValue", 2: "two ConditionValues"}
        bound = "exactly" if least == most else "at least" if len(values) < least else "at most"
        wanted = words[least if bound != "at most" else most]
        wanted = wanted if wanted.startswith("no ") else f"{bound} {wanted}"
        raise act.refused(f"ConditionType '{kind}' requires {wanted}, but {len(values)} values were supplied.")
    for value in values:
        if not ({"userEnteredValue", "relativeDate"} & value.keys()):
            raise act.refused("ConditionValue.userEnteredValue is required")
    if kind == "CUSTOM_FORMULA" and not values[0].get("userEnteredValue", "").startswith("="):
        raise act.refused(f"Invalid ConditionValue.userEnteredValue: {values[0].get('userEnteredValue', '')}")

"""CellData written into cells: of each cell only the fields of the mask; equal extras are made once and shared."""

from typing import Any

from tests.google_server.area import Area
from tests.google_server.errors import ApiError
from tests.google_server.masks import Mask
from tests.google_server.model import EMPTY, Extras, Formula, Json, Sheet, Value
from tests.google_server.references import canonical
from tests.google_server.requests.acting import Act
from tests.google_server.requests.update_masks import completed, overlaid
from tests.google_server.writing_values import check_length

READ_ONLY = {"effectiveValue", "effectiveFormat", "formattedValue", "hyperlink"}
_OWN = {"userEnteredValue", "userEnteredFormat", "note", "dataValidation"}
_MORE = ("textFormatRuns", "chipRuns", "pivotTable", "dataSourceTable", "dataSourceFormula")


class CellWriter:
    """Writes the masked fields of cells; it remembers the extras it has made."""

    def __init__(self, act: Act, mask: Mask) -> None:
        self.act = act
        self.mask = mask
        self.writes_value = not mask or "userEnteredValue" in mask
        self.format = mask.get("userEnteredFormat") if mask else {}
        self.note = not mask or "note" in mask
        self.validation = not mask or "dataValidation" in mask
        self.more = tuple(name for name in _MORE if not mask or name in mask)
        self.writes_extras = self.format is not None or self.note or self.validation or bool(self.more)
        self._made: dict[tuple[int, str], tuple[Extras, Extras]] = act.shared.setdefault(repr(mask), {})
        self._no_cell: Json = {}

    def write_rows(self, sheet: Sheet, top: int, left: int, rows: list[Json]) -> None:
        """Write rows of cells from a cell on."""
        for row, line in enumerate(rows, top):
            for column, cell in enumerate(line.get("values", ()), left):
                self.write(sheet, row, column, cell)

    def write(self, sheet: Sheet, row: int, column: int, cell: Json) -> None:
        """Write one cell."""
        if self.writes_value:
            given = cell.get("userEnteredValue")
            if given or sheet.value(row, column) is not None:
                sheet.put(row, column, self.value(given) if given else None)
            if "textFormatRuns" not in self.mask and sheet.rows[row].extras:
                self._drop_runs(sheet, row, column)
        if self.writes_extras:
            old = sheet.rows[row].extras.get(column)
            if old is not None or any(name not in READ_ONLY and name != "userEnteredValue" for name in cell):
                made = self._extras(old or EMPTY, cell)
                if made != old:
                    sheet.put_extras(row, column, made)

    def fill(self, area: Area, cell: Json) -> None:
        """Write the same cell everywhere in an area; clearing only visits what is stored."""
        clears = not any(name not in READ_ONLY for name in cell)
        for row in range(area.top, area.bottom):
            right = self._stored_width(area.sheet, row, area.right) if clears else area.right
            for column in range(area.left, right):
                self.write(area.sheet, row, column, cell)

    def clear_rest(self, area: Area, rows: list[Json]) -> None:
        """Clear the masked fields of the cells in the area for which no data was given."""
        for row in range(area.top, area.bottom):
            given = rows[row - area.top].get("values", ()) if row - area.top < len(rows) else ()
            right = self._stored_width(area.sheet, row, area.right)
            for column in range(area.left + len(given), right):
                self.write(area.sheet, row, column, self._no_cell)

    def _stored_width(self, sheet: Sheet, row: int, right: int) -> int:
        stored = sheet.rows[row]
        width = len(stored.values) if self.writes_value else 0
        return min(right, max(width, max(stored.extras, default=-1) + 1))

    def value(self, given: Json) -> Value:
        """The value of an ExtendedValue; texts are never read as formulas."""
        if len(given) > 1:
            names = ", ".join(given)
            raise self.act.refused(f"ExtendedValue must have at most one value set, but had: {names}")
        name, value = next(iter(given.items()))
        if name == "stringValue":
            self._check_length(value)
            return str(value)
        if name == "formulaValue":
            self._check_length(value)
            text = value if value.startswith("=") else f"={value}"
            return Formula(canonical(text, self.act.titles)) if value else None
        if name == "errorValue":
            raise self.act.refused("ExtendedValue.errorValue is read-only and cannot be set.")
        plain: Value = value
        return plain

    def _check_length(self, text: str) -> None:
        if len(text) > 25_000:
            try:
                check_length(text)
            except ApiError as refusal:
                raise self.act.refused(refusal.message) from None

    def _extras(self, old: Extras, cell: Json) -> Extras:
        shown = {name: value for name, value in cell.items() if name not in READ_ONLY and name != "userEnteredValue"}
        key = (id(old), repr(shown))
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = (self._merged(old, cell), old)
        return made[0]

    def _merged(self, old: Extras, cell: Json) -> Extras:
        shape: Any = old.format
        if self.format is not None:
            given = completed(cell.get("userEnteredFormat") or {}, "CellFormat")
            shape = overlaid(dict(old.format or {}), given, self.format) or None
        note = (cell.get("note") or None) if self.note else old.note
        rule = old.validation
        if self.validation:
            from tests.google_server.requests.cells import check_rule

            rule = cell.get("dataValidation")
            if rule is not None:
                check_rule(self.act, rule)
                rule = {name: value for name, value in rule.items() if value not in (False, "")}
        more = dict(old.more or {})
        for name in self.more:
            if cell.get(name):
                more[name] = completed(cell[name], {"textFormatRuns": "TextFormatRun"}.get(name, ""))
            else:
                more.pop(name, None)
        return Extras(shape, note, rule, more or None)

    def _drop_runs(self, sheet: Sheet, row: int, column: int) -> None:
        """A new value loses the formats that parts of the old text had."""
        old = sheet.rows[row].extras.get(column)
        if old is not None and old.more and "textFormatRuns" in old.more:
            more = {name: value for name, value in old.more.items() if name != "textFormatRuns"}
            sheet.put_extras(row, column, Extras(old.format, old.note, old.validation, more or None))

"""What exactly is going to happen to one sheet: cells that may be written, rows that are added, tables that grow.

Everything is decided here, before any byte is changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sheetcrm.stores.excel.addresses import LAST_COLUMN, LAST_ROW, letters
from sheetcrm.stores.excel.cell_xml import refusal_of
from sheetcrm.stores.excel.edits import Address, Area, SheetEdits, Unknown, Written
from sheetcrm.stores.excel.growth import added_rows, header_rows, reached, row_templates
from sheetcrm.stores.excel.package import Package
from sheetcrm.stores.excel.protected import refusals
from sheetcrm.stores.excel.references import copied, looks_of
from sheetcrm.stores.excel.sheet_edit import SheetWork
from sheetcrm.stores.excel.sheet_index import FormulaCell, SheetIndex
from sheetcrm.stores.excel.tables import TablePart, column_name, tables_of, taken_names
from sheetcrm.stores.excel.xml_spans import attributes, children, escaped


@dataclass
class SheetPlan:
    """The decided work on one sheet and what it entails elsewhere."""

    name: str
    index: SheetIndex
    edits: SheetEdits
    work: SheetWork = field(default_factory=SheetWork)
    tables: list[TablePart] = field(default_factory=list)
    added: dict[int, int] = field(default_factory=dict)
    headers: frozenset[int] = frozenset()
    refused: dict[Address, str] = field(default_factory=dict)

    def changed(self) -> set[Address]:
        """Give the cells whose values change."""
        cells = {(row, column) for row, columns in self.work.cells.items() for column in columns}
        return cells | set(self.work.formulas)

    def touched_area(self) -> Area | None:
        """Give the rectangle around all cells that get a value, None if none does."""
        rows = {
            row: columns for row, columns in self.work.cells.items() if any(v is not None for v in columns.values())
        }
        lines = [*rows, *(row for row, _ in self.work.formulas)]
        columns = [c for line in rows.values() for c, value in line.items() if value is not None]
        columns += [column for _, column in self.work.formulas]
        return Area(min(lines), min(columns), max(lines), max(columns)) if lines else None


def plan_sheet(
    name: str, edits: SheetEdits, index: SheetIndex, package: Package, formulas: list[FormulaCell], date1904: bool
) -> SheetPlan:
    """Decide the work on one sheet; cells that cannot be written land in `refused` with the word for why."""
    plan = SheetPlan(name, index, edits, tables=tables_of(package, index.part))
    allowed: dict[Address, Written] = {}
    for address, value in edits.cells.items():
        if isinstance(value, Unknown):
            raise TypeError("UNKNOWN cannot be written")
        inside = 1 <= address[0] <= LAST_ROW and 1 <= address[1] <= LAST_COLUMN
        why = refusal_of(value, date1904) if inside else "outside-grid"
        if why is None:
            allowed[address] = value
        else:
            plan.refused[address] = why
    looks = {**edits.formats, **edits.cell_styles}
    for address, why in refusals({**looks, **allowed}, index, package, plan.tables, formulas).items():
        if allowed.pop(address, plan) is not plan:
            plan.refused[address] = why
    _rename_headers(plan, allowed, package)
    for (row, column), value in allowed.items():
        plan.work.cells.setdefault(row, {})[column] = value
    _widen_tables(plan, allowed)
    plan.headers = header_rows(index, plan.tables)
    plan.added = added_rows(index, plan.work.cells)
    plan.work.templates = row_templates(index, plan.added, plan.headers)
    plan.work.header_rows = plan.headers
    plan.work.formats = edits.formats
    plan.work.styles = edits.cell_styles
    plan.work.column_looks = _column_looks(index)
    _lengthen_tables(plan, formulas)
    return plan


def _rename_headers(plan: SheetPlan, allowed: dict[Address, Written], package: Package) -> None:
    for table in plan.tables:
        if not table.header_rows:
            continue
        row = table.ref.top
        for place, old in enumerate(table.columns):
            address = (row, table.ref.left + place)
            if address not in allowed:
                continue
            value = allowed[address]
            new = column_name(value) if isinstance(value, str) else ""
            if new == old:
                continue
            taken = taken_names(table) - {old.lower()}
            if not new or new.lower() in taken or _is_named(package, old):
                del allowed[address]
                plan.refused[address] = "table-header"
            else:
                table.renamed[place] = new


def _is_named(package: Package, column: str) -> bool:
    """Tell whether any formula of the workbook might name a table column, by its text before a bracket."""
    quoted = "".join("'" + letter if letter in "[]#'" else letter for letter in column)
    plain = quoted.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    wanted = {f"{escaped(quoted)}]".encode(), f"{plain}]".encode()}
    parts = [name for name in package.names() if name.lower().endswith(".xml")]
    return any(any(one in package.read(part) for one in wanted) for part in parts)


def _widen_tables(plan: SheetPlan, allowed: Mapping[Address, Written]) -> None:
    for table in plan.tables:
        row, column = table.ref.top, table.ref.right + 1
        while table.header_rows and isinstance(allowed.get((row, column)), str):
            header = column_name(str(allowed[(row, column)]))
            fence = Area(table.ref.top, column, table.ref.bottom, column)
            blocked = any(other is not table and other.ref.meets(fence) for other in plan.tables)
            if not header or blocked or _holds_anything(plan.index, fence):
                break
            if header.lower() in taken_names(table):
                plan.work.cells[row].pop(column)
                plan.refused[(row, column)] = "table-header"
                break
            table.joined.append(header)
            table.area = table.area._replace(right=column)
            column += 1


def _holds_anything(index: SheetIndex, column: Area) -> bool:
    """Tell whether any cell of a piece of one column holds something; addressed cells are found by their letters."""
    mask, letter = index.mask, letters(column.left).encode()
    rows: set[int] = set()
    for quote in (b'"', b"'"):
        name = b" r=" + quote + letter
        at = mask.find(name, index.data.inner, index.data.close)
        while at >= 0:
            if mask[at + len(name)] in b"0123456789":
                rows.add(index.row_at(at))
            at = mask.find(name, at + len(name), index.data.close)
    bare = b"<" + index.prefix + b"c>"
    if mask.find(bare, index.data.inner) >= 0 or (index.numbers and not rows and _unaddressed(index)):
        rows = set(index.numbers)
    for row in rows:
        if not column.top <= row <= column.bottom:
            continue
        for cell in index.cells(row):
            if cell.column == column.left and b"</" in mask[cell.inner : cell.end].rpartition(b"</")[0]:
                return True
    return False


def _unaddressed(index: SheetIndex) -> bool:
    opening = b"<" + index.prefix + b"c "
    at = index.mask.find(opening, index.data.inner, index.data.close)
    return at >= 0 and b" r=" not in index.mask[at : index.mask.index(b">", at)]


def _column_looks(index: SheetIndex) -> dict[int, int]:
    element = index.element("cols")
    looks: dict[int, int] = {}
    for child in children(index.mask, element.inner, element.close) if element else []:
        given = attributes(index.tag(child))
        style, first, last = given.get("style", "0"), given.get("min", ""), given.get("max", "")
        if style.isdigit() and style != "0" and first.isdigit() and last.isdigit():
            looks |= dict.fromkeys(range(int(first), min(int(last), LAST_COLUMN) + 1), int(style))
    return looks


def _lengthen_tables(plan: SheetPlan, formulas: list[FormulaCell]) -> None:
    for table in plan.tables:
        if table.totals_rows:
            continue
        last = reached(table.area, plan.added, plan.work.cells)
        if last == table.ref.bottom:
            continue
        own = (
            {(cell.row, cell.column): cell for cell in formulas if cell.row == table.ref.bottom}
            if table.formulas
            else {}
        )
        for place, text in table.formulas.items():
            column = table.ref.left + place
            for row in range(table.ref.bottom + 1, last + 1):
                if column in plan.work.cells[row]:
                    continue
                formula = _formula_for(text, own.get((table.ref.bottom, column)), row - table.ref.bottom)
                if formula is not None:
                    plan.work.formulas[(row, column)] = formula
        table.area = table.area._replace(bottom=last)


def _formula_for(text: str, above: FormulaCell | None, rows: int) -> str | None:
    """Give a calculated column's formula for a new row: as declared if it names but columns, else copied down."""
    looks = looks_of(text)
    if all(not any(area.moves) for area in looks.areas):
        return text
    if above is None or not above.text or above.given.get("t") in ("array", "dataTable"):
        return None
    return copied(above.text, rows)

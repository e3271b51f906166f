"""Cells that a patch leaves alone, each with the word for why.

Formulas, their ranges, pivot tables, totals rows and the hidden cells of merged areas belong to Excel, not to us.
"""

from collections.abc import Iterable, Mapping

from sheetcrm.stores.excel.addresses import area_of
from sheetcrm.stores.excel.edits import Address, Area
from sheetcrm.stores.excel.package import Package
from sheetcrm.stores.excel.parts import related
from sheetcrm.stores.excel.sheet_index import FormulaCell, SheetIndex
from sheetcrm.stores.excel.tables import TablePart
from sheetcrm.stores.excel.xml_spans import attributes, children, masked, root_element


def merged_areas(index: SheetIndex) -> list[Area]:
    """Give the merged areas of a sheet in file order."""
    element = index.element("mergeCells")
    if element is None:
        return []
    found = [
        area_of(attributes(index.tag(child)).get("ref", ""))
        for child in children(index.mask, element.inner, element.close)
    ]
    return [area for area in found if area is not None]


def pivot_areas(package: Package, sheet_part: str) -> list[Area]:
    """Give the areas that pivot tables of a sheet draw themselves."""
    found = []
    for part in related(package, sheet_part, "pivotTable"):
        content = masked(package.read(part))
        root = root_element(content, part)
        for child in children(content, root.inner, root.close):
            area = area_of(attributes(content[child.start : child.inner]).get("ref", ""))
            if child.name == "location" and area is not None:
                found.append(area)
    return found


def refusals(
    wanted: Mapping[Address, object],
    index: SheetIndex,
    package: Package,
    tables: Iterable[TablePart],
    formulas: Iterable[FormulaCell],
) -> dict[Address, str]:
    """Give the wanted cells that must be left as they are, with the word for why."""
    found: dict[Address, str] = {}
    areas: list[tuple[Area, str]] = []
    for merged in merged_areas(index):
        for address in _inside(merged, wanted):
            if address != (merged.top, merged.left):
                found[address] = "merged-cell"
    totals = [table for table in tables if table.totals_rows]
    areas += [(one.ref._replace(top=one.ref.bottom - one.totals_rows + 1), "totals-row") for one in totals]
    areas += [(area, "pivot-table") for area in pivot_areas(package, index.part)]
    for cell in formulas:
        kind = cell.given.get("t")
        area = area_of(cell.given.get("ref", "")) if kind in ("array", "dataTable") else None
        if area is not None:
            areas.append((area, "array-formula" if kind == "array" else "data-table"))
        if (cell.row, cell.column) in wanted:
            found[(cell.row, cell.column)] = "formula"
    for area, why in areas:
        for address in _inside(area, wanted):
            found.setdefault(address, why)
    return found


def _inside(area: Area, wanted: Mapping[Address, object]) -> list[Address]:
    size = (area.bottom - area.top + 1) * (area.right - area.left + 1)
    if size > len(wanted):
        return [address for address in wanted if area.holds(*address)]
    return [
        (row, column)
        for row in range(area.top, area.bottom + 1)
        for column in range(area.left, area.right + 1)
        if (row, column) in wanted
    ]

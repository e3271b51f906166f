"""Which cached results no longer hold after cells have changed.

A result that may depend on a changed cell, through any chain, counts as stale; programs that ignore the wish for a full
calculation (LibreOffice, ONLYOFFICE) then calculate it because it has no value.
"""

from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sheetcrm.stores.excel.addresses import area_of
from sheetcrm.stores.excel.edits import Address, Area
from sheetcrm.stores.excel.references import Look, looks_of, moved
from sheetcrm.stores.excel.sheet_index import FormulaCell

_PASSES = 24


@dataclass(frozen=True)
class Surroundings:
    """What formulas can name besides cells: tables by lower-case name, and defined names by (sheet or "", name)."""

    tables: Mapping[str, tuple[str, Area]] = field(default_factory=dict)
    names: Mapping[tuple[str, str], str] = field(default_factory=dict)


class ChangedCells:
    """The cells that no longer hold what they held, by sheet and column."""

    def __init__(self) -> None:
        self._rows: dict[str, dict[int, list[int]]] = {}

    def add(self, sheet: str, row: int, column: int) -> None:
        """Note one changed cell; sheets are compared without case."""
        rows = self._rows.setdefault(sheet, {}).setdefault(column, [])
        if not rows or rows[-1] < row:
            rows.append(row)
        else:
            at = bisect_left(rows, row)
            if rows[at] != row:
                insort(rows, row)

    def meets(self, sheet: str, area: Area) -> bool:
        """Tell whether any changed cell lies in a rectangle of a sheet."""
        columns = self._rows.get(sheet)
        if not columns:
            return False
        if area.left == area.right:
            rows = columns.get(area.left)
            return rows is not None and _between(rows, area)
        if area.right - area.left < len(columns):
            wanted: Iterable[int] = range(area.left, area.right + 1)
            return any(column in columns and _between(columns[column], area) for column in wanted)
        return any(area.left <= column <= area.right and _between(rows, area) for column, rows in columns.items())


def _between(rows: list[int], area: Area) -> bool:
    at = bisect_left(rows, area.top)
    return at < len(rows) and rows[at] <= area.bottom


@dataclass(frozen=True)
class _Watcher:
    sheet: str
    row: int
    column: int
    watched: tuple[tuple[str, Area], ...]
    output: Area | None
    anything: bool
    loses: bool = True


def stale_cells(
    formulas: Mapping[str, list[FormulaCell]], changed: Mapping[str, Iterable[Address]], around: Surroundings
) -> dict[str, set[Address]]:
    """Give the formula cells whose cached results may be wrong, by sheet; an array's range comes with its head.

    What-if tables keep their results, which only Excel can calculate, but what looks at them does not.
    Sheet names are spelled as in the workbook.
    """
    if not any(formulas.values()):
        return {}
    cells = ChangedCells()
    some = False
    for sheet, addresses in changed.items():
        for row, column in sorted(addresses):
            cells.add(sheet.lower(), row, column)
            some = True
    stale: dict[str, set[Address]] = {}
    if not some:
        return stale
    waiting = [watcher for sheet, found in formulas.items() for watcher in _watchers(sheet, found, around)]
    for round_number in range(_PASSES + 1):
        left: list[_Watcher] = []
        for one in waiting:
            hit = one.anything or round_number == _PASSES
            if hit or any(cells.meets(sheet, area) for sheet, area in one.watched):
                for row, column in _output(one):
                    if one.loses:
                        stale.setdefault(one.sheet, set()).add((row, column))
                    cells.add(one.sheet.lower(), row, column)
            else:
                left.append(one)
        if len(left) == len(waiting):
            break
        waiting = left
    return stale


def _output(one: _Watcher) -> Iterable[Address]:
    if one.output is None:
        return [(one.row, one.column)]
    area = one.output
    return [(row, column) for row in range(area.top, area.bottom + 1) for column in range(area.left, area.right + 1)]


def _watchers(sheet: str, found: list[FormulaCell], around: Surroundings) -> Iterable[_Watcher]:
    heads: dict[str, FormulaCell] = {}
    for cell in found:
        shared = cell.given.get("si", "") if cell.given.get("t") == "shared" else ""
        head = cell
        if shared:
            if cell.text:
                heads[shared] = cell
            head = heads.get(shared, cell)
        output = area_of(cell.given.get("ref", "")) if cell.given.get("t") in ("array", "dataTable") else None
        if not head.text or cell.given.get("t") == "dataTable":
            yield _Watcher(sheet, cell.row, cell.column, (), output, True, cell.given.get("t") != "dataTable")
            continue
        watched: list[tuple[str, Area]] = []
        anything = _collect(head.text, sheet, cell, cell.row - head.row, cell.column - head.column, around, watched, 0)
        yield _Watcher(sheet, cell.row, cell.column, tuple(watched), output, anything)


def _collect(
    text: str,
    sheet: str,
    cell: FormulaCell,
    rows: int,
    columns: int,
    around: Surroundings,
    watched: list[tuple[str, Area]],
    depth: int,
) -> bool:
    looks = looks_of(text)
    if looks.anything or depth > 8:
        return True
    for area in looks.areas:
        seen: Look = moved(area, rows, columns) if rows or columns else area
        plain = Area(
            min(seen.top, seen.bottom),
            min(seen.left, seen.right),
            max(seen.top, seen.bottom),
            max(seen.left, seen.right),
        )
        watched.append(((seen.sheet or sheet).lower(), plain))
    for table, own_row in looks.tables:
        known = around.tables.get(table.lower()) if table else _table_around(sheet, cell, around)
        if known is None:
            return True
        place, area_of_table = known
        if own_row:
            area_of_table = Area(cell.row, area_of_table.left, cell.row, area_of_table.right)
        watched.append((place.lower(), area_of_table))
    for place, name in looks.names:
        key = name.lower()
        text_of_name = around.names.get(((place or sheet).lower(), key), around.names.get(("", key)))
        if text_of_name is None:
            if key in around.tables:
                known_place, known_area = around.tables[key]
                watched.append((known_place.lower(), known_area))
                continue
            return True
        if any(any(look.moves) for look in looks_of(text_of_name).areas):
            return True
        if _collect(text_of_name, sheet, cell, 0, 0, around, watched, depth + 1):
            return True
    return False


def _table_around(sheet: str, cell: FormulaCell, around: Surroundings) -> tuple[str, Area] | None:
    for place, area in around.tables.values():
        if place == sheet and area.holds(cell.row, cell.column):
            return place, area
    return None

"""What a robot means to do, in the judge's terms: rows by the names they bear in the sheet, columns by their headers.

A row is named by its number; without one by the Id that people gave it, and failing that by the row of the grid.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sheetcrm.model.cells import CellValue, canonical, is_result
from sheetcrm.model.changes import AddRow, Change, SetCells
from sheetcrm.model.snapshot import Snapshot, Table
from sheetcrm.model.tabs import BY_NAME
from sheetcrm.stores.google.cells import number_value
from tests.google_server.model import Formula, Row, Sheet

ID = "Id"
"""The column in which people give every row a name of its own; the robot knows nothing of it."""
REWORDED = " (new)"
"""What people put behind a header to reword it."""
MOST_COPIES = 12


@dataclass(frozen=True)
class Wanted:
    """What a robot means to do.

    `cells`: (title, row name, header) -> (was, becomes). `rows`: title -> new rows by header. `peoples`: (title,
    header) of columns in which a person's edit must survive.
    """

    cells: Mapping[tuple[str, str, str], tuple[CellValue, CellValue]]
    rows: Mapping[str, Sequence[Mapping[str, CellValue]]]
    peoples: frozenset[tuple[str, str]] = frozenset()


def header_of(sheet: Sheet, key: str) -> tuple[int, dict[int, str]] | None:
    """The row of the header and column -> header, both counted from 0; the header is the row that holds the key's."""
    for number, row in enumerate(sheet.rows[:12]):
        columns = {c: v for c in range(len(row.values)) if isinstance(v := value_at(row, c), str)}
        if key in columns.values():
            return number, columns
    return None


def value_at(row: Row, column: int) -> CellValue:
    """What stands in a cell, dates by their format; a formula counts as its text."""
    value: Any = row.values[column] if column < len(row.values) else None
    if isinstance(value, Formula):
        return value.text
    if isinstance(value, int | float) and not isinstance(value, bool):
        extras = row.extras.get(column)
        kind = (extras.format or {}).get("numberFormat", {}).get("type") if extras is not None else None
        return number_value(value, kind)
    return canonical(value)


def serial_name(serial: int) -> str:
    """How a row without a number and an Id is named: by the row of the grid itself."""
    return f"row of the grid {serial}"


def unnumbered_name(own: str) -> str:
    """How a row that had a number is named while people have taken it off."""
    return f"{own} without its number"


def copy_name(name: str, number: int) -> str:
    """How copies of one row are told apart in a plan; in the sheet they cannot be."""
    return name if number == 1 else f"{name} (copy {number})"


def wanted_of(
    changes: Sequence[Change], snapshot: Snapshot, is_peoples: Any, serials: Mapping[tuple[str, int], int] | None = None
) -> Wanted:
    """A plan of the product in the judge's terms.

    A cell of people's may also be written where the row stood when it was read: that is where it was compared.
    `serials`: (title, row number as read) -> serial of the row of the grid.
    """
    cells: dict[tuple[str, str, str], tuple[CellValue, CellValue]] = {}
    rows: dict[str, list[dict[str, CellValue]]] = {}
    peoples: set[tuple[str, str]] = set()
    copies: Counter[tuple[str, str]] = Counter()
    for change in changes:
        if isinstance(change, SetCells):
            table = snapshot.table(change.tab)
            serial = serial_name((serials or {}).get((table.title, _row_number(table, change.anchor)), 0))
            name = _name_of(table, change.anchor, serial)
            copies[table.title, name] += 1
            names = [copy_name(name, copies[table.title, name])]
            own = table.cell(change.anchor, f"own:{ID}")
            names += [unnumbered_name(str(own))] if own is not None and own != name else []
            for column, pair in change.cells.items():
                header = table.headers.get(column, column)
                cells.update({(table.title, one, header): pair for one in names})
                if is_peoples(change.tab, column):
                    peoples.add((table.title, header))
                    cells.setdefault((table.title, serial, header), pair)
        elif isinstance(change, AddRow):
            table = snapshot.table(change.tab)
            row = {table.headers[name]: value for name, value in change.cells.items() if name in table.headers}
            rows.setdefault(table.title, []).append(row)
    return Wanted(cells, rows, frozenset(peoples))


def _row_number(table: Table, anchor: str) -> int:
    return int(table.row_numbers[table.positions[anchor]]) if anchor in table.positions else 0


def _name_of(table: Table, anchor: str, serial: str) -> str:
    spec = BY_NAME.get(table.tab)
    key = spec.key_column if spec is not None and spec.key_column in table.columns else None
    value = table.cell(anchor, key) if key is not None else None
    if is_result(value) and sum(str(other) == str(value) for other in table.values(key or "")) == 1:
        return str(value)
    own = table.cell(anchor, f"own:{ID}")
    return serial if own is None else str(own)

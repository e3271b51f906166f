"""The judge of writes: looks at a spreadsheet right before and right after every write of a robot, cell by cell.

What the robot meant is told as rows (by number, or by an Id that people typed) and headers; where they stand at that
moment is looked up in the sheet itself. So it makes no difference what people did in between, or how a robot writes.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sheetcrm.model.cells import CellValue, canonical, same_cell
from sheetcrm.model.changes import AddRow, Change, SetCells
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.stores.google.cells import number_value
from tests.google_server.model import Book, Formula, Row, Sheet

ID = "Id"
"""The column in which people give every row a name of its own; the robot knows nothing of it."""


@dataclass(frozen=True)
class Wanted:
    """What a robot means to do.

    `cells`: (title, row name, header) -> (was, becomes). `rows`: title -> new rows by header. `peoples`: (title,
    header) of columns in which a person's edit must survive.
    """

    cells: Mapping[tuple[str, str, str], tuple[CellValue, CellValue]]
    rows: Mapping[str, Sequence[Mapping[str, CellValue]]]
    peoples: frozenset[tuple[str, str]] = frozenset()


@dataclass
class Judge:
    """Verdicts, gathered over many writes."""

    wanted: Wanted = field(default_factory=lambda: Wanted({}, {}))
    keys: Mapping[str, str] = field(default_factory=dict)
    """Title -> header of the column that names its rows; `ID` names them too."""
    misplaced: list[str] = field(default_factory=list)
    lost_edits: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)

    def look(self, before: Book, after: Book) -> None:
        """Judge one write of the robot."""
        old = {sheet.id: sheet for sheet in before.sheets}
        for sheet in after.sheets:
            if sheet.id in old and sheet.title in self.keys:
                self._look_at(old[sheet.id], sheet)

    def _look_at(self, before: Sheet, after: Sheet) -> None:
        header = header_of(after, self.keys[after.title])
        if header is None:
            return
        at, columns = header
        known = {row.serial: row for row in before.rows}
        for number, row in enumerate(after.rows):
            old = known.get(row.serial)
            if old is None:
                self._new_row(after.title, number, row, columns)
            elif old is not row and number == at:
                self._same(after.title, number, old, row)
            elif old is not row:
                self._changed_row(after.title, number, old, row, columns)

    def _same(self, title: str, number: int, old: Row, row: Row) -> None:
        for column in range(max(len(old.values), len(row.values))):
            if not same_cell(value_at(old, column), value_at(row, column)):
                self.misplaced.append(f"{title} header row {number + 1}")

    def _changed_row(self, title: str, number: int, old: Row, row: Row, columns: Mapping[int, str]) -> None:
        if not any(value is not None for value in old.values):
            self._new_row(title, number, row, columns)
            return
        names = list(self._names(title, old, columns))
        for column in range(max(len(old.values), len(row.values))):
            was, now = value_at(old, column), value_at(row, column)
            if same_cell(was, now):
                continue
            header = columns.get(column, "")
            meant = next(
                (self.wanted.cells[title, n, header] for n in names if (title, n, header) in self.wanted.cells), None
            )
            if meant is None or not same_cell(now, canonical(meant[1])):
                self.misplaced.append(f"{title} row {number + 1} {names} {header!r}: {was!r} -> {now!r}, meant {meant}")
            elif (title, header) in self.peoples and not same_cell(was, meant[0]):
                self.lost_edits.append(f"{title} row {number + 1} {names} {header!r}: {was!r} overwritten by {now!r}")

    @property
    def peoples(self) -> frozenset[tuple[str, str]]:
        return self.wanted.peoples

    def _new_row(self, title: str, number: int, row: Row, columns: Mapping[int, str]) -> None:
        cells = {columns.get(c, f"column {c + 1}"): value_at(row, c) for c in range(len(row.values))}
        cells = {header: value for header, value in cells.items() if value is not None}
        meant = any(_same_cells(cells, one) for one in self.wanted.rows.get(title, ()))
        if not meant and cells:
            self.misplaced.append(f"{title} new row {number + 1}: {cells}")

    def _names(self, title: str, row: Row, columns: Mapping[int, str]) -> Iterator[str]:
        for column, header in columns.items():
            if header in (ID, self.keys[title]):
                value = value_at(row, column)
                if value is not None:
                    yield str(value)

    def count_rows(self, book: Book, title: str) -> None:
        """Note rows of a robot's tab that stand there twice."""
        sheet = next((sheet for sheet in book.sheets if sheet.title == title), None)
        header = header_of(sheet, self.keys[title]) if sheet is not None else None
        if sheet is None or header is None:
            return
        at, columns = header
        key = next(c for c, text in columns.items() if text == self.keys[title])
        counts = Counter(str(v) for row in sheet.rows[at + 1 :] if (v := value_at(row, key)) is not None)
        self.doubled += [f"{title}: {name} stands {count} times" for name, count in counts.items() if count > 1]


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


def _same_cells(one: Mapping[str, CellValue], other: Mapping[str, CellValue]) -> bool:
    wanted = {header: canonical(value) for header, value in other.items() if canonical(value) is not None}
    return one.keys() == wanted.keys() and all(same_cell(one[header], wanted[header]) for header in one)


def wanted_of(changes: Sequence[Change], snapshot: Snapshot, is_peoples: Any) -> Wanted:
    """A plan of the product in the judge's terms."""
    cells: dict[tuple[str, str, str], tuple[CellValue, CellValue]] = {}
    rows: dict[str, list[dict[str, CellValue]]] = {}
    peoples: set[tuple[str, str]] = set()
    for change in changes:
        if isinstance(change, SetCells):
            table = snapshot.table(change.tab)
            names = {change.anchor}
            for name in (f"own:{ID}", "number", "key"):
                value = table.cell(change.anchor, name)
                names |= {str(value)} if value is not None else set()
            for name, pair in change.cells.items():
                header = table.headers.get(name, name)
                cells.update({(table.title, one, header): pair for one in names})
                if is_peoples(change.tab, name):
                    peoples.add((table.title, header))
        elif isinstance(change, AddRow):
            table = snapshot.table(change.tab)
            row = {table.headers[name]: value for name, value in change.cells.items() if name in table.headers}
            rows.setdefault(table.title, []).append(row)
    return Wanted(cells, rows, frozenset(peoples))

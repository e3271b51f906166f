"""The judge of writes: looks at a spreadsheet right before and right after every write of a robot, cell by cell.

What the robot meant is told as rows (by number, or by an Id that people typed) and headers; where they stand at that
moment is looked up in the sheet itself. So it makes no difference what people did in between, or how a robot writes.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sheetcrm.model.cells import CellValue, canonical, is_result, same_cell
from sheetcrm.model.changes import AddRow, Change, SetCells
from sheetcrm.model.snapshot import Snapshot, Table
from sheetcrm.model.tabs import BY_NAME
from sheetcrm.stores.google.cells import number_value
from tests.google.surroundings import changed_surroundings
from tests.google_server.model import EMPTY, Book, Formula, Row, Sheet

ID = "Id"
"""The column in which people give every row a name of its own; the robot knows nothing of it."""
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


@dataclass(frozen=True, slots=True)
class _Seen:
    """One row in which a write changed something: the sheet's title, the row's number from 0, before and after."""

    title: str
    number: int
    columns: Mapping[int, str]
    old: Row
    new: Row
    named: Sequence[str]


@dataclass
class Judge:
    """Verdicts, gathered over many writes.

    `keys`: title -> header of the column that names its rows; `ID` names them too. `once`: title -> headers whose
    values a robot may give once only, also after rows were deleted. `patient`: a new row may be put right by later
    writes of the same run, until `end_run`.
    """

    wanted: Wanted = field(default_factory=lambda: Wanted({}, {}))
    keys: Mapping[str, str] = field(default_factory=dict)
    once: Mapping[str, Sequence[str]] = field(default_factory=dict)
    patient: bool = False
    titles: Mapping[int, str] = field(default_factory=dict)
    """Sheet id -> the title that a tab is known by, whatever people call it for the moment."""
    undoing: bool = False
    """Undo gives back rows with the numbers they had."""
    misplaced: list[str] = field(default_factory=list)
    lost_edits: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    lost_rows: list[str] = field(default_factory=list)
    touched: list[str] = field(default_factory=list)
    """What is no cell of a row and was changed all the same: other tabs, notes, formats, filters ..."""
    window: list[tuple[CellValue, CellValue]] = field(default_factory=list)
    """Edits lost in the one stated window, as (what was read, what was written over the edit)."""
    given: dict[tuple[str, str, str], int] = field(default_factory=dict)
    """(title, header, value) that a robot gave once only -> the serial of the row."""
    first: Book | None = None
    """The spreadsheet as the latest batch left it: what its answer showed."""
    _astray: dict[int, str] = field(default_factory=dict)

    @property
    def verdicts(self) -> list[str]:
        """Everything that must not be."""
        return [*self.misplaced, *self.lost_edits, *self.doubled, *self.lost_rows, *self.touched]

    def look(self, before: Book, after: Book, path: str = "") -> None:
        """Judge one write of the robot; `path` is that of the request."""
        old = {sheet.id: sheet for sheet in before.sheets}
        by_handle = "ByDataFilter" in path
        for sheet in after.sheets:
            if sheet.id in old and self._title(sheet) in self.keys:
                self._look_at(old[sheet.id], sheet, by_handle)
        robots = frozenset(sheet.id for sheet in after.sheets if self._title(sheet) in self.keys)
        self.touched += changed_surroundings(before, after, robots)
        if not by_handle:
            self.first = after

    def end_run(self) -> None:
        """Note the new rows that were never put right."""
        self.misplaced += self._astray.values()
        self._astray.clear()

    def _title(self, sheet: Sheet) -> str:
        return self.titles.get(sheet.id, sheet.title)

    def _look_at(self, before: Sheet, after: Sheet, by_handle: bool) -> None:
        title = self._title(after)
        header = header_of(after, self.keys[title])
        if header is None:
            return
        at, columns = header
        known = {row.serial: row for row in before.rows}
        self._look_for_lost(before, after)
        for number, row in enumerate(after.rows):
            old = known.get(row.serial)
            if old is row:
                continue
            named = [] if old is None else list(self._names(title, old, columns))
            seen = _Seen(title, number, columns, Row() if old is None else old, row, named)
            if old is not None and number == at:
                self._same(seen)
            elif old is None or row.serial in self._astray or not any(value is not None for value in old.values):
                self._new_row(seen, below=number > at)
            else:
                self._changed_row(seen, by_handle)

    def _look_for_lost(self, before: Sheet, after: Sheet) -> None:
        known = {row.serial for row in before.rows}
        there = [row.serial for row in after.rows if row.serial in known]
        if len(there) < len(known):
            self.lost_rows.append(f"{after.title}: {len(known) - len(there)} rows are gone")
        elif there != [row.serial for row in before.rows]:
            self.misplaced.append(f"{after.title}: rows were moved")

    def _same(self, seen: _Seen) -> None:
        for column, was, now in _differences(seen.old, seen.new):
            self.misplaced.append(f"{seen.title} header, column {column + 1}: {was!r} -> {now!r}")

    def _changed_row(self, seen: _Seen, by_handle: bool) -> None:
        meant_columns = set()
        for column, header in seen.columns.items():
            if any((seen.title, name, header) in self.wanted.cells for name in seen.named):
                meant_columns.add(column)
        self._dress(seen, meant_columns)
        for column, was, now in _differences(seen.old, seen.new):
            header = seen.columns.get(column, "")
            pairs = [pair for name in seen.named if (pair := self.wanted.cells.get((seen.title, name, header)))]
            meant = next((pair for pair in pairs if same_cell(now, canonical(pair[1]))), pairs[0] if pairs else None)
            place = f"{seen.title} row {seen.number + 1} {seen.named[:14:13]} {header!r}"
            if meant is None or not same_cell(now, canonical(meant[1])):
                self.misplaced.append(f"{place}: {was!r} -> {now!r}, meant {meant}")
            elif (seen.title, header) in self.wanted.peoples and not same_cell(was, meant[0]):
                if by_handle and self._fell_in_window(seen, column, meant):
                    self.window.append(meant)
                else:
                    self.lost_edits.append(f"{place}: {was!r} overwritten by {now!r}, read was {meant[0]!r}")
            else:
                self._give(seen, column, now)

    def _fell_in_window(self, seen: _Seen, column: int, meant: tuple[CellValue, CellValue]) -> bool:
        """Whether the cell held what had been read when the latest batch was answered, and is no text made of a text."""
        if self.first is None or all(isinstance(value, str) for value in meant):
            return False
        rows = (row for sheet in self.first.sheets for row in sheet.rows if row.serial == seen.new.serial)
        return any(same_cell(value_at(row, column), meant[0]) for row in rows)

    def _dress(self, seen: _Seen, meant: set[int]) -> None:
        """Notes, dropdowns and formats: only the format of a cell that is written may change."""
        for column in seen.old.extras.keys() | seen.new.extras.keys():
            was, now = seen.old.extras.get(column, EMPTY), seen.new.extras.get(column, EMPTY)
            if (was.note, was.validation, was.more) != (now.note, now.validation, now.more) or (
                was.format != now.format and column not in meant
            ):
                self.touched.append(f"{seen.title} row {seen.number + 1} column {column + 1}: {was} -> {now}")

    def _new_row(self, seen: _Seen, *, below: bool) -> None:
        values = {seen.columns.get(c, f"column {c + 1}"): value_at(seen.new, c) for c in range(len(seen.new.values))}
        cells = {header: value for header, value in values.items() if value is not None}
        if not cells:
            return
        meant = below and any(_same_cells(cells, one) for one in self.wanted.rows.get(seen.title, ()))
        serial = seen.new.serial
        if meant:
            self._astray.pop(serial, None)
            for column in seen.columns:
                self._give(seen, column, value_at(seen.new, column))
        elif self.patient:
            self._astray[serial] = f"{seen.title} new row {seen.number + 1}: {cells}"
        else:
            self.misplaced.append(f"{seen.title} new row {seen.number + 1}: {cells}")

    def _give(self, seen: _Seen, column: int, value: CellValue) -> None:
        """Note what may be given once only."""
        header = seen.columns[column]
        if value is None or self.undoing or header not in self.once.get(seen.title, ()):
            return
        earlier = self.given.setdefault((seen.title, header, str(value)), seen.new.serial)
        if earlier != seen.new.serial:
            self.doubled.append(f"{seen.title}: {header} {value} was given to another row before")

    def _names(self, title: str, row: Row, columns: Mapping[int, str]) -> Iterator[str]:
        yield serial_name(row.serial)
        for column, header in columns.items():
            if header in (ID, self.keys[title]):
                value = value_at(row, column)
                if value is not None:
                    yield str(value)
                    yield from (copy_name(str(value), number) for number in range(2, MOST_COPIES))

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


def serial_name(serial: int) -> str:
    """How a row without a number and an Id is named: by the row of the grid itself."""
    return f"row of the grid {serial}"


def copy_name(name: str, number: int) -> str:
    """How copies of one row are told apart in a plan; in the sheet they cannot be."""
    return name if number == 1 else f"{name} (copy {number})"


def _differences(old: Row, new: Row) -> Iterator[tuple[int, CellValue, CellValue]]:
    """Columns that hold something else now, with what was and what is."""
    for column in range(max(len(old.values), len(new.values))):
        was, now = value_at(old, column), value_at(new, column)
        if not same_cell(was, now):
            yield column, was, now


def _same_cells(one: Mapping[str, CellValue], other: Mapping[str, CellValue]) -> bool:
    wanted = {header: canonical(value) for header, value in other.items() if canonical(value) is not None}
    return one.keys() == wanted.keys() and all(same_cell(one[header], wanted[header]) for header in one)


def wanted_of(
    changes: Sequence[Change], snapshot: Snapshot, is_peoples: Any, serials: Mapping[tuple[str, int], int] | None = None
) -> Wanted:
    """A plan of the product in the judge's terms: a row is the one of its number, else of its Id, else that of the grid.

    `serials`: (title, row number as read) -> serial, for rows that bear neither.
    """
    cells: dict[tuple[str, str, str], tuple[CellValue, CellValue]] = {}
    rows: dict[str, list[dict[str, CellValue]]] = {}
    peoples: set[tuple[str, str]] = set()
    copies: Counter[tuple[str, str]] = Counter()
    for change in changes:
        if isinstance(change, SetCells):
            table = snapshot.table(change.tab)
            name = _name_of(table, change.anchor, serials or {})
            copies[table.title, name] += 1
            name = copy_name(name, copies[table.title, name])
            for column, pair in change.cells.items():
                header = table.headers.get(column, column)
                cells[table.title, name, header] = pair
                if is_peoples(change.tab, column):
                    peoples.add((table.title, header))
        elif isinstance(change, AddRow):
            table = snapshot.table(change.tab)
            row = {table.headers[name]: value for name, value in change.cells.items() if name in table.headers}
            rows.setdefault(table.title, []).append(row)
    return Wanted(cells, rows, frozenset(peoples))


def _name_of(table: Table, anchor: str, serials: Mapping[tuple[str, int], int]) -> str:
    spec = BY_NAME.get(table.tab)
    key = spec.key_column if spec is not None and spec.key_column in table.columns else None
    value = table.cell(anchor, key) if key is not None else None
    if is_result(value) and sum(str(other) == str(value) for other in table.values(key or "")) == 1:
        return str(value)
    own = table.cell(anchor, f"own:{ID}")
    if own is not None:
        return str(own)
    return serial_name(serials.get((table.title, int(table.row_numbers[table.positions[anchor]])), 0))

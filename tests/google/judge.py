"""The judge of writes: looks at a spreadsheet right before and right after every write of a robot, cell by cell.

What the robot meant is told as rows (by number, or by an Id that people typed) and headers; where they stand at that
moment is looked up in the sheet itself. So it makes no difference what people did in between, or how a robot writes.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sheetcrm.model.cells import CellValue, canonical, same_cell
from tests.google.surroundings import changed_surroundings
from tests.google.wanted import (
    ID,
    MOST_COPIES,
    REWORDED,
    Wanted,
    copy_name,
    header_of,
    serial_name,
    unnumbered_name,
    value_at,
    wanted_of,
)
from tests.google_server.model import EMPTY, Book, Row, Sheet

__all__ = ["ID", "Judge", "Wanted", "wanted_of"]


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
    left_behind: list[str] = field(default_factory=list)
    """Writes by handle to a row of the grid whose content people took elsewhere after the first batch was answered."""
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
        known = {row.serial: row for row in before.rows}
        self._look_for_lost(before, after)
        header = header_of(before, self.keys[title]) or header_of(before, self.keys[title] + REWORDED)
        if header is None:
            if any(known.get(row.serial, row) is not row for row in after.rows):
                self.touched.append(f"{title}: written without a header")
            return
        at = header[0]
        columns = {column: text.removesuffix(REWORDED) for column, text in header[1].items()}
        for number, row in enumerate(after.rows):
            old = known.get(row.serial)
            if old is row:
                continue
            named = [] if old is None else list(self._names(title, old, columns))
            seen = _Seen(title, number, columns, Row() if old is None else old, row, named)
            if old is not None and number == at:
                self._same(seen)
            elif by_handle and old is not None and self._is_left_behind(seen):
                self.left_behind.append(f"{title} row {number + 1}")
            elif old is None or row.serial in self._astray or not any(value is not None for value in old.values):
                self._new_row(seen, below=number > at)
            else:
                self._changed_row(seen, by_handle)

    def _is_left_behind(self, seen: _Seen) -> bool:
        """Whether the row was the one that was meant when the latest batch was answered, and is another one by now."""
        then = next((row for s in self.first.sheets for row in s.rows if row.serial == seen.new.serial), None) if (
            self.first is not None
        ) else None  # fmt: skip
        if then is None or not any(True for _ in _differences(then, seen.old)):
            return False
        named = [name for name in self._names(seen.title, then, seen.columns) if name not in seen.named[1:]]
        headers = [seen.columns.get(column, "") for column, _, _ in _differences(seen.old, seen.new)]
        pairs = [{name: self.wanted.cells.get((seen.title, name, header)) for name in named[1:]} for header in headers]
        return bool(pairs) and all(any(pair.values()) for pair in pairs)

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
            place = f"{seen.title} row {seen.number + 1} {seen.named[:25:12]} {header!r}"
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
        """Whether the cell held what was read when the latest batch was answered, and is no text made of a text."""
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
            self._astray.pop(seen.new.serial, None)
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
        found = {text: v for c, text in columns.items() if text in (ID, self.keys[title]) and (v := value_at(row, c))}
        for value in found.values():
            yield from (copy_name(str(value), number) for number in range(1, MOST_COPIES))
        if ID in found and self.keys[title] not in found:
            yield unnumbered_name(str(found[ID]))

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


def _differences(old: Row, new: Row) -> Iterator[tuple[int, CellValue, CellValue]]:
    """Columns that hold something else now, with what was and what is."""
    for column in range(max(len(old.values), len(new.values))):
        was, now = value_at(old, column), value_at(new, column)
        if not same_cell(was, now):
            yield column, was, now


def _same_cells(one: Mapping[str, CellValue], other: Mapping[str, CellValue]) -> bool:
    wanted = {header: canonical(value) for header, value in other.items() if canonical(value) is not None}
    return one.keys() == wanted.keys() and all(same_cell(one[header], wanted[header]) for header in one)

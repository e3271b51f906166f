"""The store of a local .xlsx workbook: tabs read through the config, changes written into exactly their cells.

A row is found by its position in the very version that was read; any other version is refused and read anew.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from sheetcrm.errors import WorkbookBusy, WorkbookChanged, WorkbookNotWritable, WorkbookUnusable
from sheetcrm.layout.additions import Layout
from sheetcrm.layout.columns import number_format
from sheetcrm.layout.grid import Grid
from sheetcrm.model.cells import canonical
from sheetcrm.model.changes import AddRow, Change, SetCells
from sheetcrm.model.settings import Settings, TabMapping
from sheetcrm.model.snapshot import Snapshot, Table
from sheetcrm.model.tabs import BY_NAME
from sheetcrm.stores.base import Applied, Skipped, still_holding
from sheetcrm.stores.cells import column_number, fits_a_cell
from sheetcrm.stores.excel.building import edits_for, list_ranges, new_sheets_for, places_of
from sheetcrm.stores.excel.edits import PatchResult, SheetEdits, Stamp
from sheetcrm.stores.excel.file_safety import BackupRing, stamp_of
from sheetcrm.stores.excel.grids import grid_of, sheets_of
from sheetcrm.stores.excel.patch import patch_workbook
from sheetcrm.stores.excel.reading import read_workbook
from sheetcrm.stores.tables_of import snapshot_of

_Rows = TypeVar("_Rows", bound=SetCells | AddRow)

SKIPPED_AS = {
    "formula": "formula", "array-formula": "formula", "data-table": "formula", "pivot-table": "formula",
    "merged-cell": "merged", "totals-row": "no-room", "text-too-long": "too-long",
}  # fmt: skip
"""What the floor below refuses, in the words that all stores share; anything else is "unwritable"."""


class ExcelStore:
    """One workbook file with the tabs that the settings name."""

    def __init__(self, settings: Settings, *, force_lock: bool = False) -> None:
        self._settings = settings
        self._path = settings.workbook
        self._tabs: dict[str, TabMapping] = dict(settings.tabs)
        self._ring = BackupRing(settings.backups_folder, settings.backups_keep)
        self._force_lock = force_lock
        self._stamp: Stamp | None = None
        self._begun: Stamp | None = None
        self._grids: list[Grid] = []

    @property
    def name(self) -> str:
        """The path of the file."""
        return str(self._path)

    def stamp(self) -> str | None:
        """Inode, size, time and directory of the file."""
        return _spelled(stamp_of(self._path))

    def grids(self) -> Sequence[Grid]:
        """Every sheet."""
        book = read_workbook(self._path)
        self._stamp = book.stamp
        self._grids = [grid_of(sheet) for sheet in book.sheets.values()]
        return self._grids

    def read(self) -> Snapshot:
        """The tabs of the config."""
        book = read_workbook(self._path, only={mapping.title for mapping in self._tabs.values()})
        self._stamp = book.stamp
        return snapshot_of(sheets_of(book), self._tabs, _spelled(book.stamp))

    def apply(self, changes: Sequence[Change], snapshot: Snapshot) -> Applied:
        """Write the changes in one replacement of the file."""
        self._begun = None
        if self._stamp is None or _spelled(self._stamp) != snapshot.stamp:
            raise WorkbookChanged("changed-since-read", path=self._path)
        writing = _Writing(snapshot, self._settings)
        for change in changes:
            if isinstance(change, SetCells):
                writing.set(change)
            elif isinstance(change, AddRow):
                writing.add(change)
        if not writing.edits:
            return Applied([], writing.skipped)
        self._refuse_read_only()
        self._begun = self._stamp
        try:
            result = patch_workbook(
                self._path, writing.edits, expected=self._stamp, backups=self._ring, force_lock=self._force_lock
            )
        except (WorkbookBusy, WorkbookChanged):
            self._begun = None  # another version than the one read is somebody else's work
            raise
        self._stamp = result.stamp
        backup = str(result.backup) if result.backup is not None else None
        return Applied(*writing.outcome(result), backup)

    def wrote(self) -> bool:
        """Whether the file is no longer the one that the latest `apply` set out to replace."""
        if self._begun is None:
            return False
        try:
            return stamp_of(self._path) != self._begun
        except WorkbookUnusable:
            return True

    def build(self, layout: Layout) -> str | None:
        """Add columns, tabs and dress in one replacement of the file."""
        grids = self._grids or list(self.grids())
        places = places_of(layout, grids, self._tabs)
        lists = list_ranges(layout, self._tabs, places)
        self._refuse_read_only()
        result = patch_workbook(
            self._path,
            edits_for(layout, places, lists),
            new_sheets_for(layout, places, lists),
            expected=self._stamp,
            backups=self._ring,
            force_lock=self._force_lock,
        )
        self._stamp = result.stamp
        return str(result.backup) if result.backup is not None else None

    def _refuse_read_only(self) -> None:
        """A file that somebody marked read-only stays as it is, although its folder would let us replace it."""
        if self._path.exists() and not self._path.stat().st_mode & 0o222:
            raise WorkbookNotWritable("no-permission", path=self._path)


class _Writing:
    """The edits of one plan as they are gathered, and which change stands behind each cell."""

    def __init__(self, snapshot: Snapshot, settings: Settings) -> None:
        self.edits: dict[str, SheetEdits] = {}
        self.skipped: list[Skipped] = []
        self._snapshot = snapshot
        self._done: list[SetCells | AddRow] = []
        self._behind: dict[tuple[str, int, int], int] = {}
        self._next_row: dict[str, int] = {}
        self._columns = {tab: _numbers(table) for tab, table in snapshot.tables.items()}
        self._looks = _looks(snapshot, settings)

    def set(self, change: SetCells) -> None:
        """Gather the cells of one row that still hold what was read."""
        kept, left = still_holding(change, self._snapshot)
        self.skipped += left
        kept = None if kept is None else self._fitting(kept)
        if kept is not None:
            table = self._snapshot.table(change.tab)
            row = int(table.row_numbers[table.positions[change.anchor]])
            self._write(table, row, kept, {name: becomes for name, (_, becomes) in kept.cells.items()})

    def add(self, change: AddRow) -> None:
        """Gather a new row below the last one, if nothing stands in its way; one without a cell takes no place."""
        if change.tab not in self._snapshot:
            self.skipped.append(Skipped(change, None, "tab-gone"))
            return
        table = self._snapshot.table(change.tab)
        last = int(table.row_numbers.max()) if len(table) else table.header_row
        row = self._next_row.get(change.tab, last + 1)
        if table.room_below is not None and row > last + table.room_below:
            self.skipped.append(Skipped(change, None, "no-room"))
            return
        kept = self._fitting(change)
        cells = {} if kept is None else {name: v for name, v in kept.cells.items() if canonical(v) is not None}
        if kept is not None and any(name in table.columns for name in cells):
            self._next_row[change.tab] = row + 1
            self._write(table, row, kept, cells)

    def outcome(self, result: PatchResult) -> tuple[list[SetCells | AddRow], list[Skipped]]:
        """What was really written, and what was not."""
        if not result.refused:
            return self._done, self.skipped
        titles = {table.title: tab for tab, table in self._snapshot.tables.items()}
        refused: dict[int, dict[str, str]] = {}
        for sheet, row, column, why in result.refused:
            tab = titles[sheet]
            name = next(name for name, number in self._columns[tab].items() if number == column)
            refused.setdefault(self._behind[sheet, row, column], {})[name] = why
        done: list[SetCells | AddRow] = []
        for at, change in enumerate(self._done):
            whys = refused.get(at, {})
            self.skipped += [Skipped(change, name, SKIPPED_AS.get(why, "unwritable")) for name, why in whys.items()]
            kept = _without(change, whys)
            if kept is not None:
                done.append(kept)
        return done, self.skipped

    def _fitting(self, change: _Rows) -> _Rows | None:
        """The change without the texts that no cell can hold; None when nothing is left."""
        too_long = [name for name, cell in change.cells.items() if not fits_a_cell(_new(change, cell))]
        if not too_long:
            return change
        self.skipped += [Skipped(change, name, "too-long") for name in too_long]
        return _without(change, too_long)

    def _write(self, table: Table, row: int, change: SetCells | AddRow, values: Mapping[str, object]) -> None:
        edits = self.edits.setdefault(table.title, SheetEdits())
        columns = self._columns[table.tab]
        for name, value in values.items():
            if name not in columns:
                continue
            edits.cells[row, columns[name]] = value  # type: ignore[assignment]
            look = self._looks.get((table.tab, name))
            if look is not None and value is not None:
                edits.formats[row, columns[name]] = look
            self._behind[table.title, row, columns[name]] = len(self._done)
        self._done.append(change)


def _new(change: SetCells | AddRow, cell: object) -> object:
    return cell[1] if isinstance(change, SetCells) else cell  # type: ignore[index]


def _without(change: _Rows, names: Collection[str]) -> _Rows | None:
    """The change without some of its cells; None when none is left."""
    kept = {name: cell for name, cell in change.cells.items() if name not in names}
    return replace(change, cells=kept) if kept else None  # type: ignore[arg-type]


def _looks(snapshot: Snapshot, settings: Settings) -> dict[tuple[str, str], str]:
    """The number formats of the robot's own days and amounts; in people's columns theirs stays."""
    looks: dict[tuple[str, str], str] = {}
    for tab, table in snapshot.tables.items():
        spec = BY_NAME.get(tab)
        for name in table.columns if spec is not None else ():
            column = spec.column(name) if spec is not None else None
            if column is not None and (column.robot or spec.robot) and column.kind in ("date", "money"):  # type: ignore[union-attr]
                look = number_format(column.kind, settings.language, settings.currency)
                if look is not None:
                    looks[tab, name] = look
    return looks


def _numbers(table: Table) -> dict[str, int]:
    return {field: column_number(letter) for field, letter in table.letters.items()}


def _spelled(stamp: Stamp) -> str:
    return f"{stamp.inode}:{stamp.size}:{stamp.mtime_ns}:{stamp.directory}"

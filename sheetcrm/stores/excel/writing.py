"""The edits of a plan in a file: which cell gets what, which change stands behind it, and what cannot be written.

Rows are added first; a row that leaves its tab is emptied only when all of them, and all of its own cells, go through.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from sheetcrm.layout.columns import number_format
from sheetcrm.model.cells import canonical
from sheetcrm.model.changes import AddRow, Change, SetCells
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot, Table
from sheetcrm.model.tabs import BY_NAME
from sheetcrm.stores.base import Skipped, all_added, is_whole, still_holding
from sheetcrm.stores.cells import column_number, fits_a_cell
from sheetcrm.stores.excel.edits import PatchResult, Refused, SheetEdits

_Rows = TypeVar("_Rows", bound=SetCells | AddRow)

SKIPPED_AS = {
    "formula": "formula", "array-formula": "formula", "data-table": "formula", "pivot-table": "formula",
    "merged-cell": "merged", "totals-row": "no-room", "text-too-long": "too-long",
}  # fmt: skip
"""What the floor below refuses, in the words that all stores share; anything else is "unwritable"."""


class Writing:
    """The edits of one plan as they are gathered, and which change stands behind each cell.

    `left`: places in the plan of `whole` changes that cannot be, as the file would not take all of their cells.
    """

    def __init__(
        self, snapshot: Snapshot, settings: Settings, changes: Sequence[Change], left: frozenset[int] = frozenset()
    ) -> None:
        self.edits: dict[str, SheetEdits] = {}
        self.skipped: list[Skipped] = []
        self._snapshot = snapshot
        self._done: list[SetCells | AddRow] = []
        self._places: list[int] = []
        self._behind: dict[tuple[str, int, int], int] = {}
        self._next_row: dict[str, int] = {}
        self._columns = {tab: _numbers(table) for tab, table in snapshot.tables.items()}
        self._looks = _looks(snapshot, settings)
        for at, change in sorted(enumerate(changes), key=lambda pair: is_whole(pair[1])):
            before = len(self._done)
            if isinstance(change, AddRow):
                self._add(change)
            elif isinstance(change, SetCells):
                if change.whole and (at in left or not all_added(self.skipped)):
                    self.skipped.append(Skipped(change, None, "not-moved"))
                    continue
                self._set(change)
            self._places += [at] * (len(self._done) - before)

    def _set(self, change: SetCells) -> None:
        """Gather the cells of one row that still hold what was read."""
        kept, left = still_holding(change, self._snapshot)
        self.skipped += left
        kept = None if kept is None else self._fitting(kept)
        if kept is not None:
            table = self._snapshot.table(change.tab)
            row = int(table.row_numbers[table.positions[change.anchor]])
            self._write(table, row, kept, {name: becomes for name, (_, becomes) in kept.cells.items()})

    def _add(self, change: AddRow) -> None:
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
        done: dict[int, SetCells | AddRow] = {}
        refused = self._refused(result.refused)
        for number, change in enumerate(self._done):
            whys = refused.get(number, {})
            self.skipped += [Skipped(change, name, SKIPPED_AS.get(why, "unwritable")) for name, why in whys.items()]
            kept = _without(change, whys)
            if kept is not None:
                done[self._places[number]] = kept
        return [done[at] for at in sorted(done)], self.skipped

    def broken(self, refused: Sequence[Refused]) -> frozenset[int]:
        """The places in the plan of `whole` changes that must not be made when these cells are refused."""
        if not refused:
            return frozenset()
        numbers = self._refused(refused)
        whole = {number: self._places[number] for number, change in enumerate(self._done) if is_whole(change)}
        if any(isinstance(self._done[number], AddRow) for number in numbers):
            return frozenset(whole.values())
        return frozenset(at for number, at in whole.items() if number in numbers)

    def _refused(self, cells: Sequence[Refused]) -> dict[int, dict[str, str]]:
        """Which of the changes made have refused cells: field -> why."""
        titles = {table.title: tab for tab, table in self._snapshot.tables.items()}
        refused: dict[int, dict[str, str]] = {}
        for sheet, row, column, why in cells:
            tab = titles[sheet]
            name = next(name for name, number in self._columns[tab].items() if number == column)
            refused.setdefault(self._behind[sheet, row, column], {})[name] = why
        return refused

    def _fitting(self, change: _Rows) -> _Rows | None:
        """The change without the texts that no cell can hold; None when nothing is left."""
        too_long = [name for name, cell in change.cells.items() if not fits_a_cell(_new(change, cell))]
        if not too_long:
            return change
        self.skipped += [Skipped(change, name, "too-long") for name in too_long]
        if is_whole(change):
            return None
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

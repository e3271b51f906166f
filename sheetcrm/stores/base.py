"""What a store is: it reads a workbook into a snapshot and applies changes to it as `Snapshot.after` defines.

A store finds rows by their anchors, writes a cell only while it still holds what was read, and says what it skipped.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from sheetcrm.layout.additions import Layout
from sheetcrm.layout.grid import Grid
from sheetcrm.model.cells import CellValue, same_cell
from sheetcrm.model.changes import AddRow, Change, SetCells
from sheetcrm.model.snapshot import Snapshot, Table


@dataclass(frozen=True, slots=True)
class Skipped:
    """A part of a change that was not carried out, and why.

    Codes: "changed" (a person's fresh edit stands there), "row-gone", "column-gone", "tab-gone", "formula",
    "merged", "no-room" (text stands under the table), "full" (the workbook can hold no further cell), "too-long",
    "unwritable" (no cell of this workbook can hold it), "protected" (the robot may not edit the cell), "not-settled"
    (people moved the row, or nobody said whether it was written, again and again), "not-moved" (a `whole` change: not
    every row of the plan could be added, or another cell of the row could not be written), "refused" (the letter could
    not be made).
    """

    change: Change
    field: str | None
    code: str


@dataclass(frozen=True, slots=True)
class Applied:
    """What came of applying a plan: the changes as they were really made, what was skipped, the saved copy."""

    changes: Sequence[SetCells | AddRow]
    skipped: Sequence[Skipped] = ()
    backup: str | None = None


class Store(Protocol):
    """One workbook, wherever it lives.

    `read` raises WorkbookUnusable when there is nothing to read. `apply` raises WorkbookBusy or WorkbookChanged when
    the workbook cannot safely be written now, and has then written nothing: all of the changes are in, or none.
    """

    @property
    def name(self) -> str:
        """What a person calls this workbook."""
        ...

    def stamp(self) -> str | None:
        """A word that changes with the workbook, found without reading it; None when the store has none."""
        ...

    def grids(self) -> Sequence[Grid]:
        """Every sheet as it stands, for `init`."""
        ...

    def read(self) -> Snapshot:
        """The tabs of the config, each with anchored rows."""
        ...

    def apply(self, changes: Sequence[Change], snapshot: Snapshot) -> Applied:
        """Carry out changes that were decided on `snapshot`. Letters are not the store's work."""
        ...

    def wrote(self) -> bool:
        """Whether the latest `apply` may have changed the workbook, also one that ended with an error."""
        ...

    def build(self, layout: Layout) -> str | None:
        """Add the columns, tabs and dress of a layout; gives where the copy made before stands."""
        ...


MOVING = ("clients", "archive")
"""The tabs between which rows move; that a task finds no room keeps no client in two tabs."""


def is_whole(change: Change) -> bool:
    """Whether it is for all or none of its cells; such changes come last."""
    return isinstance(change, SetCells) and change.whole


def all_added(skipped: Iterable[Skipped]) -> bool:
    """Whether no row that moves was left out, or added without one of its cells: else nothing may leave its tab."""
    return not any(isinstance(one.change, AddRow) and one.change.tab in MOVING for one in skipped)


def beside(change: SetCells, table: Table) -> dict[str, CellValue]:
    """The cells of its row that a change leaves alone; what formulas show may be another at any time."""
    position = table.positions[change.anchor]
    return {
        name: column[position]
        for name, column in table.columns.items()
        if name not in change.cells and (change.anchor, name) not in table.formulas
    }


def still_holding(change: SetCells, snapshot: Snapshot) -> tuple[SetCells | None, list[Skipped]]:
    """The part of a change whose cells still hold what was read, and the parts that must be left alone.

    A cell under a formula or inside a merge is never written. A `whole` change is kept as it is or not at all.
    """
    if change.tab not in snapshot:
        return None, [Skipped(change, None, "tab-gone")]
    table = snapshot.table(change.tab)
    position = table.positions.get(change.anchor)
    if position is None:
        return None, [Skipped(change, None, "row-gone")]
    kept: dict[str, tuple[object, object]] = {}
    skipped: list[Skipped] = []
    for name, (was, becomes) in change.cells.items():
        place = (change.anchor, name)
        if name not in table.columns:
            skipped.append(Skipped(change, name, "column-gone"))
        elif table.formulas and place in table.formulas:
            skipped.append(Skipped(change, name, "formula"))
        elif table.merged and place in table.merged:
            skipped.append(Skipped(change, name, "merged"))
        elif not same_cell(table.columns[name][position], was):
            skipped.append(Skipped(change, name, "changed"))
        else:
            kept[name] = (was, becomes)
    if not skipped:
        return change, []
    if change.whole:
        return None, skipped
    whole = SetCells(change.tab, change.anchor, kept, change.why) if kept else None  # type: ignore[arg-type]
    return whole, skipped

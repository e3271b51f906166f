"""A snapshot: what was read, every tab as columns of raw values in which each row has an anchor.

`Snapshot.after(changes)` defines what applying means; every store must match it. Nothing here is changed in place.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from sheetcrm.model.cells import CellValue, canonical
from sheetcrm.model.changes import AddRow, Change, SetCells
from sheetcrm.model.outside import NOTHING_OUTSIDE, Outside

if TYPE_CHECKING:
    import pandas as pd

Cells = npt.NDArray[np.object_]

OWN = "own:"
"""Prefix of the field of a column that the team made itself: `own:Shoe size`."""


@dataclass(frozen=True)
class Table:
    """The rows of one tab.

    `anchors`: the identity of each row, unique in the tab, in sheet order. `columns`: field -> values, one per row.
    `headers`: field -> header as people wrote it; `letters`: field -> column letter. `row_numbers`: the row as a
    person sees it, 0 for a row that is not in the sheet yet. `formulas`: (anchor, field) -> formula text.
    `errors`: (anchor, field) of failed formulas. `merged`: (anchor, field) of cells that a merge hides.
    `repeated_headers`: headers that stand more than once. `room_below`: free rows under the last one, None: endless.
    """

    tab: str
    title: str
    header_row: int
    headers: Mapping[str, str]
    letters: Mapping[str, str]
    anchors: Cells
    row_numbers: npt.NDArray[np.int64]
    columns: Mapping[str, Cells]
    formulas: Mapping[tuple[str, str], str] = field(default_factory=dict)
    errors: frozenset[tuple[str, str]] = frozenset()
    merged: frozenset[tuple[str, str]] = frozenset()
    repeated_headers: tuple[str, ...] = ()
    room_below: int | None = None

    def __len__(self) -> int:
        return len(self.anchors)

    def has(self, field_name: str) -> bool:
        """Whether the tab has that column."""
        return field_name in self.columns

    def values(self, field_name: str) -> Cells:
        """The column's raw values; a column that is not there reads as empty."""
        column = self.columns.get(field_name)
        return self._nothing if column is None else column

    @cached_property
    def _nothing(self) -> Cells:
        """One empty column for all that are not there; nobody may write into it."""
        column: Cells = np.full(len(self), None, dtype=object)
        column.setflags(write=False)
        return column

    @cached_property
    def positions(self) -> dict[str, int]:
        """Anchor -> position in `anchors`."""
        return {anchor: position for position, anchor in enumerate(self.anchors)}

    @cached_property
    def frame(self) -> "pd.DataFrame":
        """The same as a frame of objects, indexed by anchor, for whoever wants pandas."""
        import pandas as pd

        return pd.DataFrame(dict(self.columns), index=pd.Index(self.anchors, dtype=object), dtype=object)

    def cell(self, anchor: str, field_name: str) -> CellValue:
        """One value; None for a row or a column that is not there."""
        position = self.positions.get(anchor)
        if position is None or field_name not in self.columns:
            return None
        value: CellValue = self.columns[field_name][position]
        return value

    def place(self, anchor: str | None, field_name: str | None) -> str:
        """Where a person finds it: `C7`, `7` for a row, `C` for a column; empty for a row not yet in the sheet."""
        letter = self.letters.get(field_name, "") if field_name else ""
        position = self.positions.get(anchor) if anchor is not None else None
        number = int(self.row_numbers[position]) if position is not None else 0
        return f"{letter}{number or ''}"


@dataclass(frozen=True)
class Snapshot:
    """Every tab that was found, the stamp of the version they were read from, and the tabs that were lost.

    `lost`: tab of the config -> "tab-lost" or "header-lost". `outside`: what is known besides the sheet.
    """

    tables: Mapping[str, Table]
    stamp: str = ""
    lost: Mapping[str, str] = field(default_factory=dict)
    outside: Outside = NOTHING_OUTSIDE

    def __contains__(self, tab: str) -> bool:
        return tab in self.tables

    def table(self, tab: str) -> Table:
        """The tab's rows; an empty table when the workbook has no such tab."""
        found = self.tables.get(tab)
        return found if found is not None else empty_table(tab)

    def after(self, changes: Iterable[Change]) -> "Snapshot":
        """The snapshot as it is once the changes are applied. Letters change no cell by themselves.

        Values take the form in which they come back from a store (`canonical`), "" is None. A row all of whose cells
        became empty is no row any more. A change to a row, column or tab that is not there
        changes nothing.
        """
        sets: dict[str, list[SetCells]] = {}
        adds: dict[str, list[AddRow]] = {}
        for change in changes:
            if isinstance(change, SetCells):
                sets.setdefault(change.tab, []).append(change)
            elif isinstance(change, AddRow):
                adds.setdefault(change.tab, []).append(change)
        if not sets and not adds:
            return self
        tables = dict(self.tables)
        for tab in {**sets, **adds}:
            if tab in tables:
                tables[tab] = _with_rows(_with_cells(tables[tab], sets.get(tab, ())), adds.get(tab, ()))
        return replace(self, tables=tables)


def empty_table(tab: str) -> Table:
    """A table without rows and columns."""
    return Table(tab, tab, 0, {}, {}, np.empty(0, dtype=object), np.empty(0, dtype=np.int64), {})


def object_column(values: Sequence[CellValue] | Iterable[CellValue], length: int) -> Cells:
    """A column of `length` values as an object array, whatever their types."""
    column = np.empty(length, dtype=object)
    column[:] = list(values)
    return column


def missing(column: Cells) -> npt.NDArray[np.bool_]:
    """Which values of a column are empty."""
    empty: npt.NDArray[np.bool_] = np.equal(column, None).astype(bool)  # type: ignore[call-overload]
    return empty


def _with_cells(table: Table, changes: Sequence[SetCells]) -> Table:
    if not changes:
        return table
    columns = dict(table.columns)
    copied: set[str] = set()
    emptied: set[int] = set()
    for change in changes:
        position = table.positions.get(change.anchor)
        if position is None:
            continue
        for field_name, (_, new) in change.cells.items():
            if field_name not in columns:
                continue
            if field_name not in copied:
                columns[field_name] = columns[field_name].copy()
                copied.add(field_name)
            value = canonical(new)
            columns[field_name][position] = value
            if value is None:
                emptied.add(position)
    changed = replace(table, columns=columns)
    _share_positions(table, changed)
    gone = [at for at in emptied if all(column[at] is None for column in columns.values())]
    return _without(changed, gone) if gone else changed


def _without(table: Table, gone: Sequence[int]) -> Table:
    keep = np.ones(len(table), dtype=bool)
    keep[list(gone)] = False
    return replace(
        table,
        anchors=table.anchors[keep],
        row_numbers=table.row_numbers[keep],
        columns={name: column[keep] for name, column in table.columns.items()},
    )


def _with_rows(table: Table, changes: Sequence[AddRow]) -> Table:
    written = [{name: canonical(value) for name, value in change.cells.items()} for change in changes]
    keys = [
        (change.key, cells)
        for change, cells in zip(changes, written, strict=True)
        if any(value is not None and name in table.columns for name, value in cells.items())
    ]
    if not keys:
        return table
    wanted = [cells for _, cells in keys]
    taken = set(table.positions)
    anchors: list[str] = []
    for number, (key, _) in enumerate(keys):
        anchor = f"+{key or number}"
        while anchor in taken:
            anchor += "+"
        taken.add(anchor)
        anchors.append(anchor)
    added = len(wanted)
    columns = {
        name: np.concatenate([column, object_column((cells.get(name) for cells in wanted), added)])
        for name, column in table.columns.items()
    }
    return replace(
        table,
        anchors=np.concatenate([table.anchors, object_column(anchors, added)]),
        row_numbers=np.concatenate([table.row_numbers, np.zeros(added, dtype=np.int64)]),
        columns=columns,
    )


def _share_positions(old: Table, new: Table) -> None:
    """Rows did not move, so the index need not be built again (100,000 rows are changed by several rules)."""
    cached: Any = old.__dict__.get("positions")
    if cached is not None:
        new.__dict__["positions"] = cached

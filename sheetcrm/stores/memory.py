"""A store in memory: the shortest honest store, for tests and for trying a plan."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from sheetcrm.layout.additions import Layout
from sheetcrm.layout.grid import Grid
from sheetcrm.model.cells import same_cell
from sheetcrm.model.changes import AddRow, Change, SetCells
from sheetcrm.model.snapshot import Snapshot, Table
from sheetcrm.stores.anchors import anchors_for
from sheetcrm.stores.base import Applied, Skipped, all_added, beside, is_whole, still_holding


class MemoryStore:
    """Holds a snapshot; `edit` is how a person changes it between a read and a write."""

    def __init__(self, snapshot: Snapshot, name: str = "memory") -> None:
        self._snapshot = _as_read(snapshot)
        self._name = name
        self._wrote = False

    @property
    def name(self) -> str:
        """The name given to it."""
        return self._name

    def stamp(self) -> str | None:
        """Nothing short of reading it tells whether it changed."""
        return None

    def grids(self) -> Sequence[Grid]:
        """The tables with their headers, as sheets."""
        grids = []
        for table in self._snapshot.tables.values():
            rows = [list(row) for row in zip(*table.columns.values(), strict=True)]
            grids.append(Grid(table.title, 1, 1, [list(table.headers.values()), *rows]))
        return grids

    def read(self) -> Snapshot:
        """The snapshot as it stands."""
        return self._snapshot

    def edit(self, changes: Sequence[Change]) -> None:
        """Change cells as a person would, without any check."""
        self._snapshot = _as_read(self._snapshot.after(changes))

    def apply(self, changes: Sequence[Change], snapshot: Snapshot) -> Applied:
        """Carry out what still holds."""
        self._wrote = False
        done: dict[int, SetCells | AddRow] = {}
        skipped: list[Skipped] = []
        current = self._snapshot
        for at, change in sorted(enumerate(changes), key=lambda pair: is_whole(pair[1])):
            if isinstance(change, SetCells):
                kept, left = still_holding(change, current)
                if kept is not None and change.whole:
                    left = _touched(change, snapshot, current)
                    kept = None if left else kept
                if kept is not None and change.whole and not all_added(skipped):
                    kept, left = None, [Skipped(change, None, "not-moved")]
                skipped += left
                if kept is None:
                    continue
                done[at] = kept
                current = current.after([kept])
            elif isinstance(change, AddRow):
                if change.tab not in current:
                    skipped.append(Skipped(change, None, "tab-gone"))
                    continue
                done[at] = change
                current = current.after([change])
        self._wrote = bool(done)
        self._snapshot = _as_read(current)
        return Applied([done[at] for at in sorted(done)], skipped)

    def wrote(self) -> bool:
        """Whether the latest `apply` came so far as to change something."""
        return self._wrote

    def build(self, layout: Layout) -> str | None:
        """A store in memory has its columns from the start."""
        del layout
        return None


def _touched(change: SetCells, then: Snapshot, now: Snapshot) -> list[Skipped]:
    """The cells beside those of a whole change that a person has changed."""
    if change.anchor not in then.table(change.tab).positions:
        return []
    table = now.table(change.tab)
    cells = beside(change, then.table(change.tab)).items()
    touched = [name for name, was in cells if not same_cell(table.cell(change.anchor, name), was)]
    return [Skipped(change, name, "changed") for name in touched]


def _as_read(snapshot: Snapshot) -> Snapshot:
    """The snapshot as the next read of a sheet would give it: rows found by key or content, numbered as they stand."""
    return replace(snapshot, stamp="", tables={tab: _numbered(table) for tab, table in snapshot.tables.items()})


def _numbered(table: Table) -> Table:
    anchors = anchors_for(table.tab, table.columns, len(table))
    last = max(table.header_row, int(table.row_numbers.max(initial=0)))
    added = np.cumsum(table.row_numbers == 0)
    later = dict(zip(table.anchors, anchors, strict=True))

    def named(place: tuple[str, str]) -> tuple[str, str]:
        return later.get(place[0], place[0]), place[1]

    return replace(
        table,
        anchors=anchors,
        row_numbers=np.where(table.row_numbers == 0, last + added, table.row_numbers),
        formulas={named(place): text for place, text in table.formulas.items()},
        errors=frozenset(map(named, table.errors)),
        merged=frozenset(map(named, table.merged)),
    )

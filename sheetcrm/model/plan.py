"""A plan: the list of changes of one run with what was found, as plain data; printed, applied and undone alike."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sheetcrm.model.cells import same_cell
from sheetcrm.model.changes import AddRow, Change, SendLetter, SetCells
from sheetcrm.model.problems import Problem
from sheetcrm.model.snapshot import Snapshot


def with_whole_rows(changes: Sequence[Change]) -> list[Change]:
    """The same changes with all that rules write into a row which the plan itself adds standing in its `AddRow`."""
    whole: list[Change] = []
    added: dict[tuple[str, str], int] = {}
    for change in changes:
        if isinstance(change, AddRow):
            added[change.tab, f"+{change.key}"] = len(whole)
        elif isinstance(change, SetCells) and (at := added.get((change.tab, change.anchor))) is not None:
            row = whole[at]
            assert isinstance(row, AddRow)
            whole[at] = _joined(row, change)
            continue
        whole.append(change)
    return whole


def _joined(row: AddRow, change: SetCells) -> AddRow:
    return replace(row, cells={**row.cells, **{field: new for field, (_, new) in change.cells.items()}})


def net(changes: Sequence[Change]) -> list[Change]:
    """The same changes with every row named once, so that a store touches each row once and undo is its mirror.

    Touches of a row that the plan itself adds are written into its `AddRow`; touches of one cell are joined, from the
    first value read to the last one written; what comes out as it went in is dropped.
    """
    kept: list[Change] = []
    rows: dict[tuple[str, str], int] = {}
    for change in changes:
        if isinstance(change, SendLetter):
            kept.append(change)
            continue
        name = (change.tab, change.anchor if isinstance(change, SetCells) else f"+{change.key}")
        at = rows.get(name)
        if at is None or isinstance(change, AddRow):
            rows[name] = len(kept)
            kept.append(change)
            continue
        earlier = kept[at]
        if isinstance(earlier, AddRow):
            kept[at] = _joined(earlier, change)
        elif isinstance(earlier, SetCells):
            cells = dict(earlier.cells)
            for field, (was, becomes) in change.cells.items():
                cells[field] = (cells[field][0] if field in cells else was, becomes)
            kept[at] = replace(earlier, cells=cells, whole=earlier.whole or change.whole)
    return [change for change in map(_without_idle_cells, kept) if change is not None]


def _without_idle_cells(change: Change) -> Change | None:
    if not isinstance(change, SetCells):
        return change
    cells = {field: (was, becomes) for field, (was, becomes) in change.cells.items() if not same_cell(was, becomes)}
    if len(cells) == len(change.cells):
        return change
    return replace(change, cells=cells) if cells else None


@dataclass(frozen=True)
class Plan:
    """What a run intends. `before` is what was read, `after` what will stand there when all of it is applied."""

    changes: Sequence[Change]
    problems: Sequence[Problem]
    before: Snapshot
    after: Snapshot
    today: dt.date

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not self.changes

    def counts(self) -> Mapping[str, int]:
        """How much of each kind: cells, rows changed, rows added, letters.

        A row that several rules touch is one row. What the workbook remembers in its hidden tab is not counted.
        """
        cells: set[tuple[str, str, str]] = set()
        rows: set[tuple[str, str]] = set()
        added = letters = 0
        for change in self.changes:
            match change:
                case SetCells(tab="memory") | AddRow(tab="memory"):
                    continue
                case SetCells():
                    rows.add((change.tab, change.anchor))
                    cells.update((change.tab, change.anchor, field) for field in change.cells)
                case AddRow():
                    added += 1
                case SendLetter():
                    letters += 1
        return {"cells": len(cells), "rows": len(rows), "added": added, "letters": letters}

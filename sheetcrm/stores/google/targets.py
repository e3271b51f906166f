"""What a plan wants written, row by row, and whether a row that stands somewhere now is the one the plan means.

A row is known by its key where the key stood there once, else by all that people typed into it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sheetcrm.model.cells import CellValue, canonical, is_result, same_cell
from sheetcrm.model.changes import AddRow, Change, SetCells
from sheetcrm.model.snapshot import OWN, Snapshot, Table
from sheetcrm.model.tabs import BY_NAME
from sheetcrm.stores.base import Skipped, beside, still_holding
from sheetcrm.stores.cells import column_number
from sheetcrm.stores.google.cells import fits_a_cell


@dataclass(slots=True)
class RowTarget:
    """The cells of one row that a plan wants, `made` those that stand there now. `at` is the place in the plan.

    `anchor` is the row's in the latest reading; `change` keeps the one it was planned by. `beside`: of a row that is
    written as a whole, what the plan was decided on: the cells that it does not write.
    """

    at: int
    change: SetCells
    wanted: dict[str, tuple[CellValue, CellValue]]
    made: set[str] = field(default_factory=set)
    anchor: str = ""
    beside: Mapping[str, CellValue] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.anchor = self.anchor or self.change.anchor

    @property
    def open(self) -> dict[str, tuple[CellValue, CellValue]]:
        """What is still to be written."""
        return {name: cell for name, cell in self.wanted.items() if name not in self.made}

    def is_gone_as_wanted(self) -> bool:
        """Whether a row that is no longer found was to be emptied; then it counts as that."""
        if not self.change.whole or any(canonical(becomes) is not None for _, becomes in self.wanted.values()):
            return False
        self.made.update(self.wanted)
        return True


@dataclass(frozen=True, slots=True)
class Addition:
    """A row to be added: its place in the plan and the cells that are not empty."""

    at: int
    change: AddRow
    cells: Mapping[str, CellValue]


@dataclass
class Targets:
    """A plan as rows to write and rows to add, and what was left out at once."""

    rows: list[RowTarget] = field(default_factory=list)
    additions: list[Addition] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


def targets_of(changes: Sequence[Change], snapshot: Snapshot) -> Targets:
    """What can be written of the changes, going by what was read."""
    found = Targets()
    for at, change in enumerate(changes):
        if isinstance(change, SetCells):
            kept, left = still_holding(change, snapshot)
            found.skipped += left
            if kept is not None:
                cells = _fitting(change, {name: new for name, (_, new) in kept.cells.items()}, found.skipped)
                if cells and not (change.whole and len(cells) < len(kept.cells)):
                    others = beside(kept, snapshot.table(change.tab)) if change.whole else {}
                    wanted = {name: kept.cells[name] for name in cells}
                    found.rows.append(RowTarget(at, kept, wanted, beside=others))
        elif isinstance(change, AddRow):
            if change.tab not in snapshot:
                found.skipped.append(Skipped(change, None, "tab-gone"))
                continue
            table = snapshot.table(change.tab)
            cells = _fitting(change, change.cells, found.skipped)
            there = {n: canonical(v) for n, v in cells.items() if n in table.columns and canonical(v) is not None}
            if there:
                found.additions.append(Addition(at, replace(change, cells=cells), there))
    return found


def _fitting(change: SetCells | AddRow, cells: Mapping[str, CellValue], skipped: list[Skipped]) -> dict[str, CellValue]:
    kept = {name: value for name, value in cells.items() if fits_a_cell(value)}
    skipped += [Skipped(change, name, "too-long") for name in cells if name not in kept]
    return kept


def is_peoples(tab: str, name: str) -> bool:
    """Whether the cell belongs to people, so that it is written only while it holds what was read."""
    spec = BY_NAME.get(tab)
    if spec is None or name.startswith(OWN):
        return True
    column = spec.column(name)
    return not spec.robot and not (column is not None and column.robot)


Same = Callable[[str, Mapping[int, CellValue]], bool]
"""Whether the row of an anchor is the one that holds these cells, column number -> value."""


def recogniser(table: Table) -> Same:
    """Tells the rows of a table again by what stands in them."""
    spec = BY_NAME.get(table.tab)
    key = spec.key_column if spec is not None and spec.key_column in table.columns else None
    keys = table.columns[key] if key is not None else ()
    counts = Counter(str(value) for value in keys if is_result(value))
    numbers = {name: column_number(letter) for name, letter in table.letters.items()}
    typed = [name for name in table.columns if is_peoples(table.tab, name)] or list(table.columns)

    def same(anchor: str, cells: Mapping[int, CellValue]) -> bool:
        position = table.positions[anchor]
        if key is not None and is_result(keys[position]) and counts[str(keys[position])] == 1:
            return same_cell(cells.get(numbers[key]), keys[position])
        return all(same_cell(cells.get(numbers[name]), table.columns[name][position]) for name in typed)

    return same


def outcome(targets: Targets, added: Iterable[Addition]) -> list[SetCells | AddRow]:
    """The changes as they were made, in the order of the plan."""
    done: dict[int, SetCells | AddRow] = {}
    for row in targets.rows:
        cells = {name: cell for name, cell in row.change.cells.items() if name in row.made}
        if cells:
            done[row.at] = row.change if len(cells) == len(row.change.cells) else replace(row.change, cells=cells)
    done.update({addition.at: addition.change for addition in added})
    return [done[at] for at in sorted(done)]

"""A plan put in the order in which a person reads it, for every picture alike: tab by tab, row by row.

What is many times the same is told as one bunch; a change to what people typed is bunched only with its equals,
while one sentence may tell all of a column of the robot's own, the value that most rows get apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sheetcrm.model.cells import CellValue
from sheetcrm.model.changes import AddRow, SendLetter, SetCells
from sheetcrm.model.plan import Plan
from sheetcrm.model.snapshot import OWN
from sheetcrm.model.tabs import BY_NAME
from sheetcrm.report.places import tab_order

BUNCH_FROM = 4
"""So many like changes are told in one sentence."""


class CellLine(NamedTuple):
    """One cell of one row, as it was and as it becomes."""

    anchor: str
    field: str
    was: CellValue
    becomes: CellValue
    why: str


@dataclass(frozen=True, slots=True)
class Bunch:
    """Changes of one column for one reason; `same`: all of them write the very same over the very same."""

    field: str
    why: str
    same: bool
    lines: Sequence[CellLine]


@dataclass(frozen=True, slots=True)
class RowBunch:
    """New rows of one reason in a tab that is the robot's own."""

    why: str
    rows: Sequence[AddRow]


@dataclass(slots=True)
class TabPart:
    """What happens in one tab; `notes` counts rows of a hidden tab, of which nobody wants to read more."""

    tab: str
    bunches: list[Bunch] = field(default_factory=list)
    lines: list[CellLine] = field(default_factory=list)
    cards: list[AddRow] = field(default_factory=list)
    row_bunches: list[RowBunch] = field(default_factory=list)
    notes: int = 0

    @property
    def entries(self) -> int:
        """How many entries a list of this part has: one a bunch, a line, a card."""
        return len(self.bunches) + len(self.lines) + len(self.cards) + len(self.row_bunches) + bool(self.notes)


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The whole plan: tabs in the order of the workbook, then the letters."""

    parts: Sequence[TabPart]
    letters: Sequence[SendLetter]

    @property
    def entries(self) -> int:
        """How many entries a list of all of it has."""
        return sum(part.entries for part in self.parts) + len(self.letters)


def arrange(plan: Plan) -> Arrangement:
    """The plan by tab: bunches first, then single cells in sheet order, then new rows; letters in their own order."""
    lines: dict[str, dict[tuple[str, str], list[CellLine]]] = {}
    added: dict[str, list[AddRow]] = {}
    letters: list[SendLetter] = []
    for change in plan.changes:
        match change:
            case SetCells():
                by_column = lines.setdefault(change.tab, {})
                for name, (was, becomes) in change.cells.items():
                    line = CellLine(change.anchor, name, was, becomes, change.why)
                    by_column.setdefault((name, change.why), []).append(line)
            case AddRow():
                added.setdefault(change.tab, []).append(change)
            case SendLetter():
                letters.append(change)
    parts = [
        _part(plan, tab, lines.get(tab, {}), added.get(tab, [])) for tab in sorted({*lines, *added}, key=tab_order)
    ]
    return Arrangement(parts, letters)


def _part(plan: Plan, tab: str, lines: dict[tuple[str, str], list[CellLine]], added: list[AddRow]) -> TabPart:
    part = TabPart(tab)
    spec = BY_NAME.get(tab)
    if spec is not None and spec.hidden:
        part.notes = len({line.anchor for column in lines.values() for line in column}) + len(added)
        return part
    for (name, why), column in lines.items():
        bunches, single = _bunched(tab, name, why, column)
        part.bunches += bunches
        part.lines += single
    positions = plan.before.table(tab).positions
    part.lines.sort(key=lambda line: positions.get(line.anchor, len(positions)))
    if spec is not None and spec.robot and len(added) >= BUNCH_FROM:
        by_why: dict[str, list[AddRow]] = {}
        for row in added:
            by_why.setdefault(row.why, []).append(row)
        part.row_bunches = [RowBunch(why, rows) for why, rows in by_why.items()]
    else:
        part.cards = added
    return part


def _bunched(tab: str, name: str, why: str, column: list[CellLine]) -> tuple[list[Bunch], list[CellLine]]:
    if len(column) < BUNCH_FROM:
        return [], column
    equals: dict[tuple[object, ...], list[CellLine]] = {}
    for line in column:
        key = (type(line.was), line.was, type(line.becomes), line.becomes)
        equals.setdefault(key, []).append(line)
    if is_robots(tab, name):
        mostly = max(equals.values(), key=len)
        if 2 * len(mostly) < len(column):
            return [Bunch(name, why, False, column)], []
        rest = [line for same in equals.values() if same is not mostly for line in same]
        told = [Bunch(name, why, True, mostly)]
        return ([*told, Bunch(name, why, False, rest)], []) if len(rest) >= BUNCH_FROM else (told, rest)
    bunches = [Bunch(name, why, True, same) for same in equals.values() if len(same) >= BUNCH_FROM]
    return bunches, [line for same in equals.values() if len(same) < BUNCH_FROM for line in same]


def is_robots(tab: str, name: str) -> bool:
    """Whether the column is the robot's own, so that its changes touch nothing a person typed.

    >>> is_robots("clients", "number"), is_robots("clients", "phone"), is_robots("clients", "own:Shoe size")
    (True, False, False)
    """
    spec = BY_NAME.get(tab)
    if spec is None or name.startswith(OWN):
        return False
    column = spec.column(name)
    return spec.robot or (column is not None and column.robot)

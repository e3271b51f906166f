"""Undo: the inverse of a run, for every cell that still holds what the run wrote; people's later edits are kept.

Letters that went cannot be unsent: their rows stay. Numbers that were given stay given, and so does what the workbook
remembers of acts done: no number is used again, no task comes back, and nobody gets a second letter under a new number.
Nobody who opted out is let in again.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from sheetcrm.errors import WrongUsage
from sheetcrm.guards import guard_lost
from sheetcrm.journal import Journal, Run
from sheetcrm.lock import run_lock
from sheetcrm.model.cells import CellValue, same_cell
from sheetcrm.model.changes import AddRow, SetCells
from sheetcrm.model.plan import Plan
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import OWN, Snapshot, Table
from sheetcrm.model.tabs import BY_NAME
from sheetcrm.sending_run import open_letters
from sheetcrm.stores.anchors import anchored_after
from sheetcrm.stores.base import Skipped, Store
from sheetcrm.undo_letters import as_they_are, move_files, split_letters, take_back_letters

UNFINISHED = ("running", "failed")
"""States of runs that did not come to their end: a row of theirs that is not there was perhaps never written."""


@dataclass(frozen=True)
class Kept:
    """A cell (or an added row, `field` None) that undo left alone, with what stands there now."""

    tab: str
    anchor: str
    field: str | None
    value: CellValue
    code: str


@dataclass
class Inverse:
    """The changes that take a run back, and what they leave alone."""

    changes: list[SetCells | AddRow] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)


@dataclass(frozen=True)
class Undone:
    """What came of an undo: the run taken back, the plan that did it, what was kept and what could not be written.

    `files`: how many letters were taken out of the outbox.
    """

    run: Run
    plan: Plan
    number: int | None
    kept: Sequence[Kept]
    skipped: Sequence[Skipped] = ()
    backup: str | None = None
    files: int = 0


def undo_run(store: Store, settings: Settings, number: int, today: dt.date) -> Undone:
    """Take run `number` back under the lock and journal that as a run of its own, which can be undone as well."""
    now = dt.datetime.now(dt.UTC)
    with run_lock(settings.state_folder / "lock", now), open_letters(settings) as letters:
        journal = Journal(settings.journal)
        try:
            run = journal.run(number)
            if run is None or run.workbook != store.name:
                raise WrongUsage("no-such-run", run=number)
            if run.kind == "init":
                raise WrongUsage("init-not-undoable", run=number, backup=run.backup)
            if run.kind == "send":
                raise WrongUsage("send-not-undoable", run=number)
            if run.state == "undone":
                raise WrongUsage("run-not-undoable", run=number, backup=run.backup)
            before = store.read()
            changes, went, waiting = split_letters(journal.changes(number), letters)
            inverse = inverse_of(changes, before)
            inverse.changes = as_they_are(inverse.changes, letters, before.table("letters"), settings.language)
            if run.state in UNFINISHED:
                inverse.kept = [kept for kept in inverse.kept if kept.code != "row-gone"]
            inverse.kept += [Kept("letters", letter.key, None, None, "letter-went") for letter in went]
            inverse.kept += [
                Kept("opt_outs", change.key, None, None, "opt-out-stays")
                for change in changes
                if change.tab == "opt_outs" and isinstance(change, AddRow)
            ]
            plan = Plan(inverse.changes, (), before, before.after(inverse.changes), today)
            guard_lost(plan, settings)
            if plan.is_empty:
                return Undone(run, plan, None, inverse.kept)
            take_back_letters(waiting, letters, now)
            own = journal.begin("undo", store.name, now)
            began = False
            try:
                journal.intend(own, anchored_after(plan.changes, plan))
                began = True
                applied = store.apply(plan.changes, before)
            except BaseException:
                if began and store.wrote():
                    journal.mark(own, "failed")
                else:
                    journal.forget(own)
                raise
            counts = plan.counts()
            journal.finish(
                own, "done", cells=counts["cells"], rows=counts["rows"], added=counts["added"], backup=applied.backup,
                note=f"undo {number}",
            )  # fmt: skip
            journal.mark(number, "undone")
            journal.keep_sizes(store.name, {tab: len(table) for tab, table in plan.after.tables.items()})
            moved = move_files(applied.changes, settings.outbox)
            return Undone(run, plan, own, inverse.kept, applied.skipped, applied.backup, moved)
        finally:
            journal.close()


def inverse_of(changes: Iterable[SetCells | AddRow], snapshot: Snapshot) -> Inverse:
    """What must be written now to take the changes of a run back.

    A row that the run emptied is added again. A row that cannot be found by its anchor is left alone ("row-gone"), so
    is a cell a person has changed since ("changed"); a robot's cell that a later run wrote is passed over in silence.
    A row that moved to another tab goes back as it went: it is added where it was, and only then emptied where it is.
    Where people have touched it since, it stays, and with it what the one it was merged into got.
    """
    inverse = Inverse()
    changes = list(changes)
    moves = list(_moves(changes))
    staying = [move for move in moves if not move.can_go_back(snapshot)]
    merged = {move.survivor for move in staying}
    moved = {id(change) for move in moves for change in (move.left, move.came)}
    stay = {id(change) for move in staying for change in (move.left, move.came)}
    for change in changes:
        if _stays_for_ever(change) or (
            change.tab == "clients" and _row_of(change) in merged and id(change) not in moved
        ):
            continue
        if id(change) in stay:
            if isinstance(change, AddRow):
                inverse.kept.append(Kept(change.tab, change.key, None, None, _why_it_stays(change, snapshot)))
            continue
        table = snapshot.table(change.tab)
        anchor = change.anchor if isinstance(change, SetCells) else change.key
        if anchor not in table.positions:
            if isinstance(change, SetCells) and all(new is None for _, new in change.cells.values()):
                inverse.changes.append(
                    AddRow(change.tab, {f: was for f, (was, _) in change.cells.items()}, anchor, "undo")
                )
            else:
                inverse.kept.append(Kept(change.tab, anchor, None, None, "row-gone"))
            continue
        take_back = _restored if isinstance(change, SetCells) else _emptied
        if isinstance(change, SetCells) and id(change) in moved:
            continue  # it never left, or came back since
        cells = dict(take_back(change, table, inverse))  # type: ignore[arg-type]
        if cells:
            inverse.changes.append(SetCells(change.tab, anchor, cells, "undo", whole=id(change) in moved))
    return inverse


@dataclass(frozen=True, slots=True)
class _Move:
    """A row that left one tab and came to another under the same number; `survivor`: the client it was merged into."""

    left: SetCells
    came: AddRow
    survivor: CellValue

    def can_go_back(self, snapshot: Snapshot) -> bool:
        """Whether nobody touched it where it came to, and it did not come back changed to where it was."""
        there = snapshot.table(self.came.tab)
        if self.came.key in there.positions and not _untouched(self.came, there):
            return False
        here = snapshot.table(self.left.tab)
        if self.left.anchor in here.positions:
            was = {name: cell for name, (cell, _) in self.left.cells.items()}
            return all(
                same_cell(here.cell(self.left.anchor, name), was.get(name))
                for name in here.columns
                if not _is_robots(self.left.tab, name) and (self.left.anchor, name) not in here.formulas
            )
        return True


def _moves(changes: Sequence[SetCells | AddRow]) -> Iterator[_Move]:
    came = {(change.tab, change.key): change for change in changes if isinstance(change, AddRow)}
    for change in changes:
        if isinstance(change, SetCells) and change.whole and all(new is None for _, new in change.cells.values()):
            other = {"clients": "archive", "archive": "clients"}.get(change.tab, "")
            row = came.get((other, change.anchor))
            if row is not None:
                into = row.cells.get(_INTO) if other == "archive" else change.cells.get(_INTO, (None, None))[0]
                yield _Move(change, row, into)


def _stays_for_ever(change: SetCells | AddRow) -> bool:
    """Whether no undo takes it back: what is remembered of acts done, and that somebody wants no letters."""
    return change.tab == "memory" or (change.tab == "opt_outs" and isinstance(change, AddRow))


_INTO = "merged_into"


def _row_of(change: SetCells | AddRow) -> str:
    return change.anchor if isinstance(change, SetCells) else change.key


def _why_it_stays(change: AddRow, snapshot: Snapshot) -> str:
    return "changed" if change.key in snapshot.table(change.tab).positions else "row-gone"


def _untouched(change: AddRow, table: Table) -> bool:
    """Whether all that people may type in holds what was added."""
    return all(
        _is_robots(change.tab, name) or same_cell(table.cell(change.key, name), change.cells.get(name))
        for name in table.columns
    )


def _restored(change: SetCells, table: Table, inverse: Inverse) -> Iterator[tuple[str, tuple[CellValue, CellValue]]]:
    for name, (was, wrote) in change.cells.items():
        if name == BY_NAME[change.tab].key_column:
            continue
        now = table.cell(change.anchor, name)
        if same_cell(now, wrote):
            yield name, (now, was)
        elif not same_cell(now, was) and not _is_robots(change.tab, name):
            inverse.kept.append(Kept(change.tab, change.anchor, name, now, "changed"))


def _emptied(change: AddRow, table: Table, inverse: Inverse) -> Iterator[tuple[str, tuple[CellValue, CellValue]]]:
    anchor = change.key
    for name in table.columns:
        now = table.cell(anchor, name)
        if not _is_robots(change.tab, name) and not same_cell(now, change.cells.get(name)):
            inverse.kept.append(Kept(change.tab, anchor, name, now, "changed"))
            return
    for name in table.columns:
        now = table.cell(anchor, name)
        if now is not None:
            yield name, (now, None)


def _is_robots(tab: str, name: str) -> bool:
    spec = BY_NAME.get(tab)
    column = spec.column(name) if spec is not None and not name.startswith(OWN) else None
    return column is not None and column.robot

"""What a person orders about duplicates: two clients made one, one brought back, decisions written into the tab.

Each is a run of its own: under the lock, guarded, in the journal before it is in the workbook, and open to undo.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from sheetcrm.errors import WorkbookChanged, WrongUsage
from sheetcrm.guards import guard_lost
from sheetcrm.journal import Journal
from sheetcrm.lock import run_lock
from sheetcrm.model.changes import AddRow, Change, SetCells
from sheetcrm.model.plan import Plan, net
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.pipeline import TRIES
from sheetcrm.reviewing.answers import Answer, Told, Written, written
from sheetcrm.reviewing.groups import Group, open_groups
from sheetcrm.rules.duplicates.aliases import aliases_of
from sheetcrm.rules.duplicates.decisions import judged, remember_judgements
from sheetcrm.rules.duplicates.known import FILE as KNOWN
from sheetcrm.rules.duplicates.known import recall_known
from sheetcrm.rules.duplicates.merging import Merged, Refused, Remark, merge_clients
from sheetcrm.rules.duplicates.unmerging import unmerge_client
from sheetcrm.rules.reading import keys, texts
from sheetcrm.stores.anchors import anchored_after
from sheetcrm.stores.base import Skipped, Store
from sheetcrm.words import words_of

Kind = Literal["merge", "unmerge", "decide"]
Verdicts = dict[frozenset[str], tuple[Literal["same", "different"], str]]


@dataclass(frozen=True)
class Decided:
    """What came of an order; `run` is None when nothing was written.

    `number` and `into`: the client that moved and the one it is now part of, or was. `told`: answers left alone,
    `standing`: answers that stand in the tab now.
    """

    kind: Kind
    plan: Plan
    run: int | None = None
    applied: Sequence[SetCells | AddRow] = ()
    skipped: Sequence[Skipped] = ()
    backup: str | None = None
    number: str = ""
    into: str = ""
    remarks: Sequence[Remark] = ()
    told: Sequence[Told] = ()
    standing: Sequence[Answer] = ()

    @property
    def complete(self) -> bool:
        """Whether all of it went through."""
        return not self.skipped


@dataclass
class _Order:
    """What one reading of the workbook makes of an order."""

    changes: Sequence[Change]
    number: str = ""
    into: str = ""
    remarks: Sequence[Remark] = ()
    told: Sequence[Told] = ()
    standing: Sequence[Answer] = field(default_factory=tuple)


def merge_by_number(
    store: Store, settings: Settings, today: dt.date, loser: str, survivor: str, *, force: bool = False
) -> Decided:
    """Make the client `loser` part of `survivor`; WrongUsage says why it cannot be.

    Two that were judged different are merged with `force` only; the new judgement then counts in place of the old one.
    """

    def decide(snapshot: Snapshot) -> _Order:
        gone, stays = as_written(snapshot, loser), as_written(snapshot, survivor)
        stays = aliases_of(snapshot).get(stays.upper(), stays)
        if not force and gone.upper() != stays.upper() and judged(snapshot).are_different(gone, stays):
            raise WrongUsage("judged-different", number=gone, into=stays)
        merged = _allowed(merge_clients(snapshot, settings, today, stays, [gone], {}), settings)
        after = snapshot.after(merged.changes)
        verdict: Verdicts = {frozenset({gone.upper(), stays.upper()}): ("same", "")}
        noted = remember_judgements(after, verdict, today, live=bool(settings.spreadsheet))
        return _Order([*merged.changes, *noted], gone, stays, merged.remarks)

    return _carry_out(store, settings, today, "merge", f"{loser} > {survivor}", decide)


def unmerge_by_number(store: Store, settings: Settings, today: dt.date, number: str) -> Decided:
    """Bring the client `number` back out of the archive; WrongUsage says why it cannot be."""

    def decide(snapshot: Snapshot) -> _Order:
        back = as_written(snapshot, number)
        into = aliases_of(snapshot).get(back.upper(), "")
        unmerged = _allowed(unmerge_client(snapshot, settings, today, back), settings)
        return _Order(unmerged.changes, back, into, unmerged.remarks)

    return _carry_out(store, settings, today, "unmerge", number, decide)


def write_answers(store: Store, settings: Settings, today: dt.date, answers: Sequence[Answer]) -> Decided:
    """Write decisions into the Duplicates tab, all in one go, with the list itself where it is not there yet."""

    def decide(snapshot: Snapshot) -> _Order:
        _guard_tab(snapshot)
        listed = listing(snapshot, settings, today)
        found: Written = written(answers, snapshot.after(listed), settings)
        changes = [*listed, *found.changes] if found.changes else []
        return _Order(changes, told=found.told, standing=found.standing)

    return _carry_out(store, settings, today, "decide", "", decide)


def groups_now(store: Store, settings: Settings, today: dt.date) -> list[Group]:
    """The open groups as they stand, or as the next sync would list them where the tab has none; nothing is written.

    WrongUsage when there is no tab to decide in, or no client has a number yet.
    """
    snapshot = store.read()
    _guard_tab(snapshot)
    if settings.duplicates.search:
        recall_known(settings.state_folder / KNOWN)
    return open_groups(snapshot.after(listing(snapshot, settings, today)), settings)


def listing(snapshot: Snapshot, settings: Settings, today: dt.date) -> list[Change]:
    """The changes that make the list of duplicates; none while the tab has rows that wait for somebody."""
    from sheetcrm.rules.duplicates.review import list_duplicates

    table = snapshot.table("duplicates")
    rows = zip(texts(table, "group"), texts(table, "outcome"), strict=True)
    if "duplicates" not in snapshot or any(group and not outcome for group, outcome in rows):
        return []
    found = list_duplicates(snapshot, settings, today)
    return [change for change in found if isinstance(change, SetCells | AddRow) and change.tab in _LIST]


_LIST = ("duplicates", "memory")


def _guard_tab(snapshot: Snapshot) -> None:
    if "duplicates" not in snapshot:
        raise WrongUsage("no-duplicates-tab")
    clients = snapshot.table("clients")
    if len(clients) and not any(texts(clients, "number")):
        raise WrongUsage("review-before-sync")


def as_written(snapshot: Snapshot, number: str) -> str:
    """The number as it stands in the sheet, whatever its capitals and blanks here; unchanged when it is nowhere."""
    wanted = number.strip().upper()
    for tab in ("clients", "archive"):
        table = snapshot.table(tab)
        at = next((at for at, key in enumerate(keys(table, "number")) if key == wanted), None)
        if at is not None:
            return texts(table, "number")[at]
    return wanted


def _allowed(moved: Merged | Refused, settings: Settings) -> Merged:
    if isinstance(moved, Merged):
        return moved
    words = words_of(settings.language)
    reason = words.say(f"duplicates_refused_{moved.code.replace('-', '_')}", **moved.details)
    raise WrongUsage("move-refused", reason=reason, refusal=moved.code)


def _carry_out(
    store: Store, settings: Settings, today: dt.date, kind: Kind, note: str, decide: Callable[[Snapshot], _Order]
) -> Decided:
    with run_lock(settings.state_folder / "lock", _now()):
        journal = Journal(settings.journal)
        try:
            for attempt in range(1, TRIES + 1):
                before = store.read()
                order = decide(before)
                changes = net(order.changes)
                plan = Plan(changes, (), before, before.after(changes), today)
                guard_lost(plan, settings)
                try:
                    return _apply(store, journal, plan, kind, note, order)
                except WorkbookChanged:
                    if attempt == TRIES:
                        raise
            raise AssertionError("unreachable")
        finally:
            journal.close()


def _apply(store: Store, journal: Journal, plan: Plan, kind: Kind, note: str, order: _Order) -> Decided:
    told = (order.number, order.into, order.remarks, order.told, order.standing)
    if plan.is_empty:
        return Decided(kind, plan, None, (), (), None, *told)
    run = journal.begin(kind, store.name, _now())
    began = False
    try:
        journal.intend(run, anchored_after(plan.changes, plan))
        began = True
        applied = store.apply(plan.changes, plan.before)
    except BaseException:
        if began and store.wrote():
            journal.mark(run, "failed")
        else:
            journal.forget(run)
        raise
    if not applied.changes:
        journal.forget(run)
        return Decided(kind, plan, None, (), applied.skipped, None, *told)
    if applied.skipped:
        journal.intend(run, anchored_after(applied.changes, plan))
    counts = Plan(applied.changes, (), plan.before, plan.after, plan.today).counts()
    journal.finish(
        run, "done", cells=counts["cells"], rows=counts["rows"], added=counts["added"], backup=applied.backup, note=note
    )
    journal.keep_sizes(store.name, _sizes(plan.before.after(applied.changes)))
    return Decided(kind, plan, run, applied.changes, applied.skipped, applied.backup, *told)


def _sizes(snapshot: Snapshot) -> dict[str, int]:
    return {tab: len(table) for tab, table in snapshot.tables.items()}


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)

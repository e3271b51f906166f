"""The course of one run, top to bottom: read -> snapshot -> checks and rules -> plan -> guard -> apply -> journal.

`plan` and `sync` share every line up to `apply`; nothing here decides what is right for a row.
"""

import datetime as dt
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sheetcrm import __version__
from sheetcrm.errors import WorkbookChanged
from sheetcrm.guards import guard
from sheetcrm.inbox_run import InboxRead, OpenMailbox, ask_witness, inbox_stamp, open_mailbox, read_inbox
from sheetcrm.journal import Journal
from sheetcrm.letter_journal import LetterJournal
from sheetcrm.letters_outside import outside_of
from sheetcrm.lock import run_lock
from sheetcrm.mail.letter_names import folder_stamp
from sheetcrm.mail.outgoing import freeze_letters, prepare_letters
from sheetcrm.mail.receipts import Receipt
from sheetcrm.mail.remarked import with_remarks
from sheetcrm.mail.transports import Connect, connector
from sheetcrm.model.changes import AddRow, Change, SendLetter, SetCells
from sheetcrm.model.plan import Plan, net, with_whole_rows
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.opt_outs_outside import opt_outs_stamp, remember_opt_outs
from sheetcrm.refused_letters import without_refused
from sheetcrm.report.feeds import write_feeds
from sheetcrm.rules.checks import find_problems
from sheetcrm.rules.duplicates.known import FILE, keep_known, recall_known
from sheetcrm.rules.duplicates.suspects import forget_suspects
from sheetcrm.rules.opt_outs_typed import mailboxes
from sheetcrm.rules.order import RULES
from sheetcrm.rules.reading import forget_readings, keep_readings, recall_readings
from sheetcrm.rules.showing import show_problems
from sheetcrm.sending_run import Posted, open_letters, send_waiting
from sheetcrm.stores.anchors import anchored_after
from sheetcrm.stores.base import Skipped, Store

TRIES = 3
"""How often a run begins anew when people save the workbook while it works."""

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Outcome:
    """What came of a run; `run` is None when there was nothing to write."""

    plan: Plan | None
    run: int | None = None
    applied: Sequence[SetCells | AddRow] = ()
    skipped: Sequence[Skipped] = ()
    receipts: Sequence[Receipt] = ()
    backup: str | None = None
    settled: bool = False
    posted: Posted | None = None
    inbox: InboxRead | None = None

    @property
    def complete(self) -> bool:
        """Whether all of the plan went through."""
        posted = (self.posted is None or self.posted.complete) and (self.inbox is None or self.inbox.error is None)
        return posted and not self.skipped and all(receipt.outcome == "prepared" for receipt in self.receipts)


def make_plan(snapshot: Snapshot, settings: Settings, today: dt.date, tell: Tell = lambda step: None) -> Plan:
    """What the rules want of this snapshot. Each rule sees what the ones before it decided."""
    changes: list[Change] = []
    current = snapshot
    tell("progress_planning")
    for rule in RULES:
        decided = list(rule(current, settings, today))
        changes += decided
        current = current.after(decided)
    tell("progress_checking")
    problems = find_problems(current, settings, today)
    shown = list(show_problems(current, settings, problems))
    return Plan(with_whole_rows([*changes, *shown]), problems, snapshot, current.after(shown), today)


def plan_run(store: Store, settings: Settings, today: dt.date, tell: Tell = lambda step: None) -> Plan:
    """Read the workbook and say what a sync would do."""
    tell("progress_reading")
    return _planned(store, store.read(), settings, today, None, tell)


def _planned(
    store: Store, snapshot: Snapshot, settings: Settings, today: dt.date, letters: LetterJournal | None, tell: Tell,
    keeps: bool = False,
) -> Plan:  # fmt: skip
    """The plan for what was read and for what is known besides; `keeps`: opt-outs in the sheet are to outlive it."""
    recall_readings(_readings_file(settings))
    if keeps:
        remember_opt_outs(snapshot, settings, today)
    snapshot = replace(snapshot, outside=outside_of(letters, store.name, snapshot, settings, today))
    if settings.duplicates.search:
        recall_known(settings.state_folder / FILE)
    plan = make_plan(snapshot, settings, today, tell)
    keep_readings(_readings_file(settings))
    if settings.duplicates.search:
        keep_known(settings.state_folder / FILE)
    return plan


def sync_run(
    store: Store, settings: Settings, today: dt.date, *, force: bool = False, strict: bool = False,
    tell: Tell = lambda step: None, connect: Connect = connector, mailbox: OpenMailbox = open_mailbox,
) -> Outcome:  # fmt: skip
    """One whole run under the lock: the mailbox read, the sheet brought in order, then the letters that wait sent."""
    with run_lock(settings.state_folder / "lock", _now()), open_letters(settings) as letters:
        journal = Journal(settings.journal)
        try:
            recovered = len(letters.recover(_now())) if letters is not None else 0
            inbox = None
            if settings.inbox.server and letters is not None:
                tell("progress_inbox")
                inbox = read_inbox(
                    settings, letters, store.name, _now(), mailbox, lambda: mailboxes(store.read(), settings)
                )
            elif letters is not None and (cleared := ask_witness(settings, letters, store.name, _now())):
                inbox = InboxRead(cleared=cleared)
            outcome = _synced(store, settings, today, journal, letters, force, strict, tell)
            outcome = replace(outcome, inbox=inbox)
            if letters is None or settings.mail.transport == "outbox":
                return outcome
            posted = send_waiting(store, settings, letters, journal, connect(settings), _now, tell)
            if recovered:
                posted = replace(posted or Posted(), recovered=recovered)
            return replace(outcome, posted=posted)
        finally:
            journal.close()


def _synced(
    store: Store, settings: Settings, today: dt.date, journal: Journal, letters: LetterJournal | None, force: bool,
    strict: bool, tell: Tell,
) -> Outcome:  # fmt: skip
    """The sheet read, planned, guarded and written; anew when somebody saved it meanwhile, `TRIES` times."""
    has_news = letters is not None and bool(letters.unnoted(store.name))
    settled = None if force or has_news else journal.settled(store.name)
    if settled is not None and settled == settled_mark(store.stamp(), settings, today):
        return Outcome(None, settled=True)
    for attempt in range(1, TRIES + 1):
        tell("progress_reading")
        snapshot = store.read()
        if settled is not None and settled == settled_mark(snapshot.stamp, settings, today):
            return Outcome(None, settled=True)
        told = letters.unnoted(store.name) if letters is not None else []
        plan = _planned(store, snapshot, settings, today, letters, tell, keeps=True)
        guard(plan, settings, journal.sizes(store.name), force=force, strict=strict)
        try:
            outcome = _apply(store, settings, plan, journal, letters, tell)
        except WorkbookChanged:
            if attempt == TRIES:
                raise
            continue
        if letters is not None and not outcome.skipped:
            letters.note(told)
        after = plan.before.after(outcome.applied) if outcome.skipped else plan.after
        journal.keep_sizes(store.name, {tab: len(table) for tab, table in after.tables.items()})
        if settings.calendar_folder is not None:
            write_feeds(settings.calendar_folder, after, settings, today, _now())
        mark = settled_mark(plan.before.stamp, settings, today)
        if outcome.complete and mark is not None and plan.is_empty:
            journal.settle(store.name, mark)
        return outcome
    raise AssertionError("unreachable")


def _apply(
    store: Store, settings: Settings, plan: Plan, journal: Journal, kept: LetterJournal | None, tell: Tell
) -> Outcome:
    """Letters first, into the outbox or frozen in their journal (again is harmless); then the workbook and the journal.

    A letter that could not be made takes its note in Letters with it: nothing is noted that did not happen.
    """
    if plan.is_empty:
        return Outcome(plan)
    changes = net(plan.changes)
    run = journal.begin("sync", store.name, _now())
    began = False
    try:
        letters = [change for change in changes if isinstance(change, SendLetter)]
        journal.claim([letter.key for letter in letters], run, _now())
        if kept is not None and settings.mail.transport != "outbox":
            receipts = freeze_letters(letters, settings, kept, store.name, _now())
        else:
            receipts = prepare_letters(letters, settings, plan.today)
        failed = {receipt.key for receipt in receipts if receipt.outcome != "prepared"}
        for receipt in receipts:
            journal.receipt(receipt.key, receipt.outcome, receipt.place)
        changes = without_refused(changes, letters, receipts, plan, settings)
        changes = with_remarks(changes, receipts, plan.after, settings.language)
        journal.intend(run, anchored_after(changes, plan))
        tell("progress_writing")
        forget_readings()
        forget_suspects()
        began = True
        applied = store.apply(changes, plan.before)
    except BaseException:
        # An end may come when some or all of it is in the workbook: then the run is kept, so that it can be undone.
        if began and store.wrote():
            journal.mark(run, "failed")
        else:
            journal.forget(run)
        raise
    skipped = applied.skipped
    if not applied.changes and not receipts:
        journal.forget(run)
        return Outcome(plan, None, (), skipped)
    if skipped:
        journal.intend(run, anchored_after(applied.changes, plan))
    counts = Plan(applied.changes, (), plan.before, plan.after, plan.today).counts()
    journal.finish(
        run, "done", cells=counts["cells"], rows=counts["rows"], added=counts["added"],
        letters=len(receipts) - len(failed), backup=applied.backup,
    )  # fmt: skip
    return Outcome(plan, run, applied.changes, skipped, receipts, applied.backup)


def settled_mark(stamp: str | None, settings: Settings, today: dt.date) -> str | None:
    """All that a plan depends on in one word; when it is unchanged since an empty plan, there is nothing to do."""
    if not stamp:
        return None
    outside = opt_outs_stamp(settings), folder_stamp(settings.templates), inbox_stamp(settings)
    told = "\n".join((stamp, repr(settings), today.isoformat(), __version__, *outside))
    return hashlib.sha256(told.encode()).hexdigest()


def _readings_file(settings: Settings) -> Path:
    return settings.state_folder / "readings.json"


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)

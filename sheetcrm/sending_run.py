"""The course of a sending: letters that wait and stand in the sheet go out; the sheet is told what came of each.

The sheet is read right before: a row that is gone, a mailing somebody stopped, an opt-out of a minute ago all count.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from sheetcrm.errors import MailUnusable, WrongUsage
from sheetcrm.inbox_run import InboxRead, OpenMailbox, ask_witness, open_mailbox, read_inbox
from sheetcrm.journal import Journal
from sheetcrm.letter_journal import KnownLetter, LetterJournal
from sheetcrm.letters_outside import outside_of
from sheetcrm.lock import run_lock
from sheetcrm.mail.lines import Connection
from sheetcrm.mail.providers import seconds_apart
from sheetcrm.mail.sending import Limits, Sent, send_letters
from sheetcrm.mail.transports import Connect, connector
from sheetcrm.model.changes import Change, SetCells
from sheetcrm.model.plan import Plan
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.opt_outs_outside import FreshOptOuts
from sheetcrm.rules.letter_news import note_letters
from sheetcrm.rules.mailings.counting import count_mailings
from sheetcrm.rules.mailings.orders import read_mailings
from sheetcrm.rules.opt_outs import OptOuts
from sheetcrm.rules.opt_outs_typed import mailboxes
from sheetcrm.rules.reading import keys, read_choices, texts
from sheetcrm.rules.returned import dead_addresses, harmful_mailings
from sheetcrm.rules.unconfirmed import confirms_what
from sheetcrm.stores.anchors import anchored_after
from sheetcrm.stores.base import Skipped, Store
from sheetcrm.values.email import mailbox_key

Now = Callable[[], dt.datetime]
Tell = Callable[[str], None]
DECIDED: Mapping[str, str] = {"was_sent": "sent", "send_again": "waiting", "do_not_send": "dropped"}
"""What a person's decision on a letter makes of it."""
CONTENTS_KEPT = dt.timedelta(days=30)
"""So long the bytes of a letter that went, or never will, stay in the journal: its row in the sheet tells the rest."""


@dataclass(frozen=True)
class Posted:
    """What came of a sending: the letters by outcome, why it ended, what the sheet was told, what could not be told."""

    sent: Sent = field(default_factory=Sent)
    run: int | None = None
    recovered: int = 0
    skipped: tuple[Skipped, ...] = ()
    error: MailUnusable | None = None

    @property
    def complete(self) -> bool:
        """Whether nobody need look: what waits for room, or for a server that asked to come again, goes by itself."""
        held = self.sent.outcomes["refused"] + self.sent.outcomes["unclear"] + self.recovered
        return not held and not self.skipped and self.error is None and self.sent.stop in ("", "quota")


def journal_of_letters(settings: Settings) -> Path:
    """Where the journal of letters stands."""
    return settings.state_folder / "letters.sqlite"


@contextmanager
def open_letters(settings: Settings) -> Iterator[LetterJournal | None]:
    """The journal of letters; None where letters are only laid into the outbox and none ever travelled."""
    path = journal_of_letters(settings)
    if settings.mail.transport == "outbox" and not path.exists():
        yield None
        return
    journal = LetterJournal(path)
    try:
        yield journal
    finally:
        journal.close()


def send_run(
    store: Store, settings: Settings, now: Now, tell: Tell = lambda step: None, connect: Connect = connector,
    mailbox: OpenMailbox = open_mailbox,
) -> Posted | None:  # fmt: skip
    """Send what waits, and nothing else, as a run under the lock; None when nothing waits.

    What became of unclear letters is asked first, where the provider can tell.
    """
    opener = connect(settings)
    with run_lock(settings.state_folder / "lock", now()), open_letters(settings) as letters:
        if letters is None:
            return None
        journal = Journal(settings.journal)
        try:
            recovered = len(letters.recover(now()))
            cleared = ask_witness(settings, letters, store.name, now(), mailbox)
            posted = send_waiting(store, settings, letters, journal, opener, now, tell)
            return replace(posted or Posted(), recovered=recovered) if recovered > cleared else posted
        finally:
            journal.close()


def inbox_run(
    store: Store, settings: Settings, now: Now, tell: Tell = lambda step: None, connect: OpenMailbox = open_mailbox
) -> InboxRead | None:
    """Read the mailbox and nothing else, under the lock; None where none is read. The next sync tells the sheet."""
    with run_lock(settings.state_folder / "lock", now()), open_letters(settings) as letters:
        tell("progress_inbox")
        return read_inbox(settings, letters, store.name, now(), connect, lambda: mailboxes(store.read(), settings))


def resolve_letter(
    store: Store, settings: Settings, key: str, decision: Literal["sent", "waiting", "dropped"], now: Now
) -> KnownLetter:
    """Note what a person decided about a letter, under the lock; the next run tells the sheet.

    WrongUsage: `letter-unknown`, `letter-not-open` (only of an unclear letter can be said that it was sent, or that it
    is to go again; one that went cannot be dropped).
    """
    with run_lock(settings.state_folder / "lock", now()), open_letters(settings) as letters:
        if letters is None:
            raise WrongUsage("letter-unknown", key=key)
        letters.recover(now())
        known = letters.letter(key)
        if known is None or known.key not in {letter.key for letter in letters.letters(store.name)}:
            raise WrongUsage("letter-unknown", key=key)
        if not letters.decide(key, decision, now(), "person"):
            raise WrongUsage("letter-not-open", key=key, state=known.state)
        return letters.letter(key) or known


def send_waiting(
    store: Store, settings: Settings, letters: LetterJournal, journal: Journal,
    open_connection: Callable[[], Connection], now: Now, tell: Tell = lambda step: None,
) -> Posted | None:  # fmt: skip
    """Send what waits in the journal of letters and may go now; None when there is nothing. Under the run lock."""
    recovered = letters.recover(now())
    letters.forget_contents(now() - CONTENTS_KEPT)
    if not letters.letters(store.name, ("waiting", "delayed", "unclear")) and not letters.unnoted(store.name):
        return None
    tell("progress_reading")
    before = store.read()
    told = outside_of(letters, store.name, before, settings, now().date())
    _carry_out_decisions(before, letters, now())
    allowed = _allowed(replace(before, outside=told), letters.mark)
    opt_outs, fresh = OptOuts(replace(before, outside=told), settings), FreshOptOuts(settings, told.opt_outs)

    def why_not(letter: KnownLetter) -> str:
        asks = confirms_what(letter.key)
        if asks is not None:  # a question about a consent is ended by what was said since that consent only
            last = opt_outs.last_said(letter.client, (letter.address,), asks[0])
            since = last is not None and last >= asks[1]
            return "opted-out" if since or fresh.binds(letter.client, letter.address, asks[0]) else ""
        said = opt_outs.binds(letter.client, (letter.address,), letter.topic)
        return "opted-out" if said or fresh.binds(letter.client, letter.address, letter.topic) else ""

    waiting = [letter for letter in letters.open_letters(store.name, now()) if letter.key in allowed]
    waiting = _within_caps(waiting, before, settings, letters, now())
    tell("progress_sending")
    error: MailUnusable | None = None
    sent = Sent(left=len(waiting))
    try:
        limits = Limits(settings.mail.connections, settings.mail.per_day, seconds_apart(settings))
        sent = send_letters(letters, waiting, open_connection, limits, now, why_not)
    except MailUnusable as unreachable:
        error = unreachable
    finally:
        fresh.close()
    run, skipped = _told(store, settings, before, letters, journal, now, sent)
    return Posted(sent, run, len(recovered), skipped, error)


def _counted(snapshot: Snapshot, settings: Settings, today: dt.date) -> Iterator[Change]:
    """The rows of mailings that have letters; why another one made none is known to the sync that tried, not here."""
    have_letters = set(keys(snapshot.table("letters"), "mailing"))
    mailings = snapshot.table("mailings")
    rows = {
        anchor
        for anchor, number in zip(mailings.anchors, keys(mailings, "number"), strict=True)
        if number in have_letters
    }
    for change in count_mailings(snapshot, settings, today):
        if isinstance(change, SetCells) and change.anchor in rows:
            yield change


def _told(
    store: Store, settings: Settings, before: Snapshot, letters: LetterJournal, journal: Journal, now: Now, sent: Sent
) -> tuple[int | None, tuple[Skipped, ...]]:
    """Write what became of the letters into the sheet, as a run of its own."""
    news = letters.unnoted(store.name)
    today = now().date()
    seen = replace(before, outside=outside_of(letters, store.name, before, settings, today))
    noted = list(note_letters(seen, settings, today))
    changes = [*noted, *_counted(seen.after(noted), settings, today)]
    if not changes:
        letters.note(news)
        return None, ()
    plan = Plan(changes, (), seen, seen.after(changes), today)
    run = journal.begin("send", store.name, now())
    began = False
    try:
        journal.intend(run, anchored_after(plan.changes, plan))
        began = True
        applied = store.apply(plan.changes, before)
    except BaseException:
        if began and store.wrote():
            journal.mark(run, "failed")
        else:
            journal.forget(run)
        raise
    counts = plan.counts()
    journal.finish(
        run, "done", cells=counts["cells"], rows=counts["rows"], letters=sent.outcomes["sent"], backup=applied.backup
    )
    if not applied.skipped:  # else the next run tells again, whatever was told already
        letters.note(news)
    return run, tuple(applied.skipped)


def _within_caps(
    waiting: Sequence[KnownLetter], snapshot: Snapshot, settings: Settings, letters: LetterJournal, now: dt.datetime
) -> list[KnownLetter]:
    """The letters for which their mailings have room in these 24 hours; the others wait on."""
    day_ago = now - dt.timedelta(days=1)
    room = {
        mailing.number: mailing.cap - letters.sent_of(mailing.number, day_ago)
        for mailing in read_mailings(snapshot, settings)
        if mailing.cap is not None
    }
    going = []
    for letter in waiting:
        if room.get(letter.mailing, 1) > 0:
            going.append(letter)
            if letter.mailing in room:
                room[letter.mailing] -= 1
    return going


def _allowed(snapshot: Snapshot, mark: str) -> frozenset[str]:
    """Keys of letters that may go: they stand in the sheet under our mark, wait, and nobody stopped their mailing.

    A mailing that came back too often, or was called spam, stops itself; an address that is dead gets nothing more.
    """
    table = snapshot.table("letters")
    statuses = read_choices(snapshot, "letters", "letter_status", "letter_status")
    decisions = read_choices(snapshot, "letters", "letter_decision", "letter_decision")
    numbers = keys(snapshot.table("mailings"), "number")
    ordered = read_choices(snapshot, "mailings", "order", "mailing_order")
    held = {number for number, order in zip(numbers, ordered, strict=True) if order != "send"}
    going = set(numbers) - held - harmful_mailings(snapshot).keys()
    going -= {number for number, rows in Counter(numbers).items() if rows > 1}  # whose letters these are nobody knows
    dead = dead_addresses(snapshot)
    rows = zip(
        texts(table, "key"), texts(table, "sender_mark"), keys(table, "mailing"), statuses, decisions,
        texts(table, "to"), strict=True,
    )  # fmt: skip
    return frozenset(
        key
        for key, sender, mailing, status, decision, address in rows
        if key and sender == mark and status in ("waiting", "delayed", "unclear") and decision != "do_not_send"
        and (not mailing or mailing in going)
        and not (dead and address and mailbox_key(address) in dead)
    )  # fmt: skip


def _carry_out_decisions(snapshot: Snapshot, letters: LetterJournal, now: dt.datetime) -> None:
    """What people decided in the sheet about letters that are unclear, or that are not to go."""
    table = snapshot.table("letters")
    decisions = read_choices(snapshot, "letters", "letter_decision", "letter_decision")
    for key, decision in zip(texts(table, "key"), decisions, strict=True):
        if decision is None or not key:
            continue
        known = letters.letter(key)
        if known is None:
            continue
        if decision in DECIDED and (decision == "do_not_send" or known.state == "unclear"):
            letters.decide(key, DECIDED[decision], now, "person")  # type: ignore[arg-type]

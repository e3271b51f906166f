"""The course of reading the mailbox: bounces, complaints, opt-outs and answers that name letters of ours are kept.

Nothing in the mailbox is changed, and nothing in the sheet: what was learnt is kept on the disk, and the rules write it
with the next plan. A message that names no letter of ours changes nothing, whoever sent it.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path

from sheetcrm.errors import MailUnusable
from sheetcrm.inbox_meaning import KnownBoxes, meaning_of
from sheetcrm.inbox_store import REPLIES_KEPT, InboxStore, News
from sheetcrm.inbox_witness import clear_up
from sheetcrm.letter_journal import LetterJournal
from sheetcrm.mail.inbox.mailbox import Account, Mailbox, Place, Received
from sheetcrm.mail.inbox.sorting import sort_mail
from sheetcrm.mail.opt_out_links import key_file, load_key
from sheetcrm.model.outside import CameBack, OptOut, Reply
from sheetcrm.model.settings import Settings
from sheetcrm.opt_outs_outside import open_opt_outs_and_key

OpenMailbox = Callable[[Settings], AbstractContextManager[Mailbox]]

FIRST_DAYS = 30
"""How far back the first look goes."""
MOST_AT_ONCE = 2_000
_KEPT_TOGETHER = 25


@dataclass
class InboxRead:
    """What came of a look into the mailbox: messages by kind, unclear letters cleared up, and why it ended early."""

    kinds: Counter[str] = field(default_factory=Counter)
    cleared: int = 0
    error: MailUnusable | None = None


def inbox_file(settings: Settings) -> Path:
    """Where it stands what the mailbox told."""
    return settings.state_folder / "inbox.sqlite"


def open_mailbox(settings: Settings) -> Mailbox:
    """The team's mailbox, logged in. MailUnusable: `inbox-...`."""
    inbox, token = settings.inbox, ""
    if inbox.login == "oauth":
        from sheetcrm.mail.oauth import open_tokens

        token = open_tokens(settings, inbox.user).fresh()
    return Mailbox(
        Account(inbox.server, inbox.user, inbox.port, inbox.security, inbox.password, token, inbox.certificates)
    )


def read_inbox(
    settings: Settings, letters: LetterJournal | None, workbook: str, now: dt.datetime,
    connect: OpenMailbox = open_mailbox, boxes: KnownBoxes = frozenset,
) -> InboxRead | None:  # fmt: skip
    """Read what is new and keep what it tells; None where no mailbox is read, or no letter ever travelled.

    Under the run lock. `boxes` gives the addresses of the clients, for opt-outs that name no letter. A mailbox that
    cannot be read is told in the answer: the rest of a run goes on without it.
    """
    if not settings.inbox.server or letters is None:
        return None
    found = InboxRead()
    store = InboxStore(inbox_file(settings))
    try:
        store.forget_replies((now - REPLIES_KEPT).date())
        with connect(settings) as mailbox:
            _read_new(settings, letters, workbook, now, mailbox, store, found, boxes)
            found.cleared += clear_up(settings, letters, workbook, now, store, mailbox)
    except MailUnusable as error:
        found.error = error
    finally:
        store.close()
    return found


def ask_witness(
    settings: Settings, letters: LetterJournal, workbook: str, now: dt.datetime, connect: OpenMailbox = open_mailbox
) -> int:
    """Look for unclear letters where the provider keeps what was sent, and for nothing else; how many it cleared up.

    A provider that cannot be asked clears up nothing.
    """
    has_mailbox = bool(settings.inbox.server)
    if not has_mailbox and settings.mail.transport != "gmail":
        return 0
    store = InboxStore(inbox_file(settings))
    try:
        if not has_mailbox or not letters.letters(workbook, ("unclear",)):
            return clear_up(settings, letters, workbook, now, store, None)
        with connect(settings) as mailbox:
            return clear_up(settings, letters, workbook, now, store, mailbox)
    except MailUnusable:
        return 0
    finally:
        store.close()


def told_by_inbox(settings: Settings, workbook: str) -> tuple[dict[str, CameBack], tuple[Reply, ...]]:
    """What the mailbox has told so far: letters that came back by their keys, and answers."""
    if not inbox_file(settings).exists():
        return {}, ()
    store = InboxStore(inbox_file(settings))
    try:
        return store.came_back(workbook), store.replies(workbook)
    finally:
        store.close()


def inbox_stamp(settings: Settings) -> str:
    """A word that changes whenever the mailbox told something new; empty where none was read."""
    if not inbox_file(settings).exists():
        return ""
    store = InboxStore(inbox_file(settings))
    try:
        return store.stamp()
    finally:
        store.close()


def _read_new(
    settings: Settings, letters: LetterJournal, workbook: str, now: dt.datetime, mailbox: Mailbox, store: InboxStore,
    found: InboxRead, boxes: KnownBoxes,
) -> None:  # fmt: skip
    inbox = settings.inbox
    name = f"{inbox.user}@{inbox.server}/{inbox.folder}"
    key = load_key(key_file(settings)) if key_file(settings).exists() else None
    since = (now - dt.timedelta(days=FIRST_DAYS)).date()
    gathered: list[tuple[Received, Place]] = []

    def deal() -> None:
        news: list[News] = []
        opt_outs: list[OptOut] = []
        for received, _ in gathered:
            came = min(received.at or now, now)
            meaning = meaning_of(sort_mail(received.raw, key), received.raw, came, letters, boxes)
            found.kinds[meaning.kind] += 1
            news += meaning.news
            opt_outs += meaning.opt_outs
            if meaning.letter is not None and meaning.letter.state == "unclear":  # who answers a letter has got it
                letters.decide(meaning.letter.key, "sent", now, "witness")
        if opt_outs:  # first the store of opt-outs: a crash in between only makes these messages be read again
            with open_opt_outs_and_key(settings) as (kept, sealed):
                kept.add(replace(one, mark=one.mark or sealed.mark(one.address)) for one in opt_outs)
        store.keep(workbook, news, name, gathered[-1][1])
        gathered.clear()

    for one in mailbox.new_mail(inbox.folder, store.place(name), MOST_AT_ONCE, since):
        gathered.append(one)
        if len(gathered) == _KEPT_TOGETHER:
            deal()
    if gathered:
        deal()

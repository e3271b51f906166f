"""What the sheet tells of each letter: the news of the journal written into its row, and a row that lost its journal.

A letter that waits under the mark of another journal may have gone out from there: it is unclear, and never sent again
by itself. Where a person says that it is to go again, its row takes the mark of the journal that was told so.
"""

import datetime as dt
from collections.abc import Iterator

from sheetcrm.model.cells import CellValue, same_cell
from sheetcrm.model.changes import Change, SetCells
from sheetcrm.model.outside import LetterNews
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.reading import keys, read_choices, texts
from sheetcrm.words import Words, words_of

_TOLD = frozenset(
    {
        "killed", "copied", "lost", "opted-out", "too-late", "person", "witness", "undone", "too-large",
        "needs-smtputf8",
        "needs-8bitmime", "address-unusable", "content-unusable", "no-content",
    }
)  # fmt: skip
"""Codes with a sentence of their own; else the server's answer is told."""
_NO_MAILBOX = "no-such-mailbox"
"""The code of a letter that was refused at once for want of such a mailbox: as good as one that came back."""
_WAITING = frozenset({"waiting", "delayed"})
_WITHOUT_JOURNAL = {"was_sent": ("sent", "letter_person"), "do_not_send": ("dropped", "letter_person"),
                    "send_again": ("unclear", "letter_not_kept")}  # fmt: skip
"""What a person's decision makes of a letter that no journal knows: its state, and the sentence; none can go again."""


def note_letters(snapshot: Snapshot, settings: Settings, today: dt.date) -> Iterator[Change]:
    """Yield one change per row of Letters that does not say what became of its letter."""
    del today
    table = snapshot.table("letters")
    if not len(table) or not snapshot.outside.journal:
        return
    news = {letter.key: letter for letter in snapshot.outside.letters}
    statuses = read_choices(snapshot, "letters", "letter_status", "letter_status")
    decisions = read_choices(snapshot, "letters", "letter_decision", "letter_decision")
    marks, words = texts(table, "sender_mark"), words_of(settings.language)
    ours = snapshot.outside.journal
    mailings, rows = keys(table, "mailing"), frozenset(keys(snapshot.table("mailings"), "number"))
    outcomes, gone = texts(table, "outcome"), words.say("letter_mailing_gone")
    for position, key in enumerate(texts(table, "key")):
        known = news.get(key)
        wanted: dict[str, CellValue]
        if known is not None:
            wanted = told_of(known, words)
            if known.status == "waiting" and known.code == "person" and statuses[position] == "unclear":
                wanted["sender_mark"] = ours
        elif statuses[position] in _WAITING and marks[position] != ours:
            wanted = {
                "letter_status": words.choice("letter_status", "unclear"),
                "outcome": words.say("letter_journal_lost"),
            }
        elif statuses[position] == "unclear" and decisions[position] in _WITHOUT_JOURNAL and marks[position] != ours:
            status, sentence = _WITHOUT_JOURNAL[decisions[position] or ""]
            wanted = {"letter_status": words.choice("letter_status", status), "outcome": words.say(sentence)}
        elif statuses[position] in _WAITING and mailings[position] and mailings[position] not in rows:
            wanted = {"outcome": gone}
        elif outcomes[position] == gone:
            wanted = {"outcome": None}
        else:
            continue
        cells = {
            field: (table.values(field)[position], value)
            for field, value in wanted.items()
            if table.has(field) and not same_cell(table.values(field)[position], value)
        }
        if cells:
            yield SetCells("letters", table.anchors[position], cells, "letter-news")


def told_of(known: LetterNews, words: Words) -> dict[str, CellValue]:
    """The cells of a letter's row that tell what became of it."""
    dead = known.status == "refused" and known.code == _NO_MAILBOX
    told: dict[str, CellValue] = {
        "letter_status": words.choice("letter_status", "bounced" if dead else known.status),
        "outcome": _outcome(known, words),
    }
    return {**told, "sent_on": known.day} if known.status == "sent" else told


def _outcome(known: LetterNews, words: Words) -> str | None:
    """Why a letter is where it is, in one sentence; nothing of one that simply went."""
    if known.code in _TOLD:
        return words.say(f"letter_{known.code}".replace("-", "_"))
    if known.status == "sent":
        return None
    if known.reply:
        return words.say("letter_reply", reply=known.reply)
    return words.say("letter_waits") if known.status in ("waiting", "delayed") else words.say("letter_lost")

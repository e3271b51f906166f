"""What one message of the mailbox means for our letters: word of a bounce, a complaint, an answer, an opt-out, or none.

A bounce or a complaint counts only when it names a letter of ours: their senders are anybody. An answer or an opt-out
may name only who writes, for it concerns nobody else.
"""

import datetime as dt
import hashlib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from sheetcrm.inbox_store import News
from sheetcrm.letter_journal import KnownLetter, LetterJournal
from sheetcrm.mail.inbox.sorting import Sorted
from sheetcrm.model.outside import OptOut
from sheetcrm.rules.opt_outs import ALL
from sheetcrm.rules.typed import squeeze
from sheetcrm.values.email import mailbox_key

KnownBoxes = Callable[[], Collection[str]]
"""Gives the addresses of all clients as they are compared; asked only when an opt-out names no letter."""

REPLY_DAYS, OPT_OUT_DAYS = 60, 400
"""So long after a letter an answer or an opt-out belongs to it that names only who writes."""
_CLOCKS = dt.timedelta(minutes=10)
"""So far the clock of a mail server may differ from ours."""
_SAID_LENGTH, _SUBJECT_LENGTH = 120, 80


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a message is, what it tells, and the letter that it proves to have arrived."""

    kind: str
    letter: KnownLetter | None = None
    news: tuple[News, ...] = ()
    opt_outs: tuple[OptOut, ...] = ()


def meaning_of(told: Sorted, raw: bytes, at: dt.datetime, letters: LetterJournal, boxes: KnownBoxes) -> Meaning:
    """What a message that came at that moment tells of the letters in the journal.

    Its day is the day on which it came, not that of the reading: a mailbox read anew says the same again.
    """
    named = letters.named(told.letters)
    if told.kind == "opt_out" and told.asked is not None:
        asked = told.asked
        return Meaning(
            told.kind, named, (), (OptOut(asked.mark, asked.topic, at.date(), "reply", client=asked.client),)
        )
    letter = named or _last_letter(told, at, letters)
    if letter is None:
        own_wish = told.kind == "opt_out" and told.address and told.address == told.sender
        if own_wish and mailbox_key(told.address) in boxes():
            return Meaning(told.kind, None, (), (OptOut("", ALL, at.date(), "reply", address=told.address),))
        return Meaning("other")
    if told.kind == "bounce" and told.bounce is not None:
        kind = "hard" if told.bounce.hard else "soft"
        return Meaning(told.kind, named, (_news(raw, kind, letter, letter.address, at, told, told.bounce.reason),))
    if told.kind == "complaint":
        opt_outs = tuple(_opted_out(letter, letter.address, at, "complaint"))
        return Meaning(
            told.kind, named, (_news(raw, "complaint", letter, letter.address, at, told, told.said),), opt_outs
        )
    if told.kind == "opt_out":
        return Meaning(told.kind, named, (), tuple(_opted_out(letter, told.address or letter.address, at, "reply")))
    if told.kind == "reply":
        return Meaning(told.kind, named, (_news(raw, "reply", letter, told.address, at, told, told.said),))
    return Meaning(told.kind, named)


def _last_letter(told: Sorted, at: dt.datetime, letters: LetterJournal) -> KnownLetter | None:
    """The last letter, before that message, to whoever writes it."""
    days = {"reply": REPLY_DAYS, "opt_out": OPT_OUT_DAYS}.get(told.kind)
    if days is None or not told.address or told.address != told.sender:
        return None
    return letters.latest_to(told.address, at - dt.timedelta(days=days), at + _CLOCKS)


def _news(
    raw: bytes, kind: str, letter: KnownLetter, address: str, at: dt.datetime, told: Sorted, said: str
) -> News:  # fmt: skip
    message = hashlib.sha256(raw).hexdigest()
    subject, words = squeeze(told.subject)[:_SUBJECT_LENGTH], squeeze(said)[:_SAID_LENGTH]
    return News(message, kind, letter.key, letter.client, address, at.date(), subject, words)


def _opted_out(letter: KnownLetter, address: str, at: dt.datetime, source: str) -> Iterator[OptOut]:
    """The opt-out of a whole person from everything: under the address that asks, and the one we wrote to."""
    for box in dict.fromkeys((address, letter.address)):
        yield OptOut("", ALL, at.date(), source, address=box, client=letter.client)

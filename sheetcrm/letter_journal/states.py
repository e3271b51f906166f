"""The states of a letter in its journal, and the two acts that move it: a claim, and what came of it.

Each act is statements within the caller's transaction; what they may assume stands in their WHERE.
"""

import datetime as dt
import sqlite3
from dataclasses import dataclass
from typing import Any, Literal

LetterState = Literal["waiting", "sending", "sent", "delayed", "refused", "unclear", "dropped"]
"""waiting: never tried. sending: claimed. delayed: the server asked to come again. refused: it never will take it.

unclear: it may have been taken. dropped: it is not to go any more.
"""
Settlement = Literal["sent", "delayed", "refused", "unclear", "waiting", "dropped"]
"""What may come of a claim; "waiting": the server surely has nothing of it."""

COLUMNS = (
    "key, once, workbook, mailing, topic, client, sender, address, message_id, made, until, state, tries, next_at, at, "
    "code, reply"
)
OPEN = ("waiting", "delayed")
COUNTED = ("sending", "sent", "unclear")
"""Attempts that count against a quota: the provider has, or may have, counted them."""


@dataclass(frozen=True, slots=True)
class FrozenLetter:
    """One letter as it will travel, byte for byte, however often it is tried.

    `once`: no two letters of one such word exist, None where several are meant. `until`: the last day on which it is
    still welcome, None for ever. `topic`: what somebody opts out of who wants no more of them.
    """

    key: str
    mailing: str
    client: str
    sender: str
    address: str
    message_id: str
    content: bytes
    until: dt.date | None = None
    once: str | None = None
    topic: str = ""


@dataclass(frozen=True, slots=True)
class KnownLetter:
    """What the journal knows of a letter; `at` is when its state began, in UTC."""

    key: str
    mailing: str
    client: str
    sender: str
    address: str
    message_id: str
    made: dt.datetime
    until: dt.date | None
    state: LetterState
    tries: int
    next_at: dt.datetime | None
    at: dt.datetime
    code: str
    reply: str
    topic: str = ""


def claim(db: sqlite3.Connection, key: str, now: dt.datetime) -> bytes | None:
    """Take a letter that is open: its bytes, b"" without any; None when it was not open.

    The attempt counts from now on, whatever comes of it.
    """
    taken = db.execute(
        "UPDATE letter SET state='sending', tries=tries+1, noted=0, at=? WHERE key=? AND state IN (?, ?)",
        (as_text(now), key, *OPEN),
    )
    if taken.rowcount != 1:
        return None
    db.execute(
        "INSERT INTO attempt (key, sender, at, outcome) SELECT key, sender, ?, 'sending' FROM letter WHERE key=?",
        (as_text(now), key),
    )
    kept = db.execute("SELECT bytes FROM content WHERE key=?", (key,)).fetchone()
    return bytes(kept[0]) if kept else b""


def settle(
    db: sqlite3.Connection, key: str, outcome: Settlement, now: dt.datetime, stage: str, code: str, reply: str,
    next_at: dt.datetime | None,
) -> None:  # fmt: skip
    """Note what came of the claim on a letter; of one that is not claimed nothing changes."""
    db.execute(
        "UPDATE letter SET state=?, noted=0, at=?, code=?, reply=?, next_at=? WHERE key=? AND state='sending'",
        (outcome, as_text(now), code, reply[:500], as_text(next_at) if next_at else "", key),
    )
    db.execute(
        "UPDATE attempt SET outcome=?, ended=?, stage=?, reply=? WHERE outcome='sending'"
        " AND id=(SELECT max(id) FROM attempt WHERE key=?)",
        (outcome, as_text(now), stage, reply[:500], key),
    )


def as_text(moment: dt.datetime) -> str:
    """A moment as text whose order is the order of time."""
    return moment.astimezone(dt.UTC).isoformat(timespec="microseconds")


def known(row: tuple[Any, ...]) -> KnownLetter:
    """A row of COLUMNS as a letter."""
    (
        key,
        _,
        _,
        mailing,
        topic,
        client,
        sender,
        address,
        message_id,
        made,
        until,
        state,
        tries,
        next_at,
        at,
        code,
        reply,
    ) = row
    return KnownLetter(
        key, mailing, client, sender, address, message_id, dt.datetime.fromisoformat(made),
        dt.date.fromisoformat(until) if until else None, state, tries,
        dt.datetime.fromisoformat(next_at) if next_at else None, dt.datetime.fromisoformat(at), code, reply, topic,
    )  # fmt: skip

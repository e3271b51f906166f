"""The states of a letter in its journal, and the acts that move it: a claim, and what came of it.

Each act is statements within the caller's transaction; what they may assume stands in their WHERE.
"""

import datetime as dt
import sqlite3
from collections.abc import Iterable, Sequence
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
COUNTED = (
    "(SELECT key, sender, at FROM attempt WHERE outcome IN ('sent', 'unclear')"
    " UNION ALL SELECT key, sender, at FROM letter WHERE state = 'sending')"
)
"""The attempts that count against a quota, as the provider has, or may have, counted them: those under way as well."""


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


@dataclass(frozen=True, slots=True)
class Settled:
    """What came of a claim. `reply`: the server's words. `next_at`: when to try again, None for at once or never."""

    key: str
    outcome: Settlement
    stage: str = ""
    code: str = ""
    reply: str = ""
    next_at: dt.datetime | None = None


def claim(db: sqlite3.Connection, keys: Sequence[str], now: dt.datetime) -> dict[str, bytes]:
    """Take those of the letters that are open: key -> bytes, b"" without any.

    A claim counts as an attempt from now on, whatever comes of it.
    """
    moment = as_text(now)
    taken = {}
    for key in keys:
        held = db.execute(
            "UPDATE letter SET state='sending', tries=tries+1, noted=0, at=? WHERE key=? AND state IN (?, ?)",
            (moment, key, *OPEN),
        )
        if held.rowcount == 1:
            kept = db.execute("SELECT bytes FROM content WHERE key=?", (key,)).fetchone()
            taken[key] = bytes(kept[0]) if kept else b""
    return taken


def settle(db: sqlite3.Connection, settled: Iterable[Settled], now: dt.datetime) -> None:
    """Note what came of claims; of a letter that is not claimed nothing changes."""
    moment = as_text(now)
    replies = [(one, one.reply[:500].encode("utf-8", "replace").decode()) for one in settled]
    db.executemany(
        "INSERT INTO attempt (key, sender, at, ended, outcome, stage, reply)"
        " SELECT key, sender, at, ?, ?, ?, ? FROM letter WHERE key=? AND state='sending'",
        [(moment, one.outcome, one.stage, reply, one.key) for one, reply in replies],
    )
    db.executemany(
        "UPDATE letter SET state=?, noted=0, at=?, code=?, reply=?, next_at=? WHERE key=? AND state='sending'",
        [
            (one.outcome, moment, one.code, reply, as_text(one.next_at) if one.next_at else "", one.key)
            for one, reply in replies
        ],
    )


def give_up_claims(db: sqlite3.Connection, now: dt.datetime) -> list[str]:
    """Make every claim that nobody settled unclear; the keys."""
    moment = as_text(now)
    rows = db.execute("SELECT key FROM letter WHERE state='sending' ORDER BY key").fetchall()
    db.execute("UPDATE attempt SET outcome='unclear', ended=? WHERE outcome='sending'", (moment,))  # of older versions
    db.execute(
        "INSERT INTO attempt (key, sender, at, ended, outcome) SELECT key, sender, at, ?, 'unclear' FROM letter AS mine"
        " WHERE state='sending' AND NOT EXISTS (SELECT 1 FROM attempt WHERE key = mine.key AND at = mine.at)",
        (moment,),
    )
    db.execute("UPDATE letter SET state='unclear', code='killed', noted=0, at=? WHERE state='sending'", (moment,))
    return [key for (key,) in rows]


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

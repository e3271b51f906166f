"""The journal of letters: each letter's frozen bytes and its state, so that none goes out twice and none is lost.

A letter is claimed, durably, before the first word to the server, and settled before the next one is claimed. What was
claimed and never settled is unclear: nothing here repeats it, a witness or a person decides.
"""

import datetime as dt
import sqlite3
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from sheetcrm.errors import WorkbookNotWritable
from sheetcrm.letter_journal.group_commit import GroupCommit
from sheetcrm.letter_journal.states import (
    COLUMNS,
    COUNTED,
    OPEN,
    FrozenLetter,
    KnownLetter,
    LetterState,
    Settlement,
    as_text,
    claim,
    known,
    settle,
)

_SCHEMA = """
CREATE TABLE IF NOT EXISTS identity (mark TEXT NOT NULL, file INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS letter (
  key TEXT PRIMARY KEY, once TEXT UNIQUE, workbook TEXT NOT NULL, mailing TEXT NOT NULL, topic TEXT NOT NULL,
  client TEXT NOT NULL, sender TEXT NOT NULL, address TEXT NOT NULL, message_id TEXT NOT NULL,
  made TEXT NOT NULL, until TEXT NOT NULL,
  state TEXT NOT NULL, tries INTEGER NOT NULL DEFAULT 0, next_at TEXT NOT NULL DEFAULT '', at TEXT NOT NULL,
  code TEXT NOT NULL DEFAULT '', reply TEXT NOT NULL DEFAULT '', noted INTEGER NOT NULL DEFAULT 1) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS letter_state ON letter (state);
CREATE INDEX IF NOT EXISTS letter_noted ON letter (noted) WHERE noted = 0;
CREATE TABLE IF NOT EXISTS content (key TEXT PRIMARY KEY, bytes BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS attempt (
  id INTEGER PRIMARY KEY, key TEXT NOT NULL, sender TEXT NOT NULL, at TEXT NOT NULL, ended TEXT, outcome TEXT NOT NULL,
  stage TEXT NOT NULL DEFAULT '', reply TEXT NOT NULL DEFAULT '');
CREATE INDEX IF NOT EXISTS attempt_at ON attempt (sender, at);
CREATE INDEX IF NOT EXISTS attempt_key ON attempt (key, id);
"""
_VERSION = 1


class LetterJournal:
    """One file; every method is one durable transaction, and may be called from any thread.

    `mark` names this very file: a copy of it, as from a backup, gets another one, because it may not know what was
    sent since. WorkbookNotWritable: `journal-not-writable`, `journal-damaged`, `journal-newer`.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                path.touch(mode=0o600)
            self._db = sqlite3.connect(path, isolation_level=None, timeout=10, check_same_thread=False)
        except (OSError, sqlite3.Error) as error:
            raise WorkbookNotWritable("journal-not-writable", path=path, reason=str(error)) from error
        self._group = GroupCommit(self._db)
        try:
            self._prepare()
            self.mark = self._identity()
        except BaseException:
            self._db.close()
            raise

    def close(self) -> None:
        """Give the file back."""
        self._db.close()

    def freeze(self, letters: Sequence[FrozenLetter], workbook: str, now: dt.datetime) -> dict[str, LetterState]:
        """Keep the letters for sending. Key -> state of those that are not kept anew because they were tried before.

        A letter that was never tried is replaced: it was never in the sheet, or is still the same. One whose `once`
        is another letter's is told as that one's state.
        """

        def act(db: sqlite3.Connection) -> dict[str, LetterState]:
            known: dict[str, LetterState] = {}
            for letter in letters:
                row = db.execute(
                    "SELECT state, tries, key FROM letter WHERE key = ? OR (once IS NOT NULL AND once = ?)",
                    (letter.key, letter.once),
                ).fetchone()
                if row is not None and (row[0] != "waiting" or row[1] or row[2] != letter.key):
                    known[letter.key] = row[0]
                    db.execute("UPDATE letter SET noted = 0 WHERE key = ?", (letter.key,))  # the sheet forgot it
                    continue
                until = letter.until.isoformat() if letter.until else ""
                db.execute(
                    f"INSERT OR REPLACE INTO letter ({COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?,?,'waiting',0,'',?,'','')",  # noqa: S608
                    (
                        letter.key, letter.once, workbook, letter.mailing, letter.topic, letter.client, letter.sender,
                        letter.address, letter.message_id, as_text(now), until, as_text(now),
                    ),
                )  # fmt: skip
                db.execute("INSERT OR REPLACE INTO content VALUES (?, ?)", (letter.key, letter.content))
            return known

        return dict(self._run(act))

    def recover(self, now: dt.datetime) -> list[str]:
        """Letters that were claimed by a run that died become unclear; their keys. Only under the run lock."""

        def act(db: sqlite3.Connection) -> list[str]:
            rows = db.execute("SELECT key FROM letter WHERE state = 'sending' ORDER BY key").fetchall()
            db.execute(
                "UPDATE letter SET state='unclear', code='killed', noted=0, at=? WHERE state='sending'", (as_text(now),)
            )
            db.execute("UPDATE attempt SET outcome='unclear', ended=? WHERE outcome='sending'", (as_text(now),))
            return [key for (key,) in rows]

        return list(self._run(act))

    def open_letters(self, workbook: str, now: dt.datetime) -> list[KnownLetter]:
        """Letters that may be tried now, in the order in which they were made."""
        return self._letters(
            "workbook = ? AND state IN (?, ?) AND next_at <= ? ORDER BY made, key", (workbook, *OPEN, as_text(now))
        )

    def letters(self, workbook: str, states: Iterable[LetterState] = ()) -> list[KnownLetter]:
        """All letters of a workbook, or those in one of these states."""
        wanted = tuple(states)
        marks = ",".join("?" * len(wanted))
        limit = f" AND state IN ({marks})" if wanted else ""
        return self._letters(f"workbook = ?{limit} ORDER BY made, key", (workbook, *wanted))

    def unnoted(self, workbook: str) -> list[KnownLetter]:
        """Letters whose state the sheet has not been told."""
        return self._letters("workbook = ? AND noted = 0 ORDER BY made, key", (workbook,))

    def note(self, letters: Iterable[KnownLetter]) -> None:
        """The sheet has been told of these, as they are here; one that has moved on since is told again."""
        told = [(letter.key, as_text(letter.at)) for letter in letters]
        self._run(lambda db: db.executemany("UPDATE letter SET noted = 1 WHERE key = ? AND at = ?", told))

    def letter(self, key: str) -> KnownLetter | None:
        """One letter, None when the journal does not know it."""
        found = self._letters("key = ?", (key,))
        return found[0] if found else None

    def content(self, key: str) -> bytes | None:
        """The bytes of a letter; None when they were not kept, or no longer are."""
        rows = self._rows("SELECT bytes FROM content WHERE key = ?", (key,))
        return bytes(rows[0][0]) if rows else None

    def claim(self, key: str, now: dt.datetime) -> bool:
        """Take the right to send a letter, durably; False when somebody else has it or it is settled."""
        return bool(self._run(lambda db: claim(db, key, now)))

    def settle(
        self, key: str, outcome: Settlement, now: dt.datetime, *, stage: str = "", code: str = "", reply: str = "",
        next_at: dt.datetime | None = None, then_claim: str | None = None,
    ) -> bool:  # fmt: skip
        """Note what came of a claim, and take the next one in the same commit; whether that one was given."""

        def act(db: sqlite3.Connection) -> bool:
            settle(db, key, outcome, now, stage, code, reply, next_at)
            return then_claim is not None and claim(db, then_claim, now)

        return bool(self._run(act))

    def decide(self, key: str, outcome: Literal["sent", "waiting", "dropped"], now: dt.datetime, code: str) -> bool:
        """What a witness or a person found out about an unclear letter, or that an open one is not to go; if it held.

        A letter that was sent, or is on its way, stays as it is.
        """

        def act(db: sqlite3.Connection) -> bool:
            found = db.execute(
                "UPDATE letter SET state=?, code=?, noted=0, at=?, next_at='' WHERE key=? AND state IN (?, ?, ?)",
                (outcome, code, as_text(now), key, *(("unclear",) * 3 if outcome != "dropped" else ("unclear", *OPEN))),
            )
            return found.rowcount == 1

        return bool(self._run(act))

    def sent_since(self, sender: str, moment: dt.datetime) -> int:
        """How many letters of a sender the provider has, or may have, counted since then."""
        rows = self._rows(
            f"SELECT count(*) FROM attempt WHERE sender = ? AND at > ? AND outcome IN ({','.join('?' * len(COUNTED))})",  # noqa: S608
            (sender, as_text(moment), *COUNTED),
        )
        return int(rows[0][0])

    def sent_of(self, mailing: str, moment: dt.datetime) -> int:
        """How many letters of a mailing went, or may have gone, since then."""
        rows = self._rows(
            "SELECT count(*) FROM attempt JOIN letter USING (key) WHERE mailing = ? AND attempt.at > ?"  # noqa: S608
            f" AND outcome IN ({','.join('?' * len(COUNTED))})",
            (mailing, as_text(moment), *COUNTED),
        )
        return int(rows[0][0])

    def counted_moments(self, sender: str, moment: dt.datetime) -> list[dt.datetime]:
        """When those letters went, oldest first: from them follows when there is room again."""
        rows = self._rows(
            f"SELECT at FROM attempt WHERE sender = ? AND at > ? AND outcome IN ({','.join('?' * len(COUNTED))})"  # noqa: S608
            " ORDER BY at",
            (sender, as_text(moment), *COUNTED),
        )
        return [dt.datetime.fromisoformat(at) for (at,) in rows]

    def forget_contents(self, before: dt.datetime) -> int:
        """Throw away the bytes of letters that were settled before that moment; how many."""

        def act(db: sqlite3.Connection) -> int:
            return db.execute(
                "DELETE FROM content WHERE key IN"
                " (SELECT key FROM letter WHERE at < ? AND state IN ('sent', 'refused', 'dropped'))",
                (as_text(before),),
            ).rowcount

        return int(self._run(act))

    def _letters(self, where: str, values: Sequence[object]) -> list[KnownLetter]:
        return [known(row) for row in self._rows(f"SELECT {COLUMNS} FROM letter WHERE {where}", values)]  # noqa: S608

    def _rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        return list(self._run(lambda db: db.execute(query, values).fetchall()))

    def _run(self, act: Callable[[sqlite3.Connection], Any]) -> Any:
        with self._translated():
            return self._group.run(act)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            raise WorkbookNotWritable("journal-not-writable", path=self._path, reason=str(error)) from error
        except sqlite3.DatabaseError as error:
            raise WorkbookNotWritable("journal-damaged", path=self._path, reason=str(error)) from error

    def _prepare(self) -> None:
        with self._translated():
            (version,) = self._db.execute("PRAGMA user_version").fetchone()
            if int(version) > _VERSION:
                raise WorkbookNotWritable("journal-newer", path=self._path)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")  # with less a letter noted as sent could be forgotten
            if version != _VERSION:
                self._db.executescript(_SCHEMA)
                self._db.execute(f"PRAGMA user_version={_VERSION}")

    def _identity(self) -> str:
        """The mark of this file; a copy has another number in the file system, and what it holds open is unclear."""
        number = self._path.stat().st_ino

        def act(db: sqlite3.Connection) -> str:
            row = db.execute("SELECT mark, file FROM identity").fetchone()
            if row is not None and row[1] == number:
                return str(row[0])
            mark = uuid.uuid4().hex[:12]
            db.execute("DELETE FROM identity")
            db.execute("INSERT INTO identity VALUES (?, ?)", (mark, number))
            if row is not None:
                db.execute(
                    "UPDATE letter SET state='unclear', code='copied', noted=0"
                    " WHERE state IN ('waiting', 'delayed', 'sending')"
                )
            return mark

        return str(self._run(act))

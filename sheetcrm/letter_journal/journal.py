"""The journal of letters: each letter's frozen bytes and its state, so that none goes out twice and none is lost.

A letter is claimed, durably, before the first word to the server, and settled before the next one is claimed. What was
claimed and never settled is unclear: nothing here repeats it, a witness or a person decides.
"""

import datetime as dt
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, Literal

from sheetcrm.errors import WorkbookNotWritable
from sheetcrm.letter_journal.group_commit import GroupCommit
from sheetcrm.letter_journal.schema import prepare, whose
from sheetcrm.letter_journal.seal import break_seal, held, is_another, write
from sheetcrm.letter_journal.states import (
    COLUMNS,
    COUNTED,
    OPEN,
    FrozenLetter,
    KnownLetter,
    LetterState,
    Settled,
    as_text,
    claim,
    give_up_claims,
    known,
    settle,
)

_MANY = 2_000
"""After so many letters what was written is brought into the one file, lest the part beside it grow without end."""


def look_at(path: Path) -> None:
    """Read the file and change nothing. WorkbookNotWritable: `journal-damaged` where it is no journal of letters."""
    at_work = path.with_name(f"{path.name}-wal").exists()
    how = "mode=ro" if at_work else "mode=ro&immutable=1"  # else SQLite would lay files of its own beside it
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?{how}", uri=True, timeout=10)) as db:
            db.execute("SELECT count(*) FROM letter").fetchone()
    except sqlite3.Error as error:
        raise WorkbookNotWritable("journal-damaged", path=path, reason=str(error)) from error


class LetterJournal:
    """One file; every method is one durable transaction, and may be called from any thread.

    `mark` names this very file: a copy of it, as from a backup, gets another one, because it may not know what was
    sent since. WorkbookNotWritable: `journal-not-writable`, `journal-damaged`, `journal-newer`.
    """

    def __init__(self, path: Path) -> None:
        self._path, self._settled = path, 0
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                path.touch(mode=0o600)
            with held(path) as seal:
                self._open(seal)
        except (OSError, sqlite3.Error) as error:
            raise WorkbookNotWritable("journal-not-writable", path=path, reason=str(error)) from error

    def close(self) -> None:
        """Give the file back."""
        try:
            with held(self._path) as seal:
                write(seal, self._path, "between")
                self._db.close()
                write(seal, self._path)
        except OSError:
            self._db.close()
            with suppress(OSError):
                break_seal(self._path)

    def freeze(self, letters: Sequence[FrozenLetter], workbook: str, now: dt.datetime) -> dict[str, LetterState]:
        """Keep the letters for sending. Key -> state of those that are not kept anew because they were tried before.

        A letter that was never tried is replaced: it was never in the sheet, or is still the same. One whose `once`
        is another letter's is told as that one's state.
        """

        def act(db: sqlite3.Connection) -> dict[str, LetterState]:
            known: dict[str, LetterState] = {}
            for letter in letters:
                rows = db.execute(
                    "SELECT key, state, tries FROM letter WHERE key = ? OR (once IS NOT NULL AND once = ?)",
                    (letter.key, letter.once),
                ).fetchall()
                own = next((row for row in rows if row[0] == letter.key), None)
                twin = next((row for row in rows if row[0] != letter.key), None)
                if own is not None and (own[1] != "waiting" or own[2]):
                    known[letter.key] = own[1]
                    db.execute("UPDATE letter SET noted = 0 WHERE key = ?", (letter.key,))  # the sheet forgot it
                    continue
                if twin is not None:  # and what waited under this key is what nobody wants any more
                    known[letter.key] = twin[1]
                    db.execute("DELETE FROM letter WHERE key = ?", (letter.key,))
                    db.execute("DELETE FROM content WHERE key = ?", (letter.key,))
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

        kept = dict(self._run(act))
        if len(letters) >= _MANY:
            self._checkpoint()
        return kept

    def recover(self, now: dt.datetime) -> list[str]:
        """Letters that were claimed by a run that died become unclear; their keys. Only under the run lock."""

        return list(self._run(lambda db: give_up_claims(db, now)))

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

    def among(self, keys: Sequence[str]) -> list[KnownLetter]:
        """Those of these letters that the journal knows."""
        return self._letters("key IN (SELECT value FROM json_each(?))", (json.dumps(keys),)) if keys else []

    def named(self, message_ids: Sequence[str]) -> KnownLetter | None:
        """The first letter that one of these Message-IDs names."""
        for identity in message_ids:
            found = self._letters("message_id = ?", (identity,))
            if found:
                return found[0]
        return None

    def latest_to(self, address: str, since: dt.datetime, until: dt.datetime) -> KnownLetter | None:
        """The latest letter to that address that went, or may have gone, between these moments."""
        found = self._letters(
            "address = ? COLLATE NOCASE AND state IN ('sent', 'unclear') AND at BETWEEN ? AND ?"
            " ORDER BY at DESC LIMIT 1",
            (address, as_text(since), as_text(until)),
        )
        return found[0] if found else None

    def content(self, key: str) -> bytes | None:
        """The bytes of a letter; None when they were not kept, or no longer are."""
        rows = self._rows("SELECT bytes FROM content WHERE key = ?", (key,))
        return bytes(rows[0][0]) if rows else None

    def advance(self, now: dt.datetime, settled: Sequence[Settled], claims: Sequence[str]) -> dict[str, bytes]:
        """Note what came of claims and take these letters, in one commit: the bytes of those it got, by their keys.

        b"" where they were not kept; a letter is missing when somebody else has it or it is settled.
        """

        def act(db: sqlite3.Connection) -> dict[str, bytes]:
            if settled:
                settle(db, settled, now)
            return claim(db, claims, now)

        given: dict[str, bytes] = self._run(act)
        self._settled += len(settled)
        if self._settled >= _MANY:
            self._settled = 0
            self._checkpoint()
        return given

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
        rows = self._rows(f"SELECT count(*) FROM {COUNTED} WHERE sender = ? AND at > ?", (sender, as_text(moment)))  # noqa: S608
        return int(rows[0][0])

    def sent_of(self, mailing: str, moment: dt.datetime) -> int:
        """How many letters of a mailing went, or may have gone, since then."""
        rows = self._rows(
            f"SELECT count(*) FROM {COUNTED} AS attempt JOIN letter USING (key) WHERE mailing = ? AND attempt.at > ?",  # noqa: S608
            (mailing, as_text(moment)),
        )
        return int(rows[0][0])

    def counted_moments(self, sender: str, moment: dt.datetime) -> list[dt.datetime]:
        """When those letters went, oldest first: from them follows when there is room again."""
        rows = self._rows(
            f"SELECT at FROM {COUNTED} WHERE sender = ? AND at > ? ORDER BY at",  # noqa: S608
            (sender, as_text(moment)),
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

    def _open(self, seal: int) -> None:
        """Look whether it is our file at all, before it is touched; one that is a copy stays one if this fails."""
        copied = is_another(seal, self._path)
        if not copied:
            write(seal, self._path, "between")
        self._db = sqlite3.connect(self._path, isolation_level=None, timeout=10, check_same_thread=False)
        self._group = GroupCommit(self._db)
        try:
            with self._translated():
                if not prepare(self._db):
                    raise WorkbookNotWritable("journal-newer", path=self._path)
            number = self._path.stat().st_ino
            self.mark = str(self._run(lambda db: whose(db, number, copied)))
            write(seal, self._path, "open")
        except BaseException:
            self._db.close()
            raise

    def _checkpoint(self) -> None:
        """Bring what was written so far into the one file; nowhere else, as the seal must know of it."""
        with suppress(OSError, sqlite3.Error), held(self._path) as seal:
            write(seal, self._path, "between")
            with closing(sqlite3.connect(self._path, timeout=10)) as db:
                db.execute("PRAGMA wal_checkpoint(PASSIVE)")
            write(seal, self._path, "open")

"""Opt-outs as they stand outside of the sheet: what a link or a letter asked for lasts, whatever becomes of the sheet.

Adding again changes nothing; nothing is ever taken out. Addresses stand here only until the sheet has them.
"""

import datetime as dt
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from sheetcrm.errors import WorkbookNotWritable
from sheetcrm.letter_journal.group_commit import GroupCommit
from sheetcrm.model.outside import Confirmed, OptOut

_SCHEMA = """
CREATE TABLE IF NOT EXISTS opt_out (
  mark TEXT NOT NULL, topic TEXT NOT NULL, day TEXT NOT NULL, source TEXT NOT NULL,
  address TEXT NOT NULL DEFAULT '', client TEXT NOT NULL DEFAULT '', PRIMARY KEY (mark, topic, client)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS confirmed (
  mark TEXT NOT NULL, client TEXT NOT NULL, topic TEXT NOT NULL, asked TEXT NOT NULL, day TEXT NOT NULL,
  wording TEXT NOT NULL, PRIMARY KEY (mark, client, topic, asked)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS by_client ON opt_out (client) WHERE client <> '';
"""


class OptOutStore:
    """One file; every method is one durable transaction and may be called from any thread or process.

    WorkbookNotWritable: `journal-not-writable`, `journal-damaged`.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                path.touch(mode=0o600)
            self._db = sqlite3.connect(path, isolation_level=None, timeout=10, check_same_thread=False)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
            self._db.executescript(_SCHEMA)
        except sqlite3.DatabaseError as error:
            locked = isinstance(error, sqlite3.OperationalError)
            code = "journal-not-writable" if locked else "journal-damaged"
            raise WorkbookNotWritable(code, path=path, reason=str(error)) from error
        except OSError as error:
            raise WorkbookNotWritable("journal-not-writable", path=path, reason=str(error)) from error
        self._group = GroupCommit(self._db)

    def close(self) -> None:
        """Give the file back."""
        self._db.close()

    def add(self, opt_outs: Iterable[OptOut]) -> int:
        """Keep them, each once; the later day of a repeated one counts. How many were new."""
        rows = [(o.mark, o.topic, o.day.isoformat(), o.source, o.address, o.client) for o in opt_outs]
        if not rows:
            return 0

        def act(db: sqlite3.Connection) -> int:
            (before,) = db.execute("SELECT count(*) FROM opt_out").fetchone()
            db.executemany(
                "INSERT INTO opt_out VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (mark, topic, client)"
                " DO UPDATE SET day = max(day, excluded.day)",
                rows,
            )
            (after,) = db.execute("SELECT count(*) FROM opt_out").fetchone()
            return int(after) - int(before)

        return int(self._run(act))

    def confirm(self, confirmed: Confirmed) -> None:
        """Keep that somebody confirmed a consent; again changes nothing, the first day stands."""
        row = (confirmed.mark, confirmed.client, confirmed.topic, confirmed.asked.isoformat(),
               confirmed.day.isoformat(), confirmed.wording)  # fmt: skip
        self._run(lambda db: db.execute("INSERT OR IGNORE INTO confirmed VALUES (?, ?, ?, ?, ?, ?)", row))

    def confirmed(self) -> tuple[Confirmed, ...]:
        """All consents that were confirmed, the oldest first."""
        query = "SELECT mark, client, topic, asked, day, wording FROM confirmed ORDER BY day, mark, topic"
        rows = self._run(lambda db: db.execute(query).fetchall())
        day = dt.date.fromisoformat
        return tuple(Confirmed(m, client, topic, day(asked), day(on), wording)
                     for m, client, topic, asked, on, wording in rows)  # fmt: skip

    def all(self) -> tuple[OptOut, ...]:
        """All of them, the oldest first."""
        rows = self._run(
            lambda db: db.execute(
                "SELECT mark, topic, day, source, address, client FROM opt_out ORDER BY day, mark, topic"
            ).fetchall()
        )
        return tuple(map(_opt_out, rows))

    def told(self, mark: str, client: str) -> tuple[OptOut, ...]:
        """What is known of that address or that client; `client` may be empty."""
        query = (
            "SELECT mark, topic, day, source, address, client FROM opt_out WHERE mark = ? AND mark <> ''"
            " UNION SELECT mark, topic, day, source, address, client FROM opt_out WHERE client = ? AND client <> ''"
        )
        return tuple(map(_opt_out, self._run(lambda db: db.execute(query, (mark, client)).fetchall())))

    def stamp(self) -> str:
        """A word that changes with every opt-out or confirmation that is new, or an opt-out of a later day."""
        query = "SELECT count(*), total(julianday(day)), (SELECT count(*) FROM confirmed) FROM opt_out"
        count, days, confirmed = self._run(lambda db: db.execute(query).fetchone())
        return f"{count}/{days}/{confirmed}"

    def holds(self, mark: str, topics: Iterable[str]) -> bool:
        """Whether that address opted out of any of these topics."""
        wanted = tuple(topics)
        places = ",".join("?" * len(wanted))
        query = f"SELECT 1 FROM opt_out WHERE mark = ? AND topic IN ({places}) LIMIT 1"  # noqa: S608
        return bool(self._run(lambda db: db.execute(query, (mark, *wanted)).fetchone()))

    def _run(self, act: Callable[[sqlite3.Connection], Any]) -> Any:
        try:
            return self._group.run(act)
        except sqlite3.OperationalError as error:
            raise WorkbookNotWritable("journal-not-writable", path=self._path, reason=str(error)) from error
        except sqlite3.DatabaseError as error:
            raise WorkbookNotWritable("journal-damaged", path=self._path, reason=str(error)) from error


def _opt_out(row: tuple[str, ...]) -> OptOut:
    mark, topic, day, source, address, client = row
    return OptOut(mark, topic, dt.date.fromisoformat(day), source, address, client)

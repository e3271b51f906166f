"""What the mailbox has told: which letters came back, who answered, and how far it was read; it outlives every run.

A message counts once, however often it is read. Answers are forgotten after `REPLIES_KEPT`, dead addresses are not.
"""

import datetime as dt
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from sheetcrm.errors import WorkbookNotWritable
from sheetcrm.letter_journal.group_commit import GroupCommit
from sheetcrm.mail.inbox.mailbox import Place
from sheetcrm.model.outside import CameBack, Reply

_SCHEMA = """
CREATE TABLE IF NOT EXISTS place (folder TEXT PRIMARY KEY, validity INTEGER NOT NULL, seen INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS news (
  message TEXT PRIMARY KEY, kind TEXT NOT NULL, letter TEXT NOT NULL, workbook TEXT NOT NULL, client TEXT NOT NULL,
  address TEXT NOT NULL, day TEXT NOT NULL, subject TEXT NOT NULL, said TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS news_of ON news (workbook, kind);
CREATE TABLE IF NOT EXISTS route (name TEXT NOT NULL, since TEXT NOT NULL);
"""
REPLIES_KEPT = dt.timedelta(days=60)
SOFT_DAYS = 30
SOFT_MOST = 3
"""So many letters to one address that came back "for now" within SOFT_DAYS mean that it is dead."""
_WORST = ("complaint", "hard", "soft")


class News(NamedTuple):
    """What one message told. `message`: what names it, so that it counts once. `kind`: hard, soft, complaint, reply."""

    message: str
    kind: str
    letter: str
    client: str
    address: str
    day: dt.date
    subject: str = ""
    said: str = ""


class InboxStore:
    """One file; every method is one durable transaction. WorkbookNotWritable: `journal-not-writable`, `-damaged`."""

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

    def place(self, folder: str) -> Place:
        """How far that folder was read; `folder` names server and user too."""
        rows = self._rows("SELECT validity, seen FROM place WHERE folder = ?", (folder,))
        return Place(*rows[0]) if rows else Place()

    def keep(self, workbook: str, news: Iterable[News], folder: str, place: Place) -> int:
        """Keep what was learnt and how far it was read, in one piece; how many messages were new."""
        rows = [
            (n.message, n.kind, n.letter, workbook, n.client, n.address, n.day.isoformat(), n.subject, n.said)
            for n in news
        ]

        def act(db: sqlite3.Connection) -> int:
            before = db.total_changes
            db.executemany("INSERT OR IGNORE INTO news VALUES (?,?,?,?,?,?,?,?,?)", rows)
            new = db.total_changes - before
            db.execute("INSERT OR REPLACE INTO place VALUES (?, ?, ?)", (folder, place.validity, place.seen))
            return new

        return int(self._run(act))

    def route_since(self, name: str, now: dt.datetime) -> dt.datetime:
        """Since when letters take that way without a break, as far as it was told; from now on when it is another."""
        rows = self._rows("SELECT name, since FROM route")
        if rows and rows[0][0] == name:
            return dt.datetime.fromisoformat(rows[0][1])

        def act(db: sqlite3.Connection) -> None:
            db.execute("DELETE FROM route")
            db.execute("INSERT INTO route VALUES (?, ?)", (name, now.isoformat()))

        self._run(act)
        return now

    def forget_replies(self, before: dt.date) -> None:
        """Forget what people answered before that day."""
        self._run(lambda db: db.execute("DELETE FROM news WHERE kind = 'reply' AND day < ?", (before.isoformat(),)))

    def came_back(self, workbook: str) -> dict[str, CameBack]:
        """The key of a letter -> the worst that was told of it; an address with too many soft ones is dead."""
        rows = self._rows(
            "SELECT kind, letter, address, day, said FROM news WHERE workbook = ? AND kind <> 'reply'"
            " ORDER BY day, message",
            (workbook,),
        )
        soft: dict[str, list[dt.date]] = {}
        found: dict[str, CameBack] = {}
        for kind, letter, address, written, said in rows:
            day, worst, times = dt.date.fromisoformat(written), kind, 1
            if kind == "soft":
                days = soft.setdefault(address.lower(), [])
                days.append(day)
                times = sum(1 for one in days if day - one <= dt.timedelta(days=SOFT_DAYS))
                worst = "hard" if times >= SOFT_MOST else "soft"
            known = found.get(letter)
            if known is None or _WORST.index(worst) <= _WORST.index(known.kind):
                found[letter] = CameBack(worst, address, day, said, times)
        return found

    def replies(self, workbook: str) -> tuple[Reply, ...]:
        """What people answered, the oldest first."""
        rows = self._rows(
            "SELECT letter, client, address, day, subject, said FROM news WHERE workbook = ? AND kind = 'reply'"
            " ORDER BY day, message",
            (workbook,),
        )
        return tuple(Reply(key, who, box, dt.date.fromisoformat(day), *text) for key, who, box, day, *text in rows)

    def stamp(self) -> str:
        """A word that changes whenever something new was told."""
        ((count, last),) = self._rows("SELECT count(*), coalesce(max(rowid), 0) FROM news")
        return f"{count}/{last}"

    def _rows(self, query: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        return list(self._run(lambda db: db.execute(query, values).fetchall()))

    def _run(self, act: Callable[[sqlite3.Connection], Any]) -> Any:
        try:
            return self._group.run(act)
        except sqlite3.OperationalError as error:
            raise WorkbookNotWritable("journal-not-writable", path=self._path, reason=str(error)) from error
        except sqlite3.DatabaseError as error:
            raise WorkbookNotWritable("journal-damaged", path=self._path, reason=str(error)) from error

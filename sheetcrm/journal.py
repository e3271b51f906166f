"""The journal: runs, the changes they made with their inverse, claims of letters, settled states; SQLite in WAL mode.

Losing it loses undo only: what must never happen twice is remembered in the workbook.
"""

import datetime as dt
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from sheetcrm.errors import WorkbookNotWritable
from sheetcrm.model.cells import CellValue
from sheetcrm.model.changes import AddRow, SetCells

RunKind = Literal["sync", "undo", "init", "merge", "unmerge", "decide", "send"]
State = Literal["running", "done", "undone", "failed"]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS run (
  id INTEGER PRIMARY KEY, started TEXT NOT NULL, kind TEXT NOT NULL, workbook TEXT NOT NULL, state TEXT NOT NULL,
  cells INTEGER NOT NULL DEFAULT 0, rows INTEGER NOT NULL DEFAULT 0, added INTEGER NOT NULL DEFAULT 0,
  letters INTEGER NOT NULL DEFAULT 0, backup TEXT, stamp TEXT, note TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS change (
  run INTEGER NOT NULL REFERENCES run(id), number INTEGER NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (run, number)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS claim (
  key TEXT PRIMARY KEY, run INTEGER, state TEXT NOT NULL, at TEXT NOT NULL, file TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS settled (workbook TEXT PRIMARY KEY, mark TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS size (
  workbook TEXT NOT NULL, tab TEXT NOT NULL, rows INTEGER NOT NULL, PRIMARY KEY (workbook, tab));
"""
_VERSION = 2
"""1 -> 2: runs that merge, and changes for all or none of their cells; an older program must not read those."""
_COLUMNS = "id, started, kind, workbook, state, cells, rows, added, letters, backup, stamp, note"


@dataclass(frozen=True, slots=True)
class Run:
    """One run as the history shows it; `started` is in UTC."""

    id: int
    started: dt.datetime
    kind: RunKind
    workbook: str
    state: State
    cells: int = 0
    rows: int = 0
    added: int = 0
    letters: int = 0
    backup: str | None = None
    stamp: str | None = None
    note: str = ""


class Journal:
    """One journal file; every method is one transaction."""

    def __init__(self, path: Path) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh = not path.exists()
            if fresh:
                path.touch(mode=0o600)
            self._db = sqlite3.connect(path, isolation_level=None, timeout=10)
        except (OSError, sqlite3.Error) as error:
            raise WorkbookNotWritable("journal-not-writable", path=path, reason=str(error)) from error
        self._path = path
        try:
            self._prepare()
        except BaseException:
            self._db.close()
            raise

    def _prepare(self) -> None:
        (version,) = self._rows("PRAGMA user_version")[0]
        if int(str(version)) > _VERSION:
            raise WorkbookNotWritable("journal-newer", path=self._path)
        with self._translated():
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
            if version != _VERSION:
                self._db.executescript(_SCHEMA)
                self._db.execute(f"PRAGMA user_version={_VERSION}")

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Errors of the library as ours: what cannot be opened or is locked is not damaged."""
        try:
            yield
        except sqlite3.OperationalError as error:
            raise WorkbookNotWritable("journal-not-writable", path=self._path, reason=str(error)) from error
        except sqlite3.DatabaseError as error:
            raise WorkbookNotWritable("journal-damaged", path=self._path, reason=str(error)) from error

    def _rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with self._translated():
            return self._db.execute(query, values).fetchall()

    def close(self) -> None:
        """Give the file back."""
        self._db.close()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._translated():
            try:
                self._db.execute("BEGIN IMMEDIATE")
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    def begin(self, kind: RunKind, workbook: str, now: dt.datetime) -> int:
        """Note that a run begins and give its number."""
        with self._transaction() as db:
            cursor = db.execute(
                "INSERT INTO run (started, kind, workbook, state) VALUES (?, ?, ?, 'running')",
                (now.isoformat(timespec="seconds"), kind, workbook),
            )
            return int(cursor.lastrowid or 0)

    def intend(self, run: int, changes: Iterable[SetCells | AddRow]) -> None:
        """Note what the run is about to do, before it does it: a killed run can be undone as well."""
        with self._transaction() as db:
            db.execute("DELETE FROM change WHERE run = ?", (run,))
            db.executemany(
                "INSERT INTO change (run, number, body) VALUES (?, ?, ?)",
                ((run, number, _dump(change)) for number, change in enumerate(changes)),
            )

    def finish(
        self, run: int, state: State, *, cells: int = 0, rows: int = 0, added: int = 0, letters: int = 0,
        backup: str | None = None, stamp: str | None = None, note: str = "",
    ) -> None:  # fmt: skip
        """Note how a run ended."""
        with self._transaction() as db:
            db.execute(
                "UPDATE run SET state=?, cells=?, rows=?, added=?, letters=?, backup=?, stamp=?, note=? WHERE id=?",
                (state, cells, rows, added, letters, backup, stamp, note, run),
            )

    def forget(self, run: int) -> None:
        """Take back a run that came to nothing."""
        with self._transaction() as db:
            db.execute("DELETE FROM change WHERE run = ?", (run,))
            db.execute("DELETE FROM run WHERE id = ?", (run,))

    def runs(self, limit: int = 50) -> list[Run]:
        """The latest runs, newest first."""
        return [_run(row) for row in self._rows(f"SELECT {_COLUMNS} FROM run ORDER BY id DESC LIMIT ?", (limit,))]  # noqa: S608

    def run(self, number: int) -> Run | None:
        """One run, None when there is no such number."""
        rows = self._rows(f"SELECT {_COLUMNS} FROM run WHERE id = ?", (number,))  # noqa: S608
        return _run(rows[0]) if rows else None

    def changes(self, run: int) -> list[SetCells | AddRow]:
        """What a run did, in its order."""
        return [_load(body) for (body,) in self._rows("SELECT body FROM change WHERE run = ? ORDER BY number", (run,))]

    def mark(self, run: int, state: State) -> None:
        """Change the state of a run, for example to "undone"."""
        with self._transaction() as db:
            db.execute("UPDATE run SET state = ? WHERE id = ?", (state, run))

    def claim(self, keys: Sequence[str], run: int, now: dt.datetime) -> None:
        """Take the right to make these letters; taking it again is harmless, as a letter's file has one name."""
        with self._transaction() as db:
            db.executemany(
                "INSERT INTO claim (key, run, state, at) VALUES (?, ?, 'claimed', ?)"
                " ON CONFLICT (key) DO UPDATE SET run = excluded.run, at = excluded.at",
                [(key, run, now.isoformat(timespec="seconds")) for key in keys],
            )

    def receipt(self, key: str, state: str, file: str) -> None:
        """Note what came of a letter."""
        with self._transaction() as db:
            db.execute("UPDATE claim SET state = ?, file = ? WHERE key = ?", (state, file, key))

    def sizes(self, workbook: str) -> dict[str, int]:
        """Rows per tab as the last run left them; the guards compare with it."""
        return {
            str(tab): int(rows)
            for tab, rows in self._rows("SELECT tab, rows FROM size WHERE workbook = ?", (workbook,))
        }

    def keep_sizes(self, workbook: str, sizes: Mapping[str, int]) -> None:
        """Note the rows per tab."""
        if self.sizes(workbook) == sizes:
            return
        with self._transaction() as db:
            db.execute("DELETE FROM size WHERE workbook = ?", (workbook,))
            db.executemany("INSERT INTO size VALUES (?, ?, ?)", [(workbook, tab, rows) for tab, rows in sizes.items()])

    def settled(self, workbook: str) -> str | None:
        """The mark under which this workbook had nothing left to do."""
        rows = self._rows("SELECT mark FROM settled WHERE workbook = ?", (workbook,))
        return str(rows[0][0]) if rows else None

    def settle(self, workbook: str, mark: str) -> None:
        """Note that under this mark nothing is left to do."""
        with self._transaction() as db:
            db.execute("INSERT OR REPLACE INTO settled (workbook, mark) VALUES (?, ?)", (workbook, mark))


def _run(row: Sequence[Any]) -> Run:
    return Run(row[0], dt.datetime.fromisoformat(row[1]), *row[2:])


def _dump(change: SetCells | AddRow) -> str:
    if isinstance(change, SetCells):
        cells = {name: [_cell(was), _cell(becomes)] for name, (was, becomes) in change.cells.items()}
        whole = ["whole"] if change.whole else []
        return json.dumps(["set", change.tab, change.anchor, cells, change.why, *whole], ensure_ascii=False)
    added = {name: _cell(value) for name, value in change.cells.items()}
    return json.dumps(["add", change.tab, change.key, added, change.why], ensure_ascii=False)


def _load(body: str) -> SetCells | AddRow:
    word, tab, name, cells, why, *whole = json.loads(body)
    tab = "letters" if tab == "mailings" and "letter_status" in cells else tab  # as earlier versions called it
    if word == "set":
        both = {f: (_value(was), _value(becomes)) for f, (was, becomes) in cells.items()}
        return SetCells(tab, name, both, why, whole=bool(whole))
    return AddRow(tab, {f: _value(value) for f, value in cells.items()}, name, why)


def _cell(value: CellValue) -> object:
    """JSON has no dates: they are written as {"date": ...}, {"datetime": ...}, {"time": ...}."""
    if isinstance(value, dt.datetime):
        return {"datetime": value.isoformat()}
    if isinstance(value, dt.date):
        return {"date": value.isoformat()}
    if isinstance(value, dt.time):
        return {"time": value.isoformat()}
    return value


def _value(stored: object) -> CellValue:
    if isinstance(stored, dict):
        ((kind, text),) = stored.items()
        if kind == "datetime":
            return dt.datetime.fromisoformat(text)
        return dt.date.fromisoformat(text) if kind == "date" else dt.time.fromisoformat(text)
    assert stored is None or isinstance(stored, str | bool | int | float)
    return stored

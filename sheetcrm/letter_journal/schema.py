"""The tables of the journal of letters, and whose they are: made when the file is new, looked at when it is not."""

import sqlite3
import uuid

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
CREATE INDEX IF NOT EXISTS letter_message ON letter (message_id);
CREATE INDEX IF NOT EXISTS letter_address ON letter (address COLLATE NOCASE);
CREATE TABLE IF NOT EXISTS content (key TEXT PRIMARY KEY, bytes BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS attempt (
  id INTEGER PRIMARY KEY, key TEXT NOT NULL, sender TEXT NOT NULL, at TEXT NOT NULL, ended TEXT, outcome TEXT NOT NULL,
  stage TEXT NOT NULL DEFAULT '', reply TEXT NOT NULL DEFAULT '');
CREATE INDEX IF NOT EXISTS attempt_at ON attempt (sender, at);
CREATE INDEX IF NOT EXISTS attempt_key ON attempt (key, id);
"""
_VERSION = 1


def prepare(db: sqlite3.Connection) -> bool:
    """Make the tables if there are none; False when they are those of a later version than ours."""
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if int(version) > _VERSION:
        return False
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA wal_autocheckpoint=0")  # the seal must know when the file changes
    db.execute("PRAGMA synchronous=FULL")  # with less a letter noted as sent could be forgotten
    if version != _VERSION:
        db.executescript(_SCHEMA)
        db.execute(f"PRAGMA user_version={_VERSION}")
    return True


def whose(db: sqlite3.Connection, number: int, copied: bool) -> str:
    """The mark of this file; a copy gets a new one, and all it holds is unclear. `number`: its number on the disk.

    Something is always written: by what lies beside the file the seal knows that somebody works with it.
    """
    row = db.execute("SELECT mark, file FROM identity").fetchone()
    if row is not None and row[1] == number and not copied:
        db.execute("UPDATE identity SET file = ?", (number,))
        return str(row[0])
    mark = uuid.uuid4().hex[:12]
    db.execute("DELETE FROM identity")
    db.execute("INSERT INTO identity VALUES (?, ?)", (mark, number))
    if row is not None:
        db.execute(
            "UPDATE letter SET state='unclear', code='copied', noted=0 WHERE state IN ('waiting', 'delayed', 'sending')"
        )
    return mark

"""Letters written in the sheet, in the tab of letter texts: one row a letter and language, in the words of a template.

Where two rows claim to be the same letter in the same language nobody can say which is meant: neither is used.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sheetcrm.model.cells import is_result
from sheetcrm.model.problems import Problem
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.reading import read_choices, texts
from sheetcrm.words import fold

Written = Mapping[str, tuple[str, str]]
"""Language -> subject and body."""


class Row(NamedTuple):
    """One row: its position, the letter's name as written, the language, what stands in subject and body."""

    position: int
    letter: str
    language: str
    subject: str
    body: str


def written_rows(snapshot: Snapshot, settings: Settings) -> Iterator[Row]:
    """Every row that names a letter, in sheet order; without a language it is the team's."""
    table = snapshot.table("templates")
    languages = read_choices(snapshot, "templates", "language", "language")
    bodies = table.values("body")
    rows = zip(texts(table, "letter"), languages, texts(table, "subject"), bodies, strict=True)
    for position, (letter, language, subject, body) in enumerate(rows):
        if letter:
            text = str(body).strip() if is_result(body) and body is not None else ""
            yield Row(position, letter, language or settings.language, subject, text)


def written_letters(snapshot: Snapshot, settings: Settings) -> dict[str, Written]:
    """Folded name of a letter -> its texts, of all rows that are whole and stand once."""
    if not len(snapshot.table("templates")):
        return {}
    rows = list(written_rows(snapshot, settings))
    often = Counter((fold(row.letter), row.language) for row in rows)
    found: dict[str, dict[str, tuple[str, str]]] = {}
    for row in rows:
        name = fold(row.letter)
        if row.subject and row.body and often[name, row.language] == 1:
            found.setdefault(name, {})[row.language] = row.subject, row.body
    return dict(found)


def check_written(snapshot: Snapshot, settings: Settings, today: dt.date) -> Iterator[Problem]:
    """Letters of the sheet that are incomplete, stand twice, or cannot be made as the renderer says."""
    del today
    table = snapshot.table("templates")
    if not len(table):
        return
    rows = list(written_rows(snapshot, settings))
    alike: dict[tuple[str, str], list[int]] = {}
    for row in rows:
        alike.setdefault((fold(row.letter), row.language), []).append(row.position)
    for row in rows:
        anchor, pair = table.anchors[row.position], (fold(row.letter), row.language)
        others = [at for at in alike[pair] if at != row.position]
        if others:
            other = table.place(table.anchors[others[0]], None)
            yield Problem("letter-twice", "templates", anchor, "letter", row.letter, details={"other": other})
        missing = "subject" if not row.subject else "body" if not row.body else ""
        if missing:
            yield Problem("letter-incomplete", "templates", anchor, missing)
        fault = snapshot.outside.letter_faults.get(pair)
        if fault:
            yield Problem("letter-broken", "templates", anchor, "body", details={"reason": fault})

"""Letters of a run that is taken back: what waits is taken back with it, what went, or may have, cannot be unsent.

Files in the outbox are moved, never deleted: somebody may have begun to work with them.
"""

import contextlib
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from sheetcrm.letter_journal import LetterJournal
from sheetcrm.model.changes import AddRow, SetCells
from sheetcrm.model.outside import LetterNews
from sheetcrm.model.snapshot import Table
from sheetcrm.rules.letter_news import told_of
from sheetcrm.words import Words, words_of

TAKEN_BACK = "taken-back"
"""The folder within the outbox for letters whose run was taken back."""
_NEWS = frozenset({"letter-news", "mailing-count"})
"""Reasons of changes that tell what happened to letters: that stays true, whatever is taken back."""


def split_letters(
    changes: Iterable[SetCells | AddRow], letters: LetterJournal | None
) -> tuple[list[SetCells | AddRow], list[AddRow], list[str]]:
    """The changes that can be taken back, the rows of letters that cannot, and the keys of letters that still wait."""
    back: list[SetCells | AddRow] = []
    went: list[AddRow] = []
    waiting: list[str] = []
    for change in changes:
        if isinstance(change, SetCells):
            if change.why not in _NEWS:
                back.append(change)
            continue
        key = change.cells.get("key") if change.tab == "letters" else None
        known = letters.letter(str(key)) if letters is not None and key is not None else None
        if known is None or known.state in ("dropped", "refused"):
            back.append(change)
        elif known.state in ("waiting", "delayed"):
            back.append(change)
            waiting.append(known.key)
        else:
            went.append(change)
    return back, went, waiting


def take_back_letters(keys: Sequence[str], letters: LetterJournal | None, now: dt.datetime) -> None:
    """Letters that wait are not to go any more; done before their rows are emptied, so that none goes in between."""
    for key in keys:
        if letters is not None:
            letters.decide(key, "dropped", now, "undone")


def as_they_are(
    changes: Iterable[SetCells | AddRow], letters: LetterJournal | None, table: Table, language: str
) -> list[SetCells | AddRow]:
    """The changes, rows of Letters that come back telling what the journal knows now: a letter taken back stays so."""
    words = words_of(language)
    return [_as_it_is(change, letters, table, words) if letters is not None else change for change in changes]


def _as_it_is(change: SetCells | AddRow, letters: LetterJournal, table: Table, words: Words) -> SetCells | AddRow:
    if change.tab != "letters":
        return change
    key = change.cells.get("key") if isinstance(change, AddRow) else change.cells.get("key", (None, None))[1]
    known = letters.letter(str(key)) if key is not None else None
    if known is None:
        return change
    news = LetterNews(known.key, known.state, known.at.date(), known.code, known.reply)
    told = {field: value for field, value in told_of(news, words).items() if table.has(field)}
    if isinstance(change, AddRow):
        return replace(change, cells={**change.cells, **told})
    there = {field: was for field, (was, _) in change.cells.items()}
    return replace(change, cells={**change.cells, **{field: (there.get(field), new) for field, new in told.items()}})


def move_files(changes: Iterable[SetCells | AddRow], outbox: Path) -> int:
    """Move the files of letters whose rows were emptied aside, those of rows that came back back; how many went aside.

    What cannot be moved stays where it is: the sheet is right either way.
    """
    aside, count = outbox / TAKEN_BACK, 0
    for change in changes:
        if change.tab != "letters":
            continue
        if isinstance(change, AddRow):
            was, new = None, change.cells.get("file")
        else:
            was, new = change.cells.get("file", (None, None))
        if was is not None and new is None:
            count += _moved(outbox, aside, str(was))
        elif new is not None and was is None:
            _moved(aside, outbox, str(new))
    return count


def _moved(source: Path, target: Path, name: str) -> bool:
    """Whether a plain file of that name was moved; one that stands at the target is never written over."""
    if Path(name).name != name or not name.endswith(".eml"):
        return False
    with contextlib.suppress(OSError):
        if (source / name).is_file() and not (target / name).exists():
            target.mkdir(mode=0o700, exist_ok=True)
            (source / name).replace(target / name)
            return True
    return False

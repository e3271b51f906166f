"""Letters of a run that is taken back: what waits is taken back with it, what went, or may have, cannot be unsent."""

import datetime as dt
from collections.abc import Iterable, Sequence

from sheetcrm.letter_journal import LetterJournal
from sheetcrm.model.changes import AddRow, SetCells

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

"""Short ways to move one letter in its journal."""

import datetime as dt

from sheetcrm.letter_journal import LetterJournal, Settled, Settlement


def claim(journal: LetterJournal, key: str, now: dt.datetime) -> bytes | None:
    """Claim one letter: its bytes, None when it is not to be had."""
    return journal.advance(now, [], [key]).get(key)


def settle(journal: LetterJournal, key: str, outcome: Settlement, now: dt.datetime, **more: object) -> None:
    """Note what came of one letter."""
    journal.advance(now, [Settled(key, outcome, **more)], [])  # type: ignore[arg-type]

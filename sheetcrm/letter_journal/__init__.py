"""What is known of every letter on its way: frozen bytes, claims, outcomes; in SQLite, durable line by line."""

from sheetcrm.letter_journal.journal import LetterJournal, look_at
from sheetcrm.letter_journal.states import FrozenLetter, KnownLetter, LetterState, Settled, Settlement

__all__ = ["FrozenLetter", "KnownLetter", "LetterJournal", "LetterState", "Settled", "Settlement", "look_at"]

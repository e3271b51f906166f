"""Occasions: whose day is due, from data; what is made of it is decided by tasks and letters.

Each kind of `when` finds days in the sheet (KINDS in `kinds.py`); `due.py` decides for all alike which are due.
"""

from sheetcrm.rules.occasions.due import Due, acts_due, letter_window, memory_days, occasions_due, was_made

__all__ = ["Due", "acts_due", "letter_window", "memory_days", "occasions_due", "was_made"]

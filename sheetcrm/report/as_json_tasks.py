"""The stable form of the day's list: one entry for each task, in the order in which they are to be done."""

import datetime as dt
from collections.abc import Sequence

from sheetcrm.report.as_json import VERSION, Form
from sheetcrm.rules.agenda import Entry


def agenda_form(entries: Sequence[Entry], moment: dt.datetime, manager: str | None = None) -> Form:
    """`hour`: "now", "later" (from `call_at` on, by the clock there), "never", or "any" where it does not matter."""
    return {
        "version": VERSION,
        "report": "tasks",
        "date": moment.date().isoformat(),
        "manager": manager,
        "tasks": [
            {
                **{name: value or None for name, value in entry._asdict().items() if name not in _OTHERS},
                "due": entry.due.isoformat(),
                "days_overdue": entry.late,
                "hour": entry.hour,
                "call_at": entry.call_at.isoformat() if entry.call_at is not None else None,
            }
            for entry in entries
        ],
    }


_OTHERS = frozenset({"due", "late", "hour", "call_at"})

"""What a list of tasks says of itself: how many, since when, at which hour; on screen, on paper and in letters."""

import datetime as dt
from collections.abc import Sequence

from sheetcrm.rules.agenda import Entry
from sheetcrm.words import Words


def counts_text(entries: Sequence[Entry], words: Words, *, hours: bool = True) -> str:
    """How many, how many of them overdue, and, with `hours`, how many whose hour has not come."""
    late = sum(1 for entry in entries if entry.late)
    later = sum(1 for entry in entries if entry.hour == "later")
    return words.say("today_counts", count=len(entries), late=late or None, later=later if hours and later else None)


def due_text(entry: Entry, words: Words) -> str:
    """ "today", or for how long it has been overdue."""
    return words.say("today_late", days=entry.late) if entry.late else words.say("today_due")


def hour_text(entry: Entry, words: Words, moment: dt.datetime | None = None) -> str:
    """Whether to call now, or when; empty where there is no hour to keep. `moment`: for whoever reads it at once."""
    if entry.hour == "any":
        return ""
    if entry.hour != "later" or entry.call_at is None:
        return words.say(f"today_{entry.hour}")
    time = f"{entry.call_at:%H:%M}"
    if moment is None:
        return words.say("today_from_hour", time=time)
    there = moment.astimezone(entry.call_at.tzinfo)
    if entry.call_at.date() == there.date():
        return words.say("today_from", time=time, now=f"{there:%H:%M}")
    day = words.date((None, entry.call_at.month, entry.call_at.day))
    return words.say("today_from_day", date=day, time=time)

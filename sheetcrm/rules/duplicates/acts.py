"""Acts done for a survivor while another client was part of it: they were done for that one as well.

So nobody is greeted, written to or called a second time because a merge was taken back.
"""

import datetime as dt

from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.duplicates.aliases import subjects_in
from sheetcrm.rules.duplicates.kept import Kept, copy_at
from sheetcrm.rules.duplicates.members import archive_row_of
from sheetcrm.rules.memory import Entry, remembered
from sheetcrm.rules.occasions import memory_days
from sheetcrm.rules.reading import context_of, kind_of, read_values


def acts_of_both(snapshot: Snapshot, settings: Settings, number: str, kept: Kept) -> dict[str, str]:
    """Lines for the memory (key -> value): what was done for the survivor since, under the number that comes back.

    An occasion of the client's own row counts only if the one that comes back keeps it on the same day: its birthday
    is still to come when the survivor's was another.
    """
    survivors = _survivors(snapshot, kept)
    known = remembered(snapshot)
    acts: dict[str, str] = {}
    for key, entry in known.items():
        if entry.day < kept.day:
            continue
        for subject, (before, after) in subjects_in(key, settings):
            if subject in survivors and (after.startswith("/") or _falls_on(key, entry, kept, settings)):
                own = f"{before}{number.upper()}{after}"
                if own not in known:
                    acts[own] = entry.value
                break
    return acts


def _survivors(snapshot: Snapshot, kept: Kept) -> set[str]:
    """Who the client was part of: the one it joined, and whoever that one joined in turn."""
    found: set[str] = set()
    at: str | None = kept.into.upper()
    while at is not None and at not in found:
        found.add(at)
        rows = archive_row_of(snapshot, at)
        further = copy_at(snapshot, rows[0]) if rows else None
        at = further.into.upper() if further is not None else None
    return found


def _falls_on(key: str, entry: Entry, kept: Kept, settings: Settings) -> bool:
    """Whether the act's day is one that the client coming back keeps too; what has no day counts for both."""
    name = key.removeprefix("letter:").partition(":")[0]
    occasion = next((each for each in settings.occasions if each.key == name), None)
    if occasion is None or not entry.value or occasion.when != "date":
        return True
    days = memory_days(occasion, of_letter=key.startswith("letter:"))
    try:
        day = dt.date.fromisoformat(entry.value) - dt.timedelta(days=days)
    except (ValueError, OverflowError):
        return True
    cell = kept.row.get(occasion.field)
    value = read_values([cell], kind_of(occasion.tab, occasion.field), context_of(settings))[0].value
    if isinstance(value, dt.date):
        value = (value.year, value.month, value.day)
    if not isinstance(value, tuple):
        return False
    own = {value[1:], (2, 28), (3, 1)} if value[1:] == (2, 29) else {value[1:]}
    return (day.month, day.day) in own

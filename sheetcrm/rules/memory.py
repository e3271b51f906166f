"""What the workbook itself remembers in its hidden Memory tab: highest numbers and the keys of acts already done.

Losing the journal must duplicate nothing, and a task that a person deleted must not come back: so it stands here.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sheetcrm.model.cells import CellValue
from sheetcrm.model.changes import AddRow, Change, SetCells
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.kinds import as_text

HIGHEST = "highest:"


class Entry(NamedTuple):
    """One line of the memory; for an act `value` is the last day on which its key matters (ISO), "" for ever."""

    anchor: str
    value: str
    day: str


def remembered(snapshot: Snapshot) -> dict[str, Entry]:
    """Key -> entry."""
    table = snapshot.table("memory")
    rows = zip(table.anchors, table.values("key"), table.values("value"), table.values("day"), strict=True)
    return {as_text(key): Entry(anchor, as_text(value), as_text(day)) for anchor, key, value, day in rows if key}


def remember(snapshot: Snapshot, entries: Mapping[str, str], today: dt.date) -> Iterator[Change]:
    """Changes that write `entries` (key -> value) into the memory; lines past their last day are used again."""
    if not entries or not snapshot.table("memory").has("key"):
        return
    known = remembered(snapshot)
    free = [
        (key, entry)
        for key, entry in known.items()
        if not key.startswith(HIGHEST) and entry.value and entry.value < today.isoformat() and key not in entries
    ]
    for key, value in entries.items():
        entry = known.get(key)
        if entry is not None:
            if entry.value != value:
                yield SetCells("memory", entry.anchor, {"value": (entry.value or None, value)}, "memory")
        elif free:
            old_key, old = free.pop()
            yield SetCells("memory", old.anchor, _rewritten(snapshot, old_key, old, key, value, today), "memory")
        else:
            yield AddRow("memory", {"key": key, "value": value or None, "day": today}, f"memory:{key}", "memory")


def _rewritten(
    snapshot: Snapshot, old_key: str, old: Entry, key: str, value: str, today: dt.date
) -> dict[str, tuple[CellValue, CellValue]]:
    day = snapshot.table("memory").cell(old.anchor, "day")
    return {"key": (old_key, key), "value": (old.value, value or None), "day": (day, today)}

"""What the workbook itself remembers in its hidden Memory tab: highest numbers and the keys of acts already done.

Losing the journal must duplicate nothing, and a task that a person deleted must not come back: so it stands here.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sheetcrm.model.cells import CellValue
from sheetcrm.model.changes import AddRow, Change, SetCells
from sheetcrm.model.snapshot import Snapshot, Table
from sheetcrm.rules.typed import as_text

HIGHEST = "highest:"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class Entry(NamedTuple):
    """One line of the memory; for an act `value` is the last day on which its key matters (ISO), "" for ever.

    Whatever is no day, such as a count or the evidence of a judgement, lasts for ever as well.
    """

    position: int
    value: str
    day: str


def remembered(snapshot: Snapshot) -> dict[str, Entry]:
    """Key -> entry."""
    table = snapshot.table("memory")
    rows = zip(table.values("key"), table.values("value"), table.values("day"), strict=True)
    return {
        as_text(key): Entry(position, as_text(value), as_text(day))
        for position, (key, value, day) in enumerate(rows)
        if key is not None
    }


def remember(snapshot: Snapshot, entries: Mapping[str, str], today: dt.date, *, live: bool = False) -> Iterator[Change]:
    """Changes that write `entries` (key -> value) into the memory; lines past their last day are used again.

    In a `live` sheet, which is not written in one piece, they are emptied instead: a new line comes in the very batch
    that adds the row it tells of, so it never knows of what did not happen.
    """
    table = snapshot.table("memory")
    if not entries or not table.has("key"):
        return
    known = remembered(snapshot)
    free = [
        (key, entry)
        for key, entry in known.items()
        if _DAY.fullmatch(entry.value)
        and entry.value < today.isoformat()
        and key not in entries
        and not key.startswith(HIGHEST)
    ]
    for key, value in entries.items():
        entry = known.get(key)
        if entry is not None:
            if entry.value != value:
                yield _rewritten(table, entry.position, {"value": value or None})
        elif free:
            _, old = free.pop()
            line = {"key": key, "value": value or None, "day": today}
            yield _rewritten(table, old.position, dict.fromkeys(line) if live else line)
            if live:
                yield AddRow("memory", line, f"memory:{key}", "memory")
        else:
            yield AddRow("memory", {"key": key, "value": value or None, "day": today}, f"memory:{key}", "memory")


def _rewritten(table: Table, position: int, line: Mapping[str, CellValue]) -> SetCells:
    """The line written anew over what really stands there: people's programs may have made numbers of texts."""
    cells = {field: (table.values(field)[position], value) for field, value in line.items()}
    return SetCells("memory", table.anchors[position], cells, "memory")

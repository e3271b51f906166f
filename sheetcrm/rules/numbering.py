"""Numbering: every client, deal, task and mailing gets a number that was never given before."""

import datetime as dt
import re
from collections.abc import Iterator

import numpy as np

from sheetcrm.model.changes import Change, SetCells
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot, missing
from sheetcrm.model.tabs import BY_NAME
from sheetcrm.rules.filled import filled_by_people
from sheetcrm.rules.memory import HIGHEST, remember, remembered
from sheetcrm.rules.patterns import make_number
from sheetcrm.rules.reading import counts


def number_rows(snapshot: Snapshot, settings: Settings, today: dt.date) -> Iterator[Change]:
    """Yield one change per row without a number, in sheet order.

    Numbers are never reused: the next one follows the highest ever given, archived clients included. A number that a
    person typed is kept, whatever its form.
    """
    highest: dict[str, str] = {}
    for tab, pattern in settings.numbers.items():
        table = snapshot.table(tab)
        key = BY_NAME[tab].key_column if tab in BY_NAME else None
        if key is None or not table.has(key):
            continue
        last = highest_given(snapshot, tab, pattern)
        column = table.values(key)
        unnumbered = missing(column)
        if unnumbered.any():
            unnumbered &= filled_by_people(table)
        for position in np.flatnonzero(unnumbered):
            last += 1
            yield SetCells(tab, table.anchors[position], {key: (None, make_number(pattern, last))}, "number")
        if last:
            highest[f"{HIGHEST}{tab}"] = str(last)
    yield from remember(snapshot, highest, today, live=bool(settings.spreadsheet))


def highest_given(snapshot: Snapshot, tab: str, pattern: str) -> int:
    """The highest count ever given in that tab: as remembered, and as it stands in the tab and in the archive."""
    entry = remembered(snapshot).get(f"{HIGHEST}{tab}")
    last = int(entry.value) if entry is not None and _COUNT.fullmatch(entry.value) else 0
    tables = [snapshot.table(tab)] + ([snapshot.table("archive")] if tab == "clients" else [])
    for table in tables:
        given = counts(table, BY_NAME[tab].key_column or "", pattern)
        last = max(last, max(filter(None, given), default=0))
    return last


_COUNT = re.compile(r"[0-9]{1,18}")

"""Checks of keys: a number that is broken or stands twice blocks its row, for nothing may be written to a wrong one."""

import datetime as dt
from collections.abc import Iterator

from sheetcrm.model.cells import is_result
from sheetcrm.model.problems import Problem
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.model.tabs import BY_NAME
from sheetcrm.rules.patterns import make_number
from sheetcrm.rules.reading import counts, keys


def check_keys(snapshot: Snapshot, settings: Settings, today: dt.date) -> Iterator[Problem]:
    """Broken, repeated and foreign numbers in the key column of every tab that has one."""
    del today
    for tab, table in snapshot.tables.items():
        key = BY_NAME[tab].key_column if tab in BY_NAME else None
        if key is None or not table.has(key):
            continue
        written = keys(table, key)
        column = table.values(key)
        for position, value in enumerate(column):
            if value is not None and not is_result(value):
                yield Problem("key-broken", tab, table.anchors[position], key, value)
        rows: dict[str, list[int]] = {}
        if len(set(written)) < len(written):
            for position, text in enumerate(written):
                if text:
                    rows.setdefault(text, []).append(position)
        for positions in rows.values():
            for position in positions if len(positions) > 1 else ():
                other = next(p for p in positions if p != position)
                yield Problem(
                    "key-duplicate", tab, table.anchors[position], key, column[position],
                    details={"other": table.place(table.anchors[other], None)},
                )  # fmt: skip
        pattern = settings.numbers.get(tab)
        if pattern is None:
            continue
        for position, count in enumerate(counts(table, key, pattern)):
            if count is None and written[position]:
                yield Problem(
                    "key-foreign", tab, table.anchors[position], key, column[position],
                    details={"example": make_number(pattern, 1)},
                )  # fmt: skip

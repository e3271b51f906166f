"""Checks of keys: a number that is broken or stands twice blocks its row, for nothing may be written to a wrong one."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from sheetcrm.model.cells import is_result
from sheetcrm.model.problems import Problem
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.model.tabs import BY_NAME
from sheetcrm.rules.kinds import as_text
from sheetcrm.rules.patterns import number_in


def check_keys(snapshot: Snapshot, settings: Settings, today: dt.date) -> Iterator[Problem]:
    """Broken, repeated and foreign numbers in the key column of every tab that has one."""
    del today
    for tab, table in snapshot.tables.items():
        key = BY_NAME[tab].key_column if tab in BY_NAME else None
        if key is None or not table.has(key):
            continue
        rows: dict[str, list[int]] = defaultdict(list)
        for position, value in enumerate(table.values(key)):
            if value is None:
                continue
            if not is_result(value):
                yield Problem("key-broken", tab, table.anchors[position], key, value)
            else:
                rows[as_text(value).upper()].append(position)
        pattern = settings.numbers.get(tab)
        for text, positions in rows.items():
            if len(positions) > 1:
                for position in positions:
                    other = next(p for p in positions if p != position)
                    yield Problem(
                        "key-duplicate", tab, table.anchors[position], key, table.values(key)[position],
                        details={"other": table.place(table.anchors[other], None)},
                    )  # fmt: skip
            elif pattern is not None and number_in(pattern, text) is None:
                yield Problem(
                    "key-foreign", tab, table.anchors[positions[0]], key, text, details={"example": pattern.format(n=1)}
                )

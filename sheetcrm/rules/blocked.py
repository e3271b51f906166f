"""Rows set aside: their number is broken or stands twice, so nothing may be made of them until it is repaired."""

from collections import Counter

from sheetcrm.model.cells import is_result
from sheetcrm.model.snapshot import Table
from sheetcrm.rules.kinds import as_text


def blocked_rows(table: Table, key: str | None) -> frozenset[int]:
    """Positions of the rows with a blocking problem; numbering and uniqueness go on seeing them."""
    if key is None or not table.has(key):
        return frozenset()
    column = table.values(key)
    counts = Counter(as_text(value).upper() for value in column if is_result(value))
    if len(counts) == len(table):
        return frozenset()
    return frozenset(
        position
        for position, value in enumerate(column)
        if value is not None and (not is_result(value) or counts[as_text(value).upper()] > 1)
    )

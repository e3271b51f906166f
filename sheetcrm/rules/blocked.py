"""Rows set aside: their number is broken or stands twice, so nothing may be made of them until it is repaired."""

from collections import Counter

from sheetcrm.model.snapshot import Table
from sheetcrm.rules.reading import keys


def blocked_rows(table: Table, key: str | None) -> frozenset[int]:
    """Positions of the rows with a blocking problem; numbering and uniqueness go on seeing them."""
    if key is None or not table.has(key):
        return frozenset()
    written = keys(table, key)
    different = set(written)
    if len(different) == len(written) and "" not in different:
        return frozenset()
    counts = Counter(written) if len(different) < len(written) else {}
    return frozenset(
        position
        for position, (value, text) in enumerate(zip(table.values(key), written, strict=True))
        if value is not None and (not text or counts.get(text, 1) > 1)
    )

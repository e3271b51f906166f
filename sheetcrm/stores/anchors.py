"""Anchors of rows in a store without row identities of its own: the key where it is there once, else the row's content.

The content is what people typed: what the robot writes beside it does not change who the row is.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from sheetcrm.model.cells import is_result
from sheetcrm.model.changes import AddRow, Change, SetCells
from sheetcrm.model.plan import Plan
from sheetcrm.model.snapshot import OWN, Cells, Table
from sheetcrm.model.tabs import BY_NAME

CONTENT = "~"


def anchors_for(tab: str, columns: Mapping[str, Cells], length: int) -> Cells:
    """One anchor per row, unique in the tab: the key, or `~` and a hash of what people typed."""
    spec = BY_NAME.get(tab)
    anchors = np.empty(length, dtype=object)
    key = spec.key_column if spec is not None else None
    keys = columns.get(key) if key is not None else None
    keyless: Iterable[int] = range(length)
    if keys is not None:
        texts = [str(value) if is_result(value) else None for value in keys]
        counts = Counter(texts)
        missing = []
        for position, text in enumerate(texts):
            if text is not None and counts[text] == 1:
                anchors[position] = text
            else:
                missing.append(position)
        keyless = missing
    robots = {c.key for c in spec.columns if c.robot} if spec is not None and not spec.robot else set()
    typed = [
        column
        for field, column in sorted(columns.items())
        if field.startswith(OWN) or (field not in robots and not _is_carried(tab, field))
    ]
    seen: Counter[str] = Counter()
    for position in keyless:
        content = "\x1f".join([repr(column[position]) for column in typed])
        digest = hashlib.blake2b(content.encode("utf-8", "surrogatepass"), digest_size=9).hexdigest()
        seen[digest] += 1
        repeat = f".{seen[digest]}" if seen[digest] > 1 else ""
        anchors[position] = f"{CONTENT}{digest}{repeat}"
    return anchors


def _is_carried(tab: str, field: str) -> bool:
    column = BY_NAME[tab].column(field) if tab in BY_NAME else None
    return column is not None and column.robot


def anchored_after(changes: Sequence[Change], plan: Plan) -> Iterator[SetCells | AddRow]:
    """The changes named by the anchors their rows will have afterwards, which is how undo must look for them.

    An added row is named by the anchor it will have, in place of its key.
    """
    later: dict[str, Mapping[str, str]] = {}
    for change in changes:
        if isinstance(change, SetCells | AddRow):
            if change.tab not in later:
                later[change.tab] = _later_anchors(plan.after.table(change.tab))
            if isinstance(change, SetCells):
                yield replace(change, anchor=later[change.tab].get(change.anchor, change.anchor))
            else:
                name = f"+{change.key}"
                yield replace(change, key=later[change.tab].get(name, name))


def _later_anchors(table: Table) -> Mapping[str, str]:
    return dict(zip(table.anchors, anchors_for(table.tab, table.columns, len(table)), strict=True))

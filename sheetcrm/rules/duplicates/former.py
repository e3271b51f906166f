"""Clients as they were before merges: under these names, phones and mailboxes they are still spoken of.

A name counts as long as whoever had it lives on in somebody; it never stands for anybody else.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from sheetcrm.model.cells import CellValue
from sheetcrm.model.snapshot import Snapshot, Table, empty_table, object_column
from sheetcrm.rules.duplicates.kept import copy_at
from sheetcrm.rules.reading import keys

NAMES = ("name", "company", "surname", "first_name", "patronymic", "phone", "email", "contacts")
"""What a client may be called by in other tabs; when a merge turns one of them, all are kept as they were."""


class Former(NamedTuple):
    """`table`: rows with `NAMES`, as a tab of clients. Per row: the number of whoever is meant, and who that is now."""

    table: Table
    meant: tuple[str, ...]
    living: tuple[str, ...]


def former_clients(snapshot: Snapshot, aliases: Mapping[str, str]) -> Former:
    """The archived clients of `aliases` as they were, and their survivors as they were called before each merge.

    Without a kept copy, what the archive shows counts.
    """
    archive = snapshot.table("archive")
    rows: list[Mapping[str, CellValue]] = []
    meant: list[str] = []
    living: list[str] = []
    shown = {field: archive.values(field) for field in NAMES}
    for position, number in enumerate(keys(archive, "number")):
        now = aliases.get(number)
        if now is None:
            continue
        kept = copy_at(snapshot, position)
        rows.append(kept.row if kept is not None else {field: column[position] for field, column in shown.items()})
        meant.append(number)
        living.append(now)
        if kept is not None and any(field in kept.turned for field in NAMES):
            rows.append({field: kept.survivor[field][0] for field in NAMES if field in kept.survivor})
            meant.append(kept.into.upper())
            living.append(now)
    columns = {field: object_column((row.get(field) for row in rows), len(rows)) for field in NAMES}
    anchors = object_column(map(str, range(len(rows))), len(rows))
    nowhere = np.zeros(len(rows), dtype=np.int64)
    pseudo = Table("clients", "", 0, {}, {}, anchors, nowhere, columns) if rows else empty_table("clients")
    return Former(pseudo, tuple(meant), tuple(living))

"""The Clients tab as records to compare: what people see in the cells, in the order of the clients' numbers."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot, Table
from sheetcrm.rules.blocked import blocked_rows
from sheetcrm.rules.duplicates.continued import digests
from sheetcrm.rules.duplicates.records import ROLES, Ints, Records, Role
from sheetcrm.rules.reading import counts, texts

FIELDS: Mapping[Role, tuple[str, ...]] = MappingProxyType(
    {role: (role,) for role in ROLES if role not in ("phone", "house")} | {"phone": ("phone", "whatsapp", "viber")}
)
"""Role -> the fields of a client that have it."""


@dataclass(frozen=True, slots=True)
class ClientRecords:
    """The clients that can be compared, the oldest number first: their numbers as written, and their cells.

    `rows` has a digest of each.
    """

    numbers: Sequence[str]
    records: Records
    rows: Ints


_MADE: list[tuple[tuple[object, ...], tuple[object, ...], ClientRecords]] = []
_MOST_MADE = 3


def client_records(snapshot: Snapshot, settings: Settings) -> ClientRecords:
    """Give the clients with a number of their own; the order of rows in the sheet plays no part.

    Made once for the same columns, which snapshots share until a rule changes them.
    """
    table = snapshot.table("clients")
    fields = ("number", *(field for fields in FIELDS.values() for field in fields))
    held = tuple(table.columns.get(field) for field in fields)
    asked = (settings.numbers.get("clients"), *map(id, held))
    found = next((made for before, _, made in _MADE if before == asked), None)
    if found is None:
        found = _read(table, settings)
        _MADE.insert(0, (asked, held, found))
        del _MADE[_MOST_MADE:]
    return found


def forget_records() -> None:
    """Give the room back."""
    _MADE.clear()


def _read(table: Table, settings: Settings) -> ClientRecords:
    order = _order(table, settings)
    numbers = texts(table, "number")
    columns: dict[Role, list[list[str]]] = {}
    for role, fields in FIELDS.items():
        written = [texts(table, field) for field in fields if table.has(field)]
        filled = [list(map(column.__getitem__, order)) for column in written if any(column)]
        if filled:
            columns[role] = filled
    written_numbers, records = [numbers[at] for at in order], Records(columns)
    return ClientRecords(written_numbers, records, digests(written_numbers, records))


def _order(table: Table, settings: Settings) -> list[int]:
    if not table.has("number"):
        return []
    numbers, blocked = texts(table, "number"), blocked_rows(table, "number")
    pattern = settings.numbers.get("clients")
    found = counts(table, "number", pattern) if pattern is not None else [None] * len(table)
    aged = [
        (math.inf if count is None else count, number, at)
        for at, (number, count) in enumerate(zip(numbers, found, strict=True))
        if number and at not in blocked
    ]
    return [at for _, _, at in sorted(aged)]

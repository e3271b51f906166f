"""Exact duplicates: clients with the same name and the same phone, mailbox or tax number as an earlier one.

Only marked, never removed; pairs that a person judged to be different people are left alone.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence

from sheetcrm.model.cells import CellValue
from sheetcrm.model.changes import Change, SetCells
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot, Table
from sheetcrm.rules.kinds import as_text
from sheetcrm.rules.linking import client_fact
from sheetcrm.rules.reading import read_choices, read_column, texts
from sheetcrm.values.email import mailbox_key
from sheetcrm.words import fold


def mark_duplicates(snapshot: Snapshot, settings: Settings, today: dt.date) -> Iterator[Change]:
    """Yield one change per client whose mark differs: the number of the earliest client it repeats, or nothing."""
    del today
    table = snapshot.table("clients")
    if not table.has("duplicate_of") or not table.has("number"):
        return
    different = _judged_different(snapshot)
    first: dict[tuple[str, str], str] = {}
    numbers = texts(table, "number")
    marks: dict[int, CellValue] = {}
    for position, contacts in sorted(_shared_contacts(table, settings).items()):
        name = fold(as_text(client_fact(table, position, "name")))
        number = numbers[position]
        same = [(name, contact) for contact in contacts] if name and number else []
        earlier = [first[key] for key in same if key in first]
        mark = next((e for e in earlier if e != number and frozenset((e, number)) not in different), None)
        if mark is not None:
            marks[position] = mark
        for key in same:
            first.setdefault(key, mark or number)
    for position, was in enumerate(table.values("duplicate_of")):
        becomes = marks.get(position)
        if was != becomes:
            yield SetCells("clients", table.anchors[position], {"duplicate_of": (was, becomes)}, "duplicate")


def _shared_contacts(table: Table, settings: Settings) -> dict[int, list[str]]:
    """Position -> the phones, mailboxes and tax numbers that more than one client has; others cannot tell anything."""
    shared: dict[int, list[str]] = {}
    mixed = read_column(table, "contacts", settings)
    columns = (
        (_bare, [r.value or () for r in read_column(table, "phone", settings)]),
        (_bare, [_half(r.value, 0) for r in mixed]),
        (mailbox_key, [r.value or () for r in read_column(table, "email", settings)]),
        (mailbox_key, [_half(r.value, 1) for r in mixed]),
        (str, [(r.value,) if r.value else () for r in read_column(table, "tax_id", settings)]),
    )
    found = [
        (position, as_key(value))  # type: ignore[operator]
        for as_key, column in columns
        for position, values in enumerate(column)
        for value in values  # type: ignore[attr-defined]
    ]
    counts = Counter(contact for _, contact in found)
    if len(counts) < len(found):
        for position, contact in found:
            if counts[contact] > 1:
                shared.setdefault(position, []).append(contact)
    return shared


def _bare(number: str) -> str:
    return number.partition(";")[0]


def _half(value: object, which: int) -> Sequence[str]:
    """One half of a mixed cell's reading (phones, addresses)."""
    return (value[which] or ()) if isinstance(value, tuple) and len(value) == 2 else ()


def _judged_different(snapshot: Snapshot) -> set[frozenset[str]]:
    table = snapshot.table("duplicates")
    decisions = read_choices(snapshot, "duplicates", "decision", "duplicate_decision")
    pairs = zip(table.values("first"), table.values("second"), decisions, strict=True)
    return {frozenset((as_text(a), as_text(b))) for a, b, decision in pairs if decision == "different"}

"""Exact duplicates: clients with the same name and the same phone, mailbox or tax number as an earlier one.

Only marked, never removed; pairs that a person judged to be different people are left alone.
"""

import datetime as dt
from collections.abc import Iterator

from sheetcrm.model.cells import CellValue, is_result
from sheetcrm.model.changes import Change, SetCells
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.kinds import as_text
from sheetcrm.rules.linking import client_fact
from sheetcrm.rules.reading import read_choices, read_column
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
    numbers = [as_text(number) for number in table.values("number")]
    marks: list[CellValue] = [None] * len(table)
    for position, keys in enumerate(_keys(snapshot, settings)):
        number = numbers[position]
        earlier = [first[key] for key in keys if key in first]
        mark = next((e for e in earlier if e != number and frozenset((e, number)) not in different), None)
        marks[position] = mark
        for key in keys:
            first.setdefault(key, mark or number)
    for position, (was, becomes) in enumerate(zip(table.values("duplicate_of"), marks, strict=True)):
        if was != becomes:
            yield SetCells("clients", table.anchors[position], {"duplicate_of": (was, becomes)}, "duplicate")


def _keys(snapshot: Snapshot, settings: Settings) -> Iterator[list[tuple[str, str]]]:
    """Per client: (folded name, contact) for every contact that may tell two rows of one person."""
    table = snapshot.table("clients")
    phones = read_column(table, "phone", settings)
    mails = read_column(table, "email", settings)
    mixed = read_column(table, "contacts", settings)
    ids = read_column(table, "tax_id", settings)
    plain = table.has("name") and not table.has("surname")
    names = read_column(table, "name", settings)
    for position in range(len(table)):
        name = names[position].value if plain and is_result(table.values("name")[position]) else None
        folded = name if isinstance(name, str) else fold(as_text(client_fact(table, position, "name")))
        contacts: list[str] = []
        for value in (phones[position].value, _first(mixed[position].value, 0)):
            contacts += [number.split(";")[0] for number in value] if isinstance(value, tuple) else []
        for value in (mails[position].value, _first(mixed[position].value, 1)):
            contacts += [mailbox_key(address) for address in value] if isinstance(value, tuple) else []
        if isinstance(ids[position].value, str):
            contacts.append(str(ids[position].value))
        yield [(folded, contact) for contact in contacts] if folded else []


def _first(value: object, which: int) -> object:
    """One half of a mixed cell's reading (phones, addresses)."""
    return value[which] if isinstance(value, tuple) and len(value) == 2 else ()


def _judged_different(snapshot: Snapshot) -> set[frozenset[str]]:
    table = snapshot.table("duplicates")
    decisions = read_choices(snapshot, "duplicates", "decision", "duplicate_decision")
    pairs = zip(table.values("first"), table.values("second"), decisions, strict=True)
    return {frozenset((as_text(a), as_text(b))) for a, b, decision in pairs if decision == "different"}

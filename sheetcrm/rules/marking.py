"""Exact duplicates: clients with the same name and the same phone, mailbox or tax number as an earlier one.

Only marked, never removed; pairs that a person judged to be different people are left alone.
"""

import datetime as dt
import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from sheetcrm.model.cells import CellValue, same_cell
from sheetcrm.model.changes import Change, SetCells
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot, Table
from sheetcrm.rules.linking import client_fact
from sheetcrm.rules.patterns import number_in
from sheetcrm.rules.reading import read_choices, read_column, texts
from sheetcrm.rules.typed import as_text
from sheetcrm.values.email import mailbox_key
from sheetcrm.words import fold


def mark_duplicates(snapshot: Snapshot, settings: Settings, today: dt.date) -> Iterator[Change]:
    """Yield one change per client whose mark differs: the number of the earliest client it repeats, or nothing.

    Earliest is who has the lowest number, so that sorting the sheet turns no mark round; a number that is not of the
    team's pattern counts as later than all that are.
    """
    del today
    table = snapshot.table("clients")
    if not table.has("duplicate_of") or not table.has("number"):
        return
    different = _judged_different(snapshot)
    first: dict[tuple[str, str], str] = {}
    numbers = texts(table, "number")
    marks: dict[int, CellValue] = {}
    shared = _shared_contacts(table, settings)
    for position in sorted(shared, key=_age_of(numbers, settings.numbers.get("clients"))):
        contacts = shared[position]
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
        if was is not becomes and not same_cell(was, becomes):
            yield SetCells("clients", table.anchors[position], {"duplicate_of": (was, becomes)}, "duplicate")


def _age_of(numbers: Sequence[str], pattern: str | None) -> Callable[[int], tuple[float, str, int]]:
    """Position -> what clients are put in order by: the count in the number, the number's text, the sheet."""

    def age(position: int) -> tuple[float, str, int]:
        count = number_in(pattern, numbers[position]) if pattern is not None else None
        return math.inf if count is None else count, numbers[position], position

    return age


def _shared_contacts(table: Table, settings: Settings) -> dict[int, list[str]]:
    """Position -> the phones, mailboxes and tax numbers that more than one client has; others cannot tell anything."""
    shared: dict[int, list[str]] = {}
    mixed = read_column(table, "contacts", settings) if table.has("contacts") else []
    columns = (
        (_bare, [r.value or () for r in read_column(table, "phone", settings)]),
        (_bare, [_half(r.value, 0) for r in mixed]),
        (mailbox_key, [r.value or () for r in read_column(table, "email", settings)]),
        (mailbox_key, [_half(r.value, 1) for r in mixed]),
        (str, [(r.value,) if r.value else () for r in read_column(table, "tax_id", settings)]),
    )
    positions: list[int] = []
    contacts: list[str] = []
    for as_key, column in columns:
        positions += [position for position, values in enumerate(column) for _ in values]  # type: ignore[attr-defined]
        contacts += [as_key(value) for values in column for value in values]  # type: ignore[attr-defined]
    repeated = {contact for contact, count in Counter(contacts).items() if count > 1}
    if repeated:
        for position, contact in zip(positions, contacts, strict=True):
            if contact in repeated:
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

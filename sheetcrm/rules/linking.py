"""Linking: rows that name a client get the client's number and the facts the team wants to see beside it."""

import datetime as dt
from collections.abc import Iterator, Mapping

from sheetcrm.model.cells import CellValue, canonical, is_result, same_cell
from sheetcrm.model.changes import Change, SetCells
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot, Table
from sheetcrm.model.tabs import BY_NAME, CARRIED, TABS
from sheetcrm.rules.clients import ClientIndex
from sheetcrm.rules.typed import as_text, squeeze


def link_clients(snapshot: Snapshot, settings: Settings, today: dt.date) -> Iterator[Change]:
    """Yield one change per row whose carried facts differ from the client's.

    What people typed into the client column stays. A reference that leads nowhere empties the robot's columns, unless
    it is the very number they were filled from: then they are the last trace of a client whose row was removed.
    """
    del today
    yield from _carry(snapshot, settings, derived=False)


def carry_derived(snapshot: Snapshot, settings: Settings, today: dt.date) -> Iterator[Change]:
    """As `link_clients`, for the facts that the robot itself derives and which follow from the links."""
    del today
    yield from _carry(snapshot, settings, derived=True)


def _carry(snapshot: Snapshot, settings: Settings, *, derived: bool) -> Iterator[Change]:
    if "clients" not in snapshot:
        return
    clients = ClientIndex(snapshot, settings)
    for tab in TABS:
        table = snapshot.table(tab.key)
        fields = [field for field in carried_fields(table) if _is_derived(field) is derived]
        if not fields or not table.has("client"):
            continue
        columns = [(field, table.values(field)) for field in fields]
        facts: dict[tuple[type, CellValue], Mapping[str, CellValue] | None] = {}
        for position, value in enumerate(table.values("client")):
            told = type(value), value
            if told not in facts:
                facts[told] = _facts_for(clients, fields, value)
            carried = facts[told]
            if carried is None:
                continue
            if not any(carried.values()) and as_text(value) and _last_trace(table, position, value):
                continue
            cells = {f: (c[position], carried[f]) for f, c in columns if not same_cell(c[position], carried[f])}
            if cells:
                yield SetCells(tab.key, table.anchors[position], cells, "link")


def carried_fields(table: Table) -> list[str]:
    """The robot's columns of a tab that repeat facts of the client."""
    tab = BY_NAME.get(table.tab)
    if tab is None or tab.robot:
        return []
    found = [(field, tab.column(field)) for field in table.columns if field.startswith(CARRIED)]
    return [field for field, column in found if column is not None and column.robot]


def _is_derived(field: str) -> bool:
    source = BY_NAME["clients"].column(field.removeprefix(CARRIED))
    return source is not None and source.robot and source.key != BY_NAME["clients"].key_column


def client_fact(table: Table, position: int, field: str) -> CellValue:
    """One fact of a client as it is repeated elsewhere; the name is the firm's where there is no person."""
    if field == "name":
        names = [table.values(f)[position] for f in ("name", "company")]
        parts = [table.values(f)[position] for f in ("surname", "first_name", "patronymic")]
        joined = " ".join(as_text(part) for part in parts if is_result(part))
        chosen = next((as_text(n) for n in names[:1] if is_result(n)), "") or joined
        return chosen or (as_text(names[1]) if is_result(names[1]) else "") or None
    fields = [field, "contacts"] if field in ("phone", "email") else [field]
    value = next((v for f in fields if is_result(v := table.values(f)[position])), None)
    return canonical(squeeze(value)) if isinstance(value, str) else canonical(value)


def _facts_for(clients: ClientIndex, fields: list[str], value: CellValue) -> Mapping[str, CellValue] | None:
    """The carried facts; empty ones for no client; None while a formula's result is unknown."""
    if value is not None and not is_result(value):
        return None
    match = clients.match(as_text(value)) if value is not None else None
    if match is None or match.position is None:
        return dict.fromkeys(fields)
    return {field: client_fact(clients.table, match.position, field.removeprefix(CARRIED)) for field in fields}


def _last_trace(table: Table, position: int, value: CellValue) -> bool:
    return as_text(table.values("client_number")[position]).upper() == as_text(value).upper()

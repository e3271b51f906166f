"""Snapshots written by hand for tests: tabs as lists of rows, every column of the default workbook there."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from sheetcrm.config import read_settings
from sheetcrm.model.settings import Settings, TabMapping
from sheetcrm.model.snapshot import OWN, Snapshot, Table, object_column
from sheetcrm.model.tabs import BY_NAME, TABS
from sheetcrm.stores.anchors import anchors_for
from sheetcrm.stores.cells import column_letter
from sheetcrm.words import words_of

TODAY = dt.date(2026, 11, 22)
Row = Mapping[str, Any]


def snapshot(extra: Mapping[str, Sequence[str]] | None = None, **tabs: Sequence[Row]) -> Snapshot:
    """A workbook with all tabs; rows are given as field -> value. `extra`: tab -> further columns."""
    tables = {}
    for tab in TABS:
        if tab.key == "archive" and "archive" not in tabs:
            continue
        tables[tab.key] = table(tab.key, tabs.get(tab.key, ()), (extra or {}).get(tab.key, ()))
    return Snapshot(tables, "stamp")


def table(tab: str, rows: Sequence[Row], extra: Sequence[str] = ()) -> Table:
    """One tab with its default columns, the extra ones and whatever the rows name."""
    fields = [column.key for column in BY_NAME[tab].columns if column.shown]
    fields += [field for field in extra if field not in fields]
    for row in rows:
        fields += [field for field in row if field not in fields]
    columns = {field: object_column([row.get(field) for row in rows], len(rows)) for field in fields}
    words = words_of("en")
    return Table(
        tab, words.tab(tab), 1,
        {field: words.header(tab, field) for field in fields},
        {field: column_letter(number) for number, field in enumerate(fields, 1)},
        anchors_for(tab, columns, len(rows)),
        np.arange(2, len(rows) + 2, dtype=np.int64),
        columns,
    )  # fmt: skip


def settings(**changes: Any) -> Settings:
    """Settings as a Polish-region team writing English would have them, with the shipped occasions."""
    document = {
        "workbook": {"path": "clients.xlsx", "language": "en", "region": "PL", "currency": "PLN"},
        "sender": {"name": "Studio", "address": "studio@example.com"},
    }
    return replace(read_settings(document, Path("/nowhere/sheetcrm.toml")), **changes)


def rows_of(found: Snapshot, tab: str, *fields: str) -> list[tuple[Any, ...]]:
    """The rows of a tab as tuples of the fields named."""
    table = found.table(tab)
    return list(zip(*(table.values(field) for field in fields), strict=True))


def mapping_of(found: Table) -> TabMapping:
    """The mapping a config would have for that table."""
    columns = {field: header for field, header in found.headers.items() if not field.startswith(OWN)}
    return TabMapping(found.title, found.header_row, columns)


def marked(found: Snapshot, tab: str, **marks: Any) -> Snapshot:
    """The snapshot with further marks of one of its tables: formulas, errors, merged, repeated_headers ..."""
    return replace(found, tables={**found.tables, tab: replace(found.table(tab), **marks)})


def resorted(found: Snapshot, tab: str, order: Sequence[int]) -> Snapshot:
    """The snapshot after somebody sorted a tab: the rows in another order, with all that belongs to them."""
    table = found.table(tab)
    places = list(order)
    columns = {name: column[places] for name, column in table.columns.items()}
    return marked(found, tab, columns=columns, anchors=table.anchors[places])

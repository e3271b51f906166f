"""Sheets as tables: the header found again, columns named by the config, rows anchored; nothing is judged here."""

from collections.abc import Mapping, Sequence

import numpy as np

from sheetcrm.layout.grid import Grid
from sheetcrm.layout.header import HeaderFound, locate_header
from sheetcrm.model.cells import CellError
from sheetcrm.model.settings import TabMapping
from sheetcrm.model.snapshot import OWN, Cells, Snapshot, Table, missing
from sheetcrm.stores.anchors import anchors_for
from sheetcrm.stores.cells import clean_column, column_letter

Sheets = Mapping[str, tuple[Grid, Mapping[tuple[int, int], str]]]
"""Title -> the sheet as a grid, with the texts of its formulas by (row, column)."""


def snapshot_of(sheets: Sheets, tabs: Mapping[str, TabMapping], stamp: str) -> Snapshot:
    """The tabs of the config; a tab whose sheet or header is gone is named as lost."""
    tables: dict[str, Table] = {}
    lost: dict[str, str] = {}
    for tab, mapping in tabs.items():
        if mapping.title not in sheets:
            lost[tab] = "tab-lost"
            continue
        sheet, formulas = sheets[mapping.title]
        header = locate_header(sheet, mapping.header_row, mapping.columns)
        if header is None:
            lost[tab] = "header-lost"
            continue
        tables[tab] = table_of(tab, sheet, formulas, header, mapping)
    return Snapshot(tables, stamp, lost)


def table_of(
    tab: str, sheet: Grid, sheet_formulas: Mapping[tuple[int, int], str], header: HeaderFound, mapping: TabMapping
) -> Table:
    """One tab's rows below its header."""
    fields = _fields(header, mapping)
    texts = {column.number: column.text for column in header.columns}
    rows = sheet.rows[max(0, header.row + 1 - sheet.first_row) : header.last_row + 1 - sheet.first_row]
    first = max(header.row + 1, sheet.first_row)
    everything = list(zip(*rows, strict=True)) if rows else []
    columns: dict[str, Cells] = {}
    for field, number in fields.items():
        at = number - sheet.first_column
        inside = 0 <= at < len(everything)
        columns[field] = clean_column(everything[at]) if inside else np.full(len(rows), None, dtype=object)
    used = np.zeros(len(rows), dtype=bool)
    for column in columns.values():
        used |= ~missing(column)
        if used.all():
            break
    keep = np.flatnonzero(used)
    if len(keep) < len(rows):
        columns = {field: column[keep] for field, column in columns.items()}
    anchors = anchors_for(tab, columns, len(keep))
    row_numbers = (keep + first).astype(np.int64)
    marked = bool(sheet_formulas or sheet.merged)
    by_row = dict(zip(row_numbers.tolist(), anchors, strict=True)) if marked else {}
    position_of = {row: position for position, row in enumerate(row_numbers.tolist())} if marked else {}
    by_number = {number: field for field, number in fields.items()}
    formulas = {
        (by_row[row], by_number[column]): text
        for (row, column), text in sheet_formulas.items()
        if row in by_row and column in by_number
    }
    errors = frozenset(
        (by_row[row], by_number[column])
        for row, column in sheet_formulas
        if row in by_row and column in by_number and type(columns[by_number[column]][position_of[row]]) is CellError
    )
    return Table(
        tab,
        sheet.title,
        header.row,
        {field: texts[number] for field, number in fields.items()},
        {field: column_letter(number) for field, number in fields.items()},
        anchors,
        row_numbers,
        columns,
        formulas,
        errors,
        _merged(sheet, by_row, by_number),
        tuple(column.text for column in header.columns if column.occurrence == 2),
        header.room_below,
    )


def _fields(header: HeaderFound, mapping: TabMapping) -> dict[str, int]:
    """Field -> column number: the config's names where they stand, every other header as the team's own column."""
    known: dict[str, int] = {}
    for field, name in mapping.columns.items():
        column = header.column(name)
        if column is not None:
            known[field] = column.number
    taken = set(known.values())
    for column in header.columns:
        if column.number not in taken and column.text:
            known[f"{OWN}{column.name}"] = column.number
    return dict(sorted(known.items(), key=lambda pair: pair[1]))


def _merged(sheet: Grid, by_row: Mapping[int, str], by_number: Mapping[int, str]) -> frozenset[tuple[str, str]]:
    """Cells that a merge hides; its top left cell holds the value and stays."""
    hidden: list[tuple[str, str]] = []
    for top, left, bottom, right in sheet.merged:
        rows: Sequence[int] = [row for row in range(top, bottom + 1) if row in by_row]
        for row in rows[:1000]:
            columns = [column for column in range(left, right + 1) if column in by_number]
            hidden += [(by_row[row], by_number[c]) for c in columns if (row, c) != (top, left)]
    return frozenset(hidden)

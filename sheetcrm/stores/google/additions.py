"""New rows: a fresh row is inserted below the last one, filled and tagged in the batch that inserts it.

Nothing can be overwritten that way: at whatever place the row comes to stand, it was not there before.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sheetcrm.layout.columns import number_format
from sheetcrm.model.cells import CellValue
from sheetcrm.model.snapshot import Table
from sheetcrm.model.tabs import BY_NAME
from sheetcrm.stores.cells import column_number
from sheetcrm.stores.google.cells import Json, date_kind, typed_value
from sheetcrm.stores.google.marker import HANDLE, tag
from sheetcrm.stores.google.targets import Addition

PATTERNS: Mapping[str, str] = {"DATE_TIME": "yyyy-mm-dd hh:mm:ss", "TIME": "hh:mm:ss"}


@dataclass(frozen=True, slots=True)
class NewRows:
    """The rows to be added to one tab. `index`: where, from 0; `ids`: the handles they get."""

    table: Table
    sheet_id: int
    additions: Sequence[Addition]
    index: int
    ids: range

    @property
    def columns(self) -> dict[str, int]:
        """Field -> column number, for the fields that are written."""
        named = {name for addition in self.additions for name in addition.cells}
        return {name: column_number(letter) for name, letter in self.table.letters.items() if name in named}


def by_tab(additions: Iterable[Addition]) -> dict[str, list[Addition]]:
    """The rows by tab; the memory comes last, as it must not know of what did not happen."""
    tabs: dict[str, list[Addition]] = {}
    for addition in additions:
        tabs.setdefault(addition.change.tab, []).append(addition)
    return dict(sorted(tabs.items(), key=lambda pair: pair[0] == "memory"))


def last_row(table: Table) -> int:
    """The last filled row of a tab, counted from 1; its header's where there is none."""
    return int(table.row_numbers.max()) if len(table) else table.header_row


def requests_for(new: NewRows, language: str) -> Iterator[Json]:
    """Insert, fill, format and tag the rows."""
    columns = new.columns
    first, last = min(columns.values()), max(columns.values())
    names = {number: name for name, number in columns.items()}
    end = new.index + len(new.additions)
    rows = {"sheetId": new.sheet_id, "dimension": "ROWS", "startIndex": new.index, "endIndex": end}
    yield {"insertDimension": {"range": rows, "inheritFromBefore": new.index > new.table.header_row}}
    filled = [
        {"values": [_cell(addition.cells.get(names.get(at, ""))) for at in range(first, last + 1)]}
        for addition in new.additions
    ]
    start = {"sheetId": new.sheet_id, "rowIndex": new.index, "columnIndex": first - 1}
    yield {"updateCells": {"start": start, "rows": filled, "fields": "userEnteredValue"}}
    for name, number in columns.items():
        yield from _formats(new, name, number - 1, language)
    for at, metadata_id in enumerate(new.ids):
        yield tag(metadata_id, HANDLE, new.sheet_id, "ROWS", new.index + at)


def _cell(value: CellValue) -> Json:
    typed = typed_value(value)
    return {"userEnteredValue": typed} if typed else {}


def _formats(new: NewRows, name: str, column: int, language: str) -> Iterator[Json]:
    """Number formats where a value needs one: a day must look like a day, a number not like one."""
    above = new.table.columns[name][-1] if len(new.table) else None
    wanted = [_pattern(new.table.tab, name, a.cells.get(name), above, language) for a in new.additions]
    at = 0
    while at < len(wanted):
        end = at + 1
        while end < len(wanted) and wanted[end] == wanted[at]:
            end += 1
        if wanted[at] is not None:
            area = {
                "sheetId": new.sheet_id, "startRowIndex": new.index + at, "endRowIndex": new.index + end,
                "startColumnIndex": column, "endColumnIndex": column + 1,
            }  # fmt: skip
            cell = {"userEnteredFormat": {"numberFormat": wanted[at]}} if wanted[at] else {}
            yield {"repeatCell": {"range": area, "cell": cell, "fields": "userEnteredFormat.numberFormat"}}
        at = end


def _pattern(tab: str, name: str, value: CellValue, above: CellValue, language: str) -> Json | None:
    kind = date_kind(value)
    spec = BY_NAME.get(tab)
    column = spec.column(name) if spec is not None else None
    if kind is None:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return {} if is_number and date_kind(above) is not None else None
    if kind == "DATE":
        chosen = number_format(column.kind, language) if column is not None and column.kind == "date" else None
        return {"type": kind, "pattern": chosen or number_format("date", language)}
    return {"type": kind, "pattern": PATTERNS[kind]}

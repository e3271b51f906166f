"""Columns and tabs that are not there yet, as requests: room, headers, looks, entries, warnings.

A column comes by insertion, never by writing into one that is there: whatever people type at that moment stays whole.
"""

import zlib
from collections.abc import Collection, Mapping, Sequence
from itertools import groupby

from sheetcrm.layout.additions import NewTab
from sheetcrm.layout.columns import ColumnLayout
from sheetcrm.stores.google.cells import Json, typed_value
from sheetcrm.stores.google.dressing import Columns
from sheetcrm.stores.google.facts import SheetFacts
from sheetcrm.stores.google.looks import body_format, header_format, note_of, rgb, widths
from sheetcrm.stores.google.ranges import ENDLESS, grid_range

SPARE_COLUMNS = 3
"""Empty columns that the grid has right of the last column we know.

The writer's guard needs them: it tells by the columns beyond the last one whether people moved columns meanwhile.
"""
ROWS, HIDDEN_ROWS = 1_000, 100
"""Rows of a new tab: as many as Google gives one. The robot adds rows by inserting them, so a full grid is no limit."""


def new_sheet_id(tab: str, taken: Collection[int]) -> int:
    """The sheet id of a tab to be added: the same whenever it is asked for, so that Google refuses a second one.

    >>> new_sheet_id("memory", ()) == new_sheet_id("memory", (7,)), new_sheet_id("tasks", ()) in range(1, 2**31)
    (True, True)
    """
    found = zlib.crc32(tab.encode()) % (2**31 - 1_000) + 1
    while found in taken:
        found += 1
    return found


def facts_of_new(tab: NewTab, sheet_id: int, rows: int) -> SheetFacts:
    """The facts of a tab as it is right after it was added."""
    return SheetFacts(sheet_id, rows, len(tab.columns) + SPARE_COLUMNS, tab.freeze[0], tab.hidden)


def added_tab(tab: NewTab, facts: SheetFacts, *, with_notes: bool) -> list[Json]:
    """The requests for a tab with its headers, looks, entries and example row."""
    grid: Json = {"rowCount": facts.rows, "columnCount": facts.columns}
    grid.update({name: n for name, n in zip(("frozenRowCount", "frozenColumnCount"), tab.freeze, strict=True) if n})
    properties: Json = {
        "sheetId": facts.sheet_id, "title": tab.title, "hidden": tab.hidden, "gridProperties": grid,
    }  # fmt: skip
    if tab.tab_colour is not None:
        properties["tabColorStyle"] = rgb(tab.tab_colour)
    columns = dict(enumerate(tab.columns, 1))
    requests = [{"addSheet": {"properties": properties}}, *looks(facts, 1, columns, with_notes=with_notes)]
    if tab.example_row is not None:
        cells = [{"userEnteredValue": typed_value(tab.example_row.get(c.field))} for c in tab.columns]
        requests.append(_written(facts.sheet_id, 2, 1, [{"values": cells}]))
    for at, column in columns.items():
        requests += entries(facts.sheet_id, 2, at, tab.lists.get(column.field, ()))
    return requests


def inserted_columns(facts: SheetFacts, header_row: int, columns: Columns, *, with_notes: bool) -> list[Json]:
    """The requests for columns that stand side by side, the first at the place where the others are pushed right.

    `facts` are those before; the grid must reach beyond the place.
    """
    first, last = min(columns), max(columns)
    place = {"sheetId": facts.sheet_id, "dimension": "COLUMNS", "startIndex": first - 1, "endIndex": last}
    # They take after the empty column behind them: after the last one of people, they would have its lists and dates.
    insertion = {"insertDimension": {"range": place, "inheritFromBefore": False}}
    return [insertion, *looks(facts, header_row, columns, with_notes=with_notes)]


def looks(facts: SheetFacts, header_row: int, columns: Columns, *, with_notes: bool) -> list[Json]:
    """Headers, widths and the looks of the cells below, for columns side by side."""
    numbers = sorted(columns)
    requests = []
    for _, alike in groupby(numbers, lambda at: body_format(columns[at])):
        span = list(alike)
        cells = {"userEnteredFormat": body_format(columns[span[0]])}
        area = grid_range(facts.sheet_id, (header_row + 1, span[0], ENDLESS, span[-1]))
        request = {"range": area, "cell": cells, "fields": "userEnteredFormat,dataValidation"}
        requests.append({"repeatCell": request})
    headers = [_header(columns[at], with_notes=with_notes) for at in numbers]
    fields = "userEnteredValue,userEnteredFormat,note,dataValidation"
    requests.append(_written(facts.sheet_id, header_row, numbers[0], [{"values": headers}], fields))
    return requests + widths(facts.sheet_id, columns)


def _header(column: ColumnLayout, *, with_notes: bool) -> Json:
    cell: Json = {"userEnteredValue": {"stringValue": column.header}, "userEnteredFormat": header_format(column)}
    return {**cell, "note": note_of(column)} if with_notes and note_of(column) else cell


def entries(sheet_id: int, row: int, column: int, texts: Sequence[str]) -> list[Json]:
    """The request that writes the entries of a list below each other."""
    rows = [{"values": [{"userEnteredValue": {"stringValue": text}}]} for text in texts]
    return [_written(sheet_id, row, column, rows)] if rows else []


def _written(sheet_id: int, row: int, column: int, rows: list[Json], fields: str = "userEnteredValue") -> Json:
    start = {"sheetId": sheet_id, "rowIndex": row - 1, "columnIndex": column - 1}
    return {"updateCells": {"start": start, "rows": rows, "fields": fields}}


def appended(sheet_id: int, dimension: str, count: int) -> list[Json]:
    """The request for more rows or columns at the end of the grid, if any are needed."""
    length = {"sheetId": sheet_id, "dimension": dimension, "length": count}
    return [{"appendDimension": length}] if count > 0 else []


def spare_columns(facts: SheetFacts, places: Mapping[str, int]) -> int:
    """How many columns the grid lacks."""
    return max(places.values(), default=0) + SPARE_COLUMNS - facts.columns

"""The answer to the first batch of a write: the rows as they stand now, each under the handle that was put on it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sheetcrm.model.cells import CellValue
from sheetcrm.stores.cells import column_letter
from sheetcrm.stores.google.cells import DATES, Json, format_type, read_cell
from sheetcrm.stores.google.reading import CELL, formula_of, quoted

SHEETS = (
    "sheets(properties(sheetId,title,gridProperties(rowCount,columnCount)),"
    f"data(startRow,startColumn,rowData(values({CELL})),rowMetadata(developerMetadata(metadataId))))"
)
"""What is asked back of the sheets; the same for a batch and for a read that stands in for a lost answer."""

_NEAR = 4
_MOST_RANGES = 4_000
"""They go in the body of a request; what is between near rows costs more than a range of its own."""


@dataclass(frozen=True, slots=True)
class FreshRow:
    """A row as it stands: values, formulas and date formats by column number, counted from 1. `index` is from 0."""

    index: int
    values: Mapping[int, CellValue]
    formulas: frozenset[int]
    dates: frozenset[int]
    """Columns whose cell has a date format, filled or not."""


@dataclass
class FreshSheet:
    """One sheet of the answer: the rows by the ids on them, and the size of the grid."""

    rows: dict[int, FreshRow] = field(default_factory=dict)
    row_count: int = 0
    column_count: int = 0


def ranges_of(title: str, rows: Iterable[int], columns: int) -> list[str]:
    """Ranges that cover the rows (counted from 1): near ones share one, and all more and more when there are thousands.

    >>> ranges_of("Clients", [1, 4, 7, 200], 4)
    ["'Clients'!A1:D7", "'Clients'!A200:D200"]
    """
    wanted = sorted(set(rows))
    near, spans = _NEAR, _spans(wanted, _NEAR)
    while len(spans) > _MOST_RANGES:
        near *= 4
        spans = _spans(wanted, near)
    last = column_letter(columns)
    return [f"{quoted(title)}!A{top}:{last}{bottom}" for top, bottom in spans]


def _spans(rows: Sequence[int], near: int) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for row in rows:
        if spans and row - spans[-1][1] <= near:
            spans[-1] = spans[-1][0], row
        else:
            spans.append((row, row))
    return spans


def fresh_sheets(resource: Json, wanted: frozenset[int]) -> dict[int, FreshSheet]:
    """Sheet id -> its rows that bear one of the wanted ids, out of the `sheets` of an answer."""
    found: dict[int, FreshSheet] = {}
    for sheet in resource.get("sheets", ()):
        properties = sheet["properties"]
        size = properties.get("gridProperties", {})
        fresh = FreshSheet({}, size.get("rowCount", 0), size.get("columnCount", 0))
        found[properties.get("sheetId", 0)] = fresh
        for data in sheet.get("data", ()):
            first = data.get("startRow", 0)
            left = data.get("startColumn", 0)
            rows = data.get("rowData", ())
            for at, metadata in enumerate(data.get("rowMetadata", ())):
                ids = [t["metadataId"] for t in metadata.get("developerMetadata", ()) if t["metadataId"] in wanted]
                if ids:
                    row = _row(first + at, left, rows[at].get("values", ()) if at < len(rows) else ())
                    fresh.rows.update(dict.fromkeys(ids, row))
    return found


def _row(index: int, left: int, cells: Sequence[Json]) -> FreshRow:
    values: dict[int, CellValue] = {}
    formulas: set[int] = set()
    dates: set[int] = set()
    for column, cell in enumerate(cells, left + 1):
        if not cell:
            continue
        if "effectiveValue" in cell:
            values[column] = read_cell(cell)
        if formula_of(cell) is not None:
            formulas.add(column)
        if format_type(cell) in DATES:
            dates.add(column)
    return FreshRow(index, values, frozenset(formulas), frozenset(dates))

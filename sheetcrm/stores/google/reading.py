"""Reading a spreadsheet: values, formulas and date formats in one answer while it is small, in two when it is large.

What Google calculated is read, never what it shows: the form of a date or an amount depends on the locale of the sheet.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sheetcrm.errors import WorkbookChanged
from sheetcrm.layout.grid import Area, Grid, TableArea
from sheetcrm.model.cells import CellValue
from sheetcrm.stores.cells import column_letter
from sheetcrm.stores.google.calls import Answer, CallRefused, Calls
from sheetcrm.stores.google.cells import Json, format_type, number_value, read_cell

LARGE = 60_000
"""Filled cells from which on values are read by themselves: cell objects are five times as long on the wire."""

CELL = "effectiveValue,userEnteredValue(formulaValue),effectiveFormat(numberFormat(type))"
_SHEET = (
    "properties(sheetId,title,sheetType,hidden,gridProperties(rowCount,columnCount)),merges,"
    "developerMetadata(metadataId,metadataKey,metadataValue),tables(name,range)"
)
_BOOK = "properties(title,locale,timeZone)"
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Mark:
    """A piece of metadata on a sheet."""

    id: int
    key: str
    value: str


@dataclass(frozen=True, slots=True)
class SheetFound:
    """One sheet as read; `rows` and `columns` are the size of its grid, `marks` the metadata on the sheet itself."""

    sheet_id: int
    grid: Grid
    formulas: Mapping[tuple[int, int], str]
    rows: int
    columns: int
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class BookFound:
    """The spreadsheet: what it is called, how it reckons, its sheets by title."""

    title: str
    locale: str
    time_zone: str
    sheets: Mapping[str, SheetFound] = field(default_factory=dict)
    digest: str = ""
    """The same for the same content."""

    @property
    def cells(self) -> int:
        """How many cells were read, empty ones among them."""
        return sum(len(s.grid.rows) * max(map(len, s.grid.rows), default=0) for s in self.sheets.values())


SeenBefore = Callable[[Sequence[Mark]], bool]
"""Whether metadata of sheets is as it was known to be before the reading began."""


def read_book(
    calls: Calls, titles: Sequence[str], *, large: bool, seen_before: SeenBefore = lambda marks: False
) -> BookFound:
    """The sheets of those titles that there are; all sheets when no title is named.

    One read, two when `large`, three when then another robot's marker comes to light that was not seen before. A title
    that is gone costs another, as Google then refuses the whole question.
    """
    if not titles:
        titles = titles_of(calls)
    for attempt in range(1, _TRIES + 1):
        try:
            return _read_large(calls, titles, seen_before) if large else _read_small(calls, titles)
        except CallRefused as refused:
            there = titles_of(calls) if "Unable to parse range" in refused.message else titles
            if set(titles) <= set(there) or attempt == _TRIES:
                raise
            titles = [title for title in titles if title in there]
            if not titles:
                return _book(calls.get(params={"fields": _BOOK}).body)
        except _Moved:
            continue
    raise WorkbookChanged("google-changed", path=calls.access.place)


def titles_of(calls: Calls) -> list[str]:
    """The titles of all sheets that have cells."""
    sheets = calls.get(params={"fields": "sheets(properties(title,sheetType))"}).body.get("sheets", ())
    return [s["properties"]["title"] for s in sheets if s["properties"].get("sheetType", "GRID") == "GRID"]


def quoted(title: str) -> str:
    """A title as a range of A1 notation: in quotes, or a named range of the same name would be taken.

    >>> quoted("Ann's clients")
    "'Ann''s clients'"
    """
    return "'" + title.replace("'", "''") + "'"


def _read_small(calls: Calls, titles: Sequence[str]) -> BookFound:
    answer = calls.get(params=_question([quoted(title) for title in titles], CELL))
    cells = {sheet["properties"]["title"]: _cells_of(sheet) for sheet in answer.body.get("sheets", ())}
    return _book(answer.body, cells, answer.digest)


class _Moved(Exception):
    """People moved rows between the two reads."""


def _read_large(calls: Calls, titles: Sequence[str], seen_before: SeenBefore) -> BookFound:
    """The values first, as typed; then the cells of those columns that hold numbers or formulas.

    Only there is it open what stands there: a day or a number, a result or a text that looks like a formula. The
    marker comes with the cells, and values must not be older than it: a robot that was at work between the two reads
    would not be noticed, and all it did would be done again. So a marker that is news has the values read once more.
    """
    typed, rows = _read_typed(calls, titles)
    ranges = [one for title in titles for one in _open_ranges(title, rows[title])]
    cells = calls.get(params=_question(ranges, CELL))
    if not seen_before([mark for sheet in cells.body.get("sheets", ()) for mark in marks_of(sheet)]):
        earlier = typed.digest
        typed, rows = _read_typed(calls, titles)
        if typed.digest != earlier and ranges != [t for title in titles for t in _open_ranges(title, rows[title])]:
            raise _Moved
    found = {}
    for sheet in cells.body.get("sheets", ()):
        title = sheet["properties"]["title"]
        found[title] = _joined(rows.get(title, []), sheet)
    return _book(cells.body, found, typed.digest + cells.digest)


def _read_typed(calls: Calls, titles: Sequence[str]) -> tuple[Answer, dict[str, list[list[Any]]]]:
    """The values as typed, by title."""
    typed = calls.get("/values:batchGet", {
        "ranges": [quoted(title) for title in titles], "majorDimension": "ROWS", "valueRenderOption": "FORMULA",
        "dateTimeRenderOption": "SERIAL_NUMBER", "fields": "valueRanges(values)",
    })  # fmt: skip
    found = [one.get("values", []) for one in typed.body.get("valueRanges", ())]
    return typed, dict(zip(titles, [*found, *[[]] * (len(titles) - len(found))], strict=True))


def _open_ranges(title: str, rows: list[list[Any]]) -> list[str]:
    """Ranges of the columns in which something is a number or begins like a formula; one cell where none is."""
    columns: set[int] = set()
    for row in rows:
        for at, value in enumerate(row, 1):
            if at not in columns and (value[:1] == "=" if type(value) is str else type(value) is not bool):
                columns.add(at)
    spans: list[tuple[int, int]] = []
    for column in sorted(columns):
        if spans and spans[-1][1] == column - 1:
            spans[-1] = spans[-1][0], column
        else:
            spans.append((column, column))
    letters = [f"{column_letter(left)}:{column_letter(right)}" for left, right in spans] or ["A1"]
    return [f"{quoted(title)}!{area}" for area in letters]


def _question(ranges: Sequence[str], cell: str) -> Mapping[str, Any]:
    sheets = f"sheets({_SHEET},data(startRow,startColumn,rowData(values({cell}))))"
    return {"ranges": list(ranges), "fields": f"{_BOOK},{sheets}"}


_Cells = tuple[list[list[CellValue]], dict[tuple[int, int], str]]


def _cells_of(sheet: Json) -> _Cells:
    rows: list[list[CellValue]] = []
    formulas: dict[tuple[int, int], str] = {}
    for data in sheet.get("data", ())[:1]:
        for number, row in enumerate(data.get("rowData", ()), 1):
            cells = row.get("values", ())
            rows.append([read_cell(cell) if cell else None for cell in cells])
            for at, cell in enumerate(cells, 1):
                if text := formula_of(cell):
                    formulas[number, at] = text
    return rows, formulas


def formula_of(cell: Json) -> str | None:
    """The formula of a CellData; None for a value and for nothing."""
    typed = cell.get("userEnteredValue") if cell else None
    return typed.get("formulaValue") if typed else None


def _joined(values: list[list[Any]], sheet: Json) -> _Cells:
    """The values, with what the cells of the open columns say about them."""
    formulas: dict[tuple[int, int], str] = {}
    rows = [[None if value == "" else value for value in row] for row in values]
    for data in sheet.get("data", ()):
        left = data.get("startColumn", 0)
        for number, row in enumerate(data.get("rowData", ())):
            there = rows[number] if number < len(rows) else []
            for at, cell in enumerate(row.get("values", ()), left):
                if not cell or at >= len(there):
                    continue
                value = there[at]
                text = formula_of(cell)
                if text is not None:
                    if value != text:
                        raise _Moved
                    formulas[number + 1, at + 1] = text
                    there[at] = read_cell(cell)
                elif type(value) is not str and value is not None and type(value) is not bool:
                    if cell.get("effectiveValue", {}).get("numberValue") != value:
                        raise _Moved
                    there[at] = number_value(value, format_type(cell))
    return rows, formulas


def _book(body: Json, cells: Mapping[str, _Cells] | None = None, digest: str = "") -> BookFound:
    told = body.get("properties", {})
    sheets = {}
    for sheet in body.get("sheets", ()) if cells is not None else ():
        title = sheet["properties"]["title"]
        sheets[title] = _sheet(sheet, *cells[title])  # type: ignore[index]
    return BookFound(told.get("title", ""), told.get("locale", ""), told.get("timeZone", ""), sheets, digest)


def _sheet(sheet: Json, rows: list[list[CellValue]], formulas: dict[tuple[int, int], str]) -> SheetFound:
    properties = sheet["properties"]
    while rows and all(value is None for value in rows[-1]):
        rows.pop()
    width = max(map(len, rows), default=0)
    for row in rows:
        row.extend([None] * (width - len(row)))
    size = properties.get("gridProperties", {})
    grid = Grid(
        properties["title"], 1, 1, rows, tuple(merge_area(m) for m in sheet.get("merges", ())),
        tuple(_table(table) for table in sheet.get("tables", ())), properties.get("hidden", False), frozenset(formulas),
    )  # fmt: skip
    return SheetFound(
        properties.get("sheetId", 0), grid, formulas, size.get("rowCount", 0), size.get("columnCount", 0),
        tuple(marks_of(sheet)),
    )  # fmt: skip


def marks_of(sheet: Json) -> list[Mark]:
    """The metadata on a sheet itself."""
    told = sheet.get("developerMetadata", ())
    return [Mark(m["metadataId"], m.get("metadataKey", ""), m.get("metadataValue", "")) for m in told]


def merge_area(merge: Json) -> Area:
    """A GridRange as rows and columns counted from 1, ends inside."""
    return (
        merge.get("startRowIndex", 0) + 1, merge.get("startColumnIndex", 0) + 1,
        merge.get("endRowIndex", 0), merge.get("endColumnIndex", 0),
    )  # fmt: skip


def _table(table: Json) -> TableArea:
    top, left, bottom, right = merge_area(table["range"])
    return TableArea(table.get("name", ""), top, left, bottom, right)

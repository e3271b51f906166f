"""The course of `init` on a Google spreadsheet: read what stands there, add what is missing in one batch, look again.

The batch bears the next run marker, or makes the tab that bears it: sent again after a lost answer it is refused as
a whole, so that no column comes twice.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sheetcrm.errors import WorkbookChanged
from sheetcrm.layout.additions import Layout
from sheetcrm.layout.grid import Grid
from sheetcrm.layout.placing import Places
from sheetcrm.model.cells import CellValue, same_cell
from sheetcrm.model.settings import Settings, TabMapping
from sheetcrm.model.tabs import MEMORY
from sheetcrm.stores.google.calls import CallRefused, Calls, CallUnclear
from sheetcrm.stores.google.cells import Json, read_cell
from sheetcrm.stores.google.facts import FACTS_FIELDS, facts_of, facts_ranges
from sheetcrm.stores.google.laying_out import places_in, requests_for
from sheetcrm.stores.google.marker import given_back, marker_of, refuse_if_held, this_host
from sheetcrm.stores.google.reading import CELL, BookFound, marks_of, quoted
from sheetcrm.words import words_of

_HEADERS = f"sheets(properties(title),data(startColumn,rowData(values({CELL}))))"


def build(calls: Calls, layout: Layout, book: BookFound, settings: Settings, robot: str = "") -> None:
    """Carry a layout out on the spreadsheet that was read as `book`; nothing is written where all stands already.

    One read and one write. `robot` is who may pass over a run marker of its own. Raises WorkbookUnusable, RunLocked
    and what Google refuses, with nothing written; WorkbookChanged when people moved columns in that very moment.
    """
    mappings = settings.tabs
    grids = [sheet.grid for sheet in book.sheets.values()]
    ranges = facts_ranges(layout, grids, mappings)
    sheets = facts_of(calls.get(params={"ranges": ranges, "fields": FACTS_FIELDS}).body)
    requests = requests_for(layout, grids, mappings, sheets, words_of(settings.language))
    if not requests:
        return
    once = _once(calls, book, mappings, requests, robot)
    headers = _headers(layout, grids, mappings, places_in(layout, grids, mappings, sheets))
    asked = [f"{quoted(title)}!{header.row}:{header.row}" for title, header in headers.items()]
    body: Json = {"requests": [*once.requests, *requests]}
    if asked:
        body |= {"includeSpreadsheetInResponse": True, "responseRanges": asked, "responseIncludeGridData": True}
    fields = f"updatedSpreadsheet({_HEADERS})" if asked else "spreadsheetId"
    try:
        answer = calls.write(":batchUpdate", body, {"fields": fields}).body.get("updatedSpreadsheet", {})
    except (CallRefused, CallUnclear) as failure:
        if (isinstance(failure, CallRefused) and failure.code != 400) or not _is_there(calls, once):
            raise
        answer = calls.get(params={"ranges": asked, "fields": _HEADERS}).body if asked else {}
    for title, header in headers.items():
        if not _stands(answer, title, header):
            raise WorkbookChanged("google-columns-moved", title=title)


class _Once(NamedTuple):
    """What makes a batch happen once: the requests it begins with, and the sheet and mark that it leaves."""

    requests: Sequence[Json]
    sheet_id: int
    value: str | None
    marker_id: int


def _once(
    calls: Calls, book: BookFound, mappings: Mapping[str, TabMapping], requests: Sequence[Json], robot: str
) -> _Once:
    mapping = mappings.get(MEMORY.key)
    sheet = book.sheets.get(mapping.title) if mapping is not None else None
    if sheet is None:
        added = [request["addSheet"]["properties"] for request in requests if "addSheet" in request]
        return _Once((), next(one["sheetId"] for one in added if one["hidden"]), None, 0)
    now = calls.now
    marker = marker_of(sheet.marks, now)
    refuse_if_held(marker, robot, this_host(), now)
    steps, after = given_back(marker, sheet.sheet_id, robot, now)
    made = steps[0]["createDeveloperMetadata"]["developerMetadata"]
    return _Once(steps, sheet.sheet_id, made["metadataValue"], after.id)


def _is_there(calls: Calls, once: _Once) -> bool:
    """Whether the batch went through, by reading; WorkbookChanged when another robot was first."""
    fields = "sheets(properties(sheetId),developerMetadata(metadataId,metadataKey,metadataValue))"
    for sheet in calls.get(params={"fields": fields}).body.get("sheets", ()):
        if sheet["properties"].get("sheetId", 0) != once.sheet_id:
            continue
        values = {mark.id: mark.value for mark in marks_of(sheet)}
        if once.value is None or values.get(once.marker_id) == once.value:
            return True
        if once.marker_id in values:
            raise WorkbookChanged("google-changed", path=calls.access.place)
    return False


class _Header(NamedTuple):
    """The row of a header and what has to stand in the columns that were dressed."""

    row: int
    cells: Mapping[int, CellValue]


def _headers(
    layout: Layout, grids: Sequence[Grid], mappings: Mapping[str, TabMapping], places: Places
) -> dict[str, _Header]:
    """Of every sheet that was there before: its header as it has to be afterwards."""
    by_title = {grid.title: grid for grid in grids}
    rows = {dress.title: dress.header_row for dress in layout.dress} | {
        new.title: new.header_row for new in layout.new_columns
    }
    added = {new.title: {column.field: column.header for column in new.columns} for new in layout.new_columns}
    headers = {}
    for title, row in rows.items():
        if title in by_title and title in places:
            new = added.get(title, {})
            cells = {at: new.get(field) or by_title[title].cell(row, at) for field, at in places[title].items()}
            headers[title] = _Header(row, cells)
    return headers


def _stands(answer: Mapping[str, object], title: str, header: _Header) -> bool:
    """Whether the header that came back is the one expected, each cell in its column."""
    sheets: Sequence[Json] = answer.get("sheets", ())  # type: ignore[assignment]
    found: dict[int, CellValue] = {}
    for sheet in sheets:
        if sheet["properties"]["title"] == title:
            for data in sheet.get("data", ()):
                cells = (data.get("rowData") or [{}])[0].get("values", ())
                found |= {at: read_cell(cell) for at, cell in enumerate(cells, data.get("startColumn", 0) + 1)}
    return all(same_cell(found.get(at), value) for at, value in header.cells.items())

"""The ten values methods. Each answers with Google's JSON; those that write are called inside a transaction."""

from collections.abc import Iterable

from tests.google_server.a1 import Bounds, a1_of, area_of_a1, requested_area
from tests.google_server.area import Area
from tests.google_server.data_tables import last_table
from tests.google_server.dimensions import MOST_CELLS as MOST_CELLS
from tests.google_server.dimensions import append_dimension, insert_dimension
from tests.google_server.errors import invalid
from tests.google_server.metadata import areas_of
from tests.google_server.model import Book, Json, Sheet, Spreadsheet
from tests.google_server.protection import check_editable
from tests.google_server.reading_values import value_range
from tests.google_server.shown import Reading
from tests.google_server.value_options import (
    Query,
    Render,
    Writing,
    render_of_body,
    render_of_query,
    writing_of_body,
    writing_of_query,
)  # fmt: skip
from tests.google_server.writing_values import Written, put, rows_of_values, titles_of, write


def values_get(spreadsheet: Spreadsheet, range_text: str, query: Query) -> Json:
    """One range of values."""
    render = render_of_query(query)
    return value_range(Reading(spreadsheet.book), area_of_a1(spreadsheet.book, range_text), render)


def values_batch_get(spreadsheet: Spreadsheet, query: Query) -> Json:
    """Several ranges of values, in the order asked for."""
    render, reading = render_of_query(query), Reading(spreadsheet.book)
    areas = [area_of_a1(spreadsheet.book, text) for text in query.get("ranges", ())]
    told: Json = {"spreadsheetId": spreadsheet.id}
    if areas:
        told["valueRanges"] = [value_range(reading, area, render) for area in areas]
    return told


def values_update(spreadsheet: Spreadsheet, actor: str, range_text: str, query: Query, body: Json) -> Json:
    """Write one range."""
    rows = rows_of_values(body, "data")
    writing = writing_of_query(query)
    _check_same_range(spreadsheet.book, range_text, body)
    sheet, asked = requested_area(spreadsheet.book, range_text)
    written = write(spreadsheet, actor, sheet, asked, rows, writing.entered)
    return _updated(spreadsheet, written, asked, body, writing)


def values_append(spreadsheet: Spreadsheet, actor: str, range_text: str, query: Query, body: Json) -> Json:
    """Write below the last table found in the range, or at its first cell when no table is there; the sheet grows."""
    rows = rows_of_values(body, "data")
    writing = writing_of_query(query)
    book = spreadsheet.book
    _check_same_range(book, range_text, body)
    area = area_of_a1(book, range_text)
    table = last_table(area)
    top, left = (table.bottom, table.left) if table else (area.top, area.left)
    height, width = len(rows), max(map(len, rows), default=0)
    bottom, right = top + max(height, 1), left + max(width, 1)
    if writing.inserting and height and table and top < area.sheet.row_count:
        insert_dimension(book, area.sheet, "ROWS", top, top + height, inherit_from_before=True)
    grow(book, area.sheet, bottom, right)
    target = Area(area.sheet, top, left, bottom, right)
    check_editable(spreadsheet, actor, target)
    written = put(target, rows, writing.entered, book.properties.get("locale", "en_US"), titles_of(book))
    told: Json = {"spreadsheetId": spreadsheet.id}
    if table:
        told["tableRange"] = a1_of(Area(area.sheet, *table))
    told["updates"] = _updated(spreadsheet, written, Bounds(top, left, bottom, right), body, writing)
    return told


def grow(book: Book, sheet: Sheet, rows: int, columns: int) -> None:
    """Give a sheet at least so many rows and columns; Google's refusal when the spreadsheet would get too large."""
    if columns > sheet.column_count:
        append_dimension(book, sheet, "COLUMNS", columns - sheet.column_count)
    if rows > sheet.row_count:
        append_dimension(book, sheet, "ROWS", rows - sheet.row_count)


def values_clear(spreadsheet: Spreadsheet, actor: str, range_text: str) -> Json:
    """Empty one range; formats, notes and validation stay."""
    area = area_of_a1(spreadsheet.book, range_text)
    return {"spreadsheetId": spreadsheet.id, "clearedRange": _clear(spreadsheet, actor, area)}


def values_batch_clear(spreadsheet: Spreadsheet, actor: str, body: Json) -> Json:
    """Empty several ranges."""
    areas = [area_of_a1(spreadsheet.book, text) for text in body.get("ranges", ())]
    return _told_cleared(spreadsheet, [_clear(spreadsheet, actor, area) for area in areas])


def _told_cleared(spreadsheet: Spreadsheet, cleared: list[str]) -> Json:
    told: Json = {"spreadsheetId": spreadsheet.id}
    return told | {"clearedRanges": cleared} if cleared else told


def _clear(spreadsheet: Spreadsheet, actor: str, area: Area) -> str:
    check_editable(spreadsheet, actor, area)
    for row in range(area.top, area.bottom):
        values = area.sheet.rows[row].values
        if any(value is not None for value in values[area.left : area.right]):
            target = area.sheet.writable(row).values
            if area.right >= len(target):
                del target[area.left :]
            else:
                target[area.left : area.right] = [None] * (area.right - area.left)
    return a1_of(area)


def values_batch_update(spreadsheet: Spreadsheet, actor: str, body: Json) -> Json:
    """Write several ranges, all or none."""
    writing = writing_of_body(body)
    data = body.get("data") or []
    rows = [rows_of_values(part, f"data[{index}]") for index, part in enumerate(data)]
    asked = [requested_area(spreadsheet.book, part.get("range", "")) for part in data]
    done = [
        write(spreadsheet, actor, sheet, bounds, values, writing.entered)
        for (sheet, bounds), values in zip(asked, rows, strict=True)
    ]
    reading = Reading(spreadsheet.book)
    answers = [
        _updated(spreadsheet, written, bounds, part, writing, reading)
        for written, (_, bounds), part in zip(done, asked, data, strict=True)
    ]
    return _told_updated(spreadsheet, done, answers)


def _told_updated(spreadsheet: Spreadsheet, done: Iterable[Written], answers: list[Json]) -> Json:
    rows: set[tuple[int, int]] = set()
    columns: set[tuple[int, int]] = set()
    sheets: set[int] = set()
    count = 0
    for written in done:
        sheet_id = written.area.sheet.id
        rows |= {(sheet_id, row) for row in written.rows}
        columns |= {(sheet_id, column) for column in written.columns}
        sheets |= {sheet_id} if written.cells else set()
        count += written.cells
    told: Json = {"spreadsheetId": spreadsheet.id}
    totals = {"Rows": len(rows), "Columns": len(columns), "Cells": count, "Sheets": len(sheets)}
    told |= {f"totalUpdated{name}": total for name, total in totals.items() if total}
    return told | {"responses": answers} if answers else told


def _updated(
    spreadsheet: Spreadsheet, written: Written, asked: Bounds, part: Json, writing: Writing,
    reading: Reading | None = None,
) -> Json:  # fmt: skip
    """An UpdateValuesResponse."""
    told: Json = {"spreadsheetId": spreadsheet.id, **written.counts()}
    if writing.told_back:
        told["updatedData"] = _told_back(reading or Reading(spreadsheet.book), written, asked, part, writing)
    return told


def _told_back(reading: Reading, written: Written, asked: Bounds, part: Json, writing: Writing) -> Json:
    """The values after writing: of the whole range asked for, when that is larger than what was written."""
    sheet, area = written.area.sheet, written.area
    bottom = sheet.row_count if asked.bottom is None else asked.bottom
    right = sheet.column_count if asked.right is None else asked.right
    whole = Area(sheet, area.top, area.left, max(area.bottom, bottom), max(area.right, right))
    major = part.get("majorDimension") or "ROWS"
    return value_range(reading, whole, Render(writing.values, writing.dates, major))


def _check_same_range(book: Book, range_text: str, body: Json) -> None:
    named = body.get("range")
    if named and requested_area(book, named) != requested_area(book, range_text):
        raise invalid(f"Requested range [{range_text}] does not match the range [{named}] of the values")


def values_batch_get_by_data_filter(spreadsheet: Spreadsheet, body: Json) -> Json:
    """The ranges that data filters match; a range matched by several is told once, with all of them."""
    render, reading = render_of_body(body), Reading(spreadsheet.book)
    matched: dict[tuple[int, int, int, int, int], tuple[Area, list[Json]]] = {}
    for index, data_filter in enumerate(body.get("dataFilters", ())):
        for area in areas_of(spreadsheet.book, data_filter, f"dataFilters[{index}]"):
            key = (area.sheet.id, area.top, area.left, area.bottom, area.right)
            matched.setdefault(key, (area, []))[1].append(data_filter)
    told: Json = {"spreadsheetId": spreadsheet.id}
    if matched:
        told["valueRanges"] = [
            {"valueRange": value_range(reading, area, render), "dataFilters": filters}
            for area, filters in matched.values()
        ]
    return told


def values_batch_update_by_data_filter(
    spreadsheet: Spreadsheet, actor: str, body: Json, unmatched: str = "absent"
) -> Json:
    """Write the same values to every range a filter matches.

    A filter that matches nothing is told nowhere (`absent`) or is refused (`refused`): Google does not say which.
    """
    writing = writing_of_body(body)
    done: list[tuple[Written, Bounds, Json]] = []
    for index, part in enumerate(body.get("data") or []):
        rows = rows_of_values(part, f"data[{index}]")
        for area in _matched(spreadsheet.book, part.get("dataFilter") or {}, f"data[{index}].dataFilter", unmatched):
            asked = Bounds(area.top, area.left, area.bottom, area.right)
            written = write(spreadsheet, actor, area.sheet, asked, rows, writing.entered)
            done.append((written, asked, part))
    reading = Reading(spreadsheet.book)
    answers: list[Json] = []
    for written, asked, part in done:
        told: Json = {**written.counts(), "dataFilter": part.get("dataFilter", {})}
        if writing.told_back:
            told["updatedData"] = _told_back(reading, written, asked, part, writing)
        answers.append(told)
    return _told_updated(spreadsheet, [written for written, _, _ in done], answers)


def values_batch_clear_by_data_filter(
    spreadsheet: Spreadsheet, actor: str, body: Json, unmatched: str = "absent"
) -> Json:
    """Empty every range that a filter matches."""
    areas: list[Area] = []
    for index, data_filter in enumerate(body.get("dataFilters", ())):
        areas += _matched(spreadsheet.book, data_filter, f"dataFilters[{index}]", unmatched)
    return _told_cleared(spreadsheet, [_clear(spreadsheet, actor, area) for area in areas])


def _matched(book: Book, data_filter: Json, where: str, unmatched: str) -> list[Area]:
    areas = areas_of(book, data_filter, where)
    if not areas and unmatched == "refused":
        raise invalid(f"Invalid {where}: No ranges matched the data filter.")
    return areas

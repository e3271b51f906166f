"""New rows that came to stand wrong, as people moved the header in the moment between two requests, are put right.

Only rows are touched that the robot has just made itself, and they are found by their handles.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from sheetcrm.model.cells import CellValue
from sheetcrm.stores.google.additions import NewRows
from sheetcrm.stores.google.cells import Json, as_typed, raw_value
from sheetcrm.stores.google.course import Course

Add = Callable[[Sequence[NewRows]], object]
"""Adds the same rows once more, below the header as it stands now."""


def straighten(course: Course, news: Sequence[NewRows], add: Add) -> None:
    """Set right what stands in wrong columns; rows that came to stand above the header are made again below it.

    Those are made first and emptied afterwards: were the robot to die in between, nothing would be lost, and what
    stands above a header is no row, so nothing would be doubled either.
    """
    course.found = found = course.read_again()
    places = _places(course, [new.ids[0] for new in news])
    above: list[NewRows] = []
    for new in news:
        tab = new.table.tab
        if tab not in found.snapshot or new.ids[0] not in places:
            continue
        if places[new.ids[0]] < found.table(tab).header_row:
            above.append(new)
        else:
            _shift(course, new, found.columns(tab))
    if above:
        add(above)
        empty = [(handle, dict.fromkeys(new.columns.values(), "")) for new in above for handle in new.ids]
        _write(course, "RAW", [_entry(handle, cells) for handle, cells in empty])


def _shift(course: Course, new: NewRows, now: Mapping[str, int]) -> None:
    """Write every value into the column in which its header stands now; headers that were only reworded stay."""
    old = new.columns
    if all(now.get(name, number) == number for name, number in old.items()):
        return
    plain: list[Json] = []
    dated: list[Json] = []
    for handle, addition in zip(new.ids, new.additions, strict=True):
        there = {name: value for name, value in addition.cells.items() if name in now}
        days = {now[name]: as_typed(value) for name, value in there.items() if isinstance(value, dt.date | dt.time)}
        cells: dict[int, object] = {old[name]: "" for name in addition.cells}
        cells |= {now[name]: raw_value(value) for name, value in there.items() if not _is_day(value)}
        plain.append(_entry(handle, {number: value for number, value in cells.items() if number not in days}))
        if days:
            dated.append(_entry(handle, days))
    _write(course, "RAW", plain)
    _write(course, "USER_ENTERED", dated)


def _is_day(value: CellValue) -> bool:
    return isinstance(value, dt.date | dt.time)


def _entry(handle: int, cells: Mapping[int, object]) -> Json:
    values = [cells.get(number) for number in range(1, max(cells, default=0) + 1)]
    lookup = {"developerMetadataLookup": {"metadataId": handle}}
    return {"dataFilter": lookup, "majorDimension": "ROWS", "values": [values]}


def _write(course: Course, option: str, entries: Sequence[Json]) -> None:
    data = [entry for entry in entries if entry["values"][0]]
    if data:
        body = {"valueInputOption": option, "data": data}
        course.calls.write("/values:batchUpdateByDataFilter", body, {"fields": "spreadsheetId"})


def _places(course: Course, handles: Sequence[int]) -> dict[int, int]:
    """Handle -> the row that bears it, counted from 1."""
    filters = [{"developerMetadataLookup": {"metadataId": handle}} for handle in handles]
    body = {"dataFilters": filters}
    answer = course.calls.search("/developerMetadata:search", body).body
    found = [match["developerMetadata"] for match in answer.get("matchedDeveloperMetadata", ())]
    return {m["metadataId"]: m["location"]["dimensionRange"].get("startIndex", 0) + 1 for m in found}

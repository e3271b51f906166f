"""Writing cells of rows that are there: by handle, never by row number, and only what was just seen to hold.

All rows of all tabs go in one request, in several only where 2 MB force it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from sheetcrm.errors import WorkbookChanged
from sheetcrm.model.cells import same_cell
from sheetcrm.stores.base import Skipped
from sheetcrm.stores.google.calls import CallRefused, CallUnclear
from sheetcrm.stores.google.cells import Json
from sheetcrm.stores.google.column_guard import exceeds, guards
from sheetcrm.stores.google.course import Course
from sheetcrm.stores.google.first_batch import First
from sheetcrm.stores.google.judging import Entry, judge, leave
from sheetcrm.stores.google.protection import ProtectedAreas, is_protection, protected_areas
from sheetcrm.stores.google.targets import RowTarget

MOST_BYTES = 1_800_000
FEW_ROWS = 2_000
"""Up to so many rows are answered with what stands in them afterwards."""
_VALUES = "/values:batchUpdateByDataFilter"
_NO_KEY = "sheetcrm: no such key"
_ANSWERED = "dataFilter(developerMetadataLookup(metadataId))"


def write_rows(course: Course, rows: Sequence[RowTarget], first: First, skipped: list[Skipped]) -> list[RowTarget]:
    """Write what still holds; gives the rows that are not where they were, or of which nobody knows."""
    raw: list[Entry] = []
    typed: list[Entry] = []
    moved = judge(course, rows, first, raw, typed, skipped)
    moved += _send(course, raw, "RAW", first, skipped)
    moved += _send(course, typed, "USER_ENTERED", first, skipped)
    return list({row.at: row for row in moved}.values())


def _send(
    course: Course, entries: list[Entry], way: str, first: First, skipped: list[Skipped]
) -> list[RowTarget]:  # fmt: skip
    moved: list[RowTarget] = []
    for piece in pieces(entries):
        moved += _send_piece(course, piece, way, first, skipped)
    return moved


def pieces(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    """The entries in requests of less than 2 MB."""
    piece: list[Entry] = []
    size = 0
    for entry in entries:
        wide = max(entry.values)
        texts = sum(len(value.encode()) for value in entry.values.values() if isinstance(value, str))
        more = 110 + 5 * wide + 24 * len(entry.values) + texts
        if piece and size + more > MOST_BYTES:
            yield piece
            piece, size = [], 0
        piece.append(entry)
        size += more
    if piece:
        yield piece


def _send_piece(
    course: Course, piece: list[Entry], option: str, first: First, skipped: list[Skipped]
) -> list[RowTarget]:  # fmt: skip
    """One request. Refused for a reason that is not ours, nothing of it is written and its rows are looked at again."""
    careful = any(entry.careful for entry in piece)
    few = len(piece) <= FEW_ROWS
    fields = f"responses({_ANSWERED},updatedData(values))" if few else f"responses({_ANSWERED})"
    body = {**_body(course, piece, option, first), "includeValuesInResponse": few}
    if few:
        body |= {"responseValueRenderOption": "UNFORMATTED_VALUE", "responseDateTimeRenderOption": "SERIAL_NUMBER"}
    try:
        with course.writing():
            answer = course.calls.write(_VALUES, body, {"fields": fields}, again=not careful)
    except CallUnclear:
        course.unclear += 1
        return [entry.row for entry in piece]
    except CallRefused as refused:
        if refused.code != 400:
            raise
        if is_protection(refused):
            return _around_protection(course, piece, option, first, skipped)
        if exceeds(refused.message):
            raise WorkbookChanged("google-changed", path=course.calls.access.place) from refused
        if course.way == "elsewhere" and _refuses_what_matches_nothing(course):
            course.way = "in-place"
            return _send_piece(course, piece, option, first, skipped)
        return [entry.row for entry in piece]
    answered = {
        response.get("dataFilter", {}).get("developerMetadataLookup", {}).get("metadataId"): response
        for response in answer.body.get("responses", ())
    }
    left = [entry for entry in piece if entry.handle not in answered]
    emptied: list[Entry] = []
    for entry in piece:
        if entry.handle in answered:
            stands = answered[entry.handle].get("updatedData", {}).get("values", [[]])[0] if few else None
            if stands is not None and entry.is_emptied(stands):
                emptied.append(entry)
                continue
            _note(entry, stands if option == "RAW" else None, course.found.columns(entry.row.change.tab), skipped)
    if emptied:
        _take_off(course, emptied, first)
    return [entry.row for entry in (*left, *emptied)]


def _take_off(course: Course, emptied: Sequence[Entry], first: First) -> None:
    """Clear what was put into rows that had just been emptied, or it would stand there alone."""
    blank = [replace(entry, values=dict.fromkeys(entry.values, "")) for entry in emptied]
    with course.writing():
        course.calls.write(_VALUES, _body(course, blank, "RAW", first), {"fields": "spreadsheetId"})


def _refuses_what_matches_nothing(course: Course) -> bool:
    """Ask with a filter that surely matches nothing; the guards of columns are never turned round on a guess.

    Turned round at a Google that passes over such filters they would guard nothing.
    """
    entry = {"dataFilter": {"developerMetadataLookup": {"metadataKey": _NO_KEY}}, "values": [[None]]}
    body: Json = {"valueInputOption": "RAW", "data": [entry]}
    try:
        course.calls.write(_VALUES, body, {"fields": "spreadsheetId"})
    except CallRefused as refused:
        if refused.code != 400:
            raise
        return True
    except CallUnclear:
        return False
    return False


def _note(entry: Entry, stands: Sequence[object] | None, columns: Mapping[str, int], skipped: list[Skipped]) -> None:
    """Note what was written, going by what Google says stands there now where it says so."""
    for name in entry.names:
        number = columns[name]
        there = stands[number - 1] if stands is not None and number <= len(stands) else ""
        if stands is None or same_cell(there, entry.values[number]):
            entry.row.made.add(name)
        else:
            leave(entry.row, name, "unwritable", skipped)


def _body(course: Course, piece: Sequence[Entry], option: str, first: First) -> Json:
    keeper = course.found.keeper
    written = {(course.found.sheets[e.row.change.tab].sheet_id, column - 1) for e in piece for column in e.values}
    tags = {metadata_id: place for metadata_id, place in first.tags.items() if place in written}
    widths = {sheet_id: sheet.column_count for sheet_id, sheet in first.sheets.items()}
    span = max(keeper.columns, widths.get(keeper.sheet_id, 0))
    guarding = guards(course.way, tags, widths, course.marker.next_id, span)
    return {"valueInputOption": option, "data": [*guarding, *(entry.body for entry in piece)]}


def _around_protection(
    course: Course, piece: list[Entry], option: str, first: First, skipped: list[Skipped]
) -> list[RowTarget]:  # fmt: skip
    """Leave the cells that the robot may not write, and write the rest.

    A cell that a row's values only pass over may count as edited, too; nobody has written down what Google does. So
    when leaving the closed cells does not help, what stands to the right of them in the same row is left as well.
    """
    areas = protected_areas(course.calls)
    closed = {entry.handle: _closed_columns(course, entry, areas) for entry in piece}
    direct = {(e.handle, number) for e in piece for number in closed[e.handle] if number in e.values}
    beyond = {
        (e.handle, number) for e in piece for number in e.values if number > min(closed[e.handle], default=number)
    }
    left = direct or beyond
    whole = {entry.handle for entry in piece if entry.row.change.whole}
    left |= {(e.handle, number) for e in piece for number in e.values if e.handle in whole & {h for h, _ in left}}
    for entry in piece:
        columns = course.found.columns(entry.row.change.tab)
        for name in [name for name in entry.names if (entry.handle, columns[name]) in left]:
            entry.values.pop(columns[name])
            entry.names.remove(name)
            leave(entry.row, name, "protected", skipped)
    rest = [entry for entry in piece if entry.values]
    if not rest or not left:
        return [entry.row for entry in rest]
    return _send_piece(course, rest, option, first, skipped)


def _closed_columns(course: Course, entry: Entry, areas: ProtectedAreas) -> list[int]:
    """The columns, up to the last one that the entry writes, in which the row is closed to the robot."""
    sheet_id = course.found.sheets[entry.row.change.tab].sheet_id
    return [n for n in range(1, max(entry.values) + 1) if areas.holds(sheet_id, entry.index, n - 1)]

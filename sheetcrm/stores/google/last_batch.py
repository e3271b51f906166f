"""The last batch of a write: it adds the rows, takes the handles off and gives the marker back, all at once.

Sent again after a lost answer it is refused as a whole, as its marker is there by then: no row is added twice.
"""

from collections.abc import Iterator, Sequence

from sheetcrm.errors import WorkbookChanged
from sheetcrm.stores.base import Skipped
from sheetcrm.stores.google.additions import NewRows, by_tab, last_row, requests_for
from sheetcrm.stores.google.calls import CallRefused, CallUnclear
from sheetcrm.stores.google.cells import Json, raw_value
from sheetcrm.stores.google.course import Course
from sheetcrm.stores.google.first_batch import handled
from sheetcrm.stores.google.fresh import SHEETS, fresh_sheets, ranges_of
from sheetcrm.stores.google.marker import HANDLE, Marker, first_handle, tag, without_handles
from sheetcrm.stores.google.protection import ProtectedAreas, is_protection, protected_areas
from sheetcrm.stores.google.row_values import MOST_BYTES
from sheetcrm.stores.google.targets import Addition

MOST_ROWS = 8_000


def add_rows(course: Course, additions: Sequence[Addition], skipped: list[Skipped]) -> list[Addition]:
    """Add the rows and end the write; gives the rows that were added."""
    added: list[Addition] = []
    groups = list(_pieces(additions)) or [[]]
    placed: dict[str, int] = {}
    for number, group in enumerate(groups, 1):
        added += _send(course, group, placed, skipped, last=number == len(groups))
    return added


def give_back(course: Course) -> None:
    """End a write that went wrong, as well as it can be; what is left is taken over later."""
    if course.holding:
        add_rows(course, [], [])


def _pieces(additions: Sequence[Addition]) -> Iterator[list[Addition]]:
    """The rows in requests of less than 2 MB, tab by tab, the memory last."""
    piece: list[Addition] = []
    size = 0
    for group in by_tab(additions).values():
        for addition in group:
            more = 230 + sum(60 + len(str(value).encode()) for value in addition.cells.values())
            if piece and (size + more > MOST_BYTES or len(piece) >= MOST_ROWS):
                yield piece
                piece, size = [], 0
            piece.append(addition)
            size += more
    if piece:
        yield piece


def _send(
    course: Course, additions: Sequence[Addition], placed: dict[str, int], skipped: list[Skipped], *, last: bool
) -> list[Addition]:  # fmt: skip
    """One batch. `placed`: tab -> rows that earlier batches added to it."""
    steps, marker = course.last_step() if last else course.step()
    ids = first_handle(marker)
    news: list[NewRows] = []
    headers: dict[str, int] = {}
    requests: list[Json] = [*steps, *(without_handles() if course.handles else [])]
    for tab, group in by_tab(additions).items():
        table, sheet = course.found.table(tab), course.found.sheets[tab]
        index = last_row(table) + placed.get(tab, 0)
        new = NewRows(table, sheet.sheet_id, group, index, range(ids, ids + len(group)))
        ids += len(group)
        headers[tab], ids = ids, ids + 1
        news.append(new)
        requests += requests_for(new, course.language)
        requests.append(tag(headers[tab], HANDLE, sheet.sheet_id, "ROWS", table.header_row - 1))
    ranges = [
        one
        for new in news
        for one in ranges_of(new.table.title, [new.table.header_row], max(course.found.columns(new.table.tab).values()))
    ]
    course.wrote = course.wrote or bool(additions)
    body: Json = {"requests": requests}
    fields = "spreadsheetId"
    if ranges:
        body |= {"includeSpreadsheetInResponse": True, "responseRanges": ranges, "responseIncludeGridData": True}
        fields = f"updatedSpreadsheet({SHEETS})"
    try:
        resource = course.calls.write(":batchUpdate", body, {"fields": fields}).body.get("updatedSpreadsheet", {})
    except CallRefused as refused:
        if not _went_through(course, marker, refused):
            return _without_what_cannot_be(course, additions, placed, skipped, refused, last=last)
        resource = handled(course) if ranges else {}
    except CallUnclear:
        if not course.is_there(marker):
            raise
        resource = handled(course) if ranges else {}
    course.stepped(marker)
    course.handles = bool(additions)
    sheets = fresh_sheets(resource, frozenset(headers.values()))
    for new in news:
        placed[new.table.tab] = placed.get(new.table.tab, 0) + len(new.additions)
        header = sheets[new.sheet_id].rows.get(headers[new.table.tab])
        if header is None or not course.found.header_stands(new.table.tab, header.values):
            _straighten(course, new)
    return list(additions)


def _went_through(course: Course, marker: Marker, refused: CallRefused) -> bool:
    return refused.code == 400 and course.is_there(marker)


def _without_what_cannot_be(
    course: Course, additions: Sequence[Addition], placed: dict[str, int], skipped: list[Skipped],
    refused: CallRefused, *, last: bool,
) -> list[Addition]:  # fmt: skip
    """Leave the rows for which there is no place, and end the write all the same."""
    left: list[Addition] = []
    code = "unwritable"
    if is_protection(refused):
        areas = protected_areas(course.calls)
        left = [a for a in additions if _closed(course, a, areas)]
        code = "protected"
    elif "number of cells" in refused.message:
        left, code = list(additions), "no-room"
    elif course.handles and "developerMetadata" in refused.message.replace("DeveloperMetadata", "developerMetadata"):
        course.handles = False
        return _send(course, additions, placed, skipped, last=last)
    elif "grid" in refused.message or "beyond" in refused.message:
        raise WorkbookChanged("google-changed", path=course.calls.access.place) from refused
    if not left:
        raise refused
    skipped += [Skipped(addition.change, None, code) for addition in left]
    gone = {addition.at for addition in left}
    return _send(course, [a for a in additions if a.at not in gone], placed, skipped, last=last)


def _closed(course: Course, addition: Addition, areas: ProtectedAreas) -> bool:
    tab = addition.change.tab
    columns = course.found.columns(tab)
    row = last_row(course.found.table(tab)) - 1
    sheet_id = course.found.sheets[tab].sheet_id
    return any(
        areas.holds(sheet_id, row, columns[name] - 1) or areas.holds(sheet_id, row + 1, columns[name] - 1)
        for name in addition.cells
    )


def _straighten(course: Course, new: NewRows) -> None:
    """Set new rows right whose columns moved in the very moment: what was put wrong is cleared, by the rows' handles.

    Nothing of people's is touched: the rows did not exist before.
    """
    old = new.columns
    found = course.read_again()
    if new.table.tab not in found.snapshot:
        return
    now = found.columns(new.table.tab)
    data = []
    for handle, addition in zip(new.ids, new.additions, strict=True):
        row: dict[int, object] = {old[name]: "" for name in addition.cells}
        row |= {now[name]: raw_value(value) for name, value in addition.cells.items() if name in now}
        values = [row.get(number) for number in range(1, max(row) + 1)]
        lookup = {"developerMetadataLookup": {"metadataId": handle}}
        data.append({"dataFilter": lookup, "majorDimension": "ROWS", "values": [values]})
    course.calls.write(
        "/values:batchUpdateByDataFilter", {"valueInputOption": "RAW", "data": data}, {"fields": "spreadsheetId"}
    )

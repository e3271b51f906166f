"""The last batch of a write: it adds the rows, takes the handles off and gives the marker back, all at once.

Sent again after a lost answer it is refused as a whole, as its marker is there by then: no row is added twice.
"""

from collections.abc import Iterator, Sequence

from sheetcrm.errors import WorkbookChanged
from sheetcrm.stores.base import Skipped
from sheetcrm.stores.google.additions import NewRows, by_tab, last_row, requests_for
from sheetcrm.stores.google.calls import CallRefused, CallUnclear
from sheetcrm.stores.google.cells import Json
from sheetcrm.stores.google.course import Course
from sheetcrm.stores.google.first_batch import handled
from sheetcrm.stores.google.fresh import SHEETS, fresh_sheets, ranges_of
from sheetcrm.stores.google.marker import HANDLE, Marker, first_handle, tag, without_handles
from sheetcrm.stores.google.protection import ProtectedAreas, is_protection, protected_areas
from sheetcrm.stores.google.row_values import MOST_BYTES
from sheetcrm.stores.google.straightening import straighten
from sheetcrm.stores.google.targets import Addition

MOST_ROWS = 8_000


def add_rows(
    course: Course, additions: Sequence[Addition], skipped: list[Skipped], *, end: bool = True
) -> list[Addition]:
    """Add the rows and end the write, unless not `end`: then the marker is kept. Gives the rows that were added."""
    added: list[Addition] = []
    groups = list(_pieces(additions)) or [[]]
    placed: dict[str, int] = {}
    for number, group in enumerate(groups, 1):
        added += _send(course, group, placed, skipped, last=end and number == len(groups))
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
    body: Json = {"requests": requests}
    fields = "spreadsheetId"
    if ranges:
        body |= {"includeSpreadsheetInResponse": True, "responseRanges": ranges, "responseIncludeGridData": True}
        fields = f"updatedSpreadsheet({SHEETS})"
    try:
        with course.writing(cells=bool(additions)):
            answer = course.calls.write(":batchUpdate", body, {"fields": fields})
        resource = answer.body.get("updatedSpreadsheet", {})
    except CallRefused as refused:
        if not _went_through(course, marker, refused):
            return _without_what_cannot_be(course, additions, placed, skipped, refused, last=last)
        resource = handled(course) if ranges else {}
    except CallUnclear:
        if not course.is_there(marker):
            raise
        resource = handled(course) if ranges else {}
    course.stepped(marker)
    course.wrote = course.wrote or bool(additions)
    course.handles = bool(additions)
    sheets = fresh_sheets(resource, frozenset(headers.values()))
    moved: list[NewRows] = []
    for new in news:
        placed[new.table.tab] = placed.get(new.table.tab, 0) + len(new.additions)
        header = sheets[new.sheet_id].rows.get(headers[new.table.tab])
        if header is None or not course.found.header_stands(new.table.tab, header.values):
            moved.append(new)
    if moved:
        _straighten(course, moved, placed, skipped, last=last)
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
        left += _noted_by_memory(left, additions)
        code = "protected"
    elif "number of cells" in refused.message:
        left, code = list(additions), "full"
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


def _noted_by_memory(left: Sequence[Addition], additions: Sequence[Addition]) -> list[Addition]:
    """The lines of the memory that tell of rows left out: noted, those would never be made again."""
    keys = {addition.cells.get("key") for addition in left} - {None}
    at = {addition.at for addition in left}
    return [a for a in additions if a.change.tab == "memory" and a.cells.get("key") in keys and a.at not in at]


def _closed(course: Course, addition: Addition, areas: ProtectedAreas) -> bool:
    tab = addition.change.tab
    columns = course.found.columns(tab)
    row = last_row(course.found.table(tab)) - 1
    sheet_id = course.found.sheets[tab].sheet_id
    return any(
        areas.holds(sheet_id, row, columns[name] - 1) or areas.holds(sheet_id, row + 1, columns[name] - 1)
        for name in addition.cells
    )


def _straighten(
    course: Course, moved: Sequence[NewRows], placed: dict[str, int], skipped: list[Skipped], *, last: bool
) -> None:  # fmt: skip
    """Put right the rows of tabs whose header moved in the very moment; afterwards everything counts anew."""

    def add(above: Sequence[NewRows]) -> None:
        placed.clear()
        course.handles = False  # or the handles of what is to be emptied would come off
        _send(course, [addition for new in above for addition in new.additions], placed, skipped, last=last)

    placed.clear()
    straighten(course, moved, add)

"""The first batch of a write: it takes the marker, puts handles on the rows, and answers with the rows as they stand.

The rows it names may have moved since they were read: what landed where, only the answer tells.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sheetcrm.errors import WorkbookChanged
from sheetcrm.stores.google.additions import last_row
from sheetcrm.stores.google.calls import CallRefused, CallUnclear
from sheetcrm.stores.google.cells import Json
from sheetcrm.stores.google.course import Course
from sheetcrm.stores.google.fresh import SHEETS, FreshRow, FreshSheet, fresh_sheets, ranges_of
from sheetcrm.stores.google.marker import COLUMN, HANDLE, Marker, first_handle, tag, without_handles
from sheetcrm.stores.google.replacing import Replacing
from sheetcrm.stores.google.targets import RowTarget


@dataclass
class First:
    """What the first batch gave: the rows by handle, the tags of columns with their places, the sizes of the sheets."""

    handles: dict[int, int]
    """Place in the list of rows -> handle."""
    tags: dict[int, tuple[int, int]]
    sheets: dict[int, FreshSheet]

    def row(self, sheet_id: int, at: int) -> FreshRow | None:
        """The row that bears the handle of the row at that place of the list."""
        return self.sheets[sheet_id].rows.get(self.handles[at]) if sheet_id in self.sheets else None


def send_first(course: Course, rows: Sequence[RowTarget], tabs: Iterable[str], *, replace: bool) -> First:
    """Send it. `tabs`: every tab that is going to be written, so that its header is looked at.

    Raises WorkbookChanged when a header moved or another robot was first; a lost answer is asked for again.
    """
    found = course.found
    steps, marker = course.step()
    requests = steps + (without_handles() if course.handles else [])
    ids = iter(range(first_handle(marker), first_handle(marker) + 20_000))
    first = First({}, {}, {})
    headers: dict[str, int] = {}
    wanted: dict[str, set[int]] = {}
    for tab in dict.fromkeys(tabs):
        table, sheet = found.table(tab), found.sheets[tab]
        headers[tab] = next(ids)
        wanted[tab] = {table.header_row}
        requests.append(tag(headers[tab], HANDLE, sheet.sheet_id, "ROWS", table.header_row - 1))
        if last_row(table) >= sheet.rows:
            requests.append({"appendDimension": {"sheetId": sheet.sheet_id, "dimension": "ROWS", "length": 1}})
        columns = found.columns(tab)
        written = sorted({name for row in rows if row.change.tab == tab for name in row.open})
        for name in written:
            metadata_id = next(ids)
            first.tags[metadata_id] = sheet.sheet_id, columns[name] - 1
            requests.append(tag(metadata_id, COLUMN, sheet.sheet_id, "COLUMNS", columns[name] - 1))
    replacing: list[Json] = []
    ways: dict[str, Replacing] = {}
    for at, row in enumerate(rows):
        tab = row.change.tab
        table, sheet = found.table(tab), found.sheets[tab]
        number = int(table.row_numbers[table.positions[row.anchor]])
        first.handles[at] = next(ids)
        wanted[tab].add(number)
        requests.append(tag(first.handles[at], HANDLE, sheet.sheet_id, "ROWS", number - 1))
        if replace and not row.change.whole:
            if tab not in ways:
                ways[tab] = Replacing(table, sheet.sheet_id, found.columns(tab))
            replacing += ways[tab].requests(row, number)
    ranges = [
        one
        for tab, numbers in wanted.items()
        for one in ranges_of(found.table(tab).title, numbers, max(found.columns(tab).values()))
    ]
    body = {
        "requests": requests + replacing, "includeSpreadsheetInResponse": True, "responseRanges": ranges,
        "responseIncludeGridData": True,
    }  # fmt: skip
    try:
        with course.writing(cells=bool(replacing)):
            answer = course.calls.write(":batchUpdate", body, {"fields": f"updatedSpreadsheet({SHEETS})"})
        resource = answer.body.get("updatedSpreadsheet", {})
    except (CallRefused, CallUnclear) as failure:
        if not _went_through(course, marker, failure):
            if course.handles and isinstance(failure, CallRefused) and failure.code == 400:
                # Perhaps nothing bears a handle any more; whether Google minds is written down nowhere.
                course.handles = False
                return send_first(course, rows, tabs, replace=replace)
            raise
        resource = handled(course)
    course.stepped(marker)
    course.wrote = course.wrote or bool(replacing)
    course.handles = True
    first.sheets = fresh_sheets(resource, frozenset([*headers.values(), *first.handles.values()]))
    for tab, metadata_id in headers.items():
        header = first.sheets[found.sheets[tab].sheet_id].rows.get(metadata_id)
        if header is None or not found.header_stands(tab, header.values):
            raise WorkbookChanged("google-changed", path=course.calls.access.place)
    return first


def handled(course: Course) -> Json:
    """The rows that bear a handle, read by it: what stands in for a lost answer."""
    lookup = {"developerMetadataLookup": {"metadataKey": HANDLE}}
    body = {"dataFilters": [lookup], "includeGridData": True}
    return course.calls.search(":getByDataFilter", body, {"fields": SHEETS}).body


def _went_through(course: Course, marker: Marker, failure: CallRefused | CallUnclear) -> bool:
    """Whether the batch was carried out all the same; WorkbookChanged when it never can be, as the sheet changed."""
    if isinstance(failure, CallRefused) and failure.code != 400:
        return False
    if course.is_there(marker):
        return True
    text = failure.message if isinstance(failure, CallRefused) else ""
    if any(sign in text for sign in ("Unable to parse range", "grid limits", "No grid with id", "beyond the")):
        raise WorkbookChanged("google-changed", path=course.calls.access.place) from failure
    return False

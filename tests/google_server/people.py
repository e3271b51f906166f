"""People at work in a spreadsheet, as in a browser: each act is a transaction of its own under the person's name.

Rows are told as people see them (from 1), columns by their letters, cells and ranges in A1 notation inside the tab.
Refusals are those of the API: a protected range binds whoever is not its editor, a viewer changes nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from tests.google_server import sorting, typed, undoing
from tests.google_server.a1 import area_of_a1, column_index, quoted, sheet_of_title
from tests.google_server.area import Area
from tests.google_server.errors import ApiError, invalid
from tests.google_server.model import Book, Json, Sheet, Spreadsheet
from tests.google_server.protection import check_editable

SOMEBODY = "anna@example.com"
_UNDO = "undo by "


class People:
    """The people who work in one spreadsheet; `name` is the e-mail address of whoever acts.

    Whoever is not told to be a viewer may edit: the file is taken as shared with them.
    """

    def __init__(self, spreadsheet: Spreadsheet, name: str = SOMEBODY) -> None:
        self.spreadsheet = spreadsheet
        self.name = name

    def named(self, name: str) -> "People":
        """Somebody else in the same spreadsheet."""
        return People(self.spreadsheet, name)

    @property
    def version(self) -> int:
        """The number of the present state, for `restore`."""
        return self.spreadsheet.book.generation

    def type(self, tab: str, cell: str, text: str) -> None:
        """Type into a cell: read by the spreadsheet's locale; a strict validation refuses what does not fit."""
        with self._acting() as book:
            area = self._area(book, tab, cell)
            typed.enter(self.spreadsheet, self.name, area, text)

    def clear(self, tab: str, cells: str) -> None:
        """Press Delete on a range: contents go, formats stay."""
        self._request({"updateCells": {"range": self._range(tab, cells), "fields": "userEnteredValue"}})

    def insert_rows(self, tab: str, row: int, count: int = 1) -> None:
        """Insert rows above a row."""
        self._request({"insertDimension": {"range": self._rows(tab, row, count)}})

    def delete_rows(self, tab: str, row: int, count: int = 1) -> None:
        """Delete rows from one on."""
        self._request({"deleteDimension": {"range": self._rows(tab, row, count)}})

    def move_rows(self, tab: str, row: int, to: int, count: int = 1) -> None:
        """Move rows in front of the row that is now number `to`."""
        self._request({"moveDimension": {"source": self._rows(tab, row, count), "destinationIndex": to - 1}})

    def drag_row(self, tab: str, row: int, to: int) -> None:
        """Drag one row by its number in front of the row that is now number `to`."""
        self.move_rows(tab, row, to)

    def insert_columns(self, tab: str, column: str, count: int = 1) -> None:
        """Insert columns to the left of a column."""
        self._request({"insertDimension": {"range": self._columns(tab, column, count)}})

    def delete_columns(self, tab: str, column: str, count: int = 1) -> None:
        """Delete columns from one on."""
        self._request({"deleteDimension": {"range": self._columns(tab, column, count)}})

    def move_columns(self, tab: str, column: str, to: str, count: int = 1) -> None:
        """Move columns in front of the column that is now `to`."""
        source = self._columns(tab, column, count)
        self._request({"moveDimension": {"source": source, "destinationIndex": column_index(to)}})

    def sort(self, tab: str, column: str, descending: bool = False, range: str | None = None) -> None:
        """Sort the tab below its frozen rows, or only a range, by a column."""
        with self._acting() as book:
            sheet = self._sheet(book, tab)
            if range is not None:
                area = self._area(book, tab, range)
            else:
                top = sheet.properties.get("gridProperties", {}).get("frozenRowCount", 0)
                area = Area(sheet, top, 0, sheet.row_count, sheet.column_count)
            if book.behaviour.protection_bars_sorting:
                check_editable(self.spreadsheet, self.name, area)
            order = "DESCENDING" if descending else "ASCENDING"
            sorting.sort_range(book, area, [{"dimensionIndex": column_index(column), "sortOrder": order}])

    def cut_paste(self, tab: str, cells: str, to: str, to_tab: str | None = None) -> None:
        """Cut a range and paste it with its first cell on `to`."""
        target = self._range(to_tab or tab, to)
        place = {"rowIndex": target["startRowIndex"], "columnIndex": target["startColumnIndex"]}
        destination = {"sheetId": target.get("sheetId", 0), **place}
        source = self._range(tab, cells)
        self._request({"cutPaste": {"source": source, "destination": destination, "pasteType": "PASTE_NORMAL"}})

    def copy_paste(self, tab: str, cells: str, to: str, to_tab: str | None = None, values_only: bool = False) -> None:
        """Copy a range and paste it on `to` (a cell, or a range to be filled)."""
        request = {"source": self._range(tab, cells), "destination": self._range(to_tab or tab, to)}
        paste_type = "PASTE_VALUES" if values_only else "PASTE_NORMAL"
        self._request({"copyPaste": {**request, "pasteType": paste_type}})

    def undo(self) -> bool:
        """Take back one's own last act that is not taken back yet, whatever others did since; False: it cannot be."""
        found = self._last_act()
        if found is None:
            return False
        past = self.spreadsheet.past
        before, last = past[found][1], found == len(past) - 1
        after = self.spreadsheet.book if last else past[found + 1][1]
        done = False
        try:
            with self._acting(_UNDO + self.name) as book:
                done = undoing.take_back(book, before, after, last)
                if not done:
                    raise _Unchanged
        except _Unchanged:
            pass
        return done

    def _last_act(self) -> int | None:
        taken_back = 0
        for place in reversed(range(len(self.spreadsheet.past))):
            actor = self.spreadsheet.past[place][0]
            if actor == _UNDO + self.name:
                taken_back += 1
            elif actor == self.name:
                if not taken_back:
                    return place
                taken_back -= 1
        return None

    def restore(self, version: int) -> None:
        """Make the spreadsheet what it was at a version (the last 100 are kept)."""
        states = [state for _, state in self.spreadsheet.past] + [self.spreadsheet.book]
        found = next((state for state in states if state.generation == version), None)
        if found is None:
            raise invalid(f"No version {version}")
        with self._acting() as book:
            undoing.put_back(book, found, frozenset() if book.behaviour.restore_keeps_tags else None)

    def rename_tab(self, tab: str, title: str) -> None:
        """Give a tab another title."""
        properties = {"sheetId": self._id(tab), "title": title}
        self._request({"updateSheetProperties": {"properties": properties, "fields": "title"}})

    def add_tab(self, title: str) -> None:
        """Add an empty tab."""
        self._request({"addSheet": {"properties": {"title": title}}})

    def duplicate_tab(self, tab: str, title: str | None = None) -> str:
        """Duplicate a tab (its cells, not its developer metadata); the title of the copy."""
        request: Json = {"sourceSheetId": self._id(tab)} | ({"newSheetName": title} if title else {})
        request["insertSheetIndex"] = 1 + [s.id for s in self.spreadsheet.book.sheets].index(self._id(tab))
        made: str = self._request({"duplicateSheet": request})["duplicateSheet"]["properties"]["title"]
        return made

    def delete_tab(self, tab: str) -> None:
        """Delete a tab."""
        self._request({"deleteSheet": {"sheetId": self._id(tab)}})

    def hide_rows(self, tab: str, row: int, count: int = 1, hidden: bool = True) -> None:
        """Hide rows, or show them again."""
        request = {"range": self._rows(tab, row, count), "properties": {"hiddenByUser": hidden}}
        self._request({"updateDimensionProperties": {**request, "fields": "hiddenByUser"}})

    def group_rows(self, tab: str, row: int, count: int) -> None:
        """Group rows."""
        self._request({"addDimensionGroup": {"range": self._rows(tab, row, count)}})

    def filter(self, tab: str, cells: str, hidden: Mapping[str, Sequence[str]] | None = None) -> None:
        """Put the tab's filter on a range; `hidden`: column letters -> the texts whose rows it hides."""
        criteria = {
            str(column_index(column)): {"hiddenValues": list(texts)} for column, texts in (hidden or {}).items()
        }
        made: Json = {"range": self._range(tab, cells)} | ({"criteria": criteria} if criteria else {})
        self._request({"setBasicFilter": {"filter": made}})

    def clear_filter(self, tab: str) -> None:
        """Take the tab's filter away."""
        self._request({"clearBasicFilter": {"sheetId": self._id(tab)}})

    def merge(self, tab: str, cells: str) -> None:
        """Merge a range into one cell."""
        self._request({"mergeCells": {"range": self._range(tab, cells), "mergeType": "MERGE_ALL"}})

    def protect(self, tab: str, cells: str, editors: Sequence[str] = (), warning_only: bool = False) -> None:
        """Protect a range so that only the owner, oneself and these people may edit it, or so that it only warns."""
        made: Json = {"range": self._range(tab, cells)}
        made |= {"warningOnly": True} if warning_only else {"editors": {"users": [self.name, *editors]}}
        self._request({"addProtectedRange": {"protectedRange": made}})

    def rename_header(self, tab: str, old: str, new: str) -> None:
        """Type another text over a header: the first cell of the tab with that text, row by row."""
        sheet = self._sheet(self.spreadsheet.book, tab)
        for row, found in enumerate(sheet.rows):
            if old in found.values:
                column = found.values.index(old)
                with self._acting() as book:
                    place = Area(self._sheet(book, tab), row, column, row + 1, column + 1)
                    typed.enter(self.spreadsheet, self.name, place, new)
                return
        raise invalid(f"No cell says {old!r}")

    def share(self, email: str, role: str = "writer") -> None:
        """Share the file with somebody ("anyone" for all): `reader` or `writer`."""
        self.unshare(email)
        (self.spreadsheet.editors if role == "writer" else self.spreadsheet.readers).add(email)

    def unshare(self, email: str) -> None:
        """Share the file with somebody no longer."""
        self.spreadsheet.editors.discard(email)
        self.spreadsheet.readers.discard(email)

    @contextmanager
    def _acting(self, actor: str | None = None) -> Iterator[Book]:
        mine = self.name in self.spreadsheet.readers and self.name not in self.spreadsheet.editors
        if mine and self.name != self.spreadsheet.owner:
            raise ApiError(403, "The caller does not have permission")
        with self.spreadsheet.transaction(actor or self.name) as book:
            yield book

    def _request(self, request: Json) -> Json:
        """Do what a request of the API does; its reply."""
        from tests.google_server.requests import carry_out

        with self._acting():
            return carry_out(self.spreadsheet, [request], self.name)[0]

    def _sheet(self, book: Book, tab: str) -> Sheet:
        found = sheet_of_title(book, tab)
        if found is None:
            raise invalid(f"No tab is called {tab!r}")
        return found

    def _id(self, tab: str) -> int:
        return self._sheet(self.spreadsheet.book, tab).id

    def _area(self, book: Book, tab: str, cells: str) -> Area:
        return area_of_a1(book, f"{quoted(self._sheet(book, tab).title)}!{cells}")

    def _range(self, tab: str, cells: str) -> Json:
        return self._area(self.spreadsheet.book, tab, cells).grid_range()

    def _rows(self, tab: str, row: int, count: int) -> Json:
        span = {"startIndex": row - 1, "endIndex": row - 1 + count}
        return {"sheetId": self._id(tab), "dimension": "ROWS", **span}

    def _columns(self, tab: str, column: str, count: int) -> Json:
        start = column_index(column)
        return {"sheetId": self._id(tab), "dimension": "COLUMNS", "startIndex": start, "endIndex": start + count}


class _Unchanged(Exception):
    """Nothing was taken back: the transaction is to leave no trace."""


ACTS = frozenset(name for name, found in vars(People).items() if callable(found) and name[0] != "_") - {"named"}


def act(spreadsheet: Spreadsheet, body: Json) -> Json:
    """One act told as JSON: `{"act": "type", "person": "anna@example.com", "tab": "T", "cell": "B2", "text": "x"}`.

    Everything but `act` and `person` is handed to the method of that name. The answer tells the version after it.
    """
    told = dict(body)
    name, person = told.pop("act", None), told.pop("person", SOMEBODY)
    if name not in ACTS:
        raise invalid(f"No act is called {name!r}; there are {', '.join(sorted(ACTS))}")
    people = People(spreadsheet, person)
    try:
        result: Any = getattr(people, name)(**told)
    except TypeError as fault:
        raise invalid(f"Invalid {name}: {fault}") from fault
    return {"version": people.version} | ({} if result is None else {"result": result})

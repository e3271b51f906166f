"""A spreadsheet laid out from a snapshot by plain API requests, on our server or, by environment, on Google's own.

SHEETCRM_TEST_SPREADSHEET (key of a spreadsheet that may be emptied) and SHEETCRM_TEST_KEY (a service account's key file
that may edit it) point the contract tests at the real service; without them they run against tests.google_server.
"""

import itertools
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from sheetcrm.model.changes import AddRow, Change
from sheetcrm.model.settings import Settings, TabMapping
from sheetcrm.model.snapshot import OWN, Snapshot, Table
from sheetcrm.stores.cells import column_number
from sheetcrm.stores.google.calls import Calls
from sheetcrm.stores.google.cells import as_typed, date_kind, raw_value, typed_value
from sheetcrm.stores.google.reading import quoted
from sheetcrm.stores.google.store import GoogleStore
from tests.building import settings
from tests.google_server.server import GoogleServer

Json = dict[str, Any]
REAL = os.environ.get("SHEETCRM_TEST_SPREADSHEET", "")
ROBOT = "sheetcrm@project.iam.gserviceaccount.com"
FORMATS = {"DATE": "yyyy-mm-dd", "DATE_TIME": "yyyy-mm-dd hh:mm:ss", "TIME": "hh:mm:ss"}


class Desk:
    """Makes stores; every one has a spreadsheet of its own (on the real service: the same one, emptied)."""

    def __init__(self, folder: Path, server: GoogleServer | None, locale: str = "en_US") -> None:
        self.folder = folder
        self.server = server
        self.locale = locale
        self._numbers = itertools.count()

    def settings(self, start: Snapshot, header_row: int = 1) -> Settings:
        """Settings for a spreadsheet with the tabs of `start`."""
        folder = self.folder / str(next(self._numbers))
        folder.mkdir()
        if self.server is None:
            key, path = REAL, Path(os.environ["SHEETCRM_TEST_KEY"])
        else:
            book, path = self.server.create("Clients", self.locale), folder / "key.json"
            book.editors.add(ROBOT)
            key = book.id
            path.write_text(json.dumps(self.server.service_account(ROBOT)))
            path.chmod(0o600)
        named = {tab: mapping_of(table, header_row) for tab, table in start.tables.items()}
        pace: dict[str, Any] = {} if self.server is None else {"requests_per_minute": 10_000_000, "request_gap": 0.0}
        return settings(spreadsheet=key, credentials=path, tabs=named, journal=folder / "journal.sqlite", **pace)

    def store(self, start: Snapshot, header_row: int = 1) -> GoogleStore:
        """A store whose spreadsheet holds exactly `start`."""
        store = GoogleStore(self.settings(start, header_row))
        lay_out(store.calls, start, header_row)
        return store


def mapping_of(table: Table, header_row: int) -> TabMapping:
    """The mapping that a config would have."""
    return TabMapping(table.title, header_row, {f: h for f, h in table.headers.items() if not f.startswith(OWN)})


def lay_out(calls: Calls, start: Snapshot, header_row: int = 1) -> None:
    """Replace all sheets of the spreadsheet by those of the snapshot."""
    old = calls.get(params={"fields": "sheets(properties(sheetId,title))"}).body["sheets"]
    first = max(sheet["properties"].get("sheetId", 0) for sheet in old) + 1
    requests: list[Json] = []
    for sheet in old:
        own = {
            "sheetId": sheet["properties"].get("sheetId", 0),
            "title": f"old {sheet['properties'].get('sheetId', 0)}",
        }
        requests.append({"updateSheetProperties": {"properties": own, "fields": "title"}})
    for sheet_id, table in enumerate(start.tables.values(), first):
        size = {"rowCount": max(60, len(table) + 40), "columnCount": len(table.columns) + 4}
        properties = {"sheetId": sheet_id, "title": table.title, "gridProperties": size}
        requests.append({"addSheet": {"properties": properties}})
        requests += _cells(table, sheet_id, header_row)
    requests += [{"deleteSheet": {"sheetId": sheet["properties"].get("sheetId", 0)}} for sheet in old]
    calls.write(":batchUpdate", {"requests": requests}, {"fields": "spreadsheetId"})


def _cells(table: Table, sheet_id: int, header_row: int) -> Iterator[Json]:
    fields = list(table.headers)
    assert [column_number(table.letters[field]) for field in fields] == list(range(1, len(fields) + 1))
    rows = [{"values": [{"userEnteredValue": {"stringValue": table.headers[field]}} for field in fields]}]
    for position, anchor in enumerate(table.anchors):
        rows.append({"values": [_cell(table, anchor, field, position) for field in fields]})
    start = {"sheetId": sheet_id, "rowIndex": header_row - 1, "columnIndex": 0}
    yield {"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue,userEnteredFormat.numberFormat"}}
    for anchor, field in table.merged:
        row, column = header_row + table.positions[anchor], column_number(table.letters[field]) - 1
        area = {"sheetId": sheet_id, "startRowIndex": row, "endRowIndex": row + 1}
        area |= {"startColumnIndex": column - 1, "endColumnIndex": column + 1}
        yield {"mergeCells": {"range": area, "mergeType": "MERGE_ALL"}}


def _cell(table: Table, anchor: str, field: str, position: int) -> Json:
    if (anchor, field) in table.formulas:
        return {"userEnteredValue": {"formulaValue": table.formulas[anchor, field]}}
    value = table.columns[field][position]
    typed = typed_value(value)
    cell: Json = {"userEnteredValue": typed} if typed else {}
    kind = date_kind(value)
    if kind is not None:
        cell["userEnteredFormat"] = {"numberFormat": {"type": kind, "pattern": FORMATS[kind]}}
    return cell


def edit(store: GoogleStore, changes: Sequence[Change]) -> None:
    """What a person does at another desk: cells addressed as people see them."""
    found = GoogleStore(store._settings, calls=store.calls).read()
    for change in changes:
        assert not isinstance(change, AddRow)
        table = found.table(change.tab)
        number = table.row_numbers[table.positions[change.anchor]]
        for field, (_, new) in change.cells.items():
            place = f"{quoted(table.title)}!{table.letters[field]}{number}"
            kind = date_kind(new)
            value = as_typed(new) if kind else raw_value(new)
            option = "USER_ENTERED" if kind else "RAW"
            body = {"valueInputOption": option, "data": [{"range": place, "values": [[value]]}]}
            store.calls.write("/values:batchUpdate", body)


@contextmanager
def google() -> Iterator[GoogleServer | None]:
    """The server for the length of a block; None stands for Google's own."""
    if REAL:
        yield None
        return
    with GoogleServer() as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHEETCRM_GOOGLE_API", server.url)
        yield server
        assert not server.crashes, server.crashes

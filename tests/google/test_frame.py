"""The frame: connections, the Spreadsheet resource, what people see between requests, the program."""

import gzip
import http.client
import json
import subprocess
import sys
import threading
import time
from typing import Any

import pytest
import requests

from tests.google_server.fixtures import google
from tests.google_server.model import Extras, Formula, Tag
from tests.google_server.server import GoogleServer, Record

__all__ = ["google"]


def _get(google: GoogleServer, file_id: str, query: str = "") -> Any:
    return requests.get(f"{google.url}/v4/spreadsheets/{file_id}{query}", timeout=5).json()


def test_a_new_spreadsheet_is_told_as_google_tells_it(google: GoogleServer) -> None:
    file = google.create("Test")
    told = _get(google, file.id)
    assert list(told) == ["spreadsheetId", "properties", "sheets", "spreadsheetUrl"]
    assert told["spreadsheetUrl"] == f"https://docs.google.com/spreadsheets/d/{file.id}/edit"
    assert told["properties"]["autoRecalc"] == "ON_CHANGE"
    assert told["properties"]["spreadsheetTheme"]["themeColors"][0] == {"colorType": "TEXT", "color": {"rgbColor": {}}}
    assert told["sheets"] == [
        {
            "properties": {
                "sheetId": 0,
                "title": "Sheet1",
                "index": 0,
                "sheetType": "GRID",
                "gridProperties": {"rowCount": 1000, "columnCount": 26},
            }
        }
    ]


def test_ranges_choose_sheets_and_parts_of_their_grid(google: GoogleServer) -> None:
    file = google.create(sheets={"A": [["a1", "b1"], ["a2", "b2"], ["", "b3"]], "B": [["x"]]})
    told = _get(google, file.id, "?ranges=A!B2:C9&fields=sheets(properties.title,data(startRow,startColumn,rowData))")
    mask = "?ranges=A!B2:C9&fields=sheets(properties.title,data(startRow,startColumn,rowData.values.formattedValue))"
    assert [sheet["properties"]["title"] for sheet in told["sheets"]] == ["A"]
    assert _get(google, file.id, mask)["sheets"][0]["data"] == [
        {
            "startRow": 1,
            "startColumn": 1,
            "rowData": [{"values": [{"formattedValue": "b2"}]}, {"values": [{"formattedValue": "b3"}]}],
        }
    ]


def test_a_cell_tells_what_was_entered_what_came_of_it_and_how_it_is_shown(google: GoogleServer) -> None:
    file = google.create(sheets={"A": [["text", 1234.5, True, None]]})
    with file.transaction("x") as book:
        percent = {"type": "PERCENT", "pattern": "0%"}
        book.sheets[0].put(0, 3, Formula("=B1/2"))
        book.sheets[0].put_extras(0, 1, Extras({"numberFormat": percent}, note="noted"))
    told = _get(google, file.id, "?includeGridData=true")["sheets"][0]["data"][0]
    text, number, truth, formula = told["rowData"][0]["values"]
    assert text["userEnteredValue"] == text["effectiveValue"] == {"stringValue": "text"}
    assert text["effectiveFormat"]["textFormat"]["fontFamily"] == "Arial"
    assert (number["formattedValue"], number["note"]) == ("123450%", "noted")
    assert number["userEnteredFormat"] == {"numberFormat": percent}
    assert number["effectiveFormat"]["numberFormat"] == percent
    assert (truth["effectiveValue"], truth["formattedValue"]) == ({"boolValue": True}, "TRUE")
    assert formula["userEnteredValue"] == {"formulaValue": "=B1/2"}
    assert formula["effectiveValue"] == {"numberValue": 617.25}
    assert len(told["rowMetadata"]) == 1000
    assert told["columnMetadata"][25] == {"pixelSize": 100}


def test_true_and_one_are_not_mixed_up_in_a_large_answer(google: GoogleServer) -> None:
    file = google.create(sheets={"A": [[1, True], [True, 1.0], [0, False]]})
    told = _get(google, file.id, "?fields=sheets.data.rowData.values.effectiveValue")
    rows = told["sheets"][0]["data"][0]["rowData"]
    shown = [[next(iter(cell["effectiveValue"])) for cell in row["values"]] for row in rows]
    assert shown == [["numberValue", "boolValue"], ["boolValue", "numberValue"], ["numberValue", "boolValue"]]


def test_tags_of_rows_come_with_the_grid(google: GoogleServer) -> None:
    file = google.create(sheets={"A": [["x"]], "B": [["y"]]})
    with file.transaction("x") as book:
        book.sheets[1].writable(0).tags = (Tag(7, "r"),)
    mask = "?ranges=B&fields=sheets.data.rowMetadata.developerMetadata"
    rows = _get(google, file.id, mask)["sheets"][0]["data"][0]["rowMetadata"]
    place = {"sheetId": 1, "dimension": "ROWS", "startIndex": 0, "endIndex": 1}
    assert rows[0]["developerMetadata"] == [
        {
            "metadataId": 7,
            "metadataKey": "r",
            "location": {"locationType": "ROW", "dimensionRange": place},
            "visibility": "DOCUMENT",
        }
    ]
    assert rows[1] == {}


def test_an_unknown_parameter_is_refused(google: GoogleServer) -> None:
    told = _get(google, google.create().id, "?colour=red")
    assert told["error"]["message"] == (
        'Invalid JSON payload received. Unknown name "colour": Cannot bind query parameter. '
        "Field 'colour' could not be found in request message."
    )


def test_a_body_that_is_no_json_is_refused(google: GoogleServer) -> None:
    url = f"{google.url}/v4/spreadsheets/{google.create().id}:batchUpdate"
    for body in ("{'requests': 1}", '{"requests": ['):
        answer = requests.post(url, data=body, timeout=5)
        assert answer.status_code == 400
        assert answer.json()["error"]["message"].startswith("Invalid JSON payload received. Unexpected")


def test_an_unknown_address_is_a_page(google: GoogleServer) -> None:
    answer = requests.get(f"{google.url}/v4/nothing", timeout=5)
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "text/html; charset=UTF-8")


def test_a_sheet_is_copied_to_another_spreadsheet_without_tags(google: GoogleServer) -> None:
    source, target = google.create(sheets={"A": [["x"]]}), google.create(sheets={"B": [["y"]]})
    with source.transaction("x") as book:
        book.sheets[0].writable(0).tags = (Tag(7, "r"),)
        book.sheets[0].merges = [{"startRowIndex": 0, "endRowIndex": 2, "startColumnIndex": 0, "endColumnIndex": 1}]
    url = f"{google.url}/v4/spreadsheets/{source.id}/sheets/0:copyTo"
    told = requests.post(url, json={"destinationSpreadsheetId": target.id}, timeout=5).json()
    assert (told["title"], told["index"]) == ("Copy of A", 1)
    copied = target.book.sheets[1]
    assert (copied.value(0, 0), copied.rows[0].tags) == ("x", ())
    assert copied.merges[0]["sheetId"] == told["sheetId"] == copied.id


def test_a_spreadsheet_is_created_with_its_sheets(google: GoogleServer) -> None:
    wanted = {
        "properties": {"title": "Made", "locale": "pl_PL", "timeZone": "Europe/Warsaw"},
        "sheets": [
            {"properties": {"title": "One", "gridProperties": {"rowCount": 5, "columnCount": 3, "frozenRowCount": 1}}},
            {"properties": {"title": "Two", "sheetId": 9}},
        ],
    }
    told = requests.post(f"{google.url}/v4/spreadsheets", json=wanted, timeout=5).json()
    assert (told["properties"]["locale"], told["properties"]["timeZone"]) == ("pl_PL", "Europe/Warsaw")
    assert [sheet["properties"]["title"] for sheet in told["sheets"]] == ["One", "Two"]
    assert told["sheets"][0]["properties"]["gridProperties"] == {"rowCount": 5, "columnCount": 3, "frozenRowCount": 1}
    assert told["sheets"][1]["properties"]["sheetId"] == 9


def test_the_state_after_a_batch_comes_back_in_the_same_answer(google: GoogleServer) -> None:
    file = google.create(sheets={"A": [["x"]]})
    cell = {"userEnteredValue": {"stringValue": "new"}}
    place = {"sheetId": 0, "rowIndex": 0, "columnIndex": 0}
    body = {
        "requests": [{"updateCells": {"start": place, "rows": [{"values": [cell]}], "fields": "userEnteredValue"}}],
        "includeSpreadsheetInResponse": True,
        "responseRanges": ["A!A1"],
    }
    mask = "replies,updatedSpreadsheet(sheets.data.rowData.values.formattedValue)"
    url = f"{google.url}/v4/spreadsheets/{file.id}:batchUpdate?fields={mask}"
    assert requests.post(url, json=body, timeout=5).json() == {
        "replies": [{}],
        "updatedSpreadsheet": {"sheets": [{"data": [{"rowData": [{"values": [{"formattedValue": "new"}]}]}]}]},
    }


def test_a_refused_batch_leaves_nothing_behind(google: GoogleServer) -> None:
    file = google.create()
    body = {
        "requests": [
            {"updateSpreadsheetProperties": {"properties": {"title": "Changed"}, "fields": "title"}},
            {"deleteSheet": {"sheetId": 12345}},
        ]
    }
    answer = requests.post(f"{google.url}/v4/spreadsheets/{file.id}:batchUpdate", json=body, timeout=5)
    assert answer.status_code == 400
    assert answer.json()["error"]["message"].startswith("Invalid requests[1].deleteSheet: ")
    assert file.book.properties["title"] == "Test"
    assert file.past == []


def test_an_unknown_mask_is_refused_before_anything_is_written(google: GoogleServer) -> None:
    file = google.create()
    url = f"{google.url}/v4/spreadsheets/{file.id}/values/A1?valueInputOption=RAW&fields=nothing"
    assert requests.put(url, json={"values": [["x"]]}, timeout=5).status_code == 400
    assert file.book.sheets[0].value(0, 0) is None


def test_people_act_between_requests(google: GoogleServer) -> None:
    file = google.create(sheets={"A": [["old"]]})

    def somebody_types(record: Record) -> None:
        if record.kind == "read":
            with file.transaction("anna@example.com") as book:
                book.sheets[0].put(0, 0, "typed")

    google.before_request.append(somebody_types)
    told = _get(google, file.id, "/values/A1")
    assert told["values"] == [["typed"]]
    seen: list[tuple[str, int]] = []
    google.after_request.append(lambda record: seen.append((record.kind, record.status)))
    _get(google, file.id, "/values/A1")
    assert seen == [("read", 0)]
    assert [record.status for record in google.log] == [200, 200]


def test_the_log_tells_what_was_asked(google: GoogleServer) -> None:
    file = google.create()
    requests.put(
        f"{google.url}/v4/spreadsheets/{file.id}/values/A1?valueInputOption=RAW", data='{"values":[[1]]}', timeout=5
    )
    record = google.log[0]
    assert (record.method, record.kind, record.size, record.status) == ("PUT", "write", 16, 200)
    assert record.query == {"valueInputOption": ["RAW"]}


def test_one_request_acts_at_a_time(google: GoogleServer) -> None:
    file = google.create()
    url = f"{google.url}/v4/spreadsheets/{file.id}/values/A1:append?valueInputOption=RAW"

    def append(name: int) -> None:
        for number in range(20):
            requests.post(url, json={"values": [[f"{name}-{number}"]]}, timeout=10)

    threads = [threading.Thread(target=append, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rows = _get(google, file.id, "/values/A1:A200")["values"]
    assert sorted(row[0] for row in rows) == sorted(f"{name}-{number}" for name in range(4) for number in range(20))


def test_a_connection_stays_open_and_answers_at_once(google: GoogleServer) -> None:
    file = google.create()
    with requests.Session() as session:
        session.get(f"{google.url}/v4/spreadsheets/{file.id}", timeout=5)
        began = time.monotonic()
        for _ in range(20):
            session.get(f"{google.url}/v4/spreadsheets/{file.id}?fields=spreadsheetId", timeout=5)
        assert time.monotonic() - began < 0.6


def test_an_answer_is_packed_only_for_those_who_ask(google: GoogleServer) -> None:
    file = google.create(sheets={"A": [["x" * 100] * 26] * 100})
    connection = http.client.HTTPConnection("127.0.0.1", int(google.url.rpartition(":")[2]), timeout=5)
    path = f"/v4/spreadsheets/{file.id}/values/A"
    told = []
    for encoding in ("gzip, deflate", "identity"):
        connection.request("GET", path, headers={"Accept-Encoding": encoding})
        answer = connection.getresponse()
        told.append((answer.headers.get("Content-Encoding"), answer.read()))
    connection.close()
    assert [encoding for encoding, _ in told] == ["gzip", None]
    assert gzip.decompress(told[0][1]) == told[1][1]


def test_a_body_may_come_in_chunks(google: GoogleServer) -> None:
    file = google.create()
    parts = iter([b'{"values"', b': [["in chunks"]]}'])
    url = f"{google.url}/v4/spreadsheets/{file.id}/values/A1?valueInputOption=RAW"
    assert requests.put(url, data=parts, timeout=5).status_code == 200
    assert file.book.sheets[0].value(0, 0) == "in chunks"


def test_a_crash_of_the_server_is_told_apart_from_a_refusal(capsys: pytest.CaptureFixture[str]) -> None:
    with GoogleServer() as google:
        file = google.create()
        google.before_request.append(lambda record: 1 / 0)  # type: ignore[arg-type]
        assert requests.get(f"{google.url}/v4/spreadsheets/{file.id}", timeout=5).status_code == 500
        assert isinstance(google.crashes[0], ZeroDivisionError)
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_typed_values_are_read_in_the_locale_of_the_spreadsheet(google: GoogleServer) -> None:
    file = google.create(locale="pl_PL", sheets={"A": [["1,5", "007", "=1+1"]]}, typed=True)
    assert file.book.sheets[0].rows[0].values[:2] == [1.5, 7]
    assert isinstance(file.book.sheets[0].value(0, 2), Formula)


def test_the_program_prints_its_address_and_serves() -> None:
    command = [sys.executable, "-m", "tests.google_server", "--spreadsheet", "Clients", "ro_RO", "Europe/Chisinau"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
        try:
            assert program.stdout is not None
            url, file_id = program.stdout.readline().strip(), program.stdout.readline().strip()
            told = requests.get(f"{url}/v4/spreadsheets/{file_id}?fields=properties(title,locale)", timeout=5).json()
            assert told == {"properties": {"title": "Clients", "locale": "ro_RO"}}
        finally:
            program.terminate()
    assert program.returncode == 0


def test_the_program_refuses_a_fault_it_does_not_know() -> None:
    command = [sys.executable, "-m", "tests.google_server", "--faults", "418"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "no such fault: '418'" in done.stderr


def test_answers_are_json_for_every_value(google: GoogleServer) -> None:
    file = google.create(sheets={"A": [['quote "', "line\nbreak", "\u2028", "🌵", "\\"]]})
    text = requests.get(f"{google.url}/v4/spreadsheets/{file.id}?includeGridData=true", timeout=5).text
    cells = json.loads(text)["sheets"][0]["data"][0]["rowData"][0]["values"]
    assert [cell["formattedValue"] for cell in cells] == ['quote "', "line\nbreak", "\u2028", "🌵", "\\"]


def test_a_body_with_an_unknown_field_is_refused_in_googles_words(google: GoogleServer) -> None:
    url = f"{google.url}/v4/spreadsheets/{google.create().id}"
    bodies: tuple[tuple[str, dict[str, list[str]]], ...] = (
        (":batchUpdate", {"request": []}),
        (":getByDataFilter", {"filters": []}),
    )
    for path, body in bodies:
        told = requests.post(url + path, json=body, timeout=5).json()["error"]
        name = next(iter(body))
        assert told["message"] == f'Invalid JSON payload received. Unknown name "{name}": Cannot find field.'


def test_a_mask_alone_decides_about_grid_data(google: GoogleServer) -> None:
    file = google.create(sheets={"A": [["x"]]})
    assert "data" in _get(google, file.id, "?fields=*")["sheets"][0]
    assert "data" in _get(google, file.id, "?fields=sheets")["sheets"][0]
    assert "data" not in _get(google, file.id, "?fields=sheets.properties&includeGridData=true")["sheets"][0]


def test_people_act_over_http_as_in_a_browser(google: GoogleServer) -> None:
    file = google.create(sheets={"A": [["b"], ["a"]]})
    typed = {"act": "type", "person": "anna@example.com", "tab": "A", "cell": "B1", "text": "7"}
    answer = requests.post(f"{google.url}/people/{file.id}", json=typed, timeout=5)
    assert answer.status_code == 200
    assert _get(google, file.id, "/values/A1:B2")["values"] == [["b", "7"], ["a"]]
    assert file.book.sheets[0].value(0, 1) == 7
    assert google.log[-1].path.endswith("A1:B2")
    unknown = requests.post(f"{google.url}/people/{file.id}", json={"act": "juggle"}, timeout=5)
    assert unknown.status_code == 400
    assert requests.post(f"{google.url}/people/nobody", json=typed, timeout=5).status_code == 404


def test_comments_are_told_to_those_who_ask_and_may_see_them(google: GoogleServer) -> None:
    file = google.create(sheets={"A": [["x"]]})
    file.readers.add("eve@example.com")
    place = {"sheetId": 0, "rowIndex": 0, "columnIndex": 0}
    insert = {"requests": [{"insertComment": {"coordinate": place, "content": "please check"}}]}
    url = f"{google.url}/v4/spreadsheets/{file.id}"
    assert requests.post(f"{url}:batchUpdate", json=insert, timeout=5).status_code == 200
    assert "comments" not in _get(google, file.id)
    told = _get(google, file.id, "?commentsViewMode=COMMENTS_VIEW_MODE_INCLUDED")
    assert told["comments"][0]["plainTextQuote"] == "x"
    assert told["sheets"][0]["commentAnchors"][0]["anchorId"] == told["comments"][0]["anchorId"]
    scopes = frozenset({"https://www.googleapis.com/auth/spreadsheets"})
    headers = {"Authorization": f"Bearer {google.tokens.give('eve@example.com', scopes)}"}
    for mode, code in (("INCLUDED", 403), ("OMITTED", 200), ("DEFAULT_FOR_CURRENT_ACCESS", 200)):
        answer = requests.get(f"{url}?commentsViewMode=COMMENTS_VIEW_MODE_{mode}", headers=headers, timeout=5)
        assert answer.status_code == code
        assert "comments" not in answer.json()

"""Drive: files are found, copied, shared, exported and uploaded as gspread and others need it."""

import base64
import csv
import io
from typing import Any

import openpyxl
import pytest
import requests

from tests.google_server.access import SCOPE
from tests.google_server.drive_query import matcher
from tests.google_server.errors import ApiError
from tests.google_server.fixtures import google
from tests.google_server.server import GoogleServer

__all__ = ["google"]
SHEET = "application/vnd.google-apps.spreadsheet"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _ask(google: GoogleServer, method: str, path: str, person: str = "", **more: Any) -> requests.Response:
    headers = dict(more.pop("headers", {}))
    if person:
        token = google.tokens.give(person, frozenset({SCOPE + "drive", SCOPE + "spreadsheets"}))
        headers["Authorization"] = f"Bearer {token}"
    return requests.request(method, google.url + path, headers=headers, timeout=5, **more)


def _names(google: GoogleServer, **params: str) -> list[str]:
    told = _ask(google, "GET", "/drive/v3/files", params=params).json()
    return [file["name"] for file in told["files"]]


def test_a_created_file_is_told_in_four_fields_and_is_an_empty_spreadsheet(google: GoogleServer) -> None:
    made = _ask(google, "POST", "/drive/v3/files", json={"name": "New", "mimeType": SHEET}).json()
    assert made == {"kind": "drive#file", "id": made["id"], "name": "New", "mimeType": SHEET}
    book = _ask(google, "GET", f"/v4/spreadsheets/{made['id']}").json()
    assert book["properties"]["title"] == "New"
    assert [sheet["properties"]["gridProperties"] for sheet in book["sheets"]] == [
        {"rowCount": 1000, "columnCount": 26}
    ]


def test_files_are_searched_by_name_and_ordered_newest_first(google: GoogleServer) -> None:
    for name in ("Clients", "Clients 2", "Tasks", "It's"):
        google.create(name)
    assert _names(google, q="name = 'Clients'") == ["Clients"]
    assert _names(google, q=r"name = 'It\'s'") == ["It's"]
    assert sorted(_names(google, q="name contains 'clie' and trashed = false")) == ["Clients", "Clients 2"]
    assert _names(google, orderBy="name desc") == ["Tasks", "It's", "Clients 2", "Clients"]
    assert _names(google, q=f"mimeType != '{SHEET}'") == []


def test_a_long_list_comes_in_pages(google: GoogleServer) -> None:
    for number in range(5):
        google.create(f"File {number}")
    names: list[str] = []
    token = ""
    pages = 0
    while pages < 9:
        pages += 1
        told = _ask(google, "GET", f"/drive/v3/files?pageSize=2&orderBy=name&pageToken={token}").json()
        names += [file["name"] for file in told["files"]]
        token = told.get("nextPageToken", "")
        if not token:
            break
    assert names == [f"File {number}" for number in range(5)]
    assert pages == 3


@pytest.mark.parametrize("query", ["name", "name ~ 'x'", "name = 'x' and", "colour = 'x'", "(name = 'x'", "name = x"])
def test_a_query_that_cannot_be_read_is_refused(query: str) -> None:
    with pytest.raises(ApiError, match="Invalid Value"):
        matcher(query)


def test_queries_know_brackets_not_and_moments() -> None:
    file = {"name": "Clients 2024", "trashed": False, "modifiedTime": "2024-05-01T00:00:00.000Z"}
    assert matcher("(name = 'x' or name contains '2024') and not trashed = true")(file)
    assert matcher("modifiedTime > '2024-04-30T23:00:00'")(file)
    assert not matcher("modifiedTime > '2024-05-01T00:00:00+00:00'")(file)
    assert not matcher("name contains 'lients'")(file)


def test_a_file_that_is_not_shared_is_not_found_in_drive(google: GoogleServer) -> None:
    file = google.create()
    refused = _ask(google, "GET", f"/drive/v3/files/{file.id}", "eve@example.com").json()["error"]
    assert refused["message"] == f"File not found: {file.id}."
    assert refused["errors"][0]["reason"] == "notFound"
    listed = _ask(google, "GET", "/drive/v3/files", "eve@example.com").json()
    assert listed["files"] == []


def test_sharing_gives_a_role_and_taking_it_back_takes_it(google: GoogleServer) -> None:
    file = google.create()
    path = f"/drive/v3/files/{file.id}/permissions"
    made = _ask(google, "POST", path, json={"type": "user", "role": "writer", "emailAddress": "b@example.com"}).json()
    assert made["role"] == "writer"
    assert file.editors == {"b@example.com"}
    _ask(google, "PATCH", f"{path}/{made['id']}", json={"role": "reader"})
    assert (file.editors, file.readers) == (set(), {"b@example.com"})
    assert _ask(google, "DELETE", f"/drive/v3/files/{file.id}", "b@example.com").status_code == 403
    listed = _ask(google, "GET", path + "?fields=permissions(emailAddress,role)").json()
    assert listed == {
        "permissions": [
            {"emailAddress": "owner@example.com", "role": "owner"},
            {"emailAddress": "b@example.com", "role": "reader"},
        ]
    }
    assert _ask(google, "DELETE", f"{path}/{made['id']}").status_code == 204
    assert _ask(google, "GET", f"/drive/v3/files/{file.id}", "b@example.com").status_code == 404


def test_a_copy_has_the_content_and_is_a_file_of_its_own(google: GoogleServer) -> None:
    file = google.create("Original", sheets={"A": [["x", 1]]})
    copied = _ask(google, "POST", f"/drive/v3/files/{file.id}/copy", json={"name": None}).json()
    assert copied["name"] == "Copy of Original"
    url = f"/v4/spreadsheets/{copied['id']}/values/A1?valueInputOption=RAW"
    assert _ask(google, "PUT", url, json={"values": [["changed"]]}).status_code == 200
    assert file.book.sheets[0].value(0, 0) == "x"
    assert google.spreadsheets[copied["id"]].book.sheets[0].value(0, 1) == 1


def test_a_deleted_file_is_gone(google: GoogleServer) -> None:
    file = google.create()
    answer = _ask(google, "DELETE", f"/drive/v3/files/{file.id}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert _ask(google, "GET", f"/v4/spreadsheets/{file.id}").status_code == 404


def test_a_renamed_file_is_a_renamed_spreadsheet_and_the_bin_hides_it_from_those_who_ask(google: GoogleServer) -> None:
    file = google.create("Old")
    _ask(google, "PATCH", f"/drive/v3/files/{file.id}", json={"name": "New"})
    assert file.book.properties["title"] == "New"
    _ask(google, "PATCH", f"/drive/v3/files/{file.id}", json={"trashed": True})
    assert _names(google, q="trashed = false") == []
    assert _names(google, q="trashed = true") == ["New"]


def test_exports_show_what_the_first_sheet_shows(google: GoogleServer) -> None:
    rows: list[list[Any]] = [["name", 'say "hi"'], ["a,b", 1.5], ["", ""], [True, ""]]
    file = google.create(sheets={"First": rows, "Second": [["x"]]})
    path = f"/drive/v3/files/{file.id}/export?mimeType="
    told = _ask(google, "GET", path + "text/csv")
    assert told.headers["Content-Type"] == "text/csv"
    assert told.text == 'name,"say ""hi"""\r\n"a,b",1.5\r\n,\r\nTRUE,'
    assert list(csv.reader(io.StringIO(told.text)))[1] == ["a,b", "1.5"]
    assert _ask(google, "GET", path + "text/tab-separated-values").text.splitlines()[1] == "a,b\t1.5"
    read = openpyxl.load_workbook(io.BytesIO(_ask(google, "GET", path + XLSX).content))
    assert read.sheetnames == ["First", "Second"]
    assert [cell.value for cell in read["First"]["B"]] == ['say "hi"', 1.5, None, None]
    refused = _ask(google, "GET", path + "image/png")
    assert refused.json()["error"]["message"] == "The requested conversion is not supported."


def test_an_uploaded_csv_replaces_the_content_and_is_typed_in(google: GoogleServer) -> None:
    file = google.create("File", sheets={"Old": [["x"]]})
    path = f"/upload/drive/v2/files/{file.id}?uploadType=media&convert=True"
    told = _ask(google, "PUT", path, data=b"name,5\n007,=1+1\n", headers={"Content-Type": "text/csv"}).json()
    assert told["title"] == "File"
    assert [sheet.title for sheet in file.book.sheets] == ["File"]
    values = _ask(google, "GET", f"/v4/spreadsheets/{file.id}/values/A1:B2?valueRenderOption=UNFORMATTED_VALUE").json()
    assert values["values"] == [["name", 5], [7, 2]]


def test_a_workbook_is_uploaded_in_parts(google: GoogleServer) -> None:
    made = openpyxl.Workbook()
    made.create_sheet("Page", 0).append(["a", 1])
    written = io.BytesIO()
    made.save(written)
    parts = [
        b'--b\r\nContent-Type: application/json\r\n\r\n{"name": "Up"}',
        b"\r\n--b\r\nContent-Type: " + XLSX.encode() + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n",
        base64.encodebytes(written.getvalue()),
        b"\r\n--b--",
    ]
    headers = {"Content-Type": "multipart/related; boundary=b"}
    path = "/upload/drive/v3/files?uploadType=multipart"
    told = _ask(google, "POST", path, data=b"".join(parts), headers=headers).json()
    book = google.spreadsheets[told["id"]].book
    assert (told["name"], book.sheets[0].title, book.sheets[0].value(0, 1)) == ("Up", "Page", 1)


def test_comments_are_kept_and_need_a_mask(google: GoogleServer) -> None:
    path = f"/drive/v3/files/{google.create().id}/comments"
    assert _ask(google, "GET", path).json()["error"]["errors"][0]["reason"] == "required"
    assert _ask(google, "GET", path + "?fields=comments/content").json() == {"comments": []}
    _ask(google, "POST", path + "?fields=id", json={"content": "please check"})
    assert _ask(google, "GET", path + "?fields=comments(content,anchor)").json() == {
        "comments": [{"content": "please check"}]
    }


def test_an_unknown_field_is_refused_in_drives_words(google: GoogleServer) -> None:
    refused = _ask(google, "GET", "/drive/v3/files?fields=files(id,colour)").json()["error"]
    assert refused["message"] == "Invalid field selection colour"
    assert refused["errors"][0]["location"] == "fields"


def test_folders_hold_files_and_root_is_everybodys_own(google: GoogleServer) -> None:
    folder_type = "application/vnd.google-apps.folder"
    folder = _ask(google, "POST", "/drive/v3/files", json={"name": "Team", "mimeType": folder_type}).json()
    inside = {"name": "In it", "mimeType": SHEET, "parents": [folder["id"]]}
    made = _ask(google, "POST", "/drive/v3/files", json=inside).json()
    google.create("Beside it")
    assert _names(google, q=f"'{folder['id']}' in parents") == ["In it"]
    assert _names(google, q=f"'root' in parents and mimeType = '{SHEET}'") == ["Beside it"]
    assert _names(google, q=f"mimeType = '{folder_type}'") == ["Team"]
    root = _ask(google, "GET", "/drive/v3/files/root?fields=name,id").json()
    assert root["name"] == "My Drive"
    move = f"/drive/v3/files/{made['id']}?addParents={root['id']}&removeParents={folder['id']}&fields=parents"
    assert _ask(google, "PATCH", move, json={}).json() == {"parents": [root["id"]]}
    assert _ask(google, "DELETE", f"/drive/v3/files/{folder['id']}").status_code == 204
    assert sorted(_names(google)) == ["Beside it", "In it"]


def test_ownership_moves_only_when_it_is_meant(google: GoogleServer) -> None:
    file = google.create()
    path = f"/drive/v3/files/{file.id}/permissions"
    wanted = {"type": "user", "role": "owner", "emailAddress": "b@example.com"}
    assert _ask(google, "POST", path, json=wanted).status_code == 403
    assert _ask(google, "POST", path + "?transferOwnership=true", json=wanted).status_code == 200
    assert (file.owner, file.editors) == ("b@example.com", {"owner@example.com"})


def test_who_am_i_is_answered(google: GoogleServer) -> None:
    told = _ask(google, "GET", "/drive/v3/about?fields=user/emailAddress", "anna@example.com").json()
    assert told == {"user": {"emailAddress": "anna@example.com"}}
    assert _ask(google, "GET", "/oauth2/v2/userinfo", "anna@example.com").json()["email"] == "anna@example.com"

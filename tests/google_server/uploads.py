"""Files that are uploaded: CSV, TSV and XLSX become spreadsheets, in Drive v3 (new file) and v2 (into a file)."""

import csv
import email.parser
import email.policy
import io
import json

from tests.google_server.access import Caller, actor_of, role
from tests.google_server.drive_errors import DriveError
from tests.google_server.drive_files import SHEET_TYPE, XLSX, create_file, export_links
from tests.google_server.exchange import Call
from tests.google_server.model import Book, Json, Spreadsheet
from tests.google_server.new_book import COLUMNS, ROWS, enter, new_book, new_sheet
from tests.google_server.sharing import permission_id
from tests.google_server.world import ROOT, World

_IMPORT_ZONE = "America/Los_Angeles"
"""What a file that came by import has as its time zone."""
Typed = str | bool | int | float | None
Rows = list[list[Typed]]


def created(world: World, caller: Caller, call: Call) -> Spreadsheet:
    """files.create with content: `uploadType=media` or `multipart`."""
    about, kind, content = _parts(call)
    book = _book(world, about.get("name", "Untitled"), kind, content)
    return create_file(world, caller, {**about, "mimeType": SHEET_TYPE}, book)


def put_into(world: World, spreadsheet: Spreadsheet, caller: Caller, call: Call) -> None:
    """New content for a file; its name stays, sheets and everything in them are replaced."""
    about, kind, content = _parts(call)
    with spreadsheet.transaction(actor_of(caller, spreadsheet)) as book:
        title = about.get("name") or about.get("title") or book.properties["title"]
        made = _book(world, title, kind, content)
        book.sheets, book.named_ranges, book.tags = made.sheets, [], ()
        book.properties = {**book.properties, "title": title, "timeZone": _IMPORT_ZONE}
    world.touch(spreadsheet)


def _parts(call: Call) -> tuple[Json, str, bytes]:
    """What is said about the file, the type of its content, and the content."""
    kind = call.headers.get("content-type", "text/csv")
    if call.first("uploadType") != "multipart":
        return {}, kind.partition(";")[0].strip(), call.body
    head = f"Content-Type: {kind}\r\n\r\n".encode()
    message = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + call.body)
    parts = list(message.iter_parts())
    if len(parts) != 2:
        raise DriveError(400, "Malformed multipart body.", "badContent")
    about, content = (part.get_payload(decode=True) for part in parts)
    if not isinstance(about, bytes) or not isinstance(content, bytes):
        raise DriveError(400, "Malformed multipart body.", "badContent")
    return json.loads(about), parts[1].get_content_type(), content


def _book(world: World, title: str, kind: str, content: bytes) -> Book:
    book = new_book(title, time_zone=_IMPORT_ZONE)
    sheets = _from_xlsx(content) if kind == XLSX else {title: _from_text(content, kind)}
    book.sheets = []
    for name, rows in sheets.items():
        number = world.fresh_number({sheet.id for sheet in book.sheets})
        width = max((len(row) for row in rows), default=0)
        sheet = new_sheet(number, name, max(ROWS, len(rows)), max(COLUMNS, width))
        for place, row in enumerate(rows):
            for column, value in enumerate(row):
                enter(book, sheet, place, column, value)
        book.sheets.append(sheet)
    return book


def _from_text(content: bytes, kind: str) -> Rows:
    text = content.decode("utf-8-sig", "replace")
    delimiter = "\t" if "tab-separated" in kind else ","
    return [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]


def _from_xlsx(content: bytes) -> dict[str, Rows]:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        read = openpyxl.load_workbook(io.BytesIO(content))
    except (InvalidFileException, KeyError, OSError, ValueError) as fault:
        raise DriveError(400, "Bad Request", "badRequest") from fault
    return {
        page.title: [[_imported(cell.value) for cell in line] for line in page.iter_rows()] for page in read.worksheets
    }


def _imported(value: object) -> Typed:
    """A value of a workbook as somebody would type it; dates in the form that every locale reads."""
    if value is None or isinstance(value, str | bool | int | float):
        return value
    return str(value)


def file_json_v2(world: World, spreadsheet: Spreadsheet, caller: Caller) -> Json:
    """The file as version 2 of the Drive API tells it."""
    actor, file_id = actor_of(caller, spreadsheet), spreadsheet.id
    held = role(world, spreadsheet, caller)
    root = f"https://www.googleapis.com/drive/v2/files/{file_id}"
    parent = (spreadsheet.parents or (ROOT,))[0]
    picture = {"url": "https://lh3.googleusercontent.com/a/default-user=s64"}
    last = _user_v2(spreadsheet.past[-1][0] if spreadsheet.past else spreadsheet.owner, actor, picture)
    size, version = "1024", str(1 + len(spreadsheet.past))
    return {
        "kind": "drive#file",
        "userPermission": {
            "id": "me",
            "type": "user",
            "role": "owner" if held == "owner" else "writer",
            "kind": "drive#permission",
            "selfLink": f"{root}/permissions/me",
            "etag": f'"{permission_id(actor)}"',
            "pendingOwner": False,
        },
        "selfLink": root,
        "ownerNames": [spreadsheet.owner],
        "lastModifyingUserName": last["displayName"],
        "editable": True,
        "writersCanShare": True,
        "mimeType": SHEET_TYPE,
        "exportLinks": export_links(file_id),
        "parents": [
            {
                "selfLink": f"{root}/parents/{parent}",
                "id": parent,
                "isRoot": not spreadsheet.parents,
                "kind": "drive#parentReference",
                "parentLink": f"https://www.googleapis.com/drive/v2/files/{parent}",
            }
        ],
        "thumbnailLink": f"https://docs.google.com/feeds/vt?gd=true&id={file_id}&v={version}&sz=s220",
        "appDataContents": False,
        "iconLink": f"https://drive-thirdparty.googleusercontent.com/16/type/{SHEET_TYPE}",
        "shared": bool(spreadsheet.editors or spreadsheet.readers),
        "lastModifyingUser": last,
        "owners": [_user_v2(spreadsheet.owner, actor, picture)],
        "copyable": True,
        "etag": f'"{spreadsheet.modified}"',
        "alternateLink": f"https://docs.google.com/spreadsheets/d/{file_id}/edit?usp=drivesdk",
        "embedLink": f"https://docs.google.com/spreadsheets/d/{file_id}/htmlembed?ouid={permission_id(actor)}",
        "fileSize": size,
        "copyRequiresWriterPermission": False,
        "spaces": ["drive"],
        "id": file_id,
        "title": spreadsheet.book.properties["title"],
        "labels": {
            "viewed": True,
            "restricted": False,
            "starred": False,
            "hidden": False,
            "trashed": file_id in world.trashed,
        },
        "explicitlyTrashed": file_id in world.trashed,
        "createdDate": spreadsheet.created,
        "modifiedDate": spreadsheet.modified,
        "modifiedByMeDate": spreadsheet.modified,
        "lastViewedByMeDate": spreadsheet.modified,
        "markedViewedByMeDate": "1970-01-01T00:00:00.000Z",
        "quotaBytesUsed": size,
        "version": version,
        "capabilities": {"canEdit": True, "canCopy": True},
    }


def _user_v2(person: str, actor: str, picture: Json) -> Json:
    return {
        "displayName": person,
        "kind": "drive#user",
        "isAuthenticatedUser": person == actor,
        "permissionId": permission_id(person),
        "emailAddress": person,
        "picture": picture,
    }

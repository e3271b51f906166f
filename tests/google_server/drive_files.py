"""Files of the Drive API: list, get, create, change, delete, copy; a file is a spreadsheet, bodies are Drive's own."""

import base64
import json
import re
from typing import Any

from tests.google_server.access import RANKS, Caller, actor_of, role
from tests.google_server.drive_errors import DriveError, bad_value, file_not_found, not_permitted
from tests.google_server.drive_folders import FOLDER_TYPE, folder_json, folders
from tests.google_server.drive_query import matcher
from tests.google_server.exchange import Call
from tests.google_server.masks import Mask, masked
from tests.google_server.model import Book, Json, Spreadsheet
from tests.google_server.new_book import new_book
from tests.google_server.sharing import permissions_json, user_json
from tests.google_server.spreadsheets import add_spreadsheet
from tests.google_server.world import ROOT, World

SHEET_TYPE = "application/vnd.google-apps.spreadsheet"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EXPORTS = {
    "application/x-vnd.oasis.opendocument.spreadsheet": "ods",
    "text/tab-separated-values": "tsv",
    "application/pdf": "pdf",
    XLSX: "xlsx",
    "text/csv": "csv",
    "application/zip": "zip",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
}
SHORT: Mask = {"kind": {}, "id": {}, "name": {}, "mimeType": {}}
"""What Drive tells of a file when no fields are asked for."""
SHORT_LIST: Mask = {"kind": {}, "nextPageToken": {}, "incompleteSearch": {}, "files": SHORT}
_SORTS = {
    "createdTime": lambda file: file["createdTime"],
    "folder": lambda file: file["mimeType"] != FOLDER_TYPE,
    "modifiedByMeTime": lambda file: file["modifiedTime"],
    "modifiedTime": lambda file: file["modifiedTime"],
    "name": lambda file: file["name"].casefold(),
    "name_natural": lambda file: _natural(file["name"]),
    "quotaBytesUsed": lambda file: int(file["quotaBytesUsed"]),
    "recency": lambda file: file["modifiedTime"],
    "sharedWithMeTime": lambda file: file.get("sharedWithMeTime", ""),
    "starred": lambda file: not file["starred"],
    "viewedByMeTime": lambda file: file["modifiedTime"],
}
_KEPT = ("description", "starred", "properties", "appProperties", "writersCanShare", "copyRequiresWriterPermission")


def found_file(world: World, file_id: str, caller: Caller, least: str = "reader") -> Spreadsheet:
    """The file for a caller who has at least that role; 404 for those who may not see it, 403 for the others."""
    spreadsheet = world.spreadsheets.get(file_id)
    held = role(world, spreadsheet, caller) if spreadsheet is not None else ""
    if spreadsheet is None or not held:
        raise file_not_found(file_id)
    if RANKS.index(held) < RANKS.index(least):
        raise not_permitted()
    return spreadsheet


def file_json(world: World, spreadsheet: Spreadsheet, caller: Caller) -> Json:
    """All that Drive tells of a file."""
    held = role(world, spreadsheet, caller)
    actor = actor_of(caller, spreadsheet)
    rank = RANKS.index(held)
    writes, owns = rank >= RANKS.index("writer"), held == "owner"
    link = f"https://docs.google.com/spreadsheets/d/{spreadsheet.id}/edit?usp=drivesdk"
    told: Json = {
        "kind": "drive#file",
        "id": spreadsheet.id,
        "name": spreadsheet.book.properties["title"],
        "mimeType": SHEET_TYPE,
        "starred": False,
        "trashed": spreadsheet.id in world.trashed,
        "explicitlyTrashed": spreadsheet.id in world.trashed,
        "parents": list(spreadsheet.parents or (ROOT,)),
        "spaces": ["drive"],
        "version": str(1 + len(spreadsheet.past)),
        "webViewLink": link,
        "iconLink": f"https://drive-thirdparty.googleusercontent.com/16/type/{SHEET_TYPE}",
        "hasThumbnail": False,
        "thumbnailVersion": "0",
        "viewedByMe": True,
        "viewedByMeTime": spreadsheet.modified,
        "createdTime": spreadsheet.created,
        "modifiedTime": spreadsheet.modified,
        "modifiedByMe": writes,
        "owners": [user_json(spreadsheet.owner, actor)],
        "lastModifyingUser": user_json(spreadsheet.past[-1][0] if spreadsheet.past else spreadsheet.owner, actor),
        "shared": bool(spreadsheet.editors or spreadsheet.readers or world.commenters.get(spreadsheet.id)),
        "ownedByMe": owns,
        "capabilities": {
            "canComment": rank >= RANKS.index("commenter"),
            "canCopy": True,
            "canDelete": owns,
            "canDownload": True,
            "canEdit": writes,
            "canModifyContent": writes,
            "canRename": writes,
            "canShare": writes,
            "canTrash": owns,
            "canUntrash": owns,
        },
        "viewersCanCopyContent": True,
        "copyRequiresWriterPermission": False,
        "writersCanShare": True,
        "quotaBytesUsed": "1024",
        "size": "1024",
        "isAppAuthorized": True,
        "exportLinks": export_links(spreadsheet.id),
        **world.described.get(spreadsheet.id, {}),
    }
    if writes:
        people = permissions_json(world, spreadsheet)
        told |= {"permissions": people, "permissionIds": [one["id"] for one in people]}
    return told


def export_links(file_id: str) -> Json:
    """Where the file can be had in other formats."""
    root = f"https://docs.google.com/spreadsheets/export?id={file_id}&exportFormat="
    return {kind: root + name for kind, name in EXPORTS.items()}


def list_files(world: World, caller: Caller, call: Call, mask: Mask) -> Json:
    """files.list: what the caller may see and the query matches, newest first unless `orderBy` says otherwise."""
    matches = matcher(call.first("q"))
    size = _page_size(call.first("pageSize", "100"))
    seen = [file_json(world, one, caller) for one in world.spreadsheets.values() if role(world, one, caller)]
    seen += [folder_json(one, caller) for one in folders(world, caller)]
    files = [file for file in reversed(seen) if matches(file)]
    files = _sorted(files, call.first("orderBy"))
    begin = _page_begin(call.first("pageToken"))
    told: Json = {"kind": "drive#fileList", "incompleteSearch": False, "files": files[begin : begin + size]}
    if begin + size < len(files):
        told["nextPageToken"] = "~!!~" + base64.urlsafe_b64encode(json.dumps(begin + size).encode()).decode()
    return _in_order(told, mask)


def _in_order(told: Json, mask: Mask) -> Json:
    return dict(masked(told, mask))


def _page_size(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 1000:
        raise bad_value("pageSize", f"Invalid value '{text}'. Values must be within the range: [1, 1000]")
    return int(text)


def _page_begin(token: str) -> int:
    if not token:
        return 0
    try:
        return int(json.loads(base64.urlsafe_b64decode(token.removeprefix("~!!~"))))
    except ValueError:
        raise bad_value("pageToken") from None


def _sorted(files: list[Json], order: str) -> list[Json]:
    if not order:
        return sorted(files, key=lambda file: str(file["createdTime"]), reverse=True)
    for key in reversed(order.split(",")):
        name, _, direction = key.strip().partition(" ")
        if name not in _SORTS or direction not in ("", "desc"):
            raise bad_value("orderBy")
        files = sorted(files, key=_SORTS[name], reverse=bool(direction))
    return files


def _natural(name: str) -> list[Any]:
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.split(r"(\d+)", name.casefold())]


def create_file(world: World, caller: Caller, body: Json, book: Book | None = None) -> Spreadsheet:
    """files.create of a spreadsheet: empty, or with the book that an upload brought."""
    kind = body.get("mimeType", SHEET_TYPE)
    if kind != SHEET_TYPE:
        raise DriveError(400, "Bad Request. This server keeps spreadsheets only.", "badRequest")
    name = body.get("name") or body.get("title") or "Untitled"
    book = book or new_book(name)
    book.properties["title"] = name
    made = add_spreadsheet(world, book, actor_of(caller))
    world.apps[made.id] = caller.project
    made.parents = tuple(ROOT if one == "root" else one for one in body.get("parents") or ())
    _describe(world, made, body)
    return made


def update_file(world: World, caller: Caller, file_id: str, call: Call) -> Spreadsheet:
    """files.update: name, bin, folder and what is only stored."""
    body = call.json()
    spreadsheet = found_file(world, file_id, caller, "owner" if "trashed" in body else "writer")
    if "name" in body:
        with spreadsheet.transaction(actor_of(caller, spreadsheet)) as book:
            book.properties["title"] = body["name"]
        world.touch(spreadsheet)
    if "trashed" in body:
        (world.trashed.add if body["trashed"] else world.trashed.discard)(file_id)
    leaving = set(call.first("removeParents").split(","))
    parents = [one for one in spreadsheet.parents or (ROOT,) if one not in leaving]
    spreadsheet.parents = tuple(parents + [one for one in call.first("addParents").split(",") if one])
    _describe(world, spreadsheet, body)
    return spreadsheet


def delete_file(world: World, caller: Caller, file_id: str) -> None:
    """files.delete: gone at once, without the bin."""
    found_file(world, file_id, caller, "owner")
    del world.spreadsheets[file_id]
    world.trashed.discard(file_id)
    for kept in (world.comments, world.commenters, world.described, world.apps):
        kept.pop(file_id, None)


def copy_file(world: World, caller: Caller, file_id: str, body: Json) -> Spreadsheet:
    """files.copy: content, tags and formats; neither comments nor shares."""
    source = found_file(world, file_id, caller)
    book = source.book.fork(0)
    name = body.get("name") or f"Copy of {source.book.properties['title']}"
    made = create_file(world, caller, {**body, "name": name, "mimeType": SHEET_TYPE}, book)
    made.parents = tuple(body.get("parents") or source.parents)
    with made.transaction(made.owner) as copied:
        for sheet in copied.sheets:
            sheet.rows = [row.clone(copied.generation) for row in sheet.rows]
    made.past.clear()
    return made


def _describe(world: World, spreadsheet: Spreadsheet, body: Json) -> None:
    kept = {name: body[name] for name in _KEPT if name in body}
    if kept:
        world.described[spreadsheet.id] = world.described.get(spreadsheet.id, {}) | kept

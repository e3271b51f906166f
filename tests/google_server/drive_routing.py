"""The table of the Drive API's methods that spreadsheets need: files, permissions, comments, export, uploads."""

import re
from collections.abc import Callable
from functools import partial
from typing import NamedTuple
from urllib.parse import unquote

from tests.google_server import comments, drive_files, exporting, sharing, uploads
from tests.google_server.access import SCOPE, Caller, actor_of, check_scopes
from tests.google_server.drive_errors import DriveError
from tests.google_server.drive_folders import (
    FOLDER_TYPE,
    create_folder,
    delete_folder,
    folder,
    folder_json,
    update_folder,
)
from tests.google_server.errors import ApiError
from tests.google_server.exchange import Answer, Call, json_answer, switch
from tests.google_server.masks import Mask, mask_of, masked
from tests.google_server.model import Json
from tests.google_server.world import World

SERVICE = "drive.googleapis.com"
_WRITING = frozenset({SCOPE + "drive", SCOPE + "drive.file"})
_READING = _WRITING | {SCOPE + name for name in ("drive.readonly", "drive.metadata", "drive.metadata.readonly")}
_GONE = Answer(204, b"", "text/html")
Run = Callable[[World, Caller, Call], Answer]


class Visit(NamedTuple):
    """One Drive request that was let in; `file` is the id that its address names."""

    world: World
    caller: Caller
    call: Call
    file: str
    part: str
    mask: Mask


class Method(NamedTuple):
    """One method. `message`: what it answers, for the mask; `short`: the mask when none is given (`None`: required)."""

    verb: str
    address: str
    kind: str
    message: str
    short: Mask | None
    run: Callable[[Visit], Json | Answer]


def method_of(call: Call) -> tuple[str, Run] | None:
    """What carries out this request, with its kind ("read", "write"); None where Drive has no such address."""
    for method, pattern in zip(METHODS, _PATTERNS, strict=True):
        if method.verb == call.method and (found := pattern.fullmatch(call.path)):
            parts = {name: unquote(part) for name, part in found.groupdict().items()}
            return method.kind, partial(_carry_out, method, parts)
    return None


def _carry_out(method: Method, parts: dict[str, str], world: World, caller: Caller, call: Call) -> Answer:
    scopes = _READING if method.kind == "read" else _WRITING
    check_scopes(caller, scopes, SERVICE, f"google.apps.drive.v3.{method.message or 'DriveFile'}")
    mask = _mask(method, call.first("fields"))
    told = method.run(Visit(world, caller, call, parts.get("file", ""), parts.get("part", ""), mask))
    if isinstance(told, Answer):
        return told
    return json_answer(masked(told, mask))


def _mask(method: Method, fields: str) -> Mask:
    if not fields:
        if method.short is None:
            message = "The 'fields' parameter is required for this method."
            raise DriveError(400, message, "required", "fields")
        return method.short
    try:
        return mask_of(fields, method.message)
    except ApiError as fault:
        told = str((fault.details or [{}])[0].get("fieldViolations", [{}])[0].get("description", ""))
        name = told.rpartition(" path '")[2].removesuffix("'.").rpartition(".")[2]
        raise DriveError(400, f"Invalid field selection {name}", "invalidParameter", "fields") from None


def _get(visit: Visit) -> Json | Answer:
    if visit.call.first("alt") == "media":
        message = "Only files with binary content can be downloaded. Use Export with Docs Editors files."
        raise DriveError(403, message, "fileNotDownloadable", "alt")
    if found := folder(visit.world, visit.file, visit.caller):
        return folder_json(found, visit.caller)
    spreadsheet = drive_files.found_file(visit.world, visit.file, visit.caller)
    return drive_files.file_json(visit.world, spreadsheet, visit.caller)


def _get_v2(visit: Visit) -> Json:
    spreadsheet = drive_files.found_file(visit.world, visit.file, visit.caller)
    return uploads.file_json_v2(visit.world, spreadsheet, visit.caller)


def _copy_v2(visit: Visit) -> Json:
    body = visit.call.json()
    told = {**body, "name": body.get("title") or body.get("name")}
    made = drive_files.copy_file(visit.world, visit.caller, visit.file, told)
    return uploads.file_json_v2(visit.world, made, visit.caller)


def _about(visit: Visit) -> Json:
    actor = actor_of(visit.caller)
    quota = {"limit": "16106127360", "usage": "0", "usageInDrive": "0", "usageInDriveTrash": "0"}
    formats = {drive_files.SHEET_TYPE: list(drive_files.EXPORTS)}
    return {
        "kind": "drive#about",
        "user": sharing.user_json(actor, actor),
        "storageQuota": quota,
        "exportFormats": formats,
    }


def _userinfo(visit: Visit) -> Json:
    actor = actor_of(visit.caller)
    picture = "https://lh3.googleusercontent.com/a/default-user=s96-c"
    return {"id": sharing.permission_id(actor), "email": actor, "verified_email": True, "picture": picture}


def _list(visit: Visit) -> Json:
    return drive_files.list_files(visit.world, visit.caller, visit.call, visit.mask)


def _create(visit: Visit) -> Json:
    body = visit.call.json()
    if body.get("mimeType") == FOLDER_TYPE:
        return folder_json(create_folder(visit.world, visit.caller, body), visit.caller)
    made = drive_files.create_file(visit.world, visit.caller, body)
    return drive_files.file_json(visit.world, made, visit.caller)


def _update(visit: Visit) -> Json:
    if found := folder(visit.world, visit.file, visit.caller):
        return folder_json(update_folder(visit.world, found, visit.call.json()), visit.caller)
    changed = drive_files.update_file(visit.world, visit.caller, visit.file, visit.call)
    return drive_files.file_json(visit.world, changed, visit.caller)


def _delete(visit: Visit) -> Answer:
    if found := folder(visit.world, visit.file, visit.caller):
        delete_folder(visit.world, found)
        return _GONE
    drive_files.delete_file(visit.world, visit.caller, visit.file)
    return _GONE


def _copy(visit: Visit) -> Json:
    made = drive_files.copy_file(visit.world, visit.caller, visit.file, visit.call.json())
    return drive_files.file_json(visit.world, made, visit.caller)


def _export(visit: Visit) -> Answer:
    spreadsheet = drive_files.found_file(visit.world, visit.file, visit.caller)
    return exporting.exported(spreadsheet, visit.call.first("mimeType"))


def _permissions(visit: Visit) -> Json:
    spreadsheet = drive_files.found_file(visit.world, visit.file, visit.caller, "writer")
    people = sharing.permissions_json(visit.world, spreadsheet)
    return {"kind": "drive#permissionList", "permissions": people}


def _permission(visit: Visit) -> Json:
    spreadsheet = drive_files.found_file(visit.world, visit.file, visit.caller, "writer")
    return sharing.permission(visit.world, spreadsheet, visit.part)


def _share(visit: Visit) -> Json:
    spreadsheet = drive_files.found_file(visit.world, visit.file, visit.caller, "writer")
    return sharing.share(visit.world, spreadsheet, visit.call.json(), _transfers(visit))


def _reshare(visit: Visit) -> Json:
    spreadsheet = drive_files.found_file(visit.world, visit.file, visit.caller, "writer")
    return sharing.reshare(visit.world, spreadsheet, visit.part, visit.call.json(), _transfers(visit))


def _transfers(visit: Visit) -> bool:
    return switch(visit.call.first("transferOwnership"))


def _unshare(visit: Visit) -> Answer:
    spreadsheet = drive_files.found_file(visit.world, visit.file, visit.caller, "writer")
    sharing.unshare(visit.world, spreadsheet, visit.part)
    return _GONE


def _comments(visit: Visit) -> Json:
    drive_files.found_file(visit.world, visit.file, visit.caller)
    return comments.listed(visit.world, visit.file, visit.call)


def _comment(visit: Visit) -> Json:
    spreadsheet = drive_files.found_file(visit.world, visit.file, visit.caller, "commenter")
    return comments.added(visit.world, spreadsheet, visit.caller, visit.call.json())


def _upload_v2(visit: Visit) -> Json:
    spreadsheet = drive_files.found_file(visit.world, visit.file, visit.caller, "writer")
    uploads.put_into(visit.world, spreadsheet, visit.caller, visit.call)
    return uploads.file_json_v2(visit.world, spreadsheet, visit.caller)


def _upload_new(visit: Visit) -> Json:
    made = uploads.created(visit.world, visit.caller, visit.call)
    return drive_files.file_json(visit.world, made, visit.caller)


def _upload_into(visit: Visit) -> Json:
    spreadsheet = drive_files.found_file(visit.world, visit.file, visit.caller, "writer")
    uploads.put_into(visit.world, spreadsheet, visit.caller, visit.call)
    return drive_files.file_json(visit.world, spreadsheet, visit.caller)


_FILES = "/drive/v3/files"
_FILE = _FILES + r"/(?P<file>[^/:]+)"
_PERMISSION: Mask = {"kind": {}, "id": {}, "type": {}, "role": {}}
_PERMISSIONS: Mask = {"kind": {}, "nextPageToken": {}, "permissions": _PERMISSION}
_SHORT = drive_files.SHORT
METHODS = (
    Method("GET", _FILES, "read", "DriveFileList", drive_files.SHORT_LIST, _list),
    Method("POST", _FILES, "write", "DriveFile", _SHORT, _create),
    Method("GET", _FILE, "read", "DriveFile", _SHORT, _get),
    Method("PATCH", _FILE, "write", "DriveFile", _SHORT, _update),
    Method("DELETE", _FILE, "write", "", {}, _delete),
    Method("POST", _FILE + "/copy", "write", "DriveFile", _SHORT, _copy),
    Method("GET", _FILE + "/export", "read", "", {}, _export),
    Method("GET", _FILE + "/permissions", "read", "DrivePermissionList", _PERMISSIONS, _permissions),
    Method("POST", _FILE + "/permissions", "write", "DrivePermission", _PERMISSION, _share),
    Method("GET", _FILE + "/permissions/(?P<part>[^/]+)", "read", "DrivePermission", _PERMISSION, _permission),
    Method("PATCH", _FILE + "/permissions/(?P<part>[^/]+)", "write", "DrivePermission", _PERMISSION, _reshare),
    Method("DELETE", _FILE + "/permissions/(?P<part>[^/]+)", "write", "", {}, _unshare),
    Method("GET", _FILE + "/comments", "read", "DriveCommentList", None, _comments),
    Method("POST", _FILE + "/comments", "write", "DriveComment", None, _comment),
    Method("POST", "/upload" + _FILES, "write", "DriveFile", _SHORT, _upload_new),
    Method("PATCH", "/upload" + _FILE, "write", "DriveFile", _SHORT, _upload_into),
    Method("GET", "/drive/v3/about", "read", "DriveAbout", None, _about),
    Method("GET", "/(?:userinfo/v2/me|oauth2/v2/userinfo)", "read", "*", {}, _userinfo),
    Method("GET", r"/drive/v2/files/(?P<file>[^/:]+)", "read", "*", {}, _get_v2),
    Method("POST", r"/drive/v2/files/(?P<file>[^/:]+)/copy", "write", "*", {}, _copy_v2),
    Method("PUT", r"/upload/drive/v2/files/(?P<file>[^/:]+)", "write", "*", {}, _upload_v2),
)
_PATTERNS = tuple(re.compile(method.address) for method in METHODS)

"""Comments of a file, as Drive lists and takes them; the newest stands first."""

from tests.google_server.access import Caller, actor_of
from tests.google_server.drive_errors import DriveError, bad_value
from tests.google_server.exchange import Call, switch
from tests.google_server.model import Json, Spreadsheet
from tests.google_server.sharing import user_json
from tests.google_server.world import World


def listed(world: World, file_id: str, call: Call) -> Json:
    """comments.list, a page of it."""
    size = int(call.first("pageSize") or 20)
    if not 1 <= size <= 100:
        raise bad_value("pageSize", f"Invalid value '{size}'. Values must be within the range: [1, 100]")
    deleted = switch(call.first("includeDeleted"))
    found = [one for one in reversed(world.comments.get(file_id, ())) if deleted or not one["deleted"]]
    begin = int(call.first("pageToken") or 0)
    told: Json = {"kind": "drive#commentList", "comments": found[begin : begin + size]}
    if begin + size < len(found):
        told["nextPageToken"] = str(begin + size)
    return told


def added(world: World, spreadsheet: Spreadsheet, caller: Caller, body: Json) -> Json:
    """comments.create."""
    if not body.get("content"):
        raise DriveError(400, "The comment content is required.", "required", "comment.content")
    actor, now = actor_of(caller, spreadsheet), world.stamp()
    kept = world.comments.setdefault(spreadsheet.id, [])
    author = {name: part for name, part in user_json(actor, actor).items() if name in ("kind", "displayName", "me")}
    made: Json = {
        "kind": "drive#comment",
        "id": f"AAAA{world.fresh_number(set()):08x}",
        "createdTime": now,
        "modifiedTime": now,
        "author": author,
        "htmlContent": body["content"],
        "content": body["content"],
        "deleted": False,
        "resolved": False,
        "replies": [],
    }
    for name in ("anchor", "quotedFileContent"):
        if name in body:
            made[name] = body[name]
    kept.append(made)
    return made

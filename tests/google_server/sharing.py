"""Who a file is shared with: Drive's permissions, kept in the spreadsheet's own sets of people."""

import zlib

from tests.google_server.drive_errors import DriveError
from tests.google_server.model import Json, Spreadsheet
from tests.google_server.world import World

ROLES = ("owner", "writer", "commenter", "reader")
ANYONE = "anyone"


def permission_id(person: str) -> str:
    """The id of a person in permissions: twenty digits that are the same for every file.

    >>> permission_id("anyone"), len(permission_id("a@example.com"))
    ('anyoneWithLink', 20)
    """
    if person == ANYONE:
        return "anyoneWithLink"
    return f"{zlib.crc32(person.encode()):010d}{zlib.adler32(person.encode()):010d}"


def user_json(person: str, actor: str) -> Json:
    """A drive#user."""
    return {
        "kind": "drive#user",
        "displayName": person,
        "me": person == actor,
        "permissionId": permission_id(person),
        "emailAddress": person,
    }


def permissions_json(world: World, spreadsheet: Spreadsheet) -> list[Json]:
    """All permissions of a file, the owner first."""
    return [_permission_json(person, role) for person, role in _shares(world, spreadsheet)]


def _shares(world: World, spreadsheet: Spreadsheet) -> list[tuple[str, str]]:
    told = [(spreadsheet.owner, "owner")]
    told += [(person, "writer") for person in sorted(spreadsheet.editors)]
    told += [(person, "commenter") for person in sorted(world.commenters.get(spreadsheet.id, ()))]
    return told + [(person, "reader") for person in sorted(spreadsheet.readers)]


def _permission_json(person: str, role: str) -> Json:
    told: Json = {"kind": "drive#permission", "id": permission_id(person), "role": role}
    if person == ANYONE:
        return {**told, "type": "anyone", "allowFileDiscovery": False}
    return {
        **told,
        "type": "user",
        "emailAddress": person,
        "displayName": person.partition("@")[0],
        "deleted": False,
        "pendingOwner": False,
    }


def permission(world: World, spreadsheet: Spreadsheet, wanted: str) -> Json:
    """One permission by its id."""
    return _permission_json(*_share(world, spreadsheet, wanted))


def _share(world: World, spreadsheet: Spreadsheet, wanted: str) -> tuple[str, str]:
    for person, role in _shares(world, spreadsheet):
        if permission_id(person) == wanted:
            return person, role
    raise DriveError(404, f"Permission not found: {wanted}.", "notFound", "permissionId")


def share(world: World, spreadsheet: Spreadsheet, body: Json, transfer: bool) -> Json:
    """permissions.create: somebody (or "anyone") gets a role in place of an earlier one. `transfer`: even ownership."""
    role, kind = body.get("role"), body.get("type")
    if role not in ROLES:
        raise DriveError(400, "The permission role field is required.", "required", "permission.role")
    if kind not in ("user", "group", "anyone", "domain"):
        raise DriveError(400, "The permission type field is required.", "required", "permission.type")
    person = ANYONE if kind == "anyone" else body.get("emailAddress") or body.get("domain")
    if not person:
        message = "The value for parameter emailAddress is required."
        raise DriveError(400, message, "required", "permission.emailAddress")
    _check_transfer(role, transfer)
    _place(world, spreadsheet, person, role)
    return _permission_json(person, role)


def reshare(world: World, spreadsheet: Spreadsheet, wanted: str, body: Json, transfer: bool) -> Json:
    """permissions.update: another role for somebody."""
    person, held = _share(world, spreadsheet, wanted)
    role = body.get("role", held)
    if role != held:
        _check_transfer(role, transfer)
        _place(world, spreadsheet, person, role)
    return {**_permission_json(person, role), **({"pendingOwner": True} if body.get("pendingOwner") else {})}


def _check_transfer(role: str, transfer: bool) -> None:
    if role == "owner" and not transfer:
        message = "The transferOwnership parameter must be enabled when the permission role is 'owner'."
        raise DriveError(403, message, "forbidden", "transferOwnership")


def unshare(world: World, spreadsheet: Spreadsheet, wanted: str) -> None:
    """permissions.delete; the owner stays."""
    person, role = _share(world, spreadsheet, wanted)
    if role == "owner":
        raise DriveError(403, "The owner of a file cannot be removed.", "cannotRemoveOwner")
    for people in (spreadsheet.editors, spreadsheet.readers, world.commenters.get(spreadsheet.id, set())):
        people.discard(person)


def _place(world: World, spreadsheet: Spreadsheet, person: str, role: str) -> None:
    commenters = world.commenters.setdefault(spreadsheet.id, set())
    if person == spreadsheet.owner:
        return
    for people in (spreadsheet.editors, spreadsheet.readers, commenters):
        people.discard(person)
    if role == "owner":
        spreadsheet.editors.add(spreadsheet.owner)
        spreadsheet.owner = person
    else:
        {"writer": spreadsheet.editors, "commenter": commenters, "reader": spreadsheet.readers}[role].add(person)

"""Folders of Drive: they hold files by name only; "root" is another name for everybody's own top folder."""

from tests.google_server.access import Caller, actor_of
from tests.google_server.drive_errors import not_permitted
from tests.google_server.model import Json
from tests.google_server.sharing import permission_id, user_json
from tests.google_server.world import ROOT, Folder, World

FOLDER_TYPE = "application/vnd.google-apps.folder"


def folder(world: World, file_id: str, caller: Caller) -> Folder | None:
    """The folder with that id, if there is one that the caller may see."""
    if file_id in ("root", ROOT):
        return Folder(ROOT, "My Drive", actor_of(caller), (), "1970-01-01T00:00:00.000Z", "1970-01-01T00:00:00.000Z")
    found = world.folders.get(file_id)
    return found if found is not None and caller.person in ("", found.owner) else None


def folders(world: World, caller: Caller) -> list[Folder]:
    """All folders that the caller may see, the oldest first."""
    return [found for name in world.folders if (found := folder(world, name, caller)) is not None]


def create_folder(world: World, caller: Caller, body: Json) -> Folder:
    """files.create of a folder; names need not be unique."""
    now = world.stamp()
    parents = tuple(ROOT if one == "root" else one for one in body.get("parents") or (ROOT,))
    made = Folder(world.fresh_id()[:33], body.get("name") or "Untitled", actor_of(caller), parents, now, now)
    world.folders[made.id] = made
    return made


def update_folder(world: World, found: Folder, body: Json) -> Folder:
    """files.update of a folder: its name."""
    if found.id == ROOT:
        raise not_permitted()
    found.name, found.modified = body.get("name", found.name), world.stamp()
    return found


def delete_folder(world: World, found: Folder) -> None:
    """files.delete of a folder: all that lies in it goes too."""
    if found.id == ROOT:
        raise not_permitted()
    del world.folders[found.id]
    for one in [one for one in world.spreadsheets.values() if found.id in one.parents]:
        del world.spreadsheets[one.id]
    for inner in [one for one in world.folders.values() if found.id in one.parents]:
        delete_folder(world, inner)


def folder_json(found: Folder, caller: Caller) -> Json:
    """All that Drive tells of a folder."""
    actor = actor_of(caller)
    owner = user_json(found.owner, actor)
    role = {"kind": "drive#permission", "id": permission_id(found.owner), "type": "user", "role": "owner"}
    told: Json = {
        "kind": "drive#file",
        "id": found.id,
        "name": found.name,
        "mimeType": FOLDER_TYPE,
        "starred": False,
        "trashed": False,
        "explicitlyTrashed": False,
        "spaces": ["drive"],
        "version": "1",
        "webViewLink": f"https://drive.google.com/drive/folders/{found.id}",
        "createdTime": found.created,
        "modifiedTime": found.modified,
        "owners": [owner],
        "lastModifyingUser": owner,
        "shared": False,
        "ownedByMe": True,
        "quotaBytesUsed": "0",
        "folderColorRgb": "#8f8f8f",
        "permissions": [{**role, "emailAddress": found.owner, "displayName": found.owner}],
        "permissionIds": [permission_id(found.owner)],
    }
    return {**told, "parents": list(found.parents)} if found.parents else told

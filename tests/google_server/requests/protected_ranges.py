"""Protected ranges: owner and editors pass; only those who may edit a protected range may change it."""

from typing import Any

from tests.google_server.model import Json, Sheet
from tests.google_server.protection import REFUSAL, binds
from tests.google_server.requests.acting import Act
from tests.google_server.requests.named_ranges import kept_range
from tests.google_server.requests.object_ids import taken_ids
from tests.google_server.requests.update_masks import overlaid, update_mask

_BACKED = ("range", "namedRangeId", "tableId")
_READ_ONLY = {"requestingUserCanEdit"}


def add_protected_range(act: Act, request: Json) -> Json:
    """A new protected range; without editors given, those of the spreadsheet may edit it, the asker always."""
    given: Json = request.get("protectedRange", {})
    number = given.get("protectedRangeId")
    taken = taken_ids(act, "protected_ranges", "protectedRangeId")
    if number is not None and number in taken:
        raise act.refused(f"A protected range with ID {number} already exists.")
    made: Json = {"protectedRangeId": number if number is not None else act.fresh_id(taken)}
    made |= {name: value for name, value in given.items() if name not in ("protectedRangeId", *_READ_ONLY)}
    sheet, made = _checked(act, made)
    sheet.protected_ranges.append(made)
    told = {name: value for name, value in made.items() if name != "editors"}
    shown = {name: users for name, users in (given.get("editors") or {}).items() if users}
    return {"protectedRange": {**told, "requestingUserCanEdit": True, "editors": shown}}


def update_protected_range(act: Act, request: Json) -> None:
    """Change a protected range; whom it keeps out may not."""
    mask = update_mask(act, request, "ProtectedRange")
    given: Json = request.get("protectedRange", {})
    sheet, place = _place(act, given.get("protectedRangeId", 0))
    old = sheet.protected_ranges[place]
    _check_may_change(act, old)
    made: Json = overlaid(old, {**given, "protectedRangeId": old["protectedRangeId"]}, mask)
    if old.get("warningOnly") and not made.get("warningOnly") and "editors" not in (mask or given):
        made["editors"] = {"users": sorted({act.spreadsheet.owner, *act.spreadsheet.editors} - {"anyone"})}
    for name in _BACKED:
        if name in given and (not mask or name in mask):
            made = {key: value for key, value in made.items() if key == name or key not in _BACKED}
    target, made = _checked(act, made)
    if target is sheet:
        sheet.protected_ranges[place] = made
    else:
        del sheet.protected_ranges[place]
        target.protected_ranges.append(made)


def delete_protected_range(act: Act, request: Json) -> None:
    """Lift a protection; whom it keeps out may not."""
    sheet, place = _place(act, request.get("protectedRangeId", 0))
    _check_may_change(act, sheet.protected_ranges[place])
    del sheet.protected_ranges[place]


def _place(act: Act, number: int) -> tuple[Sheet, int]:
    for sheet in act.book.sheets:
        for place, one in enumerate(sheet.protected_ranges):
            if one["protectedRangeId"] == number:
                return sheet, place
    raise act.refused(f"No protected range with ID: {number}")


def _check_may_change(act: Act, protected: Json) -> None:
    if act.actor != act.spreadsheet.owner and binds(protected, act.actor):
        raise act.refused(REFUSAL)


def _checked(act: Act, made: Json) -> tuple[Sheet, Json]:
    """The protected range as it is kept, and the sheet it belongs to."""
    backed = [name for name in _BACKED if name in made]
    if len(backed) != 1:
        raise act.refused("Exactly one of range, namedRangeId or tableId must be specified.")
    range_ = made["range"] if "range" in made else backing_range(act, made)
    sheet = act.sheet(range_.get("sheetId", 0))
    if "range" in made:
        range_ = made["range"] = kept_range(act, made["range"])
    left_open = made.get("unprotectedRanges")
    if left_open:
        if any(name.endswith("Index") for name in range_):
            raise act.refused("Unprotected ranges are only supported on protected sheets.")
        made["unprotectedRanges"] = [kept_range(act, one) for one in left_open]
    if made.get("warningOnly"):
        if any((made.get("editors") or {}).values()):
            raise act.refused("ProtectedRange is warningOnly. Editors cannot be set on it.")
        made["editors"] = {}
        return sheet, _plain(made)
    editors = {name: value for name, value in (made.get("editors") or {}).items() if value}
    users: list[str] = editors.get("users", [])
    if "editors" in made and act.actor not in users:
        editors["users"] = [*users, act.actor]
    if "editors" not in made:
        others = act.spreadsheet.editors - {"anyone", act.spreadsheet.owner}
        editors = {"users": [act.spreadsheet.owner, *sorted(others)]}
    for user in users:
        if "@" not in user:
            raise act.refused(f"Invalid email address: {user}")
    made["editors"] = editors
    return sheet, _plain(made)


def _plain(made: Json) -> Json:
    return {name: value for name, value in made.items() if value not in (False, None, "", [])}


def backing_range(act: Act, made: Json) -> Json:
    number: Any
    if "namedRangeId" in made:
        number = made["namedRangeId"]
        for one in act.book.named_ranges:
            if one["namedRangeId"] == number:
                found: Json = one["range"]
                return found
        raise act.refused(f"No named range with id: {number}")
    number = made["tableId"]
    for sheet in act.book.sheets:
        for table in sheet.tables:
            if table["tableId"] == number:
                spread: Json = table["range"]
                return spread
    raise act.refused(f"No table with id: {number}")

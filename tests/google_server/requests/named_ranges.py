"""Named ranges: names are unique whatever their case, and never look like a reference."""

import re
from typing import Any

from tests.google_server.model import Json
from tests.google_server.requests.acting import Act
from tests.google_server.requests.update_masks import overlaid, update_mask

_NAME = re.compile(r"[^\W\d]\w*(?:\.\w+)*")
_REFERENCE = re.compile(r"[A-Z]{1,3}[0-9]+|R[0-9]*C[0-9]*|R[0-9]+|C[0-9]+|TRUE|FALSE", re.IGNORECASE)
LONGEST = 250


def add_named_range(act: Act, request: Json) -> Json:
    """A new named range."""
    given: Json = request.get("namedRange", {})
    _check_name(act, given.get("name", ""))
    range_ = told_range(act, given)
    number = given.get("namedRangeId")
    taken = {one["namedRangeId"] for one in act.book.named_ranges}
    if number in taken:
        raise act.refused(f"A named range with ID {number} already exists.")
    made = {"namedRangeId": number or str(act.fresh_id(())), "name": given["name"], "range": range_}
    act.book.named_ranges.append(made)
    return {"namedRange": made}


def update_named_range(act: Act, request: Json) -> None:
    """Change the name or the range."""
    mask = update_mask(act, request, "NamedRange")
    given: Json = request.get("namedRange", {})
    place = _place(act, given.get("namedRangeId", ""))
    old = act.book.named_ranges[place]
    made = overlaid(old, {**given, "namedRangeId": old["namedRangeId"]}, mask)
    if made.get("name") != old["name"]:
        _check_name(act, made.get("name", ""), old)
    if made.get("range") != old["range"]:
        made["range"] = told_range(act, made)
    act.book.named_ranges[place] = made


def delete_named_range(act: Act, request: Json) -> None:
    """Forget a named range; the cells stay."""
    del act.book.named_ranges[_place(act, request.get("namedRangeId", ""))]


def told_range(act: Act, given: Json, name: str = "range") -> Json:
    """The GridRange of a request as Google keeps it: checked, cut to the sheet, open where it was open."""
    if name not in given:
        raise act.refused(f"{name} is required")
    return kept_range(act, given[name])


def kept_range(act: Act, given: Json) -> Json:
    """A GridRange as Google keeps it: sides that were not given stay open, sheet 0 is not named."""
    area = act.area(given)
    told: Json = {"sheetId": area.sheet.id} if area.sheet.id else {}
    sides: tuple[tuple[str, Any], ...] = (
        ("startRowIndex", area.top), ("endRowIndex", area.bottom),
        ("startColumnIndex", area.left), ("endColumnIndex", area.right),
    )  # fmt: skip
    for side, value in sides:
        other = side.replace("start", "end") if side.startswith("start") else side
        if side in given or (side.startswith("start") and other in given):
            told[side] = value
    return told


def _place(act: Act, number: str) -> int:
    for place, one in enumerate(act.book.named_ranges):
        if one["namedRangeId"] == number:
            return place
    raise act.refused(f"No named range with id: {number}")


def _check_name(act: Act, name: str, own: Json | None = None) -> None:
    if not name:
        raise act.refused("name is required")
    if len(name) > LONGEST or not _NAME.fullmatch(name) or _REFERENCE.fullmatch(name):
        raise act.refused(f'The name "{name}" is not a valid named range name.')
    folded = name.casefold()
    if any(one is not own and one["name"].casefold() == folded for one in act.book.named_ranges):
        raise act.refused(f"Cannot add named range with name {name}, a named range with that name already exists.")

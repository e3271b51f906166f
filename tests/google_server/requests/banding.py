"""Alternating colours of a range; banded ranges never overlap."""

from tests.google_server.model import Json, Sheet
from tests.google_server.requests.acting import Act, overlap
from tests.google_server.requests.named_ranges import told_range
from tests.google_server.requests.object_ids import taken_ids
from tests.google_server.requests.update_masks import completed, overlaid, update_mask

_TWICE = "You cannot add alternating background colors to a range that already has alternating background colors."


def add_banding(act: Act, request: Json) -> Json:
    """Colour a range in turns."""
    given: Json = request.get("bandedRange", {})
    number = given.get("bandedRangeId")
    taken = taken_ids(act, "banded_ranges", "bandedRangeId")
    if number is not None and number in taken:
        raise act.refused(f"A banded range with ID {number} already exists.")
    made = {**given, "bandedRangeId": number if number is not None else act.fresh_id(taken)}
    sheet, made = _checked(act, made)
    sheet.banded_ranges.append(made)
    return {"bandedRange": made}


def update_banding(act: Act, request: Json) -> None:
    """Change a banded range."""
    mask = update_mask(act, request, "BandedRange")
    given: Json = request.get("bandedRange", {})
    sheet, place = _place(act, given.get("bandedRangeId", 0))
    old = sheet.banded_ranges.pop(place)
    made = overlaid(old, {**given, "bandedRangeId": old["bandedRangeId"]}, mask)
    target, made = _checked(act, made)
    target.banded_ranges.insert(place if target is sheet else len(target.banded_ranges), made)


def delete_banding(act: Act, request: Json) -> None:
    """Take the colours away."""
    sheet, place = _place(act, request.get("bandedRangeId", 0))
    del sheet.banded_ranges[place]


def _place(act: Act, number: int) -> tuple[Sheet, int]:
    for sheet in act.book.sheets:
        for place, one in enumerate(sheet.banded_ranges):
            if one.get("bandedRangeId") == number:
                return sheet, place
    raise act.refused(f"No banded range with id: {number}")


def _checked(act: Act, given: Json) -> tuple[Sheet, Json]:
    sides = [name for name in ("rowProperties", "columnProperties") if given.get(name)]
    if not sides:
        raise act.refused("At least one of rowProperties or columnProperties must be specified.")
    range_ = told_range(act, given)
    area = act.area(range_)
    for other in area.sheet.banded_ranges:
        if overlap(area, act.area(other["range"])):
            raise act.refused(_TWICE)
    made: Json = {"bandedRangeId": given["bandedRangeId"], "range": range_}
    for side in sides:
        bands = given[side]
        for name in ("firstBandColor", "secondBandColor"):
            if name not in bands and f"{name}Style" not in bands:
                raise act.refused(f"BandingProperties.{name} is required")
        made[side] = completed(bands, "BandingProperties")
    return area.sheet, made

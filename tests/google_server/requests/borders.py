"""updateBorders: the four sides of a range and the lines inside it; a side that is not given stays as it is."""

from tests.google_server.model import EMPTY, Extras, Json
from tests.google_server.requests.acting import Act
from tests.google_server.requests.update_masks import completed

_SIDES = ("top", "bottom", "left", "right", "innerHorizontal", "innerVertical")
_WIDTHS = {"DOTTED": 1, "DASHED": 1, "SOLID": 1, "SOLID_MEDIUM": 2, "SOLID_THICK": 3, "DOUBLE": 3}


def update_borders(act: Act, request: Json) -> None:
    """Draw borders; NONE takes one away, also from the neighbour that shares it."""
    area = act.needed_area(request)
    act.check_editable(area)
    drawn = {side: _border(act, request[side]) for side in _SIDES if side in request}
    if not drawn:
        raise act.refused("At least one border must be specified.")
    made: dict[tuple[int, tuple[str | None, ...]], Extras] = {}
    kept: list[Extras] = []
    sheet = area.sheet
    for row in range(area.top, area.bottom):
        for column in range(area.left, area.right):
            sides = (
                "top" if row == area.top else "innerHorizontal",
                "bottom" if row == area.bottom - 1 else "innerHorizontal",
                "left" if column == area.left else "innerVertical",
                "right" if column == area.right - 1 else "innerVertical",
            )
            if not any(side in drawn for side in sides):
                continue
            old = sheet.extras(row, column) or EMPTY
            if (id(old), sides) not in made:
                kept.append(old)
                made[id(old), sides] = _with_borders(old, sides, drawn)
            sheet.put_extras(row, column, made[id(old), sides])


def _border(act: Act, given: Json) -> Json | None:
    """The border as it is kept; None for no border."""
    style = given.get("style", "STYLE_UNSPECIFIED")
    if style == "STYLE_UNSPECIFIED":
        raise act.refused("Border.style is required")
    if style == "NONE":
        return None
    told: Json = {"style": style, "width": _WIDTHS[style]}
    coloured = {name: given[name] for name in ("color", "colorStyle") if name in given} or {"color": {}}
    told.update(completed(coloured, "Border"))
    return told


def _with_borders(old: Extras, sides: tuple[str, ...], drawn: dict[str, Json | None]) -> Extras:
    shape = dict(old.format or {})
    borders = dict(shape.get("borders", {}))
    for name, side in zip(("top", "bottom", "left", "right"), sides, strict=True):
        if side in drawn:
            border = drawn[side]
            if border is None:
                borders.pop(name, None)
            else:
                borders[name] = border
    if borders:
        shape["borders"] = borders
    else:
        shape.pop("borders", None)
    return Extras(shape or None, old.note, old.validation, old.more)

"""One object in Google's JSON as it is after cells have moved; what does not change is returned as it was."""

from collections.abc import Mapping
from typing import Any

from tests.google_server.model import Json
from tests.google_server.rectangles import Follow, Rectangle, grid_range, of_grid_range
from tests.google_server.references import Reference, Turn, rewritten

GONE: Any = object()
"""Stands for an object whose place is gone."""
_ONE_RANGE = frozenset({"range", "source", "dataRange"})
_RANGES = frozenset({"ranges", "sources", "unprotectedRanges"})
_GRID_RANGE = frozenset({"sheetId", "startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex"})
_FORMULAS = frozenset({"userEnteredValue", "value"})


def same(reference: Reference) -> Reference:
    """The turn that changes nothing."""
    return reference


def followed(given: Any, place: Follow, turn: Turn) -> Any:
    """The object with its ranges, anchors and formulas where they are now; GONE when its own range is gone."""
    if isinstance(given, list):
        made = [one for old in given if (one := followed(old, place, turn)) is not GONE]
        return given if _same_objects(made, given) else made
    if not isinstance(given, Mapping):
        return given
    told: Json = {}
    for name, old in given.items():
        new = _followed_field(name, old, place, turn)
        if new is not GONE:
            told[name] = new
        elif name in ("range", "ranges"):
            return GONE
    return given if _same_objects(told.values(), given.values()) else told


def _same_objects(made: Any, given: Any) -> bool:
    return len(made) == len(given) and all(one is other for one, other in zip(made, given, strict=True))


def _followed_field(name: str, old: Any, place: Follow, turn: Turn) -> Any:
    if name in _ONE_RANGE and _is_grid_range(old):
        return _followed_range(old, place)
    if name in _RANGES and isinstance(old, list):
        made = [new for one in old if (new := _followed_range(one, place)) is not GONE]
        if not made and old:
            return GONE if name == "ranges" else made
        return old if _same_objects(made, old) else made
    if name == "anchorCell":
        return _anchor(old, place)
    if name in _FORMULAS and isinstance(old, str):
        return _formula(old, turn)
    return followed(old, place, turn)


def _is_grid_range(given: Any) -> bool:
    return isinstance(given, Mapping) and given.keys() <= _GRID_RANGE


def _followed_range(given: Json, place: Follow) -> Any:
    old = of_grid_range(given)
    new = place(old)
    if new is None:
        return GONE
    return given if new == old else grid_range(new)


def _formula(text: str, turn: Turn) -> str:
    if not text.startswith("="):
        return text
    made = rewritten(text, turn)
    return text if made == text else made


def _anchor(given: Json, place: Follow) -> Json:
    """The cell an object hangs on; when it is gone, the first one that is left of what followed it."""
    sheet, row, column = given.get("sheetId", 0), given.get("rowIndex", 0), given.get("columnIndex", 0)
    new = place(Rectangle(sheet, row, column, row + 1, column + 1))
    if new is None:
        before = place(Rectangle(sheet, 0, 0, row + 1, column + 1))
        row, column = ((before.bottom or 1) - 1, (before.right or 1) - 1) if before else (0, 0)
    elif (new.sheet, new.top, new.left) == (sheet, row, column):
        return given
    else:
        sheet, row, column = new.sheet, new.top or 0, new.left or 0
    told = {"sheetId": sheet, "rowIndex": row, "columnIndex": column}
    return {name: number for name, number in told.items() if number}


def followed_filter(given: Json, place: Follow) -> Json:
    """A basic filter or filter view with the columns of its criteria and sort orders where they are now."""
    if not _is_grid_range(given.get("range")) or not given.keys() & {"criteria", "filterSpecs", "sortSpecs"}:
        return given
    whole = of_grid_range(given["range"])

    def column(index: int) -> int | None:
        found = place(whole._replace(left=index, right=index + 1))
        return None if found is None else found.left

    told = dict(given)
    if criteria := given.get("criteria"):
        told["criteria"] = {str(new): rule for old, rule in criteria.items() if (new := column(int(old))) is not None}
    for name, field in (("filterSpecs", "columnIndex"), ("sortSpecs", "dimensionIndex")):
        if specs := given.get(name):
            told[name] = [{**spec, field: new} for spec in specs if (new := column(spec.get(field, 0))) is not None]
    return given if told == given else told


def anchored(given: Json, place: Follow) -> Json:
    """The anchor of a comment (zeros left out); when its cells are gone it is empty and stands where they began."""
    old = of_grid_range({"startRowIndex": 0, "startColumnIndex": 0, **given["range"]})
    new = place(old)
    if new == old:
        return given
    if new is None:
        above = place(old._replace(top=0, bottom=old.top)) if old.top else None
        beside = place(old._replace(left=0, right=old.left)) if old.left and above is None else None
        if beside is not None:
            new = old._replace(left=beside.right, right=beside.right)
        else:
            row = above.bottom if above is not None else 0
            new = old._replace(top=row, bottom=row)
    return {**given, "range": {name: index for name, index in grid_range(new).items() if index}}

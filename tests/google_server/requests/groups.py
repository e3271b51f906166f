"""Groups of rows or columns: a row or column lies at a depth, and the groups are the runs of each depth."""

from dataclasses import replace

from tests.google_server.model import Json, Sheet
from tests.google_server.requests.acting import Act
from tests.google_server.requests.rows_and_columns import NAMES, span
from tests.google_server.requests.update_masks import update_mask

MOST_DEPTH = 8


def add_dimension_group(act: Act, request: Json) -> Json:
    """One more depth over a range: a group that overlaps it takes in the union, the new one is the intersection."""
    sheet, dimension, start, end = _span(act, request)
    depths = _depths(sheet, dimension)
    spans = _spans(depths)
    if (start, end) in spans:
        raise act.refused("Cannot add a group over a range that is already a group.")
    grid = sheet.properties.get("gridProperties", {})
    sheet.properties["gridProperties"] = {**grid, f"{NAMES[dimension]}GroupControlAfter": True}
    for index in range(start, end):
        depths[index] = depths.get(index, 0) + 1
    if max(depths.values()) > MOST_DEPTH:
        raise act.refused(f"Cannot have more than {MOST_DEPTH} levels of groups.")
    return _stored(sheet, dimension, depths)


def delete_dimension_group(act: Act, request: Json) -> Json:
    """One depth less over a range, which must lie in a group."""
    sheet, dimension, start, end = _span(act, request)
    depths = _depths(sheet, dimension)
    if not all(depths.get(index) for index in range(start, end)):
        raise act.refused("Cannot delete a group that does not exist.")
    for index in range(start, end):
        depths[index] -= 1
    return _stored(sheet, dimension, {index: depth for index, depth in depths.items() if depth})


def update_dimension_group(act: Act, request: Json) -> None:
    """Collapse or expand a group: all of its rows or columns are hidden or shown."""
    mask = update_mask(act, request, "DimensionGroup")
    given: Json = request.get("dimensionGroup", {})
    sheet, dimension, start, end = _span(act, given)
    groups = _groups(sheet, dimension)
    wanted = (start, end, given.get("depth", 0))
    found = [(one["range"]["startIndex"], one["range"]["endIndex"], one["depth"]) for one in groups]
    if wanted not in found:
        raise act.refused("No dimension group with the given range and depth.")
    place = found.index(wanted)
    if mask and "collapsed" not in mask:
        return
    collapsed = bool(given.get("collapsed"))
    groups[place] = {name: value for name, value in groups[place].items() if name != "collapsed"}
    if collapsed:
        groups[place]["collapsed"] = True
    for index in range(start, end):
        if dimension == "ROWS":
            sheet.writable(index).hidden_by_user = collapsed
        else:
            sheet.columns[index] = replace(sheet.columns[index], hidden_by_user=collapsed)


def _span(act: Act, request: Json) -> tuple[Sheet, str, int, int]:
    sheet, dimension, start, end = span(act, request.get("range", {}))
    count = sheet.row_count if dimension == "ROWS" else sheet.column_count
    if end > count:
        raise act.refused(f"range.endIndex[{end}] must be at most {count}.")
    return sheet, dimension, start, end


def _groups(sheet: Sheet, dimension: str) -> list[Json]:
    return sheet.row_groups if dimension == "ROWS" else sheet.column_groups


def _depths(sheet: Sheet, dimension: str) -> dict[int, int]:
    """How deep each grouped row or column lies."""
    depths: dict[int, int] = {}
    for group in _groups(sheet, dimension):
        for index in range(group["range"]["startIndex"], group["range"]["endIndex"]):
            depths[index] = max(depths.get(index, 0), group["depth"])
    return depths


def _spans(depths: dict[int, int]) -> dict[tuple[int, int], int]:
    """The groups of these depths, outer ones first: (start, end) -> depth.

    >>> _spans({1: 1, 2: 2, 3: 2, 4: 1})
    {(1, 5): 1, (2, 4): 2}
    """
    found: dict[tuple[int, int], int] = {}
    for depth in range(1, max(depths.values(), default=0) + 1):
        run: list[int] = []
        for index in sorted(index for index, deep in depths.items() if deep >= depth):
            if run and index != run[-1] + 1:
                found[run[0], run[-1] + 1] = depth
                run = []
            run.append(index)
        if run:
            found[run[0], run[-1] + 1] = depth
    return found


def _stored(sheet: Sheet, dimension: str, depths: dict[int, int]) -> Json:
    """Keep the groups of these depths and tell all of them."""
    collapsed = {
        (group["range"]["startIndex"], group["range"]["endIndex"])
        for group in _groups(sheet, dimension)
        if group.get("collapsed")
    }
    place: Json = {"sheetId": sheet.id} if sheet.id else {}
    groups: list[Json] = []
    for (start, end), depth in sorted(_spans(depths).items(), key=lambda one: (one[0][0], one[1])):
        group: Json = {"range": {**place, "dimension": dimension, "startIndex": start, "endIndex": end}, "depth": depth}
        if (start, end) in collapsed:
            group["collapsed"] = True
        groups.append(group)
    if dimension == "ROWS":
        sheet.row_groups = groups
    else:
        sheet.column_groups = groups
    return {"dimensionGroups": groups} if groups else {}

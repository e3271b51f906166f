"""mergeCells and unmergeCells; merges never overlap, and only the first cell of a merge keeps a value."""

from tests.google_server.area import Area
from tests.google_server.model import Json
from tests.google_server.requests.acting import Act, overlap

_PARTIAL = "You must select all cells in a merged range to merge or unmerge them."


def merge_cells(act: Act, request: Json) -> None:
    """Merge a range as one, by its columns or by its rows; merges inside it dissolve, values but the first go."""
    area = act.needed_area(request)
    act.check_editable(area)
    _check_whole(act, area)
    _check_frozen(act, area)
    _check_filter(act, area)
    _dissolve(area)
    for part in _parts(area, request.get("mergeType", "MERGE_ALL")):
        if (part.bottom - part.top) * (part.right - part.left) < 2:
            continue
        _keep_first(part)
        part.sheet.merges.append(Area(part.sheet, part.top, part.left, part.bottom, part.right).grid_range())


def unmerge_cells(act: Act, request: Json) -> None:
    """Dissolve every merge in a range."""
    area = act.needed_area(request)
    act.check_editable(area)
    _check_whole(act, area)
    _dissolve(area)


def _parts(area: Area, merge_type: str) -> list[Area]:
    if merge_type == "MERGE_COLUMNS":
        return [area._replace(left=column, right=column + 1) for column in range(area.left, area.right)]
    if merge_type == "MERGE_ROWS":
        return [area._replace(top=row, bottom=row + 1) for row in range(area.top, area.bottom)]
    return [area]


def inside(area: Area, merge: Json) -> bool:
    """Whether a merge lies in the area."""
    return bool(
        area.top <= merge["startRowIndex"]
        and merge["endRowIndex"] <= area.bottom
        and area.left <= merge["startColumnIndex"]
        and merge["endColumnIndex"] <= area.right
    )


def touches(area: Area, merge: Json) -> bool:
    """Whether a merge and the area share a cell."""
    return bool(
        area.top < merge["endRowIndex"]
        and merge["startRowIndex"] < area.bottom
        and area.left < merge["endColumnIndex"]
        and merge["startColumnIndex"] < area.right
    )


def _check_whole(act: Act, area: Area) -> None:
    if any(touches(area, merge) and not inside(area, merge) for merge in area.sheet.merges):
        raise act.refused(_PARTIAL)


def _check_frozen(act: Act, area: Area) -> None:
    grid = area.sheet.properties.get("gridProperties", {})
    for name, start, end, what in (
        ("frozenRowCount", area.top, area.bottom, "rows"),
        ("frozenColumnCount", area.left, area.right, "columns"),
    ):
        if start < grid.get(name, 0) < end:
            raise act.refused(f"You can't merge frozen and non-frozen {what}.")


def _check_filter(act: Act, area: Area) -> None:
    basic = area.sheet.basic_filter
    if basic is not None:
        held = act.area(basic["range"])
        rows, left = held.top <= area.top < area.bottom <= held.bottom, held.left <= area.left
        within = rows and left and area.right <= held.right
        if overlap(area, held) and not within:
            raise act.refused("You can't merge cells that cross the borders of an existing filter.")


def _dissolve(area: Area) -> None:
    area.sheet.merges = [merge for merge in area.sheet.merges if not inside(area, merge)]


def _keep_first(area: Area) -> None:
    """Move the first value of the area into its first cell and empty the others."""
    sheet, first = area.sheet, None
    for row in range(area.top, area.bottom):
        for column in range(area.left, min(area.right, len(sheet.rows[row].values))):
            value = sheet.value(row, column)
            if value is not None:
                first = value if first is None else first
                sheet.put(row, column, None)
    if first is not None:
        sheet.put(area.top, area.left, first)

"""Groups of rows or columns as rows and columns come and go; making and removing groups is a request's business."""

from tests.google_server.model import Json, Sheet
from tests.google_server.spans import Change


def follow_groups(sheet: Sheet, dimension: str, change: Change) -> None:
    """Let the groups of a sheet hold what they held; a group with nothing left in it goes."""
    if dimension == "ROWS":
        sheet.row_groups = _followed(sheet.row_groups, change)
    else:
        sheet.column_groups = _followed(sheet.column_groups, change)


def _followed(groups: list[Json], change: Change) -> list[Json]:
    made = []
    for group in groups:
        span = change.span(group["range"].get("startIndex", 0), group["range"]["endIndex"])
        if span is not None:
            made.append({**group, "range": {**group["range"], "startIndex": span[0], "endIndex": span[1]}})
    return made

"""Ids of the objects on sheets: each kind has its own numbers, unique in the spreadsheet."""

from typing import Any

from tests.google_server.model import Json, Sheet
from tests.google_server.requests.acting import Act

KINDS = (
    ("filter_views", "filterViewId"), ("protected_ranges", "protectedRangeId"), ("charts", "chartId"),
    ("banded_ranges", "bandedRangeId"), ("slicers", "slicerId"), ("tables", "tableId"),
)  # fmt: skip
_LISTS = (
    "merges", "conditional_formats", "filter_views", "protected_ranges", "charts", "banded_ranges", "row_groups",
    "column_groups", "slicers", "tables",
)  # fmt: skip
_PLACES = {
    "startRowIndex",
    "startColumnIndex",
    "endRowIndex",
    "endColumnIndex",
    "startIndex",
    "rowIndex",
    "columnIndex",
}


def taken_ids(act: Act, attribute: str, name: str) -> set[Any]:
    """The ids of one kind of object on all sheets."""
    return {one.get(name) for sheet in act.book.sheets for one in getattr(sheet, attribute)}


def renumbered(act: Act, sheet: Sheet, old: int) -> None:
    """Make the objects of a copied sheet its own: ranges point at it, ids are fresh."""
    for attribute in _LISTS:
        setattr(sheet, attribute, [moved(one, old, sheet.id) for one in getattr(sheet, attribute)])
    if sheet.basic_filter is not None:
        sheet.basic_filter = moved(sheet.basic_filter, old, sheet.id)
    if hasattr(sheet, "comment_anchors"):
        sheet.comment_anchors = []
    for attribute, name in KINDS:
        taken = taken_ids(act, attribute, name)
        for one in getattr(sheet, attribute):
            fresh = act.fresh_id(taken)
            taken.add(fresh)
            one[name] = str(fresh) if name == "tableId" else fresh


def moved(value: Any, old: int, new: int) -> Any:
    """The object with its ranges of one sheet on another."""
    if isinstance(value, list):
        return [moved(one, old, new) for one in value]
    if not isinstance(value, dict):
        return value
    told: Json = {name: moved(one, old, new) for name, one in value.items()}
    if value.get("sheetId", 0) == old and ("sheetId" in value or _PLACES & value.keys()):
        told.pop("sheetId", None)
        if new:
            told = {"sheetId": new, **told}
    return told

"""The Spreadsheet resource as JSON, driven by the field mask: what is not asked for is not computed."""

from typing import Any, NamedTuple

from tests.google_server import griddata
from tests.google_server.area import Area
from tests.google_server.masks import Mask, below, masked, wants
from tests.google_server.model import Json, Sheet, Spreadsheet
from tests.google_server.shown import Reading
from tests.google_server.tags import tag_json as tag_json

INCLUDED, OMITTED = "COMMENTS_VIEW_MODE_INCLUDED", "COMMENTS_VIEW_MODE_OMITTED"
URL = "https://docs.google.com/spreadsheets/d/{id}/edit"
_LISTS = (
    ("merges", "merges"),
    ("conditionalFormats", "conditional_formats"),
    ("filterViews", "filter_views"),
    ("charts", "charts"),
    ("bandedRanges", "banded_ranges"),
    ("rowGroups", "row_groups"),
    ("columnGroups", "column_groups"),
    ("slicers", "slicers"),
    ("tables", "tables"),
)


class View(NamedTuple):
    """What somebody wants to see of a spreadsheet.

    `areas`: only these sheets, and of their grid data only these parts. Grid data comes with `grid`; where there is a
    mask (even `*`), it alone decides. `without_tables`: banded ranges that belong to a table are left out.
    `comments`: the CommentsViewMode to tell, "" where none was asked for.
    """

    actor: str
    areas: list[Area] | None = None
    grid: bool = False
    mask: Mask | None = None
    without_tables: bool = False
    comments: str = ""


def spreadsheet_json(spreadsheet: Spreadsheet, view: View) -> Json:
    """The resource, masked."""
    book, mask = spreadsheet.book, view.mask
    told: Json = {}
    if wants(mask, "spreadsheetId"):
        told["spreadsheetId"] = spreadsheet.id
    if wants(mask, "properties"):
        told["properties"] = masked(book.properties, below(mask, "properties"))
    if wants(mask, "sheets"):
        shown = book.sheets if view.areas is None else _sheets_of(view.areas, book.sheets)
        told["sheets"] = [_sheet_json(spreadsheet, sheet, view, below(mask, "sheets")) for sheet in shown]
    if wants(mask, "namedRanges") and book.named_ranges:
        told["namedRanges"] = masked(book.named_ranges, below(mask, "namedRanges"))
    if wants(mask, "spreadsheetUrl"):
        told["spreadsheetUrl"] = URL.format(id=spreadsheet.id)
    if wants(mask, "developerMetadata") and book.tags:
        told["developerMetadata"] = masked(
            [tag_json(tag, {"locationType": "SPREADSHEET", "spreadsheet": True}) for tag in book.tags],
            below(mask, "developerMetadata"),
        )
    if view.comments and wants(mask, "commentsViewMode"):
        told["commentsViewMode"] = view.comments
    if view.comments == INCLUDED and book.comments and wants(mask, "comments"):
        told["comments"] = masked(book.comments, below(mask, "comments"))
    return told


def sheet_properties(sheet: Sheet, index: int) -> Json:
    """The SheetProperties as Google tells them (id 0 and index 0 are told)."""
    further = {name: value for name, value in sheet.properties.items() if name not in ("gridProperties", "sheetType")}
    kind = sheet.properties.get("sheetType", "GRID")
    told: Json = {"sheetId": sheet.id, "title": sheet.title, "index": index, "sheetType": kind}
    if kind != "OBJECT":
        told["gridProperties"] = {
            "rowCount": sheet.row_count,
            "columnCount": sheet.column_count,
            **{name: value for name, value in sheet.properties.get("gridProperties", {}).items() if value},
        }
    told.update({name: value for name, value in further.items() if value not in (False, None)})
    return told


def _sheets_of(areas: list[Area], sheets: list[Sheet]) -> list[Sheet]:
    named = {area.sheet.id for area in areas}
    return [sheet for sheet in sheets if sheet.id in named]


def _data_areas(sheet: Sheet, areas: list[Area] | None) -> list[Area]:
    if areas is None:
        return [Area(sheet, 0, 0, sheet.row_count, sheet.column_count)]
    return [area for area in areas if area.sheet.id == sheet.id]


def _sheet_json(spreadsheet: Spreadsheet, sheet: Sheet, view: View, mask: Mask) -> Json:
    told: Json = {}
    if wants(mask, "properties"):
        place = next(number for number, one in enumerate(spreadsheet.book.sheets) if one is sheet)
        told["properties"] = masked(sheet_properties(sheet, place), below(mask, "properties"))
    if view.grid if view.mask is None else wants(mask, "data"):
        areas = _data_areas(sheet, view.areas)
        reading = Reading(spreadsheet.book)
        told["data"] = [griddata.grid_data(reading, area, below(mask, "data")) for area in areas]
    for name, attribute in _LISTS:
        found: list[Json] = getattr(sheet, attribute)
        if name == "bandedRanges" and view.without_tables:
            found = [banded for banded in found if not _of_a_table(sheet, banded)]
        if found and wants(mask, name):
            told[name] = masked(found, below(mask, name))
    if sheet.protected_ranges and wants(mask, "protectedRanges"):
        shown = [protected_json(spreadsheet, one, view.actor) for one in sheet.protected_ranges]
        told["protectedRanges"] = masked(shown, below(mask, "protectedRanges"))
    if sheet.basic_filter is not None and wants(mask, "basicFilter"):
        told["basicFilter"] = masked(sheet.basic_filter, below(mask, "basicFilter"))
    if view.comments == INCLUDED and sheet.comment_anchors and wants(mask, "commentAnchors"):
        told["commentAnchors"] = masked(sheet.comment_anchors, below(mask, "commentAnchors"))
    if sheet.tags and wants(mask, "developerMetadata"):
        told["developerMetadata"] = masked(
            [tag_json(tag, {"locationType": "SHEET", "sheetId": sheet.id}) for tag in sheet.tags],
            below(mask, "developerMetadata"),
        )
    return told


def protected_json(spreadsheet: Spreadsheet, protected: Json, actor: str) -> Json:
    """A protected range as this person sees it: editors (the owner is one) are only told to those who may edit."""
    told: dict[str, Any] = {
        name: value
        for name, value in protected.items()
        if name not in ("requestingUserCanEdit", "editors") and value not in (False, None, "")
    }
    editors = protected.get("editors", {})
    listed = actor == spreadsheet.owner or actor in editors.get("users", ())
    if listed or protected.get("warningOnly"):
        told["requestingUserCanEdit"] = True
    if listed:
        users = editors.get("users", ())
        owner = () if spreadsheet.owner in users else (spreadsheet.owner,)
        told["editors"] = {**editors, "users": [*owner, *users]}
    return told


def _of_a_table(sheet: Sheet, banded: Json) -> bool:
    return any(table.get("range") == banded.get("range") for table in sheet.tables)

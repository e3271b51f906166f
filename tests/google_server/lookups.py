"""DeveloperMetadataLookup: which tags are meant. All fields that are given must agree; none given means every tag."""

from collections.abc import Iterator

from tests.google_server.errors import ApiError, invalid
from tests.google_server.model import Book, Json, Sheet
from tests.google_server.tag_index import Place, in_order, places

_UNSAID = (
    None,
    "DEVELOPER_METADATA_LOCATION_MATCHING_STRATEGY_UNSPECIFIED",
    "DEVELOPER_METADATA_LOCATION_TYPE_UNSPECIFIED",
    "DEVELOPER_METADATA_VISIBILITY_UNSPECIFIED",
)
_INTERSECTING, _EXACT = "INTERSECTING_LOCATION", "EXACT_LOCATION"


def refused(where: str, message: str) -> ApiError:
    """A 400 that names the part of the request."""
    return invalid(f"Invalid {where}: {message}" if where else message)


def matching(book: Book, lookup: Json, where: str = "") -> Iterator[Place]:
    """The tags a lookup selects, in the order of `tag_index.in_order`; refusals come at the first one asked for."""
    kind = _said(lookup, "locationType")
    stands = _standing(book, lookup, kind, where)
    number = lookup.get("metadataId")
    if number is not None:
        known = places(book).get(number)
        candidates = [known] if known else []
    else:
        candidates = in_order(book)
    key, value, visibility = lookup.get("metadataKey"), lookup.get("metadataValue"), _said(lookup, "visibility")
    for place in candidates:
        tag = place.tag
        if (
            (key is None or tag.key == key)
            and (value is None or (tag.value or "") == value)
            and (visibility is None or tag.visibility == visibility)
            and (kind is None or place.kind == kind)
            and (stands is None or _stands(place, *stands))
        ):
            yield place


Standing = tuple[Sheet | None, str, int, bool]
"""Sheet, kind and position of the place asked for, and whether only that very place counts."""


def _said(lookup: Json, name: str) -> str | None:
    given = lookup.get(name)
    return None if given in _UNSAID else given


def _standing(book: Book, lookup: Json, kind: str | None, where: str) -> Standing | None:
    """The place that tags must stand on (or touch), its contradictions refused; None: anywhere."""
    from tests.google_server.a1 import sheet_of_id

    given = lookup.get("metadataLocation")
    strategy = _said(lookup, "locationMatchingStrategy")
    if given is None:
        if strategy is not None:
            raise refused(
                where, "DeveloperMetadataLookup.locationMatchingStrategy was specified, but metadataLocation was not"
            )
        return None
    if given.get("spreadsheet"):
        if strategy == _INTERSECTING:
            raise refused(
                where,
                "DeveloperMetadataLookup.spreadsheet is true, "
                "but locationMatchingStrategy was specified as INTERSECTING",
            )
        return None, "SPREADSHEET", 0, True
    if kind == "SPREADSHEET":
        raise refused(
            where,
            "DeveloperMetadataLookup.locationType was specified as SPREADSHEET, "
            "but metadataLocation is not a spreadsheet location",
        )
    if strategy == _EXACT and kind is not None:
        raise refused(
            where, "DeveloperMetadataLookup.locationType must not be specified when locationMatchingStrategy is EXACT"
        )
    if "dimensionRange" in given:
        return (*single_dimension(book, given["dimensionRange"], where), strategy == _EXACT)
    if "sheetId" in given:
        return sheet_of_id(book, given["sheetId"], where), "SHEET", 0, strategy == _EXACT
    raise refused(where, "DeveloperMetadataLookup.metadataLocation must specify a location")


def _stands(place: Place, sheet: Sheet | None, kind: str, position: int, exact: bool) -> bool:
    """A row touches itself, every column and its sheet; a sheet touches all that is on it."""
    if place.sheet is not sheet:
        return False
    if exact:
        return place.kind == kind and place.position == position
    return "SHEET" in (kind, place.kind) or place.kind != kind or place.position == position


def single_dimension(book: Book, given: Json, where: str = "") -> tuple[Sheet, str, int]:
    """The one row or column that a DimensionRange means: its sheet, ROW or COLUMN, its position."""
    from tests.google_server.a1 import sheet_of_id

    sheet = sheet_of_id(book, given.get("sheetId", 0), where)
    dimension = given.get("dimension")
    if dimension not in ("ROWS", "COLUMNS"):
        raise refused(where, "DimensionRange must specify a dimension.")
    if given.get("startIndex") is None or given.get("endIndex") is None:
        raise refused(where, "DimensionRange must specify both a startIndex and an endIndex.")
    start, end = given["startIndex"], given["endIndex"]
    if end - start != 1:
        raise refused(where, "DimensionRange must represent a single row or column.")
    count = sheet.row_count if dimension == "ROWS" else sheet.column_count
    if not 0 <= start < count:
        raise refused(where, f"DimensionRange startIndex[{start}] is outside of the grid: it has {count} {dimension}.")
    return sheet, dimension[:-1], start

"""Developer metadata: creating, changing, deleting, searching, and the areas that data filters find.

A tag is kept on what it is attached to (row, column, sheet, book), and so moves and dies with it.
"""

import random
from collections.abc import Iterable
from dataclasses import replace

from tests.google_server.area import Area
from tests.google_server.errors import ApiError
from tests.google_server.lookups import matching, refused, single_dimension
from tests.google_server.model import Book, Json, Sheet, Spreadsheet, Tag
from tests.google_server.tag_index import Place, added, characters, gone, in_order, index_of, places
from tests.google_server.tags import tag_json

MOST_CHARACTERS = 30_000
"""Keys and values of the spreadsheet's own tags together, and of each sheet's (its rows' and columns' included)."""
MOST_ID = 2**31 - 1
_FIELDS = frozenset({"metadataKey", "metadataValue", "visibility", "location"})
_SNAKE = {"metadata_key": "metadataKey", "metadata_value": "metadataValue"}
_random = random.Random(3)


def areas_of(book: Book, data_filter: Json, where: str = "") -> list[Area]:
    """What a DataFilter finds, each area once: the whole row, column or sheet of a tag, or the range it names.

    A spreadsheet's own tag has no area. `where` names the filter in a refusal: `dataFilters[0]`.
    """
    if "developerMetadataLookup" in data_filter:
        found: dict[tuple[int, str, int], Area] = {}
        for place in matching(book, data_filter["developerMetadataLookup"], where):
            if place.sheet is not None:
                found.setdefault((place.sheet.id, place.kind, place.position), area_of_place(place, place.sheet))
        return list(found.values())
    return [_area_of_range(book, data_filter, where)]


def area_of_place(place: Place, sheet: Sheet) -> Area:
    """The cells a tag stands on."""
    if place.kind == "ROW":
        return Area(sheet, place.position, 0, place.position + 1, sheet.column_count)
    if place.kind == "COLUMN":
        return Area(sheet, 0, place.position, sheet.row_count, place.position + 1)
    return Area(sheet, 0, 0, sheet.row_count, sheet.column_count)


def told(place: Place) -> Json:
    """A DeveloperMetadata as Google tells it."""
    return tag_json(place.tag, location_json(place))


def location_json(place: Place) -> Json:
    """A DeveloperMetadataLocation as Google tells it."""
    if place.sheet is None:
        return {"locationType": "SPREADSHEET", "spreadsheet": True}
    if place.kind == "SHEET":
        return {"locationType": "SHEET", "sheetId": place.sheet.id}
    span: Json = {} if place.sheet.id == 0 else {"sheetId": place.sheet.id}
    span |= {"dimension": place.kind + "S", "startIndex": place.position, "endIndex": place.position + 1}
    return {"locationType": place.kind, "dimensionRange": span}


def metadata_get(spreadsheet: Spreadsheet, metadata_id: int) -> Json:
    """One tag by its id."""
    found = places(spreadsheet.book).get(metadata_id)
    if found is None:
        raise ApiError(404, "Requested entity was not found.")
    return told(found)


def metadata_search(spreadsheet: Spreadsheet, body: Json) -> Json:
    """Every tag that any of the filters finds, each once, with the filters that found it."""
    if not body.get("dataFilters"):
        raise refused("", "At least one data filter must be specified.")
    found: dict[int, tuple[Place, list[Json]]] = {}
    for position, data_filter in enumerate(body["dataFilters"]):
        for place in selected(spreadsheet.book, data_filter, f"dataFilters[{position}]"):
            found.setdefault(place.tag.id, (place, []))[1].append(data_filter)
    if not found:
        return {}
    return {
        "matchedDeveloperMetadata": [
            {"developerMetadata": told(place), "dataFilters": filters} for place, filters in found.values()
        ]
    }


def selected(book: Book, data_filter: Json, where: str = "") -> list[Place]:
    """The tags a DataFilter finds; a range finds what is attached to places that it touches."""
    if "developerMetadataLookup" in data_filter:
        return list(matching(book, data_filter["developerMetadataLookup"], where))
    area = _area_of_range(book, data_filter, where)
    return [place for place in in_order(book) if _touches(area, place)]


def _touches(area: Area, place: Place) -> bool:
    if place.sheet is not area.sheet:
        return False
    if place.kind == "ROW":
        return area.top <= place.position < area.bottom
    return place.kind == "SHEET" or area.left <= place.position < area.right


def _area_of_range(book: Book, data_filter: Json, where: str) -> Area:
    from tests.google_server.a1 import area_of_a1, area_of_grid_range

    if "gridRange" in data_filter:
        return area_of_grid_range(book, data_filter["gridRange"], where)
    if "a1Range" in data_filter:
        return area_of_a1(book, data_filter["a1Range"])
    raise refused(where, "At least one data filter must be specified.")


def create(book: Book, metadata: Json, where: str = "") -> Json:
    """Attach a tag and tell it. An id that is in use, or no storage left, refuses the request (and so its batch)."""
    if not metadata.get("metadataKey"):
        raise refused(where, "Developer metadata must always have a key specified.")
    visibility = metadata.get("visibility") or "DEVELOPER_METADATA_VISIBILITY_UNSPECIFIED"
    if visibility not in ("DOCUMENT", "PROJECT"):
        raise refused(where, "Developer metadata must always have visibility specified.")
    number = _free_id(book, metadata.get("metadataId"), where)
    sheet, kind, position = _location(book, metadata.get("location") or {}, where)
    tag = Tag(number, metadata["metadataKey"], metadata.get("metadataValue") or None, visibility)
    place = Place(tag, kind, sheet, position)
    _check_storage(book, sheet, characters(tag), where)
    _put_on(book, place)
    return told(place)


def update(book: Book, request: Json, where: str = "") -> list[Json]:
    """Change what `fields` names of every tag the filters find, its location included; tell them as they are then."""
    wanted: Json = request.get("developerMetadata") or {}
    names = _fields(wanted, request.get("fields") or "", where)
    chosen = _chosen(book, request.get("dataFilters") or (), where)
    target = _location(book, wanted.get("location") or {}, where) if "location" in names else None
    done: list[Place] = []
    for place in chosen:
        tag = _changed(place.tag, wanted, names)
        sheet, kind, position = target or (place.sheet, place.kind, place.position)
        _take_off(book, place)
        _check_storage(book, sheet, characters(tag), where)
        done.append(Place(tag, kind, sheet, position))
        _put_on(book, done[-1])
    return [told(place) for place in done]


def delete(book: Book, data_filter: Json, where: str = "") -> list[Json]:
    """Delete every tag a filter finds and tell them as they were; finding none may be an error (`behaviour`)."""
    chosen = _chosen(book, [data_filter], where)
    if not chosen and book.behaviour.deleting_no_tag_is_refused:
        raise refused(where, "No developer metadata matched the filter.")
    for place in chosen:
        _take_off(book, place)
    return [told(place) for place in chosen]


def _fields(wanted: Json, fields: str, where: str) -> set[str]:
    names = {name.strip().split(".")[0].split("(")[0] for name in fields.split(",") if name.strip()}
    if not names:
        raise refused(where, "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)")
    if names == {"*"}:
        return set(_FIELDS & wanted.keys())
    names = {_SNAKE.get(name, name) for name in names}
    for name in names - _FIELDS:
        raise refused(where, f"Field '{name}' cannot be updated.")
    if "metadataKey" in names and not wanted.get("metadataKey"):
        raise refused(where, "Developer metadata must always have a key specified.")
    if "visibility" in names and wanted.get("visibility") not in ("DOCUMENT", "PROJECT"):
        raise refused(where, "Developer metadata must always have visibility specified.")
    return names


def _changed(tag: Tag, wanted: Json, names: set[str]) -> Tag:
    key = wanted["metadataKey"] if "metadataKey" in names else tag.key
    value = wanted.get("metadataValue") or None if "metadataValue" in names else tag.value
    visibility = wanted["visibility"] if "visibility" in names else tag.visibility
    return Tag(tag.id, key, value, visibility)


def _chosen(book: Book, filters: Iterable[Json], where: str) -> list[Place]:
    found = {place.tag.id: place for data_filter in filters for place in selected(book, data_filter, where)}
    return list(found.values())


def _free_id(book: Book, wanted: int | None, where: str) -> int:
    used = index_of(book).ids
    if wanted is None:
        while (made := _random.randrange(1, MOST_ID)) in used:
            pass
        return made
    if wanted <= 0:
        raise refused(where, f"developerMetadata.metadataId must be positive, but was: {wanted}")
    if wanted in used:
        raise refused(
            where,
            f"Cannot add developer metadata with ID [{wanted}] because developer metadata with that ID already exists.",
        )
    return wanted


def _location(book: Book, given: Json, where: str) -> tuple[Sheet | None, str, int]:
    """Where a DeveloperMetadataLocation of a request points: sheet, kind, position."""
    from tests.google_server.a1 import sheet_of_id

    if given.get("spreadsheet"):
        return None, "SPREADSHEET", 0
    if "dimensionRange" in given:
        return single_dimension(book, given["dimensionRange"], where)
    if "sheetId" in given:
        return sheet_of_id(book, given["sheetId"], where), "SHEET", 0
    raise refused(where, "Developer metadata must always have a location specified.")


def _check_storage(book: Book, sheet: Sheet | None, more: int, where: str) -> None:
    used = index_of(book).characters.get(sheet.id if sheet else None, 0)
    if used + more > MOST_CHARACTERS:
        whose = f"sheet {sheet.id}" if sheet else "the spreadsheet"
        raise refused(
            where,
            f"Adding this developer metadata would exceed the limit of {MOST_CHARACTERS} characters for {whose}.",
        )


def _put_on(book: Book, place: Place) -> None:
    _store(book, place, (*_stored(book, place), place.tag))
    added(book, place)


def _take_off(book: Book, place: Place) -> None:
    _store(book, place, tuple(tag for tag in _stored(book, place) if tag.id != place.tag.id))
    gone(book, place.sheet, [place.tag])


def _stored(book: Book, place: Place) -> tuple[Tag, ...]:
    sheet = place.sheet
    if sheet is None:
        return book.tags
    if place.kind == "SHEET":
        return sheet.tags
    return sheet.rows[place.position].tags if place.kind == "ROW" else sheet.columns[place.position].tags


def _store(book: Book, place: Place, tags: tuple[Tag, ...]) -> None:
    sheet = place.sheet
    if sheet is None:
        book.tags = tags
    elif place.kind == "SHEET":
        sheet.tags = tags
    elif place.kind == "ROW":
        sheet.writable(place.position).tags = tags
    else:
        sheet.columns[place.position] = replace(sheet.columns[place.position], tags=tags)

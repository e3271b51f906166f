"""The basic filter of a sheet and filter views; only the basic filter hides rows and, when it sorts, moves them."""

from typing import Any

from tests.google_server.area import Area
from tests.google_server.model import Json, Sheet
from tests.google_server.requests.acting import Act, overlap
from tests.google_server.requests.cells import check_condition
from tests.google_server.requests.named_ranges import kept_range
from tests.google_server.requests.object_ids import taken_ids
from tests.google_server.requests.row_filter import hide_filtered, show_all
from tests.google_server.requests.update_masks import completed, overlaid, update_mask
from tests.google_server.sorting import sort_range

_NOT_IN_FILTERS = {"ONE_OF_RANGE", "ONE_OF_LIST", "BOOLEAN", "TEXT_IS_EMAIL", "TEXT_IS_URL", "DATE_IS_VALID"}
_BACKED = ("range", "namedRangeId", "tableId")


def set_basic_filter(act: Act, request: Json) -> None:
    """Give a sheet its filter; an older one goes first."""
    given: Json = request.get("filter", {})
    area = _area(act, given)
    act.check_editable(area)
    sheet = area.sheet
    if sheet.basic_filter is not None:
        show_all(sheet)
    if "tableId" not in given and any(overlap(area, act.area(table["range"])) for table in sheet.tables):
        raise act.refused("You can't create a filter over a range that contains a table.")
    kept = _kept(act, given, area)
    if "tableId" in given:
        kept["tableId"] = given["tableId"]
    sheet.basic_filter = kept
    _sort(act, area, kept)
    hide_filtered(act.book, area, kept)


def clear_basic_filter(act: Act, request: Json) -> None:
    """Take the filter away; hidden rows show again."""
    sheet = act.sheet(request.get("sheetId", 0))
    if sheet.basic_filter is not None:
        show_all(sheet)
        sheet.basic_filter = None


def add_filter_view(act: Act, request: Json) -> Json:
    """A new filter view; it moves and hides nothing."""
    given: Json = request.get("filter", {})
    number = given.get("filterViewId")
    taken = taken_ids(act, "filter_views", "filterViewId")
    if number is not None and number in taken:
        raise act.refused(f"A filter view with ID {number} already exists.")
    area = _area(act, given)
    title = given.get("title") or _free_title(area.sheet)
    _check_title(act, area.sheet, title)
    return {"filter": _add(act, given, area, number if number is not None else act.fresh_id(taken), title)}


def update_filter_view(act: Act, request: Json) -> None:
    """Change a filter view."""
    mask = update_mask(act, request, "FilterView")
    given: Json = request.get("filter", {})
    sheet, place = _place(act, given.get("filterViewId", 0))
    old = sheet.filter_views[place]
    made: Json = overlaid(old, {**given, "filterViewId": old["filterViewId"]}, mask)
    for one, other in (("filterSpecs", "criteria"), ("criteria", "filterSpecs")):
        if (one in mask or (not mask and one in given)) and other not in mask:
            made.pop(other, None)
    for name in _BACKED:
        if name in given and (not mask or name in mask):
            made = {key: value for key, value in made.items() if key == name or key not in _BACKED}
    if made.get("title") != old["title"]:
        _check_title(act, sheet, made.get("title", ""), old)
    area = _area(act, made)
    sheet.filter_views[place] = _view(act, made, area, old["filterViewId"], made["title"])


def duplicate_filter_view(act: Act, request: Json) -> Json:
    """A copy with an id and a title of its own."""
    sheet, place = _place(act, request.get("filterId", 0))
    old = sheet.filter_views[place]
    titles = {one["title"] for one in sheet.filter_views}
    title, number = f"Copy of {old['title']}", 2
    while title in titles:
        title, number = f"Copy of {old['title']} {number}", number + 1
    taken = taken_ids(act, "filter_views", "filterViewId")
    made = {**old, "filterViewId": act.fresh_id(taken), "title": title}
    sheet.filter_views.append(made)
    return {"filter": made}


def delete_filter_view(act: Act, request: Json) -> None:
    """Forget a filter view."""
    sheet, place = _place(act, request.get("filterId", 0))
    del sheet.filter_views[place]


def _add(act: Act, given: Json, area: Area, number: int, title: str) -> Json:
    made = _view(act, given, area, number, title)
    area.sheet.filter_views.append(made)
    return made


def _view(act: Act, given: Json, area: Area, number: int, title: str) -> Json:
    backed: Json = {name: given[name] for name in ("namedRangeId", "tableId") if name in given}
    return {"filterViewId": number, "title": title, **_kept(act, given, area), **backed}


def _place(act: Act, number: int) -> tuple[Sheet, int]:
    for sheet in act.book.sheets:
        for place, one in enumerate(sheet.filter_views):
            if one["filterViewId"] == number:
                return sheet, place
    raise act.refused(f"No filter view with id: {number}")


def _free_title(sheet: Sheet) -> str:
    taken, number = {one["title"] for one in sheet.filter_views}, 1
    while f"Filter {number}" in taken:
        number += 1
    return f"Filter {number}"


def _check_title(act: Act, sheet: Sheet, title: str, own: Json | None = None) -> None:
    if not title:
        raise act.refused("title is required")
    if any(one is not own and one["title"] == title for one in sheet.filter_views):
        raise act.refused(f'A filter view with the name "{title}" already exists. Please enter another name.')


def _area(act: Act, given: Json) -> Area:
    """The cells of a filter: its range, or those of what backs it."""
    backed = [name for name in _BACKED if name in given]
    if len(backed) != 1 and not ("range" in given and len(backed) == 2):
        raise act.refused("Exactly one of range, namedRangeId or tableId must be specified.")
    if "range" in given and len(backed) == 1:
        return act.area(given["range"])
    from tests.google_server.requests.protected_ranges import backing_range

    return act.area(backing_range(act, given))


def _kept(act: Act, given: Json, area: Area) -> Json:
    """The range, the sorting and the criteria; criteria are told in both of their forms."""
    closed = Area(area.sheet, area.top, area.left, area.bottom, area.right).grid_range()
    told: Json = {"range": kept_range(act, closed)}
    sorting = given.get("sortSpecs")
    if sorting:
        for spec in sorting:
            _check_column(act, spec.get("dimensionIndex", 0), area)
        told["sortSpecs"] = completed([{"sortOrder": "ASCENDING", **spec} for spec in sorting], "SortSpec")
    criteria: dict[int, Any] = {int(key): one for key, one in (given.get("criteria") or {}).items()}
    if given.get("filterSpecs"):
        criteria = {one.get("columnIndex", 0): one.get("filterCriteria", {}) for one in given["filterSpecs"]}
    for column in criteria:
        _check_column(act, column, area)
        _check_criteria(act, criteria[column])
    if criteria:
        whole = {column: completed(one, "FilterCriteria") for column, one in sorted(criteria.items())}
        told["criteria"] = {str(column): one for column, one in whole.items()}
        told["filterSpecs"] = [
            {**({"columnIndex": column} if column else {}), "filterCriteria": one} for column, one in whole.items()
        ]
    return told


def _check_column(act: Act, column: int, area: Area) -> None:
    if not area.left <= column < area.right:
        raise act.refused(f"Column index {column} is outside of the filter range.")


def _check_criteria(act: Act, criteria: Json) -> None:
    condition = criteria.get("condition")
    if condition is not None:
        check_condition(act, condition)
        if condition["type"] in _NOT_IN_FILTERS:
            raise act.refused(f"ConditionType '{condition['type']}' is not supported in filters.")


def _sort(act: Act, area: Area, kept: Json) -> None:
    """Sort what stands below the header row, as the filter's arrows do."""
    if not kept.get("sortSpecs") or area.bottom - area.top < 2:
        return
    sort_range(act.book, area._replace(top=area.top + 1), kept["sortSpecs"], act.where)

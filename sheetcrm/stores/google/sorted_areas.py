"""Filters and native tables: what people sort by must hold the robot's columns, or numbers would part from their rows.

Sorting by a filter or a table moves only the cells inside it.
"""

from collections.abc import Mapping

from sheetcrm.layout.grid import Area
from sheetcrm.stores.google.cells import Json
from sheetcrm.stores.google.facts import SheetFacts
from sheetcrm.stores.google.ranges import area_of, grid_range


def widened(facts: SheetFacts, header_row: int, places: Mapping[str, int]) -> list[Json]:
    """Requests that stretch the filter and the table over the header to the last column we know.

    Only where no column of anybody else stands in between. Criteria, sorting and column types stay.
    """
    requests: list[Json] = []
    if facts.basic_filter is not None:
        area = _stretched(area_of(facts.basic_filter["range"]), header_row, places)
        if area is not None and not facts.is_locked(area):
            kept = {
                name: facts.basic_filter[name] for name in ("sortSpecs", "filterSpecs") if name in facts.basic_filter
            }
            requests.append({"setBasicFilter": {"filter": {"range": grid_range(facts.sheet_id, area), **kept}}})
    for table in facts.tables:
        area = _stretched(table.area, header_row, places)
        if area is not None and not facts.is_locked(area):
            wider = {"tableId": table.table_id, "range": grid_range(facts.sheet_id, area)}
            requests.append({"updateTable": {"table": wider, "fields": "range"}})
    return requests


def _stretched(area: Area, header_row: int, places: Mapping[str, int]) -> Area | None:
    """The area as wide as the columns reach; None when it is that wide, or not the one of this header."""
    top, left, bottom, right = area
    columns = set(places.values())
    last = max(columns, default=0)
    if top != header_row or right >= last or not any(left <= column <= right for column in columns):
        return None
    return (top, left, bottom, last) if columns.issuperset(range(right + 1, last + 1)) else None

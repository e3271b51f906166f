"""Areas of a sheet: rows and columns counted from 1 with both ends inside, as people see them; Google counts otherwise.

An open end is ENDLESS here and left out there, so that rows added later belong to the area.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sheetcrm.layout.grid import Area
from sheetcrm.stores.google.cells import Json

ENDLESS = 2**31 - 1
"""The end of an area without one."""


def area_of(grid_range: Mapping[str, Any]) -> Area:
    """A GridRange as top, left, bottom, right.

    >>> area_of({"sheetId": 7, "startRowIndex": 1, "startColumnIndex": 2, "endColumnIndex": 3})
    (2, 3, 2147483647, 3)
    """
    return (
        grid_range.get("startRowIndex", 0) + 1, grid_range.get("startColumnIndex", 0) + 1,
        grid_range.get("endRowIndex", ENDLESS), grid_range.get("endColumnIndex", ENDLESS),
    )  # fmt: skip


def grid_range(sheet_id: int, area: Area) -> Json:
    """An area as a GridRange.

    >>> grid_range(7, (2, 3, ENDLESS, 3))
    {'sheetId': 7, 'startRowIndex': 1, 'startColumnIndex': 2, 'endColumnIndex': 3}
    """
    top, left, bottom, right = area
    made = {"sheetId": sheet_id, "startRowIndex": top - 1, "startColumnIndex": left - 1}
    if bottom != ENDLESS:
        made["endRowIndex"] = bottom
    if right != ENDLESS:
        made["endColumnIndex"] = right
    return made


def column_below(row: int, column: int) -> Area:
    """A whole column from a row on, without end."""
    return row, column, ENDLESS, column


def meets(one: Area, other: Area) -> bool:
    """Whether two areas have a cell in common."""
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def covers(outer: Area, inner: Area) -> bool:
    """Whether an area holds all of another."""
    return outer[0] <= inner[0] and outer[1] <= inner[1] and outer[2] >= inner[2] and outer[3] >= inner[3]


def pushed(area: Area, column: int, count: int) -> Area:
    """The area after `count` columns were inserted before `column`; one that the place cuts through grows.

    >>> pushed((1, 2, 9, 4), 4, 2), pushed((1, 2, 9, 4), 5, 2), pushed((1, 6, 9, 7), 5, 2)
    ((1, 2, 9, 6), (1, 2, 9, 4), (1, 8, 9, 9))
    """
    top, left, bottom, right = area
    return (
        top, left + count if left >= column else left, bottom,
        right + count if right >= column and right != ENDLESS else right,
    )  # fmt: skip


def runs(columns: Iterable[int]) -> list[tuple[int, int]]:
    """Columns as first and last of those that stand side by side.

    >>> runs([5, 1, 2, 3])
    [(1, 3), (5, 5)]
    """
    found: list[tuple[int, int]] = []
    for column in sorted(set(columns)):
        if found and found[-1][1] == column - 1:
            found[-1] = found[-1][0], column
        else:
            found.append((column, column))
    return found

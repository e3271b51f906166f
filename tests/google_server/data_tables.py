"""Where `append` finds the table to continue: a block of cells that touch, with empty cells all around it."""

from collections.abc import Sequence
from typing import NamedTuple

from tests.google_server.area import Area
from tests.google_server.model import Sheet


class Block(NamedTuple):
    """Rows [top, bottom) and columns [left, right)."""

    top: int
    left: int
    bottom: int
    right: int


def last_table(area: Area) -> Block | None:
    """The block of the last filled cell of an area; of an empty area the block it lies in, if it lies in one."""
    for row in range(area.bottom - 1, area.top - 1, -1):
        values = area.sheet.rows[row].values
        for column in range(min(area.right, len(values)) - 1, area.left - 1, -1):
            if values[column] is not None:
                return block_around(area.sheet, row, column)
    return _block_with_gap(area)


def block_around(sheet: Sheet, row: int, column: int) -> Block:
    """The block of a filled cell: grown in every direction, corners included, until only empty cells surround it."""
    rows = [found.values for found in sheet.rows]
    top, left, bottom, right = row, column, row + 1, column + 1
    grown = True
    while grown:
        grown = False
        low, high = max(left - 1, 0), right + 1
        while top > 0 and _filled(rows[top - 1], low, high):
            top, grown = top - 1, True
        while bottom < len(rows) and _filled(rows[bottom], low, high):
            bottom, grown = bottom + 1, True
        span = rows[max(top - 1, 0) : bottom + 1]
        while left > 0 and any(len(values) >= left and values[left - 1] is not None for values in span):
            left, grown = left - 1, True
        while any(len(values) > right and values[right] is not None for values in span):
            right, grown = right + 1, True
    return Block(top, left, bottom, right)


def _filled(values: Sequence[object], low: int, high: int) -> bool:
    return any(value is not None for value in values[low:high])


def _block_with_gap(area: Area) -> Block | None:
    """The block whose rectangle holds the first cell of an empty area, found from the nearest filled cells."""
    sheet, row, column = area.sheet, area.top, area.left
    for seen_row, seen_column in _nearest(sheet, row, column):
        block = block_around(sheet, seen_row, seen_column)
        if block.top <= row < block.bottom and block.left <= column < block.right:
            return block
    return None


def _nearest(sheet: Sheet, row: int, column: int) -> list[tuple[int, int]]:
    """The nearest filled cell to the left, to the right, above and below."""
    values = sheet.rows[row].values
    found: list[tuple[int, int]] = []
    for columns in (range(min(column, len(values)) - 1, -1, -1), range(column + 1, len(values))):
        found += [(row, other) for other in columns if values[other] is not None][:1]
    for rows in (range(row - 1, -1, -1), range(row + 1, sheet.row_count)):
        for other in rows:
            if sheet.value(other, column) is not None:
                found.append((other, column))
                break
    return found

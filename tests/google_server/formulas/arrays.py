"""Functions whose result is an array, which the cells to the right and below then show."""

from functools import cmp_to_key
from typing import Any

from tests.google_server.formulas.functions import Function, over_cells
from tests.google_server.formulas.values import Grid, check, compare, fault, folded
from tests.google_server.model import Plain

_LARGEST = 10_000_000


def _grid(value: Any) -> Grid:
    return value if isinstance(value, Grid) else Grid([[value]])


def _rows(grid: Grid) -> list[list[Plain]]:
    """The rows to their nominal width and height."""
    return [[grid.at(row, column) for column in range(grid.width)] for row in range(grid.height)]


def _array(evaluation: Any, nodes: tuple[Any, ...], array: bool) -> Any:
    return evaluation.value(nodes[0], True)


def _unique(evaluation: Any, given: list[Any]) -> Any:
    grid = _grid(given[0])
    found: dict[tuple[Any, ...], list[Plain]] = {}
    counts: dict[tuple[Any, ...], int] = {}
    for row in _rows(grid):
        key = tuple(folded(value) if not isinstance(value, str) else ("text", value) for value in row)
        found.setdefault(key, row)
        counts[key] = counts.get(key, 0) + 1
    once = len(given) > 2 and evaluation.truth(given[2])
    return Grid([row for key, row in found.items() if not once or counts[key] == 1])


def _filter(evaluation: Any, given: list[Any]) -> Grid:
    grid = _grid(given[0])
    conditions = [_grid(part) for part in given[1:]]
    across = all(part.height == 1 and part.width == grid.width for part in conditions) and grid.width > 1
    kept = list(range(grid.width if across else grid.height))
    for part in conditions:
        if not across and (part.width != 1 or part.height != grid.height):
            raise fault("N_A", "FILTER has mismatched range sizes.")
        line = part.line()
        kept = [at for at in kept if at < len(line) and _holds(line[at])]
    if not kept:
        raise fault("N_A", "No matches are found in FILTER evaluation.")
    rows = _rows(grid)
    return Grid([[row[at] for at in kept] for row in rows] if across else [rows[at] for at in kept])


def _holds(value: Plain) -> bool:
    return isinstance(value, bool | int | float) and bool(value)


def _sort(evaluation: Any, given: list[Any]) -> Grid:
    """By one or more columns; empty cells come last either way, ties keep their order."""
    grid = _grid(given[0])
    rows = _rows(grid)
    orders: list[tuple[list[Plain], bool]] = []
    for column, ascending in zip(given[1::2], given[2::2], strict=False):
        if isinstance(column, Grid) and column.height > 1:
            orders.append((column.line(), evaluation.truth(ascending)))
            continue
        index = int(evaluation.number(column))
        if not 1 <= index <= grid.width:
            raise fault("VALUE", f"Function SORT parameter 2 value {index} is out of range.")
        orders.append(([row[index - 1] for row in rows], evaluation.truth(ascending)))
    if len(given) == 1:
        orders = [([row[0] for row in rows], True)]

    def order(one: int, other: int) -> int:
        for values, ascending in orders:
            left, right = values[one], values[other]
            if (left is None) != (right is None):
                return 1 if left is None else -1
            if left is not None and (found := compare(left, right)):
                return found if ascending else -found
        return 0

    return Grid([rows[at] for at in sorted(range(len(rows)), key=cmp_to_key(order))])


def _transpose(evaluation: Any, given: list[Any]) -> Grid:
    return Grid([list(column) for column in zip(*_rows(_grid(given[0])), strict=True)])


def _flatten(evaluation: Any, given: list[Any]) -> Grid:
    return Grid([[value] for part in given for row in _rows(_grid(part)) for value in row])


def _sequence(evaluation: Any, given: list[Any]) -> Grid:
    rows, columns, start, step = ([evaluation.number(check(value)) for value in given] + [1, 1, 1, 1][len(given) :])[:4]
    height, width = int(rows), int(columns)
    if height < 1 or width < 1:
        raise fault("NUM", "Function SEQUENCE parameter 1 value should be greater than or equal to 1.")
    if height * width > _LARGEST:
        raise fault("NUM", "Result too large.")
    return Grid([[start + step * (row * width + column) for column in range(width)] for row in range(height)])


FUNCTIONS: dict[str, Function] = {
    "ARRAYFORMULA": Function(None, 1, 1, lazy=_array),
    "UNIQUE": over_cells(_unique, 1, 3),
    "FILTER": over_cells(_filter, 2),
    "SORT": over_cells(_sort, 1),
    "TRANSPOSE": over_cells(_transpose, 1, 1),
    "FLATTEN": over_cells(_flatten, 1),
    "SEQUENCE": Function(_sequence, 1, 4),
}

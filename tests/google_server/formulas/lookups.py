"""Finding cells: by value in rows and columns, by position, by address."""

from bisect import bisect_right
from typing import Any

from tests.google_server.a1 import bounds_of_reference, column_letters, quoted, requested_area
from tests.google_server.dimensions import MOST_COLUMNS
from tests.google_server.errors import ApiError
from tests.google_server.formulas.criteria import wildcard
from tests.google_server.formulas.functions import Function, scalar
from tests.google_server.formulas.tree import Name, Reference
from tests.google_server.formulas.values import Faulted, Grid, check, compare, fault, folded, sort_key
from tests.google_server.model import Plain

_BY_CONTENT = "did not find value"


def _grid(value: Any) -> Grid:
    return value if isinstance(value, Grid) else Grid([[value]])


def _flipped(grid: Grid) -> Grid:
    return Grid([grid.column(column) for column in range(grid.width)], grid.width, len(grid.rows))


def _is_wild(value: Plain) -> bool:
    return isinstance(value, str) and ("*" in value or "?" in value)


def exact_place(wanted: Plain, cells: Grid, column: int = 0, wild: bool = True) -> int | None:
    """The first row of a column that holds the value; letters without case, `*` and `?` stand for anything."""
    if wild and _is_wild(wanted):
        pattern = wildcard(str(wanted))
        for row, value in enumerate(cells.column(column)):
            if isinstance(value, str) and pattern.fullmatch(value):
                return row
        return None
    return cells.first_rows(column).get(folded(0 if wanted is None else wanted))


def sorted_place(wanted: Plain, values: list[Plain]) -> int | None:
    """The last place not above the value in a column sorted upwards; other kinds of values are passed over."""
    kind = sort_key(wanted)[0]
    alike = [
        (sort_key(value)[1], place)
        for place, value in enumerate(values)
        if value is not None and sort_key(value)[0] == kind
    ]
    found = bisect_right([key for key, _ in alike], sort_key(wanted)[1])
    return alike[found - 1][1] if found else None


def _looked_up(evaluation: Any, given: list[Any], name: str) -> Any:
    wanted, grid = check(given[0]), _grid(given[1])
    grid = _flipped(grid) if name == "HLOOKUP" else grid
    index = int(evaluation.number(given[2], name, 3))
    if not 1 <= index <= max(grid.width, 1):
        raise fault("REF", f"{name} evaluates to an out of bounds range.")
    by_order = evaluation.truth(given[3]) if len(given) > 3 and given[3] is not None else len(given) < 4
    place = sorted_place(wanted, grid.column(0)) if by_order else exact_place(wanted, grid)
    if place is None:
        raise fault("N_A", f"Did not find value '{evaluation.text(wanted)}' in {name} evaluation.")
    return check(grid.at(place, index - 1))


def _match(evaluation: Any, given: list[Any]) -> int:
    wanted, line = check(given[0]), _grid(given[1]).line()
    kind = int(evaluation.number(given[2])) if len(given) > 2 else 1
    column = Grid([[value] for value in line])
    if kind == 0:
        place = exact_place(wanted, column)
    elif kind > 0:
        place = sorted_place(wanted, line)
    else:
        place = _last_not_below(wanted, line)
    if place is None:
        raise fault("N_A", f"Did not find value '{evaluation.text(wanted)}' in MATCH evaluation.")
    return place + 1


def _last_not_below(wanted: Plain, line: list[Plain]) -> int | None:
    found = None
    for place, value in enumerate(line):
        if value is None or compare(value, wanted) < 0:
            break
        found = place
    return found


def _place_by_mode(evaluation: Any, wanted: Plain, line: list[Plain], mode: int, backwards: bool) -> int | None:
    places = range(len(line) - 1, -1, -1) if backwards else range(len(line))
    if mode == 2 and _is_wild(wanted):
        pattern = wildcard(str(wanted))
        return next((at for at in places if isinstance(line[at], str) and pattern.fullmatch(str(line[at]))), None)
    if not backwards:
        exact = exact_place(wanted, Grid([[value] for value in line]), wild=False)
    else:
        exact = next((at for at in places if line[at] is not None and compare(line[at], wanted) == 0), None)
    if exact is not None or mode not in (-1, 1):
        return exact
    kind = sort_key(wanted)[0]
    alike = [at for at in places if line[at] is not None and sort_key(line[at])[0] == kind]
    near = [at for at in alike if compare(line[at], wanted) * mode > 0]
    if not near:
        return None
    choose = min if mode == 1 else max
    return choose(near, key=lambda at: sort_key(line[at]))


def _xlookup(evaluation: Any, given: list[Any]) -> Any:
    wanted, where, result = check(given[0]), _grid(given[1]), _grid(given[2])
    mode = int(evaluation.number(given[4])) if len(given) > 4 else 0
    backwards = len(given) > 5 and evaluation.number(given[5]) < 0
    place = _place_by_mode(evaluation, wanted, where.line(), mode, backwards)
    if place is None:
        if len(given) > 3 and given[3] is not None:
            return given[3]
        raise fault("N_A", "Did not find value in XLOOKUP evaluation.")
    if where.width == 1:
        row = [result.at(place, column) for column in range(result.width)]
        return check(row[0]) if len(row) == 1 else Grid([row])
    column = [result.at(row, place) for row in range(result.height)]
    return check(column[0]) if len(column) == 1 else Grid([[value] for value in column])


def _xmatch(evaluation: Any, given: list[Any]) -> int:
    mode = int(evaluation.number(given[2])) if len(given) > 2 else 0
    backwards = len(given) > 3 and evaluation.number(given[3]) < 0
    place = _place_by_mode(evaluation, check(given[0]), _grid(given[1]).line(), mode, backwards)
    if place is None:
        raise fault("N_A", f"Did not find value '{evaluation.text(given[0])}' in XMATCH evaluation.")
    return place + 1


def _lookup(evaluation: Any, given: list[Any]) -> Any:
    where = _grid(given[1])
    line = where.line() if where.height == 1 or where.width == 1 else where.column(0)
    place = sorted_place(check(given[0]), line)
    if place is None:
        raise fault("N_A", f"Did not find value '{evaluation.text(given[0])}' in LOOKUP evaluation.")
    result = _grid(given[2]).line() if len(given) > 2 else line
    if len(given) == 2 and where.width > 1 and where.height > 1:
        result = where.column(where.width - 1)
    return check(result[place])


def _index(evaluation: Any, given: list[Any]) -> Any:
    grid = _grid(given[0])
    row = int(evaluation.number(given[1])) if len(given) > 1 else 0
    column = int(evaluation.number(given[2])) if len(given) > 2 else 0
    if len(given) == 2 and grid.height == 1 and grid.width > 1:
        row, column = 1, row
    if row < 0 or column < 0 or row > grid.height or column > grid.width:
        raise fault("REF", "Function INDEX parameter value is out of range.")
    rows = range(grid.height) if row == 0 else range(row - 1, row)
    columns = range(grid.width) if column == 0 else range(column - 1, column)
    found = [[grid.at(at, place) for place in columns] for at in rows]
    return found[0][0] if len(found) == 1 and len(found[0]) == 1 else Grid(found)


def _own_or(node_name: str) -> Function:
    def run(evaluation: Any, nodes: tuple[Any, ...], array: bool) -> Any:
        if not nodes:
            return (evaluation.row if node_name == "ROW" else evaluation.column) + 1
        grid = _reference(evaluation, nodes[0])
        first, count = (grid.top, grid.height) if node_name == "ROW" else (grid.left, grid.width)
        if not array or count == 1:
            return first + 1
        numbers: list[Plain] = [first + 1 + step for step in range(count)]
        return Grid([[number] for number in numbers]) if node_name == "ROW" else Grid([numbers])

    return Function(None, 0, 1, lazy=run)


def _reference(evaluation: Any, node: Any) -> Grid:
    if isinstance(node, Reference | Name):
        found: Grid = evaluation.grid(node)
        return found
    value = evaluation.value(node, True)
    return _grid(value)


def _offset(evaluation: Any, nodes: tuple[Any, ...], array: bool) -> Any:
    start = _reference(evaluation, nodes[0])
    if start.sheet is None:
        raise fault("N_A", "Argument must be a range.")
    given = [int(evaluation.number(evaluation.value(node, False))) for node in nodes[1:]]
    top, left = start.top + given[0], start.left + given[1]
    height = given[2] if len(given) > 2 else start.height
    width = given[3] if len(given) > 3 else start.width
    if top < 0 or left < 0 or height < 1 or width < 1:
        raise fault("REF", "Function OFFSET evaluates to an out of bounds range.")
    bounds = bounds_of_reference(f"{column_letters(left)}{top + 1}:{column_letters(left + width - 1)}{top + height}")
    if bounds is None:
        raise fault("REF", "Function OFFSET evaluates to an out of bounds range.")
    return evaluation.narrowed(evaluation.grid(Reference(quoted_title(start), bounds)), True)


def quoted_title(grid: Grid) -> str:
    """The title of the sheet a grid was read from."""
    assert grid.sheet is not None
    return grid.sheet.title


def _indirect(evaluation: Any, nodes: tuple[Any, ...], array: bool) -> Any:
    text = evaluation.text(evaluation.value(nodes[0], False))
    try:
        sheet, bounds = requested_area(evaluation.calculator.book, text.replace("$", ""), evaluation.sheet)
    except ApiError:
        raise fault(
            "REF", f"Function INDIRECT parameter 1 value is '{text}'. It is not a valid cell/range reference."
        ) from None
    return evaluation.narrowed(evaluation.grid(Reference(sheet.title, bounds)), True)


def _address(evaluation: Any, row: Any, column: Any, kind: Any = 1, _: Any = True, sheet: Any = None) -> str:
    code, line, place = (int(evaluation.number(part)) for part in (kind, row, column))
    if line < 1 or not 1 <= place <= MOST_COLUMNS:
        raise fault("VALUE", "Function ADDRESS parameter value is out of range.")
    across = ("$" if code in (1, 3) else "") + column_letters(place - 1)
    down = ("$" if code in (1, 2) else "") + str(line)
    return (f"{quoted(evaluation.text(sheet))}!" if sheet is not None else "") + across + down


def _size(of_rows: bool) -> Function:
    def run(evaluation: Any, given: list[Any]) -> int:
        grid = _grid(given[0])
        return grid.height if of_rows else grid.width

    return Function(run, 1, 1, grids=True)


def _unreachable(*_: Any) -> Any:
    raise Faulted(fault("N_A", "Resource at url not found.").value)


FUNCTIONS: dict[str, Function] = {
    "VLOOKUP": Function(lambda e, given: _looked_up(e, given, "VLOOKUP"), 3, 4, grids=frozenset({1})),
    "HLOOKUP": Function(lambda e, given: _looked_up(e, given, "HLOOKUP"), 3, 4, grids=frozenset({1})),
    "XLOOKUP": Function(_xlookup, 3, 6, grids=frozenset({1, 2})),
    "LOOKUP": Function(_lookup, 2, 3, grids=frozenset({1, 2})),
    "MATCH": Function(_match, 2, 3, grids=frozenset({1})),
    "XMATCH": Function(_xmatch, 2, 4, grids=frozenset({1})),
    "INDEX": Function(_index, 1, 3, grids=frozenset({0})),
    "ROW": _own_or("ROW"),
    "COLUMN": _own_or("COLUMN"),
    "ROWS": _size(of_rows=True),
    "COLUMNS": _size(of_rows=False),
    "OFFSET": Function(None, 3, 5, lazy=_offset),
    "INDIRECT": Function(None, 1, 2, lazy=_indirect),
    "ADDRESS": scalar(_address, 2, 5),
    **{
        name: scalar(_unreachable, 1, 5)
        for name in (
            "IMPORTDATA",
            "IMPORTXML",
            "IMPORTHTML",
            "IMPORTFEED",
            "IMPORTRANGE",
            "GOOGLEFINANCE",
            "GOOGLETRANSLATE",
        )
    },
}

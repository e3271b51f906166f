"""Conditions, and functions that ask what kind of value they are given. Branches not taken are not evaluated."""

import re
from collections.abc import Callable
from typing import Any

from tests.google_server.formulas.functions import Function, over_cells, scalar
from tests.google_server.formulas.tree import Missing
from tests.google_server.formulas.values import Faulted, Grid, check, compare, fault
from tests.google_server.model import CellFault, Plain

_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]{2,}")
_URL = re.compile(r"(?:(?:https?|ftp)://)?[\w-]+(?:\.[\w-]+)+(?:[/?#]\S*)?|mailto:\S+", re.IGNORECASE)


def _elementwise(size: list[Any], one: Callable[[int, int], Plain]) -> Grid:
    """A grid as large as the largest of the grids, each element found by itself."""
    grids = [part for part in size if isinstance(part, Grid)]
    height, width = max(grid.height for grid in grids), max(grid.width for grid in grids)
    return Grid([[one(row, column) for column in range(width)] for row in range(height)], height, width)


def _pick(part: Any, row: int, column: int) -> Plain:
    from tests.google_server.formulas.evaluation import element

    return element(part, row, column)


def _attempt(evaluation: Any, node: Any, array: bool) -> Any:
    """The value of a node, an error as a value."""
    try:
        return evaluation.value(node, array)
    except Faulted as problem:
        return problem.value


def _if(evaluation: Any, nodes: tuple[Any, ...], array: bool) -> Any:
    condition = evaluation.value(nodes[0], array)
    if not isinstance(condition, Grid):
        if evaluation.truth(condition):
            return check_result(evaluation.value(nodes[1], array))
        return check_result(evaluation.value(nodes[2], array)) if len(nodes) > 2 else False
    yes = _attempt(evaluation, nodes[1], array)
    no = _attempt(evaluation, nodes[2], array) if len(nodes) > 2 else False

    def one(row: int, column: int) -> Plain:
        try:
            return _pick(yes if evaluation.truth(_pick(condition, row, column)) else no, row, column)
        except Faulted as problem:
            return problem.value

    return _elementwise([condition, yes, no], one)


def check_result(value: Any) -> Any:
    """A value or a grid; a single error is raised."""
    return value if isinstance(value, Grid) else check(value)


def _if_error(only: frozenset[str] | None) -> Callable[[Any, tuple[Any, ...], bool], Any]:
    def run(evaluation: Any, nodes: tuple[Any, ...], array: bool) -> Any:
        def is_caught(value: Any) -> bool:
            return isinstance(value, CellFault) and (only is None or value.kind in only)

        def instead() -> Any:
            return evaluation.value(nodes[1], array) if len(nodes) > 1 else None

        value = _attempt(evaluation, nodes[0], array)
        if isinstance(value, Grid):
            if not any(is_caught(cell) for cell in value.values()):
                return value
            other = instead()
            return _elementwise(
                [value],
                lambda row, column: (
                    _pick(other, row, column) if is_caught(value.at(row, column)) else value.at(row, column)
                ),
            )
        return check_result(instead() if is_caught(value) else value)

    return run


def _ifs(evaluation: Any, nodes: tuple[Any, ...], array: bool) -> Any:
    for condition, result in zip(nodes[::2], nodes[1::2], strict=False):
        if evaluation.truth(evaluation.single(condition), "IFS"):
            return check_result(evaluation.value(result, array))
    raise fault("N_A", "No match.")


def _switch(evaluation: Any, nodes: tuple[Any, ...], array: bool) -> Any:
    wanted = evaluation.single(nodes[0])
    rest = nodes[1:]
    for case, result in zip(rest[::2], rest[1::2], strict=False):
        if compare(wanted, evaluation.single(case)) == 0:
            return check_result(evaluation.value(result, array))
    if len(rest) % 2:
        return check_result(evaluation.value(rest[-1], array))
    raise fault("N_A", "Function SWITCH did not match any of its cases.")


def _choose(evaluation: Any, nodes: tuple[Any, ...], array: bool) -> Any:
    place = int(evaluation.number(evaluation.single(nodes[0]), "CHOOSE"))
    if not 1 <= place < len(nodes):
        raise fault(
            "NUM", f"Function CHOOSE parameter 1 value is {place}. Valid values are between 1 and {len(nodes) - 1}."
        )
    return check_result(evaluation.value(nodes[place], True))


def _truths(evaluation: Any, given: list[Any], name: str) -> list[bool]:
    found: list[bool] = []
    for part in given:
        if isinstance(part, Grid):
            found += [bool(check(value)) for value in part.values() if not isinstance(value, str) and value is not None]
        else:
            found.append(evaluation.truth(part, name))
    if not found:
        raise fault("VALUE", f"{name} has no valid input data.")
    return found


def _asks(run: Callable[[Any], bool]) -> Function:
    """A question about one value, errors included."""
    return Function(lambda e, given: run(given[0]), 1, 1, takes_faults=True)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_fault(value: Any, kinds: frozenset[str] | None = None) -> bool:
    return isinstance(value, CellFault) and (kinds is None or value.kind in kinds)


def _error_type(value: Any) -> int:
    order = ("NULL_VALUE", "DIVIDE_BY_ZERO", "VALUE", "REF", "NAME", "NUM", "N_A", "ERROR")
    if not isinstance(value, CellFault):
        raise fault("N_A", "ERROR.TYPE needs an error.")
    return order.index(value.kind) + 1


def _not_available(*_: Any) -> Any:
    raise fault("N_A")


def _is_formula(evaluation: Any, nodes: tuple[Any, ...], array: bool) -> bool:
    return bool(evaluation.is_formula(nodes[0])) if not isinstance(nodes[0], Missing) else False


def _is_date(evaluation: Any, given: list[Any]) -> bool:
    from tests.google_server.entering import entered
    from tests.google_server.number_formats import is_date_or_time

    return isinstance(given[0], str) and is_date_or_time(entered(given[0], evaluation.locale)[1])


FUNCTIONS: dict[str, Function] = {
    "IF": Function(None, 2, 3, lazy=_if),
    "IFERROR": Function(None, 1, 2, lazy=_if_error(None)),
    "IFNA": Function(None, 2, 2, lazy=_if_error(frozenset({"N_A"}))),
    "IFS": Function(None, 2, lazy=_ifs),
    "SWITCH": Function(None, 3, lazy=_switch),
    "CHOOSE": Function(None, 2, lazy=_choose),
    "AND": over_cells(lambda e, given: all(_truths(e, given, "AND")), 1),
    "OR": over_cells(lambda e, given: any(_truths(e, given, "OR")), 1),
    "XOR": over_cells(lambda e, given: sum(_truths(e, given, "XOR")) % 2 == 1, 1),
    "NOT": scalar(lambda e, value: not e.truth(value, "NOT"), 1),
    "TRUE": scalar(lambda e: True, 0),
    "FALSE": scalar(lambda e: False, 0),
    "NA": scalar(_not_available, 0),
    "ISBLANK": _asks(lambda value: value is None),
    "ISNUMBER": _asks(_is_number),
    "ISTEXT": _asks(lambda value: isinstance(value, str)),
    "ISNONTEXT": _asks(lambda value: not isinstance(value, str)),
    "ISLOGICAL": _asks(lambda value: isinstance(value, bool)),
    "ISERROR": _asks(_is_fault),
    "ISERR": _asks(lambda value: _is_fault(value) and value.kind != "N_A"),
    "ISNA": _asks(lambda value: _is_fault(value, frozenset({"N_A"}))),
    "ISEMAIL": _asks(lambda value: isinstance(value, str) and _ADDRESS.fullmatch(value) is not None),
    "ISURL": _asks(lambda value: isinstance(value, str) and _URL.fullmatch(value) is not None),
    "ISDATE": Function(_is_date, 1, 1, takes_faults=True),
    "ISFORMULA": Function(None, 1, 1, lazy=_is_formula),
    "ERROR.TYPE": _asks(_error_type),  # type: ignore[arg-type]
}

"""Counting, averages, extremes, ranks."""

import statistics
from collections.abc import Callable
from typing import Any

from tests.google_server.formulas.functions import Function, over_cells
from tests.google_server.formulas.mathematics import chosen_numbers, matching, numbers
from tests.google_server.formulas.values import Grid, fault, folded, parsed_number, whole


def _count(evaluation: Any, given: list[Any]) -> int:
    count = 0
    for part in given:
        if isinstance(part, Grid):
            count += sum(isinstance(value, int | float) and not isinstance(value, bool) for value in part.values())
        elif isinstance(part, str):
            count += parsed_number(part, evaluation.locale) is not None
        else:
            count += isinstance(part, int | float)
    return count


def _filled(given: list[Any]) -> list[Any]:
    return [
        value for part in given for value in (part.values() if isinstance(part, Grid) else (part,)) if value is not None
    ]


def _blank(evaluation: Any, given: list[Any]) -> int:
    count = 0
    for part in given:
        if isinstance(part, Grid):
            count += part.height * part.width - sum(value not in (None, "") for value in part.values())
        else:
            count += part in (None, "")
    return count


def _average(found: list[int | float]) -> Any:
    if not found:
        raise fault("DIVIDE_BY_ZERO", "Evaluation of function AVERAGE caused a divide by zero error.")
    return whole(statistics.fmean(found))


def _spread(run: Callable[[list[int | float]], float], least: int) -> Function:
    def measured(evaluation: Any, given: list[Any]) -> Any:
        found = numbers(evaluation, given)
        if len(found) < least:
            raise fault("DIVIDE_BY_ZERO", "Evaluation of the function caused a divide by zero error.")
        return whole(float(run(found)))

    return over_cells(measured, 1)


def _extreme(run: Callable[[list[int | float]], Any]) -> Function:
    return over_cells(lambda e, given: whole(run(numbers(e, given) or [0])), 1)


def _extreme_if(run: Callable[[list[int | float]], Any]) -> Function:
    return over_cells(lambda e, given: whole(run(chosen_numbers(given[0], given[0], matching(e, given[1:])) or [0])), 3)


def _average_if(evaluation: Any, given: list[Any]) -> Any:
    averaged = given[2] if len(given) > 2 and isinstance(given[2], Grid) else given[0]
    return _average(chosen_numbers(averaged, given[0], matching(evaluation, given[:2])))


def _nth(reverse: bool) -> Function:
    def run(evaluation: Any, given: list[Any]) -> Any:
        found = sorted(numbers(evaluation, given[:1]), reverse=reverse)
        place = int(evaluation.number(given[1]))
        if not 1 <= place <= len(found):
            raise fault("NUM", f"Function {'LARGE' if reverse else 'SMALL'} parameter 2 value is out of range.")
        return found[place - 1]

    return Function(run, 2, 2, grids=frozenset({0}))


def _rank(evaluation: Any, given: list[Any]) -> Any:
    value, found = evaluation.number(given[0]), numbers(evaluation, given[1:2])
    if value not in found:
        raise fault("N_A", f"Could not find '{value}' in the range.")
    ascending = len(given) > 2 and evaluation.truth(given[2])
    return 1 + sum(other < value if ascending else other > value for other in found)


FUNCTIONS: dict[str, Function] = {
    "COUNT": over_cells(_count, 1),
    "COUNTA": Function(lambda e, given: len(_filled(given)), 1, grids=True, takes_faults=True),
    "COUNTUNIQUE": over_cells(lambda e, given: len({folded(value) for value in _filled(given)}), 1),
    "COUNTBLANK": Function(_blank, 1, grids=True, takes_faults=True),
    "COUNTIF": Function(lambda e, given: len(matching(e, given)), 2, 2, grids=frozenset({0})),
    "COUNTIFS": over_cells(lambda e, given: len(matching(e, given)), 2),
    "AVERAGE": over_cells(lambda e, given: _average(numbers(e, given)), 1),
    "AVERAGEIF": Function(_average_if, 2, 3, grids=frozenset({0, 2})),
    "AVERAGEIFS": over_cells(lambda e, given: _average(chosen_numbers(given[0], given[0], matching(e, given[1:]))), 3),
    "MIN": _extreme(min),
    "MAX": _extreme(max),
    "MINIFS": _extreme_if(min),
    "MAXIFS": _extreme_if(max),
    "MEDIAN": _spread(statistics.median, 1),
    "MODE": _spread(statistics.mode, 1),
    "STDEV": _spread(statistics.stdev, 2),
    "STDEVP": _spread(statistics.pstdev, 1),
    "VAR": _spread(statistics.variance, 2),
    "VARP": _spread(statistics.pvariance, 1),
    "LARGE": _nth(reverse=True),
    "SMALL": _nth(reverse=False),
    "RANK": Function(_rank, 2, 3, grids=frozenset({1})),
}

"""Arithmetic: the operators and the functions of numbers."""

import math
import random
from collections.abc import Callable
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal
from typing import Any

from tests.google_server.formulas.criteria import criterion
from tests.google_server.formulas.functions import Function, over_cells, scalar
from tests.google_server.formulas.values import Grid, check, compare, fault, whole


def numbers(evaluation: Any, given: list[Any]) -> list[int | float]:
    """The numbers among values and ranges; texts and truth values count in values, in ranges they are passed over."""
    found: list[int | float] = []
    for place, part in enumerate(given, 1):
        if isinstance(part, Grid):
            for value in part.values():
                if isinstance(value, int | float) and not isinstance(value, bool):
                    found.append(value)
                else:
                    check(value)
        elif part is not None:
            found.append(evaluation.number(part, "SUM", place))
    return found


def _operation(name: str, run: Callable[[Any, Any], Any]) -> Function:
    return scalar(lambda e, a, b: whole(run(e.number(a, name, 1), e.number(b, name, 2))), 2)


def divided(one: float, other: float) -> float:
    """A quotient; by zero it is #DIV/0!."""
    if other == 0:
        raise fault("DIVIDE_BY_ZERO", "Function DIVIDE parameter 2 cannot be zero.")
    return one / other


def _power(base: float, exponent: float) -> Any:
    try:
        found = float(base) ** exponent
    except ZeroDivisionError:
        raise fault("DIVIDE_BY_ZERO", "Function POWER caused a divide by zero error.") from None
    except OverflowError:
        raise fault("NUM", "Result was too large.") from None
    if isinstance(found, complex):
        raise fault("NUM", "POWER evaluates to an imaginary number.")
    return found


def _comparison(holds: Callable[[int], bool]) -> Function:
    return scalar(lambda _, a, b: holds(compare(check(a), check(b))), 2)


def _rounding(mode: str) -> Function:
    def run(evaluation: Any, number: Any, places: Any = 0) -> Any:
        exact = Decimal(repr(evaluation.number(number)))
        step = Decimal(1).scaleb(-int(evaluation.number(places)))
        return whole(float((exact / step).to_integral_value(mode) * step))

    return scalar(run, 1, 2)


def _of_number(run: Callable[[float], Any]) -> Function:
    def guarded(evaluation: Any, number: Any) -> Any:
        try:
            return whole(run(evaluation.number(number)))
        except (ValueError, OverflowError):
            raise fault("NUM", "The parameter is outside the domain of the function.") from None

    return scalar(guarded, 1)


def _modulo(one: float, other: float) -> float:
    if other == 0:
        raise fault("DIVIDE_BY_ZERO", "Function MOD parameter 2 cannot be zero.")
    return one - other * math.floor(one / other)


def _stepped(run: Callable[[float], float]) -> Function:
    def stepped(evaluation: Any, number: Any, step: Any = 1) -> Any:
        size = evaluation.number(step)
        return 0 if size == 0 else whole(float(Decimal(repr(size)) * int(run(evaluation.number(number) / size))))

    return scalar(stepped, 1, 2)


def matching(evaluation: Any, pairs: list[Any]) -> list[int]:
    """The positions, counted through ranges row by row, at which every criterion of range and criterion pairs holds."""
    held: list[int] | None = None
    size = None
    for grid, wanted in zip(pairs[::2], pairs[1::2], strict=True):
        if not isinstance(grid, Grid):
            grid = Grid([[grid]])
        if size not in (None, (grid.height, grid.width)):
            raise fault("VALUE", "Array arguments to SUMIFS are of different size.")
        size = (grid.height, grid.width)
        holds = criterion(wanted.at(0, 0) if isinstance(wanted, Grid) else wanted, evaluation.locale)
        cells = grid.line()
        held = [at for at in (range(len(cells)) if held is None else held) if holds(cells[at])]
    return held or []


def _sum_if(evaluation: Any, given: list[Any]) -> Any:
    summed = given[2] if len(given) > 2 and isinstance(given[2], Grid) else given[0]
    return whole(sum(chosen_numbers(summed, given[0], matching(evaluation, given[:2]))))


def chosen_numbers(summed: Any, shape: Any, positions: list[int]) -> list[int | float]:
    """The numbers of a range at positions counted through a range of that shape."""
    if not isinstance(summed, Grid):
        summed = Grid([[summed]])
    width = shape.width if isinstance(shape, Grid) else 1
    values = [check(summed.at(*divmod(at, width))) for at in positions]
    return [value for value in values if isinstance(value, int | float) and not isinstance(value, bool)]


def _sum_product(evaluation: Any, given: list[Any]) -> Any:
    columns = [part.line() if isinstance(part, Grid) else [part] for part in given]
    if len({len(column) for column in columns}) > 1:
        raise fault("VALUE", "SUMPRODUCT has mismatched range sizes.")
    total: float = 0
    for values in zip(*columns, strict=True):
        factors = [check(value) for value in values]
        total += math.prod(value if isinstance(value, int | float) else 0 for value in factors)
    return whole(total)


def _subtotal(evaluation: Any, given: list[Any]) -> Any:
    from tests.google_server.formulas.functions import FUNCTIONS

    names = ("AVERAGE", "COUNT", "COUNTA", "MAX", "MIN", "PRODUCT", "STDEV", "STDEVP", "SUM", "VAR", "VARP")
    code = int(evaluation.number(given[0])) % 100
    if not 1 <= code <= len(names):
        raise fault("VALUE", "Function SUBTOTAL parameter 1 value is out of range.")
    shown = []
    for part in given[1:]:
        if isinstance(part, Grid) and part.sheet is not None:
            rows = [values for at, values in enumerate(part.rows, part.top) if not part.sheet.rows[at].hidden_by_filter]
            part = Grid(rows, len(rows), part.width)
        shown.append(part)
    return FUNCTIONS.get(names[code - 1]).run(evaluation, shown)


FUNCTIONS: dict[str, Function] = {
    "ADD": _operation("ADD", lambda a, b: a + b),
    "MINUS": _operation("MINUS", lambda a, b: a - b),
    "MULTIPLY": _operation("MULTIPLY", lambda a, b: a * b),
    "DIVIDE": _operation("DIVIDE", divided),
    "POW": _operation("POW", _power),
    "POWER": _operation("POWER", _power),
    "MOD": _operation("MOD", _modulo),
    "QUOTIENT": _operation("QUOTIENT", lambda a, b: math.trunc(divided(a, b))),
    "UMINUS": scalar(lambda e, a: whole(-e.number(a, "UMINUS")), 1),
    "UPLUS": scalar(lambda e, a: check(a), 1),
    "UNARY_PERCENT": scalar(lambda e, a: whole(e.number(a) / 100), 1),
    "EQ": _comparison(lambda order: order == 0),
    "NE": _comparison(lambda order: order != 0),
    "LT": _comparison(lambda order: order < 0),
    "GT": _comparison(lambda order: order > 0),
    "LTE": _comparison(lambda order: order <= 0),
    "GTE": _comparison(lambda order: order >= 0),
    "SUM": over_cells(lambda e, given: whole(math.fsum(numbers(e, given))), 1),
    "PRODUCT": over_cells(lambda e, given: whole(math.prod(numbers(e, given))), 1),
    "SUMSQ": over_cells(lambda e, given: whole(sum(number**2 for number in numbers(e, given))), 1),
    "SUMIF": Function(_sum_if, 2, 3, grids=frozenset({0, 2})),
    "SUMIFS": Function(
        lambda e, given: whole(sum(chosen_numbers(given[0], given[0], matching(e, given[1:])))), 3, grids=True
    ),
    "SUMPRODUCT": over_cells(_sum_product, 1),
    "SUBTOTAL": over_cells(_subtotal, 2),
    "ROUND": _rounding(ROUND_HALF_UP),
    "ROUNDUP": _rounding(ROUND_UP),
    "ROUNDDOWN": _rounding(ROUND_DOWN),
    "TRUNC": _rounding(ROUND_DOWN),
    "INT": _of_number(math.floor),
    "ABS": _of_number(abs),
    "SQRT": _of_number(math.sqrt),
    "EXP": _of_number(math.exp),
    "LN": _of_number(math.log),
    "LOG10": _of_number(math.log10),
    "SIGN": _of_number(lambda number: (number > 0) - (number < 0)),
    "LOG": scalar(lambda e, a, b=10: whole(math.log(e.number(a), e.number(b))), 1, 2),
    "CEILING": _stepped(math.ceil),
    "FLOOR": _stepped(math.floor),
    "MROUND": _stepped(lambda number: math.floor(number + 0.5)),
    "ISEVEN": scalar(lambda e, a: math.trunc(e.number(a)) % 2 == 0, 1),
    "ISODD": scalar(lambda e, a: math.trunc(e.number(a)) % 2 == 1, 1),
    "PI": scalar(lambda e: math.pi, 0),
    "RAND": scalar(lambda e: random.random(), 0),
    "RANDBETWEEN": scalar(lambda e, a, b: random.randint(math.ceil(e.number(a)), math.floor(e.number(b))), 2),
}

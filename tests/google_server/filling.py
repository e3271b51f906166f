"""Autofill: continuing what the cells of a source begin, column by column or row by row.

Numbers and dates go on evenly, a number at the end of a text counts up, names of days and months go round, formulas are
copied; anything else repeats.
"""

import re
from collections.abc import Sequence
from itertools import count, islice, pairwise

from tests.google_server.area import Area
from tests.google_server.model import EMPTY, Book, Extras, Formula, Value
from tests.google_server.references import shifted

_COUNTED = re.compile(r"(.*?)([0-9]+)", re.DOTALL)
_DATES = ("DATE", "DATE_TIME")
_ROUNDS = tuple(
    tuple(names.split())
    for names in (
        "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
        "Mon Tue Wed Thu Fri Sat Sun",
        "January February March April May June July August September October November December",
        "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    )
)


def auto_fill(book: Book, source: Area, destination: Area, alternate: bool = False) -> None:
    """Fill the cells of the destination that are not in the source, going on in the direction in which they lie.

    `alternate`: a single number counts up instead of repeating, a single date (or counted text) repeats.
    """
    by_rows = destination.top < source.top or destination.bottom > source.bottom
    first, last = (source.top, source.bottom) if by_rows else (source.left, source.right)
    begin, end = (destination.top, destination.bottom) if by_rows else (destination.left, destination.right)
    after, before = range(max(last, begin), end), range(min(first, end) - 1, begin - 1, -1)
    lines = range(source.left, source.right) if by_rows else range(source.top, source.bottom)
    for line in lines:
        cells = [_cell(source, index, line, by_rows) for index in range(first, last)]
        for targets, ahead in ((after, True), (before, False)):
            if targets:
                _fill(source, cells if ahead else cells[::-1], targets, line, by_rows, alternate)


def _cell(area: Area, index: int, line: int, by_rows: bool) -> tuple[Value, Extras, int]:
    row, column = (index, line) if by_rows else (line, index)
    return area.sheet.value(row, column), area.sheet.extras(row, column) or EMPTY, index


def _fill(
    source: Area,
    cells: Sequence[tuple[Value, Extras, int]],
    targets: range,
    line: int,
    by_rows: bool,
    alternate: bool,
) -> None:
    values = [value for value, _, _ in cells]
    dated = any(((extras.format or {}).get("numberFormat") or {}).get("type") in _DATES for _, extras, _ in cells)
    going_on = continued(values, len(targets), targets.step, dated, alternate)
    for place, index in enumerate(targets):
        value, extras, home = cells[place % len(cells)]
        row, column = (index, line) if by_rows else (line, index)
        if isinstance(value, Formula):
            text = shifted(value.text, index - home, 0) if by_rows else shifted(value.text, 0, index - home)
            source.sheet.put(row, column, Formula(text))
        else:
            source.sheet.put(row, column, going_on[place])
        source.sheet.put_extras(row, column, Extras(extras.format, None, extras.validation))


def continued(
    values: Sequence[Value], length: int, way: int = 1, dated: bool = False, alternate: bool = False
) -> list[Value]:
    """What follows the values; `way` is -1 when they are told backwards, to be continued in front of the first.

    >>> continued([1, 3], 3), continued(["Task 9"], 2), continued(["Fri", "Sat"], 2), continued(["x"], 2)
    ([5, 7, 9], ['Task 10', 'Task 11'], ['Sun', 'Mon'], ['x', 'x'])
    """
    numbers = [value for value in values if isinstance(value, (int, float)) and not isinstance(value, bool)]
    if len(numbers) == len(values) and numbers:
        if len(numbers) > 1:
            return _evenly(numbers, length)
        step = way if dated != alternate else 0
        return [numbers[0] + step * place for place in range(1, length + 1)]
    texts = [value for value in values if isinstance(value, str)]
    if len(texts) == len(values) and texts and not (alternate and len(texts) == 1):
        return _names(texts, length, way) or _counted(texts, length, way) or _again(values, length)
    return _again(values, length)


def _again(values: Sequence[Value], length: int) -> list[Value]:
    return [values[place % len(values)] for place in range(length)]


def _evenly(numbers: Sequence[int | float], length: int) -> list[Value]:
    """Numbers on the straight line that fits best."""
    size = len(numbers)
    steps = {after - before for before, after in pairwise(numbers)}
    if len(steps) == 1:
        step = steps.pop()
        return [numbers[-1] + step * place for place in range(1, length + 1)]
    middle, mean = (size - 1) / 2, sum(numbers) / size
    slope = sum((place - middle) * (number - mean) for place, number in enumerate(numbers))
    slope /= sum((place - middle) ** 2 for place in range(size))
    return [mean + slope * (place - middle) for place in range(size, size + length)]


def _names(texts: Sequence[str], length: int, way: int) -> list[Value]:
    for names in _ROUNDS:
        if all(text in names for text in texts):
            last = names.index(texts[-1])
            step = names.index(texts[1]) - names.index(texts[0]) if len(texts) > 1 else way
            return [names[(last + step * place) % len(names)] for place in range(1, length + 1)]
    return []


def _counted(texts: Sequence[str], length: int, way: int) -> list[Value]:
    found = [_COUNTED.fullmatch(text) for text in texts]
    parts = [(match[1], int(match[2]), len(match[2])) for match in found if match]
    if len(parts) < len(texts) or len({word for word, _, _ in parts}) > 1:
        return []
    step = parts[1][1] - parts[0][1] if len(parts) > 1 else way
    word, last, digits = parts[-1]
    return [f"{word}{abs(number):0{digits}d}" for number in islice(count(last + step, step), length)]

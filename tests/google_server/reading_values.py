"""Cells as lists of lists, as the values methods tell them; empty rows and cells at the end are left out."""

from itertools import zip_longest
from typing import Any

from tests.google_server.a1 import a1_of
from tests.google_server.area import Area
from tests.google_server.model import CellFault, Formula, Json, Row
from tests.google_server.number_formats import is_date_or_time
from tests.google_server.shown import Reading
from tests.google_server.value_options import Render

_TEXT_OR_NOTHING = frozenset({str, type(None)})
_SIMPLE = frozenset({str, type(None), int, float, bool})


def value_range(reading: Reading, area: Area, render: Render) -> Json:
    """A ValueRange; it has no `values` when all is empty."""
    told: Json = {"range": a1_of(area), "majorDimension": render.major}
    if values := cells(reading, area, render):
        told["values"] = values
    return told


def cells(reading: Reading, area: Area, render: Render) -> list[list[Any]]:
    """The values of an area: rows of cells, or columns of cells."""
    spilled = reading.calculator.spilled(area.sheet)
    found = [
        _row(reading, area, number, row, render, spilled.get(number))
        for number, row in enumerate(area.sheet.rows[area.top : area.bottom], area.top)
    ]
    if render.major == "COLUMNS":
        found = [list(column) for column in zip_longest(*found)]
    for values in found:
        while values and values[-1] is None:
            values.pop()
    while found and not found[-1]:
        found.pop()
    return [["" if value is None else value for value in values] if None in values else values for values in found]


def _row(
    reading: Reading, area: Area, number: int, row: Row, render: Render, spilled: dict[int, Any] | None
) -> list[Any]:
    """One row; None stands for an empty cell."""
    values = row.values[area.left : area.right]
    kinds = set(map(type, values))
    if spilled is None:
        if kinds <= _TEXT_OR_NOTHING:
            return values
        plain = kinds <= _SIMPLE
        if plain and render.values != "FORMATTED_VALUE" and render.dates == "SERIAL_NUMBER":
            return values
        if plain and render.values == "FORMATTED_VALUE" and reading.default_format is None:
            return _formatted_row(reading, area, row, values)
    else:
        values += [None] * (area.right - area.left - len(values))
    return [_cell(reading, area, number, column, value, render) for column, value in enumerate(values, area.left)]


def _formatted_row(reading: Reading, area: Area, row: Row, values: list[Any]) -> list[Any]:
    """A row of simple values as shown; numbers without a format of their own take the short way."""
    extras, text, dot = row.extras, reading.text, reading.decimal == "."
    found: list[Any] = []
    for column, value in enumerate(values, area.left):
        kind = type(value)
        if kind is str or value is None:
            found.append(value)
            continue
        own = extras.get(column)
        if own is not None and own.format is not None and (number_format := own.format.get("numberFormat")):
            found.append(text(value, number_format) if kind is bool else reading.texts(number_format)[value])
        elif kind is int and -(10**15) < value < 10**15:
            found.append(str(value))
        elif kind is float and dot and len(shown := repr(value)) <= 11 and "e" not in shown:
            found.append(shown)
        else:
            found.append(text(value, None))
    return found


def _cell(reading: Reading, area: Area, row: int, column: int, value: Any, render: Render) -> Any:
    if type(value) is str:
        return value
    if isinstance(value, Formula) and render.values == "FORMULA":
        return value.text
    shown = reading.calculator.plain(area.sheet, row, column) if value is None or isinstance(value, Formula) else value
    if shown is None:
        return "" if isinstance(value, Formula) else None
    if type(shown) is str:
        return shown
    if isinstance(shown, CellFault):
        return shown.text
    if render.values == "FORMATTED_VALUE":
        return reading.text(shown, reading.number_format(area.sheet, row, column))
    if render.dates == "FORMATTED_STRING" and not isinstance(shown, bool):
        number_format = reading.number_format(area.sheet, row, column)
        if is_date_or_time(number_format):
            return reading.text(shown, number_format)
    return shown

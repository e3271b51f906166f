"""deleteDuplicates, trimWhitespace, textToColumns, randomizeRange and sortRange: what the Data menu does to a range."""

import re
from typing import Any

from tests.google_server import shown
from tests.google_server.area import Area
from tests.google_server.model import Extras, Formula, Json, Value
from tests.google_server.requests.acting import Act
from tests.google_server.requests.rows_and_columns import span
from tests.google_server.sorting import randomize_range as shuffle
from tests.google_server.sorting import sort_range as sort
from tests.google_server.values_api import grow
from tests.google_server.writing_values import put_value


def sort_range(act: Act, request: Json) -> None:
    """Sort the rows of a range; a column is told by its place in the sheet."""
    area = act.needed_area(request)
    specs: list[Json] = request.get("sortSpecs", [])
    for spec in specs:
        column = spec.get("dimensionIndex", 0)
        if not area.left <= column < area.right:
            raise act.refused(
                f"SortSpec.dimensionIndex[{column}] must be within the range's columns [{area.left}, {area.right})."
            )
    _check_order(act, area)
    sort(act.book, area, specs, where=act.where)


def randomize_range(act: Act, request: Json) -> None:
    """Put the rows of a range into a random order."""
    area = act.needed_area(request)
    _check_order(act, area)
    shuffle(act.book, area, act.where, act.random)


def _check_order(act: Act, area: Area) -> None:
    if act.book.behaviour.protection_bars_sorting:
        act.check_editable(area)


def delete_duplicates(act: Act, request: Json) -> Json:
    """Keep the first of rows that show the same in the compared columns; later ones go and the rest moves up."""
    area = act.needed_area(request)
    act.check_editable(area)
    columns = _compared(act, area, request.get("comparisonColumns", []))
    sheet = area.sheet
    reading = shown.Reading(act.book)
    seen: set[tuple[Any, ...]] = set()
    kept: list[int] = []
    for row in range(area.top, area.bottom):
        key = tuple(_folded(reading.calculator.plain(sheet, row, column)) for column in columns)
        if key not in seen or all(part is None for part in key):
            seen.add(key)
            kept.append(row)
    removed = area.bottom - area.top - len(kept)
    if not removed:
        return {}
    cells = [
        [(sheet.value(row, column), sheet.extras(row, column)) for column in range(area.left, area.right)]
        for row in kept
    ]
    empty: list[tuple[Value, Extras | None]] = [(None, None)] * (area.right - area.left)
    for row, line in enumerate([*cells, *[empty] * removed], area.top):
        for column, (value, extras) in enumerate(line, area.left):
            if sheet.value(row, column) != value or type(sheet.value(row, column)) is not type(value):
                sheet.put(row, column, value)
            if sheet.extras(row, column) is not extras:
                sheet.put_extras(row, column, extras)
    return {"duplicatesRemovedCount": removed}


def _compared(act: Act, area: Area, given: list[Json]) -> list[int]:
    columns: list[int] = []
    for one in given:
        sheet, dimension, start, end = span(act, one)
        if sheet is not area.sheet or dimension != "COLUMNS" or start < area.left or end > area.right:
            raise act.refused("comparisonColumns must be columns within the range.")
        columns.extend(range(start, end))
    return columns or list(range(area.left, area.right))


def _folded(value: Any) -> Any:
    if isinstance(value, str):
        return value.casefold()
    return (type(value) is bool, value) if value is not None else None


def trim_whitespace(act: Act, request: Json) -> Json:
    """Take the spaces off both ends of texts and leave one of several in between."""
    area = act.needed_area(request)
    act.check_editable(area)
    changed = 0
    for row in range(area.top, area.bottom):
        values = area.sheet.rows[row].values
        for column in range(area.left, min(area.right, len(values))):
            value = values[column]
            if type(value) is str:
                trimmed = re.sub(r"\s+", " ", value).strip()
                if trimmed != value:
                    area.sheet.put(row, column, trimmed)
                    values = area.sheet.rows[row].values
                    changed += 1
    return {"cellsChangedCount": changed} if changed else {}


_DELIMITERS = {"COMMA": ",", "SEMICOLON": ";", "PERIOD": ".", "SPACE": " "}


def text_to_columns(act: Act, request: Json) -> None:
    """Split the texts of one column into the columns to the right, each part entered as if typed."""
    area = act.needed_area(request, "source")
    if area.right - area.left != 1:
        raise act.refused("source must span exactly one column.")
    kind = request.get("delimiterType", "DELIMITER_TYPE_UNSPECIFIED")
    if kind == "DELIMITER_TYPE_UNSPECIFIED":
        raise act.refused("delimiterType is required")
    if kind == "CUSTOM" and not request.get("delimiter"):
        raise act.refused("delimiter must be specified when delimiterType is CUSTOM.")
    if kind != "CUSTOM" and request.get("delimiter"):
        raise act.refused("delimiter must only be specified when delimiterType is CUSTOM.")
    sheet = area.sheet
    texts = {row: shown.formatted(act.book, sheet, row, area.left) for row in range(area.top, area.bottom)}
    texts = {row: text for row, text in texts.items() if text and not isinstance(sheet.value(row, area.left), Formula)}
    delimiter = _DELIMITERS.get(kind) or request.get("delimiter") or _most_common(list(texts.values()))
    parts = {row: text.split(delimiter) for row, text in texts.items() if delimiter in text}
    width = max(map(len, parts.values()), default=1)
    grow(act.book, sheet, sheet.row_count, area.left + width)
    act.check_editable(area._replace(right=area.left + width))
    locale = act.book.properties.get("locale", "en_US")
    for row, pieces in parts.items():
        for column, piece in enumerate(pieces, area.left):
            put_value(sheet, row, column, piece.strip(" "), True, locale, act.titles)


def _most_common(texts: list[str]) -> str:
    """The separator that splits the most texts; a comma when none does.

    >>> _most_common(["a;b", "c;d", "e, f"])
    ';'
    """
    return max([",", ";", "\t", "|", ".", " "], key=lambda one: sum(one in text for text in texts))

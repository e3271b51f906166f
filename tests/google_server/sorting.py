"""Sorting and shuffling the rows of a range: cells move with their format, and the rows' tags go with them.

Cells outside the range stay. References from elsewhere keep meaning the same places; those inside go along with dollars
respected, as in a copy.
"""

import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache
from random import Random
from typing import Any

from tests.google_server.a1 import reference
from tests.google_server.area import Area
from tests.google_server.lookups import refused
from tests.google_server.model import Book, CellFault, Extras, Formula, Json, Plain, Row, Sheet, Value
from tests.google_server.rectangles import of_grid_range
from tests.google_server.references import shifted
from tests.google_server.tag_index import moved

Key = tuple[int, Any]
_DICE = Random(11)


def sort_range(book: Book, area: Area, sort_specs: Sequence[Json], where: str = "") -> None:
    """Sort the rows of the area by the given columns of the sheet; ties keep their order.

    Rows that are not shown stay where they are (`behaviour.sort_moves_hidden_rows`).
    Ascending: numbers, texts (case ignored), booleans, errors; descending the reverse; empty cells always last.
    """
    places = _movable(book, area)
    order = list(places)
    for spec in reversed(sort_specs):
        column = spec.get("dimensionIndex", 0)
        if not area.left <= column < area.right:
            raise refused(where, f"sortSpecs.dimensionIndex[{column}] must be within the range being sorted.")
        order = _ordered(book, area.sheet, order, column, spec)
    if len(order) < area.bottom - area.top:
        sources = dict(zip(places, order, strict=True))
        order = [sources.get(row, row) for row in range(area.top, area.bottom)]
    put_in_order(book, area, order, where)


def _movable(book: Book, area: Area) -> Sequence[int]:
    """The rows of the area that a sort moves: those that are shown."""
    rows, every = area.sheet.rows, range(area.top, area.bottom)
    if book.behaviour.sort_moves_hidden_rows:
        return every
    return [row for row in every if not (rows[row].hidden_by_user or rows[row].hidden_by_filter)]


def randomize_range(book: Book, area: Area, where: str = "", dice: Random = _DICE) -> None:
    """Put the rows of the area into a random order."""
    order = list(range(area.top, area.bottom))
    dice.shuffle(order)
    put_in_order(book, area, order, where)


def _ordered(book: Book, sheet: Sheet, order: list[int], column: int, spec: Json) -> list[int]:
    if color := _color(spec):
        return sorted(order, key=lambda row: not _has_color(sheet, row, column, *color))
    plain = _reader(book, sheet, column)
    keys = {row: sort_key(plain(row)) for row in order}
    filled = [row for row in order if keys[row][0] < EMPTY_RANK]
    empty = [row for row in order if keys[row][0] == EMPTY_RANK]
    filled.sort(key=keys.__getitem__, reverse=spec.get("sortOrder") == "DESCENDING")
    return filled + empty


def _reader(book: Book, sheet: Sheet, column: int) -> Callable[[int], Plain]:
    from tests.google_server.shown import calculator

    rows, calculate = sheet.rows, calculator(book)

    def plain(row: int) -> Plain:
        values = rows[row].values
        value = values[column] if column < len(values) else None
        if value is None or isinstance(value, Formula):
            return calculate.plain(sheet, row, column)
        return value

    return plain


EMPTY_RANK = 9


def sort_key(value: Plain) -> Key:
    """What a value is sorted by.

    >>> sorted(["b", "A", 2, True, "ä", None, 10, "a"], key=sort_key)
    [2, 10, 'A', 'a', 'ä', 'b', True, None]
    """
    kind = type(value)
    if kind is str:
        return (1, _folded(value)) if value else (EMPTY_RANK, 0)
    if kind is int or kind is float:
        return 0, value
    if value is None:
        return EMPTY_RANK, 0
    if kind is bool:
        return 2, value
    return 3, value.kind if isinstance(value, CellFault) else ""


@lru_cache(maxsize=200_000)
def _folded(text: str) -> tuple[str, str]:
    folded = text.casefold()
    if folded.isascii():
        return folded, ""
    bare = "".join(one for one in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(one))
    return bare, folded


def _color(spec: Json) -> tuple[bool, Any] | None:
    """Whether a sort order goes by the fill, and the colour it puts on top; None: it goes by values."""
    for name, fill in (("backgroundColor", True), ("foregroundColor", False)):
        given = (spec.get(name + "Style") or {}).get("rgbColor", spec.get(name))
        if given is not None:
            return fill, _rgb(given)
    return None


def _rgb(color: Json) -> tuple[float, ...]:
    return tuple(round(color.get(name, 0), 4) for name in ("red", "green", "blue"))


def _has_color(sheet: Sheet, row: int, column: int, fill: bool, color: Any) -> bool:
    extras = sheet.extras(row, column)
    given: Any = (extras and extras.format) or {}
    if not fill:
        given = given.get("textFormat", {})
    name, plain = ("backgroundColor", {"red": 1, "green": 1, "blue": 1}) if fill else ("foregroundColor", {})
    found = (given.get(name + "Style") or {}).get("rgbColor", given.get(name, plain))
    return bool(_rgb(found) == color)


def put_in_order(book: Book, area: Area, order: Sequence[int], where: str = "") -> None:
    """Let the rows of the area stand in that order (of their present positions)."""
    sheet = area.sheet
    if all(old == new for new, old in enumerate(order, area.top)):
        return
    _move_merges(area, order, where)
    moved(book)
    old_rows = [sheet.rows[row] for row in order]
    if not area.left and area.right >= max((_width(row) for row in old_rows), default=0):
        sheet.rows[area.top : area.bottom] = old_rows
        for new, old in enumerate(order, area.top):
            if new != old and Formula in map(type, sheet.rows[new].values):
                _go_along(sheet, new, new - old, 0, sheet.column_count)
        return
    along = old_rows if book.behaviour.narrow_sort_moves_tags else sheet.rows[area.top : area.bottom]
    tags = [row.tags for row in along]
    filtered = [row.hidden_by_filter for row in old_rows]
    cells = [_cut(row, area.left, area.right) for row in old_rows]
    for place, (new, old) in enumerate(zip(range(area.top, area.bottom), order, strict=True)):
        if new == old:
            continue
        row = sheet.writable(new)
        _paste(row, area.left, area.right, *cells[place])
        row.tags, row.hidden_by_filter = tags[place], filtered[place]
        if Formula in map(type, cells[place][0]):
            _go_along(sheet, new, new - old, area.left, area.right)


def _width(row: Row) -> int:
    return max(len(row.values), max(row.extras) + 1 if row.extras else 0)


def _cut(row: Row, left: int, right: int) -> tuple[list[Value], dict[int, Extras]]:
    values = row.values[left:right]
    values.extend([None] * (right - left - len(values)))
    if not row.extras:
        return values, {}
    return values, {column: extras for column, extras in row.extras.items() if left <= column < right}


def _paste(row: Row, left: int, right: int, values: list[Value], extras: dict[int, Extras]) -> None:
    row.values.extend([None] * (right - len(row.values)))
    row.values[left:right] = values
    while row.values and row.values[-1] is None:
        row.values.pop()
    if row.extras or extras:
        row.extras = {column: kept for column, kept in row.extras.items() if not left <= column < right} | extras


def _go_along(sheet: Sheet, index: int, rows: int, left: int, right: int) -> None:
    """Shift the references of the formulas of a row that has moved."""
    for column, value in enumerate(sheet.rows[index].values[left:right], left):
        if isinstance(value, Formula) and (text := shifted(value.text, rows, 0)) != value.text:
            sheet.writable(index).values[column] = Formula(text)


def _move_merges(area: Area, order: Sequence[int], where: str) -> None:
    """Let merges of one row move with it; merges over several rows cannot be sorted."""
    places = {old: new for new, old in enumerate(order, area.top)}
    made = []
    for merge in area.sheet.merges:
        _, top, left, bottom, right = of_grid_range(merge)
        if top is None or bottom is None or bottom <= area.top or top >= area.bottom:
            made.append(merge)
            continue
        if left is not None and right is not None and (right <= area.left or left >= area.right):
            made.append(merge)
            continue
        if bottom - top > 1:
            place = reference(top, left or 0, bottom, right or area.sheet.column_count)
            raise refused(
                where, f"You can't sort a range containing vertical merges. There is a vertical merge at {place}."
            )
        made.append({**merge, "startRowIndex": places[top], "endRowIndex": places[top] + 1})
    area.sheet.merges = made

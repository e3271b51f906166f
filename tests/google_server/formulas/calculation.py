"""Calculated cells of one state of a book: each formula once, on demand; a formula that needs itself is an error."""

import re
from typing import Any

from tests.google_server.a1 import Bounds, a1_of, column_letters, sheet_of_title
from tests.google_server.area import Area
from tests.google_server.formulas.hints import hint
from tests.google_server.formulas.tree import Node, Reference, parse, references
from tests.google_server.formulas.values import Faulted, Grid, fault
from tests.google_server.locales import locale_of
from tests.google_server.model import Book, CellFault, Formula, Json, Plain, Sheet
from tests.google_server.referring import referring_rows

Place = tuple[int, int, int]
"""Sheet id, row, column."""

_MAY_SPILL = re.compile(
    r"ARRAYFORMULA|UNIQUE|FILTER|SORT|TRANSPOSE|SEQUENCE|FLATTEN|SPLIT|INDEX|OFFSET|INDIRECT|XLOOKUP|\{|=\s*[^(]*:[^(]*$",
    re.IGNORECASE,
)
_SMALL = 64
_PASSES = 5
CIRCLE = "Circular dependency detected. To resolve with iterative calculation, see File > Settings."


class Calculator:
    """Reads cells; remembers every result, so it must be dropped when something is written."""

    def __init__(self, book: Book, now: float) -> None:
        self.book = book
        self.now = now
        self.locale: str = book.properties.get("locale", "en_US")
        self.comma_is_decimal = locale_of(self.locale).comma_is_decimal
        self.hints: dict[Place, Json | None] = {}
        self._done: dict[Place, Plain] = {}
        self._arrays: dict[Place, Grid] = {}
        self._running: set[Place] = set()
        self._grids: dict[tuple[int, Bounds], Grid] = {}
        self._spilled: dict[int, dict[int, dict[int, Plain]]] = {}
        self._sheets: dict[str, Sheet | None] = {}

    def plain(self, sheet: Sheet, row: int, column: int) -> Plain:
        """What a cell holds, calculated."""
        if row >= sheet.row_count:
            return None
        value = sheet.value(row, column)
        if value is None:
            return self.spilled(sheet).get(row, {}).get(column)
        if isinstance(value, Formula):
            self.spilled(sheet)
            return self._result(sheet, row, column)
        return value

    def sheet(self, title: str) -> Sheet | None:
        """The sheet of a title."""
        if title not in self._sheets:
            self._sheets[title] = sheet_of_title(self.book, title)
        return self._sheets[title]

    def grid(self, sheet: Sheet, bounds: Bounds) -> Grid:
        """The calculated cells of a range; empty rows at its end are left out."""
        key = (sheet.id, bounds)
        found = self._grids.get(key)
        if found is None:
            found = self._read(sheet, bounds)
            if not self._running or not any(place[0] == sheet.id and _inside(place, bounds) for place in self._running):
                self._grids[key] = found
        return found

    def _read(self, sheet: Sheet, bounds: Bounds) -> Grid:
        top, left = bounds.top, bounds.left
        bottom = sheet.row_count if bounds.bottom is None else min(bounds.bottom, sheet.row_count)
        right = sheet.column_count if bounds.right is None else min(bounds.right, sheet.column_count)
        spilled = self.spilled(sheet)
        rows: list[list[Plain]] = []
        for number, row in enumerate(sheet.rows[top:bottom], top):
            values: list[Any] = row.values[left:right]
            if number in spilled:
                values += [None] * (right - left - len(values))
                for column, value in spilled[number].items():
                    if left <= column < right and values[column - left] is None:
                        values[column - left] = value
            if Formula in set(map(type, values)):
                values = [
                    self._result(sheet, number, left + place) if isinstance(value, Formula) else value
                    for place, value in enumerate(values)
                ]
            rows.append(values)
        while rows and not any(value is not None for value in rows[-1]):
            rows.pop()
        return Grid(rows, bottom - top, right - left, sheet, top, left)

    def _result(self, sheet: Sheet, row: int, column: int) -> Plain:
        place = (sheet.id, row, column)
        if place in self._done:
            return self._done[place]
        if place in self._running:
            raise fault("REF", CIRCLE)
        if not self._running:
            self._prepare(sheet, row, column)
        return self._calculate(sheet, row, column)

    def _prepare(self, sheet: Sheet, row: int, column: int) -> None:
        """Calculate what a formula needs first, deepest first, so that a long chain of cells is no deep recursion."""
        waiting = [(sheet, row, column, False)]
        seen: set[Place] = set()
        while waiting:
            at, line, place, ready = waiting.pop()
            key = (at.id, line, place)
            if ready:
                self._calculate(at, line, place)
            elif key not in seen and key not in self._done:
                seen.add(key)
                waiting.append((at, line, place, True))
                waiting += [(*needed, False) for needed in self._needed(at, line, place)]

    def _needed(self, sheet: Sheet, row: int, column: int) -> list[tuple[Sheet, int, int]]:
        """The formulas among the cells that a formula names one by one or in small ranges."""
        try:
            node = self.tree(sheet, row, column)
        except Faulted:
            return []
        found: list[tuple[Sheet, int, int]] = []
        for reference in references(node):
            at, bounds = self.target(sheet, reference), reference.bounds
            if at is None or bounds.bottom is None or bounds.right is None:
                continue
            if (bounds.bottom - bounds.top) * (bounds.right - bounds.left) > _SMALL:
                continue
            found += [
                (at, line, place)
                for line in range(bounds.top, min(bounds.bottom, at.row_count))
                for place in range(bounds.left, min(bounds.right, at.column_count))
                if isinstance(at.value(line, place), Formula) and (at.id, line, place) not in self._done
            ]
        return found

    def target(self, sheet: Sheet, reference: Reference) -> Sheet | None:
        """The sheet that a reference in a formula of `sheet` points to."""
        return sheet if reference.sheet is None else self.sheet(reference.sheet)

    def tree(self, sheet: Sheet, row: int, column: int) -> Node:
        """The tree of the formula in a cell."""
        value = sheet.value(row, column)
        assert isinstance(value, Formula)
        return parse(value.text, self.comma_is_decimal)

    def _calculate(self, sheet: Sheet, row: int, column: int) -> Plain:
        from tests.google_server.formulas.evaluation import Evaluation

        place = (sheet.id, row, column)
        if place in self._done:
            return self._done[place]
        self._running.add(place)
        try:
            result = Evaluation(self, sheet, row, column).whole(self.tree(sheet, row, column))
        except Faulted as problem:
            result = problem.value
        except RecursionError:
            result = fault("REF", CIRCLE).value
        finally:
            self._running.discard(place)
        if isinstance(result, Grid):
            if result.height > 1 or result.width > 1:
                self._arrays[place] = result
            result = result.at(0, 0)
        self._done[place] = result
        return result

    def spilled(self, sheet: Sheet) -> dict[int, dict[int, Plain]]:
        """The values that array results lay into empty cells of a sheet: row -> column -> value."""
        found = self._spilled.get(sheet.id)
        if found is not None:
            return found
        found = self._spilled[sheet.id] = {}
        referring = referring_rows(sheet)
        places = [
            (number, column)
            for number, row in enumerate(sheet.rows if referring else ())
            if row.serial in referring
            for column, value in enumerate(row.values)
            if isinstance(value, Formula) and _MAY_SPILL.search(value.text)
        ]
        for again in range(_PASSES if len(places) > 1 else 1):
            before = dict(found)
            if again:
                self._done.clear()
                self._arrays.clear()
                self._grids.clear()
            fresh: dict[int, dict[int, Plain]] = {}
            for row, column in places:
                self._result(sheet, row, column)
                self._spill(sheet, row, column, fresh)
            found.clear()
            found.update(fresh)
            if fresh == before:
                break
        return found

    def _spill(self, sheet: Sheet, row: int, column: int, found: dict[int, dict[int, Plain]]) -> None:
        """Lay an array result out, or turn its formula into an error when a filled cell is in the way."""
        grid = self._arrays.get((sheet.id, row, column))
        if grid is None:
            return
        cells = [
            (row + down, column + across)
            for down in range(min(grid.height, sheet.row_count - row))
            for across in range(grid.width)
            if down or across
        ]
        for line, place in cells:
            if place >= sheet.column_count or sheet.value(line, place) is not None or place in found.get(line, {}):
                where = a1_of(Area(sheet, line, place, line + 1, place + 1)).rpartition("!")[2]
                message = f"Array result was not expanded because it would overwrite data in {where}."
                self._done[sheet.id, row, column] = CellFault("REF", "#REF!", message)
                return
        for line, place in cells:
            value = grid.at(line - row, place - column)
            if value is not None:
                found.setdefault(line, {})[place] = value

    def format_hint(self, sheet: Sheet, row: int, column: int) -> Json | None:
        """The number format that a formula's result brings with it; None for other cells."""
        value = sheet.value(row, column) if row < sheet.row_count else None
        return hint(self, sheet, row, column, 0) if isinstance(value, Formula) else None


def _inside(place: Place, bounds: Bounds) -> bool:
    return bounds.top <= place[1] < (bounds.bottom or place[1] + 1) and bounds.left <= place[2] < (
        bounds.right or place[2] + 1
    )


def cell_name(row: int, column: int) -> str:
    """
    >>> cell_name(0, 1)
    'B1'
    """
    return f"{column_letters(column)}{row + 1}"

"""Values inside formulas: plain values and grids, how one kind is taken for another, and errors as exceptions."""

from collections.abc import Iterator
from typing import Any

from tests.google_server.model import CellFault, Plain, Sheet

TEXTS = {
    "NULL_VALUE": "#NULL!", "DIVIDE_BY_ZERO": "#DIV/0!", "VALUE": "#VALUE!", "REF": "#REF!", "NAME": "#NAME?",
    "NUM": "#NUM!", "N_A": "#N/A", "ERROR": "#ERROR!", "LOADING": "Loading...",
}  # fmt: skip
KINDS = {text: kind for kind, text in TEXTS.items()}


class Faulted(Exception):
    """A formula that comes to an error value."""

    def __init__(self, value: CellFault) -> None:
        super().__init__(value)
        self.value = value


def fault(kind: str, message: str = "") -> Faulted:
    """The exception for an error of that kind, in Google's wording."""
    return Faulted(CellFault(kind, TEXTS[kind], message))


class Grid:
    """Cells in rows. `height` and `width` are the nominal size; empty rows at the end may be missing from `rows`."""

    __slots__ = ("_columns", "height", "left", "rows", "sheet", "top", "width")

    def __init__(
        self, rows: list[list[Plain]], height: int | None = None, width: int | None = None,
        sheet: Sheet | None = None, top: int = 0, left: int = 0,
    ) -> None:  # fmt: skip
        self.rows = rows
        self.height = len(rows) if height is None else height
        self.width = max(map(len, rows), default=0) if width is None else width
        self.sheet, self.top, self.left = sheet, top, left
        self._columns: dict[int, dict[Any, int]] = {}

    def at(self, row: int, column: int) -> Plain:
        if row < len(self.rows):
            values = self.rows[row]
            if column < len(values):
                return values[column]
        return None

    def values(self) -> Iterator[Plain]:
        """All cells that are not beyond the last filled one, row by row."""
        for row in self.rows:
            yield from row

    def column(self, index: int) -> list[Plain]:
        return [row[index] if index < len(row) else None for row in self.rows]

    def line(self) -> list[Plain]:
        """The cells of one row or one column, else all of them, to the nominal length."""
        if self.height == 1:
            return [self.at(0, column) for column in range(self.width)]
        if self.width == 1:
            return self.column(0) + [None] * (self.height - len(self.rows))
        return [self.at(row, column) for row in range(self.height) for column in range(self.width)]

    def first_rows(self, column: int) -> dict[Any, int]:
        """Folded value -> its first row in that column; made once."""
        found = self._columns.get(column)
        if found is None:
            found = self._columns[column] = {}
            for row, value in enumerate(self.column(column)):
                if value is not None:
                    found.setdefault(folded(value), row)
        return found


def folded(value: Plain) -> tuple[str, Any]:
    """A value as comparisons see it: kinds apart, letters without case, an empty cell as an empty text."""
    if isinstance(value, bool):
        return "boolean", value
    if isinstance(value, int | float):
        return "number", value
    if isinstance(value, str):
        return "text", value.casefold()
    return ("text", "") if value is None else ("fault", value.kind)


_ORDER = {"number": 0, "text": 1, "boolean": 2, "fault": 3}


def sort_key(value: Plain) -> tuple[int, Any]:
    """The order of Sheets: numbers, texts, truth values."""
    kind, inner = folded(value)
    return _ORDER[kind], inner


def compare(left: Plain, right: Plain) -> int:
    """-1, 0 or 1; an empty cell equals 0, "" and FALSE."""
    left, right = _filled(left, right), _filled(right, left)
    one, other = sort_key(left), sort_key(right)
    return (one > other) - (one < other)


def _filled(value: Plain, beside: Plain) -> Plain:
    if value is not None:
        return value
    if isinstance(beside, bool):
        return False
    return 0 if isinstance(beside, int | float) else ""


def whole(value: float) -> int | float:
    """A result as cells hold it: whole numbers that a double holds exactly are int."""
    if isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            raise fault("NUM", "Result was not a finite number.")
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    return value if abs(value) < 10**15 else float(value)


def check(value: Plain) -> Plain:
    """The value, unless it is an error."""
    if isinstance(value, CellFault):
        raise Faulted(value)
    return value


def parsed_number(text: str, locale: str) -> int | float | None:
    """The number that a text would be if it were typed; None when it would stay a text."""
    from tests.google_server.entering import entered

    value, _ = entered(text, locale) if text[:1] not in ("=", "'") else (None, None)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None

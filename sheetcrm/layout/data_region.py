"""Where the rows of a table end, looked for from below; totals, notes and signatures under them are no rows."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sheetcrm.layout.grid import Area, Grid, TableArea
from sheetcrm.layout.header_vocabulary import FOOTERS, QUALIFIERS, TOTAL_PHRASES, TOTALS, UNITS
from sheetcrm.layout.shapes import Shape, shape
from sheetcrm.model.cells import CellValue
from sheetcrm.words import fold

_LONGEST_FOOTER = 12
_PROFILE_ROWS = 30


@dataclass(frozen=True, slots=True)
class Region:
    """The last row of data (the header's own row when there is none) and the free rows below it, None for endless."""

    last_row: int
    room_below: int | None


def data_region(
    grid: Grid, header_row: int, columns: Collection[int], merges: Mapping[int, list[Area]], table: TableArea | None
) -> Region:
    """The rows under a header in those columns; blank rows among them are tolerated."""
    left, right = min(columns), max(columns)
    limit = _limit(grid, header_row, left, right, table)
    lines = _Lines(grid, left, right, header_row, merges)
    last = lines.last_filled(limit)
    below = lines.first_filled(limit + 1, grid.last_row)
    while last > header_row:
        start = lines.footer_start(last)
        if start > last:
            break
        below = start
        last = lines.last_filled(start - 1)
    prefilled = lines.without_prefilled(last)
    return Region(prefilled, None if below is None else below - last + (last - prefilled) - 1)


def _limit(grid: Grid, header_row: int, left: int, right: int, table: TableArea | None) -> int:
    """The last row that may belong to the table: a formal one's end, or the row before the next header."""
    if table is None:
        return _next_header(grid, header_row, left, right) - 1
    limit = table.bottom - table.totals_rows
    if table.totals_rows:
        return limit
    width = right - left + 1
    while limit < grid.last_row:
        typed = sum(value is not None for value in _slice(grid, limit + 1, left, right))
        if typed * 2 < width or typed < 2:
            break
        limit += 1
    return limit


def _next_header(grid: Grid, header_row: int, left: int, right: int) -> int:
    """The row, after a blank one, where another table begins; one past the end when none does."""
    from sheetcrm.layout.header_match import is_known

    own = {text for value in _slice(grid, header_row, left, right) if isinstance(value, str) and (text := fold(value))}
    rows, first = grid.rows, grid.first_row
    after_blank = False
    for index in range(header_row + 1 - first, len(rows)):
        cells = rows[index]
        if not any(cells) and all(value is None for value in cells):
            after_blank = True
            continue
        if after_blank:
            after_blank = False
            texts = [value for value in _slice(grid, index + first, left, right) if value is not None]
            if len(texts) > 1 and all(isinstance(text, str) and len(text) < 60 for text in texts):
                words = [str(text) for text in texts]
                known = sum(map(is_known, words))
                if known >= 2 and known * 2 > len(words) and not {fold(word) for word in words} <= own:
                    return index + first
    return grid.last_row + 1


def _slice(grid: Grid, row: int, left: int, right: int) -> Sequence[CellValue]:
    start = max(0, left - grid.first_column)
    return grid.row(row)[start : right - grid.first_column + 1]


class _Lines:
    """The lines below a header, looked at from the end."""

    def __init__(self, grid: Grid, left: int, right: int, header_row: int, merges: Mapping[int, list[Area]]) -> None:
        self._grid, self._left, self._right, self._header, self._merges = grid, left, right, header_row, merges
        self._profile = self._shapes_of_columns()
        self._firsts = self._first_filled_rows()
        self._counters = self._counting_columns()
        self._numbering = self._numbering_column()
        top = self._firsts[0] if self._firsts else header_row + 1
        first = self.filled(top)
        self._formulas_tell = not first or not all((top, column) in grid.formulas for column in first)

    def filled(self, row: int) -> dict[int, CellValue]:
        """The filled cells of a row within the table."""
        cells = self._grid.filled(row)
        return {column: value for column, value in cells.items() if self._left <= column <= self._right}

    def last_filled(self, row: int) -> int:
        """The nearest filled row, upwards from `row`; the header's when there is none."""
        while row > self._header and not self.filled(row):
            row -= 1
        return max(row, self._header)

    def first_filled(self, row: int, last: int) -> int | None:
        """The nearest filled row, downwards from `row`."""
        return next((at for at in range(row, last + 1) if self.filled(at)), None)

    def footer_start(self, last: int) -> int:
        """The first row of the footer that ends at `last`; one past it when that row is data."""
        start = last
        while start - 1 > self._header and last - start < _LONGEST_FOOTER and self.filled(start - 1):
            start -= 1
        gap = start - 1 - self.last_filled(start - 1)
        if gap and start - 1 > self._header and self.last_filled(start - 1) > self._header:
            lines = range(start, last + 1)
            if all(self._is_footer(row) or self._is_loose(row, gap) for row in lines):
                return start
        row = last
        while row > self._header + 1 and self._is_footer(row):
            row -= 1
        return row + 1

    def without_prefilled(self, last: int) -> int:
        """The last row in which a person has put something: running numbers, formulas and empty ticks do not count."""
        while last > self._header:
            cells = self.filled(last)
            if cells and not all(self._is_prefilled(last, column, value) for column, value in cells.items()):
                break
            last -= 1
        return last

    def _is_prefilled(self, row: int, column: int, value: CellValue) -> bool:
        if value is False or column in self._counters:
            return True
        return self._formulas_tell and (row, column) in self._grid.formulas

    def _is_footer(self, row: int) -> bool:
        """What is no data wherever it stands: totals, text over several columns, places to sign, notes."""
        cells = self.filled(row)
        if not cells:
            return False
        if is_totals_line(list(cells.values())) or self._spans(row):
            return True
        texts = [value for value in cells.values() if isinstance(value, str)]
        if any("___" in text or text.lstrip().startswith(("*", "†", "※")) for text in texts):
            return True
        if len(cells) > 2 or not texts:
            return False
        lone = len(cells) == 1 and len(self._profile) > 2
        first = fold(texts[0]).split()[:1]
        return bool(first) and (
            (first[0] in FOOTERS and (":" in texts[0] or lone))
            or (lone and shape(texts[0]) == "sentence" and self._profile.get(next(iter(cells))) != "sentence")
        )

    def _is_loose(self, row: int, gap: int) -> bool:
        """Whether a line after a gap of that many rows is no data: a cell or two that do not fit their columns."""
        cells = self.filled(row)
        if len(cells) > 2 or len(self._profile) <= 2:
            return False
        for column, value in cells.items():
            found = shape(value)
            if found in ("phone", "email", "date", "code") and self._profile.get(column) == found:
                return False
        if self._is_numbered(cells):
            return False
        texts = [str(value) for value in cells.values()]
        if gap > 1 or any(shape(text) != "words" or ":" in text or fold(text).split()[0] in FOOTERS for text in texts):
            return True
        wordy = [column for column in sorted(self._profile) if self._profile[column] == "words"]
        fits = all(self._profile.get(column) == "words" for column in cells)
        named = all(word[:1].isupper() for word in texts[0].split()) and not texts[0].endswith(".")
        return not (fits and wordy and min(cells) == wordy[0] and named)

    def _spans(self, row: int) -> bool:
        width = self._right - self._left + 1
        return any(
            right - left + 1 >= max(3, width // 2) for top, left, _, right in self._merges.get(row, ()) if top == row
        )

    def _shapes_of_columns(self) -> dict[int, Shape]:
        seen: dict[int, Counter[Shape]] = {}
        for row in range(self._header + 1, min(self._header + 1 + _PROFILE_ROWS, self._grid.last_row + 1)):
            for column, value in self.filled(row).items():
                seen.setdefault(column, Counter())[shape(value)] += 1
        return {column: counted.most_common(1)[0][0] for column, counted in seen.items()}

    def _first_filled_rows(self) -> list[int]:
        """The first three rows in which something stands; a row that moved away leaves a gap."""
        end = min(self._header + 1 + _PROFILE_ROWS, self._grid.last_row + 1)
        return [row for row in range(self._header + 1, end) if self.filled(row)][:3]

    def _counting_columns(self) -> frozenset[int]:
        """Columns that number the rows: 1, 2, 3 and so on from the first row of data, gaps left out."""
        if len(self._firsts) < 3:
            return frozenset()
        counting: set[int] = set()
        for column in self.filled(self._firsts[0]):
            nearby = [self._grid.cell(row, column) for row in self._firsts]
            if all(type(n) in (int, float) for n in nearby) and nearby == [row - self._header for row in self._firsts]:
                counting.add(column)
        return frozenset(counting) if len(self._profile) > len(counting) else frozenset()

    def _numbering_column(self) -> int | None:
        """The first column when each row begins with a number of its own there."""
        rows = range(self._header + 1, min(self._header + 1 + _PROFILE_ROWS, self._grid.last_row + 1))
        lines = [cells for row in rows if (cells := self.filled(row))]
        column = min((min(cells) for cells in lines), default=0)
        given = [str(cells.get(column)) for cells in lines]
        own = len(set(given)) == len(given) >= 2 and self._profile.get(column) == "number"
        return column if own else None

    def _is_numbered(self, cells: Mapping[int, CellValue]) -> bool:
        """Whether a line is a row of data with little in it: its number, and a text as others stand in that column."""
        number = cells.get(self._numbering or 0)
        others = [(column, value) for column, value in cells.items() if column != self._numbering]
        return (
            number is not None
            and shape(number) == "number"
            and any(shape(value) == "words" == self._profile.get(column) for column, value in others)
            and not any(fold(str(value)).split()[:1] and fold(str(value)).split()[0] in FOOTERS for _, value in others)
        )


def is_totals_line(values: Sequence[CellValue]) -> bool:
    """Whether the filled cells of a line sum up what stands above: a word for total and nothing but numbers.

    >>> is_totals_line(["Итого: 25"]), is_totals_line(["Razem", 5, 1200.5]), is_totals_line(["Total Sp. z o.o.", 5])
    (True, True, False)
    """
    texts = [value for value in values if isinstance(value, str) and shape(value) not in ("number", "phone", "mark")]
    if not texts or texts[0] != next(value for value in values if isinstance(value, str)) or len(texts) > 2:
        return False
    folded = fold(texts[0])
    tokens = folded.split()
    if not tokens:
        return False
    if any(folded.startswith(phrase) for phrase in TOTAL_PHRASES):
        return True
    if tokens[0] not in TOTALS:
        return False
    head, colon, _ = texts[0].partition(":")
    rest = fold(head).split()[1:] if colon else tokens[1:]
    plain = all(token.isdigit() or token in QUALIFIERS or token in UNITS for token in rest)
    return (plain or (bool(colon) and len(rest) <= 3)) and (len(texts) == 1 or all(fold(t) in UNITS for t in texts[1:]))

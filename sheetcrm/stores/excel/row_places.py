"""Where the cells of one touched row are, found by searching for their addresses; odd rows are walked cell by cell.

Columns are asked for from left to right.
"""

from bisect import bisect_left
from functools import cached_property

from sheetcrm.stores.excel.addresses import column_number, letter_bytes
from sheetcrm.stores.excel.sheet_index import Cell, SheetIndex, row_cells
from sheetcrm.stores.excel.xml_spans import attributes


class RowPlaces:
    """The places in one row: `inner` is the end of its tag, `close` the start of its closing tag."""

    __slots__ = (
        "__dict__",
        "_at",
        "_end",
        "_ending",
        "_last",
        "_mask",
        "_opening",
        "_prefix",
        "_regular",
        "_row",
        "_start",
        "close",
        "inner",
    )

    def __init__(self, index: SheetIndex, row: int, span: tuple[int, int]) -> None:
        self._mask, self._prefix, self._row = index.mask, index.prefix, row
        self._start, self._end = span
        mask = self._mask
        self.inner = mask.index(b">", span[0]) + 1
        self.close = span[1] if mask[self.inner - 2] == 0x2F else mask.rfind(b"</", 0, span[1])
        self._opening, self._ending = index.cell_opening, b'%d"' % row
        addressed = mask.count(self._opening, self.inner, self.close)
        word = self._opening[:-4]
        self._regular = (
            addressed == mask.count(word + b" ", self.inner, self.close)
            and mask.find(word + b">", self.inner, self.close) < 0
            and mask.find(word + b"/", self.inner, self.close) < 0
        )
        self._at = self.inner
        self._last = -1

    @cached_property
    def _cells(self) -> list[Cell]:
        return row_cells(self._mask, self._start, self._end, self._prefix)

    @cached_property
    def _columns(self) -> list[int]:
        return [cell.column for cell in self._cells]

    def locate(self, column: int) -> tuple[int, int, int] | None:
        """Give start of the tag, end of the tag and end of the cell of a column, None if the row has no such cell."""
        if not self._regular:
            at = bisect_left(self._columns, column)
            if at < len(self._columns) and self._columns[at] == column:
                return self._cells[at].start, self._cells[at].inner, self._cells[at].end
            return None
        mask = self._mask
        start = mask.find(self._opening + letter_bytes(column) + self._ending, self._at, self.close)
        if start < 0:
            return None
        inner = mask.index(b">", start) + 1
        closing = b"</" + self._prefix + b"c>"
        end = inner if mask[inner - 2] == 0x2F else mask.index(closing, inner) + len(closing)
        self._at = end
        return start, inner, end

    def place_before(self, column: int) -> int:
        """Give the place for a new cell of a column: before the next cell to the right, or last in the row."""
        if not self._regular:
            at = bisect_left(self._columns, column)
            return self._cells[at].start if at < len(self._cells) else self.close
        if self._last < 0:
            self._last = self._last_column()
        for following in range(column + 1, self._last + 1):
            name = self._opening + letter_bytes(following) + self._ending
            start = self._mask.find(name, self._at, self.close)
            if start >= 0:
                return start
        return self.close

    def _last_column(self) -> int:
        start = self._mask.rfind(self._opening, self.inner, self.close)
        if start < 0:
            return 0
        start += len(self._opening)
        name = self._mask[start : self._mask.index(b'"', start)].decode()
        return column_number(name.rstrip("0123456789"))

    def look_left_of(self, column: int) -> int | None:
        """Give the look of the nearest cell to the left, None if there is none."""
        at = bisect_left(self._columns, column) - 1
        if at < 0:
            return None
        cell = self._cells[at]
        style = attributes(self._mask[cell.start : cell.inner]).get("s", "0")
        return int(style) if style.isdigit() else None

    def row_look(self) -> int | None:
        """Give the look the whole row was given, None if it was given none."""
        tag = self._mask[self._start : self.inner]
        if b"customFormat" not in tag:
            return None
        given = attributes(tag)
        style = given.get("s", "0")
        return int(style) if given.get("customFormat") in ("1", "true") and style.isdigit() else None

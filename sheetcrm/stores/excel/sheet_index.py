"""Where the rows, cells and formulas of one sheet lie in its bytes.

Rows are found by searching, cells only in the rows that are asked for; nothing is parsed that is not needed.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from sheetcrm.errors import WorkbookUnusable
from sheetcrm.stores.excel.addresses import LAST_COLUMN, LAST_ROW, cell_address
from sheetcrm.stores.excel.edits import Address
from sheetcrm.stores.excel.xml_spans import (
    MAIN,
    Element,
    attributes,
    children,
    masked,
    namespace_of,
    require_utf8,
    root_element,
    text_of,
)

_BLANKS = b" >/\t\r\n"
_ROW_NUMBER = re.compile(rb"\sr\s*=\s*[\"']([0-9]+)[\"']")
_CELL_REFERENCE = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]{1,3}[0-9]{1,7})[\"']")


class Cell(NamedTuple):
    """One cell of a row: `start:inner` is its opening tag (self-closing if `inner == end`)."""

    column: int
    start: int
    inner: int
    end: int


class FormulaCell(NamedTuple):
    """A cell with a formula: its place, its text ("" when it shares another's), the attributes of `<f>`, and whether
    the last result is kept in the file.
    """

    row: int
    column: int
    text: str
    given: dict[str, str]
    kept: bool


@dataclass
class SheetIndex:
    """One sheet's bytes and the places in them; `numbers` and `starts` list its rows from top to bottom."""

    part: str
    content: bytes
    mask: bytes
    root: Element
    strict: bool
    data: Element
    others: list[Element]
    numbers: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)

    @property
    def prefix(self) -> bytes:
        """The namespace prefix of all elements, with its colon, usually empty."""
        return self.root.prefix

    @cached_property
    def cell_opening(self) -> bytes:
        """How nearly every cell begins: its address is its first attribute."""
        return b"<" + self.prefix + b'c r="'

    def tag(self, element: Element) -> bytes:
        """Give the opening tag of an element."""
        return self.content[element.start : element.inner]

    def element(self, name: str) -> Element | None:
        """Give the first top-level element of a name, None if the sheet has none."""
        return next((one for one in self.others if one.name == name), None)

    def span(self, row: int) -> tuple[int, int] | None:
        """Give where a row starts and ends, None if the sheet has no such row."""
        at = bisect_left(self.numbers, row)
        if at == len(self.numbers) or self.numbers[at] != row:
            return None
        start, inner = self.starts[at], self.mask.index(b">", self.starts[at]) + 1
        if self.mask[inner - 2] == 0x2F:
            return start, inner
        closing = b"</" + self.prefix + b"row>"
        end = self.mask.find(closing, inner, self.stretch(at)[1])
        if end < 0:
            raise WorkbookUnusable("unusual-rows", part=self.part, row=row)
        return start, end + len(closing)

    def stretch(self, place: int) -> tuple[int, int]:
        """Give the bytes from the row at a place among the rows to the next one, blanks in between included."""
        following = place + 1 < len(self.starts)
        return self.starts[place], self.starts[place + 1] if following else self.data.close

    def row_at(self, offset: int) -> int:
        """Give the number of the row in which an offset lies."""
        return self.numbers[bisect_right(self.starts, offset) - 1]

    def has_content(self, row: int) -> bool:
        """Tell whether any cell of the row holds a value or a formula."""
        span = self.span(row)
        if span is None:
            return False
        opening = b"<" + self.prefix
        return any(self.mask.find(opening + word, *span) >= 0 for word in (b"v>", b"v ", b"is>", b"is ", b"f>", b"f "))

    def cells(self, row: int) -> list[Cell]:
        """Give the cells of a row from left to right; cells without an address follow the one before."""
        span = self.span(row)
        return [] if span is None else row_cells(self.mask, span[0], span[1], self.prefix)


def row_cells(mask: bytes, start: int, end: int, prefix: bytes) -> list[Cell]:
    """Give the cells between two offsets that enclose one row."""
    opening, closing = b"<" + prefix + b"c", b"</" + prefix + b"c>"
    found: list[Cell] = []
    column, at = 0, mask.find(opening, start, end)
    while at >= 0:
        if mask[at + len(opening)] not in _BLANKS:
            at = mask.find(opening, at + 2, end)
            continue
        inner = mask.index(b">", at) + 1
        given = _CELL_REFERENCE.search(mask, at, inner)
        address = cell_address(given[1].decode()) if given else None
        column = address[1] if address else column + 1
        cell_end = inner if mask[inner - 2] == 0x2F else mask.index(closing, inner) + len(closing)
        found.append(Cell(column, at, inner, cell_end))
        at = mask.find(opening, cell_end, end)
    return found


def index_sheet(content: bytes, part: str, rows: bool = True, bare: bool = False) -> SheetIndex:
    """Find the rows and the top-level elements of a sheet; raises for one that cannot be spliced safely.

    `bare` says that the content is known to hold no comments, CDATA or processing instructions.
    """
    require_utf8(content, part)
    mask = content if bare else masked(content)
    root = root_element(mask, part)
    namespace = namespace_of(mask, root)
    if root.name != "worksheet":
        raise WorkbookUnusable("not-a-worksheet", part=part)
    if namespace not in MAIN:
        raise WorkbookUnusable("unknown-namespace", part=part, namespace=namespace)
    data = _sheet_data(mask, root, part)
    others = children(mask, root.inner, data.start) + children(mask, data.end, root.close)
    index = SheetIndex(part, content, mask, root, namespace == MAIN[1], data, others)
    if rows:
        index_rows(index)
    return index


def _sheet_data(mask: bytes, root: Element, part: str) -> Element:
    name = b"<" + root.prefix + b"sheetData"
    start = mask.find(name, root.inner)
    if start < 0 or mask[start + len(name)] not in _BLANKS:
        raise WorkbookUnusable("unusual-xml", part=part)
    inner = mask.index(b">", start) + 1
    if mask[inner - 2] == 0x2F:
        return Element("sheetData", root.prefix, start, inner, inner, inner)
    close = mask.rfind(b"</" + root.prefix + b"sheetData", inner)
    if close < 0:
        raise WorkbookUnusable("unusual-xml", part=part)
    return Element("sheetData", root.prefix, start, inner, close, mask.index(b">", close) + 1)


def index_rows(index: SheetIndex) -> None:
    """Find the rows of a sheet that was indexed without them; raises when they are out of order."""
    mask, stop = index.mask, index.data.close
    opening = b"<" + index.prefix + b"row"
    width, find = len(opening), mask.find
    number, at = 0, find(opening, index.data.inner, stop)
    numbers, starts = index.numbers, index.starts
    while at >= 0:
        first = at + width + 4
        if mask[at + width : first] == b' r="':
            following = int(mask[first : find(b'"', first, first + 12)])
        else:
            following = _odd_row_number(index, at, number)
        if following <= number or following > LAST_ROW:
            raise WorkbookUnusable("unusual-rows", part=index.part, row=following)
        number = following
        numbers.append(number)
        starts.append(at)
        at = find(opening, first, stop)


def _odd_row_number(index: SheetIndex, start: int, before: int) -> int:
    opening = b"<" + index.prefix + b"row"
    inner = index.mask.find(b">", start, index.data.close) + 1
    if not inner or index.mask[start + len(opening)] not in _BLANKS:
        raise WorkbookUnusable("unusual-rows", part=index.part, row=before + 1)
    given = _ROW_NUMBER.search(index.mask, start, inner)
    return int(given[1]) if given else before + 1


def formula_cells(index: SheetIndex) -> Iterator[FormulaCell]:
    """Yield the cells with a formula in sheet order."""
    mask, mark = index.mask, index.prefix
    for start, cell, inner in marked_cells(index, b"f"):
        if mask[inner - 2] == 0x2F:
            text, close = "", inner
        else:
            close = mask.index(b"</" + mark + b"f", inner)
            text = text_of(index.content[inner:close])
        end = mask.index(b"</" + mark + b"c>", close)
        value = mask.find(b"<" + mark + b"v", close, end)
        kept, tag_end = value >= 0, mask.find(b">", value)
        if kept and (mask[tag_end - 1] == 0x2F or mask[tag_end + 1] == 0x3C):
            kept = b't="str"' in mask[mask.rfind(b"<" + mark + b"c", 0, start) : start] and mask[tag_end - 1] != 0x2F
        yield FormulaCell(cell[0], cell[1], text, attributes(mask[start:inner]), kept)


def marked_cells(index: SheetIndex, name: bytes) -> Iterator[tuple[int, Address, int]]:
    """Yield each child element of a name in any cell: where it starts, the cell's address, where its tag ends."""
    mask, stop = index.mask, index.data.close
    opening, cell_opening = b"<" + index.prefix + name, b"<" + index.prefix + b"c"
    at = mask.find(opening, index.data.inner, stop)
    while at >= 0:
        if mask[at + len(opening)] in _BLANKS:
            start = mask.rfind(cell_opening, 0, at)
            while mask[start + len(cell_opening)] not in _BLANKS:
                start = mask.rfind(cell_opening, 0, start)
            yield at, address_of_cell(index, start), mask.index(b">", at) + 1
        at = mask.find(opening, at + len(opening), stop)


def address_of_cell(index: SheetIndex, start: int) -> Address:
    """Give row and column of the cell whose tag starts at an offset."""
    given = _CELL_REFERENCE.search(index.mask, start, index.mask.index(b">", start))
    address = cell_address(given[1].decode()) if given else None
    row = index.row_at(start)
    if address is not None:
        return row, address[1]
    place = next(cell for cell in index.cells(row) if cell.start == start)
    return row, min(place.column, LAST_COLUMN)

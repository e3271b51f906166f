"""What the raw XML says of cells that calamine passes over: formulas, results not yet known, errors, hidden rows.

Each kind is searched for once; a sheet without it costs no more than that search.
"""

import re
from collections.abc import Iterable, Iterator

from sheetcrm.stores.excel.addresses import area_of
from sheetcrm.stores.excel.edits import UNKNOWN, Address, CellError, Read
from sheetcrm.stores.excel.references import copied
from sheetcrm.stores.excel.sheet_index import FormulaCell, SheetIndex, address_of_cell, formula_cells, index_rows
from sheetcrm.stores.excel.xml_spans import text_of

_ENDS = 1 << 16
_TRUE = re.compile(rb"\shidden\s*=\s*[\"'](?:1|true|on)[\"']")


def is_bare_at_its_ends(content: bytes) -> bool:
    """Tell whether no comment stands where a sheet's head and tail are; inside its rows one can only hide a mark."""
    head, tail = content[2:_ENDS], content[-_ENDS:]
    return not any(sign in end for sign in (b"<!", b"<?") for end in (head, tail[2:]))


def has_marks(index: SheetIndex) -> bool:
    """Tell by plain searches whether the sheet may hold any mark at all; most hold none."""
    content, start, stop = index.content, index.data.inner, index.data.close
    signs = [b"</" + index.prefix + b"f", b't="e"', b" hidden="]
    if b"='" in content[start : start + 65536] or b"<!" in content[start : start + 65536]:
        signs += [b"t='e'"]
    return any(content.find(sign, start, stop) >= 0 for sign in signs)


def lay_marks(
    rows: list[list[Read]], start: tuple[int, int], index: SheetIndex
) -> tuple[list[list[Read]], tuple[int, int], dict[Address, str]]:
    """Give the rows with errors and `UNKNOWN` put in, where they start now, and the formulas; `start` counts from 0."""
    marks: dict[Address, Read] = {}
    formulas: dict[Address, str] = {}
    opening = b"<" + index.prefix + b"f"
    if index.mask.find(opening, index.data.inner, index.data.close) >= 0:
        _ensure_rows(index)
        cells = list(formula_cells(index))
        marks |= dict.fromkeys(_unknown_cells(index, cells), UNKNOWN)
        formulas = formula_texts(cells)
    marks |= {address: CellError(text) for address, text in _errors(index)}
    if marks:
        rows, start = _with_room(rows, start, marks)
        for (row, column), value in marks.items():
            rows[row - 1 - start[0]][column - 1 - start[1]] = value
    return rows, start, formulas


def _with_room(
    rows: list[list[Read]], start: tuple[int, int], marks: Iterable[Address]
) -> tuple[list[list[Read]], tuple[int, int]]:
    """Give the grid padded so that every marked cell lies in it: calamine leaves out what it thinks is blank."""
    lines, columns = [row - 1 for row, _ in marks], [column - 1 for _, column in marks]
    width = len(rows[0]) if rows else 0
    top, left = (min(start[0], *lines), min(start[1], *columns)) if rows else (min(lines), min(columns))
    bottom = max(start[0] + len(rows) - 1, *lines) if rows else max(lines)
    right = max(start[1] + width - 1, *columns) if rows else max(columns)
    if rows and (top, left, bottom, right) == (*start, start[0] + len(rows) - 1, start[1] + width - 1):
        return rows, start
    if not rows:
        return [[None] * (right - left + 1) for _ in range(top, bottom + 1)], (top, left)
    before: list[Read] = [None] * (start[1] - left)
    after: list[Read] = [None] * (right - start[1] - width + 1)
    padded = [before + row + after for row in rows]
    above: list[list[Read]] = [[None] * (right - left + 1) for _ in range(top, start[0])]
    below: list[list[Read]] = [[None] * (right - left + 1) for _ in range(start[0] + len(rows), bottom + 1)]
    return above + padded + below, (top, left)


def _ensure_rows(index: SheetIndex) -> None:
    if not index.numbers:
        index_rows(index)


def formula_texts(cells: list[FormulaCell]) -> dict[Address, str]:
    """Give the text of every formula; cells that share one get it as if it had been copied to them."""
    heads: dict[str, FormulaCell] = {}
    found: dict[Address, str] = {}
    for cell in cells:
        text = cell.text
        shared = cell.given.get("si", "") if cell.given.get("t") == "shared" else ""
        if shared and text:
            heads[shared] = cell
        elif shared and shared in heads:
            head = heads[shared]
            text = copied(head.text, cell.row - head.row, cell.column - head.column) or ""
        found[(cell.row, cell.column)] = text
    return found


def _unknown_cells(index: SheetIndex, cells: list[FormulaCell]) -> Iterator[Address]:
    """Yield the formula cells, and the cells of array ranges, in which no result is kept."""
    for cell in cells:
        if not cell.kept:
            yield cell.row, cell.column
        area = area_of(cell.given.get("ref", "")) if cell.given.get("t") == "array" else None
        if area is None or (area.top, area.left) == (area.bottom, area.right):
            continue
        for row in range(area.top, area.bottom + 1):
            for one in index.cells(row):
                if area.left <= one.column <= area.right and b"v" not in index.mask[one.inner : one.end]:
                    yield row, one.column


def _errors(index: SheetIndex) -> Iterator[tuple[Address, str]]:
    mask, stop = index.mask, index.data.close
    value = re.compile(rb"<" + index.prefix + rb"v(?:\s[^>]*)?>([^<]*)<")
    opening = b"<" + index.prefix + b"c"
    for sought in (b' t="e"', b" t='e'"):
        at = mask.find(sought, index.data.inner, stop)
        while at >= 0:
            start = mask.rfind(b"<", 0, at)
            if mask.startswith(opening, start) and mask[start + len(opening)] in b" \t\r\n":
                _ensure_rows(index)
                found = value.search(mask, at, mask.find(b"</" + index.prefix + b"c>", at, stop))
                yield address_of_cell(index, start), text_of(found[1]) if found else "#VALUE!"
            at = mask.find(sought, at + 1, stop)


def rows_hidden(index: SheetIndex) -> frozenset[int]:
    """Give the numbers of the rows that are not shown."""
    mask, stop, opening = index.mask, index.data.close, b"<" + index.prefix + b"row"
    found = set()
    at = mask.find(b" hidden=", index.data.inner, stop)
    while at >= 0:
        start = mask.rfind(b"<", 0, at)
        if mask.startswith(opening, start) and _TRUE.match(mask, at):
            _ensure_rows(index)
            found.add(index.row_at(start))
        at = mask.find(b" hidden=", at + 1, stop)
    return frozenset(found)

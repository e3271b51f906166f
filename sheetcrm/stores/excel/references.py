"""What a formula looks at: sheets, rectangles, tables and names, read from its text.

Reading errs on one side only: what is not understood counts as looking at everything.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from sheetcrm.stores.excel.addresses import LAST_COLUMN, LAST_ROW, column_number, letters

_SHEET = r"(?P<sheet>'(?:[^']|'')+'!|[^\s'\"!(){}\[\],;:&<>=+*/^%@#-]+(?::[^\s'\"!(){}\[\],;:&<>=+*/^%@#-]+)?!)?"
_TOKEN = re.compile(
    r"(?P<text>\"(?:[^\"]|\"\")*\")"
    r"|(?P<error>#(?:REF!|DIV/0!|N/A|NAME\?|NULL!|NUM!|VALUE!|SPILL!|CALC!|GETTING_DATA))"
    r"|(?P<external>'?[^\s'\"!(){},;&<>=+*/^%-]*\[[0-9]+\][^!'\"]*'?![^\s()+*/^&<>=,;-]*)"
    rf"|{_SHEET}"
    r"(?:(?P<cell>(?P<d1>\$?)(?P<c1>[A-Za-z]{1,3})(?P<e1>\$?)(?P<r1>[0-9]{1,7})"
    r"(?::(?P<d2>\$?)(?P<c2>[A-Za-z]{1,3})(?P<e2>\$?)(?P<r2>[0-9]{1,7}))?(?![\w.(\[!]))"
    r"|(?P<columns>(?P<f1>\$?)(?P<k1>[A-Za-z]{1,3}):(?P<f2>\$?)(?P<k2>[A-Za-z]{1,3})(?![\w.(\[!]))"
    r"|(?P<rows>(?P<g1>\$?)(?P<l1>[0-9]{1,7}):(?P<g2>\$?)(?P<l2>[0-9]{1,7})(?![\w.(\[!]))"
    r"|(?P<function>[^\W\d][\w.]*\()"
    r"|(?P<name>[^\W\d\\][\w.?\\]*|\\[\w.?\\]+)(?P<selector>\[)?"
    r"|(?P<own>\[))"
    r"|(?P<number>[0-9.]+(?:[Ee][+-]?[0-9]+)?)"
)
_ANYTHING = frozenset(
    ["INDIRECT(", "OFFSET(", "ANCHORARRAY(", "_XLFN.ANCHORARRAY(", "GETPIVOTDATA(", "_XLUDF.", "EVALUATE("]
)
_ANYTHING |= frozenset(["CELL(", "INFO(", "_XLFN.SHEET(", "_XLFN.SHEETS(", "CUBEVALUE(", "_XLFN.FORMULATEXT("])


class Look(NamedTuple):
    """One rectangle a formula looks at; a corner's row or column is relative where its flag is set."""

    sheet: str
    top: int
    left: int
    bottom: int
    right: int
    moves: tuple[bool, bool, bool, bool]


class Looks(NamedTuple):
    """All a formula looks at; `anything` when that cannot be told. Tables come with True if only the own row counts."""

    areas: tuple[Look, ...]
    names: tuple[tuple[str, str], ...]
    tables: tuple[tuple[str, bool], ...]
    anything: bool


@lru_cache(maxsize=65536)
def looks_of(formula: str) -> Looks:
    """Give what a formula looks at; sheet names are as written there, "" for the formula's own sheet.

    >>> [look[:5] for look in looks_of("SUM('My tab'!A1:$B$9)+C3").areas]
    [('My tab', 1, 1, 9, 2), ('', 3, 3, 3, 3)]
    >>> looks_of("Table1[[#This Row],[Sum]]*Rate").tables, looks_of("Table1[Sum]*Rate").names
    ((('Table1', True),), (('', 'Rate'),))
    >>> looks_of('INDIRECT("A1")').anything, looks_of('"A1"&LOG10(2)').areas
    (True, ())
    """
    areas: list[Look] = []
    names: list[tuple[str, str]] = []
    tables: list[tuple[str, bool]] = []
    anything, at = False, 0
    while True:
        found = _TOKEN.search(formula, at)
        if found is None:
            return Looks(tuple(areas), tuple(names), tuple(tables), anything)
        at = max(found.end(), found.start() + 1)
        sheet = found["sheet"]
        plain = sheet[:-1].strip("'").replace("''", "'") if sheet else ""
        if sheet and ":" in plain:
            anything = True
        if found["cell"] or found["columns"] or found["rows"]:
            areas.append(_look(found, plain))
        elif found["function"]:
            anything = anything or found["function"].upper() in _ANYTHING or bool(sheet)
        elif found["name"]:
            if found["selector"]:
                at, own = _selector(formula, found.end() - 1)
                tables.append((found["name"], own))
            elif found["name"].upper() not in ("TRUE", "FALSE") and not found["name"].startswith("_xlpm."):
                names.append((plain, found["name"]))
        elif found["own"]:
            at, own = _selector(formula, found.end() - 1)
            tables.append(("", own))


def _look(found: re.Match[str], sheet: str) -> Look:
    if found["cell"]:
        top, left = int(found["r1"]), column_number(found["c1"])
        moves = (not found["e1"], not found["d1"])
        if not found["c2"]:
            return Look(sheet, top, left, top, left, moves + moves)
        bottom, right = int(found["r2"]), column_number(found["c2"])
        return Look(sheet, top, left, bottom, right, (*moves, not found["e2"], not found["d2"]))
    if found["columns"]:
        left, right = column_number(found["k1"]), column_number(found["k2"])
        return Look(sheet, 1, left, LAST_ROW, right, (False, not found["f1"], False, not found["f2"]))
    return Look(
        sheet, int(found["l1"]), 1, int(found["l2"]), LAST_COLUMN, (not found["g1"], False, not found["g2"], False)
    )


def _selector(formula: str, start: int) -> tuple[int, bool]:
    depth, at = 0, start
    while at < len(formula):
        if formula[at] == "'":
            at += 1
        elif formula[at] == "[":
            depth += 1
        elif formula[at] == "]":
            depth -= 1
            if depth == 0:
                break
        at += 1
    inside = formula[start : at + 1].lower()
    return at + 1, "#this row" in inside or inside.startswith("[@")


def moved(look: Look, rows: int, columns: int) -> Look:
    """Give a rectangle as seen from a formula that was copied some rows down and columns right; wraps as Excel does.

    >>> moved(looks_of("A1:$B$9").areas[0], 2, 1)[:5]
    ('', 3, 2, 9, 2)
    """
    top = (look.top + rows * look.moves[0] - 1) % LAST_ROW + 1
    left = (look.left + columns * look.moves[1] - 1) % LAST_COLUMN + 1
    bottom = (look.bottom + rows * look.moves[2] - 1) % LAST_ROW + 1
    right = (look.right + columns * look.moves[3] - 1) % LAST_COLUMN + 1
    return Look(look.sheet, min(top, bottom), min(left, right), max(top, bottom), max(left, right), look.moves)


def copied(formula: str, rows: int, columns: int = 0) -> str | None:
    """Give a formula as it reads copied some rows down and columns right, None if that leads out of the grid.

    >>> copied("A2*$B$1+SUM(C$1:C2)", 1), copied("A2+A:A", 0, 1), copied("A1", -1)
    ('A3*$B$1+SUM(C$1:C3)', 'B2+B:B', None)
    """
    pieces: list[str] = []
    at = 0
    while True:
        found = _TOKEN.search(formula, at)
        if found is None:
            return "".join(pieces) + formula[at:]
        end = max(found.end(), found.start() + 1)
        if found["selector"] or found["own"]:
            end = _selector(formula, found.end() - 1)[0]
        pieces.append(formula[at : found.start()])
        corners: list[str | None] = []
        if found["cell"]:
            corners = [_corner(found, which, rows, columns) for which in ("12" if found["c2"] else "1")]
        elif found["columns"]:
            corners = [_moved_column(found["f" + which], found["k" + which], columns) for which in "12"]
        elif found["rows"]:
            corners = [_moved_row(found["g" + which], found["l" + which], rows) for which in "12"]
        known = [corner for corner in corners if corner is not None]
        if len(known) < len(corners):
            return None
        pieces.append((found["sheet"] or "") + ":".join(known) if known else formula[found.start() : end])
        at = end


def _corner(found: re.Match[str], which: str, rows: int, columns: int) -> str | None:
    column = _moved_column(found["d" + which], found["c" + which], columns)
    row = _moved_row(found["e" + which], found["r" + which], rows)
    return None if column is None or row is None else column + row


def _moved_column(fixed: str, text: str, columns: int) -> str | None:
    column = column_number(text) + (0 if fixed else columns)
    return fixed + letters(column) if 1 <= column <= LAST_COLUMN else None


def _moved_row(fixed: str, text: str, rows: int) -> str | None:
    row = int(text) + (0 if fixed else rows)
    return f"{fixed}{row}" if 1 <= row <= LAST_ROW else None

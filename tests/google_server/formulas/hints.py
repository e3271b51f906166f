"""The number format a formula takes on by itself: dates stay dates, money stays money, as Sheets shows them."""

from typing import TYPE_CHECKING

from tests.google_server.formulas.tree import Call, Node, Reference
from tests.google_server.formulas.values import Faulted
from tests.google_server.model import Formula, Json, Sheet

if TYPE_CHECKING:
    from tests.google_server.formulas.calculation import Calculator

_BY_NAME = {
    "TODAY": "DATE", "DATE": "DATE", "EDATE": "DATE", "EOMONTH": "DATE", "WORKDAY": "DATE", "DATEVALUE": "DATE",
    "TO_DATE": "DATE", "NOW": "DATE_TIME", "TIME": "TIME", "TIMEVALUE": "TIME", "TO_PERCENT": "PERCENT",
    "UNARY_PERCENT": "PERCENT",
}  # fmt: skip
_LIKE_FIRST = frozenset({
    "SUM", "MIN", "MAX", "AVERAGE", "MEDIAN", "UMINUS", "UPLUS", "ROUND", "ROUNDUP", "ROUNDDOWN", "ARRAYFORMULA",
    "UNIQUE", "FILTER", "SORT", "IFERROR", "IFNA", "INDEX", "ABS", "LARGE", "SMALL", "SUMIF", "SUMIFS", "MINIFS",
    "MAXIFS",
})  # fmt: skip
_ARITHMETIC = frozenset({"ADD", "MINUS", "MULTIPLY", "DIVIDE"})
_DATES = frozenset({"DATE", "DATE_TIME"})
_DEEPEST = 20


def hint(calculator: "Calculator", sheet: Sheet, row: int, column: int, depth: int) -> Json | None:
    """The number format of the formula in a cell; followed through references, not deeper than twenty of them."""
    if depth > _DEEPEST:
        return None
    place = (sheet.id, row, column)
    if place not in calculator.hints:
        try:
            calculator.hints[place] = _of(calculator, sheet, calculator.tree(sheet, row, column), depth)
        except Faulted:
            calculator.hints[place] = None
    return calculator.hints[place]


def _of(calculator: "Calculator", sheet: Sheet, node: Node, depth: int) -> Json | None:
    if isinstance(node, Reference):
        return _of_cell(calculator, calculator.target(sheet, node), node, depth)
    if not isinstance(node, Call):
        return None
    if node.name in _BY_NAME:
        return {"type": _BY_NAME[node.name]}
    if node.name == "IF" and len(node.arguments) > 1:
        return _of(calculator, sheet, node.arguments[1], depth)
    if node.name == "SUMIF" and len(node.arguments) > 2:
        return _of(calculator, sheet, node.arguments[2], depth)
    if node.name in _LIKE_FIRST and node.arguments:
        return _of(calculator, sheet, node.arguments[0], depth)
    if node.name in _ARITHMETIC:
        return _of_arithmetic(node.name, [_of(calculator, sheet, part, depth) for part in node.arguments])
    return None


def _of_arithmetic(name: str, sides: list[Json | None]) -> Json | None:
    """A date plus days is a date, a date minus a date is not; money and percentages win over bare numbers."""
    left, right = sides
    dated = [side is not None and side.get("type") in _DATES for side in sides]
    if all(dated):
        return None
    if any(dated):
        return (left if dated[0] else right) if name in ("ADD", "MINUS") else None
    if name == "DIVIDE" and left and right and left.get("type") == right.get("type"):
        return None
    return left or right


def _of_cell(calculator: "Calculator", sheet: Sheet | None, node: Reference, depth: int) -> Json | None:
    row, column = node.bounds.top, node.bounds.left
    if sheet is None or row >= sheet.row_count:
        return None
    extras = sheet.extras(row, column)
    if extras is not None and extras.format is not None and (own := extras.format.get("numberFormat")):
        return dict(own)
    if isinstance(sheet.value(row, column), Formula):
        return hint(calculator, sheet, row, column, depth + 1)
    return None

"""Conditions as texts (`>5`, `<>done`, `an*`), as COUNTIF and its kin take them."""

import operator
import re
from collections.abc import Callable
from typing import Any

from tests.google_server.formulas.values import compare, parsed_number
from tests.google_server.model import CellFault, Plain

_FORM = re.compile(r"(<=|>=|<>|=|<|>)?(.*)", re.DOTALL)
_ORDERED: dict[str, Callable[[int, int], bool]] = {
    "<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge
}  # fmt: skip


def criterion(given: Plain, locale: str) -> Callable[[Plain], bool]:
    """A function that says whether a cell meets the condition.

    >>> [criterion(">5", "en_US")(value) for value in (6, 5, "7", None)]
    [True, False, False, False]
    >>> criterion("an*", "en_US")("Anna")
    True
    """
    if not isinstance(given, str):
        return _same(given)
    found = _FORM.fullmatch(given)
    sign, wanted = (found[1] or "", found[2]) if found else ("", given)
    value = _typed(wanted, locale)
    if sign in _ORDERED:
        return _ordered(_ORDERED[sign], value)
    match = _equal(value, bare=not sign)
    return (lambda cell: not match(cell)) if sign == "<>" else match


def _same(given: Plain) -> Callable[[Plain], bool]:
    if given is None:
        return lambda cell: cell is None or (cell == 0 and not isinstance(cell, bool))
    return lambda cell: type(cell) in _alike(given) and cell == given


def _alike(value: Any) -> tuple[type, ...]:
    return (int, float) if isinstance(value, int | float) and not isinstance(value, bool) else (type(value),)


def _typed(text: str, locale: str) -> Plain:
    if text.upper() in ("TRUE", "FALSE"):
        return text.upper() == "TRUE"
    number = parsed_number(text, locale) if text else None
    return text if number is None else number


def _ordered(holds: Callable[[int, int], bool], wanted: Plain) -> Callable[[Plain], bool]:
    kinds = _alike(wanted)
    return lambda cell: type(cell) in kinds and holds(compare(cell, wanted), 0)


def _equal(wanted: Plain, bare: bool) -> Callable[[Plain], bool]:
    if not isinstance(wanted, str):
        return lambda cell: type(cell) in _alike(wanted) and cell == wanted
    if wanted == "":
        return (lambda cell: cell is None or cell == "") if bare else (lambda cell: cell is None)
    pattern = wildcard(wanted)
    return lambda cell: (
        isinstance(cell, str) and not isinstance(cell, CellFault) and pattern.fullmatch(cell) is not None
    )


def wildcard(text: str) -> re.Pattern[str]:
    """A text with `*`, `?` and `~` as a pattern, without regard to case."""
    parts = re.split(r"(~[*?~]|[*?])", text)
    shapes = [
        re.escape(part[1])
        if part.startswith("~") and len(part) == 2
        else {"*": ".*", "?": "."}.get(part) or re.escape(part)
        for part in parts
    ]
    return re.compile("".join(shapes), re.IGNORECASE | re.DOTALL)

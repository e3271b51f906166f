"""What a cell may hold, in one vocabulary for every store; the only spelling of empty is `None`."""

import datetime as dt
from decimal import Decimal
from typing import Final

CellValue = None | str | bool | int | float | dt.date | dt.datetime | dt.time
"""A raw value: text keeps its blanks and no-break spaces, a date cell is a `date` (a `datetime` when it has a time)."""


class CellError(str):
    """A formula that failed: the text is the error as the spreadsheet shows it, for example `#REF!`."""

    __slots__ = ()


class UnknownResult(str):
    """A formula whose result nobody has calculated yet; never to be taken for an empty cell."""

    __slots__ = ()


UNKNOWN: Final = UnknownResult("")

BLANKS: Final = " \t\r\n\x0b\x0c\u00a0\u2007\u200b\u200c\u200d\u202f\u2060\ufeff"
"""Signs that show nothing; a cell that holds nothing else is empty."""


def is_result(value: object) -> bool:
    """Whether a value can be worked with: not empty, not an error, not an uncalculated formula.

    >>> [is_result(v) for v in ("x", 0, None, CellError("#REF!"), UNKNOWN)]
    [True, True, False, False, False]
    """
    return value is not None and not isinstance(value, CellError | UnknownResult)


def same_cell(one: object, other: object) -> bool:
    """Whether two cells hold the same: 1 and True are told apart, 1 and 1.0 are not.

    >>> same_cell(1, 1.0), same_cell(1, True), same_cell(None, "")
    (True, False, False)
    """
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def is_blank(text: str) -> bool:
    """Whether a text shows nothing: it is empty or made of blanks and zero-width signs only."""
    return not text or (not text[0].isalnum() and not text.strip(BLANKS))


def canonical(value: CellValue | Decimal) -> CellValue:
    """The form in which a value comes back from a store: whole numbers are `int`, midnight is a date, blanks are None.

    >>> canonical(5.0), canonical(Decimal("2.50")), canonical(dt.datetime(2026, 3, 8)), canonical("")
    (5, 2.5, datetime.date(2026, 3, 8), None)
    """
    if isinstance(value, Decimal):
        value = float(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        return int(value)
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date()
    return None if type(value) is str and is_blank(value) else value


_EXACT: Final = 2**53
"""Above this a float no longer holds every whole number."""

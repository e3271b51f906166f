"""A formula's text cut into tokens that know where they stand; joining their texts gives the formula back."""

import re
from functools import lru_cache
from typing import NamedTuple

_SHEET = r"(?:'(?:[^']|'')*'|[^\W\d][\w.]*)!"
_CELL = r"\$?[A-Za-z]{1,3}\$?[1-9][0-9]*"
_COLUMN = r"\$?[A-Za-z]{1,3}"
_ROW = r"\$?[1-9][0-9]*"
_REFERENCE = (
    rf"(?:{_SHEET})?(?:{_CELL}:(?:{_CELL}|{_COLUMN}|{_ROW})|{_COLUMN}:(?:{_CELL}|{_COLUMN})|{_ROW}:(?:{_CELL}|{_ROW})|{_CELL})"
    r"(?![\w(.!])"
)


class Token(NamedTuple):
    """`kind`: text, fault, reference, number, name, operator, space, unknown."""

    kind: str
    text: str
    start: int


@lru_cache(maxsize=2)
def _pattern(comma_is_decimal: bool) -> re.Pattern[str]:
    mark = "," if comma_is_decimal else r"\."
    return re.compile(
        rf"""
        (?P<space>\s+) | (?P<text>"(?:[^"]|"")*")
        | (?P<fault>(?:{_SHEET})?\#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|ERROR!))
        | (?P<reference>{_REFERENCE})
        | (?P<number>(?:[0-9]+(?:{mark}[0-9]*)?|{mark}[0-9]+)(?:[eE][+-]?[0-9]+)?)
        | (?P<name>(?:{_SHEET})?[^\W\d][\w.]*)
        | (?P<operator><=|>=|<>|[-=<>+*/^&%(){{}},;:\\@])
        | (?P<unknown>.)
        """,
        re.VERBOSE | re.DOTALL,
    )


def tokens(formula: str, comma_is_decimal: bool = False) -> tuple[Token, ...]:
    """The tokens of a formula without its equals sign.

    >>> [token.text for token in tokens("SUM('My tab'!A1:B, 2)") if token.kind != "space"]
    ['SUM', '(', "'My tab'!A1:B", ',', '2', ')']
    """
    return tuple(
        Token(str(found.lastgroup), found[0], found.start()) for found in _pattern(comma_is_decimal).finditer(formula)
    )

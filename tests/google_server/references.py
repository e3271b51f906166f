"""References inside formula texts: finding, shifting and rewriting them; the rest of a text is never touched.

Strings in double quotes, function names, names of named ranges and table references are no references.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from tests.google_server.a1 import column_index, column_letters, quoted

GONE = "#REF!"
MOST_ROWS, MOST_COLUMNS = 10_000_000, 18_278


class Corner(NamedTuple):
    """One end of a reference, counted from 0; None: the whole row or column. `fixed_...`: a dollar stands before it."""

    row: int | None
    column: int | None
    fixed_row: bool = False
    fixed_column: bool = False


class Reference(NamedTuple):
    """A reference in a formula. `sheet`: the title before the exclamation mark; `last`: what follows the colon."""

    sheet: str | None
    first: Corner
    last: Corner | None = None


Turn = Callable[[Reference], Reference | None]
"""What a reference becomes; None: what it refers to is gone."""
_TITLE = r"(?:'(?:[^']|'')+'|[A-Za-z_\u0080-\uffff][\w.]*)!"
_ONE = r"\$?[A-Za-z]{1,3}\$?[0-9]{1,8}"
_REFERENCE = (
    rf"(?P<sheet>{_TITLE})?(?P<body>{_ONE}:(?:{_ONE}|\$?[A-Za-z]{{1,3}}|\$?[0-9]{{1,8}})|"
    rf"\$?[A-Za-z]{{1,3}}:\$?[A-Za-z]{{1,3}}|\$?[0-9]{{1,8}}:\$?[0-9]{{1,8}}|{_ONE})"
)
_TOKEN = re.compile(rf"\"(?:[^\"]|\"\")*\"|(?<![\w.$!'\]]){_REFERENCE}(?![\w.($!\[])|'(?:[^']|'')*'")
_CORNER = re.compile(r"(\$?)([A-Za-z]*)(\$?)([0-9]*)")


@lru_cache(maxsize=100_000)
def parts_of(text: str) -> tuple[str | Reference, ...]:
    """A formula cut into literal text and references.

    >>> [spelled(part) for part in parts_of('=SUM(A1:B$2)&"C3"') if isinstance(part, Reference)]
    ['A1:B$2']
    >>> parts_of("=LOG10(2)&D_1")
    ('=LOG10(2)&D_1',)
    """
    found: list[str | Reference] = []
    done = 0
    for match in _TOKEN.finditer(text):
        if match["body"] is None:
            continue
        title = match["sheet"]
        if title is not None:
            title = title[:-1]
            if title.startswith("'"):
                title = title[1:-1].replace("''", "'")
        first, _, last = match["body"].partition(":")
        if match.start() > done:
            found.append(text[done : match.start()])
        found.append(Reference(title, _corner(first), _corner(last) if last else None))
        done = match.end()
    if done < len(text):
        found.append(text[done:])
    return tuple(found)


def _corner(text: str) -> Corner:
    match = _CORNER.fullmatch(text)
    assert match
    dollar, letters, second, digits = match.groups()
    if not letters:
        return Corner(int(digits) - 1, None, bool(dollar or second), False)
    return Corner(int(digits) - 1 if digits else None, column_index(letters), bool(second), bool(dollar))


def spelled(reference: Reference) -> str:
    """A reference as text.

    >>> spelled(Reference("My tab", Corner(0, 0, True), Corner(None, 1)))
    "'My tab'!A$1:B"
    """
    sheet = "" if reference.sheet is None else quoted(reference.sheet) + "!"
    last = "" if reference.last is None else ":" + _corner_text(reference.last)
    return sheet + _corner_text(reference.first) + last


def _corner_text(corner: Corner) -> str:
    column = "" if corner.column is None else "$" * corner.fixed_column + column_letters(corner.column)
    return column + ("" if corner.row is None else "$" * corner.fixed_row + str(corner.row + 1))


def canonical(text: str, titles: dict[str, str]) -> str:
    """A formula with its references as Google keeps them; `titles`: titles in lower case -> as they are spelled.

    >>> canonical("=sum( sales!a3:a3 )+'Sales'!B3:a$2", {"sales": "Sales"})
    '=sum( Sales!A3 )+Sales!A$2:B3'
    """

    def turn(reference: Reference) -> Reference:
        title, first, last = reference
        if title is not None:
            title = titles.get(title.casefold(), title)
        if last is not None and None not in (*first[:2], *last[:2]):
            rows = sorted([(first.row or 0, first.fixed_row), (last.row or 0, last.fixed_row)])
            columns = sorted([(first.column or 0, first.fixed_column), (last.column or 0, last.fixed_column)])
            first, last = (
                Corner(row, column, fixed_row, fixed_column)
                for (row, fixed_row), (column, fixed_column) in zip(rows, columns, strict=True)
            )
        return Reference(
            title, first, None if first == last and first.row is not None and first.column is not None else last
        )

    return "".join(part if isinstance(part, str) else spelled(turn(part)) for part in parts_of(text))


def rewritten(text: str, change: Turn) -> str:
    """The formula with each reference changed."""
    parts = parts_of(text)
    if len(parts) == 1 and isinstance(parts[0], str):
        return text
    made: list[str] = []
    changed = False
    for part in parts:
        if isinstance(part, str):
            made.append(part)
            continue
        other = change(part)
        changed |= other != part
        made.append(GONE if other is None else spelled(other))
    return "".join(made) if changed else text


@lru_cache(maxsize=100_000)
def shifted(text: str, rows: int, columns: int) -> str:
    """The formula as copied so many rows down and columns right: what has no dollar goes along.

    >>> shifted("=A1+$B$1+A:A", 1, 1), shifted("=A1", -1, 0)
    ('=B2+$B$1+B:B', '=#REF!')
    """

    def go(reference: Reference) -> Reference | None:
        first = _gone_along(reference.first, rows, columns)
        last = _gone_along(reference.last, rows, columns) if reference.last else None
        if first is None or (reference.last and last is None):
            return None
        return Reference(reference.sheet, first, last)

    return rewritten(text, go)


def _gone_along(corner: Corner, rows: int, columns: int) -> Corner | None:
    row, column, fixed_row, fixed_column = corner
    if row is not None and not fixed_row:
        row += rows
    if column is not None and not fixed_column:
        column += columns
    if (row is not None and not 0 <= row < MOST_ROWS) or (column is not None and not 0 <= column < MOST_COLUMNS):
        return None
    return Corner(row, column, fixed_row, fixed_column)

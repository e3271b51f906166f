"""Ranges as text and as GridRange JSON; a range is resolved against the book at once, text never travels further.

A bare word is first a named range, then a reference on the first sheet, then a sheet's title; quotes settle it.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from tests.google_server.area import Area
from tests.google_server.errors import ApiError, invalid
from tests.google_server.model import Book, Json, Sheet

_CORNER = r"\$?([A-Za-z]{1,3})?\$?([0-9]{1,9})?"
_A1 = re.compile(rf"{_CORNER}(?::{_CORNER})?")
_R1C1 = re.compile(r"[Rr]([1-9][0-9]{0,8})[Cc]([1-9][0-9]{0,8})(?::[Rr]([1-9][0-9]{0,8})[Cc]([1-9][0-9]{0,8}))?")
_QUOTED = re.compile(r"'((?:[^']|'')*)'(?:!(.*))?", re.DOTALL)
_PLAIN_TITLE = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")
_LIKE_A_REFERENCE = re.compile(r"[A-Za-z]{1,3}[0-9]+|[Rr][0-9]*[Cc][0-9]*|[Rr][0-9]+|[Cc][0-9]+")


class Bounds(NamedTuple):
    """What was asked for, counted from 0, ends outside, before it is cut to a sheet; None: open end."""

    top: int
    left: int
    bottom: int | None
    right: int | None


@lru_cache(maxsize=50_000)
def column_letters(index: int) -> str:
    """The letters of a column counted from 0.

    >>> column_letters(0), column_letters(26), column_letters(18277)
    ('A', 'AA', 'ZZZ')
    """
    letters = ""
    index += 1
    while index > 0:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """The column of its letters, counted from 0.

    >>> column_index("A"), column_index("aa")
    (0, 26)
    """
    index = 0
    for letter in letters.upper():
        index = index * 26 + ord(letter) - 64
    return index - 1


def quoted(title: str) -> str:
    """A sheet's title as Google spells it in front of an exclamation mark.

    >>> quoted("Sheet1"), quoted("D3"), quoted("Anna's tab")
    ('Sheet1', "'D3'", "'Anna''s tab'")
    """
    if _PLAIN_TITLE.fullmatch(title) and not _LIKE_A_REFERENCE.fullmatch(title):
        return title
    return "'" + title.replace("'", "''") + "'"


def reference(top: int, left: int, bottom: int | None, right: int | None) -> str:
    """A rectangle without its sheet; open ends stay open.

    >>> reference(0, 0, 1, 1), reference(1, 0, 3, 2), reference(0, 0, None, 3), reference(1, 0, 2, None)
    ('A1', 'A2:B3', 'A:C', '2:2')
    """
    if bottom is not None and right is not None:
        first = f"{column_letters(left)}{top + 1}"
        last = f"{column_letters(max(right, 1) - 1)}{bottom}"
        return first if first == last else f"{first}:{last}"
    if bottom is None and right is None:
        return f"{column_letters(left)}{top + 1}:"
    if bottom is None:
        assert right is not None
        return f"{column_letters(left)}{top + 1 if top else ''}:{column_letters(right - 1)}"
    return f"{column_letters(left) if left else ''}{top + 1}:{bottom}"


def a1_of(area: Area) -> str:
    """An area as Google spells ranges in answers: always with rows and columns, one cell without a colon."""
    return f"{quoted(area.sheet.title)}!{reference(area.top, area.left, area.bottom, area.right)}"


@lru_cache(maxsize=4096)
def bounds_of_reference(text: str) -> Bounds | None:
    """The bounds of `B2`, `A1:C3`, `A:C`, `2:5`, `A2:C`, `A2:5`, `R1C1:R2C2`; None when it is no reference.

    >>> bounds_of_reference("D4:A1")
    Bounds(top=0, left=0, bottom=4, right=4)
    >>> bounds_of_reference("A2:2")
    Bounds(top=1, left=0, bottom=2, right=None)
    """
    if found := _R1C1.fullmatch(text):
        rows = [int(part) for part in (found[1], found[3]) if part]
        columns = [int(part) for part in (found[2], found[4]) if part]
        return Bounds(min(rows) - 1, min(columns) - 1, max(rows), max(columns))
    found = _A1.fullmatch(text)
    if not found:
        return None
    single = ":" not in text
    if single and not (found[1] and found[2]):
        return None
    if not single and not ((found[1] or found[2]) and (found[3] or found[4])):
        return None
    rows = [int(part) for part in (found[2], found[4]) if part]
    columns = [column_index(part) + 1 for part in (found[1], found[3]) if part]
    if 0 in rows:
        return None
    top, bottom = _span(rows, single)
    left, right = _span(columns, single)
    return Bounds(top, left, bottom, right)


def _span(numbers: list[int], single: bool) -> tuple[int, int | None]:
    if not numbers:
        return 0, None
    if len(numbers) == 1 and not single:
        return numbers[0] - 1, None
    return min(numbers) - 1, max(numbers)


def sheet_of_title(book: Book, title: str) -> Sheet | None:
    """The sheet of that title; case matters only when two titles differ by nothing else."""
    folded = title.casefold()
    near = None
    for sheet in book.sheets:
        if sheet.title == title:
            return sheet
        if near is None and sheet.title.casefold() == folded:
            near = sheet
    return near


def _named(book: Book, name: str) -> tuple[Sheet, Bounds] | None:
    folded = name.casefold()
    for named in book.named_ranges:
        if named.get("name", "").casefold() == folded:
            return _of_grid_range(book, named.get("range", {}))
    return None


def requested_area(book: Book, text: str, default_sheet: Sheet | None = None) -> tuple[Sheet, Bounds]:
    """The sheet and the bounds that a text asks for, not yet cut to the sheet's size."""
    default = default_sheet or next((sheet for sheet in book.sheets if not sheet.properties.get("hidden")), None)
    whole = Bounds(0, 0, None, None)
    title, rest = _parts(text)
    if title is not None:
        sheet = sheet_of_title(book, title)
        if sheet is not None and rest is None:
            return sheet, whole
        if sheet is not None and rest is not None:
            if bounds := bounds_of_reference(rest):
                return sheet, bounds
            inside = _named(book, rest)
            if inside and inside[0] is sheet:
                return inside
        raise invalid(f"Unable to parse range: {text}")
    if inside := _named(book, text):
        return inside
    if default is not None and (bounds := bounds_of_reference(text)):
        return default, bounds
    if sheet := sheet_of_title(book, text):
        return sheet, whole
    raise invalid(f"Unable to parse range: {text}")


def _parts(text: str) -> tuple[str | None, str | None]:
    """The title and what follows its exclamation mark; no title: not quoted and no exclamation mark."""
    if found := _QUOTED.fullmatch(text):
        return found[1].replace("''", "'"), found[2]
    if "!" in text:
        title, _, rest = text.rpartition("!")
        return title, rest
    return None, None


def area_of_a1(book: Book, text: str, *, default_sheet: Sheet | None = None) -> Area:
    """The area of a range given as text, its end cut to the sheet; a start outside the sheet is refused."""
    return cut(*requested_area(book, text, default_sheet))


def cut(sheet: Sheet, bounds: Bounds, where: str = "") -> Area:
    """The part of the bounds that lies in the sheet.

    `where` names the request in the refusal: `requests[0].updateCells`.
    """
    top, left, bottom, right = bounds
    if top >= sheet.row_count or left >= sheet.column_count:
        raise exceeding(sheet, bounds, where)
    return Area(
        sheet,
        top,
        left,
        sheet.row_count if bottom is None else min(bottom, sheet.row_count),
        sheet.column_count if right is None else min(right, sheet.column_count),
        bottom is None,
        right is None,
    )


def exceeding(sheet: Sheet, bounds: Bounds, where: str = "") -> ApiError:
    """Google's refusal of a range outside the grid."""
    told = f"{quoted(sheet.title)}!{_told(sheet, bounds)}"
    limits = f"Max rows: {sheet.row_count}, max columns: {sheet.column_count}"
    return _refused(where, f"Range ({told}) exceeds grid limits. {limits}")


def _told(sheet: Sheet, bounds: Bounds) -> str:
    bottom = max(sheet.row_count, bounds.top + 1) if bounds.bottom is None else bounds.bottom
    right = max(sheet.column_count, bounds.left + 1) if bounds.right is None else bounds.right
    return reference(bounds.top, bounds.left, bottom, right)


def _refused(where: str, message: str) -> ApiError:
    return invalid(f"Invalid {where}: {message}" if where else message)


def sheet_of_id(book: Book, sheet_id: int, where: str = "") -> Sheet:
    """The sheet of an id; Google's refusal when there is none."""
    for sheet in book.sheets:
        if sheet.id == sheet_id:
            return sheet
    raise _refused(where, f"No grid with id: {sheet_id}")


def _of_grid_range(book: Book, given: Json, where: str = "") -> tuple[Sheet, Bounds]:
    sheet = sheet_of_id(book, int(given.get("sheetId", 0)), where)
    top, bottom = _ends(given, "Row", where)
    left, right = _ends(given, "Column", where)
    return sheet, Bounds(top, left, bottom, right)


def _ends(given: Json, dimension: str, where: str) -> tuple[int, int | None]:
    start = given.get(f"start{dimension}Index") or 0
    end = given.get(f"end{dimension}Index")
    if start < 0:
        raise _refused(where, f"GridRange.start{dimension}Index[{start}] must be greater than or equal to zero")
    if end is not None and end <= start:
        raise _refused(
            where, f"GridRange.end{dimension}Index[{end}] must be after GridRange.start{dimension}Index[{start}]"
        )
    return start, end


def area_of_grid_range(book: Book, json: Json, where: str = "") -> Area:
    """The area of a GridRange; a missing `sheetId` is 0, missing ends are open, an end outside is cut to the sheet."""
    return cut(*_of_grid_range(book, json, where), where)

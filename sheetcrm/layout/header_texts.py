"""The texts of a header row, with merged cells spread over what they cover and a second row of groups above it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from sheetcrm.layout.grid import Area, Grid
from sheetcrm.layout.header_match import is_known
from sheetcrm.layout.shapes import is_label, shape
from sheetcrm.model.cells import CellError, CellValue, UnknownResult

_BLANKS = re.compile(r"[\s\u200b\u2060\ufeff]+")
_TALLEST_MERGE = 4


@dataclass(frozen=True, slots=True)
class HeaderTexts:
    """Column -> text of a row read as a header; `groups`: column -> what the row above calls its group of columns."""

    texts: Mapping[int, str]
    groups: Mapping[int, str] = field(default_factory=dict)


def squeeze(text: str) -> str:
    """The text on one line, blanks squeezed.

    >>> squeeze(" Phone\\n (mobile) ")
    'Phone (mobile)'
    """
    return _BLANKS.sub(" ", text).strip()


def header_text(value: CellValue) -> str:
    """A cell as header text: years and other numbers stand for themselves, errors and marks say nothing.

    >>> header_text(" Тел.\\nмоб. "), header_text(2026), header_text(True), header_text(None)
    ('Тел. моб.', '2026', '', '')
    """
    if isinstance(value, str):
        return "" if isinstance(value, CellError | UnknownResult) else squeeze(value)
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, int):
        return str(value)
    return f"{value:g}" if isinstance(value, float) else value.isoformat()


def merges_by_row(grid: Grid) -> dict[int, list[Area]]:
    """Row -> merged areas that touch it; areas taller than a header can be are left out."""
    touching: dict[int, list[Area]] = {}
    for area in grid.merged:
        top, _, bottom, _ = area
        if bottom - top < _TALLEST_MERGE:
            for row in range(top, bottom + 1):
                touching.setdefault(row, []).append(area)
    return touching


def read_texts(grid: Grid, row: int, merges: Mapping[int, list[Area]]) -> HeaderTexts:
    """The row as a header.

    A cell merged over several columns names each of them; a cell merged over two rows, or a known header in the row
    above an empty cell, belongs to this row. A row above that is spread over columns which have texts of their own
    here names groups.
    """
    own = _spread(grid, row, merges)
    upper, groups = _upper(grid, row, merges, own)
    return HeaderTexts(dict(sorted({**upper, **own}.items())), groups)


def _spread(grid: Grid, row: int, merges: Mapping[int, list[Area]]) -> dict[int, str]:
    """Texts of one row, sideways merges spread, unless one covers the whole row as a banner does."""
    texts = {column: text for column, value in grid.filled(row).items() if (text := header_text(value))}
    alone = len(texts) == 1
    for top, left, _, right in merges.get(row, ()):
        if top == row and right > left and left in texts and not alone:
            texts.update({column: texts[left] for column in range(left + 1, right + 1) if column not in texts})
    return texts


def _upper(
    grid: Grid, row: int, merges: Mapping[int, list[Area]], own: Mapping[int, str]
) -> tuple[dict[int, str], dict[int, str]]:
    above = _spread(grid, row - 1, merges) if row > grid.first_row else {}
    if len(set(above.values())) < 2 or not own or not all(is_label(text) for text in own.values()):
        return {}, {}
    upper: dict[int, str] = {}
    groups: dict[int, str] = {}
    over_both = {
        column: header_text(grid.cell(top, left))
        for top, left, bottom, right in merges.get(row, ())
        if top < row <= bottom
        for column in range(left, right + 1)
    }
    upper.update({column: text for column, text in over_both.items() if text and column not in own})
    sideways = [area for area in merges.get(row - 1, ()) if area[3] > area[1] and area[0] == area[2] == row - 1]
    for top, left, _, right in sideways:
        text = header_text(grid.cell(top, left))
        inside = [column for column in range(left, right + 1) if column in own]
        if text and len(inside) > 1 and len({own[column] for column in inside}) > 1:
            groups.update(dict.fromkeys(inside, text))
    if upper or groups:
        missing = {column: text for column, text in above.items() if column not in own and column not in upper}
        upper.update({column: text for column, text in missing.items() if is_label(text)})
    elif not any(column in own for column in above) or _is_split(above, own):
        upper.update({c: text for c, text in above.items() if c not in own and is_label(text) and is_known(text)})
        groups.update({c: text for c, text in above.items() if upper and c in own and is_label(text)})
    return upper, groups


def _is_split(above: Mapping[int, str], own: Mapping[int, str]) -> bool:
    """Whether two unmerged rows form one header: the lower fills only gaps and details of the upper one."""
    return (
        len(own) < len(above) + 3
        and all(shape(text) == "words" for text in (*above.values(), *own.values()))
        and (sum(column in above for column in own) <= len(own) // 2)
    )

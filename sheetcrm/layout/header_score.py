"""How much a row looks like a header: words we know, and words above columns of something else."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from sheetcrm.layout.grid import Area, Grid, TableArea
from sheetcrm.layout.header_match import is_known
from sheetcrm.layout.header_texts import HeaderTexts, merges_by_row, read_texts
from sheetcrm.layout.header_vocabulary import PIVOT_BEGINNINGS, PIVOT_HEADERS
from sheetcrm.layout.shapes import Shape, is_label, shape
from sheetcrm.words import fold

_ROWS_LOOKED_AT = 60
_ROWS_SEARCHED = 400
_BODY = 12
_FORMAL = 0.98


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row that may be the header, as texts per column, and how sure that is."""

    row: int
    texts: HeaderTexts
    confidence: float
    why: Literal["formal-table", "known-headers", "shape", "same-row", "moved"]
    table: TableArea | None = None


def candidates(grid: Grid) -> list[Candidate]:
    """The rows that may be the header, the best first; none for a pivot table, a card of one person, a letter."""
    rows = _upper_rows(grid)
    if not rows or _is_pivot(grid, rows):
        return []
    merges = merges_by_row(grid)
    data_rows = [row for row in rows if _looks_like_data(grid, row)]
    scored = [found for row in rows if (found := _scored(grid, row, rows, data_rows, merges)) is not None]
    scored.sort(key=lambda pair: -pair[0])
    plain = [candidate for _, candidate in scored]
    formal = list(_formal(grid, merges))
    if formal and (not plain or _known(formal[0].texts) + 1 >= _known(plain[0].texts) or _inside(grid, plain[0])):
        return [*formal, *plain]
    return plain if plain and (plain[0].why != "known-headers" or not _is_card(grid, rows)) else []


def reason_for_none(
    grid: Grid,
) -> Literal["empty", "pivot", "card", "numbers-only", "data-in-first-row", "no-table"]:
    """Why a sheet without candidates has none."""
    rows = _upper_rows(grid)
    if not rows:
        return "empty"
    if _is_pivot(grid, rows):
        return "pivot"
    shapes = [[shape(value) for value in grid.filled(row).values()] for row in rows]
    if all(found in ("number", "phone", "mark", "date") for line in shapes for found in line):
        return "numbers-only"
    if _is_card(grid, rows):
        return "card"
    broad = [line for line in shapes if len(line) >= 2]
    if len(broad) >= 2 and len(broad) * 2 >= len(shapes) and any(_is_datum(found) for found in broad[0]):
        return "data-in-first-row"
    return "no-table"


def _upper_rows(grid: Grid) -> list[int]:
    """The first filled rows of a sheet."""
    rows: list[int] = []
    for row in range(grid.first_row, min(grid.last_row, grid.first_row + _ROWS_SEARCHED) + 1):
        if grid.filled(row):
            rows.append(row)
            if len(rows) == _ROWS_LOOKED_AT:
                break
    return rows


def _scored(
    grid: Grid, row: int, rows: list[int], data_rows: list[int], merges: Mapping[int, list[Area]]
) -> tuple[float, Candidate] | None:
    texts = read_texts(grid, row, merges)
    labels = [text for text in texts.texts.values() if is_label(text)]
    distinct = len({fold(text) for text in labels})
    if not labels or distinct * 2 < len(labels):
        return None
    known = _known(texts)
    data = sum(_is_datum(shape(value)) for value in grid.filled(row).values())
    above = sum(upper < row for upper in data_rows)
    body = _body(grid, row, rows, texts)
    contrast = sum(found not in ("words", "sentence") for column, found in body.items() if column in texts.texts)
    if len(texts.texts) == 1:
        fits = bool(known) and len(body) == 1 and not above and _single_column(grid, row, rows)
    elif known >= 2:
        plain = known * 3 >= len(labels) or known >= 4 or (contrast >= 1 and not data)
        fits = plain and (data <= known or distinct > data * 2)
    else:
        shaped = contrast >= 1 and data == 0 and not above and len(labels) >= 2 and len(labels) == len(texts.texts)
        fits = shaped and (bool(known) or contrast * 4 >= len(labels))
    if not fits:
        return None
    score = 2 * known + 0.5 * (distinct - known) - 1.5 * data - above + contrast + 0.5 * bool(texts.groups)
    return score, Candidate(row, texts, _confidence(known, distinct, contrast), "known-headers" if known else "shape")


def _confidence(known: int, labels: int, contrast: int) -> float:
    if not known:
        return min(0.7, 0.45 + 0.1 * contrast)
    share = known / labels
    return round(min(0.97, 0.55 + 0.08 * min(known, 4) + 0.15 * share + 0.03 * min(contrast, 2)), 2)


def _known(texts: HeaderTexts) -> int:
    return sum(is_known(text) for text in {fold(text): text for text in texts.texts.values()}.values())


def _is_datum(found: Shape) -> bool:
    return found in ("number", "phone", "email", "date", "code")


def _looks_like_data(grid: Grid, row: int) -> bool:
    shapes = [shape(value) for value in grid.filled(row).values()]
    return len(shapes) > 2 and sum(map(_is_datum, shapes)) >= 2


def _body(grid: Grid, row: int, rows: list[int], texts: HeaderTexts) -> dict[int, Shape]:
    """Column -> what most of the rows right below hold there; columns with fewer than two values tell nothing."""
    seen: dict[int, Counter[Shape]] = {}
    for lower in [lower for lower in rows if lower > row][:_BODY]:
        for column, value in grid.filled(lower).items():
            seen.setdefault(column, Counter())[shape(value)] += 1
    body: dict[int, Shape] = {}
    for column, counted in seen.items():
        found, count = counted.most_common(1)[0]
        if (count >= 2 and count * 10 >= counted.total() * 6) or (column in texts.texts and counted.total() == 1):
            body[column] = found
    return body


def _single_column(grid: Grid, row: int, rows: list[int]) -> bool:
    """Whether a list of one column follows: two entries or more, all of them short."""
    below = [grid.filled(lower) for lower in rows if lower > row]
    return (
        len(below) >= 2
        and all(len(cells) == 1 for cells in below)
        and all(shape(value) != "sentence" for cells in below for value in cells.values())
    )


def _is_pivot(grid: Grid, rows: list[int]) -> bool:
    """Whether a pivot table wrote this: texts only it writes, with sums of fields or nothing else at the top."""
    texts = [fold(v) for row in rows for v in grid.filled(row).values() if isinstance(v, str) and len(v) < 60]
    marks = sum(text in PIVOT_HEADERS for text in texts)
    sums = sum(text.startswith(PIVOT_BEGINNINGS) for text in texts[:20])
    return marks + min(sums, 1) >= 2 or (bool(marks) and any(text in PIVOT_HEADERS for text in texts[:3]))


def _is_card(grid: Grid, rows: list[int]) -> bool:
    """Whether known headers stand below each other in the first column with their values beside them."""
    lines = [grid.filled(row) for row in rows[:20]]
    pairs = [cells for cells in lines if 2 <= len(cells) <= 3]
    labelled = [cells for cells in pairs if _is_known_label(next(iter(cells.values())))]
    values = [value for cells in labelled for value in list(cells.values())[1:]]
    return len(labelled) >= 3 and len(labelled) * 2 >= len(lines) and not all(_is_known_label(v) for v in values)


def _is_known_label(value: object) -> bool:
    return isinstance(value, str) and len(value) < 60 and is_known(value)


def _formal(grid: Grid, merges: Mapping[int, list[Area]]) -> Iterator[Candidate]:
    """The headers of formal tables, the one with most known headers first, then the largest."""
    found: list[tuple[int, int, Candidate]] = []
    for table in grid.tables:
        if table.header_rows:
            row = table.top + table.header_rows - 1
            texts = read_texts(grid, row, merges)
            inside = {column: text for column, text in texts.texts.items() if table.left <= column <= table.right}
            if inside:
                texts = HeaderTexts(inside, texts.groups)
                candidate = Candidate(row, texts, _FORMAL, "formal-table", table)
                found.append((_known(texts), (table.bottom - table.top) * len(inside), candidate))
    yield from (candidate for _, _, candidate in sorted(found, key=lambda one: (-one[0], -one[1])))


def _inside(grid: Grid, candidate: Candidate) -> bool:
    """Whether a row lies, with most of its columns, in the header or the rows of a formal table."""
    columns = candidate.texts.texts
    return any(
        table.header_rows
        and table.top <= candidate.row <= table.bottom
        and 2 * sum(table.left <= column <= table.right for column in columns) > len(columns)
        for table in grid.tables
    )

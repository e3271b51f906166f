"""Finding the header of a sheet, and finding it again later; a first row that is data is never taken for a header."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from sheetcrm.layout.data_region import data_region
from sheetcrm.layout.grid import Area, Grid, TableArea
from sheetcrm.layout.header_score import Candidate, candidates, reason_for_none
from sheetcrm.layout.header_texts import HeaderTexts, merges_by_row, read_texts, squeeze
from sheetcrm.words import fold

Why = Literal["formal-table", "known-headers", "shape", "same-row", "moved"]
"""How a header was told: a formal table says so, its words are known, it differs from the rows below, it was known."""
NoHeader = Literal["empty", "pivot", "card", "numbers-only", "data-in-first-row", "no-table"]
"""Why a sheet has none: nothing there, a pivot table, labels in a column, no words, data from the first row on."""


class HeaderColumn(NamedTuple):
    """One column of a header: its number in the sheet, its text on one line, and which of several like it it is."""

    number: int
    text: str
    occurrence: int

    @property
    def name(self) -> str:
        """The text, with its number from the second on: `Phone #2`."""
        return self.text if self.occurrence == 1 else f"{self.text} #{self.occurrence}"


@dataclass(frozen=True, slots=True)
class HeaderFound:
    """The header of a sheet and the rows under it.

    `last_row` is the last row of data, `row` itself when there is none. `room_below`: free rows until something else
    stands below, None for endless. `groups`: column -> heading over it in the row above. `missing`: fields whose
    headers were looked for in vain.
    """

    row: int
    columns: tuple[HeaderColumn, ...]
    last_row: int
    room_below: int | None
    confidence: float
    why: Why
    groups: Mapping[int, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()

    def column(self, name: str) -> HeaderColumn | None:
        """The column of that name (`Phone #2` for the second), however its blanks and capitals are written."""
        wanted = _key(name)
        return next((column for column in self.columns if _key(column.name) == wanted), None)


def find_header(grid: Grid) -> HeaderFound | None:
    """The header of a sheet seen for the first time; `why_no_header` tells why there is none."""
    found = candidates(grid)
    return _found(grid, found[0], merges_by_row(grid)) if found else None


def why_no_header(grid: Grid) -> NoHeader | None:
    """The reason why a sheet has no header, None when it has one."""
    return None if candidates(grid) else reason_for_none(grid)


def locate_header(grid: Grid, row_hint: int, wanted: Mapping[str, str]) -> HeaderFound | None:
    """The header that is already known, field -> header text: where it stood, or wherever most of it stands now.

    None when less than half of the wanted headers stand in any row.
    """
    names = {field_name: _key(header) for field_name, header in wanted.items()}
    if not names:
        return None
    merges = merges_by_row(grid)
    plain = {_key(header.rpartition(" #")[0] or header) for header in wanted.values()} | set(names.values())
    best: tuple[int, int, HeaderTexts] | None = None
    for row in _rows_to_try(grid, row_hint, plain, merges):
        texts = read_texts(grid, row, merges)
        present = {_key(column.name) for column in _numbered(texts.texts)}
        count = sum(name in present for name in names.values())
        if count and (best is None or count > best[0]):
            best = count, row, texts
        if row == row_hint and count == len(names):
            break
    if best is None or best[0] * 2 < len(names):
        return None
    count, row, texts = best
    table = next((t for t in grid.tables if t.top + t.header_rows - 1 == row and t.header_rows), None)
    present = {_key(column.name) for column in _numbered(texts.texts)}
    missing = tuple(field_name for field_name, name in names.items() if name not in present)
    candidate = Candidate(row, texts, count / len(names), "same-row" if row == row_hint else "moved", table)
    found = _found(grid, candidate, merges)
    return HeaderFound(
        found.row, found.columns, found.last_row, found.room_below, round(count / len(names), 2), found.why,
        found.groups, missing,
    )  # fmt: skip


_SEARCHED_ROWS = 1000


def _rows_to_try(grid: Grid, row_hint: int, wanted: set[str], merges: Mapping[int, list[Area]]) -> list[int]:
    """The row where it stood, then those that hold at least one of the wanted texts."""
    rows = [row_hint] if grid.first_row <= row_hint <= grid.last_row else []
    keys: dict[str, str] = {}
    for row in range(grid.first_row, min(grid.last_row, grid.first_row + _SEARCHED_ROWS) + 1):
        for value in grid.row(row):
            if isinstance(value, str) and len(value) < 200:
                key = keys.get(value)
                if key is None:
                    key = keys[value] = _key(value)
                if key in wanted:
                    rows.append(row)
                    if any(bottom > row for _, _, bottom, _ in merges.get(row, ())):
                        rows.append(row + 1)
                    break
    return list(dict.fromkeys(rows))


def _found(grid: Grid, candidate: Candidate, merges: Mapping[int, list[Area]]) -> HeaderFound:
    table: TableArea | None = candidate.table
    texts = candidate.texts.texts
    if table is not None:
        texts = {column: text for column, text in texts.items() if table.left <= column <= table.right}
    region = data_region(grid, candidate.row, texts, merges, table)
    return HeaderFound(
        candidate.row,
        _numbered(texts),
        region.last_row,
        region.room_below,
        candidate.confidence,
        candidate.why,
        candidate.texts.groups,
    )


def _numbered(texts: Mapping[int, str]) -> tuple[HeaderColumn, ...]:
    seen: dict[str, int] = {}
    columns: list[HeaderColumn] = []
    for number, text in sorted(texts.items()):
        key = _key(text)
        seen[key] = seen.get(key, 0) + 1
        columns.append(HeaderColumn(number, text, seen[key]))
    return tuple(columns)


def _key(text: str) -> str:
    """What counts as the same header: letters and digits, as `fold`; signs alone count as they are."""
    return fold(text) or squeeze(text)

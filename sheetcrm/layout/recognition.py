"""A whole workbook made by people, understood: its tabs, their columns, its language and its country.

Nothing is ever guessed in silence: every guess carries its confidence and what else it could be.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Literal

from sheetcrm.layout.column_match import ColumnFound, read_header
from sheetcrm.layout.evidence import Evidence, sample
from sheetcrm.layout.grid import Grid
from sheetcrm.layout.header import HeaderFound, NoHeader, find_header, why_no_header
from sheetcrm.layout.market import guess_language, guess_region
from sheetcrm.layout.tab_match import ROBOTS_OWN, TabChoice, tab_choices, title_meaning
from sheetcrm.layout.value_tests import Market
from sheetcrm.layout.weighing import Read
from sheetcrm.model.cells import CellValue

Remark = Literal["hidden", "second-of-its-kind", "like-another", "columns-unknown"]
"""Why a sheet is no tab, or is one with a doubt: hidden by people, another sheet is that tab, another might be."""


@dataclass(frozen=True, slots=True)
class TabFound:
    """A sheet with a header and the tab it seems to be, None for a sheet that is left alone.

    `rival` is the title of the other sheet that a remark speaks of.
    """

    title: str
    tab: str | None
    header: HeaderFound
    confidence: float
    columns: tuple[ColumnFound, ...]
    remark: Remark | None = None
    rival: str | None = None

    def field(self, field: str) -> ColumnFound | None:
        """The column that holds a field."""
        return next((column for column in self.columns if column.field == field), None)


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a workbook is made of. `without_header`: title -> why nothing was found there."""

    tabs: tuple[TabFound, ...]
    language: str
    region: str
    without_header: tuple[tuple[str, NoHeader], ...] = ()

    def tab(self, tab: str) -> TabFound | None:
        """The sheet that is that tab."""
        return next((found for found in self.tabs if found.tab == tab), None)


_RIVAL_SHARE = 0.5


def recognise(grids: Sequence[Grid], language: str | None = None, region: str | None = None) -> Recognised:
    """What the sheets of a workbook are; language and region are guessed when they are not given."""
    headers = [(grid, header) for grid in grids if (header := find_header(grid)) is not None]
    without = tuple((grid.title, why) for grid in grids if (why := why_no_header(grid)) is not None)
    spoken = language or guess_language(
        (column.text for _, header in headers for column in header.columns),
        (grid.title for grid in grids),
        chain.from_iterable(_values(grid, header) for grid, header in headers),
    )
    spoken = spoken or "en"
    country = region or guess_region(chain.from_iterable(_values(grid, header) for grid, header in headers), spoken)
    market = Market(spoken, country)
    ours = any(title_meaning(grid.title) == ("memory", 1.0) for grid in grids)
    sheets = [_Sheet(grid, header, _choices(grid, header, market, ours)) for grid, header in headers]
    return Recognised(tuple(_given(sheets)), spoken, country, without)


@dataclass(frozen=True, slots=True)
class _Sheet:
    grid: Grid
    header: HeaderFound
    choices: Sequence[TabChoice]

    @property
    def rows(self) -> int:
        return self.header.last_row - self.header.row


def _values(grid: Grid, header: HeaderFound) -> Iterator[CellValue]:
    for row in range(header.row + 1, min(header.last_row, header.row + 60) + 1):
        yield from grid.filled(row).values()


def _choices(grid: Grid, header: HeaderFound, market: Market, ours: bool) -> list[TabChoice]:
    """The tabs a sheet may be; a hidden sheet is none but one of ours."""
    choices = tab_choices(grid.title, read_columns(grid, header, market), ours)
    return [choice for choice in choices if not grid.hidden or (choice.tab in ROBOTS_OWN and ours)]


def read_columns(grid: Grid, header: HeaderFound, market: Market) -> list[Read]:
    """Every column of a header with what its text may mean and a sample of its values."""
    return [
        read_header(
            column,
            header.groups.get(column.number),
            Evidence(sample(grid, header.row + 1, header.last_row, column.number), market),
        )
        for column in header.columns
    ]


def _given(sheets: Sequence[_Sheet]) -> Iterator[TabFound]:
    """Each tab to the sheet that fits it best; of two that fit alike, the one with more rows, and the doubt is told."""
    holders: dict[str, _Sheet] = {}
    for sheet in sorted(sheets, key=lambda s: -(s.choices[0].points if s.choices else 0.0) - min(s.rows, 500) / 250):
        if sheet.choices:
            holders.setdefault(sheet.choices[0].tab, sheet)
    taken = set(holders)
    for sheet in sheets:
        if not sheet.choices:
            yield _left_alone(sheet, "hidden" if sheet.grid.hidden else "columns-unknown", None)
            continue
        best = sheet.choices[0]
        if holders[best.tab] is sheet:
            yield _tab(sheet, best, sheets)
            continue
        other = next((c for c in sheet.choices[1:] if c.tab not in taken and c.points >= 0.85 * best.points), None)
        if other is not None and title_meaning(sheet.grid.title)[0] == other.tab:
            taken.add(other.tab)
            holders[other.tab] = sheet
            yield _tab(sheet, other, sheets)
        else:
            yield _left_alone(sheet, "second-of-its-kind", holders[best.tab].grid.title)


def _tab(sheet: _Sheet, choice: TabChoice, sheets: Sequence[_Sheet]) -> TabFound:
    found = TabFound(sheet.grid.title, choice.tab, sheet.header, choice.confidence, choice.columns)
    rivals = [
        other
        for other in sheets
        if other is not sheet
        and other.choices
        and other.choices[0].tab == choice.tab
        and other.choices[0].points >= 0.8 * choice.points
        and other.rows >= _RIVAL_SHARE * sheet.rows
    ]
    if not rivals:
        return found
    return replace(found, confidence=min(found.confidence, 0.6), remark="like-another", rival=rivals[0].grid.title)


def _left_alone(sheet: _Sheet, remark: Remark, rival: str | None) -> TabFound:
    columns = tuple(
        ColumnFound(column.number, column.name, None, 1.0, "none") for column in sheet.header.columns
    )  # fmt: skip
    return TabFound(sheet.grid.title, None, sheet.header, 1.0, columns, remark, rival)

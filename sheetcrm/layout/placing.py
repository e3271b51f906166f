"""Where the columns, lists and colours of a layout stand in a workbook; numbers counted from 1, for every store alike.

Nothing that stands there has to give way: new columns go to the right of all that a sheet holds.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from sheetcrm.errors import WorkbookUnusable
from sheetcrm.layout.additions import LIST, Layout
from sheetcrm.layout.colours import ColourRule
from sheetcrm.layout.grid import Grid
from sheetcrm.layout.header import locate_header
from sheetcrm.model.settings import TabMapping

Places = Mapping[str, Mapping[str, int]]
"""Sheet title -> field -> column number."""

SPARE_ENTRIES = 30
"""Free cells under each choice list, for entries a team adds."""


class ListPlace(NamedTuple):
    """Where the entries of a choice list stand: sheet, column, first row, and how many we put there."""

    title: str
    column: int
    first_row: int
    entries: int

    @property
    def last_row(self) -> int:
        """The last row that belongs to the list, free cells for further entries included."""
        return self.first_row + self.entries - 1 + SPARE_ENTRIES


def placed(
    layout: Layout,
    grids: Sequence[Grid],
    mappings: Mapping[str, TabMapping],
    last_column: int,
    place: Callable[[Grid, int], int] | None = None,
) -> dict[str, dict[str, int]]:
    """Sheet title -> field -> column number, for what is there and for what the layout adds.

    `place` tells where new columns go in a sheet with its header in that row; else it is `first_free_column`. Raises
    WorkbookUnusable for a sheet in which they would go beyond `last_column`.
    """
    by_title = {grid.title: grid for grid in grids}
    places: dict[str, dict[str, int]] = {}
    for mapping in mappings.values():
        grid = by_title.get(mapping.title)
        header = locate_header(grid, mapping.header_row, mapping.columns) if grid is not None else None
        if header is not None:
            found = {field: header.column(name) for field, name in mapping.columns.items()}
            places[mapping.title] = {field: column.number for field, column in found.items() if column is not None}
    for new in layout.new_columns:
        start = (place or first_free_column)(by_title[new.title], new.header_row)
        if start + len(new.columns) - 1 > last_column:
            raise WorkbookUnusable("no-columns-left", sheet=new.title, count=len(new.columns))
        own = places.setdefault(new.title, {})
        own.update({column.field: start + at for at, column in enumerate(new.columns)})
    for tab in layout.new_tabs:
        places[tab.title] = {column.field: at for at, column in enumerate(tab.columns, 1)}
    return places


def first_free_column(grid: Grid, header_row: int) -> int:
    """The first column that is empty in the whole sheet, right beside the table where that is free.

    Notes that people keep to the right of a table stay where they are; the new columns then go behind them.
    """
    beside = _beside(grid, header_row)
    used = max((grid.first_column + len(row) - 1 for row in grid.rows if any(v is not None for v in row)), default=0)
    merged = max((right for _, _, _, right in grid.merged), default=0)
    at = beside - grid.first_column
    free = all(all(value is None for value in row[at:]) for row in grid.rows) and merged < beside
    return beside if free else max(used, merged, beside - 1) + 2


def inserted_column(grid: Grid, header_row: int) -> int:
    """The first column right beside a table, for stores that push aside what stands there by inserting.

    Not through cells merged from the header on downwards, and not through another block of cells further down: then
    it is the first free column.
    """
    beside = _beside(grid, header_row)
    crossing = [right for _, left, bottom, right in grid.merged if left < beside <= right and bottom >= header_row]
    beside = max([beside, *(right + 1 for right in crossing)])
    below = False
    for row in range(header_row + 1, grid.last_row + 1):
        if all(value is None for value in grid.row(row)):
            below = True
        elif below and grid.cell(row, beside - 1) is not None and grid.cell(row, beside) is not None:
            return first_free_column(grid, header_row)
    return beside


def _beside(grid: Grid, header_row: int) -> int:
    beside = max(grid.filled(header_row), default=grid.first_column - 1) + 1
    table = next((t for t in grid.tables if t.top <= header_row <= t.bottom), None)
    return max(beside, table.right + 1) if table is not None else beside


def list_places(layout: Layout, mappings: Mapping[str, TabMapping], places: Places) -> dict[str, ListPlace]:
    """List -> where its entries stand in the Settings tab; nothing for a list that has no column there."""
    settings = mappings.get("settings")
    made = next((tab for tab in layout.new_tabs if tab.tab == "settings"), None)
    title = made.title if made is not None else settings.title if settings is not None else None
    if title is None or title not in places:
        return {}
    first = (settings.header_row if settings is not None and made is None else 1) + 1
    return {
        name: ListPlace(title, number, first, len(entries))
        for name, entries in layout.lists.items()
        if (number := places[title].get(f"{LIST}{name}")) is not None
    }


def painted_columns(rule: ColourRule, places: Mapping[str, int]) -> list[tuple[int, int]]:
    """The columns a rule paints, first to last, in the order of the rule; the whole width when it names none."""
    if not rule.paint:
        return [(min(places.values()), max(places.values()))]
    return [(places[field], places[field]) for field in rule.paint if field in places]

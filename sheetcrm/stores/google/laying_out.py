"""A layout carried out on a Google spreadsheet: requests that Google applies all together or not at all.

Nothing that stands there is moved but by inserting columns; where people set something up, theirs stays.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from sheetcrm.errors import WorkbookUnusable
from sheetcrm.layout.additions import LIST, Layout, NewTab
from sheetcrm.layout.columns import column_layout
from sheetcrm.layout.grid import Grid, TableArea
from sheetcrm.layout.placing import ListPlace, Places, inserted_column, list_places, placed
from sheetcrm.model.settings import TabMapping
from sheetcrm.model.tabs import MEMORY, TABS
from sheetcrm.rules.memory import HIGHEST
from sheetcrm.stores.cells import column_letter
from sheetcrm.stores.google import dressing
from sheetcrm.stores.google.cells import Json
from sheetcrm.stores.google.facts import LAST_COLUMN, SheetFacts, after_insertion
from sheetcrm.stores.google.new_columns import (
    HIDDEN_ROWS,
    ROWS,
    added_tab,
    appended,
    entries,
    facts_of_new,
    inserted_columns,
    new_sheet_id,
    spare_columns,
)
from sheetcrm.stores.google.ranges import ENDLESS
from sheetcrm.stores.google.reading import quoted
from sheetcrm.stores.google.sorted_areas import widened
from sheetcrm.words import Words

MOST_CELLS = 10_000_000
"""The cells a spreadsheet may have, empty ones among them."""
LAST_ENTRY = 500
"""The last row that a dropdown looks at, where the entries and room for more do not reach further."""
ARCHIVE = "archive"
NUMBER = "number"
"""The one column of the robot that people may have had before: their own numbering."""


def requests_for(
    layout: Layout,
    grids: Sequence[Grid],
    mappings: Mapping[str, TabMapping],
    sheets: Mapping[str, SheetFacts],
    words: Words,
) -> list[Json]:
    """The requests that carry a layout out on what stands there; none when all of it stands there already.

    `grids` and `sheets` (title -> facts) must have been read together, `mappings` are those of before. The hidden
    Memory tab is among them when it is missing, whatever the layout says: the run marker lives on it.

    Raises WorkbookUnusable when a sheet is gone, full or protected.
    """
    layout = _with_memory(layout, mappings, sheets, words)
    _refuse_what_cannot_be(layout, grids, sheets)
    places = places_in(layout, grids, mappings, sheets)
    standing = dict(sheets)
    listed = list_places(layout, mappings, places)
    requests = [
        *_rows_for_lists(listed.values(), standing),
        *_grown(layout, mappings, places, standing),
        *_added_tabs(layout, listed.values(), standing),
        *_dressed(layout, grids, places, standing, _sources(listed, standing), words),
        *_warnings_on_new(layout.new_tabs, standing, words),
    ]
    if requests and sum(facts.rows * facts.columns for facts in standing.values()) > MOST_CELLS:
        raise WorkbookUnusable("no-cells-left", limit=MOST_CELLS)
    return requests


def places_in(
    layout: Layout, grids: Sequence[Grid], mappings: Mapping[str, TabMapping], sheets: Mapping[str, SheetFacts]
) -> dict[str, dict[str, int]]:
    """Sheet title -> field -> column number as it is once the layout was carried out."""
    return placed(layout, [_as_found(grid, sheets) for grid in grids], mappings, LAST_COLUMN, inserted_column)


def _with_memory(
    layout: Layout, mappings: Mapping[str, TabMapping], sheets: Mapping[str, SheetFacts], words: Words
) -> Layout:
    mapping = mappings.get(MEMORY.key)
    if any(tab.tab == MEMORY.key for tab in layout.new_tabs) or (mapping is not None and mapping.title in sheets):
        return layout
    known = mapping.columns if mapping is not None else {}
    columns = tuple(column_layout(MEMORY, column, words, header=known.get(column.key)) for column in MEMORY.columns)
    title = mapping.title if mapping is not None else words.tab(MEMORY.key)
    return replace(layout, new_tabs=(*layout.new_tabs, NewTab(MEMORY.key, title, True, columns)))


def _refuse_what_cannot_be(layout: Layout, grids: Sequence[Grid], sheets: Mapping[str, SheetFacts]) -> None:
    read = {grid.title for grid in grids}
    for new in layout.new_columns:
        if new.title not in read or new.title not in sheets:
            raise WorkbookUnusable("tab-lost", title=new.title)
    titles = {title.casefold() for title in sheets}
    for tab in layout.new_tabs:
        if tab.title.casefold() in titles:
            raise WorkbookUnusable("title-taken", sheet=tab.title)


def _as_found(grid: Grid, sheets: Mapping[str, SheetFacts]) -> Grid:
    """The grid with the merges and tables of the facts, so that no column is put into either."""
    facts = sheets.get(grid.title)
    if facts is None:
        return grid
    tables = tuple(TableArea(table.name, *table.area) for table in facts.tables)
    return replace(grid, merged=facts.merged or grid.merged, tables=tables or grid.tables)


def _rows_for_lists(listed: Iterable[ListPlace], standing: dict[str, SheetFacts]) -> Iterator[Json]:
    """Rows that a Settings tab lacks for its entries and some more."""
    for title in dict.fromkeys(at.title for at in listed):
        facts = standing.get(title)
        if facts is None:
            continue
        lacking = max(at.last_row for at in listed if at.title == title) - facts.rows
        if lacking > 0 and facts.locked:
            raise WorkbookUnusable("sheet-protected", sheet=title)
        yield from appended(facts.sheet_id, "ROWS", lacking)
        standing[title] = replace(facts, rows=facts.rows + max(0, lacking))


def _grown(
    layout: Layout, mappings: Mapping[str, TabMapping], places: Places, standing: dict[str, SheetFacts]
) -> Iterator[Json]:
    """New columns and the spare ones behind them, in the sheets that are there; `standing` is brought up to date."""
    new_columns = {new.title: new for new in layout.new_columns}
    dressed = {dress.title for dress in layout.dress}
    for title in dict.fromkeys([*(m.title for m in mappings.values() if m.title in places), *new_columns]):
        facts = standing.get(title)
        if facts is None:
            continue
        new = new_columns.get(title)
        count = len(new.columns) if new is not None else 0
        lacking = spare_columns(facts, places[title]) - count
        if lacking > 0 and facts.locked_for_columns(ENDLESS):
            raise WorkbookUnusable("sheet-protected", sheet=title)
        if new is not None and facts.columns + max(0, lacking) + count > LAST_COLUMN:
            raise WorkbookUnusable("no-columns-left", sheet=title, count=count)
        # The empty columns come first, so that there is always one behind those to be inserted.
        yield from appended(facts.sheet_id, "COLUMNS", lacking)
        facts = replace(facts, columns=facts.columns + max(0, lacking))
        if new is not None:
            columns = {places[title][column.field]: column for column in new.columns}
            if facts.locked_for_columns(min(columns)):
                raise WorkbookUnusable("sheet-protected", sheet=title)
            yield from inserted_columns(facts, new.header_row, columns, with_notes=title in dressed)
            for at, column in columns.items() if new.tab == "settings" else ():
                texts = layout.lists.get(column.field.removeprefix(LIST), ())
                yield from entries(facts.sheet_id, new.header_row + 1, at, texts)
            facts = after_insertion(facts, min(columns), count)
        standing[title] = facts


def _added_tabs(layout: Layout, listed: Iterable[ListPlace], standing: dict[str, SheetFacts]) -> Iterator[Json]:
    dressed = {dress.title for dress in layout.dress}
    for tab in layout.new_tabs:
        sheet_id = new_sheet_id(tab.tab, {facts.sheet_id for facts in standing.values()})
        rows = HIDDEN_ROWS if tab.hidden else ROWS
        rows = max([rows, *(at.last_row for at in listed if at.title == tab.title)])
        standing[tab.title] = facts_of_new(tab, sheet_id, rows)
        yield from added_tab(tab, standing[tab.title], with_notes=tab.title in dressed)
        if tab.tab == MEMORY.key:
            yield from _lines_for_numbers(sheet_id, [column.field for column in tab.columns])


def _lines_for_numbers(sheet_id: int, fields: Sequence[str]) -> Iterator[Json]:
    """A line for the highest number of each numbered tab: where it stands, a number and its note are one write."""
    keys = [f"{HIGHEST}{tab.key}" for tab in TABS if tab.key_column == NUMBER and tab.key != ARCHIVE]
    for field, texts in (("key", keys), ("value", ["0"] * len(keys))):
        yield from entries(sheet_id, 2, fields.index(field) + 1, texts)


def _sources(listed: Mapping[str, ListPlace], standing: Mapping[str, SheetFacts]) -> dict[str, str]:
    """List -> the range that a dropdown offers: down to the end of the Settings tab, as far as that is sensible."""
    sources = {}
    for name, at in listed.items():
        letter = column_letter(at.column)
        last = min(standing[at.title].rows, max(at.last_row, LAST_ENTRY))
        sources[name] = f"{quoted(at.title)}!${letter}${at.first_row}:${letter}${last}"
    return sources


def _dressed(
    layout: Layout,
    grids: Sequence[Grid],
    places: Places,
    standing: Mapping[str, SheetFacts],
    sources: Mapping[str, str],
    words: Words,
) -> Iterator[Json]:
    by_title = {grid.title: grid for grid in grids}
    added = {new.title: {column.field for column in new.columns} for new in layout.new_columns}
    new_titles = {tab.title for tab in layout.new_tabs}
    for dress in layout.dress:
        facts, own = standing.get(dress.title), places.get(dress.title)
        if facts is None or own is None:
            continue
        columns = {own[column.field]: column for column in dress.columns if column.field in own}
        yield from dressing.lists(facts, dress.header_row, columns, sources)
        yield from dressing.colours(facts, dress, own)
        if dress.title not in new_titles:
            new = added.get(dress.title, set())
            there = {at: column for at, column in columns.items() if column.field not in new}
            yield from dressing.notes(facts, dress.header_row, there)
            yield from dressing.formats(facts, dress.header_row, there, by_title[dress.title])
            yield from dressing.frozen_header(facts, dress.header_row)
            yield from widened(facts, dress.header_row, own)
            # People who number their clients themselves are not warned off their own column.
            robots = {at: column for at, column in columns.items() if column.field in new or column.field != NUMBER}
            areas = dressing.robots_areas(facts, dress.header_row, robots)
            yield from dressing.warnings(facts, areas, words.say("protected_columns"))


def _warnings_on_new(tabs: Iterable[NewTab], standing: Mapping[str, SheetFacts], words: Words) -> Iterator[Json]:
    for tab in tabs:
        facts = standing[tab.title]
        if tab.hidden:
            yield from dressing.warnings(facts, [(1, 1, ENDLESS, ENDLESS)], words.say("protected_memory"))
            continue
        yield from dressing.warnings(facts, [(1, 1, 1, len(tab.columns))], words.say("protected_header"))
        areas = dressing.robots_areas(facts, 1, dict(enumerate(tab.columns, 1)))
        yield from dressing.warnings(facts, areas, words.say("protected_columns"))

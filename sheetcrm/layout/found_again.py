"""The tabs of a config found again in a workbook that people went on changing: sheets and columns they renamed.

Only what is plain is followed; where two readings fit, the old name counts as gone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sheetcrm.layout.grid import Grid
from sheetcrm.layout.header import HeaderFound, locate_header
from sheetcrm.layout.mapping import SURE
from sheetcrm.layout.recognition import Recognised
from sheetcrm.model.settings import TabMapping
from sheetcrm.model.tabs import BY_NAME

_MOST_MISSING = 0.25
"""A renamed sheet has nearly all of its headers; one that shares a few with it is another sheet."""


def found_again(tabs: Mapping[str, TabMapping], grids: Sequence[Grid], recognised: Recognised) -> dict[str, TabMapping]:
    """The mappings as the workbook has them now, without the tabs and columns that have gone."""
    titles = {mapping.title for mapping in tabs.values()}
    by_title = {grid.title: grid for grid in grids}
    others = [grid for grid in grids if grid.title not in titles]
    found = {}
    for tab, mapping in tabs.items():
        grid = by_title.get(mapping.title) or _renamed(mapping, others)
        header = locate_header(grid, mapping.header_row, mapping.columns) if grid is not None else None
        if grid is None or header is None:
            continue
        kept = {field: name for field, name in mapping.columns.items() if field not in header.missing}
        renamed = _renamed_columns(tab, grid.title, header, kept, recognised)
        columns = {f: {**kept, **renamed}[f] for f in mapping.columns if f in kept or f in renamed}
        found[tab] = replace(mapping, title=grid.title, header_row=header.row, columns=columns)
    return found


def _renamed(mapping: TabMapping, others: Sequence[Grid]) -> Grid | None:
    """The one sheet that is no tab yet and has the headers of this one."""
    fitting = []
    for grid in others:
        header = locate_header(grid, mapping.header_row, mapping.columns)
        if header is not None and len(header.missing) <= _MOST_MISSING * len(mapping.columns):
            fitting.append(grid)
    return fitting[0] if len(fitting) == 1 else None


def _renamed_columns(
    tab: str, title: str, header: HeaderFound, kept: Mapping[str, str], recognised: Recognised
) -> dict[str, str]:
    """Field -> new header, for columns of people that are surely understood under another name now."""
    sheet = next((found for found in recognised.tabs if found.title == title), None)
    if sheet is None:
        return {}
    taken = set(kept.values())
    renamed = {}
    for field in header.missing:
        spec, column = BY_NAME[tab].column(field), sheet.field(field)
        if spec is None or spec.robot or column is None:
            continue
        if column.confidence >= SURE and column.header not in taken:
            renamed[field] = column.header
            taken.add(column.header)
    return renamed

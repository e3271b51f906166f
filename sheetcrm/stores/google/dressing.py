"""What makes typing easier in a sheet, as requests: lists, notes, formats, colours, warnings, the frozen header.

What people set up stays; of ours, only what is not there yet is asked for, so that a second time asks for nothing.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from sheetcrm.layout.additions import Dress
from sheetcrm.layout.colours import ColourRule, formula, holds_for_text
from sheetcrm.layout.columns import ColumnLayout
from sheetcrm.layout.grid import Area, Grid
from sheetcrm.layout.placing import painted_columns
from sheetcrm.stores.cells import column_letter
from sheetcrm.stores.google.cells import Json
from sheetcrm.stores.google.facts import TEXT_KINDS, SheetFacts
from sheetcrm.stores.google.looks import colour_format, note_of, number_format_of
from sheetcrm.stores.google.ranges import ENDLESS, column_below, covers, grid_range, runs

Columns = Mapping[int, ColumnLayout]
"""Column number -> how it is laid out."""

_QUOTED = re.compile(r'("(?:[^"]|"")*")')


def lists(facts: SheetFacts, header_row: int, columns: Columns, sources: Mapping[str, str]) -> list[Json]:
    """A dropdown for every column with a list, unless the column has a validation; what is not listed may be typed.

    `sources`: list -> the range of its entries.
    """
    made = []
    for at, column in columns.items():
        source, area = sources.get(column.choices or ""), column_below(header_row + 1, at)
        values = [f"={source}"] if source is not None else list(column.options)
        if not values or at in facts.validated or at in facts.typed or facts.is_locked(area):
            continue
        rule = {
            "condition": {
                "type": "ONE_OF_RANGE" if source is not None else "ONE_OF_LIST",
                "values": [{"userEnteredValue": value} for value in values],
            },
            "inputMessage": column.prompt[1] or column.prompt[0],
            "strict": False,
            "showCustomUi": True,
        }
        # Without filteredRowsIncluded, rows that somebody's filter hides just now would stay without the list.
        request = {"range": grid_range(facts.sheet_id, area), "rule": rule, "filteredRowsIncluded": True}
        made.append({"setDataValidation": request})
    return made


def notes(facts: SheetFacts, header_row: int, columns: Columns) -> list[Json]:
    """The prompt of a column as the note of its header, unless a note stands there."""
    made = []
    for at, column in columns.items():
        row, number = _shown_at(facts.merged, header_row, at)
        cell = row, number, row, number
        if note_of(column) and number == at and (row, number) not in facts.notes and not facts.is_locked(cell):
            rows = [{"values": [{"note": note_of(column)}]}]
            made.append({"updateCells": {"range": grid_range(facts.sheet_id, cell), "rows": rows, "fields": "note"}})
    return made


def _shown_at(merged: Iterable[Area], row: int, column: int) -> tuple[int, int]:
    """Where a cell shows what it holds: the first of those that it is merged with."""
    return next(((a[0], a[1]) for a in merged if covers(a, (row, column, row, column))), (row, column))


def formats(facts: SheetFacts, header_row: int, columns: Columns, grid: Grid) -> list[Json]:
    """Number formats for the robot's columns, and text for what would lose its plus or its zeros when typed.

    A column in which any cell has a format keeps it; where numbers or formulas stand, nothing becomes text.
    """
    made = []
    calculated = {at for row, at in grid.formulas if row > header_row}
    for at, column in columns.items():
        written, area = number_format_of(column), column_below(header_row + 1, at)
        if written is None or not (column.robot or column.kind in TEXT_KINDS):
            continue
        if at in facts.formatted or at in facts.typed or facts.is_locked(area):
            continue
        if written["type"] == "TEXT" and (at in calculated or not _only_texts(grid, header_row, at)):
            continue
        cell = {"userEnteredFormat": {"numberFormat": written}}
        request = {
            "range": grid_range(facts.sheet_id, area), "cell": cell, "fields": "userEnteredFormat.numberFormat",
        }  # fmt: skip
        made.append({"repeatCell": request})
    return made


def _only_texts(grid: Grid, header_row: int, column: int) -> bool:
    cells = (grid.cell(row, column) for row in range(header_row + 1, grid.last_row + 1))
    return all(value is None or isinstance(value, str) for value in cells)


def colours(facts: SheetFacts, dress: Dress, places: Mapping[str, int]) -> list[Json]:
    """The colour rules of a sheet, behind those that stand there, unless the same condition stands there already."""
    letters = {field: column_letter(number) for field, number in places.items()}
    headers = {column.field: column.header for column in dress.columns}
    made: list[Json] = []
    for rule in dress.colours:
        if rule.look_at not in letters or (rule.paint and not painted_columns(rule, places)):
            continue
        # A rule that looks at the row above cannot begin in row 1.
        first = dress.header_row + (rule.when == "differs")
        areas = [(first, left, ENDLESS, right) for left, right in painted_columns(rule, places)]
        areas = [area for area in areas if not facts.is_locked(area)]
        held = holds_for_text(rule, headers.get(rule.look_at, ""))
        if not areas or all(_stands(facts, rule, area, letters, dress.header_row, held) for area in areas):
            continue
        condition = _condition(rule, letters, first, dress.header_row, held)
        boolean = {
            "condition": {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": condition}]},
            "format": colour_format(rule),
        }
        ranges = [grid_range(facts.sheet_id, area) for area in areas]
        request = {"rule": {"ranges": ranges, "booleanRule": boolean}, "index": len(facts.rules) + len(made)}
        made.append({"addConditionalFormatRule": request})
    return made


def _condition(rule: ColourRule, letters: Mapping[str, str], row: int, header_row: int, held: bool) -> str:
    """The condition for a row. It begins at the header, so that a row inserted under the header is coloured as well.

    A header of which the condition itself would be true (`held`) is kept out by its row. Every locale of Google
    reads semicolons; only some read commas.
    """
    plain = formula(rule, letters, row, ";")
    if not held:
        return f"={plain}"
    letter = letters[rule.look_at]
    return f"=AND(ROW(${letter}{row})>ROW(${letter}${header_row});{plain})"


def _stands(
    facts: SheetFacts, rule: ColourRule, area: Area, letters: Mapping[str, str], header_row: int, held: bool
) -> bool:
    """Whether a rule with this condition covers the columns: people may have cut it at the ends or changed its look."""
    for standing in facts.rules:
        if standing.formula is None:
            continue
        across = [one for one in standing.areas if one[1] <= area[1] and one[3] >= area[3]]
        tops = {one[0] for one in standing.areas}
        wanted = {_plain(_condition(rule, letters, top, header_row, held)) for top in tops}
        if across and _plain(standing.formula) in wanted:
            return True
    return False


def _plain(formula_text: str) -> str:
    """A formula without what may be written either way: blanks, capitals, the sign between arguments.

    >>> _plain('= and(A1 > 1; B1="a;b")')
    '=AND(A1>1,B1="a;b")'
    """
    parts = _QUOTED.split(formula_text)
    parts[::2] = ["".join(part.split()).upper().replace(";", ",") for part in parts[::2]]
    return "".join(parts)


def warnings(facts: SheetFacts, areas: Sequence[Area], description: str) -> list[Json]:
    """A protection that only warns for each of those areas."""
    return [
        {
            "addProtectedRange": {
                "protectedRange": {
                    "range": grid_range(facts.sheet_id, area), "description": description, "warningOnly": True,
                }
            }
        }
        for area in areas
    ]  # fmt: skip


def robots_areas(facts: SheetFacts, header_row: int, columns: Columns) -> list[Area]:
    """The robot's columns from the header down that are not protected yet, those side by side as one area."""
    guarded = [
        range(left, right + 1)
        for top, left, bottom, right in facts.protected
        if top <= header_row + 1 and bottom > header_row + 1
    ]
    bare = [at for at, column in columns.items() if column.robot and not any(at in span for span in guarded)]
    return [(header_row, first, ENDLESS, last) for first, last in runs(bare)]


DEEPEST_FROZEN = 6
"""A header further down would leave no room for the rows on a small screen."""


def frozen_header(facts: SheetFacts, header_row: int) -> list[Json]:
    """Keep a header in sight, with the banner above it, where nothing is frozen and nothing merged reaches across.

    A sort of the whole sheet then leaves both where they are.
    """
    if header_row > DEEPEST_FROZEN or facts.frozen_rows or facts.hidden or facts.rows <= header_row:
        return []
    crossed = any(top <= header_row < bottom for top, _, bottom, _ in facts.merged)
    if crossed or facts.is_locked((1, 1, header_row, ENDLESS)):
        return []
    properties = {"sheetId": facts.sheet_id, "gridProperties": {"frozenRowCount": header_row}}
    return [{"updateSheetProperties": {"properties": properties, "fields": "gridProperties.frozenRowCount"}}]

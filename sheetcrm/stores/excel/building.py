"""A layout carried out on a workbook that is there: columns at the right, sheets at the end, lists, prompts, colours.

Nothing that stands there is moved; where people set up a validation of their own, theirs stays.
"""

from collections.abc import Mapping, Sequence

from sheetcrm.layout.additions import LIST, Dress, Layout, NewColumns, NewTab
from sheetcrm.layout.colours import HEADER_FILL, HEADER_FONT, ROBOT_FILL, formula
from sheetcrm.layout.columns import ColumnLayout
from sheetcrm.layout.grid import Grid
from sheetcrm.layout.placing import Places, list_places, painted_columns, placed
from sheetcrm.model.settings import TabMapping
from sheetcrm.stores.cells import column_letter
from sheetcrm.stores.excel.edits import CellStyle, Conditional, NewSheet, SheetEdits, Validation

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
_INLINE = 255


def places_of(layout: Layout, grids: Sequence[Grid], mappings: Mapping[str, TabMapping]) -> dict[str, dict[str, int]]:
    """Sheet title -> field -> column number, for what is there and for what the layout adds.

    Raises WorkbookUnusable for a sheet that is full to its last column.
    """
    return placed(layout, grids, mappings, LAST_COLUMN)


def edits_for(layout: Layout, places: Places, lists: Mapping[str, str]) -> dict[str, SheetEdits]:
    """The edits of the sheets that are there already. `lists`: list -> the range that holds its entries."""
    edits: dict[str, SheetEdits] = {}
    new_titles = {tab.title for tab in layout.new_tabs}
    for new in layout.new_columns:
        _add_columns(edits.setdefault(new.title, SheetEdits()), new, places[new.title], layout)
    for dress in layout.dress:
        if dress.title not in new_titles and dress.title in places:
            target = edits.setdefault(dress.title, SheetEdits())
            target.validations += validations_for(dress, places[dress.title], lists)
            target.conditional += conditionals_for(dress, places[dress.title])
    return edits


def new_sheets_for(layout: Layout, places: Places, lists: Mapping[str, str]) -> list[NewSheet]:
    """The sheets to be added, dressed."""
    dressed = {dress.title: dress for dress in layout.dress}
    return [_new_sheet(tab, dressed.get(tab.title), places[tab.title], lists) for tab in layout.new_tabs]


def list_ranges(layout: Layout, mappings: Mapping[str, TabMapping], places: Places) -> dict[str, str]:
    """List -> the range of its entries in the Settings tab, with room for more."""
    ranges = {}
    for name, at in list_places(layout, mappings, places).items():
        quoted, letter = at.title.replace("'", "''"), column_letter(at.column)
        ranges[name] = f"'{quoted}'!${letter}${at.first_row}:${letter}${at.last_row}"
    return ranges


def validations_for(dress: Dress, places: Mapping[str, int], lists: Mapping[str, str]) -> list[Validation]:
    """Per column the expected form shown while a cell is filled, with the dropdown where there is a list."""
    made = []
    for column in dress.columns:
        number = places.get(column.field)
        if number is None:
            continue
        letter = column_letter(number)
        ref = f"{letter}{dress.header_row + 1}:{letter}{LAST_ROW}"
        title, text = column.prompt
        source = lists.get(column.choices or "") or _inline(column.options)
        kind = "list" if source else "any"
        made.append(Validation(ref, kind, source or "", prompt_title=title, prompt=text))
    return made


def _inline(options: Sequence[str]) -> str:
    """The choices as one text, if a file can hold them so."""
    text = ",".join(options)
    return text if len(text) <= _INLINE and not any("," in option or '"' in option for option in options) else ""


def conditionals_for(dress: Dress, places: Mapping[str, int]) -> list[Conditional]:
    """The colour rules of a sheet as conditional formats."""
    letters = {field: column_letter(number) for field, number in places.items()}
    first = dress.header_row + 1
    made = []
    for rule in dress.colours:
        if rule.look_at not in letters or (rule.paint and not painted_columns(rule, places)):
            continue
        condition = formula(rule, letters, first)
        for left, right in painted_columns(rule, places):
            ref = f"{column_letter(left)}{first}:{column_letter(right)}{LAST_ROW}"
            made.append(Conditional(ref, condition, rule.fill, rule.font, rule.bold))
    return made


def _add_columns(edits: SheetEdits, new: NewColumns, places: Mapping[str, int], layout: Layout) -> None:
    for column in new.columns:
        number = places[column.field]
        edits.cells[new.header_row, number] = column.header
        edits.cell_styles[new.header_row, number] = header_style(column)
        edits.widths[number] = column.width
        if column.hidden:
            edits.hidden_columns.add(number)
        entries = layout.lists.get(column.field.removeprefix(LIST), ()) if new.tab == "settings" else ()
        for at, entry in enumerate(entries):
            edits.cells[new.header_row + 1 + at, number] = entry


def header_style(column: ColumnLayout) -> CellStyle:
    """The robot's columns are grey, so that people see where typing is of no use."""
    return CellStyle(bold=True, fill_rgb=ROBOT_FILL if column.robot else HEADER_FILL, font_rgb=HEADER_FONT, wrap=True)


def _new_sheet(tab: NewTab, dress: Dress | None, places: Mapping[str, int], lists: Mapping[str, str]) -> NewSheet:
    sheet = NewSheet(
        tab.title,
        rows=[[column.header for column in tab.columns]],
        widths={at: column.width for at, column in enumerate(tab.columns, 1)},
        hidden="hidden" if tab.hidden else "visible",
        freeze_row=tab.freeze[0],
        freeze_column=tab.freeze[1],
        hidden_columns={at for at, column in enumerate(tab.columns, 1) if column.hidden},
        tab_colour=tab.tab_colour,
        heights=dict.fromkeys(range(2, 2 + tab.high_rows[0]), tab.high_rows[1]),
        across=bool(tab.high_rows[0]),
    )
    for at, column in enumerate(tab.columns, 1):
        sheet.cell_styles[1, at] = header_style(column)
        if column.number_format is not None:
            sheet.column_formats[at] = column.number_format
        if tab.tab in ("calendar", "tasks") and not column.hidden:
            sheet.column_styles[at] = CellStyle(wrap=column.wraps, top=True)
        for row, entry in enumerate(tab.lists.get(column.field, ()), 2):
            sheet.cells[row, at] = entry
        if tab.example_row is not None and column.field in tab.example_row:
            sheet.cells[2, at] = tab.example_row[column.field]
    if dress is not None:
        sheet.validations = validations_for(dress, places, lists)
        sheet.conditional = conditionals_for(dress, places)
    return sheet

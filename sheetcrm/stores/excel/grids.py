"""Sheets of a file in the form that `layout` understands."""

from sheetcrm.layout.grid import Grid, TableArea
from sheetcrm.stores.excel.edits import SheetRead, WorkbookRead
from sheetcrm.stores.tables_of import Sheets


def grid_of(sheet: SheetRead) -> Grid:
    """A sheet as a grid."""
    return Grid(
        sheet.name,
        sheet.first_row,
        sheet.first_column,
        sheet.rows,  # type: ignore[arg-type]  # calamine reads no Decimal, and durations become texts by column
        tuple((area.top, area.left, area.bottom, area.right) for area in sheet.merged),
        tuple(
            TableArea(t.name, t.ref.top, t.ref.left, t.ref.bottom, t.ref.right, t.header_rows, t.totals_rows)
            for t in sheet.tables
        ),
        sheet.hidden,
        frozenset(sheet.formulas),
    )


def sheets_of(book: WorkbookRead) -> Sheets:
    """Every sheet with its formulas."""
    return {title: (grid_of(sheet), sheet.formulas) for title, sheet in book.sheets.items()}

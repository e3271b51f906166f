"""Whole new sheets: their XML, and their entries in the workbook, its relationships and the content types."""

import datetime
import re
from collections.abc import Sequence
from io import StringIO

from sheetcrm.errors import WorkbookUnusable
from sheetcrm.stores.excel.addresses import letters, reference
from sheetcrm.stores.excel.cell_xml import cell_content, refusal_of
from sheetcrm.stores.excel.dressing import conditional_splices, pane_xml, validation_splices
from sheetcrm.stores.excel.edits import Address, Area, NewSheet, Refused, Written
from sheetcrm.stores.excel.package import Package
from sheetcrm.stores.excel.parts import RELATIONSHIPS, XML_HEAD, WorkbookPart, add_content_type, add_relation
from sheetcrm.stores.excel.sheet_index import index_sheet
from sheetcrm.stores.excel.styles import StyleBook, opaque
from sheetcrm.stores.excel.xml_spans import Splice, attributes, children, escaped, inside_at_end, masked, spliced

_WORKSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_STATES = ("visible", "hidden", "veryHidden")


def check_name(name: str, taken: Sequence[str]) -> None:
    """Raise unless Excel would take the name for a new sheet."""
    bad = not name.strip() or len(name) > 31 or _FORBIDDEN.search(name) or name[0] == "'" or name[-1] == "'"
    if bad or name.lower() == "history":
        raise WorkbookUnusable("bad-sheet-name", sheet=name)
    if name.lower() in {one.lower() for one in taken}:
        raise WorkbookUnusable("sheet-exists", sheet=name)


def sheet_cells(sheet: NewSheet) -> dict[Address, Written]:
    """Give all cells of a new sheet by address."""
    cells = {
        (row, column): value
        for row, line in enumerate(sheet.rows, 1)
        for column, value in enumerate(line, 1)
        if value is not None
    }
    return cells | sheet.cells


def add_sheet(
    package: Package, workbook: WorkbookPart, sheet: NewSheet, book: StyleBook, date1904: bool, step: int
) -> tuple[str, Splice, list[Refused]]:
    """Add a sheet's part and give its name, the splice for the workbook part, and the cells that were refused.

    `step` counts the sheets added in this run, from 1.
    """
    if sheet.hidden not in _STATES:
        raise ValueError(f"a sheet cannot be {sheet.hidden!r}")
    content, refused = sheet_xml(sheet, workbook.namespace, book, date1904)
    number = 1
    while package.holds(f"xl/worksheets/sheet{number}.xml"):
        number += 1
    part = f"xl/worksheets/sheet{number}.xml"
    package.add(part, content)
    add_content_type(package, part, _WORKSHEET)
    identity = add_relation(package, workbook.part, "worksheet", part, workbook.strict)
    whole = package.read(workbook.part)
    mask = masked(whole)
    parent = next(one for one in children(mask, workbook.root.inner, workbook.root.close) if one.name == "sheets")
    given = [attributes(mask[one.start : one.inner]) for one in children(mask, parent.inner, parent.close)]
    highest = max([int(one["sheetId"]) for one in given if one.get("sheetId", "").isdigit()], default=0)
    place = next((name for one in given for name in one if name.endswith(":id")), "")
    place, declared = place or "r:id", ""
    known = attributes(mask[workbook.root.start : workbook.root.inner]) | attributes(mask[parent.start : parent.inner])
    if f"xmlns:{place.partition(':')[0]}" not in known:
        declared = f' xmlns:{place.partition(":")[0]}="{RELATIONSHIPS[workbook.strict].rstrip("/")}"'
    state = "" if sheet.hidden == "visible" else f' state="{sheet.hidden}"'
    mark = parent.prefix.decode()
    entry = (
        f'<{mark}sheet name="{escaped(sheet.name)}" sheetId="{highest + step}"{state} {place}="{identity}"{declared}/>'
    )
    return part, inside_at_end(whole, parent, entry.encode()), refused


def sheet_xml(sheet: NewSheet, namespace: str, book: StyleBook, date1904: bool) -> tuple[bytes, list[Refused]]:
    """Write a whole sheet; cells that cannot hold their value come back with the word for why."""
    cells, refused = sheet_cells(sheet), []
    for address, value in list(cells.items()):
        why = refusal_of(value, date1904)
        if why is not None:
            refused.append(Refused(sheet.name, *address, why))
            del cells[address]
    for address in [*sheet.cell_styles, *sheet.formats]:
        cells.setdefault(address, None)
    out = StringIO()
    out.write(f'<worksheet xmlns="{namespace}">')
    colour = f'<tabColor rgb="{opaque(sheet.tab_colour)}"/>' if sheet.tab_colour else ""
    fit = '<pageSetUpPr fitToPage="1"/>' if sheet.across else ""
    if colour or fit:
        out.write(f"<sheetPr>{colour}{fit}</sheetPr>")
    if cells:
        rows, columns = [row for row, _ in cells], [column for _, column in cells]
        out.write(f'<dimension ref="{reference(Area(min(rows), min(columns), max(rows), max(columns)))}"/>')
    pane = pane_xml(sheet.freeze_row, "", sheet.freeze_column) if sheet.freeze_row else ""
    out.write(f'<sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>')
    out.write('<sheetFormatPr defaultRowHeight="15"/>')
    shaped = sorted({*sheet.widths, *sheet.column_formats, *sheet.column_styles})
    if shaped:
        out.write("<cols>" + "".join(_column(sheet, column, book) for column in shaped) + "</cols>")
    out.write("<sheetData>")
    last = 0
    for row, column in sorted(cells):
        if row != last:
            out.write(("</row>" if last else "") + f"<row{_row(sheet, row)}>")
            last = row
        value = cells[(row, column)]
        wish = sheet.cell_styles.get((row, column))
        look = book.fitting(0, None, sheet.column_formats.get(column))
        look = book.laid_over(look, wish) if wish else look
        look = book.fitting(look, value, sheet.formats.get((row, column)))
        kind, inner = cell_content(value, "", date1904)
        style = f' s="{look}"' if look or isinstance(value, datetime.date | datetime.time | datetime.timedelta) else ""
        out.write(
            f'<c r="{letters(column)}{row}"{style}{kind}>{inner}</c>'
            if inner
            else f'<c r="{letters(column)}{row}"{style}/>'
        )
    out.write("</row>" if last else "")
    out.write("".join(f"<row{_row(sheet, row)}/>" for row in sorted(sheet.heights) if row > last))
    setup = '<pageSetup paperSize="9" fitToHeight="0" orientation="landscape"/>' if sheet.across else ""
    out.write(f"</sheetData>{setup}</worksheet>")
    content = XML_HEAD + out.getvalue().encode()
    index = index_sheet(content, sheet.name, rows=False)
    splices = validation_splices(index, sheet.validations)[0] + conditional_splices(index, sheet.conditional, book)
    # both kinds are put at the same place, the conditional formats first
    splices.sort(key=lambda one: b"conditionalFormatting" not in one.content)
    return spliced(content, splices), refused


def _row(sheet: NewSheet, row: int) -> str:
    height = sheet.heights.get(row)
    return f' r="{row}"' + (f' ht="{height:g}" customHeight="1"' if height is not None else "")


def _column(sheet: NewSheet, column: int, book: StyleBook) -> str:
    width = sheet.widths.get(column)
    look = book.fitting(0, None, sheet.column_formats.get(column))
    wish = sheet.column_styles.get(column)
    look = book.laid_over(look, wish) if wish else look
    shape = f' width="{width:g}" customWidth="1"' if width is not None else ' width="9.14"'
    shape += ' hidden="1"' if column in sheet.hidden_columns else ""
    return f'<col min="{column}" max="{column}"{shape}' + (f' style="{look}"/>' if look else "/>")

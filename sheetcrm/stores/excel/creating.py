"""A whole new workbook from a layout, written with XlsxWriter: nobody's work is at stake there."""

import datetime as dt
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sheetcrm.errors import WorkbookNotWritable
from sheetcrm.layout.additions import Dress, Layout, NewTab
from sheetcrm.layout.colours import HEADER_FILL, HEADER_FONT, ROBOT_FILL
from sheetcrm.stores.excel.building import conditionals_for, list_ranges, places_of, validations_for

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet


def create_workbook(path: Path, layout: Layout) -> None:
    """Write the workbook; it appears whole or not at all, and never over a file that is there."""
    import xlsxwriter

    temporary = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        options = {"default_date_format": "yyyy-mm-dd", "strings_to_formulas": False, "strings_to_urls": False}
        book: Workbook = xlsxwriter.Workbook(str(temporary), options)
        places = places_of(layout, (), {})
        lists = list_ranges(layout, {}, places)
        dressed = {dress.title: dress for dress in layout.dress}
        for tab in layout.new_tabs:
            _write_tab(book, tab, dressed.get(tab.title), places[tab.title], lists)
        book.close()
        os.link(temporary, path)
    except FileExistsError as error:
        raise WorkbookNotWritable("workbook-exists", path=path) from error
    except OSError as error:
        raise WorkbookNotWritable("not-writable", path=path, reason=error.strerror or str(error)) from error
    finally:
        temporary.unlink(missing_ok=True)


def _write_tab(
    book: "Workbook", tab: NewTab, dress: Dress | None, places: Mapping[str, int], lists: Mapping[str, str]
) -> None:
    sheet: Worksheet = book.add_worksheet(tab.title)
    sheet.freeze_panes(*tab.freeze)
    sheet.hide_gridlines(0)
    sheet.set_row(0, 32)
    if tab.hidden:
        sheet.hide()
    for row in range(1, 1 + tab.high_rows[0]):
        sheet.set_row(row, tab.high_rows[1])
    if tab.high_rows[0]:
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
    if tab.tab_colour:
        sheet.set_tab_color(f"#{tab.tab_colour}")
    for at, column in enumerate(tab.columns):
        look: dict[str, Any] = {"valign": "top"}
        if column.number_format:
            look["num_format"] = column.number_format
        if column.wraps:
            look["text_wrap"] = True
        if column.robot:
            look["font_color"] = "#595959"
        body = book.add_format(look)
        sheet.set_column(at, at, column.width, body, {"hidden": column.hidden})
        fill = ROBOT_FILL if column.robot else HEADER_FILL
        head = {
            "bold": True, "bg_color": f"#{fill}", "font_color": f"#{HEADER_FONT}", "text_wrap": True,
            "valign": "vcenter", "bottom": 2, "bottom_color": "#8EA9DB",
        }  # fmt: skip
        sheet.write_string(0, at, column.header, book.add_format(head))
        for row, entry in enumerate(tab.lists.get(column.field, ()), 1):
            sheet.write_string(row, at, entry, body)
        example = (tab.example_row or {}).get(column.field)
        if isinstance(example, dt.date):
            sheet.write_datetime(1, at, dt.datetime.combine(example, dt.time()), body)
        elif example is not None:
            sheet.write(1, at, example, body)
    if tab.columns and not tab.hidden and tab.tab not in ("calendar", "settings"):
        sheet.autofilter(0, 0, 0, len(tab.columns) - 1)
    if dress is not None:
        _dress(book, sheet, dress, places, lists)


def _dress(
    book: "Workbook", sheet: "Worksheet", dress: Dress, places: Mapping[str, int], lists: Mapping[str, str]
) -> None:
    for rule in validations_for(dress, places, lists):
        options: dict[str, Any] = {
            "validate": rule.kind, "input_title": rule.prompt_title[:32], "input_message": rule.prompt[:255],
            "error_type": "information",
        }  # fmt: skip
        if rule.kind == "list":
            options["source"] = f"={rule.formula}" if "!" in rule.formula else rule.formula.split(",")
            options["show_error"] = False
        sheet.data_validation(rule.ref, options)
    for colour in conditionals_for(dress, places):
        look: dict[str, Any] = {}
        if colour.fill_rgb:
            look["bg_color"] = f"#{colour.fill_rgb}"
        if colour.font_rgb:
            look["font_color"] = f"#{colour.font_rgb}"
        if colour.bold:
            look["bold"] = True
        sheet.conditional_format(
            colour.ref, {"type": "formula", "criteria": f"={colour.formula}", "format": book.add_format(look)}
        )

"""What grows with added rows and columns, and the help for typing that is laid over a sheet."""

import datetime
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from sheetcrm.stores.excel.edits import Conditional, NewSheet, SheetEdits, Validation
from sheetcrm.stores.excel.patch import patch_workbook
from sheetcrm.stores.excel.reading import read_workbook

Parts = Callable[[Path], dict[str, bytes]]
Build = Callable[..., Path]
Opened = Callable[[Path], openpyxl.Workbook]
ADDED = {(7, 1): "client 6", (7, 2): datetime.date(1990, 5, 6), (7, 3): 10, (8, 1): "client 7", (8, 3): 20}


def test_a_table_takes_in_the_rows_below_with_their_calculated_cells(rich: Path, parts: Parts) -> None:
    patch_workbook(rich, {"Clients": SheetEdits(cells=dict(ADDED))})
    sheet = read_workbook(rich).sheets["Clients"]
    assert sheet.tables[0].ref == (1, 1, 8, 5)
    assert sheet.formulas[(7, 4)] == sheet.formulas[(8, 4)] == sheet.formulas[(6, 4)]
    assert b'<autoFilter ref="A1:E8"/>' in parts(rich)["xl/tables/table1.xml"]


def test_a_value_given_for_a_calculated_column_wins(rich: Path) -> None:
    patch_workbook(rich, {"Clients": SheetEdits(cells={**ADDED, (7, 4): 99})})
    sheet = read_workbook(rich).sheets["Clients"]
    assert sheet.rows[6][3] == 99
    assert (7, 4) not in sheet.formulas


def test_added_rows_take_the_looks_of_the_row_above(rich: Path, opened: Opened) -> None:
    patch_workbook(rich, {"Clients": SheetEdits(cells=dict(ADDED))})
    assert opened(rich)["Clients"]["B7"].number_format == "dd.mm.yyyy"


def test_the_first_row_under_a_heading_does_not_look_like_one(made: Build, parts: Parts) -> None:
    path = made('<row r="1"><c r="A1" s="1" t="str"><v>Name</v></c></row>', before='<dimension ref="A1"/>')
    patch_workbook(path, {"S": SheetEdits(cells={(2, 1): "x"})})
    content = parts(path)["xl/worksheets/sheet1.xml"]
    assert b'<row r="2"><c r="A2" t="inlineStr">' in content
    assert b'<dimension ref="A1:A2"/>' in content


def test_validations_formats_and_filters_cover_added_rows(filtered: Path, parts: Parts) -> None:
    patch_workbook(filtered, {"Clients": SheetEdits(cells={**ADDED, (7, 5): "m"})})
    content = parts(filtered)["xl/worksheets/sheet1.xml"].decode()
    assert 'sqref="A2:A8"' in content
    assert re.search(r'<dataValidation type="textLength"[^>]*sqref="A2:A8"', content)
    assert re.search(r'<dataValidation type="list"[^>]*sqref="E2:E7"', content)
    assert '<conditionalFormatting sqref="C2:C8">' in content
    assert "<xm:sqref>C2:C8</xm:sqref>" in content
    assert "<xm:sqref>G2</xm:sqref>" in content
    assert '<autoFilter ref="A1:E8"/>' in content
    assert "Clients!$A$1:$E$8</definedName>" in parts(filtered)["xl/workbook.xml"].decode()


def test_rows_further_down_grow_nothing(filtered: Path, parts: Parts) -> None:
    patch_workbook(filtered, {"Clients": SheetEdits(cells={(9, 1): "far"})})
    content = parts(filtered)["xl/worksheets/sheet1.xml"].decode()
    assert '<autoFilter ref="A1:E6"/>' in content
    assert 'sqref="A2:A6"' in content


def test_a_rule_for_one_row_in_the_middle_is_not_stretched(made: Build, parts: Parts) -> None:
    rows = "".join(f'<row r="{row}"><c r="A{row}"><v>1</v></c></row>' for row in (1, 2, 3))
    after = '<conditionalFormatting sqref="A3"><cfRule type="duplicateValues" priority="1"/></conditionalFormatting>'
    path = made(rows, after=after)
    patch_workbook(path, {"S": SheetEdits(cells={(4, 1): 2})})
    assert b'sqref="A3"' in parts(path)["xl/worksheets/sheet1.xml"]


def test_new_columns_widen_the_table_and_look_like_their_neighbours(rich: Path, opened: Opened) -> None:
    patch_workbook(rich, {"Clients": SheetEdits(cells={(1, 6): "№", (1, 7): "Two\nlines", (2, 6): "C-1"})})
    table = opened(rich)["Clients"].tables["Clients"]
    assert table.ref == "A1:G6"
    assert [column.name for column in table.tableColumns][5:] == ["№", "Two\nlines"]
    assert len({column.id for column in table.tableColumns}) == 7


def test_new_headings_of_a_plain_sheet_look_like_the_ones_beside(filtered: Path, opened: Opened) -> None:
    patch_workbook(filtered, {"Clients": SheetEdits(cells={(1, 6): "№", (1, 7): "More"})})
    sheet = opened(filtered)["Clients"]
    assert sheet["F1"].font.b
    assert sheet["G1"].fill.fgColor.rgb == sheet["E1"].fill.fgColor.rgb == "FFDDEEFF"


def test_a_table_cannot_get_a_second_column_of_one_name(rich: Path) -> None:
    done = patch_workbook(rich, {"Clients": SheetEdits(cells={(1, 6): "NAME"})})
    assert [one.why for one in done.refused] == ["table-header"]


def test_a_heading_of_a_table_is_renamed_in_the_table_too(rich: Path, opened: Opened) -> None:
    done = patch_workbook(rich, {"Clients": SheetEdits(cells={(1, 1): "Client"})})
    assert done.refused == ()
    assert opened(rich)["Clients"].tables["Clients"].tableColumns[0].name == "Client"


@pytest.mark.parametrize("value", [None, "Mail", 5])
def test_a_heading_that_excel_would_repair_is_refused(rich: Path, value: str | int | None) -> None:
    done = patch_workbook(rich, {"Clients": SheetEdits(cells={(1, 1): value})})
    assert [one.why for one in done.refused] == ["table-header"]


def test_a_heading_that_a_formula_names_is_not_renamed(rich: Path) -> None:
    done = patch_workbook(rich, {"Clients": SheetEdits(cells={(1, 3): "Amount"})})
    assert [one.why for one in done.refused] == ["table-header"]


def test_a_totals_row_is_left_alone_and_its_table_not_grown(tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "totals.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("S")
    sheet.add_table(
        "A1:B4", {"total_row": True, "columns": [{"header": "a"}, {"header": "b", "total_function": "sum"}]}
    )
    book.close()
    done = patch_workbook(path, {"S": SheetEdits(cells={(4, 1): "x", (5, 1): "y"})})
    assert [(one.row, one.why) for one in done.refused] == [(4, "totals-row")]
    assert read_workbook(path).sheets["S"].tables[0].ref == (1, 1, 4, 2)


def test_validations_help_without_blocking(rich: Path, opened: Opened) -> None:
    wishes = [
        Validation("F2:F1048576", "list", "new,done", prompt_title="Status", prompt="Pick one"),
        Validation("G2:G1048576", "date", error="A day, please"),
        Validation("K2:K1048576", "list", "Sums!$H$1:$H$3", strict=True),
        Validation("N2:N9", "custom", "=LEN(N2)>3"),
        Validation("O2:O9", "any", prompt="x" * 300),
    ]
    done = patch_workbook(rich, {"Clients": SheetEdits(validations=wishes)})
    assert done.refused == ()
    found = {str(one.sqref): one for one in opened(rich)["Clients"].data_validations.dataValidation}
    assert found["F2:F1048576"].formula1 == '"new,done"'
    assert not found["F2:F1048576"].showErrorMessage
    assert (found["G2:G1048576"].errorStyle, found["G2:G1048576"].showErrorMessage) == ("warning", True)
    assert (found["K2:K1048576"].formula1, found["K2:K1048576"].showErrorMessage) == ("Sums!$H$1:$H$3", True)
    assert found["N2:N9"].formula1 == "LEN(N2)>3"
    assert len(found["O2:O9"].prompt) == 255
    assert len(found) == 7


def test_a_validation_of_the_people_is_kept(rich: Path, opened: Opened) -> None:
    done = patch_workbook(rich, {"Clients": SheetEdits(validations=[Validation("E2:E1048576", "list", "a,b")])})
    assert [(one.row, one.column, one.why) for one in done.refused] == [(2, 5, "validation-overlaps")]
    assert len(opened(rich)["Clients"].data_validations.dataValidation) == 2


def test_dressing_twice_is_dressing_once(rich: Path, parts: Parts) -> None:
    edits = SheetEdits(
        validations=[Validation("F2:F99", "list", "a,b")],
        conditional=[Conditional("A2:F99", '$A2="<x>"', "FFC7CE", "9C0006", True)],
        widths={1: 31.5, 8: 12},
        freeze_row=1,
    )
    patch_workbook(rich, {"Clients": edits})
    once = parts(rich)
    assert patch_workbook(rich, {"Clients": edits}).parts_rewritten == ()
    assert parts(rich) == once
    edits.validations[0] = Validation("F2:F99", "list", "a,b,c")
    assert patch_workbook(rich, {"Clients": edits}).parts_rewritten == ("xl/worksheets/sheet1.xml",)


def test_widths_and_the_frozen_line_are_set_and_looks_of_columns_stay(rich: Path, opened: Opened) -> None:
    patch_workbook(rich, {"Clients": SheetEdits(widths={1: 31.5, 8: 12}, freeze_row=1)})
    sheet = opened(rich)["Clients"]
    assert (sheet.column_dimensions["A"].width, sheet.column_dimensions["H"].width) == (31.5, 12)
    assert sheet.column_dimensions["H"].font.b
    assert sheet.freeze_panes == "A2"


def test_a_frozen_line_of_the_people_stays(made: Build, opened: Opened) -> None:
    pane = (
        '<sheetViews><sheetView workbookViewId="0"><pane ySplit="3" topLeftCell="A4" state="frozen"/>'
        "</sheetView></sheetViews>"
    )
    path = made("", before=pane)
    patch_workbook(path, {"S": SheetEdits(freeze_row=1)})
    assert opened(path)["S"].freeze_panes == "A4"


def test_conditional_formats_are_laid_on_new_sheets_too(rich: Path, opened: Opened) -> None:
    sheet = NewSheet(
        "T",
        rows=[["a"]],
        conditional=[Conditional("A2:A9", "A2>1", "FF0000")],
        validations=[Validation("A2:A9", "whole")],
        formats={(2, 1): "0.00"},
    )
    patch_workbook(rich, {}, [sheet])
    found = opened(rich)["T"]
    assert [str(one.sqref) for one in found.conditional_formatting] == ["A2:A9"]
    assert found.data_validations.dataValidation[0].type == "whole"
    assert found["A2"].number_format == "0.00"

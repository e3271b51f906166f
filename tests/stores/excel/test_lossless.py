"""Only what is touched changes: every other part, row and cell keeps its bytes."""

import datetime
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from sheetcrm.errors import WorkbookUnusable
from sheetcrm.stores.excel.edits import CellStyle, NewSheet, SheetEdits, Written
from sheetcrm.stores.excel.patch import patch_workbook
from sheetcrm.stores.excel.reading import read_workbook

Parts = Callable[[Path], dict[str, bytes]]
Build = Callable[..., Path]
Opened = Callable[[Path], openpyxl.Workbook]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def patched(path: Path, cells: Mapping[tuple[int, int], Written], sheet: str = "S") -> tuple[tuple[int, int, str], ...]:
    """Patch one sheet and give what was refused."""
    done = patch_workbook(path, {sheet: SheetEdits(cells=dict(cells))})
    return tuple((one.row, one.column, one.why) for one in done.refused)


def cell(path: Path, row: int, column: int, sheet: str = "S") -> object:
    """Read one cell back."""
    read = read_workbook(path).sheets[sheet]
    return read.rows[row - read.first_row][column - read.first_column]


def test_only_the_parts_that_changed_differ(rich: Path, parts: Parts) -> None:
    old = parts(rich)
    done = patch_workbook(rich, {"Sums": SheetEdits(cells={(2, 8): "x"})})
    new = parts(rich)
    assert {name for name in old if old[name] != new[name]} == set(done.parts_rewritten)
    assert done.parts_rewritten == ("xl/worksheets/sheet2.xml",)
    assert list(old) == list(new)


def test_untouched_parts_keep_their_compressed_bytes(rich: Path) -> None:
    def raw(path: Path) -> dict[str, bytes]:
        content = path.read_bytes()
        found = {}
        with zipfile.ZipFile(path) as archive:
            for member in archive.infolist():
                start = member.header_offset + 30
                names = int.from_bytes(content[start - 4 : start - 2], "little")
                extra = int.from_bytes(content[start - 2 : start], "little")
                start += names + extra
                found[member.filename] = content[start : start + member.compress_size]
        return found

    old = raw(rich)
    done = patch_workbook(rich, {"Clients": SheetEdits(cells={(3, 1): "x"})})
    new = raw(rich)
    assert all(old[name] == new[name] for name in old if name not in done.parts_rewritten)


def test_parts_that_nobody_knows_stay(rich: Path, parts: Parts, add_parts: Callable[..., Path]) -> None:
    opaque = {
        "customXml/item1.xml": b"<any/>",
        "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 macro",
        "xl/slicers/slicer1.xml": b"<slicers/>",
        "xl/pivotCache/pivotCacheRecords1.xml": b"<r/>",
        "xl/threadedComments/threadedComment1.xml": "<ThreadedComments>ж</ThreadedComments>".encode(),
        "xl/ctrlProps/ctrlProp1.xml": b"<formControlPr/>",
    }
    add_parts(rich, opaque)
    patch_workbook(rich, {"Clients": SheetEdits(cells={(3, 1): "x", (9, 1): "y"})}, [NewSheet("Tasks", rows=[["a"]])])
    new = parts(rich)
    assert {name: new[name] for name in opaque} == opaque


def test_the_bytes_around_a_changed_cell_stay(made: Build, parts: Parts) -> None:
    rows = (
        '<row r="1" foo="bar"  spans="1:3"><c r="A1"><v>1</v></c> <c  r="B1" s="0" ph="1"><v>2</v></c>'
        '</row>\n<row r="7"/>'
    )
    path = made(rows)
    before = parts(path)["xl/worksheets/sheet1.xml"]
    patched(path, {(1, 1): 5})
    assert parts(path)["xl/worksheets/sheet1.xml"] == before.replace(b"<v>1</v>", b"<v>5</v>")


@pytest.mark.parametrize(
    "value",
    [
        "plain",
        " blanks  inside ",
        "=1+1",
        "<&>\"'",
        "two\nlines",
        "tab\tcr\r",
        "_x0041_",
        "\x0b\x1f",
        "0012",
        "TRUE",
        "Ж日😀",
        "+7 900",
        0,
        -1,
        3.25,
        1e300,
        0.1 + 0.2,
        2**60,
        Decimal("12.50"),
        True,
        False,
        datetime.date(2024, 2, 29),
        datetime.date(1900, 1, 1),
        datetime.date(9999, 12, 31),
        datetime.datetime(2024, 2, 29, 13, 45, 30),
        datetime.time(23, 59, 59),
        datetime.timedelta(hours=30),
        "a" * 32767,
    ],
)
def test_a_value_reads_back_as_what_was_written(made: Build, value: Written) -> None:
    path = made('<row r="1"><c r="A1" t="str"><v>old</v></c></row>')
    assert patched(path, {(1, 1): value, (1, 2): value, (4, 3): value}) == ()
    for row, column in ((1, 1), (1, 2), (4, 3)):
        found = cell(path, row, column)
        assert (float(found) if type(found) is int else found) == (
            float(value) if type(value) in (int, Decimal) else value
        )  # type: ignore[arg-type]


@pytest.mark.parametrize("date1904", ["0", "1"])
def test_days_hold_in_both_calendars(made: Build, date1904: str, opened: Opened) -> None:
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    workbook = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{kinds}"><workbookPr date1904="{date1904}"/>'
        '<sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>'
    )
    path = made("", workbook=workbook)
    patched(path, {(1, 1): datetime.date(2026, 11, 22)})
    assert cell(path, 1, 1) == datetime.date(2026, 11, 22)
    assert opened(path)["S"]["A1"].value == datetime.datetime(2026, 11, 22)


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("a" * 32768, "text-too-long"),
        ("😀" * 16384, "text-too-long"),
        (float("nan"), "not-a-number"),
        (float("-inf"), "not-a-number"),
        (datetime.date(1899, 12, 31), "date-too-early"),
    ],
)
def test_what_a_cell_cannot_hold_is_refused_and_the_rest_goes_on(made: Build, value: Written, why: str) -> None:
    path = made('<row r="1"><c r="A1"><v>1</v></c></row>')
    assert patched(path, {(1, 1): value, (1, 2): "fine"}) == ((1, 1, why),)
    assert cell(path, 1, 1) == 1
    assert cell(path, 1, 2) == "fine"


def test_clearing_keeps_the_look(rich: Path, opened: Opened) -> None:
    patch_workbook(rich, {"Clients": SheetEdits(cells={(2, 2): None})})
    found = opened(rich)["Clients"]["B2"]
    assert found.value is None
    assert found.number_format == "dd.mm.yyyy"


def test_a_number_in_a_date_cell_does_not_become_a_day(rich: Path) -> None:
    patch_workbook(rich, {"Clients": SheetEdits(cells={(2, 2): 42})})
    assert cell(rich, 2, 2, "Clients") == 42


@pytest.mark.parametrize(
    "rows", ["<sheetData/>", "<sheetData />", "<sheetData></sheetData>", "<sheetData>\n</sheetData>"]
)
def test_an_empty_sheet_takes_cells(made: Build, rows: str) -> None:
    path = made(whole=f'<worksheet xmlns="{MAIN}">{rows}<pageMargins left="1"/></worksheet>')
    patched(path, {(2, 2): "x"})
    assert cell(path, 2, 2) == "x"


def test_prefixed_sheets_stay_prefixed(made: Build, parts: Parts) -> None:
    whole = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:dimension ref="A1:B2"/><x:sheetData><x:row r="1">'
        f'<x:c r="A1" t="inlineStr"><x:is>'
        '<x:t>a</x:t></x:is></x:c></x:row><x:row r="2"><x:c r="B2"><x:v>2</x:v></x:c></x:row></x:sheetData>'
        "</x:worksheet>"
    )
    path = made(whole=whole)
    patched(path, {(1, 1): "b", (2, 1): "c", (3, 2): "d"})
    assert read_workbook(path).sheets["S"].rows == [["b", None], ["c", 2.0], [None, "d"]]
    content = parts(path)["xl/worksheets/sheet1.xml"]
    assert b"<c " not in content
    assert b'ref="A1:B3"' in content


def test_rows_and_cells_without_addresses_are_found(made: Build) -> None:
    path = made("<row><c><v>1</v></c><c><v>2</v></c></row><row><c/><c><v>4</v></c></row>")
    patched(path, {(1, 2): "b", (2, 1): "c", (2, 4): "d", (3, 1): "e"})
    assert read_workbook(path).sheets["S"].rows == [
        [1.0, "b", None, None],
        ["c", 4.0, None, "d"],
        ["e", None, None, None],
    ]


def test_comments_and_cdata_are_left_and_not_taken_for_cells(made: Build, parts: Parts) -> None:
    rows = (
        '<!-- <row r="9"><c r="A9"/></row> --><row r="1"><c r="A1" t="inlineStr"><is><t><![CDATA[<c r="B1">'
        "<v>]]></t></is></c>"
        '<!--x--><c r="C1"><v>3</v></c></row>'
    )
    path = made(rows)
    patched(path, {(1, 2): "b", (2, 1): "c"})
    assert read_workbook(path).sheets["S"].rows == [['<c r="B1"><v>', "b", 3.0], ["c", None, None]]
    assert parts(path)["xl/worksheets/sheet1.xml"].count(b"<!--") == 2


def test_quotes_of_either_kind_do_for_addresses(made: Build) -> None:
    path = made("<row r='1'><c r='A1'><v>1</v></c><c r='C1'><v>3</v></c></row>")
    patched(path, {(1, 1): 7, (1, 2): 8})
    assert read_workbook(path).sheets["S"].rows == [[7.0, 8.0, 3.0]]


@pytest.mark.parametrize(
    "rows", ['<row r="2"/><row r="1"/>', '<row r="0"/>', '<row r="1"/><row r="1"/>', '<row r="1048577"/>']
)
def test_rows_out_of_order_are_refused(made: Build, rows: str) -> None:
    path = made(rows)
    before = path.read_bytes()
    with pytest.raises(WorkbookUnusable) as caught:
        patched(path, {(5, 1): "x"})
    assert caught.value.code == "unusual-rows"
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("whole", "code"),
    [
        ('<worksheet xmlns="urn:other"><sheetData/></worksheet>', "unknown-namespace"),
        (
            f'<?xml version="1.0" encoding="windows-1251"?><worksheet xmlns="{MAIN}"><sheetData/></worksheet>',
            "unusual-encoding",
        ),
        (f'<worksheet xmlns="{MAIN}"></worksheet>', "unusual-xml"),
        (f'<!DOCTYPE a><worksheet xmlns="{MAIN}"><sheetData/></worksheet>', "dtd"),
        (f'<chartsheet xmlns="{MAIN}"/>', "not-a-worksheet"),
    ],
)
def test_sheets_that_cannot_be_spliced_safely_are_refused(made: Build, whole: str, code: str) -> None:
    path = made(whole=whole)
    with pytest.raises(WorkbookUnusable) as caught:
        patched(path, {(1, 1): "x"})
    assert caught.value.code == code


def test_formulas_and_what_belongs_to_them_are_never_overwritten(made: Build) -> None:
    path = made(
        '<row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="0">B1</f><v>1</v></c><c r="B1"><v>1</v></c>'
        '<c r="C1"><f t="array" ref="C1:C2">B1:B2</f><v>1</v></c><c r="D1">'
        '<f t="dataTable" ref="D1:D2" dt2D="0"/><v>1</v></c></row>'
        '<row r="2"><c r="A2"><f t="shared" si="0"/><v>2</v></c><c r="C2"><v>2</v></c><c r="D2"><v>2</v></c></row>',
        after='<mergeCells count="1"><mergeCell ref="E1:F2"/></mergeCells>',
    )
    wanted = {(row, column): "x" for row in (1, 2) for column in (1, 3, 4, 6)}
    refused = patched(path, {**wanted, (1, 5): "top left", (1, 2): 9})
    assert {(row, column): why for row, column, why in refused} == {
        (1, 1): "formula",
        (2, 1): "formula",
        (1, 3): "formula",
        (2, 3): "array-formula",
        (1, 4): "formula",
        (2, 4): "data-table",
        (1, 6): "merged-cell",
        (2, 6): "merged-cell",
    }
    assert cell(path, 1, 5) == "top left"
    assert cell(path, 1, 2) == 9


def test_cells_of_a_pivot_table_are_left_to_it(made: Build) -> None:
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    pivot = f'<pivotTableDefinition xmlns="{MAIN}"><location ref="A3:B5"/></pivotTableDefinition>'
    path = made(
        "",
        extra={"xl/pivotTables/pivotTable1.xml": pivot},
        sheet_relations=f'<Relationship Id="r1" Type="{kinds}/pivotTable" Target="../pivotTables/pivotTable1.xml"/>',
    )
    assert patched(path, {(4, 1): "x", (6, 1): "y"}) == ((4, 1, "pivot-table"),)


def test_nothing_is_saved_when_nothing_changes(rich: Path) -> None:
    before = rich.stat()
    done = patch_workbook(rich, {"Clients": SheetEdits()})
    assert done.parts_rewritten == ()
    assert rich.stat().st_mtime_ns == before.st_mtime_ns


def test_new_sheets_open_and_hold_what_they_were_given(rich: Path, opened: Opened) -> None:
    day = datetime.date(2024, 5, 1)
    sheet = NewSheet(
        "Задачи & co",
        rows=[["What", "When"], ["call", day]],
        widths={1: 30},
        hidden="veryHidden",
        freeze_row=1,
        cell_styles={(1, 1): CellStyle(bold=True, fill_rgb="FFEEDD")},
        tab_colour="00FF00",
    )
    patch_workbook(rich, {}, [sheet, NewSheet("Empty")])
    read = read_workbook(rich)
    assert read.names == ("Clients", "Sums", "Secret", "Задачи & co", "Empty")
    assert read.sheets["Задачи & co"].rows == [["What", "When"], ["call", day]]
    assert read.sheets["Задачи & co"].hidden
    opened = opened(rich)["Задачи & co"]
    assert opened["A1"].font.b
    assert opened["A1"].fill.fgColor.rgb == "FFFFEEDD"
    assert opened.freeze_panes == "A2"
    assert opened.sheet_state == "veryHidden"


@pytest.mark.parametrize("name", ["", "a" * 32, "a/b", "[x]", "'a", "History", "clients"])
def test_names_excel_would_not_take_are_refused(rich: Path, name: str) -> None:
    with pytest.raises(WorkbookUnusable) as caught:
        patch_workbook(rich, {}, [NewSheet(name)])
    assert caught.value.code == ("sheet-exists" if name == "clients" else "bad-sheet-name")


def test_a_tab_that_is_not_there_is_named(rich: Path) -> None:
    with pytest.raises(WorkbookUnusable) as caught:
        patch_workbook(rich, {"Nobody": SheetEdits(cells={(1, 1): "x"})})
    assert (caught.value.code, caught.value.details["sheet"]) == ("no-such-sheet", "Nobody")
    with pytest.raises(WorkbookUnusable) as caught:
        patch_workbook(rich, {"Picture": SheetEdits(cells={(1, 1): "x"})})
    assert caught.value.code == "not-a-worksheet"


def test_looks_are_not_added_twice(rich: Path, parts: Parts, opened: Opened) -> None:
    edits = SheetEdits(
        cells={(2, 1): datetime.date(2024, 1, 1)}, cell_styles={(3, 1): CellStyle(bold=True, wrap=True, locked=False)}
    )
    patch_workbook(rich, {"Clients": edits})
    once = parts(rich)["xl/styles.xml"]
    patch_workbook(rich, {"Clients": edits})
    assert parts(rich)["xl/styles.xml"] == once
    opened = opened(rich)["Clients"]["A3"]
    assert (opened.font.b, opened.alignment.wrap_text, opened.protection.locked, opened.value) == (
        True,
        True,
        False,
        "client 2",
    )


def test_a_workbook_without_styles_gets_them_when_a_day_is_written(made: Build, opened: Opened) -> None:
    path = made('<row r="1"><c r="A1"><v>1</v></c></row>')
    patched(path, {(1, 2): datetime.date(2024, 5, 1)})
    assert opened(path)["S"]["B1"].value == datetime.datetime(2024, 5, 1)


def libreoffice(path: Path, folder: Path) -> Path:
    """Let LibreOffice write the workbook anew."""
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{folder / 'profile'}", "--convert-to", "xlsx"]
    subprocess.run([*command, "--outdir", str(folder), str(path)], check=True, capture_output=True, timeout=120)
    return folder / path.name


@pytest.mark.parametrize("producer", ["xlsxwriter", "openpyxl", pytest.param("libreoffice", marks=pytest.mark.office)])
def test_workbooks_of_every_producer_keep_what_they_hold(
    rich: Path, tmp_path: Path, opened: Opened, parts: Parts, producer: str
) -> None:
    path = rich
    if producer == "libreoffice":
        path = libreoffice(rich, tmp_path / "out")
    elif producer == "openpyxl":
        opened(rich).save(path)
    before, old = read_workbook(path), parts(path)
    done = patch_workbook(path, {"Clients": SheetEdits(cells={(3, 1): "new", (3, 2): None, (40, 12): 5})})
    new = parts(path)
    assert {name for name in old if old[name] != new.get(name)} == set(done.parts_rewritten)
    assert set(done.parts_rewritten) <= {"xl/worksheets/sheet1.xml", "xl/workbook.xml"}
    after = read_workbook(path)
    assert after.sheets["Sums"] == before.sheets["Sums"]
    assert cell(path, 3, 1, "Clients") == "new"
    assert cell(path, 40, 12, "Clients") == 5
    assert after.sheets["Clients"].rows[0][:5] == before.sheets["Clients"].rows[0][:5]
    assert opened(path)["Clients"]["A3"].value == "new"


def test_the_order_of_calculation_is_dropped_when_formulas_are_added(rich: Path, parts: Parts) -> None:
    chain = "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    old = parts(rich)
    types = old["[Content_Types].xml"].replace(
        b"</Types>", f'<Override PartName="/xl/calcChain.xml" ContentType="{chain}"/></Types>'.encode()
    )
    relations = old["xl/_rels/workbook.xml.rels"].replace(
        b"</Relationships>",
        f'<Relationship Id="rId99" Type="{kinds}/calcChain" Target="calcChain.xml"/></Relationships>'.encode(),
    )
    calculated = f'<calcChain xmlns="{MAIN}"><c r="D2" i="1"/></calcChain>'.encode()
    changed = {"[Content_Types].xml": types, "xl/_rels/workbook.xml.rels": relations, "xl/calcChain.xml": calculated}
    with zipfile.ZipFile(rich, "w") as archive:
        for name, content in {**old, **changed}.items():
            archive.writestr(name, content)
    patch_workbook(rich, {"Clients": SheetEdits(cells={(3, 1): "x"})})
    assert parts(rich)["xl/calcChain.xml"] == calculated
    patch_workbook(rich, {"Clients": SheetEdits(cells={(7, 1): "one more"})})
    new = parts(rich)
    assert "xl/calcChain.xml" not in new
    assert new["[Content_Types].xml"] == old["[Content_Types].xml"]
    assert new["xl/_rels/workbook.xml.rels"] == old["xl/_rels/workbook.xml.rels"]


XF = '<cellXfs count="1"><xf numFmtId="{}" fontId="0" fillId="0" borderId="0"/></cellXfs>'


@pytest.mark.parametrize(
    "styles",
    [
        '<numFmts count="1"><numFmt numFmtId="0" formatCode="dd.mm.yyyy"/></numFmts>' + XF.format(0),
        '<numFmts count="1"><numFmt numFmtId="14" formatCode="0.00"/></numFmts>' + XF.format(14),
        XF.format(14),
        "",
    ],
)
def test_odd_styles_do_not_turn_days_into_numbers_or_numbers_into_days(made: Build, styles: str) -> None:
    path = made("", styles=f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>')
    day = datetime.date(2024, 5, 6)
    assert patched(path, {(1, 1): day, (1, 2): 5, (2, 1): datetime.datetime(2024, 5, 6, 7, 8)}) == ()
    assert read_workbook(path).sheets["S"].rows == [[day, 5.0], [datetime.datetime(2024, 5, 6, 7, 8), None]]


def test_styles_inside_alternate_content_are_not_added_to(made: Build) -> None:
    inner = f'<a:AlternateContent xmlns:a="urn:x">{XF.format(0)}</a:AlternateContent>'
    path = made('<row r="1"><c r="A1"><v>1</v></c></row>', styles=f'<styleSheet xmlns="{MAIN}">{inner}</styleSheet>')
    with pytest.raises(WorkbookUnusable) as caught:
        patched(path, {(1, 1): datetime.date(2024, 5, 6)})
    assert caught.value.code == "unusual-xml"
    assert patched(path, {(1, 1): "text"}) == ()


def test_a_new_sheet_declares_the_prefix_of_its_relation(made: Build) -> None:
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    sheet = f'<sheet name="S" sheetId="1" q:id="r1" xmlns:q="{kinds}"/>'
    path = made("", workbook=f'<workbook xmlns="{MAIN}"><sheets>{sheet}</sheets></workbook>')
    patch_workbook(path, {}, [NewSheet("T", rows=[["a"]])])
    assert read_workbook(path).sheets["T"].rows == [["a"]]

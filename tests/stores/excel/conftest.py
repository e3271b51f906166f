"""Workbooks to patch: rich ones made by XlsxWriter, odd ones made by hand from their parts."""

import datetime
import io
import warnings
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc0000003010100c9fe92ef"
    "0000000049454e44ae426082"
)

Build = Callable[..., Path]


def rich_workbook(path: Path, table: bool = True) -> Path:
    """Clients in A1:E6 with dates and formulas, and one of everything a spreadsheet can carry."""
    book = xlsxwriter.Workbook(str(path))
    day = book.add_format({"num_format": "dd.mm.yyyy"})
    bold = book.add_format({"bold": True, "bg_color": "#DDEEFF"})
    sheet = book.add_worksheet("Clients")
    headers = ["Name", "Born", "Sum", "Twice", "Mail"]
    for row in range(1, 6):
        sheet.write(row, 0, f"client {row}")
        sheet.write_datetime(row, 1, datetime.datetime(1980, 1, row), day)
        sheet.write(row, 2, row * 1.5)
        sheet.write_formula(row, 3, f"=C{row + 1}*2", None, row * 3.0)
        sheet.write(row, 4, f"c{row}@example.org")
    if table:
        columns = [{"header": header} for header in headers]
        columns[3] = {"header": "Twice", "formula": "=[@Sum]*2"}
        sheet.add_table(0, 0, 5, 4, {"name": "Clients", "columns": columns})
    else:
        sheet.write_row(0, 0, headers, bold)
        sheet.autofilter(0, 0, 5, 4)
    sheet.data_validation("A2:A6", {"validate": "length", "criteria": "<", "value": 50})
    sheet.data_validation("E2:E6", {"validate": "list", "source": "=Sums!$H$1:$H$3"})
    sheet.conditional_format("C2:C6", {"type": "data_bar", "data_bar_2010": True})
    sheet.conditional_format("A2:A6", {"type": "duplicate", "format": bold})
    sheet.write_comment("A2", "a note")
    sheet.add_sparkline("G2", {"range": "Clients!C2:C6"})
    sheet.merge_range("I1:J2", "merged", bold)
    sheet.set_column(7, 7, 22, bold)
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=Clients!$C$2:$C$6"})
    sheet.insert_chart("L2", chart)
    picture = path.with_suffix(".png")
    picture.write_bytes(PIXEL)
    sheet.insert_image("L20", str(picture))
    sheet.insert_textbox("L25", "a box")
    sums = book.add_worksheet("Sums")
    sums.write_formula("A1", "=SUM(Clients!C2:C6)", None, 22.5)
    sums.write_formula("A2", "=A1+1", None, 23.5)
    sums.write_formula("A3", "=1+1", None, 2)
    sums.write_formula("A4", "=Total*2", None, 45)
    sums.write_formula("A5", '=IF(Clients!A2="","none","some")', None, "some")
    sums.write_column("H1", ["a", "b", "c"])
    book.add_worksheet("Secret").hide()
    pie = book.add_chart({"type": "pie"})
    pie.add_series({"values": "=Clients!$C$2:$C$6"})
    book.add_chartsheet("Picture").set_chart(pie)
    book.define_name("Total", "=SUM(Clients!$C$2:$C$6)")
    book.set_custom_property("Owner", "the team")
    book.close()
    return path


def with_parts(path: Path, parts: Mapping[str, bytes]) -> Path:
    """Add opaque parts to a workbook, the way other programs leave theirs."""
    with zipfile.ZipFile(path, "a") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def hand_made(
    path: Path,
    sheet: str,
    styles: str = "",
    workbook: str = "",
    extra: Mapping[str, bytes | str] | None = None,
    sheet_relations: str = "",
    compression: int = zipfile.ZIP_DEFLATED,
) -> Path:
    """Write a workbook with one sheet "S" whose XML is given in full."""
    relation = f'<Relationship Id="{{}}" Type="{KINDS}/{{}}" Target="{{}}"/>'
    opening = f'<Relationships xmlns="{PACKAGE}/relationships">'
    listed = [relation.format("r1", "worksheet", "worksheets/sheet1.xml")]
    listed += [relation.format("r2", "styles", "styles.xml")] if styles else []
    usual = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{KINDS}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets>'
        f"</workbook>"
    )
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName='
        '"/xl/worksheets/sheet1.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
        "_rels/.rels": opening + relation.format("r1", "officeDocument", "xl/workbook.xml") + "</Relationships>",
        "xl/workbook.xml": workbook or usual,
        "xl/_rels/workbook.xml.rels": opening + "".join(listed) + "</Relationships>",
        "xl/worksheets/sheet1.xml": sheet,
    }
    if styles:
        parts["xl/styles.xml"] = styles
    if sheet_relations:
        parts["xl/worksheets/_rels/sheet1.xml.rels"] = opening + sheet_relations + "</Relationships>"
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in {**parts, **(extra or {})}.items():
            archive.writestr(name, content)
    return path


def sheet_of(rows: str, before: str = "", after: str = "") -> str:
    """Write a worksheet around its rows."""
    return f'<worksheet xmlns="{MAIN}" xmlns:r="{KINDS}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


@pytest.fixture
def rich(tmp_path: Path) -> Path:
    """A workbook with a table and one of everything."""
    return rich_workbook(tmp_path / "rich.xlsx")


@pytest.fixture
def filtered(tmp_path: Path) -> Path:
    """The same without a table, with a filter on the sheet."""
    return rich_workbook(tmp_path / "filtered.xlsx", table=False)


@pytest.fixture
def made(tmp_path: Path) -> Build:
    """Make a workbook by hand: `made(rows, ...)` with the options of `hand_made` and `sheet_of`."""

    def make(rows: str = "", before: str = "", after: str = "", whole: str = "", **options: object) -> Path:
        content = whole or sheet_of(rows, before, after)
        return hand_made(tmp_path / "made.xlsx", content, **options)  # type: ignore[arg-type]

    return make


@pytest.fixture
def parts() -> Callable[[Path], dict[str, bytes]]:
    """Give the parts of a workbook by name."""

    def read(path: Path) -> dict[str, bytes]:
        with zipfile.ZipFile(path) as archive:
            assert archive.testzip() is None
            return {name: archive.read(name) for name in archive.namelist()}

    return read


@pytest.fixture
def add_parts() -> Callable[[Path, Mapping[str, bytes]], Path]:
    """Add opaque parts to a workbook."""
    return with_parts


@pytest.fixture
def opened() -> Callable[[Path], openpyxl.Workbook]:
    """Open a workbook with openpyxl, whose warnings about what it cannot keep are no news."""

    def load(path: Path) -> openpyxl.Workbook:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return openpyxl.load_workbook(io.BytesIO(path.read_bytes()))

    return load

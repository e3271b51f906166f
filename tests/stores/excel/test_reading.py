"""What is read of a workbook, and what is said of files that are none."""

import datetime
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from sheetcrm.errors import WorkbookUnusable
from sheetcrm.stores.excel.edits import UNKNOWN, CellError
from sheetcrm.stores.excel.package import Limits
from sheetcrm.stores.excel.reading import read_workbook

Build = Callable[..., Path]


def test_a_rich_workbook_is_read_in_full(rich: Path) -> None:
    read = read_workbook(rich)
    clients = read.sheets["Clients"]
    assert read.names == ("Clients", "Sums", "Secret")
    assert clients.rows[1][:5] == ["client 1", datetime.date(1980, 1, 1), 1.5, 0.0, "c1@example.org"]
    assert clients.tables == (("Clients", (1, 1, 6, 5), 1, 0),)
    assert clients.merged == ((1, 9, 2, 10),)
    assert (clients.hidden, read.sheets["Secret"].hidden) == (False, True)
    assert read.size == rich.stat().st_size


def test_only_the_wanted_sheets_are_read(rich: Path) -> None:
    read = read_workbook(rich, only={"Sums", "not there"})
    assert list(read.sheets) == ["Sums"]
    assert read.names == ("Clients", "Sums", "Secret")


def test_errors_are_told_from_blanks_and_unknowns_from_both(made: Build) -> None:
    path = made(
        '<row r="2"><c r="B2" t="e"><v>#REF!</v></c><c r="C2"/><c r="D2"><f>1+1</f></c><c r="E2" t="str">'
        '<f>""</f><v></v></c>'
        '<c r="F2" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    )
    sheet = read_workbook(path).sheets["S"]
    row = sheet.rows[2 - sheet.first_row]
    found = [row[column - sheet.first_column] for column in (2, 4, 5, 6)]
    assert found == ["#REF!", UNKNOWN, None, "#DIV/0!"]
    assert [isinstance(found[0], CellError), isinstance(found[3], CellError)] == [True, True]
    assert sheet.formulas == {(2, 4): "1+1", (2, 5): '""', (2, 6): "1/0"}


def test_a_sheet_of_nothing_but_unknowns_has_its_rows(made: Build) -> None:
    sheet = read_workbook(
        made('<row r="3"><c r="C3"><f>1+1</f></c></row><row r="5"><c r="E5"><f>2</f></c></row>')
    ).sheets["S"]
    assert (sheet.first_row, sheet.first_column) == (3, 3)
    assert sheet.rows == [[UNKNOWN, None, None], [None, None, None], [None, None, UNKNOWN]]


def test_shared_formulas_read_as_if_they_had_been_copied(made: Build) -> None:
    path = made(
        '<row r="1"><c r="B1"><f t="shared" ref="B1:B3" si="0">A1*$A$1+SUM(A:A)</f><v>1</v></c></row>'
        '<row r="2"><c r="B2"><f t="shared" si="0"/><v>1</v></c></row>'
    )
    assert read_workbook(path).sheets["S"].formulas == {(1, 2): "A1*$A$1+SUM(A:A)", (2, 2): "A2*$A$1+SUM(A:A)"}


def test_hidden_rows_and_blanks_are_kept_as_they_are(made: Build) -> None:
    path = made(
        '<row r="1"><c r="A1" t="inlineStr"><is><t xml:space="preserve"> a\u00a0b </t></is></c></row>'
        '<row r="2" hidden="1"><c r="A2"><v>1</v></c></row><row r="3" hidden="0"><c r="A3" t="str">'
        '<v> hidden="1"</v></c></row>'
    )
    sheet = read_workbook(path).sheets["S"]
    assert sheet.rows[0] == [" a\u00a0b "]
    assert sheet.hidden_rows == {2}


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.xlsx", b"", "empty-file"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old-xls"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        ("a.csv", b"a;b\n1;2\n", "csv"),
        ("a.xlsx", b"<html>", "not-a-workbook"),
        ("a.xlsx", b"PK\3\4 and then nothing", "damaged-zip"),
    ],
)
def test_other_files_are_named_for_what_they_are(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(WorkbookUnusable) as caught:
        read_workbook(path)
    assert (caught.value.code, caught.value.details["path"]) == (code, str(path))


def test_missing_files_and_folders_are_named(tmp_path: Path) -> None:
    with pytest.raises(WorkbookUnusable) as caught:
        read_workbook(tmp_path / "no.xlsx")
    assert caught.value.code == "no-such-file"
    with pytest.raises(WorkbookUnusable) as caught:
        read_workbook(tmp_path)
    assert caught.value.code == "not-a-file"


def test_an_opendocument_sheet_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    with pytest.raises(WorkbookUnusable) as caught:
        read_workbook(path)
    assert caught.value.code == "opendocument"


def test_a_part_that_unpacks_to_too_much_is_not_unpacked(made: Build) -> None:
    path = made("", extra={"xl/big.xml": b" " * (20 << 20)})
    with pytest.raises(WorkbookUnusable) as caught:
        read_workbook(path)
    assert caught.value.code == "zip-bomb"


def test_a_part_that_lies_about_its_size_is_not_unpacked_further(made: Build) -> None:
    path = made("<row r='1'/>" + " " * 5000)
    content = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    path.write_bytes(content.replace(size.to_bytes(4, "little"), (10).to_bytes(4, "little")))
    with pytest.raises(WorkbookUnusable) as caught:
        read_workbook(path)
    assert caught.value.code == "zip-bomb"


def test_limits_hold(rich: Path) -> None:
    for limits in (Limits(file=1000), Limits(total=1000)):
        with pytest.raises(WorkbookUnusable) as caught:
            read_workbook(rich, limits=limits)
        assert caught.value.code == "too-large"


def test_entity_bombs_are_refused_before_anybody_parses_them(made: Build) -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><sst>&b;</sst>'
    with pytest.raises(WorkbookUnusable) as caught:
        read_workbook(made("", extra={"xl/sharedStrings.xml": bomb}))
    assert (caught.value.code, caught.value.details["part"]) == ("dtd", "xl/sharedStrings.xml")


def test_two_parts_of_one_name_are_refused(made: Build) -> None:
    with pytest.raises(WorkbookUnusable) as caught:
        read_workbook(made("", extra={"xl/Worksheets/Sheet1.xml": "<a/>"}))
    assert caught.value.code == "duplicate-part"


@pytest.mark.parametrize("value", ["", "<v/>", "<v />", "<v></v>"])
def test_a_formula_with_an_empty_result_is_unknown_as_openpyxl_leaves_it(made: Build, value: str) -> None:
    path = made(f'<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f>A1+1</f>{value}</c></row>')
    assert read_workbook(path).sheets["S"].rows == [[1.0, UNKNOWN]]

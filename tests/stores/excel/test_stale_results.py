"""Results that no longer hold are never shown as if they did."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from sheetcrm.stores.excel.edits import UNKNOWN, Area, SheetEdits
from sheetcrm.stores.excel.formulas import Surroundings, stale_cells
from sheetcrm.stores.excel.patch import patch_workbook
from sheetcrm.stores.excel.reading import read_workbook
from sheetcrm.stores.excel.sheet_index import FormulaCell

Build = Callable[..., Path]


def formulas(**cells: str) -> dict[str, list[FormulaCell]]:
    """Give formula cells of sheet "S" in column J, rows r1, r2 and so on."""
    return {"S": [FormulaCell(int(name[1:]), 10, text, {}, True) for name, text in cells.items()]}


AROUND = Surroundings(
    tables={"t": ("S", Area(1, 1, 9, 3))},
    names={("", "rate"): "S!$B$2", ("", "odd"): "S!B2", ("", "far"): "Other!$A$1", ("s", "far"): "S!$B$2"},
)


@pytest.mark.parametrize(
    "formula",
    [
        "B2",
        "$B$2*2",
        "SUM(A1:C9)",
        "SUM(B:B)",
        "SUM(2:2)",
        "'S'!B2",
        "s!b2",
        "SUM(T[Sum])",
        "T[[#Data],[Sum]]",
        "Rate+1",
        "odd",
        'INDIRECT("Z1")',
        "OFFSET(Z1,1,1)",
        "nobody_knows",
        "FAR",
        'IF(A9="B3",B2,1)',
        "SUM(A1:A2,B2:B3)",
        "S:Other!B2",
        "B2:C3 A1:B9",
        "SUM(B1:INDEX(B:B,3))",
        "_xlfn.LET(_xlpm.x,B2,_xlpm.x)",
        "T",
        "-B2%",
        "{1,2}+B2",
    ],
)
def test_what_may_look_at_a_changed_cell_is_stale(formula: str) -> None:
    assert stale_cells(formulas(r1=formula), {"S": [(2, 2)]}, AROUND) == {"S": {(1, 10)}}


@pytest.mark.parametrize(
    "formula",
    [
        "B3",
        "SUM(A1:A9)",
        "SUM(C:D)",
        "Other!B2",
        '"B2"',
        "LOG10(5)",
        "1+1",
        "TODAY()",
        "TRUE",
        "AB2",
        "B22",
        "B2.5x(1)",
        "PI()*C2",
        "'It''s'!B2",
        "[1]S!B2",
        "#REF!+C2",
    ],
)
def test_what_looks_elsewhere_keeps_its_result(formula: str) -> None:
    assert stale_cells(formulas(r1=formula), {"S": [(2, 2)]}, AROUND) == {}


def test_staleness_runs_through_chains_in_any_order() -> None:
    chain = {f"r{row}": f"J{row + 1}" for row in range(1, 60)} | {"r60": "B2"}
    assert stale_cells(formulas(**chain), {"S": [(2, 2)]}, AROUND) == {"S": {(row, 10) for row in range(1, 61)}}


def test_only_the_own_row_counts_for_this_row() -> None:
    found = stale_cells(formulas(r2="T[[#This Row],[Sum]]", r3="T[@Sum]"), {"S": [(2, 2)]}, AROUND)
    assert found == {"S": {(2, 10)}}


def test_a_shared_formula_is_moved_to_each_of_its_cells() -> None:
    shared = {"t": "shared", "si": "0"}
    cells = [
        FormulaCell(1, 10, "B1", {**shared, "ref": "J1:J3"}, True),
        *(FormulaCell(row, 10, "", shared, True) for row in (2, 3)),
    ]
    assert stale_cells({"S": cells}, {"S": [(3, 2)]}, AROUND) == {"S": {(3, 10)}}


def test_the_reader_says_unknown_until_somebody_calculates(rich: Path) -> None:
    patch_workbook(rich, {"Clients": SheetEdits(cells={(2, 3): 100})})
    read = read_workbook(rich)
    assert [row[3] for row in read.sheets["Clients"].rows[1:4]] == [UNKNOWN, 0.0, 0.0]
    assert [row[0] for row in read.sheets["Sums"].rows[:5]] == [UNKNOWN, UNKNOWN, 2.0, UNKNOWN, "some"]


@pytest.mark.office
def test_libreoffice_calculates_what_was_made_unknown(rich: Path, tmp_path: Path) -> None:
    patch_workbook(rich, {"Clients": SheetEdits(cells={(2, 3): 101.5})})
    command = [
        "soffice",
        "--headless",
        f"-env:UserInstallation=file://{tmp_path / 'profile'}",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
    ]
    subprocess.run(
        [*command, "--outdir", str(tmp_path / "out"), str(rich)], check=True, capture_output=True, timeout=120
    )
    read = read_workbook(tmp_path / "out" / rich.name)
    assert [row[0] for row in read.sheets["Sums"].rows[:4]] == [122.5, 123.5, 2.0, 245.0]


def test_array_results_become_unknown_as_a_whole(made: Build) -> None:
    path = made(
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f t="array" ref="B1:B2">A1:A2*2</f><v>2</v></c></row>'
        '<row r="2"><c r="A2"><v>2</v></c><c r="B2"><v>4</v></c><c r="C2"><f>B2+1</f><v>5</v></c></row>'
    )
    patch_workbook(path, {"S": SheetEdits(cells={(1, 1): 7})})
    assert read_workbook(path).sheets["S"].rows == [[7.0, UNKNOWN, None], [2.0, UNKNOWN, UNKNOWN]]


def test_excel_is_asked_to_calculate_only_where_there_are_formulas(made: Build, tmp_path: Path) -> None:
    import zipfile

    path = made('<row r="1"><c r="A1"><v>1</v></c></row>')
    patch_workbook(path, {"S": SheetEdits(cells={(1, 1): 2})})
    with zipfile.ZipFile(path) as archive:
        assert b"fullCalcOnLoad" not in archive.read("xl/workbook.xml")
    path = made('<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f>1+1</f><v>2</v></c></row>')
    patch_workbook(path, {"S": SheetEdits(cells={(1, 1): 2})})
    with zipfile.ZipFile(path) as archive:
        assert b'fullCalcOnLoad="1"' in archive.read("xl/workbook.xml")
    assert read_workbook(path).sheets["S"].rows == [[2.0, 2.0]]

"""Random edits on random workbooks: what was asked for is there, and nothing else has moved."""

import datetime
import io
import warnings
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sheetcrm.stores.excel.edits import SheetEdits, Written
from sheetcrm.stores.excel.patch import patch_workbook
from sheetcrm.stores.excel.reading import read_workbook
from sheetcrm.stores.excel.verify import same

texts = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=20)
values = st.one_of(
    texts,
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.booleans(),
    st.dates(datetime.date(1900, 3, 1)),
    st.datetimes(datetime.datetime(1900, 3, 1), datetime.datetime(9999, 12, 30)).map(
        lambda one: one.replace(microsecond=0)
    ),
)
addresses = st.tuples(st.integers(1, 12), st.integers(1, 7))
grids = st.dictionaries(addresses, values, max_size=30)
edits = st.dictionaries(addresses, st.one_of(st.none(), values), min_size=1, max_size=20)


def written(path: Path, cells: dict[tuple[int, int], Written], table: bool) -> None:
    """Write a workbook that holds the cells, a second sheet and things to lose."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_urls": False, "nan_inf_to_errors": True})
    sheet = book.add_worksheet("A")
    day = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    for (row, column), value in cells.items():
        if isinstance(value, datetime.date):
            sheet.write_datetime(row - 1, column - 1, value, day)
        elif isinstance(value, str):
            sheet.write_string(row - 1, column - 1, value)
        else:
            sheet.write(row - 1, column - 1, value)
    sheet.write_formula(19, 9, "=SUM(A1:G12)", None, 1)
    sheet.write_comment(15, 9, "note")
    sheet.conditional_format("A1:C5", {"type": "data_bar", "data_bar_2010": True})
    if table:
        sheet.add_table("L1:M4", {"columns": [{"header": "x"}, {"header": "y", "formula": "=[@x]"}]})
    other = book.add_worksheet("B")
    other.write_column(0, 0, [1, 2, 3])
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "=B!$A$1:$A$3"})
    other.insert_chart("C3", chart)
    book.close()


def cells_of(path: Path, sheet: str) -> dict[tuple[int, int], object]:
    """Read the filled cells of a sheet."""
    read = read_workbook(path).sheets[sheet]
    return {
        (read.first_row + step, read.first_column + place): value
        for step, row in enumerate(read.rows)
        for place, value in enumerate(row)
        if value is not None
    }


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(grids, edits, st.booleans())
def test_random_edits_change_what_they_should_and_nothing_else(
    grid: dict[tuple[int, int], Written], wanted: dict[tuple[int, int], Written], table: bool
) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        written(path, grid, table)
        before = {name: cells_of(path, name) for name in ("A", "B")}
        with zipfile.ZipFile(path) as archive:
            old = {name: archive.read(name) for name in archive.namelist()}
        done = patch_workbook(path, {"A": SheetEdits(cells=dict(wanted))})
        assert done.refused == ()
        with zipfile.ZipFile(path) as archive:
            assert archive.testzip() is None
            new = {name: archive.read(name) for name in archive.namelist()}
        assert {name for name in old if old[name] != new[name]} <= set(done.parts_rewritten)
        assert set(done.parts_rewritten) <= {"xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"}
        assert cells_of(path, "B") == before["B"]
        after = cells_of(path, "A")
        for address in before["A"].keys() | after.keys() | wanted.keys():
            if address in wanted:
                assert same(after.get(address), wanted[address])
            elif address != (20, 10):
                assert after.get(address) == before["A"].get(address)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            opened = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))["A"]
        for (row, column), value in wanted.items():
            found = opened.cell(row, column).value
            if isinstance(value, bool | int | float) or value is None:
                assert found == value

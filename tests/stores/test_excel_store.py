"""The store of a local .xlsx keeps the contract of all stores, on a plain sheet and on one as people lay them out."""

import datetime as dt
import itertools
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType
from typing import Any, cast

import pytest
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from sheetcrm.errors import WorkbookBusy, WorkbookChanged
from sheetcrm.model.changes import AddRow, Change, SetCells
from sheetcrm.model.settings import Settings, TabMapping
from sheetcrm.model.snapshot import OWN, Snapshot, Table
from sheetcrm.stores.base import Store
from sheetcrm.stores.cells import column_number
from sheetcrm.stores.excel.store import ExcelStore
from tests.building import Row, settings, snapshot
from tests.stores.contract import ROWS, StoreContract, content, set_cells
from tests.stores.moves import emptied, numbers, start

CLIENTS = cast("list[Row]", ROWS)
BELOW = "Please call before you come"
"""What people wrote two rows under their table."""


class Exact(float):
    """A number that XlsxWriter writes with all its digits; by itself it keeps sixteen."""

    def __format__(self, pattern: str) -> str:
        return repr(float(self))


class ExcelContract(StoreContract):
    header_row = 1

    def store_of(self, start: Snapshot) -> Store:
        number = next(self._numbers)
        chosen = settings(
            workbook=self.folder / f"{number}.xlsx",
            backups_folder=self.folder / "backups",
            tabs={tab: self.mapping_of(table) for tab, table in start.tables.items()},
        )
        with xlsxwriter.Workbook(str(chosen.workbook)) as book:
            for table in start.tables.values():
                self.lay_out(book, book.add_worksheet(table.title), table)
        return ExcelStore(chosen)

    def edit(self, store: Store, changes: Sequence[Change]) -> None:
        desk = ExcelStore(self.settings_of(store))
        assert not desk.apply(changes, desk.read()).skipped

    def lay_out(self, book: xlsxwriter.Workbook, sheet: Worksheet, table: Table) -> None:
        lay_cells(book, sheet, table, self.header_row)

    def mapping_of(self, table: Table) -> TabMapping:
        named = {field: header for field, header in table.headers.items() if not field.startswith(OWN)}
        return TabMapping(table.title, self.header_row, named)

    def settings_of(self, store: Store) -> Settings:
        found: Settings = store._settings  # type: ignore[attr-defined]
        return found

    _numbers = itertools.count()


class TestPlainSheet(ExcelContract):
    pass


class TestTableUnderABanner(ExcelContract):
    """The header in row 4 under a merged banner, a formal table, and in Clients a text two rows below it."""

    header_row = 4

    def lay_out(self, book: xlsxwriter.Workbook, sheet: Worksheet, table: Table) -> None:
        last = self.header_row - 1 + max(len(table), 1)
        headers = [{"header": header} for header in table.headers.values()]
        sheet.merge_range(0, 0, 1, 3, "Our clients, all in one place")
        if not table.merged:  # Excel has no merged cells in formal tables
            sheet.add_table(self.header_row - 1, 0, last, len(headers) - 1, {"columns": headers})
        if table.tab == "clients":
            sheet.write_string(last + 2, 0, BELOW)
        lay_cells(book, sheet, table, self.header_row)

    def test_what_stands_below_the_table_stays_and_is_never_written_over(self) -> None:
        store = self.store_of(snapshot(clients=CLIENTS))
        adds = [AddRow("clients", {"number": f"C-{n:04}"}, f"{n}", "x") for n in range(4, 8)]
        after, skipped, done = self.applied(store, *adds)
        assert skipped == ["no-room"] * 3 and list(done) == adds[:1]
        assert list(after.table("clients").values("number")) == ["C-0001", "C-0002", "C-0003", "C-0004"]
        assert after.table("clients").room_below == 0
        assert any(BELOW in row for row in store.grids()[0].rows)


def lay_cells(book: xlsxwriter.Workbook, sheet: Worksheet, table: Table, header_row: int) -> None:
    """The cells of a table, its merges and formulas, in a sheet whose header stands in that row."""
    day, moment = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    writers: dict[type, Callable[..., Any]] = {
        str: sheet.write_string,
        bool: sheet.write_boolean,
        int: sheet.write_number,
        float: lambda row, column, value: sheet.write_number(row, column, Exact(value)),
        dt.date: lambda row, column, value: sheet.write_datetime(row, column, value, day),
        dt.datetime: lambda row, column, value: sheet.write_datetime(row, column, value, moment),
    }
    for field, header in table.headers.items():
        column = column_number(table.letters[field]) - 1
        sheet.write_string(header_row - 1, column, header)
        for position, anchor in enumerate(table.anchors):
            row, value = header_row + position, table.columns[field][position]
            if (anchor, field) in table.merged:
                sheet.merge_range(row - 1, column, row, column, "")
            if value is not None:
                writers[type(value)](row, column, value)
        for position, anchor in enumerate(table.anchors):
            if (anchor, field) in table.formulas:
                text = table.formulas[anchor, field]
                sheet.write_formula(header_row + position, column, text, None, table.columns[field][position])


def one_store(folder: Path) -> Store:
    """A store of a plain workbook in that folder."""
    contract = TestPlainSheet()
    contract.folder = folder
    return contract.store_of(snapshot(clients=CLIENTS))


def test_a_workbook_saved_since_it_was_read_is_refused_and_left_alone(tmp_path: Path) -> None:
    store = one_store(tmp_path)
    before = store.read()
    other = ExcelStore(store._settings)  # type: ignore[attr-defined]
    other.apply([set_cells(before.table("clients"), 0, city="Poznań")], other.read())
    with pytest.raises(WorkbookChanged):
        store.apply([set_cells(before.table("clients"), 1, city="Gdańsk")], before)
    assert list(store.read().table("clients").values("city")) == ["Poznań", None, "Kraków"]


@pytest.mark.parametrize(("step", "wrote"), [("verify", False), ("sync_folder", True)])
def test_an_interrupted_store_knows_whether_the_file_was_replaced(tmp_path: Path, step: str, wrote: bool) -> None:
    store = one_store(tmp_path)
    before = store.read()

    def interrupted(frame: FrameType, event: str, argument: object) -> None:
        if event == "call" and frame.f_code.co_name == step:
            raise KeyboardInterrupt

    sys.setprofile(interrupted)
    try:
        with pytest.raises(KeyboardInterrupt):
            store.apply([set_cells(before.table("clients"), 0, city="Poznań")], before)
    finally:
        sys.setprofile(None)
    assert store.wrote() is wrote
    assert (store.read().table("clients").values("city")[0] == "Poznań") is wrote


def test_a_refused_store_wrote_nothing_although_the_file_is_another_one(tmp_path: Path) -> None:
    store = one_store(tmp_path)
    before = store.read()
    other = ExcelStore(store._settings)  # type: ignore[attr-defined]
    other.apply([set_cells(before.table("clients"), 0, city="Poznań")], other.read())
    with pytest.raises(WorkbookChanged):
        store.apply([set_cells(before.table("clients"), 1, city="Gdańsk")], before)
    assert store.wrote() is False


def test_a_workbook_open_at_another_desk_is_refused_unless_forced(tmp_path: Path) -> None:
    store = one_store(tmp_path)
    before = store.read()
    (tmp_path / f".~lock.{Path(store.name).name}#").write_text("Olga,olga,there,22.11.2026 10:00,file:///x;")
    change = set_cells(before.table("clients"), 0, city="Poznań")
    with pytest.raises(WorkbookBusy):
        store.apply([change], before)
    forced = ExcelStore(store._settings, force_lock=True)  # type: ignore[attr-defined]
    assert forced.apply([change], forced.read()).skipped == []


def test_a_text_too_long_for_a_cell_is_skipped_and_the_rest_of_the_row_is_written(tmp_path: Path) -> None:
    store = one_store(tmp_path)
    before = store.read()
    change = set_cells(before.table("clients"), 0, city="x" * 50_000, name="Anna Maria")
    applied = store.apply(
        [change, AddRow("log", {"notes": "x" * 50_000, "contacted_on": dt.date(2026, 1, 2)}, "n", "x")], before
    )
    assert [(skipped.field, skipped.code) for skipped in applied.skipped] == [
        ("city", "too-long"),
        ("notes", "too-long"),
    ]
    assert [dict(done.cells) for done in applied.changes] == [
        {"name": ("Anna", "Anna Maria")},
        {"contacted_on": dt.date(2026, 1, 2)},
    ]
    after = store.read()
    assert (after.table("clients").values("city")[0], after.table("clients").values("name")[0]) == (
        "Łódź",
        "Anna Maria",
    )
    assert list(after.table("log").values("notes")) == [None]


def test_a_row_that_would_hold_nothing_takes_no_place(tmp_path: Path) -> None:
    store = one_store(tmp_path)
    before = store.read()
    rows: tuple[Row, ...] = ({"notes": "a"}, {"nowhere": 1}, {"notes": "b"})
    adds = [AddRow("log", cells, str(number), "x") for number, cells in enumerate(rows)]
    store.apply(adds, before)
    after = store.read()
    assert content(after)["log"] == content(before.after(adds))["log"]
    assert list(after.table("log").row_numbers) == [2, 3]


def test_one_row_named_by_several_changes_gets_them_all(tmp_path: Path) -> None:
    store = one_store(tmp_path)
    before = store.read()
    changes = [set_cells(before.table("clients"), 0, city="Gdańsk"), set_cells(before.table("clients"), 0, name="Ola")]
    assert list(store.apply(changes, before).changes) == changes
    assert content(store.read()) == content(before.after(changes))


def test_a_row_of_which_one_cell_cannot_be_written_stays_whole_and_the_rest_of_the_plan_is_done(tmp_path: Path) -> None:
    path = tmp_path / "clients.xlsx"
    people = start().table("clients")
    columns = {"number": "No.", "name": "Name", "city": "City"}
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Clients")
        for at, (field, header) in enumerate(columns.items()):
            sheet.write_column(0, at, [header, *(value or "" for value in people.values(field))])
        sheet.write(0, 3, "Bonus")
        sheet.write_array_formula("D2:D5", "{=ROW(A1:A4)*1}", None, 1)
        for row, number in enumerate((2, 3, 4), 2):
            sheet.write_number(row, 3, number)
        book.add_worksheet("Archive").write_row(0, 0, columns.values())
    tabs = {tab: TabMapping(title, 1, columns) for tab, title in (("clients", "Clients"), ("archive", "Archive"))}
    store = ExcelStore(settings(workbook=path, backups_folder=tmp_path / "b", tabs=tabs))
    found = store.read()
    fixed, free = emptied(found, "C-0002"), SetCells("clients", "C-0004", {"city": ("Gdańsk", None)}, "x", whole=True)
    assert fixed.cells["own:Bonus"] == (2, None)
    applied = store.apply([fixed, free, AddRow("archive", {"number": "C-0002"}, "k", "x")], found)
    assert [(one.change.tab, one.code) for one in applied.skipped] == [("clients", "not-moved")]
    assert [change.tab for change in applied.changes] == ["clients", "archive"]
    after = store.read()
    assert {f: after.table("clients").cell("C-0002", f) for f in fixed.cells} == {
        f: was for f, (was, _) in fixed.cells.items()
    }
    assert after.table("clients").cell("C-0004", "city") is None and numbers(after, "archive") == ["C-0002"]

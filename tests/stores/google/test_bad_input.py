"""All that can be wrong with a shared sheet, through the command line: a clear sentence, nothing half-written."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.calling import Called, run
from tests.google_server import dimensions
from tests.google_server.model import Formula
from tests.google_server.people import People
from tests.google_server.requests import sheets
from tests.google_server.server import GoogleServer, Record
from tests.stores.google.firm import ROBOT, SHEETS, TASKS, Firm, found_firm, server

__all__ = ["server"]

PROTECTED = "the cell is in a protected range that the robot may not edit"


@pytest.fixture(scope="module")
def firm(server: GoogleServer, tmp_path_factory: pytest.TempPathFactory) -> Firm:
    return found_firm(server, tmp_path_factory.mktemp("firm"))


@pytest.fixture
def one(firm: Firm, tmp_path: Path) -> Iterator[Firm]:
    made = firm.again(tmp_path / "one")
    yield made
    firm.server.before_request.clear()
    made.close()


def refused(one: Firm, command: str, code: int, *said: str) -> Called:
    """The command fails with that exit code and those words, and nothing is written."""
    before = one.rows()
    called = one.call(command)
    assert (called.code, one.rows(), one.left_over()) == (code, before, []), called
    for words in said:
        assert words in called.err + called.out, called
    return called


def before_write(one: Firm, number: int, act: Callable[[People], object]) -> None:
    """Somebody acts right before the robot's n-th write is carried out."""
    writes: list[Record] = []

    def watch(record: Record) -> None:
        if record.kind == "write" and one.spreadsheet.id in record.path:
            writes.append(record)
            if len(writes) == number:
                act(one.people)

    one.server.before_request.append(watch)


# --- the way to the sheet ---------------------------------------------------------------------------------------------


def test_a_sheet_that_nobody_shared_names_the_robots_address(one: Firm) -> None:
    one.spreadsheet.editors.clear()
    refused(one, "sync", 4, "Share", ROBOT)
    assert ROBOT in one.call("doctor").out


def test_a_sheet_that_is_shared_for_reading_says_so_and_is_left_alone(one: Firm) -> None:
    one.spreadsheet.editors.clear()
    one.spreadsheet.readers.add(ROBOT)
    refused(one, "sync", 4, "for reading only", "nothing was written", ROBOT)


def test_an_api_that_is_off_names_the_page_where_it_is_switched_on(one: Firm) -> None:
    service = "sheets.googleapis.com"
    one.server.access.disabled.add(service)
    try:
        refused(one, "sync", 4, "Google Sheets API is not switched on", "https://console.")
    finally:
        one.server.access.disabled.discard(service)


def test_a_key_that_google_does_not_know_is_named(one: Firm) -> None:
    key = one.folder / "google-key.json"
    other = one.server.service_account("gone@project.iam.gserviceaccount.com")
    made = json.loads(key.read_text()) | {"private_key": other["private_key"]}
    key.write_text(json.dumps(made))
    refused(one, "sync", 4, "no longer accepts the key", str(key))


# --- tabs -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("title", ["Clients", "Deals", "Tasks", "sheetcrm memory"])
@pytest.mark.parametrize("act", ["delete_tab", "rename_tab"])
def test_a_tab_that_is_gone_stops_the_run_and_is_named(one: Firm, title: str, act: str) -> None:
    arguments = (title,) if act == "delete_tab" else (title, "Something else")
    getattr(one.people, act)(*arguments)
    before = one.rows()
    called = one.call("sync")
    assert called.code == 6 and title in called.err, called
    assert one.rows() == before


@pytest.mark.parametrize("title", ["Clients", "Tasks", "sheetcrm memory"])
@pytest.mark.parametrize("act", ["delete_tab", "rename_tab"])
@pytest.mark.parametrize("write", [1, 2, 3])
def test_a_tab_that_goes_while_the_robot_writes_stops_it_and_the_next_run_names_it(
    one: Firm, title: str, act: str, write: int
) -> None:
    arguments = (title,) if act == "delete_tab" else (title, "Something else")
    before_write(one, write, lambda people: getattr(people, act)(*arguments))
    called = one.call("sync")
    one.server.before_request.clear()
    assert called.code in (0, 4, 6, 7), called
    assert one.call("sync").code == 6
    titles = [sheet.title for sheet in one.book.sheets]
    if act == "rename_tab":
        one.people.rename_tab("Something else", title)
        assert one.call("sync").code == 0 and one.twice() == [] and one.left_over() == []
        assert one.column("Clients", "No.") == ["C-0001", "C-0002", "C-0003", "C-0004"]
    else:
        assert title not in titles


def test_two_tabs_of_the_same_headers_are_told_apart_by_their_title(one: Firm) -> None:
    copy = one.people.duplicate_tab("Clients")
    assert one.call("sync").code == 0
    assert one.column("Clients", "No.") == ["C-0001", "C-0002", "C-0003", "C-0004"]
    assert one.column(copy, "No.") == []


# --- protection -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("passing", [False, True])
def test_protected_cells_are_left_out_and_named_and_the_rest_is_written(one: Firm, passing: bool) -> None:
    """Whether or not Google takes it for an edit when the values of a row pass over a protected cell."""
    one.spreadsheet.behaviour.protection_bars_passing_over = not passing
    one.people.protect("Clients", "H3:H3")
    called = one.call("sync")
    assert called.code == 7 and PROTECTED in called.out, called
    assert one.column("Clients", "No.")[:1] + one.column("Clients", "No.")[2:] == ["C-0001", "C-0003", "C-0004"]
    assert one.column("Clients", "No.")[1] is None and len(one.column("Tasks", "Key")) == TASKS
    assert (one.column("Clients", "Check")[1] is not None) == passing
    assert one.left_over() == []


def test_a_protected_cell_that_was_to_be_tidied_keeps_what_it_holds(one: Firm) -> None:
    one.spreadsheet.behaviour.protection_bars_passing_over = False
    one.people.protect("Clients", "A4:E4")
    called = one.call("sync", "--json")
    assert called.code == 7
    assert {(skip["field"], skip["code"]) for skip in called.document["skipped"]} == {("name", "protected")}
    assert one.column("Clients", "Name")[2] == " EWA  MAJ" and one.column("Clients", "No.")[2] == "C-0003"


def test_a_protected_tab_of_the_robot_gets_its_rows_when_the_protection_is_gone(one: Firm) -> None:
    one.people.protect("Tasks", "A1:Z1000")
    called = one.call("sync")
    assert called.code == 7 and PROTECTED in called.out, called
    assert one.column("Tasks", "Key") == [] and one.column("Clients", "No.")[0] == "C-0001"
    sheet = one.sheet("Tasks")
    sheet.protected_ranges[:] = [p for p in sheet.protected_ranges if p.get("warningOnly")]
    assert one.call("sync").code == 0
    assert len(one.column("Tasks", "Key")) == TASKS and one.twice() == []


def test_a_protected_memory_gives_nothing_twice(one: Firm) -> None:
    one.people.protect("sheetcrm memory", "A1:Z1000")
    for _ in range(2):
        assert one.call("sync").code in (4, 7)
        assert one.twice() == []
    sheet = one.sheet("sheetcrm memory")
    sheet.protected_ranges[:] = [p for p in sheet.protected_ranges if p.get("warningOnly")]
    assert one.call("sync").code == 0
    assert one.twice() == [] and len(one.column("Tasks", "Key")) == TASKS


# --- the limits of a spreadsheet --------------------------------------------------------------------------------------


def cells(one: Firm) -> int:
    return sum(sheet.row_count * sheet.column_count for sheet in one.book.sheets)


def test_a_full_spreadsheet_is_told_and_what_needs_no_cell_is_written(one: Firm, monkeypatch: Any) -> None:
    monkeypatch.setattr(dimensions, "MOST_CELLS", cells(one) + 5)
    called = one.call("sync")
    assert called.code == 7 and "as many cells as Google allows" in called.out, called
    assert one.column("Clients", "No.")[0] == "C-0001" and one.column("Tasks", "Key") == []
    monkeypatch.setattr(dimensions, "MOST_CELLS", 10_000_000)
    assert one.call("sync").code == 0
    assert len(one.column("Tasks", "Key")) == TASKS and one.twice() == [] and one.left_over() == []


def test_init_on_a_full_spreadsheet_writes_nothing(server: GoogleServer, tmp_path: Path, monkeypatch: Any) -> None:
    made = server.create("Full", sheets=SHEETS)
    made.editors.add(ROBOT)
    key = tmp_path / "google-key.json"
    key.touch(mode=0o600)
    key.write_text(json.dumps(server.service_account(ROBOT)))
    monkeypatch.setattr(sheets, "MOST_CELLS", 60_000)
    called = run(tmp_path, "init", f"https://docs.google.com/spreadsheets/d/{made.id}/edit", "--yes")
    assert called.code == 4 and "10" in called.err, called
    assert [sheet.title for sheet in made.book.sheets] == list(SHEETS)
    assert made.book.sheets[0].column_count == 26 and made.book.sheets[0].value(0, 7) is None


def test_a_text_of_50_000_signs_is_read_and_left_alone(one: Firm) -> None:
    with one.spreadsheet.transaction("anna@example.com") as book:
        book.sheets[0].put(2, 3, "x" * 50_000)
        book.sheets[0].put(3, 0, "y" * 50_000)
    called = one.call("sync")
    assert called.code in (0, 7) and one.twice() == []
    assert one.column("Clients", "City")[1] == "x" * 50_000
    assert one.column("Clients", "No.") == ["C-0001", "C-0002", "C-0003", "C-0004"]


# --- what people do to cells, rows and headers ------------------------------------------------------------------------


def test_a_formula_where_a_value_is_expected_is_never_written_over(one: Firm) -> None:
    with one.spreadsheet.transaction("anna@example.com") as book:
        book.sheets[0].put(3, 0, Formula('=" EWA" & "  MAJ"'))
        book.sheets[0].put(1, 7, Formula('="mine"'))
    called = one.call("sync")
    assert called.code in (0, 7), called
    sheet = one.sheet("Clients")
    assert isinstance(sheet.value(3, 0), Formula) and isinstance(sheet.value(1, 7), Formula)
    assert one.column("Clients", "No.")[1:] == ["C-0001", "C-0002", "C-0003"]


@pytest.mark.parametrize(
    "hide",
    [
        lambda people: people.hide_rows("Clients", 2, 3),
        lambda people: people.group_rows("Clients", 2, 3),
        lambda people: people.filter("Clients", "A1:J5", {"D": ["Łódź", "kraków", "Gdańsk"]}),
    ],
    ids=["hidden", "grouped", "filtered"],
)
def test_rows_that_nobody_sees_are_worked_on_like_others(one: Firm, hide: Callable[[People], object]) -> None:
    hide(one.people)
    assert one.call("sync").code == 0
    assert one.column("Clients", "No.") == ["C-0001", "C-0002", "C-0003", "C-0004"]
    assert one.twice() == [] and one.call("sync", "--json").document["run"] is None


def test_a_merged_header_keeps_its_column_and_the_rows_are_worked_on(one: Firm) -> None:
    one.people.merge("Clients", "D1:E1")
    before = one.rows()["Deals"]
    called = one.call("sync")
    assert called.code in (0, 6, 7), called
    if called.code == 6:
        assert one.rows()["Deals"] == before
    assert one.column("Clients", "Name")[1] == "Jan Nowak" and one.twice() == []


def test_a_column_that_was_copied_header_and_all_is_told_and_nothing_goes_astray(one: Firm) -> None:
    one.people.insert_columns("Clients", "C")
    one.people.copy_paste("Clients", "B1:B10", "C1")
    copied = one.column("Clients", "Phone")
    called = one.call("sync")
    assert called.code in (0, 6, 7), called
    sheet = one.sheet("Clients")
    assert [sheet.value(row, 2) for row in range(1, 5)] == [*copied, None][:4] or called.code == 0
    assert one.column("Clients", "E-mail")[1] == "jan@example.com" and one.twice() == []


def test_banners_above_the_header_and_strange_blanks_are_no_obstacle(server: GoogleServer, tmp_path: Path) -> None:
    clients = [
        ["Our studio"], [None, "Please keep in order"], [],
        ["Name\u00a0", "Phone", "E-mail"],
        ["\u00a0Anna\u00a0Kowalska", "601234567", "anna@example.com"],
        ["Jan Nowak", 602345678, None],
        ["Ewa Maj", "603\u00a0345\u00a0678", None],
    ]  # fmt: skip
    made = found_firm(server, tmp_path, {"Clients": clients})
    assert made.call("sync").code == 0
    sheet = made.sheet("Clients")
    header = [sheet.value(3, column) for column in range(sheet.column_count)]
    number = header.index("No.")
    assert [sheet.value(row, number) for row in range(4, 7)] == ["C-0001", "C-0002", "C-0003"]
    assert sheet.value(0, 0) == "Our studio" and sheet.value(1, 1) == "Please keep in order"
    assert sheet.value(4, 0) == "Anna Kowalska"
    assert made.call("sync", "--json").document["run"] is None
    made.close()

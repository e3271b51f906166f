"""`init` on a spreadsheet that people use, through the whole production path against our Google server."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sheetcrm.errors import RunLocked, SheetcrmError, WorkbookChanged
from sheetcrm.layout.additions import Layout, additions
from sheetcrm.model.settings import Settings, TabMapping
from sheetcrm.stores.cells import column_letter
from sheetcrm.stores.google.building import build
from sheetcrm.stores.google.calls import Calls
from sheetcrm.stores.google.marker import held, marker_of
from sheetcrm.stores.google.ranges import grid_range
from sheetcrm.stores.google.reading import BookFound, read_book
from sheetcrm.stores.google.store import GoogleStore
from sheetcrm.words import LANGUAGES, words_of
from tests.building import settings
from tests.google_server.server import GoogleServer, Record

Json = dict[str, Any]
HEADERS: list[Any] = ["Name", "Phone", "Status", "Birthday", "Sum"]
ROWS: list[list[Any]] = [
    HEADERS,
    ["Ann Lee", "+44 20 7946 0000", "Customer", None, 5],
    ["Bob Ray", "020 7946 0123", "Lead", None, "=E2*2"],
]
CLIENTS = TabMapping("Customers", 1, {"name": "Name", "phone": "Phone", "status": "Status", "birthday": "Birthday"})


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[GoogleServer]:
    """A server that the store speaks to; its crashes fail the test."""
    with GoogleServer() as google:
        monkeypatch.setenv("SHEETCRM_GOOGLE_API", google.url)
        yield google
        assert not google.crashes


class Team:
    """A spreadsheet with the robot's way to it."""

    def __init__(self, server: GoogleServer, folder: Path, sheets: Json | None, language: str = "en") -> None:
        self.server = server
        key = folder / "key.json"
        key.write_text(json.dumps(server.service_account()))
        key.chmod(0o600)
        spreadsheet = server.create("Clients", "pl_PL", sheets=sheets, typed=True)
        spreadsheet.editors.add(json.loads(key.read_text())["client_email"])
        self.id = spreadsheet.id
        self.settings: Settings = settings(
            spreadsheet=self.id, credentials=key, journal=folder / "journal.sqlite", language=language,
            requests_per_minute=10_000_000, request_gap=0.0, tabs={"clients": CLIENTS} if sheets else {},
        )  # fmt: skip

    @property
    def store(self) -> GoogleStore:
        """A store as a fresh run makes it."""
        return GoogleStore(self.settings)

    def layout(self) -> Layout:
        """What `init` wants for the tabs as the settings name them."""
        titles = [grid.title for grid in self.store.grids()]
        tabs = self.settings.tabs
        return additions(
            tabs, words_of(self.settings.language), "GBP", create_tabs=not tabs, also=("tasks",) if tabs else (),
            taken_titles=titles,
        )  # fmt: skip

    def build(self, layout: Layout) -> Calls:
        """Carry a layout out; gives the connection, which counted."""
        store = self.store
        store.build(layout)
        return store.calls

    def adopt(self, layout: Layout) -> None:
        """Make the settings those of after the layout, as `init` writes them into the config."""
        tabs = dict(self.settings.tabs)
        for new in layout.new_columns:
            added = {column.field: column.header for column in new.columns}
            tabs[new.tab] = replace(tabs[new.tab], columns={**tabs[new.tab].columns, **added})
        for tab in layout.new_tabs:
            tabs[tab.tab] = TabMapping(tab.title, 1, {column.field: column.header for column in tab.columns})
        self.settings = replace(self.settings, tabs=tabs)

    def book(self) -> BookFound:
        """All that stands there."""
        return read_book(self.store.calls, (), large=False)

    def rows(self, title: str = "Customers") -> list[list[Any]]:
        """The cells of a sheet."""
        return [list(row) for row in self.book().sheets[title].grid.rows]

    def told(self, fields: str, ranges: tuple[str, ...] = ()) -> Json:
        """What Google tells under a mask."""
        return self.store.calls.get(params={"fields": fields, "ranges": list(ranges)}).body


@pytest.fixture
def team(server: GoogleServer, tmp_path: Path) -> Team:
    """People with a sheet of clients."""
    return Team(server, tmp_path, {"Customers": ROWS})


def added_headers(layout: Layout) -> list[str]:
    return [column.header for column in layout.new_columns[0].columns]


def test_columns_and_tabs_appear_and_what_people_wrote_stays(team: Team) -> None:
    layout = team.layout()
    before = team.rows()
    team.build(layout)
    after = team.rows()
    assert [row[:5] for row in after] == before
    assert after[0][5:] == added_headers(layout)
    assert all(value is None for row in after[1:] for value in row[5:])
    assert list(team.book().sheets) == ["Customers", *(tab.title for tab in layout.new_tabs)]


def test_it_costs_one_read_and_one_write_beside_the_reading_of_the_workbook(team: Team) -> None:
    layout = team.layout()
    book = team.book()
    calls = team.store.calls
    build(calls, layout, book, team.settings)
    assert (calls.reads, calls.writes) == (1, 1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_second_time_asks_for_nothing(server: GoogleServer, tmp_path: Path, language: str) -> None:
    team = Team(server, tmp_path, {"Customers": ROWS}, language)
    first = team.layout()
    team.build(first)
    team.adopt(first)
    second = team.layout()
    assert second.is_empty
    assert team.build(second).writes == 0


def test_an_empty_spreadsheet_becomes_a_whole_new_workbook_once(server: GoogleServer, tmp_path: Path) -> None:
    team = Team(server, tmp_path, None)
    layout = team.layout()
    team.build(layout)
    book = team.book()
    assert list(book.sheets)[1:] == [tab.title for tab in layout.new_tabs]
    for tab in layout.new_tabs:
        sheet = book.sheets[tab.title]
        assert list(sheet.grid.rows[0]) == [column.header for column in tab.columns]
        assert sheet.grid.hidden == tab.hidden
    clients = layout.new_tabs[0]
    assert clients.example_row is not None
    row = book.sheets[clients.title].grid.rows[1]
    shown = {column.field: value for column, value in zip(clients.columns, row, strict=False) if value is not None}
    assert shown == {field: value for field, value in clients.example_row.items() if value is not None}
    team.adopt(layout)
    assert len(team.store.read().tables) == len(layout.new_tabs)
    assert team.build(team.layout()).writes == 0


def test_no_header_is_coloured_by_a_rule_that_is_meant_for_the_rows_below(server: GoogleServer, tmp_path: Path) -> None:
    team = Team(server, tmp_path, None)
    team.build(team.layout())
    told = team.told("sheets(properties(title,gridProperties),conditionalFormats(ranges,booleanRule(condition)))")
    calls = team.store.calls
    tried = 0
    for sheet in told["sheets"]:
        title = sheet["properties"]["title"]
        formulas = [
            r["booleanRule"]["condition"]["values"][0]["userEnteredValue"] for r in sheet.get("conditionalFormats", ())
        ]
        if not formulas:
            continue
        spare = column_letter(sheet["properties"]["gridProperties"]["columnCount"])
        place = f"'{title}'!{spare}900:{spare}{899 + len(formulas)}"
        body = {"valueInputOption": "USER_ENTERED", "data": [{"range": place, "values": [[f] for f in formulas]}]}
        calls.write("/values:batchUpdate", body)
        params = {"ranges": [place], "valueRenderOption": "UNFORMATTED_VALUE"}
        values = calls.get("/values:batchGet", params).body["valueRanges"][0]["values"]
        assert [value for (value,) in values if value is not False and not str(value).startswith("#VALUE")] == []
        tried += len(values)
    assert tried > 10


def test_a_list_can_be_chosen_from_in_every_row_and_no_column_of_people_changed_its_look(team: Team) -> None:
    layout = team.layout()
    team.build(layout)
    told = team.told(
        "sheets(properties(title),data(rowData(values(dataValidation,note,userEnteredFormat))))",
        ("'Customers'!A1:H1000",),
    )
    rows = told["sheets"][0]["data"][0]["rowData"]
    settings_tab = next(tab.title for tab in layout.new_tabs if tab.tab == "settings")
    for row in rows[1:]:
        rule = row["values"][2]["dataValidation"]
        assert rule["condition"]["values"][0]["userEnteredValue"].startswith(f"='{settings_tab}'!")
    assert [cell.get("note", "")[:5] for cell in rows[0]["values"][:4]] == ["Name\n", "Phone", "Choos", "Birth"]
    assert "userEnteredFormat" not in rows[1]["values"][0]
    assert rows[1]["values"][1]["userEnteredFormat"]["numberFormat"]["type"] == "TEXT"


def test_the_memory_is_hidden_and_the_header_is_frozen(team: Team) -> None:
    layout = team.layout()
    team.build(layout)
    told = team.told("sheets(properties(title,hidden,gridProperties(frozenRowCount)))")
    properties = {sheet["properties"]["title"]: sheet["properties"] for sheet in told["sheets"]}
    memory = next(tab.title for tab in layout.new_tabs if tab.hidden)
    assert [title for title, one in properties.items() if one.get("hidden")] == [memory]
    assert {one["gridProperties"]["frozenRowCount"] for one in properties.values()} == {1}


def test_formulas_of_people_follow_when_columns_come_before_them(server: GoogleServer, tmp_path: Path) -> None:
    rows = [HEADERS, [*ROWS[1], None, "=E2+1"]]
    team = Team(server, tmp_path, {"Customers": rows, "Other": [["=Customers!G2"]]})
    layout = team.layout()
    team.build(layout)
    count = len(added_headers(layout))
    assert team.rows()[1][6 + count] == 6
    assert team.rows("Other") == [[6]]


def test_a_lost_answer_does_not_bring_the_columns_twice(team: Team, server: GoogleServer) -> None:
    layout = team.layout()
    book = team.book()
    calls = Calls(team.store.calls._client, team.id, pace=team.store.calls._pace, sleep=lambda seconds: None)
    server.faults.plan("ok", "503 after")
    build(calls, layout, book, team.settings)
    assert team.rows()[0] == [*HEADERS, *added_headers(layout)]


def test_a_lost_answer_with_the_memory_there_does_not_bring_the_columns_twice(team: Team, server: GoogleServer) -> None:
    first = team.layout()
    team.build(first)
    team.adopt(first)
    team.settings = replace(
        team.settings, tabs={**team.settings.tabs, "clients": replace(team.settings.tabs["clients"], add=("city",))}
    )
    second, book = team.layout(), team.book()
    assert [column.field for column in second.new_columns[0].columns] == ["city"]
    calls = Calls(team.store.calls._client, team.id, pace=team.store.calls._pace, sleep=lambda seconds: None)
    server.faults.plan("ok", "502 after")
    build(calls, second, book, team.settings)
    assert team.rows()[0] == [*HEADERS, *added_headers(first), *added_headers(second)]


def test_while_another_robot_is_at_work_nothing_is_written(team: Team) -> None:
    first = team.layout()
    team.build(first)
    team.adopt(first)
    memory = team.book().sheets[team.settings.tabs["memory"].title]
    calls = team.store.calls
    now = calls.server_time or 0.0
    requests, _ = held(marker_of(memory.marks, now), memory.sheet_id, "r2", "another-host", now or 1e10)
    calls.write(":batchUpdate", {"requests": requests})
    team.settings = replace(
        team.settings, tabs={**team.settings.tabs, "clients": replace(team.settings.tabs["clients"], add=("city",))}
    )
    with pytest.raises(RunLocked):
        team.build(team.layout())
    assert team.rows()[0] == [*HEADERS, *added_headers(first)]


def at_the_write(server: GoogleServer, act: Any) -> None:
    """Let people act right before the batch is carried out, once."""

    def hook(record: Record) -> None:
        if record.path.endswith(":batchUpdate") and record.kind == "write":
            server.before_request.remove(hook)
            act()

    server.before_request.append(hook)


def test_what_people_type_right_of_the_table_at_that_moment_stays(team: Team, server: GoogleServer) -> None:
    layout = team.layout()
    at_the_write(server, lambda: server.people(team.id).type("Customers", "F2", "typed now"))
    team.build(layout)
    assert "typed now" in team.rows()[1]
    assert team.rows()[0][5 : 5 + len(added_headers(layout))] == added_headers(layout)


def test_columns_that_people_move_at_that_moment_are_told_of(team: Team, server: GoogleServer) -> None:
    layout = team.layout()
    at_the_write(server, lambda: server.people(team.id).insert_columns("Customers", "B"))
    with pytest.raises(WorkbookChanged) as raised:
        team.build(layout)
    assert raised.value.code == "google-columns-moved"
    rows = team.rows()
    assert [value for value in rows[1] if value is not None] == [v for v in ROWS[1] if v is not None]


def test_a_sheet_that_people_protected_is_said_and_nothing_is_half_done(team: Team, server: GoogleServer) -> None:
    server.people(team.id).protect("Customers", "A:Z")
    layout = team.layout()
    with pytest.raises(SheetcrmError) as raised:
        team.build(layout)
    assert raised.value.code == "sheet-protected"
    assert list(team.book().sheets) == ["Customers"]


def test_sorting_by_the_filter_keeps_the_rows_whole(team: Team, server: GoogleServer) -> None:
    people = server.people(team.id)
    people.filter("Customers", "A1:E3")
    layout = team.layout()
    team.build(layout)
    people.type("Customers", "F2", "of Ann")
    people.type("Customers", "F3", "of Bob")
    (area,) = [one["basicFilter"]["range"] for one in team.told("sheets(basicFilter(range))")["sheets"] if one]
    last = column_letter(area["endColumnIndex"])
    assert area["endColumnIndex"] == len(HEADERS) + len(added_headers(layout))
    people.sort("Customers", "A", descending=True, range=f"A2:{last}3")
    assert [(row[0], row[5]) for row in team.rows()[1:]] == [("Bob Ray", "of Bob"), ("Ann Lee", "of Ann")]


def test_a_native_table_takes_the_new_columns_in(team: Team) -> None:
    calls = team.store.calls
    sheet_id = team.book().sheets["Customers"].sheet_id
    calls.write(":batchUpdate", {"requests": [
        {"addTable": {"table": {"name": "Clients", "range": grid_range(sheet_id, (1, 1, 3, 5))}}}
    ]})  # fmt: skip
    layout = team.layout()
    team.build(layout)
    (table,) = [one["tables"][0] for one in team.told("sheets(tables)")["sheets"] if one]
    names = [column["columnName"] for column in table["columnProperties"]]
    assert names == [*HEADERS, *added_headers(layout)]
    team.adopt(layout)
    assert team.build(team.layout()).writes == 0

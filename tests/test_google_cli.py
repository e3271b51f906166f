"""The whole program on a Google spreadsheet: init, doctor, plan, sync, undo and history as people call them.

The real connection runs against tests.google_server; the screens stand in tests/screens/google.
"""

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sheetcrm.config import CONFIG_NAME, load_settings
from sheetcrm.model.settings import SPREADSHEETS
from tests.calling import TODAY, Called, call, run
from tests.conftest import Golden
from tests.golden.test_golden import name_a_sender
from tests.google_server.model import Sheet, Spreadsheet
from tests.google_server.server import GoogleServer, Record

SCREENS = Path(__file__).parent / "screens" / "google"
ROBOT = "robot@project.iam.gserviceaccount.com"
PEOPLE: tuple[tuple[Any, ...], ...] = (
    ("Name", "Phone", "E-mail", "Birthday", "City", "Shoe size"),
    ("Anna Kowalska", "+48 600 100 200", "anna@example.com", "24.11.1986", "Kraków", 38),
    ("Jan Nowak", "600100", " jan@gmial.com", "31.02.1979", "Warszawa", None),
    ("Piotr Zielony", None, "piotr@example.com", "5 May", None, 43.5),
)
STEPS = ("init", "init_again", "doctor", "check", "sync", "sync_again", "undo", "history")


class Team:
    """A folder with the robot's key, and a spreadsheet that is shared with the robot."""

    def __init__(self, folder: Path, server: GoogleServer, **sheets: Any) -> None:
        self.folder = folder
        self.server = server
        self.config = folder / CONFIG_NAME
        self.key = folder / "google-key.json"
        self.key.write_text(json.dumps(server.service_account(ROBOT)))
        self.key.chmod(0o600)
        self.spreadsheet: Spreadsheet = server.create("Our clients", sheets=sheets or {"Clients": PEOPLE})
        self.spreadsheet.editors.add(ROBOT)
        self.address = f"{SPREADSHEETS}{self.spreadsheet.id}"

    def init(self, *arguments: object) -> Called:
        return run(self.folder, "init", f"{self.address}/edit?gid=0#gid=0", "--yes", *arguments)

    def ready(self) -> "Team":
        """After `init`, and in no hurry to be polite."""
        called = self.init()
        assert called.code == 0, called.err
        text = self.config.read_text(encoding="utf-8")
        self.config.write_text(text.replace("request_gap = 0.2", "request_gap = 0"), encoding="utf-8")
        return self

    def titles(self) -> list[str]:
        return [sheet.title for sheet in self.spreadsheet.book.sheets]

    def sheet(self, title: str) -> Sheet:
        return self.spreadsheet.book.sheets[self.titles().index(title)]

    def column(self, title: str, header: str) -> list[Any]:
        """What stands under a header of row 1."""
        sheet = self.sheet(title)
        at = next(c for c in range(sheet.column_count) if sheet.value(0, c) == header)
        values = [sheet.value(row, at) for row in range(1, sheet.row_count)]
        while values and values[-1] is None:
            values.pop()
        return values

    def empty_row(self, title: str, row: int) -> None:
        """What a person does who clears a row."""
        with self.spreadsheet.transaction("anna@example.com") as book:
            sheet = book.sheets[self.titles().index(title)]
            for column in range(sheet.column_count):
                sheet.put(row, column, None)

    def writes(self) -> int:
        return sum(record.kind == "write" for record in self.server.log)


@pytest.fixture(scope="module")
def server() -> Iterator[GoogleServer]:
    with GoogleServer() as found, pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHEETCRM_GOOGLE_API", found.url)
        patch.delenv("SHEETCRM_GOOGLE_KEY", raising=False)
        yield found
        assert not found.crashes, found.crashes


@pytest.fixture
def team(server: GoogleServer, tmp_path: Path) -> Team:
    return Team(tmp_path, server)


@pytest.fixture(scope="module")
def screens(server: GoogleServer, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The course of a day, screen by screen."""
    team = Team(tmp_path_factory.mktemp("team"), server)
    course = {"init": team.init()}
    name_a_sender(team.config)
    text = team.config.read_text(encoding="utf-8").replace("[tidy]", '[tidy]\n"clients.email" = "write"')
    team.config.write_text(text.replace("request_gap = 0.2", "request_gap = 0"), encoding="utf-8")
    for step in STEPS[1:]:
        arguments = ("undo", 2) if step == "undo" else (step.partition("_")[0],)
        course[step] = run(team.folder, *arguments)
    return {step: shown(called, team) for step, called in course.items()}


def shown(called: Called, team: Team) -> str:
    """A screen without what differs from run to run."""
    text = "".join(f"{line.rstrip()}\n" for line in f"{called.out}{called.err}".splitlines())
    text = text.replace(team.spreadsheet.id, "KEY").replace(str(team.folder), "FOLDER")
    text = re.sub(r"\d\d[/.]\d\d[/.]\d{4} \d\d:\d\d", "DAY, MOMENT     ", text)
    text = re.sub(r"\d+[.,]\d GB", "MUCH GB", text)
    return f"exit code {called.code}\n\n{text}"


@pytest.mark.parametrize("step", STEPS)
def test_the_screen_is_the_one_that_was_agreed_on(screens: dict[str, str], step: str, golden: Golden) -> None:
    golden(SCREENS / f"{step}.txt", screens[step])


def test_init_understands_the_sheet_and_adds_what_the_robot_needs(team: Team) -> None:
    assert team.init().code == 0
    assert team.titles()[:3] == ["Clients", "Calendar", "Tasks"] and {"Duplicates", "Letters"} < set(team.titles())
    headers = [team.sheet("Clients").value(0, column) for column in range(9)]
    assert headers[:6] == list(PEOPLE[0]) and {"No.", "Check"} < set(headers[6:])
    settings = load_settings(team.config)
    assert (settings.spreadsheet, settings.place) == (team.spreadsheet.id, team.address)
    assert settings.tabs["clients"].columns["name"] == "Name"


def test_init_writes_the_config_into_the_folder_people_stand_in(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(team.folder)
    assert call("init", team.spreadsheet.id, "--yes").code == 0
    text = (team.folder / CONFIG_NAME).read_text(encoding="utf-8")
    assert f'path = "{team.address}"' in text and 'credentials = "google-key.json"' in text
    assert call("check").code in (0, 5)


def test_a_second_init_writes_nothing(team: Team) -> None:
    team.ready()
    before, config = team.writes(), team.config.read_bytes()
    assert run(team.folder, "init").code == 0
    assert (team.writes(), team.config.read_bytes()) == (before, config)


def test_an_empty_spreadsheet_gets_a_whole_workbook(server: GoogleServer, tmp_path: Path) -> None:
    team = Team(tmp_path, server, Arkusz1=())
    called = team.init("--language", "pl")
    assert called.code == 0, called.err
    assert {"Arkusz1", "Klienci", "Zadania"} < set(team.titles())
    assert load_settings(team.config).language == "pl"
    assert run(team.folder, "sync").code == 0
    assert run(team.folder, "init").code == 0


def test_an_init_that_was_not_let_in_is_simply_run_again(server: GoogleServer, tmp_path: Path) -> None:
    team = Team(tmp_path, server, Sheet1=())
    team.spreadsheet.editors.clear()
    team.spreadsheet.readers.add(ROBOT)
    called = team.init()
    assert called.code == 4 and "for reading only" in called.err
    assert team.config.exists() and team.titles() == ["Sheet1"]
    team.spreadsheet.editors.add(ROBOT)
    assert team.init().code == 0 and "Clients" in team.titles()


def test_what_sync_did_is_taken_back_by_undo(team: Team) -> None:
    team.ready()
    assert run(team.folder, "sync").code == 0
    assert team.column("Clients", "No.") == ["C-0001", "C-0002", "C-0003"]
    assert team.column("Tasks", "Client") != []
    undone = run(team.folder, "undo", 2, "--json").document
    assert (undone["run"], undone["kept"], undone["skipped"], undone["backup"]) == (3, [], [], None)
    assert team.column("Tasks", "Client") == [] and team.column("Clients", "Name")[0] == "Anna Kowalska"


def test_a_sync_with_nothing_to_do_reads_once_and_writes_nothing(team: Team) -> None:
    team.ready()
    assert run(team.folder, "sync").code == 0
    before = len(team.server.log)
    assert run(team.folder, "sync", "--quiet") == (0, "", "")
    assert [record.kind for record in team.server.log[before:]] == ["read"]


def test_the_json_of_init_names_the_address(team: Team) -> None:
    document = team.init("--json").document
    assert (document["workbook"], document["created"], document["backup"]) == (team.address, False, None)
    assert document["tabs"][0]["title"] == "Clients" and "Tasks" in document["added_tabs"]


def test_the_page_of_a_plan_names_the_address(team: Team) -> None:
    team.ready()
    assert run(team.folder, "plan", "--page", team.folder / "plan.html").code == 0
    assert team.address in (team.folder / "plan.html").read_text(encoding="utf-8")


# --- what can be wrong ------------------------------------------------------------------------------------------------


def test_a_sheet_nobody_shared_is_told_with_the_address_to_share_it_with(team: Team) -> None:
    team.spreadsheet.editors.clear()
    called = team.init()
    assert called.code == 4 and ROBOT in called.err
    assert not team.config.exists() and team.titles() == ["Clients"]


def test_doctor_tells_that_the_robot_may_only_read(team: Team) -> None:
    team.ready()
    team.spreadsheet.editors.clear()
    team.spreadsheet.readers.add(ROBOT)
    called = run(team.folder, "doctor")
    assert called.code == 4 and "may read the spreadsheet but not write" in called.out and ROBOT in called.out
    assert run(team.folder, "sync").code == 4


def test_doctor_changes_nothing(team: Team) -> None:
    team.ready()
    before = team.spreadsheet.book.sheets
    told = [[sheet.value(r, c) for r in range(9) for c in range(9)] for sheet in before]
    assert run(team.folder, "doctor").code == 0
    after = team.spreadsheet.book.sheets
    assert [[sheet.value(r, c) for r in range(9) for c in range(9)] for sheet in after] == told


@pytest.mark.parametrize(
    ("mode", "content", "said"),
    [(0o644, None, "chmod 600"), (0o600, "{}", "is not a key"), (None, None, "no key file")],
    ids=["readable", "another-file", "missing"],
)
def test_doctor_names_what_is_wrong_with_the_key(team: Team, mode: int | None, content: str | None, said: str) -> None:
    team.ready()
    if content is not None:
        team.key.write_text(content)
    if mode is None:
        team.key.unlink()
    else:
        team.key.chmod(mode)
    called = run(team.folder, "doctor")
    assert called.code == 4 and said in called.out
    assert run(team.folder, "plan").code == 3


def test_the_key_can_come_from_the_environment(team: Team) -> None:
    team.ready()
    key = {"SHEETCRM_GOOGLE_KEY": team.key.read_text()}
    team.key.unlink()
    called = call("--config", team.config, "doctor", "--today", TODAY, environment=key)
    assert called.code == 0 and "SHEETCRM_GOOGLE_KEY" in called.out and "PRIVATE" not in called.out


def test_a_header_that_is_gone_makes_no_second_tab_and_names_the_version_history(team: Team) -> None:
    team.ready()
    team.empty_row("Clients", 0)
    titles, writes = team.titles(), team.writes()
    called = run(team.folder, "init")
    assert called.code == 4 and "Version history" in called.err and "backups" not in called.err
    assert (team.titles(), team.writes()) == (titles, writes)
    assert run(team.folder, "sync").code == 6


def test_a_config_of_another_workbook_is_left_alone(team: Team) -> None:
    team.ready()
    config = team.config.read_bytes()
    other = team.server.create("Other").id
    called = run(team.folder, "init", f"{SPREADSHEETS}{other}")
    assert called.code == 4 and team.address in called.err
    called = run(team.folder, "init", team.folder / "clients.xlsx")
    assert called.code == 4 and team.address in called.err
    assert team.config.read_bytes() == config and not (team.folder / "clients.xlsx").exists()


@pytest.mark.parametrize(
    "address", ["https://example.com/sheet", "https://docs.google.com/spreadsheets/d/e/2PACX-1vQx/pubhtml"]
)
def test_an_address_of_something_else_is_wrong_usage(team: Team, address: str) -> None:
    called = run(team.folder, "init", address)
    assert called.code == 2 and address in called.err
    assert [path.name for path in team.folder.iterdir()] == ["google-key.json"]


def killed_sync(team: Team, write: int) -> int:
    """A sync in a program of its own, killed at its n-th write before that is carried out; gives how it ended."""
    command = [sys.executable, "-m", "sheetcrm", "--config", str(team.config), "sync", "--today", TODAY]
    first = team.writes()
    child = subprocess.Popen(command, cwd=Path(__file__).parent.parent, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def kill(record: Record) -> None:
        if record.kind == "write" and team.writes() - first == write:
            child.kill()

    team.server.after_request.append(kill)
    try:
        child.communicate(timeout=60)
    finally:
        team.server.after_request.remove(kill)
        child.kill()
    return child.returncode


@pytest.mark.parametrize("write", [1, 2])
def test_a_killed_run_is_seen_by_doctor_and_finished_by_the_next(team: Team, write: int) -> None:
    team.ready()
    assert killed_sync(team, write) == -signal.SIGKILL
    told = run(team.folder, "doctor")
    assert told.code == 0 and "A run is at work in the spreadsheet" in told.out
    assert [r["state"] for r in run(team.folder, "history", "--json").document["runs"]] == ["running", "done"]
    assert run(team.folder, "sync").code == 0
    assert team.column("Clients", "No.") == ["C-0001", "C-0002", "C-0003"]
    assert len(team.column("Tasks", "Client")) == 1
    assert run(team.folder, "sync", "--json").document["plan"]["changes"] == []
    assert "A run is at work" not in run(team.folder, "doctor").out


def test_a_killed_run_can_be_undone(team: Team) -> None:
    team.ready()
    assert killed_sync(team, 2) == -signal.SIGKILL
    assert team.column("Clients", "Check") != []
    undone = run(team.folder, "undo", 2, "--json").document
    assert (undone["kept"], undone["skipped"]) == ([], [])
    assert team.column("Clients", "Check") == [] and team.column("Tasks", "Client") == []

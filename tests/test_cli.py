"""Whole screens of every command as people see them, in English and Polish, and what holds for all commands.

The screens stand in tests/screens/<language>; `pytest --update-golden` writes them anew and fails.
"""

import ast
import datetime as dt
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from inspect import cleandoc
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sheetcrm.cli import main
from sheetcrm.config import CONFIG_NAME
from tests.calling import Called, call, init, run
from tests.conftest import Golden
from tests.golden.test_golden import name_a_sender
from tests.workbooks import cells, clients, write

ROOT = Path(__file__).parent.parent
SCREENS = Path(__file__).parent / "screens"
LANGUAGES = ("en", "pl")
HEADERS = {
    "en": ("Name", "Phone", "E-mail", "Birthday", "City", "Shoe size"),
    "pl": ("Imię i nazwisko", "Telefon", "E-mail", "Data urodzenia", "Miasto", "Rozmiar buta"),
}
TITLES = {"en": "Clients", "pl": "Klienci"}
PEOPLE: tuple[tuple[Any, ...], ...] = (
    ("Anna Kowalska", "+48 600 100 200", "anna@example.com", dt.date(1986, 11, 24), "Kraków", 38),
    ("Jan Nowak", "600100", " jan@gmial.com", "31.02.1979", "Warszawa", None),
    ("Piotr Zielony", None, "piotr@example.com", "5 maja", None, 43.5),
    ("Anna Kowalska", "600 100 200", "anna@example.com", None, "Kraków", None),
)
STEPS = (
    "init", "check", "plan", "sync", "sync_again", "history", "doctor", "undo", "history_after", "sync_quiet", "help",
)  # fmt: skip


def shown(called: Called, folder: Path) -> str:
    """A screen without what differs from day to day and from machine to machine."""
    text = "".join(f"{line.rstrip()}\n" for line in f"{called.out}{called.err}".splitlines())
    text = re.sub(r"(?<=\S{40})\n(?=\S*\.xlsx\n)", "", text)  # a path longer than the screen goes on in the next line
    text = re.sub(rf"\s+{re.escape(str(folder))}/", " FOLDER/", text)
    text = re.sub(r"~[0-9a-f]{6}~\d{8}-\d{6}-\d{6}", "~PLACE~MOMENT", text)
    text = re.sub(r"\d\d[/.]\d\d[/.]\d{4} \d\d:\d\d", "DAY, MOMENT     ", text)
    text = re.sub(r"\d+[.,]\d GB", "MUCH GB", text)
    return f"exit code {called.code}\n\n{text}"


@pytest.fixture(scope="module", params=LANGUAGES)
def screens(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[str, str]]:
    """The course of two days with one small workbook, screen by screen."""
    language = request.param
    folder = tmp_path_factory.mktemp(language)
    clients(folder, [HEADERS[language], *PEOPLE], TITLES[language])
    course = {"init": init(folder)}
    config = folder / CONFIG_NAME
    name_a_sender(config)
    text = config.read_text(encoding="utf-8").replace("[tidy]", '[tidy]\n"clients.email" = "write"')
    config.write_text(text, encoding="utf-8")
    for step in STEPS[1:-2]:
        arguments = ("undo", 2) if step == "undo" else (step.partition("_")[0],)
        course[step] = run(folder, *arguments)
    course["sync_quiet"] = run(folder, "sync", "--quiet", today="2026-11-23")
    course["help"] = call("--help")
    return language, {step: shown(called, folder) for step, called in course.items()}


@pytest.mark.parametrize("step", STEPS)
def test_the_screen_is_the_one_that_was_read_and_agreed_on(
    screens: tuple[str, dict[str, str]], step: str, golden: Golden
) -> None:
    language, texts = screens
    golden(SCREENS / language / f"{step}.txt", texts[step])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_screen_of_the_demo_is_the_one_that_was_agreed_on(language: str, tmp_path: Path, golden: Golden) -> None:
    called = call("demo", tmp_path / "demo", "--language", language, "--today", "2026-11-22")
    assert called.code == 0
    golden(SCREENS / language / "demo.txt", shown(called, tmp_path))
    for name in ("clients.xlsx", "clients-before.xlsx", "plan.html", CONFIG_NAME):
        assert (tmp_path / "demo" / name).stat().st_size > 1000
    assert any((tmp_path / "demo" / "outbox").rglob("*.eml"))


def test_the_demo_leaves_a_folder_of_somebody_else_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    called = call("demo", tmp_path)
    assert called.code == 2 and str(tmp_path) in called.err
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


# --- the JSON forms ---------------------------------------------------------------------------------------------------

KEYS = {
    "init": {"version", "report", "workbook", "created", "language", "region", "backup", "tabs", "added_columns",
             "added_tabs"},
    "check": {"version", "report", "counts", "problems"},
    "plan": {"version", "report", "today", "counts", "changes", "problems"},
    "sync": {"version", "report", "run", "settled", "complete", "backup", "letters", "skipped", "posted", "inbox",
             "plan"},
    "history": {"version", "report", "runs"},
    "doctor": {"version", "report", "findings"},
    "undo": {"version", "report", "undone", "run", "backup", "plan", "files", "kept", "skipped"},
}  # fmt: skip


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What every command prints with --json."""
    folder = tmp_path_factory.mktemp("json")
    clients(folder, [HEADERS["en"], *PEOPLE])
    found = {"init": init(folder, "--json").document}
    for command in ("check", "plan", "sync", "history", "doctor"):
        found[command] = run(folder, command, "--json").document
    found["undo"] = run(folder, "undo", 2, "--json").document
    return found


@pytest.mark.parametrize("command", KEYS)
def test_the_json_form_has_the_documented_fields(documents: dict[str, dict[str, Any]], command: str) -> None:
    document = documents[command]
    assert (set(document), document["version"], document["report"]) == (KEYS[command], 1, command)
    explained = set(re.findall(r"`(\w+)`", (ROOT / "docs" / "json.md").read_text(encoding="utf-8")))
    assert set(document) - explained == set()


def test_a_sync_says_in_json_what_the_plan_said(documents: dict[str, dict[str, Any]]) -> None:
    assert documents["sync"]["plan"] == documents["plan"]
    assert documents["history"]["runs"][0]["counts"] == documents["plan"]["counts"]


def test_the_demo_says_in_json_which_files_to_open(tmp_path: Path) -> None:
    document = call("demo", tmp_path / "demo", "--json", "--today", "2026-11-22").document
    assert document["report"] == "demo" and [Path(path).exists() for path in document["open"]] == [True] * 3


# --- what holds for every command -------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder with an adopted workbook."""
    clients(tmp_path, [HEADERS["en"], *PEOPLE])
    assert init(tmp_path).code == 0
    yield tmp_path


def test_quiet_prints_nothing_on_success_and_everything_on_failure(folder: Path) -> None:
    assert run(folder, "sync", "--quiet") == (0, "", "")
    assert run(folder, "sync", "--quiet") == (0, "", "")
    (folder / "~$clients.xlsx").write_bytes(b"\x04Olga" + bytes(160))
    assert "Olga" in run(folder, "sync", "--quiet", today="2027-11-24").err


def crowded(folder: Path) -> Path:
    """A workbook with three birthdays and room for two tasks, as a note stands below them."""
    names = ("Ola Maj", "Jan Kos", "Ewa Wilk")
    born = [(name, f"{name[:3].lower()}@example.com", dt.date(1980, 11, 23)) for name in names]
    tasks = [
        ("What to do", "Due on", "Client"),
        ("call back", dt.date(2026, 12, 1), None),
        (),
        (),
        ("* ask Olga first",),
    ]
    path = write(folder / "clients.xlsx", {"Clients": [("Name", "E-mail", "Birthday"), *born], "Tasks": tasks})
    assert init(folder).code == 0
    return path


def test_quiet_tells_when_not_everything_went_through(tmp_path: Path) -> None:
    path = crowded(tmp_path)
    called = run(tmp_path, "sync", "--quiet")
    assert (called.code, called.err) == (7, "")
    assert "there is text right under the table" in called.out
    assert cells(path, "Tasks")[4][0] == "* ask Olga first"


def test_a_task_without_room_is_tried_again_until_there_is_some(tmp_path: Path) -> None:
    path = crowded(tmp_path)
    assert run(tmp_path, "sync").code == 7
    content = path.read_bytes()
    assert (run(tmp_path, "sync").code, path.read_bytes()) == (7, content)
    assert len(run(tmp_path, "history", "--json").document["runs"]) == 2
    write_below(path, "Tasks", 5, 40)
    assert run(tmp_path, "sync").code == 0
    header, *rows = cells(path, "Tasks")
    made = [(row[0][:12], row[list(header).index("Task No.")]) for row in rows[:4]]
    assert made == [("call back", "T-0001"), *((("Congratulate"), f"T-000{n}") for n in (2, 3, 4))]


def test_undo_does_not_name_rows_that_never_found_room(tmp_path: Path) -> None:
    crowded(tmp_path)
    assert run(tmp_path, "sync").code == 7
    document = run(tmp_path, "undo", 2, "--json").document
    assert (document["kept"], document["skipped"]) == ([], [])


def write_below(path: Path, title: str, row: int, below: int) -> None:
    """Move the note in the first column of a row further down, as a person would."""
    book = openpyxl.load_workbook(path)
    book[title].cell(below, 1, book[title].cell(row, 1).value)
    book[title].cell(row, 1).value = None
    book.save(path)


def test_a_pipe_gets_no_colours_and_no_signs_of_work(folder: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "LANG": "en_GB.UTF-8", "PYTHONUTF8": "1"}
    for command in (("check",), ("plan",), ("sync", "--today", "2026-11-22"), ("history",), ("undo", "99")):
        line = [sys.executable, "-m", "sheetcrm", "--config", str(folder / CONFIG_NAME), *command]
        done = subprocess.run(line, capture_output=True, env=environment, cwd=folder, check=False)
        assert b"\x1b" not in done.stdout + done.stderr
        assert b"Traceback" not in done.stderr
        assert (done.returncode, bool(done.stdout), bool(done.stderr)) == (
            (2, False, True) if "99" in command else (0, True, False)
        )


def test_every_command_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in main.commands if f"`sheetcrm {name}" not in readme] == []


def test_every_command_takes_today_and_json_and_explains_itself() -> None:
    nested = [entry for group in main.commands.values() for entry in getattr(group, "commands", {}).items()]
    single = [(name, command) for name, command in main.commands.items() if not hasattr(command, "commands")]
    for name, command in (*single, *nested):
        options = {option for parameter in command.params for option in parameter.opts}
        assert {"--today", "--json"} <= options, name
        assert command.help and cleandoc(command.help).endswith("."), name


@pytest.mark.parametrize("path", sorted((ROOT / "sheetcrm" / "cli").glob("*.py")), ids=lambda path: path.name)
def test_a_command_has_fifteen_lines_or_fewer(path: Path) -> None:
    long = {}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and any("command" in ast.unparse(d) for d in node.decorator_list):
            lines = sum((part.end_lineno or 0) - part.lineno + 1 for part in node.body[1:])
            if lines > 15:
                long[node.name] = lines
    assert long == {}


def test_an_unknown_command_or_option_is_wrong_usage() -> None:
    assert (call("clean").code, call("plan", "--fast").code) == (2, 2)


def test_init_asks_nothing_where_nobody_can_answer(tmp_path: Path) -> None:
    clients(tmp_path, [("Name", "Phone", "Number?"), ("Anna", "+48 600 100 200", "7"), ("Jan", "+48 600 100 201", "x")])
    called = call("--config", tmp_path / CONFIG_NAME, "init", tmp_path / "clients.xlsx")
    assert called.code == 0 and called.err == ""

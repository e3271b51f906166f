"""`sync` killed with SIGKILL at twelve moments spread over its course: the workbook is the old one or the new one.

The moments are told by the work, not by the clock: the child kills itself at its n-th call of the system that matters
(opening, writing, syncing, replacing a file). `benchmarks/kill.py` kills at 200 random moments instead.
"""

import os
import shutil
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from sheetcrm.config import CONFIG_NAME
from tests.calling import TODAY, init, run
from tests.golden.test_golden import name_a_sender
from tests.workbooks import cells, write

ROOT = Path(__file__).parent.parent
KILLS = 12
SUICIDE = """
import os, sys
wanted, seen = int(sys.argv[1]), 0
watched = {"os.rename", "os.remove", "shutil.copyfile", "sqlite3.connect", "os.mkdir", "os.chmod", "os.link"}

def watch(event, arguments):
    global seen
    writing = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
    if writing or event in watched:
        seen += 1
        if seen == wanted:
            os.kill(os.getpid(), 9)

def traced(frame, event, argument):
    if event == "call" and frame.f_code.co_name in STEPS and "sheetcrm" in frame.f_code.co_filename:
        watch("os.rename", ())

STEPS = {"begin", "intend", "claim", "receipt", "finish", "forget", "keep_sizes", "verify", "write", "save"}
from sheetcrm.cli import main
sys.dont_write_bytecode = True
sys.addaudithook(watch)
sys.setprofile(traced)
try:
    main(sys.argv[2:])
finally:
    sys.setprofile(None)
    print("moments", seen, file=sys.stderr)
"""
"""A run that kills itself at its n-th moment, and tells how many there were when it lives to the end."""


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that `init` left ready, with work for every rule: numbers, links, tasks and letters."""
    folder = tmp_path_factory.mktemp("start")
    people = [
        (f"Anna No{n}", f"+48 600 100 {n:03}", f"a{n}@example.com", "22.11.1980", "yes" if n % 2 else "no")
        for n in range(40)
    ]
    deals = [(f"a{n}@example.com", f"Kitchen {n}", 100 * n) for n in range(20)]
    consents = [(f"a{n}@example.com", "Birthday greetings", "yes") for n in range(5)]
    sheets: dict[str, list[Any]] = {
        "Clients": [("Name", "Phone", "E-mail", "Birthday", "Greetings agreed"), *people],
        "Deals": [("Client", "Deal", "Amount"), *deals],
        "Consents": [("Client", "Purpose", "Given"), *consents],
    }
    write(folder / "clients.xlsx", sheets)
    assert init(folder).code == 0
    name_a_sender(folder / CONFIG_NAME)
    return folder


def killed(folder: Path, moment: int) -> tuple[int, str]:
    """The course of a sync that kills itself at that moment: how it ended and what it said."""
    command = [
        sys.executable,
        "-c",
        SUICIDE,
        str(moment),
        "--config",
        str(folder / CONFIG_NAME),
        "sync",
        "--today",
        TODAY,
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


def content(folder: Path) -> dict[str, list[list[Any]]]:
    """Every cell of the workbook, as another reader sees it."""
    from python_calamine import CalamineWorkbook

    path = folder / "clients.xlsx"
    return {name: cells(path, name) for name in CalamineWorkbook.from_path(str(path)).sheet_names}


def letters(folder: Path) -> set[str]:
    return {path.name for path in (folder / "outbox").rglob("*.eml")}


@pytest.fixture(scope="module")
def whole(start: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """The folder after a run that nobody killed, and how many moments that run has."""
    folder = tmp_path_factory.mktemp("whole") / "run"
    shutil.copytree(start, folder)
    code, said = killed(folder, 0)
    assert code == 0, said
    assert len(letters(folder)) == 20 and len(cells(folder / "clients.xlsx", "Tasks")) == 21
    return folder, int(said.split()[-1])


@pytest.mark.parametrize("part", range(KILLS))
def test_a_killed_run_leaves_the_old_or_the_new_workbook_and_the_next_one_finishes_the_work(
    part: int, start: Path, whole: tuple[Path, int], tmp_path: Path
) -> None:
    folder, (finished, moments) = tmp_path / "run", whole
    shutil.copytree(start, folder)
    assert moments >= KILLS
    code, said = killed(folder, 1 + part * (moments - 1) // (KILLS - 1))
    assert code == -signal.SIGKILL, said
    before, after = content(start), content(finished)
    found = content(folder)
    assert found in (before, after)
    assert run(folder, "sync").code == 0
    assert content(folder) == after and letters(folder) == letters(finished)
    assert run(folder, "sync", "--json").document["run"] is None
    numbers = Counter(row[-3] for row in content(folder)["Clients"][1:])
    assert max(numbers.values()) == 1
    assert {path.name for path in folder.iterdir()} <= {"clients.xlsx", CONFIG_NAME, ".sheetcrm", "outbox"}


def test_what_a_killed_run_had_written_can_be_undone(start: Path, whole: tuple[Path, int], tmp_path: Path) -> None:
    folder, (_, moments) = tmp_path / "run", whole
    for moment in range(moments, 0, -1):
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(start, folder)
        assert killed(folder, moment)[0] == -signal.SIGKILL
        entry = run(folder, "history", "--json").document["runs"][0]
        if entry["state"] == "running" and content(folder) != content(start):
            break
    assert entry["state"] == "running"
    assert run(folder, "undo", entry["run"]).code == 0
    given = [row[5] for row in content(folder)["Clients"][1:]]
    assert [row[:5] for row in content(folder)["Clients"]] == [row[:5] for row in content(start)["Clients"]]
    assert [row for row in content(folder)["Tasks"][1:] if any(row)] == []
    assert len(given) == 40

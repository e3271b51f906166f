"""The run lock: one run at a time; gone with its process."""

import datetime as dt
import signal
import subprocess
import sys

import pytest

from sheetcrm.errors import RunLocked, WorkbookNotWritable
from sheetcrm.lock import run_lock

NOW = dt.datetime(2026, 11, 22, 8, 30, tzinfo=dt.UTC)
HOLD = """
import datetime, pathlib, sys
from sheetcrm.lock import run_lock
with run_lock(pathlib.Path(sys.argv[1]), datetime.datetime.now(datetime.UTC)):
    print("held", flush=True)
    sys.stdin.read()
"""
TRY = """
import datetime, pathlib, sys
from sheetcrm.errors import SheetcrmError
from sheetcrm.lock import run_lock
try:
    with run_lock(pathlib.Path(sys.argv[1]), datetime.datetime.now(datetime.UTC)):
        print("held")
except SheetcrmError as error:
    print(error)
    sys.exit(error.exit_code)
"""


@pytest.fixture
def holder(tmp_path):
    """Another process that holds the lock until it is told to end."""
    command = [sys.executable, "-c", HOLD, str(tmp_path / "lock")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_second_process_is_refused_and_told_who_holds_it(tmp_path, holder):
    with pytest.raises(RunLocked) as refused, run_lock(tmp_path / "lock", NOW):
        pass
    assert refused.value.exit_code == 75
    assert f"({holder.pid})" in refused.value.details["person"]
    assert dt.datetime.fromisoformat(refused.value.details["since"]).year >= 2026


def test_a_second_process_ends_with_75(tmp_path):
    with run_lock(tmp_path / "lock", NOW):
        tried = subprocess.run([sys.executable, "-c", TRY, str(tmp_path / "lock")], capture_output=True, text=True)
    assert tried.returncode == 75 and "2026-11-22T08:30:00+00:00" in tried.stdout
    tried = subprocess.run([sys.executable, "-c", TRY, str(tmp_path / "lock")], capture_output=True, text=True)
    assert (tried.returncode, tried.stdout) == (0, "held\n")


def test_a_disk_that_is_full_is_said_and_is_no_fault_of_the_program(tmp_path):
    full = f"import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))\n{TRY}"
    tried = subprocess.run([sys.executable, "-c", full, str(tmp_path / "lock")], capture_output=True, text=True)
    assert tried.returncode == 4, tried.stderr
    assert tried.stdout.startswith("journal-not-writable (path=")


def test_a_killed_holder_leaves_no_lock(tmp_path, holder):
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    with run_lock(tmp_path / "lock", NOW):
        pass


def test_the_same_process_is_refused_too_and_the_lock_is_given_back(tmp_path):
    with run_lock(tmp_path / "lock", NOW), pytest.raises(RunLocked), run_lock(tmp_path / "lock", NOW):
        pass
    with run_lock(tmp_path / "lock", NOW):
        pass


def test_it_is_given_back_when_the_run_fails(tmp_path):
    with pytest.raises(ZeroDivisionError), run_lock(tmp_path / "lock", NOW):
        _ = 1 / 0
    with run_lock(tmp_path / "lock", NOW):
        pass


def test_a_shorter_holder_leaves_nothing_of_a_longer_one(tmp_path):
    path = tmp_path / "lock"
    path.write_text("x" * 500)
    with run_lock(path, NOW):
        assert path.read_text().endswith("\n2026-11-22T08:30:00+00:00") and "x" * 99 not in path.read_text()


def test_a_place_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(WorkbookNotWritable, match="journal-not-writable"), run_lock(tmp_path / "file" / "lock", NOW):
        pass

"""`sheetcrm sync` killed with SIGKILL right before or after each of its requests: the next run finishes the work.

`benchmarks/google_kill.py` does it 200 times, half of them at random moments.
"""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sheetcrm.config import CONFIG_NAME
from tests.google_server.errors import ApiError
from tests.google_server.server import GoogleServer, Record
from tests.stores.google.firm import TODAY, Firm, Rows, found_firm, server

__all__ = ["server"]

ROOT = Path(__file__).parents[3]
WRITES = (1, 2, 3, 4)


@pytest.fixture(scope="module")
def firm(server: GoogleServer, tmp_path_factory: pytest.TempPathFactory) -> Firm:
    return found_firm(server, tmp_path_factory.mktemp("firm"), letters=True)


@pytest.fixture(scope="module")
def whole(firm: Firm, tmp_path_factory: pytest.TempPathFactory) -> Rows:
    one = firm.again(tmp_path_factory.mktemp("whole"))
    assert one.call("sync").code == 0
    return one.rows()


@pytest.fixture
def one(firm: Firm, tmp_path: Path) -> Iterator[Firm]:
    made = firm.again(tmp_path / "one")
    yield made
    made.close()


def killed(one: Firm, write: int, *, after: bool) -> int:
    """A sync in a program of its own, killed at its n-th write; gives how it ended."""
    command = [sys.executable, "-m", "sheetcrm", "--config", str(one.folder / CONFIG_NAME)]
    command += ["sync", "--today", TODAY.isoformat()]
    writes: list[Record] = []

    def kill(record: Record) -> None:
        if record.kind == "write" and one.spreadsheet.id in record.path:
            writes.append(record)
            if len(writes) == write:
                child.kill()
                child.wait()
                if not after:
                    raise ApiError(503, "Nobody waits for this any more.")

    hooks = one.server.after_request if after else one.server.before_request
    with one.server.lock:
        child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        hooks.append(kill)
    try:
        child.wait(60)
    finally:
        hooks.remove(kill)
        child.kill()
    return child.returncode


@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_run_that_was_killed_at_a_write_is_finished_by_the_next_one(
    one: Firm, whole: Rows, write: int, after: bool
) -> None:
    assert killed(one, write, after=after) == -signal.SIGKILL
    with one.server.lock:
        assert one.twice() == []
    assert one.call("sync").code == 0
    assert (one.rows(), one.twice(), one.left_over()) == (whole, [], [])
    assert len([*(one.folder / "outbox").rglob("*.eml")]) == 1
    assert one.call("sync", "--json").document["run"] is None

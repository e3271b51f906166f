"""Google says "later", fails, or falls silent before or after it did the work: a run completes or says what is certain.

Whatever happened, the next run finishes the work, and nothing stands there twice or in the wrong place. With
SHEETCRM_ALL_FAULTS=1 every fault strikes at every request, otherwise every third, and many more seeds are tried.
"""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from sheetcrm.errors import SheetcrmError
from sheetcrm.stores.google.calls import Calls, Pace
from sheetcrm.stores.google.session import connect
from sheetcrm.stores.google.store import GoogleStore
from tests.google_server.server import GoogleServer
from tests.stores.google.firm import TASKS, Firm, Robot, Rows, found_firm, planned, server
from tests.stores.google.test_building import ROWS, Team

__all__ = ["server"]

LATER = ("429", "503")
EVERY = (
    "429", "500 before", "500 after", "502 before", "502 after", "503 before", "503 after", "504 before", "504 after",
    "timeout before", "timeout after", "reset before", "reset after", "truncated",
)  # fmt: skip
PATIENCE = 0.4
"""Seconds a robot of these tests waits for an answer; only silence takes that long."""
ALL = os.environ.get("SHEETCRM_ALL_FAULTS") == "1"
REQUESTS = 6
"""Of a busy first run: two reads, three batches, and one for days that become real dates."""
HONEST = frozenset({"google-outage", "google-quota", "google-unclear", "google-changed", "google-partly"})


def some(requests: int, faults: Sequence[str]) -> list[tuple[int, str]]:
    """Which fault strikes at which request."""
    pairs = [(at, fault) for at in range(requests) for fault in faults]
    return [pair for number, pair in enumerate(pairs) if ALL or number % 3 == number // len(faults) % 3]


@pytest.fixture(scope="module")
def firm(server: GoogleServer, tmp_path_factory: pytest.TempPathFactory) -> Firm:
    return found_firm(server, tmp_path_factory.mktemp("firm"))


@pytest.fixture(scope="module")
def whole(firm: Firm, tmp_path_factory: pytest.TempPathFactory) -> Rows:
    """What a run that nothing disturbs makes of the firm's sheet."""
    one = firm.again(tmp_path_factory.mktemp("whole"))
    robot = one.robot()
    assert robot.tried() == "done" and len(robot.kinds) == REQUESTS
    assert len(one.rows()["Tasks"]) == 1 + TASKS and one.twice() == []
    return one.rows()


@pytest.fixture
def one(firm: Firm, tmp_path: Path) -> Iterator[Firm]:
    made = firm.again(tmp_path / "one")
    yield made
    made.server.faults.clear()
    made.close()


def finish(one: Firm, robot: Robot, whole: Rows) -> None:
    """A later run completes what is missing, and the one after it has nothing to do."""
    assert one.twice() == []
    assert robot.tried() == "done"
    assert one.rows() == whole
    assert robot.sync().run is None
    assert (one.rows(), one.twice(), one.left_over()) == (whole, [], [])


@pytest.mark.parametrize("seed", range(100 if ALL else 8))
def test_a_server_that_puts_off_a_third_of_all_requests_gets_the_work_all_the_same(
    one: Firm, whole: Rows, seed: int
) -> None:
    robot = one.robot()
    one.server.faults.at_random(1 / 3, LATER, seed)
    assert robot.tried() == "done"
    assert (one.rows(), one.twice(), one.left_over()) == (whole, [], [])
    assert robot.sync().run is None
    one.server.faults.clear()
    finish(one, robot, whole)


@pytest.mark.parametrize("seed", range(100 if ALL else 10))
def test_a_server_that_fails_in_every_way_gets_the_work_done_in_the_end(one: Firm, whole: Rows, seed: int) -> None:
    robot = one.robot(timeout=PATIENCE)
    one.server.faults.at_random(0.4, EVERY, seed)
    said = robot.tried()
    assert said in {"done", *HONEST}
    if said == "done":
        assert one.rows() == whole
    one.server.faults.clear()
    finish(one, one.robot(), whole)


@pytest.mark.parametrize(("request_number", "fault"), some(REQUESTS, EVERY))
def test_one_fault_at_any_request_changes_nothing_in_the_outcome(
    one: Firm, whole: Rows, request_number: int, fault: str
) -> None:
    robot = one.robot(timeout=PATIENCE)
    with planned(one.server, *["ok"] * request_number, fault):
        assert robot.tried() == "done"
        assert len(one.server.faults.struck) > 0
    assert (one.rows(), one.left_over()) == (whole, [])
    finish(one, robot, whole)


@pytest.mark.parametrize(
    ("request_number", "fault"), some(REQUESTS, ["429", "503 before", "503 after", "reset after", "reset before"])
)
def test_a_server_that_fails_for_good_is_told_honestly_and_the_next_run_goes_on(
    one: Firm, whole: Rows, request_number: int, fault: str
) -> None:
    robot = one.robot()
    before = one.rows()
    with planned(one.server, *["ok"] * request_number, *[fault] * 60):
        try:
            robot.sync()
            said = None
        except SheetcrmError as error:
            said = error
    assert said is not None and said.code in HONEST
    words = one.call("doctor")  # the way is clear again
    assert words.code == 0
    if one.rows() != before:
        assert said.code in ("google-unclear", "google-partly")
    finish(one, robot, whole)


def built(server: GoogleServer, folder: Path, *faults: str) -> Team:
    """A sheet after an `init` that met these faults."""
    team = Team(server, folder, {"Customers": ROWS})
    layout = team.layout()
    client = connect(team.settings)
    client.set_timeout((5.0, PATIENCE))
    calls = Calls(client, team.id, pace=Pace(10**9, 0.0), sleep=lambda seconds: None)
    with planned(server, *faults):
        GoogleStore(team.settings, calls=calls).build(layout)
    team.adopt(layout)
    return team


@pytest.fixture(scope="module")
def calm(server: GoogleServer, tmp_path_factory: pytest.TempPathFactory) -> Team:
    return built(server, tmp_path_factory.mktemp("calm"))


@pytest.mark.parametrize(
    ("request_number", "fault"),
    some(4, EVERY if ALL else ["429", "503 after", "500 before", "reset after", "truncated"]),
)
def test_one_fault_at_any_request_of_init_builds_everything_once(
    server: GoogleServer, calm: Team, tmp_path: Path, request_number: int, fault: str
) -> None:
    struck = built(server, tmp_path, *["ok"] * request_number, fault)
    assert [fault.kind for fault in server.faults.struck[-1:]] == [fault.split()[0]]
    assert struck.build(struck.layout()).writes == 0
    assert list(struck.book().sheets) == list(calm.book().sheets)
    assert struck.rows() == calm.rows()


def test_waiting_is_bounded_and_begins_with_a_second_or_two(one: Firm) -> None:
    robot = one.robot()
    with planned(one.server, *["429"] * 60):
        assert robot.tried() == "google-quota"
    assert 60 < robot.slept < 130 and len(robot.kinds) <= 7
    robot = one.robot()
    with planned(one.server, "503"):
        assert robot.tried() == "done"
    assert 1 <= robot.slept <= 2

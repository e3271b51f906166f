"""Two robots on two machines, dead robots and robots that overslept: never do two of them write at once.

The clock that counts is Google's own; how a machine's clock goes makes no difference.
"""

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sheetcrm.stores.google import marker as marker_of_runs
from sheetcrm.stores.google.marker import HOLD
from tests.google_server.server import GoogleServer
from tests.stores.google.firm import ROBOT, Crash, Firm, Robot, Rows, found_firm

REQUESTS = 6
LOST = frozenset({"lock-held", "google-changed", "google-partly"})
"""What a robot may say that came second."""


class Clock:
    """Google's clock, which can be moved."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def firm(clock: Clock, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firm]:
    with GoogleServer(clock=clock) as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHEETCRM_GOOGLE_API", server.url)
        patch.delenv("SHEETCRM_GOOGLE_KEY", raising=False)
        server.tokens.clock = time.time
        yield found_firm(server, tmp_path_factory.mktemp("firm"))
        assert not server.crashes, server.crashes


@pytest.fixture(scope="module")
def whole(firm: Firm, tmp_path_factory: pytest.TempPathFactory) -> Rows:
    one = firm.again(tmp_path_factory.mktemp("whole"))
    assert one.robot().tried() == "done"
    return one.rows()


@pytest.fixture
def one(firm: Firm, clock: Clock, tmp_path: Path) -> Iterator[Firm]:
    made = firm.again(tmp_path / "one")
    yield made
    firm.server.world.unmatched_filter = "absent"
    clock.ahead = 0.0
    made.close()


def settled(one: Firm, whole: Rows, *robots: Robot) -> None:
    """One more run of each robot, and all is done and nothing twice."""
    for robot in robots:
        assert robot.tried() == "done"
    assert (one.rows(), one.twice(), one.left_over()) == (whole, [], [])
    assert [robot.sync().run for robot in robots] == [None] * len(robots)


@pytest.mark.parametrize("moment", range(REQUESTS))
def test_a_second_robot_that_comes_at_any_moment_of_a_run_never_writes_beside_the_first(
    one: Firm, whole: Rows, moment: int
) -> None:
    other = one.robot("two")
    said: list[str] = []
    robot = one.robot(before=lambda number: said.append(other.tried()) if number == moment else None)
    first = robot.tried()
    assert sorted([first, *said])[0] in {"done", *LOST} and "done" in {first, *said}
    if moment > 2:
        assert (first, said) == ("done", ["lock-held"]) and set(other.kinds) == {"get"}
    robot.before = None
    settled(one, whole, robot, other)


@pytest.mark.parametrize("moment", [1, 3, 5])
@pytest.mark.parametrize("step", [1, 2, 3])
def test_two_robots_in_step_with_each_other_do_the_work_once(one: Firm, whole: Rows, moment: int, step: int) -> None:
    """The second robot stops at its own request `step` until the first has gone on to its end."""
    first, second = one.robot("one"), one.robot("two")
    go_on, waits = threading.Event(), threading.Event()

    def hold(number: int) -> None:
        if number == step:
            waits.set()
            go_on.wait(20)

    def meet(number: int) -> None:
        if number == moment:
            waits.wait(20)

    ended: dict[str, str] = {}

    def late() -> None:
        second.before = hold
        ended["second"] = second.tried()
        waits.set()

    thread = threading.Thread(target=late)
    first.before = meet
    thread.start()
    ended["first"] = first.tried()
    go_on.set()
    thread.join(60)
    assert "done" in ended.values() and set(ended.values()) <= {"done", *LOST}
    assert one.twice() == []
    first.before = second.before = None
    settled(one, whole, first, second)


def test_robots_that_run_at_the_same_time_do_the_work_once(one: Firm, whole: Rows) -> None:
    robots = [one.robot(name) for name in ("one", "two", "three")]
    threads = [threading.Thread(target=robot.tried) for robot in robots]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert one.twice() == []
    settled(one, whole, *robots)


def crashed(one: Firm, moment: int) -> Robot:
    """A robot whose machine went down right before its request of that number."""

    def down(number: int) -> None:
        if number == moment:
            raise Crash

    robot = one.robot("dead", before=down)
    assert robot.tried() == "crashed"
    robot.before = None
    return robot


@pytest.mark.parametrize("moment", range(1, REQUESTS))
def test_a_dead_robot_is_taken_over_on_its_own_machine_at_once(one: Firm, whole: Rows, moment: int) -> None:
    settled(one, whole, crashed(one, moment))


@pytest.mark.parametrize("moment", range(1, REQUESTS))
def test_a_dead_robot_is_taken_over_elsewhere_after_its_time(one: Firm, whole: Rows, clock: Clock, moment: int) -> None:
    crashed(one, moment)
    robot = one.robot("two")
    if moment > 2:
        assert robot.tried() == "lock-held"
        clock.ahead = HOLD - 30
        assert robot.tried() == "lock-held"
        clock.ahead = HOLD + 30
    settled(one, whole, robot)


@pytest.mark.parametrize("moment", range(1, REQUESTS))
@pytest.mark.parametrize("unmatched", ["absent", "refused"])
def test_a_robot_that_overslept_is_refused_by_google_itself(
    one: Firm, clock: Clock, moment: int, unmatched: str
) -> None:
    """Between two of its requests it sleeps so long that another did the work; it knows nothing of the time."""
    one.server.world.unmatched_filter = unmatched
    other = one.robot("two")
    woke: list[int] = []

    def sleep(number: int) -> None:
        if number == moment and not woke:
            clock.ahead = HOLD + 30
            assert other.tried() == "done"
            # People go on; what the sleeper holds in its hands is old.
            one.people.type("Clients", "B2", "699 999 999")
            woke.append(len(one.server.log))

    robot = one.robot("sleeper", before=sleep)
    said = robot.tried()
    assert said in {"done", *LOST}
    late = [record.status for record in one.server.log[woke[0] :] if record.kind == "write"]
    assert moment < 2 or late[0] == 400
    assert one.column("Clients", "Phone")[0] == "699 999 999" and one.twice() == []
    robot.before = None
    assert robot.tried() == "done" and other.tried() == "done"
    assert (one.twice(), one.left_over()) == ([], [])
    assert one.column("Clients", "No.") == ["C-0001", "C-0002", "C-0003", "C-0004"]


@pytest.mark.parametrize("hours", [-100_000, -1, 1, 100_000])
def test_a_clock_that_is_wrong_on_one_machine_changes_nothing(one: Firm, whole: Rows, clock: Clock, hours: int) -> None:
    """To the robots, Google's clock is far from their machine's."""
    clock.ahead = hours * 3600.0
    crashed(one, 4)
    robot = one.robot("two")
    assert robot.tried() == "lock-held"
    clock.ahead += HOLD + 30
    settled(one, whole, robot)


def test_a_state_folder_that_was_copied_to_another_machine_makes_another_robot(
    one: Firm, whole: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    dead = crashed(one, 4)
    twin = one.robot("twin")
    (twin.settings.state_folder / "google.json").write_text((dead.settings.state_folder / "google.json").read_text())
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(marker_of_runs.socket, "gethostname", lambda: "another-machine")
        assert twin.tried() == "lock-held"
    settled(one, whole, twin)


def test_the_robot_that_is_told_of_names_its_machine(one: Firm) -> None:
    crashed(one, 4)
    called = one.call("doctor")
    assert called.code == 0 and marker_of_runs.this_host() in called.out
    told = one.call("sync")
    assert told.code == 75 and marker_of_runs.this_host() in told.err and json.dumps(ROBOT) not in told.err

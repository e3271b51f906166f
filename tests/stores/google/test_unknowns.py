"""What nobody has written down about Google, both ways: the product does its work whichever way it is."""

import itertools
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.google_server.server import GoogleServer, Record
from tests.stores.google.firm import Crash, Firm, Rows, found_firm, planned, server

__all__ = ["server"]

SWITCHES = ("undo_returns_tags", "deleting_no_tag_is_refused", "protection_bars_passing_over")


@pytest.fixture(scope="module")
def firm(server: GoogleServer, tmp_path_factory: pytest.TempPathFactory) -> Firm:
    return found_firm(server, tmp_path_factory.mktemp("firm"))


@pytest.fixture(scope="module")
def whole(firm: Firm, tmp_path_factory: pytest.TempPathFactory) -> Rows:
    one = firm.again(tmp_path_factory.mktemp("whole"))
    assert one.robot().tried() == "done"
    return one.rows()


@pytest.fixture
def one(firm: Firm, tmp_path: Path) -> Iterator[Firm]:
    made = firm.again(tmp_path / "one")
    yield made
    firm.server.world.unmatched_filter = "absent"
    firm.server.before_request.clear()
    made.close()


def way(one: Firm) -> str:
    """How the robot remembers that filters which match nothing are taken."""
    told = json.loads((one.folder / "one" / "google.json").read_text())
    found: str = told[one.spreadsheet.id]["way"]
    return found


@pytest.mark.parametrize("unmatched", ["absent", "refused"])
@pytest.mark.parametrize("switches", [*itertools.product([False, True], repeat=len(SWITCHES))], ids=str)
def test_a_run_and_the_run_after_a_crash_do_the_work(
    one: Firm, whole: Rows, unmatched: str, switches: tuple[bool, ...]
) -> None:
    one.server.world.unmatched_filter = unmatched
    for name, switch in zip(SWITCHES, switches, strict=True):
        setattr(one.spreadsheet.behaviour, name, switch)

    def crash(number: int) -> None:
        if number == 4:
            raise Crash

    robot = one.robot(before=crash)
    assert robot.tried() == "crashed"
    robot.before = None
    assert robot.tried() == "done"
    assert (one.rows(), one.twice(), one.left_over()) == (whole, [], [])
    assert robot.sync().run is None
    assert way(one) == ("in-place" if unmatched == "refused" else "elsewhere")


@pytest.mark.parametrize("unmatched", ["absent", "refused"])
def test_the_way_filters_are_taken_is_learned_once(one: Firm, unmatched: str) -> None:
    one.server.world.unmatched_filter = unmatched
    robot = one.robot()
    assert robot.tried() == "done"
    one.people.type("Clients", "A6", "Olga Nowa")
    assert robot.tried() == "done"
    assert robot.kinds == ["get", "post", "post", "post"]


@pytest.mark.parametrize("act", ["delete_columns", "insert_columns"])
def test_a_refusal_for_another_reason_does_not_turn_the_guards_round(one: Firm, act: str) -> None:
    """People take away a column in the very moment: the write is refused, and the guards stay as they were."""
    writes: list[Record] = []

    def watch(record: Record) -> None:
        if record.kind == "write":
            writes.append(record)
            if len(writes) == 2:
                getattr(one.people, act)("Clients", "D")

    one.server.before_request.append(watch)
    robot = one.robot()
    said = robot.tried()
    one.server.before_request.clear()
    assert said in {"done", "incomplete", "google-changed", "google-partly"}
    assert way(one) == "elsewhere"
    assert robot.tried() == "done" and one.twice() == []
    assert one.column("Clients", "No.") == ["C-0001", "C-0002", "C-0003", "C-0004"]


def test_a_lost_answer_at_a_google_that_refuses_filters_without_a_match_is_no_obstacle(one: Firm, whole: Rows) -> None:
    one.server.world.unmatched_filter = "refused"
    one.spreadsheet.behaviour.deleting_no_tag_is_refused = True
    robot = one.robot()
    with planned(one.server, *["ok"] * 3, "503 after", "ok", "reset after", "503 before"):
        assert robot.tried() == "done"
    assert (one.rows(), one.twice(), one.left_over()) == (whole, [], [])

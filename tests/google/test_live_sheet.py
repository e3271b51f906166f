"""The product at work in a sheet in which people are at work too: whatever happens, nobody's work is lost or doubled.

SHEETCRM_LIVE_EXAMPLES=N tries N random courses of events instead of the same few, SHEETCRM_LIVE_STEPS=N makes them
longer; with SHEETCRM_LIVE_AS_FOUND=1 a failing one is told as it was found, as shrinking it takes minutes.
"""

import dataclasses
import os
import random
import shutil
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.google.live_acts import ACTS
from tests.google.live_sheet import HOLD, Disturbed, Live
from tests.google.live_tags import is_held
from tests.google.live_team import Act
from tests.google_server.server import GoogleServer

EXAMPLES = int(os.environ.get("SHEETCRM_LIVE_EXAMPLES", "0"))
STEPS = int(os.environ.get("SHEETCRM_LIVE_STEPS", "10"))
PHASES = [Phase.generate] if os.environ.get("SHEETCRM_LIVE_AS_FOUND") else [Phase.generate, Phase.shrink]
MOST_SYNCS = 3
"""How many runs an undisturbed sheet may take until there is nothing to do."""

SMALL = st.integers(0, 15)
SOME_ACT = st.builds(
    Act, st.sampled_from(sorted(ACTS)), st.sampled_from([0, 0, 1, 2, 3, 4, 4, 5]), SMALL, st.integers(0, 31)
)
FAULTS = st.sampled_from(
    ["ok", "ok", "429", "500", "500 after", "502", "502 after", "503", "503 after", "reset", "reset after", "truncated"]
)
DISTURBED = st.builds(
    Disturbed,
    acts=st.lists(st.tuples(st.integers(0, 6), SOME_ACT), max_size=4),
    faults=st.one_of(st.just([]), st.lists(FAULTS, max_size=9)),
    killed_before=st.one_of(st.none(), st.none(), st.none(), st.integers(1, 8)),
    other=st.one_of(st.none(), st.none(), st.integers(0, 5)),
)


class World:
    """The server of all examples; `clock`: seconds that it is ahead."""

    server: GoogleServer
    clock: list[float]


@pytest.fixture(scope="module", autouse=True)
def _world() -> Iterator[None]:
    World.clock = [0.0]
    with GoogleServer(clock=lambda: time.time() + World.clock[0]) as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHEETCRM_GOOGLE_API", server.url)
        server.tokens.clock = time.time
        World.server = server
        yield
        assert not server.crashes, server.crashes


class LiveSheet(RuleBasedStateMachine):
    """People, two robots, a network that fails, days that pass."""

    live: Live
    folder: Path

    @initialize(
        locale=st.sampled_from(["en_US", "pl_PL", "ru_RU", "ro_RO"]),
        language=st.sampled_from(["en", "ru", "pl", "ro"]),
        header_row=st.sampled_from([1, 1, 3]), unmatched=st.sampled_from(["absent", "refused"]),
        switches=st.integers(0, 255),
    )  # fmt: skip
    def open(self, locale: str, language: str, header_row: int, unmatched: str, switches: int) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="live"))
        World.clock[0] = 0.0
        World.server.world.unmatched_filter = unmatched
        self.live = Live(World.server, self.folder, World.clock, locale, language, header_row)
        for number, switch in enumerate(dataclasses.fields(self.live.book.behaviour)):
            setattr(self.live.book.behaviour, switch.name, bool(switches >> number & 1))

    @rule(acts=st.lists(SOME_ACT, min_size=1, max_size=5))
    def people_act(self, acts: list[Act]) -> None:
        for act in acts:
            self.live.act(act)

    @rule(robot=st.sampled_from([0, 0, 0, 1]), disturbed=DISTURBED)
    def sync(self, robot: int, disturbed: Disturbed) -> None:
        self.live.sync(robot, disturbed)

    @rule(disturbed=DISTURBED)
    def sync_again(self, disturbed: Disturbed) -> None:
        self.live.sync(0, disturbed)

    @precondition(lambda self: self.live.runs)
    @rule(which=st.integers(0, 3), disturbed=DISTURBED)
    def take_a_run_back(self, which: int, disturbed: Disturbed) -> None:
        self.live.undo(which, disturbed)

    @rule(days=st.sampled_from([1, 2, 5, 100]))
    def time_passes(self, days: int) -> None:
        self.live.today += timedelta(days=days)

    @rule(robot=st.sampled_from([0, 1]))
    def a_disk_is_lost(self, robot: int) -> None:
        folder = self.live.settings[robot].state_folder
        shutil.rmtree(folder)
        folder.mkdir()
        self.live.runs = [run for run in self.live.runs if run[0] != robot]

    @rule()
    def a_robot_gave_up_long_ago(self) -> None:
        World.clock[0] += HOLD

    @rule()
    def people_rest(self) -> None:
        self._settle()

    @invariant()
    def nothing_is_wrong(self) -> None:
        if hasattr(self, "live"):
            assert not self.live.judge.verdicts, "\n".join(self.live.judge.verdicts)
            assert all(not (isinstance(was, str) and isinstance(new, str)) for was, new in self.live.judge.window)

    def teardown(self) -> None:
        if not hasattr(self, "live"):
            return
        try:
            self._settle()
            self.nothing_is_wrong()
        finally:
            self.live.close()
            shutil.rmtree(self.folder)

    def _settle(self) -> None:
        """Undisturbed, the robot comes to an end within three runs; then a run costs one read and no write."""
        live = self.live
        live.team.mend()
        World.clock[0] += HOLD
        for _ in range(MOST_SYNCS + 1):
            outcome, calls = live.sync()
            if outcome is None and live.said[-1] in ("header-lost", "tab-lost"):
                return
            assert outcome is not None, live.said[-3:]
            if outcome.plan is None or outcome.plan.is_empty:
                break
        else:
            raise AssertionError(f"does not settle: {outcome}")
        outcome, calls = live.sync()
        assert (calls.reads, calls.writes) == (1, 0)
        assert not is_held(live.book.book, World.server.world.clock())
        _look_that_all_was_made(live)


def _look_that_all_was_made(live: Live) -> None:
    """The memory knows of no task and no letter that never was in the sheet."""
    made = {key for (title, _, key) in live.judge.given if title != live.titles["memory"]}
    acts = {key for key in live.keys_of("memory") if not key.startswith("highest:")}
    assert acts <= made, f"remembered, but never made: {acts - made}"


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_nothing_is_lost_or_doubled_while_people_work_in_the_sheet() -> None:
    budget = settings(
        max_examples=EXAMPLES or 20, stateful_step_count=STEPS, derandomize=not EXAMPLES, deadline=None, database=None,
        suppress_health_check=list(HealthCheck), print_blob=False, report_multiple_bugs=False, phases=PHASES,
    )  # fmt: skip
    random.seed(None if EXAMPLES else 0)
    run_state_machine_as_test(LiveSheet, settings=budget)


# -------------------------------------------------------------------------------------- moments that were a bug once


@pytest.fixture
def live(tmp_path: Path) -> Iterator[Live]:
    World.clock[0] = 0.0
    made = Live(World.server, tmp_path, World.clock, "pl_PL")
    yield made
    made.close()


@pytest.mark.parametrize("request_number", range(7))
@pytest.mark.parametrize(
    "act",
    [
        Act("insert rows", 4, 0, 2), Act("insert a column", 4, 1), Act("move a column", 4, 1, 9),
        Act("reword a header", 4, 10), Act("rename a tab", 4), Act("sort", 0, 2, 1),
    ],
    ids=lambda act: act.name,
)  # fmt: skip
def test_the_tasks_get_where_they_belong_whatever_happens_between_two_requests(
    live: Live, act: Act, request_number: int
) -> None:
    live.sync(0, Disturbed(acts=[(request_number, act)]))
    live.team.mend()
    live.sync()
    assert live.judge.verdicts == []
    numbers = live.keys_of("tasks", "number")
    assert len(numbers) == len(set(numbers)) == 2  # a run that begins anew may have used numbers up


@pytest.mark.parametrize("request_number", range(1, 6))
def test_a_number_of_the_very_first_run_is_not_given_again_though_the_robot_died_and_its_row_was_deleted(
    live: Live, request_number: int
) -> None:
    live.sync(0, Disturbed(killed_before=request_number))
    clients = live.titles["clients"]
    for row in reversed(live.team.rows(clients)):
        if live.team.sheet(clients).rows[row - 1].values[0] == "C-0003":
            live.team.people.delete_rows(clients, row)
    live.act(Act("add a row", 0, 1, 31))
    live.sync()
    assert live.judge.verdicts == []


@pytest.mark.parametrize("request_number", range(1, 7))
def test_a_task_is_not_taken_for_made_because_a_line_of_the_memory_was_used_again(
    live: Live, request_number: int
) -> None:
    live.sync()
    live.today += timedelta(days=200)
    for row in live.team.rows(live.titles["clients"])[:2]:
        live.team.people.type(live.titles["clients"], f"J{row}", live.today.isoformat())
    live.sync(0, Disturbed(killed_before=request_number))
    live.sync()
    assert live.judge.verdicts == []
    _look_that_all_was_made(live)

"""Letters from a live sheet in which people work: each goes once, to nobody who said no, and its own row says so."""

import time
from collections.abc import Iterator
from random import Random

import pytest

from tests.google.live_mailing import LiveMailing, course
from tests.google_server.server import GoogleServer

CLOCK = [0.0]
"""Seconds that Google's clock is ahead."""


@pytest.fixture(scope="module")
def server() -> Iterator[GoogleServer]:
    with GoogleServer(clock=lambda: time.time() + CLOCK[0]) as found, pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHEETCRM_GOOGLE_API", found.url)
        found.tokens.clock = time.time
        yield found
        assert not found.crashes, found.crashes


def test_in_a_quiet_sheet_everybody_gets_one_letter(server, tmp_path):
    world = LiveMailing(server, tmp_path, Random(0), CLOCK, quiet=True)
    assert [world.run(), world.run()] == ["done", "idle"]
    assert set(world.took.values()) == {1} and len(world.took) == 8
    assert {row["letter_status"] for row in world.rows("letters")} == {"Sent"}
    world.close()


@pytest.mark.parametrize("seed", range(8))
def test_whatever_people_do_meanwhile_nobody_gets_two_letters_and_no_row_lies(server, tmp_path, seed):
    world = LiveMailing(server, tmp_path, Random(seed), CLOCK)
    course(world)
    assert [*world.verdicts(), *world.silently_lost()] == [], (world.ended, world.acted)
    world.close()

"""A year of a team's life, judged day by day: every due occasion exactly once, none stale, none on a forbidden day."""

import datetime as dt
import os
import random
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.pipeline import sync_run
from sheetcrm.stores.memory import MemoryStore
from tests.building import table
from tests.year.calendars import ONE
from tests.year.entries import shipped_entries
from tests.year.judge import START, Run, Verdict, lived, one_run, runs_of
from tests.year.life import Life
from tests.year.sheet import rewritten

CLIENTS = int(os.environ.get("SHEETCRM_YEAR_CLIENTS", "70"))
"""With 5000 it takes half an hour: `SHEETCRM_YEAR_CLIENTS=5000 pytest tests/year`, or `python benchmarks/year.py`."""
WHOLE = CLIENTS > 70
DAYS = 400


def judged(seed: int, clients: int, days: int, run: Run = one_run, runs: list[dt.date] | None = None) -> Verdict:
    return lived(Life(clients, seed, START, marks_repeats=run is one_run), days, runs or runs_of(days, seed), run)


def through_the_pipeline(folder: Path, *, lost_every: int) -> Run:
    """Whole runs as `sync` makes them, letters prepared; the folder of the journal is thrown away now and then."""
    often = 0

    def run(found: Snapshot, settings: Settings, today: dt.date) -> Snapshot:
        nonlocal often
        often += 1
        if often % lost_every == 0:
            shutil.rmtree(folder, ignore_errors=True)
        chosen = replace(settings, journal=folder / "journal.sqlite", outbox=folder / "outbox")
        store = MemoryStore(found)
        sync_run(store, chosen, today, force=True)
        return store.read()

    return run


def test_every_due_occasion_of_a_year_is_kept_exactly_once_and_on_its_day() -> None:
    verdict = judged(8, CLIENTS, DAYS)
    assert verdict.faults == []
    assert verdict.counts["made"] == verdict.counts["due"] + verdict.counts["corrected"]
    assert {entry.key for entry in shipped_entries()} == {key for key, of in verdict.by_entry.items() if of["made"]}


def test_a_state_folder_lost_again_and_again_changes_nothing_of_what_is_made(tmp_path: Path) -> None:
    clients, days = (300, DAYS) if WHOLE else (30, 120)
    verdict = judged(2, clients, days, through_the_pipeline(tmp_path / "state", lost_every=7))
    assert verdict.faults == []
    assert verdict.counts["made"] > 3 * clients


def test_what_was_forgotten_after_its_time_does_not_come_back_in_the_second_year() -> None:
    clients, days = (100, 800) if WHOLE else (15, 760)
    every_third = [START + n * ONE for n in range(0, days, 3)]
    verdict = judged(3, clients, days, runs=None if WHOLE else every_third)
    assert verdict.faults == []


@pytest.mark.parametrize("seed", range(11, 31) if WHOLE else [11])
def test_entries_that_a_team_set_differently_are_kept_too(seed: int) -> None:
    chance = random.Random(seed)
    other: dict[str, dict[str, Any]] = {}
    for entry in shipped_entries():
        stale = min(300, entry.after_days + chance.choice([0, 0, 2, 9, 30]))
        other[entry.key] = {
            "lead_days": chance.choice([0, 1, 6]),
            "stale_days": max(stale, entry.after_days),
            "apology_days": chance.choice([0, max(stale, entry.after_days) + chance.randint(1, 12)]),
            "on_day_off": chance.choice(["same", "before", "after"]),
            "leap_day": chance.choice(["feb28", "mar1"]),
            "limit_per_day": chance.choice([0, 0, 1, 4]),
            "letter_lead_days": chance.choice([0, 2]),
            "letter_stale_days": chance.choice([0, 3]),
            "letters_per_day": chance.choice([0, 1]),
            "contact_days": chance.choice([0, 0, 5]),
        }
    life = Life(60 if WHOLE else 25, seed, START)
    days = DAYS if WHOLE else 250
    assert lived(life, days, runs_of(days, seed), other=other).faults == []


def test_the_judge_sees_what_is_made_twice_because_nobody_remembers_it() -> None:
    def forgetful(found: Snapshot, settings: Settings, today: dt.date) -> Snapshot:
        nothing = {"memory": table("memory", []), "tasks": table("tasks", []), "letters": table("letters", [])}
        if today.day % 2:
            return replace(found, tables={**found.tables, **nothing})
        return one_run(found, settings, today)

    assert judged(4, 20, 30, forgetful).counts["doubled"] > 10


def test_the_judge_sees_a_task_that_was_not_made_and_one_that_is_put_on_a_wrong_day() -> None:
    def careless(found: Snapshot, settings: Settings, today: dt.date) -> Snapshot:
        after = one_run(found, settings, today)
        tasks, before = after.table("tasks"), len(found.table("tasks"))
        if len(tasks) <= before:
            return after
        kept = [at for at in range(len(tasks)) if at != before]
        cells = {at: {"due_on": tasks.values("due_on")[at] + 4 * ONE} for at in range(before, len(tasks))}
        return replace(after, tables={**after.tables, "tasks": rewritten(tasks, kept, cells)})

    counts = judged(5, 40, 60, careless).counts
    assert counts["missing"] + counts["over_limit"] > 10
    assert counts["wrong_day"] > 10
    assert counts["forbidden"] > 3


def test_the_judge_sees_what_comes_too_late() -> None:
    def belated(found: Snapshot, settings: Settings, today: dt.date) -> Snapshot:
        return one_run(found, settings, today - 9 * ONE)

    assert judged(6, 40, 60, belated).counts["stale"] > 10

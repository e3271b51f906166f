"""A whole year lived day by day: every due occasion exactly once, none stale, none on a day off."""

import datetime as dt
import os
import random

import pytest

from sheetcrm.model.snapshot import Snapshot
from tests.building import marked
from tests.rules.occasions.oracle import DAY, RULES, off
from tests.rules.occasions.year import END, START, deals, expected, lived, people, unhurried, workbook

CLIENTS = int(os.environ.get("SHEETCRM_YEAR_CLIENTS", "120"))
"""With 5000 the year takes long; `SHEETCRM_YEAR_CLIENTS=5000 pytest tests/rules/occasions/test_year.py`."""
YEAR = [START + DAY * n for n in range((END - START).days + 1)]


def runs_of(chance: random.Random, missed: float) -> list[dt.date]:
    """The days on which the machine ran: some missed at random, and a fortnight in which nobody was there."""
    away = chance.randint(0, 350)
    return [day for n, day in enumerate(YEAR) if chance.random() >= missed and not (missed and away <= n < away + 14)]


def compared(made: list[tuple[object, ...]], owner: dict[str, str]) -> set[tuple[str, ...]]:
    """Tasks in the oracle's words."""
    told = set()
    for _, key, due_on, _ in made:
        occasion, _, rest = str(key).partition(":")
        subject, _, when = rest.rpartition(":")
        if occasion == "escalation":
            told.add((occasion, owner[subject], when, due_on.isoformat()))
            continue
        who, _, further = subject.partition("/")
        if occasion == "replenish":
            when = f"{further.title()}/{when}"
        told.add((occasion, who, when, due_on.isoformat()))
    return told


@pytest.mark.parametrize(("seed", "missed"), [(1, 0.0), (2, 0.3), (3, 0.7)])
def test_every_occasion_of_a_year_is_kept_once_and_on_its_day(seed: int, missed: float) -> None:
    chance = random.Random(seed)
    clients = people(CLIENTS, chance)
    orders = deals(clients, chance)
    runs = runs_of(chance, missed)
    wanted = expected(clients, orders, runs)
    owner: dict[str, str] = {}
    keys: list[str] = []
    for today, _, made in lived(workbook(clients, orders), clients, orders, runs, unhurried()):
        for number, key, _, _ in made:
            occasion, _, rest = str(key).partition(":")
            subject, _, when = rest.rpartition(":")
            who, _, further = subject.partition("/")
            identity = f"{further.title()}/{when}" if occasion == "replenish" else when
            owner[str(number).upper()] = f"{occasion}:{who}:{identity}"
        assert compared(made, owner) == wanted.get(today, set()), today
        keys += [str(key) for _, key, _, _ in made]
    assert len(keys) == len(set(keys)) > CLIENTS
    kinds = {key.partition(":")[0] for key in keys}
    if not missed:
        assert kinds == set(RULES)


def test_nothing_that_may_not_fall_on_a_day_off_does() -> None:
    chance = random.Random(4)
    clients = people(CLIENTS, chance)
    orders = deals(clients, chance)
    country = {p.number: p.country for p in clients} | {d.number: d.country for d in orders}
    runs = runs_of(chance, 0.4)
    for today, _, made in lived(workbook(clients, orders), clients, orders, runs, unhurried()):
        for _, key, due_on, _ in made:
            occasion, subject = str(key).split(":")[:2]
            assert due_on >= today
            if RULES[occasion].move and occasion != "escalation":
                assert not off(country[subject.partition("/")[0]], due_on), (key, due_on)


def test_deleted_tasks_do_not_come_back_all_year_as_long_as_the_memory_stays() -> None:
    chance = random.Random(5)
    clients = people(CLIENTS // 2, chance)
    orders = deals(clients, chance)
    runs = runs_of(chance, 0.2)
    chosen = unhurried()

    def emptied(found: Snapshot, today: dt.date) -> Snapshot:
        """Somebody throws all tasks away, every day."""
        tasks = found.table("tasks")
        nothing = {name: column[:0] for name, column in tasks.columns.items()}
        del today
        return marked(found, "tasks", columns=nothing, anchors=tasks.anchors[:0], row_numbers=tasks.row_numbers[:0])

    keys: list[str] = []
    for _, found, _ in lived(workbook(clients, orders), clients, orders, runs, chosen, emptied):
        keys += [str(key) for key in found.table("tasks").values("key")]
    assert len(keys) == len(set(keys)) > CLIENTS

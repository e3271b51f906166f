"""A year lived and judged: what the robot made each day beside what the oracle says is due, every difference counted.

`CODES` tells what is counted; whatever is not "due" or "made" should be nothing.
"""

import datetime as dt
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sheetcrm.config import read_settings
from sheetcrm.model.settings import Duplicates, Mail, Settings
from sheetcrm.model.snapshot import Snapshot, Table
from sheetcrm.rules.deriving import derive_facts
from sheetcrm.rules.letters import write_letters
from sheetcrm.rules.linking import link_clients
from sheetcrm.rules.task_history import log_tasks
from sheetcrm.rules.tasks import make_tasks
from tests.year.calendars import ONE, is_off
from tests.year.entries import Entry, shipped_entries
from tests.year.life import Life
from tests.year.oracle import Act, Done, letters_due, renamed_key, tasks_due
from tests.year.sheet import ROBOT_TABS, added, contacts_added, sheet_of, tasks_of

START = dt.date(2027, 6, 1)
"""The year has 29 February in it, both New Years and all Easters."""
CODES = ("due", "made", "missing", "doubled", "stale", "forbidden", "wrong_day", "over_limit", "corrected")
Run = Callable[[Snapshot, Settings, dt.date], Snapshot]


@dataclass
class Made:
    """What the robot made so far, and for which day."""

    tasks: dict[str, dt.date] = field(default_factory=dict)
    letters: dict[str, dt.date] = field(default_factory=dict)

    def merged(self, loser: str, winner: str) -> None:
        """What was made for a client that became part of another one was made for both."""
        for made in (self.tasks, self.letters):
            for key, day in list(made.items()):
                made.setdefault(renamed_key(key, loser, winner), day)


@dataclass
class Verdict:
    """The counts, and the first differences in words."""

    counts: Counter[str] = field(default_factory=Counter)
    by_entry: dict[str, Counter[str]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def count(self, code: str, entry: str, sentence: str = "", often: int = 1) -> None:
        """Note one difference, or so many acts that were right."""
        self.counts[code] += often
        self.by_entry.setdefault(entry, Counter())[code] += often
        if sentence:
            self.faults.append(f"{sentence}: {code}")


def all_switched_on() -> Settings:
    """A Polish team's settings with every shipped occasion, those that are off by themselves too.

    How many letters one client may have is another question (tests/rules/test_frequency.py).
    """
    document = {
        "workbook": {"path": "clients.xlsx", "language": "en", "region": "PL", "currency": "PLN"},
        "sender": {"name": "Studio", "address": "studio@example.com"},
        "occasions": {"on": [entry.key for entry in shipped_entries()]},
    }
    read = read_settings(document, Path("/nowhere/sheetcrm.toml"))
    return replace(read, duplicates=Duplicates(search=False), mail=Mail(per_client=10_000))


def runs_of(days: int, seed: int, start: dt.date = START) -> list[dt.date]:
    """The days with a run: a fifth missed at random, and holidays of a week to three in which nobody was there."""
    chance = random.Random(seed)
    away: set[int] = set()
    for _ in range(days // 90):
        first = chance.randrange(days)
        away |= set(range(first, first + chance.randint(7, 21)))
    return [start + n * ONE for n in range(days) if n not in away and chance.random() >= 0.2]


def one_run(found: Snapshot, settings: Settings, today: dt.date) -> Snapshot:
    """What a run does to the sheet as far as occasions go."""
    for rule in (link_clients, log_tasks, derive_facts, make_tasks, write_letters):
        found = found.after(rule(found, settings, today))
    return found


def lived(
    life: Life,
    days: int,
    runs: Sequence[dt.date],
    run: Run = one_run,
    other: Mapping[str, Mapping[str, Any]] = MappingProxyType({}),
) -> Verdict:
    """So many days of a team's life, judged at each run; now and then the robot runs twice a day.

    `other`: key of an entry -> what the team set differently from the shipped file.
    """
    settings, verdict = all_switched_on(), Verdict()
    occasions = tuple(replace(each, **_as_read(other.get(each.key, {}))) for each in settings.occasions)
    settings = replace(settings, occasions=occasions)
    entries = [replace(each, **other.get(each.key, {})) for each in shipped_entries()]
    done, merged, ever = Done(), set[str](), Made()
    robot: dict[str, Table] = {}
    wanted = set(runs)
    for today in (life.start + n * ONE for n in range(days)):
        life.day(today)
        if "tasks" in robot:
            robot["tasks"] = life.tasks(robot["tasks"], today)
        for loser in life.world.archived.keys() - merged:
            merged.add(loser)
            done.merged(loser, life.world.living(loser))
            ever.merged(loser, life.world.living(loser))
        if today not in wanted:
            continue
        before = sheet_of(life.world, robot, life.order)
        life.world.tasks = tasks_of(before)
        after = run(before, settings, today)
        life.world.log += contacts_added(before, after)
        life.world.settle()
        _judge(entries, life, today, before, after, done, ever, verdict)
        if today.day % 10 == 0:
            again = run(after, settings, today)
            for key in _new(after, again, "tasks") + _new(after, again, "letters"):
                verdict.count("doubled", key.removeprefix("letter:").partition(":")[0], f"{today} second run {key}")
        robot = {tab: after.table(tab) for tab in ROBOT_TABS}
    return verdict


def _as_read(changes: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: (value or None) if name.endswith("_per_day") else value for name, value in changes.items()}


def _judge(
    entries: Sequence[Entry], life: Life, today: dt.date, before: Snapshot, after: Snapshot, done: Done, ever: Made,
    verdict: Verdict,
) -> None:  # fmt: skip
    tasks = {task.key: task.due_on for task in tasks_of(after)}
    made = {key: tasks[key] for key in _new(before, after, "tasks")}
    written = [key.removeprefix("letter:") for key in _new(before, after, "letters")]
    for entry in entries:
        due = {act.key: act for act in tasks_due(entry, life.world, today, done)}
        letters = {act.key: act for act in letters_due(entry, life.world, today, done)}
        own = {key: day for key, day in made.items() if key.startswith(f"{entry.key}:")}
        mine = [key for key in written if key.startswith(f"{entry.key}:")]
        done.tasks |= _compare(entry, "task", today, due, own, entry.limit_per_day, ever.tasks, verdict)
        sent = dict.fromkeys(mine, today)
        done.letters |= _compare(entry, "letter", today, letters, sent, entry.letters_per_day, ever.letters, verdict)
    ever.tasks |= made
    ever.letters |= dict.fromkeys(written, today)


def _compare(
    entry: Entry, what: str, today: dt.date, due: dict[str, Act], made: dict[str, dt.date], limit: int,
    ever: dict[str, dt.date], verdict: Verdict,
) -> set[str]:  # fmt: skip
    """Count one entry's acts of one day; gives the keys that count as done from now on."""
    expected = set(due)
    if limit and len(due) > limit:
        ordered = sorted((act.day or dt.date.min) for act in due.values())
        chosen = sorted((due[key].day or dt.date.min) for key in made if key in due)
        if chosen == ordered[:limit]:
            expected &= made.keys()
        else:
            verdict.count("over_limit", entry.key, f"{today} {what} {entry.key}: {len(made)} of {len(due)}")
    verdict.count("due", entry.key, often=len(expected))
    verdict.count("made", entry.key, often=len(made))
    for key in expected - made.keys():
        verdict.count("missing", entry.key, f"{today} {what} {key} of {due[key].day}")
    for key in made.keys() - expected:
        code = "doubled" if key in ever else "stale"
        if code == "doubled" and _is_corrected(entry, ever[key], made[key]):
            code = "corrected"
        verdict.count(code, entry.key, f"{today} {what} {key} for {made[key]}" if code != "corrected" else "")
    for key in made.keys() & expected:
        _judge_day(entry, what, today, due[key], made[key], verdict)
        if key in ever:
            verdict.count("doubled", entry.key, f"{today} {what} {key}")
    return set(made) | (expected if not limit else set())


def _is_corrected(entry: Entry, before: dt.date, now: dt.date) -> bool:
    """Whether the day was corrected to another one of the year, long after people had deleted what was made about it.

    The guide leaves open whether that is the same act; the robot may remember it, or make it for the right day.
    """
    span = entry.lead_days + max(entry.stale_days, entry.apology_days, entry.letter_stale_days)
    return entry.is_yearly and entry.when == "date" and abs((now - before).days) > span


def _judge_day(entry: Entry, what: str, today: dt.date, act: Act, on: dt.date, verdict: Verdict) -> None:
    sentence = f"{today} {what} {act.key} on {on} instead of {act.act_on}"
    if what == "task" and on < today:
        verdict.count("stale", entry.key, sentence)
    if what == "task" and entry.on_day_off != "same" and not entry.empty_means_due and is_off(act.country, on):
        verdict.count("forbidden", entry.key, sentence)
    if on != act.act_on and not (entry.empty_means_due and on == today + 7 * ONE):
        verdict.count("wrong_day", entry.key, sentence)


def _new(before: Snapshot, after: Snapshot, tab: str) -> list[str]:
    return added(before.table(tab).values("key"), after.table(tab).values("key"))

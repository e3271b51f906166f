"""Checks of the work itself: deals without a next step or a record, tasks put off to no day, doubles, family phones."""

import datetime as dt
from collections.abc import Iterator

from sheetcrm.model.choices import CLOSED_STAGES
from sheetcrm.model.problems import Problem
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.duplicates.moving import check_restores as refused_restores
from sheetcrm.rules.duplicates.outcomes import reason_text, refusal
from sheetcrm.rules.duplicates.suspects import suspects
from sheetcrm.rules.linking import client_fact
from sheetcrm.rules.reading import keys, read_choices, read_column
from sheetcrm.rules.task_rows import task_rows
from sheetcrm.rules.typed import as_text
from sheetcrm.words import words_of


def check_deals(snapshot: Snapshot, settings: Settings, today: dt.date) -> Iterator[Problem]:
    """Deals that were closed without a row in the contact log (H02), open deals without a next step (T22)."""
    del settings, today
    table = snapshot.table("deals")
    if not table.has("stage"):
        return
    log = snapshot.table("log")
    logged = {as_text(value).upper() for value in log.values("deal") if value is not None}
    next_fields = [field for field in ("next_step", "next_step_on") if table.has(field)]
    numbers = table.values("number")
    for position, stage in enumerate(read_choices(snapshot, "deals", "stage", "deal_stage")):
        anchor = table.anchors[position]
        if stage is None:
            continue
        if stage in CLOSED_STAGES:
            number = as_text(numbers[position]).upper()
            if log.has("deal") and number and number not in logged:
                yield Problem("deal-without-log", "deals", anchor, "stage", table.values("stage")[position])
        elif next_fields and all(table.values(field)[position] is None for field in next_fields):
            yield Problem("deal-without-next-step", "deals", anchor, next_fields[0])


def check_tasks(snapshot: Snapshot, settings: Settings, today: dt.date) -> Iterator[Problem]:
    """Tasks that were postponed to no day: they are left alone until somebody writes one (T15)."""
    del today
    table = snapshot.table("tasks")
    for row in task_rows(snapshot, settings) if table.has("postponed_to") else ():
        if row.waits and table.values("postponed_to")[row.position] is None:
            yield Problem("task-without-day", "tasks", table.anchors[row.position], "postponed_to")


def check_duplicates(snapshot: Snapshot, settings: Settings, today: dt.date) -> Iterator[Problem]:
    """Clients that the robot has marked as the same as an earlier one, and those that may be: one note a client.

    The note stands in the row of the younger of the two, for that one was typed when the other was there already.
    """
    del today
    table = snapshot.table("clients")
    tab = snapshot.table("duplicates").title if "duplicates" in snapshot else None
    marks = table.values("duplicate_of")
    for position, value in enumerate(marks):
        if value is not None:
            yield Problem(
                "exact-duplicate", "clients", table.anchors[position], "duplicate_of", value,
                details={"other": as_text(value), "tab": tab},
            )  # fmt: skip
    pairs = suspects(snapshot, settings).pairs
    places = {key: at for at, key in enumerate(keys(table, "number")) if key} if pairs else {}
    words = words_of(settings.language)
    told: set[int] = set()
    for pair in pairs:
        first, second = places.get(pair.first.upper()), places.get(pair.second.upper())
        if first is None or second is None or second in told or marks[second] is not None:
            continue
        told.add(second)
        name = client_fact(table, first, "name")
        other = f"{pair.first} ({as_text(name)})" if name is not None else pair.first
        field = "duplicate_of" if table.has("duplicate_of") else None
        details = {"other": other, "reason": reason_text(pair.reasons, words), "tab": tab}
        yield Problem("duplicate-likely", "clients", table.anchors[second], field, pair.first, details=details)


def check_restores(snapshot: Snapshot, settings: Settings, today: dt.date) -> Iterator[Problem]:
    """Clients in the archive that somebody wants back and that cannot come back."""
    table, words = snapshot.table("archive"), words_of(settings.language)
    for anchor, refused in refused_restores(snapshot, settings, today):
        yield Problem(
            "restore-refused", "archive", anchor, "restore", table.cell(anchor, "restore"),
            details={"reason": refusal(words, refused).rstrip(".")},
        )  # fmt: skip


def check_family_phones(snapshot: Snapshot, settings: Settings, today: dt.date) -> Iterator[Problem]:
    """Phones of relatives for whom no agreement is noted (N08)."""
    del today
    table = snapshot.table("relatives")
    if not table.has("phone"):
        return
    agreed = read_column(table, "agreement", settings)
    for position, value in enumerate(table.values("phone")):
        if value is not None and agreed[position].value is not True:
            yield Problem("family-phone", "relatives", table.anchors[position], "phone", value)

"""Checks of the work itself: deals without a next step or a record, marked duplicates, family phones unasked for."""

import datetime as dt
from collections.abc import Iterator

from sheetcrm.model.choices import CLOSED_STAGES
from sheetcrm.model.problems import Problem
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.reading import read_choices, read_column
from sheetcrm.rules.typed import as_text


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


def check_duplicates(snapshot: Snapshot, settings: Settings, today: dt.date) -> Iterator[Problem]:
    """Clients that the robot has marked as the same as an earlier one."""
    del settings, today
    table = snapshot.table("clients")
    for position, value in enumerate(table.values("duplicate_of")):
        if value is not None:
            yield Problem(
                "exact-duplicate", "clients", table.anchors[position], "duplicate_of", value,
                details={"other": as_text(value)},
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

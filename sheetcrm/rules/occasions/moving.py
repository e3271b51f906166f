"""Days on which something came to a stop: a deal nobody moved, a consent whose time is over, a task nobody took."""

import datetime as dt
from collections.abc import Iterator

from sheetcrm.model.choices import CLOSED_STAGES
from sheetcrm.model.settings import Occasion, Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.clients import ClientIndex
from sheetcrm.rules.consents import withdrawn_consents
from sheetcrm.rules.occasions.found import Found
from sheetcrm.rules.reading import keys, read_choices, read_column
from sheetcrm.rules.task_rows import task_rows

_MOVEMENTS = ("opened_on", "accepted_on", "ready_on")
_PLANS = ("next_step_on", "planned_on")


def idle_deals(
    snapshot: Snapshot, settings: Settings, occasion: Occasion, earliest: dt.date, latest: dt.date
) -> Iterator[Found]:
    """Open deals by the day of their last movement: a date in the deal, or a line in the log that names it.

    A deal with a step planned for later than that is waiting, not idle: its own reminder follows that day, so the
    planned day counts as a movement.
    """
    del occasion
    table = snapshot.table("deals")
    stages = read_choices(snapshot, "deals", "stage", "deal_stage")
    columns = [read_column(table, field, settings) for field in (*_MOVEMENTS, *_PLANS) if table.has(field)]
    spoken: dict[str, dt.date] = {}
    log = snapshot.table("log")
    for deal, reading in zip(keys(log, "deal"), read_column(log, "contacted_on", settings), strict=True):
        if deal and isinstance(reading.value, dt.date):
            spoken[deal] = max(reading.value, spoken.get(deal, reading.value))
    for position, (number, stage) in enumerate(zip(keys(table, "number"), stages, strict=True)):
        if stage in CLOSED_STAGES:
            continue
        days = [column[position].value for column in columns]
        moved = [day for day in (*days, spoken.get(number)) if isinstance(day, dt.date)]
        if moved and earliest <= max(moved) <= latest:
            yield Found(position, max(moved))


def ending_consents(
    snapshot: Snapshot, settings: Settings, occasion: Occasion, earliest: dt.date, latest: dt.date
) -> Iterator[Found]:
    """Consents by the day on which they are `valid_days` old; one that was given anew or withdrawn since has no end."""
    table = snapshot.table("consents")
    given = read_choices(snapshot, "consents", "given", "consent_given")
    purposes = read_choices(snapshot, "consents", "purpose", "consent_purpose")
    index = ClientIndex(snapshot, settings)
    numbers = [_living(index, number) for number in keys(table, "client_number")]
    latest_row: dict[tuple[str, str | None], tuple[dt.date, int]] = {}
    for position, reading in enumerate(read_column(table, "given_on", settings)):
        day = reading.value
        if numbers[position] and isinstance(day, dt.date) and given[position] == "given":
            who = numbers[position], purposes[position]
            if who not in latest_row or day > latest_row[who][0]:
                latest_row[who] = day, position
    withdrawn = withdrawn_consents(snapshot, settings, index) if latest_row else frozenset()
    valid = dt.timedelta(days=occasion.valid_days)
    for who, (day, position) in latest_row.items():
        if earliest <= day + valid <= latest and who not in withdrawn and (who[0], None) not in withdrawn:
            yield Found(position, day + valid, facts={"given": day})


def untouched_tasks(
    snapshot: Snapshot, settings: Settings, occasion: Occasion, earliest: dt.date, latest: dt.date
) -> Iterator[Found]:
    """Open tasks by the day on which they were due, a postponed one by its new day; its own are not told on again."""
    for row in task_rows(snapshot, settings):
        day = row.due
        is_open = row.state in ("open", "postponed") and not row.waits
        if is_open and day is not None and earliest <= day <= latest and row.occasion != occasion.key:
            yield Found(row.position, day)


def _living(index: ClientIndex, number: str) -> str:
    """The number of the client that lives, of one that became part of it; the number itself where it stands nowhere."""
    places = index.numbered(number) if number else []
    return keys(index.table, "number")[places[0]] if len(places) == 1 else number

"""Checks of dates against each other and against today."""

import datetime as dt
from collections.abc import Iterator
from typing import cast

from sheetcrm.model.problems import Problem
from sheetcrm.model.settings import OLDEST, Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.reading import read_column
from sheetcrm.values import birthday
from sheetcrm.values.date import PartialDate

BEFORE = (
    ("deals", "opened_on", "closed_on"),
    ("deals", "opened_on", "next_step_on"),
)
"""Pairs of which the first may not be later than the second."""

PAST = (
    ("clients", "registered_on"),
    ("clients", "verified_on"),
    ("purchases", "bought_on"),
    ("log", "contacted_on"),
    ("deals", "opened_on"),
    ("consents", "given_on"),
)
"""Dates of what has happened: they cannot lie in the future."""

BIRTHDAYS = (("clients", "birthday"), ("people", "birthday"))


def check_dates(snapshot: Snapshot, settings: Settings, today: dt.date) -> Iterator[Problem]:
    """Birthdays nobody can have, events in the future, ends before beginnings."""
    for tab, field in BIRTHDAYS:
        table = snapshot.table(tab)
        if not table.has(field):
            continue
        verdicts: dict[object, bool] = {}
        for position, reading in enumerate(read_column(table, field, settings)):
            if not isinstance(reading.value, tuple):
                continue
            if reading.value not in verdicts:
                verdicts[reading.value] = birthday.is_valid(PartialDate(*reading.value), today)
            if not verdicts[reading.value]:
                yield Problem("birthday-impossible", tab, table.anchors[position], field, table.values(field)[position])
    for tab, field in PAST:
        table = snapshot.table(tab)
        for position, reading in enumerate(read_column(table, field, settings) if table.has(field) else ()):
            if reading.value is not None and not OLDEST <= cast(dt.date, reading.value) <= today:
                yield Problem("date-future", tab, table.anchors[position], field, table.values(field)[position])
    for tab, first, last in BEFORE:
        table = snapshot.table(tab)
        if not (table.has(first) and table.has(last)):
            continue
        pairs = zip(read_column(table, first, settings), read_column(table, last, settings), strict=True)
        for position, (begin, end) in enumerate(pairs):
            if (
                begin.value is not None
                and end.value is not None
                and cast(dt.date, end.value) < cast(dt.date, begin.value)
            ):
                yield Problem(
                    "date-order", tab, table.anchors[position], last, table.values(last)[position],
                    details={"other": table.headers.get(first, first)},
                )  # fmt: skip


def check_freshness(snapshot: Snapshot, settings: Settings, today: dt.date) -> Iterator[Problem]:
    """Clients whose facts nobody has confirmed for too long; a client never verified is a task's matter, not a flaw."""
    table = snapshot.table("clients")
    if not table.has("verified_on"):
        return
    limit = today - dt.timedelta(days=settings.stale_after_days)
    for position, reading in enumerate(read_column(table, "verified_on", settings)):
        if reading.value is not None and OLDEST <= cast(dt.date, reading.value) < limit:
            days = (today - cast(dt.date, reading.value)).days
            yield Problem(
                "data-stale", "clients", table.anchors[position], "verified_on", table.values("verified_on")[position],
                details={"days": days // 30 * 30},
            )  # fmt: skip

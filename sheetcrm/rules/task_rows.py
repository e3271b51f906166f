"""The rows of the Tasks tab as they are meant: how each stands, and on which day it is due; nothing is judged here."""

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.reading import keys, read_choices, read_column, texts

FINISHED = frozenset({"done", "declined", "cancelled"})
"""States after which nobody has to act any more."""
TALKED = frozenset({"done", "declined"})
"""States after which something was said to the client, so that it belongs into the contact log."""


class TaskRow(NamedTuple):
    """One row. `state` is a key of `task_status`, or the team's own entry as written; a text nobody knows is open.

    `due` is the day on which it is to be done: `postponed_to` where somebody wrote one, None where there is none.
    `client` is the client's number in capitals, empty where the row is tied to nobody.
    """

    position: int
    number: str
    key: str
    client: str
    state: str
    due: dt.date | None
    postponed_to: dt.date | None

    @property
    def occasion(self) -> str:
        """The entry of `occasions.toml` it was made for; empty for a task that people wrote themselves."""
        return self.key.partition(":")[0] if ":" in self.key else ""

    @property
    def waits(self) -> bool:
        """Whether somebody postponed it and named no day: it is shown as such, and nobody is reminded of it."""
        return self.state == "postponed" and self.postponed_to is None


def task_rows(snapshot: Snapshot, settings: Settings) -> Iterator[TaskRow]:
    """The rows of the Tasks tab in sheet order."""
    table = snapshot.table("tasks")
    columns = zip(
        texts(table, "number"),
        texts(table, "key"),
        keys(table, "client_number"),
        read_choices(snapshot, "tasks", "task_status", "task_status"),
        read_column(table, "due_on", settings),
        read_column(table, "postponed_to", settings),
        strict=True,
    )
    for position, (number, key, client, state, due, postponed) in enumerate(columns):
        first = due.value if isinstance(due.value, dt.date) else None
        moved = postponed.value if isinstance(postponed.value, dt.date) else None
        yield TaskRow(position, number, key, client, state or "open", moved or first, moved)


def is_open(row: TaskRow, today: dt.date) -> bool:
    """Whether somebody is to act, today or some day to come: not finished, and postponed only if its day has come.

    A row with a state of the team's own is in their hands.
    """
    if row.state == "postponed":
        return row.postponed_to is not None and row.postponed_to <= today
    return row.state == "open"


def open_days(snapshot: Snapshot, settings: Settings) -> Iterator[tuple[int, dt.date]]:
    """Positions of the tasks that are still to be done and have a day, each with that day."""
    for row in task_rows(snapshot, settings):
        if row.due is not None and row.state not in FINISHED and not row.waits:
            yield row.position, row.due

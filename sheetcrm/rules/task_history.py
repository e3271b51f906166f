"""What was done moves on into the contact log: one line per task that people marked as done or declined, once.

The line names the task's number, and the memory holds it too: a task that is opened again, or whose row is copied,
sorted or deleted, makes no second line, nor does a lost memory. Nothing is taken out of the Tasks tab.
"""

import datetime as dt
import re
from collections.abc import Iterator
from typing import NamedTuple

from sheetcrm.model.cells import CellValue, is_result
from sheetcrm.model.changes import AddRow, Change
from sheetcrm.model.choices import CHOICES
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot, Table
from sheetcrm.model.tabs import CARRIED
from sheetcrm.rules.blocked import blocked_rows
from sheetcrm.rules.clients import ClientIndex
from sheetcrm.rules.linking import carried_fields, client_fact
from sheetcrm.rules.memory import remember, remembered
from sheetcrm.rules.reading import texts
from sheetcrm.rules.task_channel import Ways
from sheetcrm.rules.task_rows import TALKED, TaskRow, task_rows
from sheetcrm.rules.typed import as_text
from sheetcrm.words import Words, choice_key, words_of

LOGGED = "logged:"
"""What stands before a task's number in the memory once the task is told."""
_LONGEST = 1000
_NUMBER_AT_END = re.compile(r"\(([^()]+)\)\s*$")


class _Talk(NamedTuple):
    """A task that belongs into the log: its row, the client's position, and whether it repeats another row's key."""

    row: TaskRow
    at: int
    is_copy: bool

    @property
    def key(self) -> str:
        """Under which it is remembered."""
        return LOGGED + (self.row.number or self.row.key)


def log_tasks(snapshot: Snapshot, settings: Settings, today: dt.date) -> Iterator[Change]:
    """Yield one row of the contact log per task that was done or declined, and what must be remembered.

    The day is today; of what was finished before the first line was ever written it is the day on which it was due.
    Matters among colleagues (a task nobody took) and tasks of nobody's are not told.
    """
    log, tasks = snapshot.table("log"), snapshot.table("tasks")
    if not (log.has("client") and log.has("contacted_on") and tasks.has("task_status")) or "memory" not in snapshot:
        return
    memory = remembered(snapshot)
    index = ClientIndex(snapshot, settings)
    talks = [talk for talk in _talks(snapshot, settings, index) if talk.key not in memory]
    if not talks:
        return
    is_first = not any(key.startswith(LOGGED) for key in memory)
    words, ways = words_of(settings.language), Ways(snapshot, settings, index)
    lines = {found[1].upper() for note in texts(log, "notes") if (found := _NUMBER_AT_END.search(note))}
    room = log.room_below if log.room_below is not None else len(talks)
    told: dict[str, str] = {}
    for talk in talks:
        if not talk.is_copy and talk.key not in told and talk.row.number.upper() not in lines:
            day = min(talk.row.due or today, today) if is_first else today
            cells = _log_row(talk, tasks, index.table, settings, ways, words, day)
            for field in carried_fields(log):
                cells[field] = client_fact(index.table, talk.at, field.removeprefix(CARRIED))
            yield AddRow("log", {f: v for f, v in cells.items() if log.has(f)}, talk.key, "log-task")
            room -= 1
        if room >= 0:  # a row that finds no room is tried again
            told[talk.key] = ""
    yield from remember(snapshot, told, today, live=bool(settings.spreadsheet))


def _talks(snapshot: Snapshot, settings: Settings, index: ClientIndex) -> Iterator[_Talk]:
    table = snapshot.table("tasks")
    blocked = blocked_rows(table, "number")
    silent = {occasion.key for occasion in settings.occasions if occasion.when == "task_untouched"}
    clients, numbers = table.values("client"), texts(index.table, "number")
    seen: set[str] = set()
    for row in task_rows(snapshot, settings):
        written = clients[row.position]
        if row.state not in TALKED or row.position in blocked or row.occasion in silent or not is_result(written):
            continue
        at = index.match(as_text(written)).position
        is_certain = at is not None and len(index.numbered(numbers[at])) == 1
        if at is not None and is_certain and (row.number or row.key):
            yield _Talk(row, at, row.key in seen)
            seen |= {row.key} - {""}


def _log_row(
    talk: _Talk, tasks: Table, clients: Table, settings: Settings, ways: Ways, words: Words, day: dt.date
) -> dict[str, CellValue]:
    """The line of the log: what was to be done and what came of it, by whom and how."""
    at = talk.row.position
    result = texts(tasks, "result")[at]
    outcome = choice_key("contact_result", result) if result else None
    if outcome is None and talk.row.state == "declined":
        outcome = "refused"
    said = [(texts(tasks, "action")[at] or texts(tasks, "why")[at]).rstrip(".:; "), result]
    number = f" ({talk.row.number})" if talk.row.number else ""
    channel = ways.to_client(talk.at).channel
    of_deals = any(one.key == talk.row.occasion and one.tab == "deals" for one in settings.occasions)
    return {
        "contacted_on": day,
        "client": as_text(client_fact(clients, talk.at, "number")),
        "deal": talk.row.key.split(":")[1] if of_deals else None,
        "channel": words.choice("channel", channel) if channel in CHOICES["channel"] else None,
        "employee": texts(tasks, "assignee")[at] or None,
        "result": words.choice("contact_result", outcome) if outcome is not None else None,
        "notes": f"{': '.join(filter(None, said))[:_LONGEST]}{number}".strip() or None,
    }

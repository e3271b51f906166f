"""A person's answer to a letter becomes a task for whoever looks after the client: once a letter and day."""

import datetime as dt
from collections.abc import Iterator

from sheetcrm.model.cells import CellValue, is_result
from sheetcrm.model.changes import AddRow, Change
from sheetcrm.model.outside import Reply
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.model.tabs import CARRIED
from sheetcrm.rules.clients import ClientIndex
from sheetcrm.rules.linking import carried_fields, client_fact
from sheetcrm.rules.memory import HIGHEST, remember, remembered
from sheetcrm.rules.numbering import highest_given
from sheetcrm.rules.patterns import make_number
from sheetcrm.rules.reading import texts
from sheetcrm.rules.typed import as_text
from sheetcrm.words import words_of

REPLY = "reply:"
"""Prefix of such a task's key: `reply:letter:M-0001:C-0042:2026-11-22`."""
_REMEMBERED = dt.timedelta(days=120)
"""Longer than the mailbox is remembered (60 days), so that a task that was deleted does not come back."""


def make_reply_tasks(snapshot: Snapshot, settings: Settings, today: dt.date) -> Iterator[Change]:
    """Yield one row per answer that has no task, and what the workbook must remember of it."""
    replies = snapshot.outside.replies
    table = snapshot.table("tasks")
    if not replies or "tasks" not in snapshot or "clients" not in snapshot:
        return
    known = {*remembered(snapshot), *texts(table, "key")}
    fresh: dict[str, Reply] = {}
    for reply in replies:
        key = f"{REPLY}{reply.letter}:{reply.day.isoformat()}"
        if key not in known:
            fresh.setdefault(key, reply)
    if not fresh:
        return
    words, index = words_of(settings.language), ClientIndex(snapshot, settings)
    pattern = settings.numbers.get("tasks")
    last = highest_given(snapshot, "tasks", pattern) if pattern else 0
    memory: dict[str, str] = {}
    room = table.room_below if table.room_below is not None else len(fresh)
    for place, (key, reply) in enumerate(fresh.items()):
        last += 1
        number = index.meant(reply.client) or reply.client
        found = index.numbered(number)
        at = found[0] if len(found) == 1 else None
        manager = client_fact(index.table, at, "manager") if at is not None else None
        name = as_text(client_fact(index.table, at, "name")) if at is not None else ""
        cells: dict[str, CellValue] = {
            "number": make_number(pattern, last) if pattern else None,
            "due_on": today,
            "action": words.say("task_reply", name=name or reply.address, said=_harmless(reply.said or reply.subject)),
            "client": number,
            "assignee": as_text(manager) or None if is_result(manager) else None,
            "task_status": words.choice("task_status", "open"),
            "why": words.say("task_reply_why", address=reply.address, date=reply.day),
            "made_on": today,
            "key": key,
        }
        for field in carried_fields(table):
            cells[field] = client_fact(index.table, at, field.removeprefix(CARRIED)) if at is not None else None
        yield AddRow("tasks", {f: v for f, v in cells.items() if table.has(f)}, key, "reply")
        if place < room:  # a row that finds no room is tried again
            memory[key] = (today + _REMEMBERED).isoformat()
            if pattern:
                memory[f"{HIGHEST}tasks"] = str(last)
    yield from remember(snapshot, memory, today, live=bool(settings.spreadsheet))


def answered_letter(key: str) -> str:
    """The key of the letter that the task of that key is about an answer to.

    >>> answered_letter("reply:letter:M-0001:C-0042:2026-11-22")
    'letter:M-0001:C-0042'
    """
    return key.removeprefix(REPLY).rpartition(":")[0]


def _harmless(text: str) -> str:
    """A stranger's words for a cell: no control signs, and nothing that looks like the beginning of a formula."""
    kept = "".join(sign for sign in text if sign.isprintable())
    return kept.lstrip("=+-@ ") if kept[:1] in "=+-@" else kept

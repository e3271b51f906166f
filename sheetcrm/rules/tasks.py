"""Tasks: what somebody must do about an occasion, once; a task that was ticked off or deleted does not come back."""

import datetime as dt
from collections.abc import Iterator, Sequence

from sheetcrm.model.cells import CellValue
from sheetcrm.model.changes import AddRow, Change
from sheetcrm.model.settings import Occasion, Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.model.tabs import CARRIED
from sheetcrm.rules.addressees import Addressees
from sheetcrm.rules.duplicates.aliases import aliases_of, with_survivors
from sheetcrm.rules.linking import carried_fields, client_fact
from sheetcrm.rules.memory import HIGHEST, Entry, remember, remembered
from sheetcrm.rules.numbering import highest_given
from sheetcrm.rules.occasions import Due, acts_due, letter_window, memory_days, was_made
from sheetcrm.rules.occasions.places import settled_countries
from sheetcrm.rules.patterns import make_number
from sheetcrm.rules.reading import texts
from sheetcrm.rules.task_channel import Ways
from sheetcrm.rules.task_day import due_day
from sheetcrm.rules.task_text import reach_of, task_cells
from sheetcrm.words import words_of

FOREVER = ""


def make_tasks(snapshot: Snapshot, settings: Settings, today: dt.date) -> Iterator[Change]:
    """Yield one row per task that is due and was never made, and what the workbook must remember of it.

    What was done for a client that became part of another one was done for both. Most urgent first. A client who got
    the letter of the occasion, or can still get it, has no task, unless `always_task` says so; a letter that missed
    its days becomes a task.
    """
    if "tasks" not in snapshot or "clients" not in snapshot:
        return
    memory = remembered(snapshot)
    aliases = aliases_of(snapshot)
    known = with_survivors({*memory, *texts(snapshot.table("tasks"), "key")}, aliases, settings)
    letters = with_survivors({*memory, *texts(snapshot.table("letters"), "key")}, aliases, settings)
    people = Addressees(snapshot, settings)
    wanted: list[Due] = []
    for occasion in settings.occasions:
        if not occasion.task:
            continue
        found = [due for due in acts_due(snapshot, settings, occasion, today) if not was_made(due, known)]
        found = [due for due in found if people.always_gets_task(due) or not _has_letter(due, people, letters, today)]
        wanted += _limited(found, occasion, memory, today)
        known.update(due.key for due in found)
    wanted = list({due.key: due for due in wanted}.values())
    wanted.sort(key=lambda due: (due.act_on or dt.date.max, due.date or dt.date.max, due.key))
    yield from _rows(snapshot, settings, wanted, people, today)


def _has_letter(due: Due, people: Addressees, letters: set[str], today: dt.date) -> bool:
    """Whether a letter does this task's work: it was made, or its days are not over yet."""
    if was_made(due, letters, "letter:"):
        return True
    last = dt.timedelta(days=letter_window(due.occasion)[1])
    return people.gets_letter(due) and (due.date is None or today - due.date <= last)


def _limited(found: list[Due], occasion: Occasion, memory: dict[str, Entry], today: dt.date) -> list[Due]:
    if occasion.limit_per_day is None:
        return found
    made = sum(
        1 for key, entry in memory.items() if key.startswith(f"{occasion.key}:") and entry.day == today.isoformat()
    )
    found.sort(key=lambda due: (due.date or dt.date.min, due.key))
    return found[: max(0, occasion.limit_per_day - made)]


def _rows(
    snapshot: Snapshot, settings: Settings, wanted: Sequence[Due], people: Addressees, today: dt.date
) -> Iterator[Change]:
    words = words_of(settings.language)
    table = snapshot.table("tasks")
    pattern = settings.numbers.get("tasks")
    last = highest_given(snapshot, "tasks", pattern) if pattern else 0
    carried = carried_fields(table)
    memory: dict[str, str] = {}
    room = table.room_below if table.room_below is not None else len(wanted)
    ways = Ways(snapshot, settings)
    countries = settled_countries(snapshot, settings) if wanted else []
    for place, due in enumerate(wanted):
        last += 1
        at = people.position(due)
        told = task_cells(due, people, ways, words, today)
        country = countries[at] if at is not None else settings.country.upper()
        cells: dict[str, CellValue] = {
            "number": make_number(pattern, last) if pattern else None,
            "due_on": due_day(due, reach_of(due, people, ways).channel, people.call_window(due), country, today),
            "action": told["action"],
            "client": due.client,
            "assignee": told["assignee"],
            "task_status": words.choice("task_status", "open"),
            "why": told["why"],
            "made_on": today,
            "key": due.key,
            **told,
        }
        for field in carried:
            cells[field] = client_fact(people.clients, at, field.removeprefix(CARRIED)) if at is not None else None
        yield AddRow("tasks", {f: v for f, v in cells.items() if table.has(f)}, due.key, due.occasion.key)
        if place < room:  # a row that finds no room is tried again, so neither it nor its number counts as given
            memory[due.key] = _matters_until(due)
            if pattern:
                memory[f"{HIGHEST}tasks"] = str(last)
    yield from remember(snapshot, memory, today, live=bool(settings.spreadsheet))


def _matters_until(due: Due) -> str:
    """The last day on which the same act could be planned again; the key may be forgotten after it."""
    if due.date is None or due.occasion.stale_days > 3650:
        return FOREVER
    return (due.date + dt.timedelta(days=memory_days(due.occasion))).isoformat()

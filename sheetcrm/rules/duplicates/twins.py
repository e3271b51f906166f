"""What of a merge concerns work: tasks that both had, and open deals that are in other hands."""

from collections.abc import Mapping, Sequence

from sheetcrm.model.cells import CellValue
from sheetcrm.model.changes import Change, SetCells
from sheetcrm.model.choices import CLOSED_STAGES
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.duplicates.aliases import aliases_of, family_of, key_of_survivor, subjects_in
from sheetcrm.rules.duplicates.kept import Turned
from sheetcrm.rules.duplicates.members import is_out_of_reach
from sheetcrm.rules.reading import keys, read_choices, texts
from sheetcrm.rules.typed import as_text
from sheetcrm.words import words_of


def twin_tasks(
    snapshot: Snapshot, settings: Settings, survivor: str, losers: Sequence[str]
) -> tuple[list[Change], dict[str, dict[str, Turned]]]:
    """Changes that close the open tasks of losers which the survivor has too, and per loser the statuses turned.

    Two tasks are twins when their keys differ in the client's number only; a task that was cancelled is no twin.
    """
    table = snapshot.table("tasks")
    if not table.has("key") or not table.has("task_status"):
        return [], {}
    whose = {number.upper(): survivor.upper() for number in losers}
    families = {number: family_of(snapshot, number) for number in (survivor, *losers)}
    whose |= {member: survivor.upper() for family in families.values() for member in family}
    owner = {member: number.upper() for number in losers for member in (number.upper(), *families[number])}
    status = read_choices(snapshot, "tasks", "task_status", "task_status")
    written = table.values("task_status")
    cancelled = words_of(settings.language).choice("task_status", "cancelled")
    seen: set[str] = set()
    theirs: dict[str, list[tuple[int, str, str]]] = {}
    for position, key in enumerate(texts(table, "key")):
        if not key or status[position] == "cancelled":
            continue
        common = key_of_survivor(key, whose, settings)
        loser = next((owner[number] for number, _ in subjects_in(key, settings) if number in owner), None)
        if loser is None:
            seen.add(common)
        else:
            theirs.setdefault(loser, []).append((position, key, common))
    changes: list[Change] = []
    turned: dict[str, dict[str, Turned]] = {}
    for number in losers:
        for position, key, common in theirs.get(number.upper(), ()):
            anchor = table.anchors[position]
            if common not in seen:
                seen.add(common)
            elif status[position] == "open" and not is_out_of_reach(table, anchor, "task_status"):
                both = (written[position], cancelled)
                turned.setdefault(number.upper(), {})[key] = both
                changes.append(SetCells("tasks", anchor, {"task_status": both}, "merge"))
    return changes, turned


def reopened_tasks(snapshot: Snapshot, turned: Mapping[str, Turned], why: str) -> list[Change]:
    """Changes that give tasks their status back where it still is what the merge made of it."""
    table = snapshot.table("tasks")
    if not turned or not table.has("task_status"):
        return []
    changes: list[Change] = []
    written = table.values("task_status")
    for position, key in enumerate(texts(table, "key")):
        if key in turned and as_text(written[position]) == as_text(turned[key][1]):
            cells = {"task_status": (written[position], turned[key][0])}
            changes.append(SetCells("tasks", table.anchors[position], cells, why))
    return changes


def other_hands(snapshot: Snapshot, survivor: str, losers: Sequence[str]) -> tuple[list[str], int]:
    """The managers of open deals and how many deals, where those of the survivor and of a loser differ; else none.

    A client without open deals is in the hands of the manager in its own row; a side nobody looks after has no hands.
    """
    deals = snapshot.table("deals")
    sides = {number.upper(): number.upper() for number in (survivor, *losers)}
    for archived, living in aliases_of(snapshot).items():
        if living in sides:
            sides[archived] = living
    managers: dict[str, dict[str, str]] = {side: {} for side in set(sides.values())}
    count = 0
    linked, written, named = keys(deals, "client_number"), deals.values("client"), texts(deals, "manager")
    for position, stage in enumerate(read_choices(snapshot, "deals", "stage", "deal_stage")):
        number = sides.get(linked[position] or as_text(written[position]).upper())
        if number is None or stage in CLOSED_STAGES:
            continue
        count += 1
        if named[position]:
            managers[number].setdefault(named[position].casefold(), named[position])
    if not count:
        return [], 0
    clients = snapshot.table("clients")
    own: Sequence[CellValue] = texts(clients, "manager")
    for position, key in enumerate(keys(clients, "number")):
        if key in managers and not managers[key] and own[position]:
            managers[key] = {str(own[position]).casefold(): str(own[position])}
    hands = [frozenset(side) for side in managers.values() if side]
    if len(set(hands)) < 2:
        return [], 0
    names = {key: name for side in managers.values() for key, name in side.items()}
    return [names[key] for key in sorted(names)], count

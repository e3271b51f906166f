"""Moves between Clients and the archive that were left half done are finished, and `restore` is heard.

A row leaves one tab only once it stands in the other, so after a crash it stands in both; never in none.
"""

import datetime as dt
from collections.abc import Iterator, Mapping

from sheetcrm.model.cells import same_cell
from sheetcrm.model.changes import Change, SetCells
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot, Table
from sheetcrm.rules.duplicates.aliases import aliases_of
from sheetcrm.rules.duplicates.decisions import judgement_key
from sheetcrm.rules.duplicates.kept import Kept, archived_into, copy_at
from sheetcrm.rules.duplicates.members import archive_refusal, is_out_of_reach, is_peoples, row_of
from sheetcrm.rules.duplicates.moved import Merged, Refused
from sheetcrm.rules.duplicates.unmerging import taken_apart, unmerge_client
from sheetcrm.rules.memory import remembered
from sheetcrm.rules.reading import keys, read_column, texts
from sheetcrm.rules.typed import as_text


def finish_moves(snapshot: Snapshot, settings: Settings, today: dt.date) -> Iterator[Change]:
    """Yield what is left to do of merges and unmerges, and the unmerges that people asked for in the archive.

    A client that stands in both tabs, in Clients just as it was kept, has not left yet; when somebody changed its row
    in that moment it lives again and the archive row is out of date, which hurts nobody. One judged to be different
    from its survivor was on its way back.
    """
    archive = snapshot.table("archive")
    if not len(archive) or archive_refusal(snapshot, settings, 0) is not None:
        return
    asked = _restores(archive, settings)
    living = set(keys(snapshot.table("clients"), "number"))
    numbers = keys(archive, "number")
    due = sorted({number for at, number in enumerate(numbers) if number and (at in asked or number in living)})
    current = snapshot
    for number in due:
        changes = _move(current, settings, today, number)
        yield from changes
        current = current.after(changes)


def check_restores(snapshot: Snapshot, settings: Settings, today: dt.date) -> Iterator[tuple[str, Refused]]:
    """Anchors in the archive of the clients that cannot be brought back though somebody asked for it, and why."""
    archive = snapshot.table("archive")
    if not len(archive):
        return
    numbers = texts(archive, "number")
    for at in sorted(_restores(archive, settings)):
        if numbers[at]:
            outcome = unmerge_client(snapshot, settings, today, numbers[at])
            if isinstance(outcome, Refused):
                yield archive.anchors[at], outcome


def _restores(archive: Table, settings: Settings) -> set[int]:
    if not archive.has("restore"):
        return set()
    return {at for at, reading in enumerate(read_column(archive, "restore", settings)) if reading.value is True}


def _move(snapshot: Snapshot, settings: Settings, today: dt.date, number: str) -> tuple[Change, ...]:
    """What is to be done for one number; nothing where anything about it is in doubt."""
    archive, clients = snapshot.table("archive"), snapshot.table("clients")
    found = [at for at, key in enumerate(keys(archive, "number")) if key == number]
    there = [at for at, key in enumerate(keys(clients, "number")) if key == number]
    if len(found) != 1 or len(there) > 1:
        return ()
    kept = copy_at(snapshot, found[0])
    if kept is None:
        return ()
    asked = found[0] in _restores(archive, settings)
    if not there:
        outcome = unmerge_client(snapshot, settings, today, number) if asked else Merged(())
        return outcome.changes if isinstance(outcome, Merged) else ()
    if asked or judgement_key("different", kept.into, number) in remembered(snapshot):
        outcome = taken_apart(snapshot, settings, today, found[0], kept)
        return outcome.changes if isinstance(outcome, Merged) else ()
    stays = _survivor(snapshot, kept.into)
    if stays is None or not _is_as_kept(clients, there[0], kept):
        return ()
    return tuple(_finished(snapshot, kept, stays, there[0]))


def _survivor(snapshot: Snapshot, number: str) -> int | None:
    """Position of the one living client that the other became part of."""
    living = aliases_of(snapshot).get(number.upper(), number.upper())
    found = [at for at, key in enumerate(keys(snapshot.table("clients"), "number")) if key == living]
    return found[0] if len(found) == 1 else None


def _is_as_kept(clients: Table, position: int, kept: Kept) -> bool:
    """Whether nobody changed the row since: people's cells are compared, the robot's follow from them."""
    anchor = clients.anchors[position]
    return all(
        same_cell(column[position], kept.row.get(field))
        for field, column in clients.columns.items()
        if is_peoples(field) and not is_out_of_reach(clients, anchor, field)
    ) and all(clients.has(field) for field in kept.row if is_peoples(field))


def _finished(snapshot: Snapshot, kept: Kept, stays: int, leaves: int) -> Iterator[Change]:
    """The rest of a merge: cells and tasks that still are as before it, then the row that leaves."""
    clients, tasks = snapshot.table("clients"), snapshot.table("tasks")
    if stays == leaves:
        return
    anchor = clients.anchors[stays]
    if as_text(clients.values("number")[stays]).upper() == kept.into.upper():
        later = {
            field for _, copy in archived_into(snapshot, kept.into) for field in copy.turned if copy.turn > kept.turn
        }
        cells = {
            field: both
            for field, both in kept.turned.items()
            if clients.has(field)
            and field not in later
            and same_cell(clients.values(field)[stays], both[0])
            and not is_out_of_reach(clients, anchor, field)
        }
        if cells:
            yield SetCells("clients", anchor, cells, "merge")
    for position, key in enumerate(texts(tasks, "key")):
        both = kept.tasks.get(key)
        if both is not None and tasks.has("task_status") and same_cell(tasks.values("task_status")[position], both[0]):
            yield SetCells("tasks", tasks.anchors[position], {"task_status": both}, "merge")
    cells_gone: Mapping[str, tuple[object, None]] = {f: (v, None) for f, v in row_of(clients, leaves).items()}
    yield SetCells("clients", clients.anchors[leaves], cells_gone, "merge", whole=True)  # type: ignore[arg-type]

"""Merging: several clients become one; nothing is lost, as each that joins is kept whole in the archive.

The survivor keeps its number and gets what the others knew more or newer (`uniting`). Whoever joins leaves Clients;
its number and names go on leading to the survivor (`aliases`, `rules/clients`).
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from sheetcrm.model.cells import CellValue, is_result, same_cell
from sheetcrm.model.changes import Change, SetCells
from sheetcrm.model.plan import net
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot, Table
from sheetcrm.model.tabs import BY_NAME
from sheetcrm.rules.duplicates.aliases import family_of
from sheetcrm.rules.duplicates.archiving import copies_of, into_archive, leaving
from sheetcrm.rules.duplicates.decisions import Judgement, Pair, judgement_key, remember_judgements
from sheetcrm.rules.duplicates.kept import (
    as_json,
    cell_length,
    copy_at,
    longest_cell,
    longest_field,
)
from sheetcrm.rules.duplicates.members import (
    archive_refusal,
    archive_row_of,
    is_out_of_reach,
    is_peoples,
    members_of,
)
from sheetcrm.rules.duplicates.moved import Merged, Refused, Remark
from sheetcrm.rules.duplicates.revoking import revoked
from sheetcrm.rules.duplicates.tidied import tidied
from sheetcrm.rules.duplicates.twins import other_hands, twin_tasks
from sheetcrm.rules.duplicates.uniting import CONSENT, Deciding, says_no_louder, united
from sheetcrm.rules.memory import remembered
from sheetcrm.rules.reading import read_column
from sheetcrm.rules.typed import as_text

__all__ = ["Merged", "Refused", "Remark", "merge_clients"]


def merge_clients(
    snapshot: Snapshot, settings: Settings, today: dt.date, survivor: str, losers: Sequence[str],
    chosen: Mapping[str, CellValue],
) -> Merged | Refused:  # fmt: skip
    """Changes by which `losers` become part of `survivor`, all or none; `chosen` (field -> value) beats every rule.

    A no to letters is never overruled, not even by `chosen`. Whether somebody judged these clients to be different
    is for the caller to ask: who merges them all the same turns that judgement round.
    """
    places = members_of(snapshot, survivor, losers)
    if isinstance(places, Refused):
        return places
    refusal = archive_refusal(snapshot, settings, len(losers))
    refusal = refusal or next(_hidden(snapshot.table("clients"), places[1:]), None)
    if refusal is not None:
        return refusal
    numbers = [as_text(snapshot.table("clients").values("number")[place]) for place in places]
    before = list(_traces_taken_back(snapshot, settings, numbers[1:]))
    current = snapshot.after(before)
    steps = _united(current.table("clients"), places, chosen, settings, today)
    if isinstance(steps, Refused):
        return steps
    tasks, turned_tasks = twin_tasks(current, settings, numbers[0], numbers[1:])
    copies = copies_of(current, places, steps, turned_tasks, today)
    for number, kept in zip(numbers[1:], copies, strict=True):
        if cell_length(as_json(kept)) > longest_cell(settings):
            header = current.table("clients").headers.get(longest_field(kept), longest_field(kept))
            return Refused("too-long", {"number": number, "header": header})
    judgements = _judged_one(current, settings, numbers, today)
    changes = [
        *before,
        *into_archive(current, places, copies, today),
        *_turn_survivor(current.table("clients"), places[0], steps),
        *tasks,
        *judgements,
        *leaving(current.table("clients"), places[1:]),
    ]
    remarks = _remarks(current, places, steps, chosen, numbers, len(tasks))
    return Merged(tuple(net(changes)), tuple(remarks))


def _hidden(table: Table, places: Sequence[int]) -> Iterator[Refused]:
    """Rows with a value under a merge of cells: it could not be moved."""
    if table.merged:
        for place in places:
            anchor = table.anchors[place]
            for field, column in table.columns.items():
                if column[place] is not None and (anchor, field) in table.merged:
                    number = as_text(table.values("number")[place])
                    yield Refused("merged-cells", {"number": number, "header": table.headers.get(field, field)})


def _traces_taken_back(snapshot: Snapshot, settings: Settings, numbers: Sequence[str]) -> Iterator[Change]:
    """What an earlier merge of a client that lives again left behind with its survivor: the new merge begins anew."""
    for number in numbers:
        for at in archive_row_of(snapshot, number):
            kept = copy_at(snapshot, at)
            if kept is not None:
                changes = revoked(snapshot, settings, kept, "merge").changes
                yield from changes
                snapshot = snapshot.after(changes)


def _united(
    table: Table, places: Sequence[int], chosen: Mapping[str, CellValue], settings: Settings, today: dt.date
) -> dict[str, list[CellValue]] | Refused:
    """Field -> what the survivor's cell holds at first and after each one joined, for the fields that change."""
    readings = read_column(table, "verified_on", settings)
    verified = [day if isinstance(day := readings[place].value, dt.date) else None for place in places]
    by = Deciding(settings, today, verified)
    members = {as_text(table.values("number")[place]).upper() for place in places}
    anchor = table.anchors[places[0]]
    steps: dict[str, list[CellValue]] = {}
    for field, column in table.columns.items():
        if not is_peoples(field):
            continue
        cells = [column[places[0]], *(_told(table, place, field) for place in places[1:])]
        if all(cell is None for cell in cells[1:]) and field not in chosen:
            continue
        if _is_reference(field):
            cells[1:] = [None if as_text(cell).upper() in members else cell for cell in cells[1:]]
        held = united(field, cells, by)
        if field in chosen and not (field.startswith(CONSENT) and says_no_louder(held[-1], chosen[field])):
            held = _as_chosen(cells, chosen[field])
        held = [cells[0], *(tidied(cell, field, settings) for cell in held[1:])]
        if all(same_cell(cell, cells[0]) for cell in held):
            continue
        header = table.headers.get(field, field)
        if is_out_of_reach(table, anchor, field):
            if field.startswith(CONSENT) and says_no_louder(held[-1], cells[0]):
                return Refused(
                    "consent-formula", {"number": as_text(table.values("number")[places[0]]), "header": header}
                )
            held = [cells[0]] * len(cells)
        if any(cell_length(cell) > longest_cell(settings) for cell in held[1:]):
            return Refused("too-long", {"number": as_text(table.values("number")[places[0]]), "header": header})
        steps[field] = held
    return steps


def _told(table: Table, place: int, field: str) -> CellValue:
    """What a client that joins says; the result of a formula is nobody's word, unless it is a consent."""
    calculated = (table.anchors[place], field) in table.formulas and not field.startswith(CONSENT)
    value: CellValue = None if calculated else table.columns[field][place]
    return value


def _as_chosen(cells: Sequence[CellValue], choice: CellValue) -> list[CellValue]:
    """A chosen value comes with the first client that has it, else with the first that joins."""
    giver = next((at for at, cell in enumerate(cells) if same_cell(cell, choice)), 1)
    return [choice if at >= giver > 0 else cells[0] for at in range(len(cells))]


def _is_reference(field: str) -> bool:
    column = BY_NAME["clients"].column(field)
    return column is not None and column.kind == "reference"


def _turn_survivor(table: Table, place: int, steps: Mapping[str, Sequence[CellValue]]) -> Iterator[Change]:
    cells = {field: (held[0], held[-1]) for field, held in steps.items() if not same_cell(held[0], held[-1])}
    if cells:
        yield SetCells("clients", table.anchors[place], cells, "merge")


def _judged_one(snapshot: Snapshot, settings: Settings, numbers: Sequence[str], today: dt.date) -> list[Change]:
    """Every judgement that two of the families are different is turned round: they are one now."""
    known = remembered(snapshot)
    if not any(key.startswith("different:") for key in known):
        return []
    members = {member for number in numbers for member in (number.upper(), *family_of(snapshot, number))}
    apart: dict[Pair, tuple[Judgement, str]] = {}
    for one in members:
        for other in members:
            entry = known.get(judgement_key("different", one, other)) if one < other else None
            if entry is not None:
                apart[frozenset({one, other})] = ("same", entry.value)
    return list(remember_judgements(snapshot, apart, today, live=bool(settings.spreadsheet)))


def _remarks(
    snapshot: Snapshot, places: Sequence[int], steps: Mapping[str, Sequence[CellValue]],
    chosen: Mapping[str, CellValue], numbers: Sequence[str], tasks: int,
) -> Iterator[Remark]:  # fmt: skip
    table = snapshot.table("clients")
    managers, count = other_hands(snapshot, numbers[0], numbers[1:])
    if managers:
        yield Remark("deals-in-other-hands", {"managers": managers, "count": count})
    points = [value for place in places if is_result(value := table.values("bonus_points")[place])]
    if points and any(not same_cell(value, points[0]) for value in points):
        held = (
            steps.get("bonus_points", points)[-1]
            if "bonus_points" in steps
            else table.values("bonus_points")[places[0]]
        )
        yield Remark(
            "bonus-points-differ",
            {"value": held, "other": [v for v in dict.fromkeys(points) if not same_cell(v, held)]},
        )
    for field, held in steps.items():
        header = table.headers.get(field, field)
        if is_out_of_reach(table, table.anchors[places[0]], field):
            yield Remark("formula-stays", {"header": header})
        elif field.startswith(CONSENT) and is_result(held[0]) and says_no_louder(held[-1], held[0]):
            yield Remark("consent-strictest", {"header": header})
    if tasks:
        yield Remark("tasks-closed", {"count": tasks})

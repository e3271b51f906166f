"""What one merge changed in the survivor, taken out again: cells, the copies of those that joined later, tasks.

A cell goes back while it holds what the merge wrote, and what people typed since stays: a cell of several things to
which they only added something loses the pieces that came with the one who leaves, any other is left alone.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from sheetcrm.model.cells import CellValue, is_result, same_cell
from sheetcrm.model.changes import Change, SetCells
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot, Table
from sheetcrm.model.tabs import Kind
from sheetcrm.rules.duplicates.joining import joined, pieces, without
from sheetcrm.rules.duplicates.kept import Kept, Turned, archived_into, as_json, copy_at
from sheetcrm.rules.duplicates.members import archive_row_of, is_out_of_reach
from sheetcrm.rules.duplicates.moved import Merged, Remark
from sheetcrm.rules.duplicates.tidied import tidied
from sheetcrm.rules.duplicates.twins import reopened_tasks
from sheetcrm.rules.duplicates.uniting import CONSENT, is_joined, says_no_louder
from sheetcrm.rules.reading import keys, kind_of


def revoked(snapshot: Snapshot, settings: Settings, kept: Kept, why: str) -> Merged:
    """Changes that take back what the merge of that client did to others, with remarks on what stays.

    Where the survivor became part of another one itself, that one loses it too.
    """
    changes: list[Change] = []
    stays: dict[str, str] = {}
    into, turn, turned = kept.into, kept.turn, kept.turned
    passed: set[str] = set()
    while turned and into.upper() not in passed:
        passed.add(into.upper())
        survivor = _survivor_of(snapshot, into)
        if survivor is None:
            break
        later = [(at, copy) for at, copy in archived_into(snapshot, into) if copy.turn > turn]
        cells, copies = _taken_out(turned, survivor.held, [copy for _, copy in later], stays, settings)
        changes += _rewritten(snapshot, later, copies, why)
        if survivor.copy is None:
            changes += _in_clients(survivor, cells, why)
            break
        above = _brought_up(survivor.copy, cells, settings)
        changes += _in_archive(survivor, survivor.copy, cells, above, why)
        into, turn, turned = survivor.copy.into, survivor.copy.turn, above
    changes += reopened_tasks(snapshot, kept.tasks, why)
    headers = snapshot.table("clients").headers
    remarks = [Remark("edits-stay", {"header": headers[f], "number": kept.into}) for f in stays if f in headers]
    return Merged(tuple(changes), tuple(remarks))


class _Survivor(NamedTuple):
    """Where the client stands that another one became part of: in Clients, or as a copy in the archive."""

    table: Table
    position: int
    held: Mapping[str, CellValue]
    copy: Kept | None


def _survivor_of(snapshot: Snapshot, number: str) -> _Survivor | None:
    clients, archive = snapshot.table("clients"), snapshot.table("archive")
    found = [at for at, key in enumerate(keys(clients, "number")) if key == number.upper()]
    if found:
        row = {field: column[found[0]] for field, column in clients.columns.items()}
        return _Survivor(clients, found[0], row, None) if len(found) == 1 else None
    for at in archive_row_of(snapshot, number):
        copy = copy_at(snapshot, at)
        if copy is not None:
            return _Survivor(archive, at, copy.row, copy)
    return None


def _taken_out(
    turned: Mapping[str, Turned], held: Mapping[str, CellValue], copies: list[Kept], stays: dict[str, str],
    settings: Settings,
) -> tuple[dict[str, Turned], list[Kept]]:  # fmt: skip
    """The survivor's cells that change, and the copies of those who joined later as they are then.

    What cannot be taken out, as people have changed it since, is added to `stays`.
    """
    cells: dict[str, Turned] = {}
    for field, both in turned.items():
        now = held.get(field)
        becomes, copies, is_traced = _without_turn(field, both, now, copies, settings)
        becomes = tidied(becomes, field, settings)
        if not same_cell(now, becomes):
            cells[field] = (now, becomes)
        elif not is_traced:
            stays[field] = field
    return cells, copies


def _in_clients(survivor: _Survivor, cells: Mapping[str, Turned], why: str) -> list[Change]:
    table, anchor = survivor.table, survivor.table.anchors[survivor.position]
    there = {f: both for f, both in cells.items() if table.has(f) and not is_out_of_reach(table, anchor, f)}
    return [SetCells("clients", anchor, there, why)] if there else []


def _in_archive(
    survivor: _Survivor, copy: Kept, cells: Mapping[str, Turned], above: Mapping[str, Turned], why: str
) -> list[Change]:
    """The change of a survivor that is archived itself: its copy, and what of it the archive shows."""
    if not cells:
        return []
    archive, anchor = survivor.table, survivor.table.anchors[survivor.position]
    row = {**copy.row, **{field: becomes for field, (_, becomes) in cells.items()}}
    turns = {**copy.survivor, **{field: (copy.survivor[field][0], new) for field, (new, _) in above.items()}}
    fresh = replace(copy, row={f: value for f, value in row.items() if value is not None}, survivor=turns)
    shown = {
        field: both
        for field, both in cells.items()
        if archive.has(field)
        and same_cell(archive.values(field)[survivor.position], both[0])
        and not is_out_of_reach(archive, anchor, field)
    }
    text = archive.values("kept")[survivor.position]
    return [SetCells("archive", anchor, {**shown, "kept": (text, as_json(fresh))}, why)]


def _brought_up(copy: Kept, cells: Mapping[str, Turned], settings: Settings) -> dict[str, Turned]:
    """Field -> what the archived survivor brings the one above it now, and what it brought before."""
    above: dict[str, Turned] = {}
    for field, (now, becomes) in cells.items():
        was, brought = copy.survivor.get(field, (None, None))
        if same_cell(was, brought):
            continue
        if is_joined(field, [was, brought, now]):
            kind = kind_of("clients", field)
            if same_cell(brought, tidied(joined(was, now, kind, settings), field, settings)):
                new = tidied(joined(was, becomes, kind, settings), field, settings)
            else:
                new = _less(brought, now, becomes, kind, settings)
        elif not same_cell(brought, now):
            continue
        else:
            new = becomes if is_result(becomes) and not _is_no(field, was, becomes) else was
        if not same_cell(new, brought):
            above[field] = (new, brought)
    return above


def _rewritten(snapshot: Snapshot, later: list[tuple[int, Kept]], copies: list[Kept], why: str) -> list[Change]:
    archive = snapshot.table("archive")
    return [
        SetCells("archive", archive.anchors[at], {"kept": (archive.values("kept")[at], as_json(new))}, why)
        for (at, old), new in zip(later, copies, strict=True)
        if new != old
    ]


def _without_turn(
    field: str, both: Turned, now: CellValue, later: list[Kept], settings: Settings
) -> tuple[CellValue, list[Kept], bool]:
    """The cell as if that turn had not been, the later copies as they are then, and whether the cell still shows it."""
    kind = kind_of("clients", field)
    was, became = both
    old, new = became, was
    joins = is_joined(field, [was, became, now])
    copies = list(later)
    for at, copy in enumerate(copies):
        theirs = copy.row.get(field)
        turn = copy.survivor.get(field)
        if turn is None or same_cell(*turn):
            further = new
            if joins or not is_result(new) or _is_no(field, theirs, new):
                further = _with_theirs(new, theirs, joins, field, settings)
            if not same_cell(further, new):
                copies[at] = replace(copy, survivor={**copy.survivor, field: (new, further)})
                new = further
            continue
        if not joins:
            if same_cell(turn[0], old):
                copies[at] = replace(copy, survivor={**copy.survivor, field: (new, turn[1])})
            return now, copies, True
        first = _less(turn[0], old, new, kind, settings)
        added = tidied(joined(turn[0], theirs, kind, settings), field, settings)
        if same_cell(turn[1], added):
            second = tidied(joined(first, theirs, kind, settings), field, settings)
        else:
            second = _less(turn[1], old, new, kind, settings)
        copies[at] = replace(copy, survivor={**copy.survivor, field: (first, second)})
        old, new = turn[1], second
    if same_cell(now, old):
        return new, copies, True
    if joins:
        left = _less(now, old, new, kind, settings)
        return left, copies, not same_cell(left, now) or same_cell(now, new)
    return now, copies, same_cell(now, new)


def _less(cell: CellValue, old: CellValue, new: CellValue, kind: Kind, settings: Settings) -> CellValue:
    """The cell without what stood in `old` and does not in `new`; one from which people took something is theirs."""
    if same_cell(cell, old):
        return new
    held = {piece.casefold() for piece in pieces(cell, kind, settings)}
    if not {piece.casefold() for piece in pieces(old, kind, settings)} <= held:
        return cell
    return without(cell, new, old, kind, settings)


def _with_theirs(cell: CellValue, theirs: CellValue, joins: bool, field: str, settings: Settings) -> CellValue:
    """The cell with what another one who joined holds too: it was not added then, as it stood there already."""
    if not is_result(theirs):
        return cell
    united = joined(cell, theirs, kind_of("clients", field), settings) if joins else theirs
    return tidied(united, field, settings)


def _is_no(field: str, theirs: CellValue, cell: CellValue) -> bool:
    """Whether another one who joined says the stricter no."""
    return field.startswith(CONSENT) and says_no_louder(theirs, cell)

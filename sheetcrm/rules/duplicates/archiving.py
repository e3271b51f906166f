"""The way of rows from Clients into the archive: what is kept of them, the rows there, and the rows that leave."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from sheetcrm.model.cells import CellValue, is_result, same_cell
from sheetcrm.model.changes import AddRow, Change, SetCells
from sheetcrm.model.snapshot import Snapshot, Table
from sheetcrm.rules.duplicates.former import NAMES
from sheetcrm.rules.duplicates.kept import Kept, Turned, archived_into, as_json
from sheetcrm.rules.duplicates.members import archive_row_of, is_out_of_reach, row_of
from sheetcrm.rules.typed import as_text


def copies_of(
    snapshot: Snapshot, places: Sequence[int], steps: Mapping[str, Sequence[CellValue]],
    tasks: Mapping[str, Mapping[str, Turned]], today: dt.date,
) -> list[Kept]:  # fmt: skip
    """The kept copy of each client that joins, in their order."""
    table = snapshot.table("clients")
    stays = as_text(table.values("number")[places[0]])
    turn = max((kept.turn for _, kept in archived_into(snapshot, stays)), default=0)
    copies = []
    for at, place in enumerate(places[1:], 1):
        anchor = table.anchors[place]
        turned = {f: (held[at - 1], held[at]) for f, held in steps.items() if not same_cell(held[at - 1], held[at])}
        if any(field in turned for field in NAMES):
            for field in NAMES:
                now = steps[field][at - 1] if field in steps else table.values(field)[places[0]]
                turned.setdefault(field, (now, now)) if now is not None else None
        number = as_text(table.values("number")[place]).upper()
        formulas = {field: text for (row, field), text in table.formulas.items() if row == anchor}
        row = row_of(table, place)
        copies.append(Kept(stays, today.isoformat(), turn + at, row, formulas, turned, tasks.get(number, {})))
    return copies


def into_archive(snapshot: Snapshot, places: Sequence[int], copies: Sequence[Kept], today: dt.date) -> Iterator[Change]:
    """The rows of the archive; one that an unfinished move left there is written anew."""
    table, archive = snapshot.table("clients"), snapshot.table("archive")
    stays = table.values("number")[places[0]]
    for place, kept in zip(places[1:], copies, strict=True):
        number = as_text(kept.row["number"])
        told: dict[str, CellValue] = {
            field: value
            for field, column in table.columns.items()
            if is_result(value := column[place]) and archive.has(field) and field != "check"
        }
        told |= {"number": kept.row["number"], "merged_into": stays, "archived_on": today, "kept": as_json(kept)}
        told = {field: value for field, value in told.items() if archive.has(field)}
        earlier = archive_row_of(snapshot, number)
        if not earlier:
            yield AddRow("archive", told, f"merge:{number.upper()}", "merge")
            continue
        anchor = archive.anchors[earlier[0]]
        fields = [f for f in archive.columns if f != "check" and not is_out_of_reach(archive, anchor, f)]
        cells = {field: (archive.cell(anchor, field), told.get(field)) for field in fields}
        yield SetCells("archive", anchor, {f: both for f, both in cells.items() if not same_cell(*both)}, "merge")


def leaving(table: Table, places: Sequence[int]) -> Iterator[Change]:
    """The rows that are emptied, each in one piece; formulas stay, and make no client."""
    for place in places:
        cells = {field: (value, None) for field, value in row_of(table, place).items()}
        yield SetCells("clients", table.anchors[place], cells, "merge", whole=True)

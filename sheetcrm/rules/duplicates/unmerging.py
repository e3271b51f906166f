"""Unmerging: an archived client gets its row back, with all that it held, and leaves what it had brought its survivor.

The kept copy is the truth; what people typed since into either row is kept too.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from sheetcrm.model.cells import CellValue, is_result
from sheetcrm.model.changes import AddRow, Change, SetCells
from sheetcrm.model.plan import net
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import OWN, Snapshot, Table
from sheetcrm.model.tabs import BY_NAME
from sheetcrm.rules.duplicates.acts import acts_of_both
from sheetcrm.rules.duplicates.decisions import Judgement, Pair, judgement_key, remember_judgements
from sheetcrm.rules.duplicates.kept import Kept, cell_length, copy_at, longest_cell
from sheetcrm.rules.duplicates.members import archive_refusal, archive_row_of, is_out_of_reach, is_peoples
from sheetcrm.rules.duplicates.moved import Merged, Refused
from sheetcrm.rules.duplicates.revoking import revoked
from sheetcrm.rules.duplicates.tidied import tidied
from sheetcrm.rules.memory import remember, remembered
from sheetcrm.rules.reading import keys
from sheetcrm.rules.typed import as_text
from sheetcrm.words import words_of


def unmerge_client(snapshot: Snapshot, settings: Settings, today: dt.date, number: str) -> Merged | Refused:
    """Changes that bring an archived client back; that it is not the one it was merged into is remembered."""
    refusal = archive_refusal(snapshot, settings, 0)
    if refusal is not None:
        return refusal
    found = archive_row_of(snapshot, number)
    table = snapshot.table("clients")
    if number.upper() in set(keys(table, "number")):
        return Refused("lives-again", {"number": number})
    if not found:
        return Refused("not-archived", {"number": number})
    if len(found) > 1:
        return Refused("number-twice", {"number": number})
    kept = copy_at(snapshot, found[0])
    if kept is None:
        return Refused("kept-unreadable", {"number": number})
    if table.room_below is not None and table.room_below < 1:
        return Refused("no-room", {"title": table.title})
    row = _row_back(snapshot, settings, found[0], kept)
    gone = [field for field in row if not table.has(field)]
    lost = next((field for field in gone if is_peoples(field) or field == "number"), None)
    if lost is not None:
        words = words_of(settings.language)
        return Refused("column-gone", {"number": number, "header": words.header("clients", lost)})
    cells = {field: value for field, value in row.items() if table.has(field)}
    back = AddRow("clients", cells, f"unmerge:{number.upper()}", "unmerge")
    taken = taken_apart(snapshot, settings, today, found[0], kept)
    return taken if isinstance(taken, Refused) else replace(taken, changes=(back, *taken.changes))


def taken_apart(snapshot: Snapshot, settings: Settings, today: dt.date, position: int, kept: Kept) -> Merged | Refused:
    """All of an unmerge but the row itself: the survivor, what is remembered, and the archive row that goes."""
    number = as_text(kept.row["number"])
    revoking = revoked(snapshot, settings, kept, "unmerge")
    archive = snapshot.table("archive")
    for change in revoking.changes:
        copy = change.cells.get("kept", (None, None))[1] if isinstance(change, SetCells) else None
        if isinstance(change, SetCells) and cell_length(copy) > longest_cell(settings):
            header = archive.headers.get("kept", "kept")
            return Refused("too-long", {"number": as_text(archive.cell(change.anchor, "number")), "header": header})
    live = bool(settings.spreadsheet)
    evidence = next(
        (entry.value for key in ("same", "different")
         if (entry := remembered(snapshot).get(judgement_key(key, kept.into, number))) is not None),
        "",
    )  # fmt: skip
    judgement: dict[Pair, tuple[Judgement, str]] = {
        frozenset({kept.into.upper(), number.upper()}): ("different", evidence)
    }
    memory = list(remember_judgements(snapshot, judgement, today, live=live))
    acts = acts_of_both(snapshot, settings, number, kept)
    memory += remember(snapshot.after(memory), acts, today, live=live)
    leaving = _archive_row_leaves(archive, position, snapshot.table("clients"))
    return Merged(tuple(net([*revoking.changes, *memory, leaving])), revoking.remarks)


def _row_back(snapshot: Snapshot, settings: Settings, position: int, kept: Kept) -> Mapping[str, CellValue]:
    """The cells of the row: as kept, but for those which somebody has typed over in the archive since."""
    archive = snapshot.table("archive")
    row = {field: tidied(value, field, settings) for field, value in kept.row.items()}
    anchor = archive.anchors[position]
    for field, column in archive.columns.items():
        is_own_to_the_archive = field in _OF_THE_ARCHIVE or field in kept.formulas
        if is_own_to_the_archive or not is_peoples(field) or is_out_of_reach(archive, anchor, field):
            continue
        now, was = column[position], kept.row.get(field)
        if was is None and field not in snapshot.table("clients").columns:
            continue  # a column that only the archive has: it stays there
        if is_result(now) and _typed_over(now, was):
            row[field] = tidied(now, field, settings)
    return row


def _typed_over(now: CellValue, was: CellValue) -> bool:
    """Whether an archive cell is somebody's correction; a value that only came back as another type is none."""
    if was is None:
        return True
    return as_text(now) != as_text(was) and (type(now) is type(was))


def _archive_row_leaves(archive: Table, position: int, clients: Table) -> Change:
    anchor = archive.anchors[position]
    cells: dict[str, tuple[CellValue, CellValue]] = {}
    for field, column in archive.columns.items():
        value = column[position]
        only_there = field.startswith(OWN) and not clients.has(field)
        if value is not None and not only_there and not is_out_of_reach(archive, anchor, field):
            cells[field] = (value, None)
    return SetCells("archive", anchor, cells, "unmerge", whole=True)


_OF_THE_ARCHIVE = frozenset(
    {column.key for column in BY_NAME["archive"].columns} - {column.key for column in BY_NAME["clients"].columns}
)

"""The rows that a merge is about: found by their numbers, or the reason why they cannot become one."""

from collections.abc import Sequence

from sheetcrm.model.cells import CellValue
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import OWN, Snapshot, Table
from sheetcrm.model.tabs import BY_NAME
from sheetcrm.rules.duplicates.aliases import aliases_of
from sheetcrm.rules.duplicates.moved import Refused
from sheetcrm.rules.reading import keys
from sheetcrm.words import words_of

NEEDED = ("number", "merged_into", "kept")
"""Columns without which the archive cannot take anybody."""


def members_of(snapshot: Snapshot, survivor: str, losers: Sequence[str]) -> tuple[int, ...] | Refused:
    """Positions of the survivor and of those that are to join it; an archived survivor stands for who it became."""
    table = snapshot.table("clients")
    places: dict[str, list[int]] = {}
    wanted = {survivor.upper(), *(number.upper() for number in losers)}
    aliases = aliases_of(snapshot)
    wanted |= {aliases[number] for number in wanted if number in aliases}
    for position, key in enumerate(keys(table, "number")):
        if key in wanted:
            places.setdefault(key, []).append(position)
    stays = aliases.get(survivor.upper(), survivor.upper())
    positions: list[int] = []
    for number, key in ((survivor, stays), *((number, number.upper()) for number in losers)):
        found = places.get(key, [])
        if not found and key in aliases:
            return Refused("archived-already", {"number": number, "into": aliases[key]})
        if not found:
            return Refused("unknown-number", {"number": number})
        if len(found) > 1:
            return Refused("number-twice", {"number": number})
        if found[0] in positions:
            return Refused("same-client", {"number": number})
        if (table.anchors[found[0]], "number") in table.formulas:
            return Refused("number-formula", {"number": number})
        positions.append(found[0])
    return tuple(positions)


def archive_refusal(snapshot: Snapshot, settings: Settings, rows: int) -> Refused | None:
    """Why the archive cannot take so many rows, None when it can."""
    if "archive" not in snapshot:
        return Refused("no-archive-tab")
    archive = snapshot.table("archive")
    for field in NEEDED:
        if not archive.has(field):
            return Refused("no-kept-column", {"header": words_of(settings.language).header("archive", field)})
    if archive.room_below is not None and archive.room_below < rows:
        return Refused("no-room", {"title": archive.title})
    return None


def is_peoples(field: str) -> bool:
    """Whether a field of a client is people's: not derived, and not the robot's mark or number."""
    column = None if field.startswith(OWN) else BY_NAME["clients"].column(field)
    return column is None or not column.robot


def is_out_of_reach(table: Table, anchor: str, field: str) -> bool:
    """Whether a cell stands under a formula or within a merge of cells, where nothing is ever written."""
    return (anchor, field) in table.formulas or (anchor, field) in table.merged


def row_of(table: Table, position: int) -> dict[str, CellValue]:
    """The filled cells of a row that hold no formula."""
    anchor = table.anchors[position]
    return {
        field: value
        for field, column in table.columns.items()
        if (value := column[position]) is not None and not is_out_of_reach(table, anchor, field)
    }


def archive_row_of(snapshot: Snapshot, number: str) -> list[int]:
    """Positions in the archive of the rows that bear that number."""
    wanted = number.upper()
    return [at for at, key in enumerate(keys(snapshot.table("archive"), "number")) if key == wanted]

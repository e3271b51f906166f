"""The review of duplicates in the sheet: marks in the Clients tab, and a short list in the Duplicates tab.

Decisions are carried out before (`carrying`); here nothing is decided about anybody.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from sheetcrm.model.cells import CellValue, same_cell
from sheetcrm.model.changes import AddRow, Change, SetCells
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.blocked import blocked_rows
from sheetcrm.rules.duplicates.carrying import carry_out_decisions
from sheetcrm.rules.duplicates.choosing import numbers_written
from sheetcrm.rules.duplicates.decisions import judged
from sheetcrm.rules.duplicates.group_cells import Between, added_rows, likeness, refreshed
from sheetcrm.rules.duplicates.group_rows import NEEDED, Group, group_name, groups_of, highest_group
from sheetcrm.rules.duplicates.listing import Known, Listing, is_open, listed, outcome_of_stay
from sheetcrm.rules.duplicates.outcomes import outcome
from sheetcrm.rules.duplicates.survivors import proposed_survivor
from sheetcrm.rules.duplicates.suspects import Suspects, suspects
from sheetcrm.rules.linking import client_fact
from sheetcrm.rules.memory import HIGHEST, remember
from sheetcrm.rules.reading import keys, texts
from sheetcrm.words import Words, words_of

__all__ = ["carry_out_decisions", "list_duplicates"]

Cells = dict[str, tuple[CellValue, CellValue]]


def list_duplicates(snapshot: Snapshot, settings: Settings, today: dt.date) -> Iterator[Change]:
    """Yield the marks of sure repeats, then what differs in the Duplicates tab; sorting any tab changes neither."""
    found = suspects(snapshot, settings)
    yield from _marks(snapshot, found)
    if all(snapshot.table("duplicates").has(field) for field in NEEDED):
        yield from _review(snapshot, settings, today, found)


def _marks(snapshot: Snapshot, found: Suspects) -> Iterator[Change]:
    """One change per client whose mark differs: the number of the oldest of its sure group, or nothing.

    Who has no name is nobody's repeat for sure, whatever else agrees.
    """
    table = snapshot.table("clients")
    if not table.has("duplicate_of") or not table.has("number"):
        return
    oldest = {number: numbers[0] for numbers in found.sure_groups for number in numbers[1:]}
    blocked = blocked_rows(table, "number")
    numbers = texts(table, "number")
    for position, was in enumerate(table.values("duplicate_of")):
        becomes = oldest.get(numbers[position]) if oldest and position not in blocked else None
        becomes = becomes if becomes is None or client_fact(table, position, "name") is not None else None
        if was is not becomes and not same_cell(was, becomes):
            yield SetCells("clients", table.anchors[position], {"duplicate_of": (was, becomes)}, "duplicate")


def _review(snapshot: Snapshot, settings: Settings, today: dt.date, found: Suspects) -> Iterator[Change]:
    table, clients = snapshot.table("duplicates"), snapshot.table("clients")
    words, groups = words_of(settings.language), groups_of(snapshot)
    between = {frozenset((pair.first.upper(), pair.second.upper())): pair for pair in (*found.near, *found.pairs)}
    result = Listing()
    if settings.duplicates.search:
        known = _known(snapshot, settings, found, between)
        result = listed(groups.values(), known, settings.duplicates.groups, table.room_below)
    count = highest_group(snapshot, groups)
    written = numbers_written(snapshot)
    names = [group_name(count + place) for place, _ in enumerate(result.fresh, 1)]
    blocked = blocked_rows(clients, "number")
    places = {key: at for at, key in enumerate(keys(clients, "number")) if key and at not in blocked}
    for group in groups.values():
        for anchor, cells in _changed(snapshot, group, result, names, between, places, words):
            yield SetCells("duplicates", anchor, cells, "duplicate")
    added: list[AddRow] = []
    for name, members in zip(names, result.fresh, strict=True):
        added += added_rows(snapshot, settings, name, [(written[n], places[n]) for n in members], between)
    yield from added
    if added:
        highest = {f"{HIGHEST}duplicates": str(count + len(names))}
        yield from remember(snapshot, highest, today, live=bool(settings.spreadsheet))


def _known(snapshot: Snapshot, settings: Settings, found: Suspects, between: Between) -> Known:
    clients = snapshot.table("clients")
    numbers = keys(clients, "number")
    written = numbers_written(snapshot)

    def score(one: str, other: str) -> float | None:
        pair = between.get(frozenset((one, other)))
        return None if pair is None else pair.score

    def proposed(members: Sequence[str]) -> str:
        return proposed_survivor(snapshot, settings, [written[number] for number in members]).upper()

    aside = frozenset(numbers[position] for position in blocked_rows(clients, "number"))
    parts = [tuple(number.upper() for number in part) for part in found.groups]
    return Known(frozenset(written), judged(snapshot), aside, parts, score, proposed)


def _changed(
    snapshot: Snapshot, group: Group, result: Listing, names: list[str], between: Between, places: Mapping[str, int],
    words: Words,
) -> Iterator[tuple[str, Cells]]:  # fmt: skip
    """Anchor and cells of the rows of a group that no longer tell what is so."""
    table, clients = snapshot.table("duplicates"), snapshot.table("clients")
    members = [row.number for row in group.rows]
    told = {key: _sentence(words, code, details, group, result, names) for key, (code, details) in result.closed.items()
            if key.startswith(f"{group.name}.")}  # fmt: skip
    last = outcome_of_stay(group, result.closed)
    if group.stays is not None and last is not None:
        told[group.stays.key] = _sentence(words, last, {}, group, result, names)
    for row in group.rows:
        cells: Cells = {}
        if row.key in told:
            cells["outcome"] = (table.values("outcome")[row.position], told[row.key])
        elif is_open(row) and group.whole and row.number in places:
            alike = {} if row.stays or group.stays is None else likeness(members, row.number, between, words)
            cells = refreshed(table, row, clients, places[row.number], alike, words)
        if cells:
            yield row.anchor, cells


def _sentence(
    words: Words, code: str, details: Mapping[str, object], group: Group, result: Listing, names: list[str]
) -> str:
    if code == "changed" and group.name in result.instead:
        return outcome(words, "changed", group=names[result.instead[group.name]])
    return outcome(words, code, **details)

"""Exact repeats made one without asking, where the team switched that on: surely one, one name, one exact field.

Each is shown in the Duplicates tab with its outcome, and never made again once it was taken back.
"""

import datetime as dt
from collections.abc import Iterator

from sheetcrm.model.changes import Change
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.duplicates.choosing import numbers_written
from sheetcrm.rules.duplicates.decisions import Judgement, Pair, judged, remember_judgements
from sheetcrm.rules.duplicates.group_cells import added_rows
from sheetcrm.rules.duplicates.group_rows import CARRIED_OUT, NEEDED, group_name, groups_of, highest_group
from sheetcrm.rules.duplicates.listing import Known, being_decided
from sheetcrm.rules.duplicates.merging import Refused, merge_clients
from sheetcrm.rules.duplicates.outcomes import merged_on, with_remarks
from sheetcrm.rules.duplicates.survivors import proposed_survivor
from sheetcrm.rules.duplicates.suspects import Suspect, suspects
from sheetcrm.rules.duplicates.wishes import Wish, unions
from sheetcrm.rules.memory import HIGHEST, remember
from sheetcrm.rules.reading import keys
from sheetcrm.words import words_of

ONE_NAME = {"people": ("given", "family"), "companies": ("company",)}
"""Per kind of record the names that both must have."""
ALIKE = frozenset({"same", "spelling"})


def merge_exact_ones(snapshot: Snapshot, settings: Settings, today: dt.date) -> Iterator[Change]:
    """Yield the merges of exact repeats, best first; clients people are deciding about are left to them.

    Who became one may be an exact repeat of a third, so it is looked again until nobody is.
    """
    if not all(snapshot.table("duplicates").has(field) for field in NEEDED):
        return
    current = snapshot
    while changes := list(_merged_once(current, settings, today)):
        yield from changes
        current = current.after(changes)


def _merged_once(snapshot: Snapshot, settings: Settings, today: dt.date) -> Iterator[Change]:
    told, groups, written = judged(snapshot), groups_of(snapshot), numbers_written(snapshot)
    busy = being_decided(groups.values(), Known(frozenset(written), told))
    wishes: list[Wish] = []
    between: dict[frozenset[str], Suspect] = {}
    for found in suspects(snapshot, settings).pairs:
        pair = frozenset((found.first.upper(), found.second.upper()))
        between[pair] = found
        if is_exact(found, settings.duplicates.merge_exact) and not pair & busy and pair not in told.same:
            wishes.append(Wish(f"{len(wishes):09}", min(pair), max(pair)))
    words, count = words_of(settings.language), highest_group(snapshot, groups)
    room = snapshot.table("duplicates").room_below
    places = {key: at for at, key in enumerate(keys(snapshot.table("clients"), "number"))}
    changes: list[Change] = []
    same: dict[Pair, tuple[Judgement, str]] = {}
    notes: dict[str, str] = {}
    for union in unions(wishes, told.apart)[0]:  # these share no client, so none needs to see what the others change
        survivor = proposed_survivor(snapshot, settings, [written[number] for number in union.members])
        losers = [written[number] for number in union.members if number != survivor.upper()]
        result = merge_clients(snapshot, settings, today, survivor, losers, {})
        if isinstance(result, Refused) or (room is not None and room <= len(losers)):
            continue
        room = None if room is None else room - len(losers) - 1
        count += 1
        text = with_remarks(merged_on(words, "automatic", survivor, today), result.remarks, words)
        members = [(number, places[number.upper()]) for number in (survivor, *losers)]
        rows = list(added_rows(snapshot, settings, group_name(count), members, between, text))
        changes += (*result.changes, *rows)
        for loser, row in zip(losers, rows[1:], strict=True):
            pair = frozenset((survivor.upper(), loser.upper()))
            same[pair] = ("same", between[pair].evidence if pair in between else "")
            notes[f"{CARRIED_OUT}{row.key}"] = "merge"
    if not changes:
        return
    yield from changes
    current, live = snapshot.after(changes), bool(settings.spreadsheet)
    lines = list(remember_judgements(current, same, today, live=live))
    yield from lines
    notes[f"{HIGHEST}duplicates"] = str(count)
    yield from remember(current.after(lines), notes, today, live=live)


def is_exact(found: Suspect, fields: tuple[str, ...]) -> bool:
    """Whether a pair is surely one, by one name and the same in one of the fields."""
    if found.level != "sure" or not found.exact & set(fields):
        return False
    kind, *told = found.evidence.split()
    levels = dict(level.split(":", 1) for level in told)
    names = ONE_NAME.get(kind, ())
    if kind == "people" and levels.get("middle", "same") not in ALIKE:
        return False
    return bool(names) and all(levels.get(name) in ALIKE for name in names)

"""Decisions of the Duplicates tab carried out, once each: merges, judgements for the memory, and what came of them.

A merge that cannot be done says why and is tried again by the next run; "different" goes before "merge".
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sheetcrm.model.changes import Change, SetCells
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot, object_column
from sheetcrm.rules.duplicates.automatic import merge_exact_ones
from sheetcrm.rules.duplicates.choosing import UnknownField, chosen_values, numbers_written
from sheetcrm.rules.duplicates.decisions import Judged, Judgement, Pair, judged, pairs_told_apart, remember_judgements
from sheetcrm.rules.duplicates.group_rows import CARRIED_OUT, Group, GroupRow, groups_of
from sheetcrm.rules.duplicates.merging import Merged, Refused, merge_clients
from sheetcrm.rules.duplicates.outcomes import merged_on, outcome, refusal, with_remarks
from sheetcrm.rules.duplicates.survivors import proposed_survivor
from sheetcrm.rules.duplicates.suspects import suspects
from sheetcrm.rules.duplicates.wishes import Clash, Union, Wish, leaving, unions
from sheetcrm.rules.memory import remember
from sheetcrm.words import Words, words_of

MERGES = frozenset({"merge", "keep"})
DECIDING = MERGES | {"different"}


@dataclass
class Course:
    """What was carried out so far: the workbook as it is by now, and what is to be said and remembered of it."""

    snapshot: Snapshot
    words: Words
    numbers: Mapping[str, str]
    changes: list[Change] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)
    carried: dict[str, str] = field(default_factory=dict)
    judgements: dict[Pair, Judgement] = field(default_factory=dict)

    def apply(self, changes: Sequence[Change]) -> None:
        """Add changes that the next ones must see."""
        self.changes += changes
        self.snapshot = self.snapshot.after(changes)


def carry_out_decisions(snapshot: Snapshot, settings: Settings, today: dt.date) -> Iterator[Change]:
    """Yield what the decisions of people ask for, with an outcome in each decided row.

    The order of rows does not matter. Automatic merges of exact repeats come last, if they are switched on.
    """
    groups = groups_of(snapshot)
    if any(row.carried or group.decision(row) for group in groups.values() for row in group.joins):
        before, numbers = judged(snapshot), numbers_written(snapshot)
        waiting = [
            (group, row)
            for group in groups.values()
            for row in group.joins
            if _is_waiting(group, row) or _has_parted(group, row, before, numbers)
        ]
    else:
        waiting = []
    if waiting:
        course = Course(snapshot, words_of(settings.language), numbers)
        told = before.without(_overturned(groups, waiting))
        wishes = _hear(course, waiting, told)
        found, clashes = unions(wishes.values(), told.apart)
        _say_apart(course, waiting, told, clashes)
        _say_clashes(course, clashes, groups, told)
        rows = {row.key: (group, row) for group, row in waiting}
        for union in found:
            _carry_out(course, union, [wishes[key] for key in union.keys], rows, settings, today)
        course.apply(list(_outcomes(course, rows)))
        live = bool(settings.spreadsheet)
        evidence = _evidence(snapshot, settings, before) if course.judgements else {}
        notes = {pair: (kind, evidence.get(pair, "")) for pair, kind in course.judgements.items()}
        course.apply(list(remember_judgements(course.snapshot, notes, today, live=live)))
        carried = {f"{CARRIED_OUT}{key}": decision for key, decision in sorted(course.carried.items())}
        course.apply(list(remember(course.snapshot, carried, today, live=live)))
        yield from course.changes
        snapshot = course.snapshot
    if settings.duplicates.merge_exact:
        yield from merge_exact_ones(snapshot, settings, today)


def _evidence(snapshot: Snapshot, settings: Settings, before: Judged) -> dict[Pair, str]:
    """What spoke for each pair as people saw it: before their decisions, which part or join the clients."""
    table = snapshot.table("duplicates")
    undecided = replace(table, columns={**table.columns, "decision": object_column([None] * len(table), len(table))})
    found = suspects(replace(snapshot, tables={**snapshot.tables, "duplicates": undecided}), settings)
    seen = {frozenset((s.first.upper(), s.second.upper())): s.evidence for s in (*found.near, *found.pairs)}
    return {**before.same, **before.different, **seen}


def _is_waiting(group: Group, row: GroupRow) -> bool:
    """Whether a joining row asks for something that was not carried out, or was and does not say so."""
    if not group.whole:
        return False
    decision = group.decision(row)
    if not row.carried:
        return decision in DECIDING
    return not row.outcome or (decision in DECIDING and (decision in MERGES) != (row.carried in MERGES))


def _has_parted(group: Group, row: GroupRow, before: Judged, numbers: Mapping[str, str]) -> bool:
    """Whether two clients who were merged by a row are two again: taken back, or stopped in the last moment."""
    if row.carried not in MERGES or group.stays is None or not group.whole:
        return False
    one, other = before.living(group.stays.number), before.living(row.number)
    return one != other and one in numbers and other in numbers


def _overturned(groups: Mapping[str, Group], waiting: Sequence[tuple[Group, GroupRow]]) -> set[Pair]:
    """Pairs once said to be different of which the very same row now says the opposite, and no other row differs."""
    still = {pair for group in groups.values() for pair in pairs_told_apart(group, fresh=False)}
    return {
        frozenset((group.stays.number, row.number))
        for group, row in waiting
        if group.stays is not None and row.carried == "different" and group.decision(row) in MERGES
    } - still


def _hear(course: Course, waiting: Sequence[tuple[Group, GroupRow]], told: Judged) -> dict[str, Wish]:
    """The wishes to merge by the key of their row; what needs no merge is said at once."""
    wishes: dict[str, Wish] = {}
    for group, row in waiting:
        decision = group.decision(row)
        if group.stays is None:
            course.said[row.key] = outcome(course.words, "anchorless")
            continue
        missing = [n for n in (group.stays.number, row.number) if told.living(n) not in course.numbers]
        if missing:
            course.said[row.key] = outcome(course.words, "gone", number=missing[0])
            continue
        one, other = told.living(group.stays.number), told.living(row.number)
        if one == other:
            _say_one_already(course, row, decision, one)
        elif decision not in DECIDING or (row.carried and (row.carried in MERGES) == (decision in MERGES)):
            course.said[row.key] = outcome(course.words, "undone" if row.carried in MERGES else "apart")
        elif decision in MERGES:
            keeps = {told.living(r.number) for r in group.keeps if r.stays or r.carried not in MERGES}
            wishes[row.key] = Wish(row.key, one, other, frozenset(keeps))
    return wishes


def _say_one_already(course: Course, row: GroupRow, decision: str | None, number: str) -> None:
    shown = course.numbers[number]
    if decision == "different":
        archive = course.snapshot.table("archive")
        header = archive.headers.get("restore") or course.words.header("archive", "restore")
        course.said[row.key] = outcome(course.words, "one_already", column=header, tab=archive.title)
        return
    course.said[row.key] = outcome(course.words, "part", number=shown)
    if decision in MERGES and not row.carried:
        course.carried[row.key] = decision or ""


def _say_apart(
    course: Course, waiting: Sequence[tuple[Group, GroupRow]], told: Judged, clashes: Mapping[str, Clash]
) -> None:
    """Note the rows that say "different", with the merge that they stop, if there is one."""
    against = {
        frozenset((clash.one, clash.other)): key
        for key, clash in sorted(clashes.items(), reverse=True)
        if clash.code == "apart"
    }
    for group, row in waiting:
        if row.key in course.said or group.stays is None or group.decision(row) != "different":
            continue
        pairs = [pair for pair in pairs_told_apart(group, fresh=True) if row.number in pair]
        course.judgements |= {
            pair: "different" for pair in pairs if all(told.living(n) in course.numbers for n in pair)
        }
        course.carried[row.key] = "different"
        stopped = against.get(frozenset((told.living(group.stays.number), told.living(row.number))))
        code = "apart_although" if stopped else "apart"
        course.said[row.key] = outcome(course.words, code, place=stopped)


def _say_clashes(course: Course, clashes: Mapping[str, Clash], groups: Mapping[str, Group], told: Judged) -> None:
    places: dict[Pair, str] = {}
    for group in groups.values():
        for pair in pairs_told_apart(group, fresh=False):
            places.setdefault(frozenset(map(told.living, pair)), group.name)
    for key, clash in clashes.items():
        one, other = course.numbers[clash.one], course.numbers[clash.other]
        if clash.code == "apart":
            place = places.get(frozenset((clash.one, clash.other)))
            course.said[key] = outcome(course.words, "contradiction", one=one, other=other, place=place)
        else:
            course.said[key] = outcome(course.words, "two_stay", one=one, other=other)


def _carry_out(
    course: Course, union: Union, wishes: Sequence[Wish], rows: Mapping[str, tuple[Group, GroupRow]],
    settings: Settings, today: dt.date,
) -> None:  # fmt: skip
    """Make some clients one, or say why not; where all together is refused, those that can are merged one by one."""
    stay = [course.numbers[number] for number in union.stay]
    survivor = (stay[0] if len(stay) == 1 else proposed_survivor(course.snapshot, settings, stay)).upper()
    concerned = {row.key: row for key in union.keys for row in (rows[key][0].stays, rows[key][1]) if row is not None}
    order = sorted(concerned.values(), key=lambda row: (row.number != survivor, not row.stays, row.key))
    try:
        chosen = chosen_values(course.snapshot, settings, order)
    except UnknownField as fault:
        header = course.snapshot.table("duplicates").headers.get("take", "take")
        text = outcome(course.words, "take_unknown", value=str(fault), column=header)
        course.said |= dict.fromkeys(union.keys, text)
        return
    losers = [number for number in union.members if number != survivor]
    written = course.numbers[survivor]

    def merged(some: Sequence[str]) -> Merged | Refused:
        return merge_clients(
            course.snapshot, settings, today, written, [course.numbers[number] for number in some], chosen
        )

    leaves = leaving(wishes, survivor)
    for some in (losers, *([loser] for loser in losers if len(losers) > 1)):
        result = merged(some)
        keys = [wish.key for wish in wishes if leaves[wish.key] in some]
        if isinstance(result, Refused):
            course.said |= dict.fromkeys(keys, refusal(course.words, result))
            continue
        course.apply(result.changes)
        for at, key in enumerate(keys):
            group, row = rows[key]
            joined = group.stays is not None and leaves[key] == next(w.one for w in wishes if w.key == key)
            number = course.numbers[leaves[key]] if joined else written
            text = merged_on(course.words, "joined" if joined else "merged", number, today)
            course.said[key] = with_remarks(text, result.remarks, course.words) if at == 0 else text
            course.carried[key] = group.decision(row) or "merge"
            if group.stays is not None and group.stays.number != row.number:
                course.judgements[frozenset((group.stays.number, row.number))] = "same"
        if some is losers:
            return


def _outcomes(course: Course, rows: Mapping[str, tuple[Group, GroupRow]]) -> Iterator[Change]:
    table = course.snapshot.table("duplicates")
    for key, text in sorted(course.said.items()):
        row = rows[key][1]
        was = table.cell(row.anchor, "outcome")
        if was != text:
            yield SetCells("duplicates", row.anchor, {"outcome": (was, text)}, "duplicate")

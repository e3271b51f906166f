"""Which groups the Duplicates tab is to hold: what is open stays, the best come first, never more than the cap.

Values in, values out. Numbers are in capitals; a group that people have written into is left until they decide.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from sheetcrm.rules.duplicates.decisions import Judged
from sheetcrm.rules.duplicates.group_rows import Group, GroupRow

MOST_ROWS = 8
"""Rows of one group; who is left over comes when these are decided."""

Score = Callable[[str, str], float | None]
"""Two numbers -> the evidence in bits, None when they are not alike at all."""


@dataclass(frozen=True)
class Known:
    """What is known of the clients: the numbers that live, the judgements, those set aside, who is like whom.

    `parts`: clients that may be one, best first. `score`: None means not alike. `proposed`: who of some should stay.
    """

    living: AbstractSet[str]
    judged: Judged
    aside: AbstractSet[str] = frozenset()
    parts: Sequence[tuple[str, ...]] = ()
    score: Score = lambda one, other: None
    proposed: Callable[[Sequence[str]], str] = min


@dataclass
class Listing:
    """What is to be done: `closed` is row key -> (outcome, its details), `fresh` the members of new groups, best first,
    who stays in front. `instead`: name of a closed group -> place in `fresh` of the one that takes its place.
    """

    closed: dict[str, tuple[str, dict[str, object]]] = field(default_factory=dict)
    fresh: list[tuple[str, ...]] = field(default_factory=list)
    instead: dict[str, int] = field(default_factory=dict)


def is_open(row: GroupRow) -> bool:
    """Whether a row waits for a decision or for being done."""
    return not row.outcome


def listed(groups: Iterable[Group], known: Known, most: int, room: int | None) -> Listing:
    """Decide which groups close and which come; `most` undecided ones, `room` is how many rows still fit, None: any."""
    result = Listing()
    waiting = [group for group in groups if any(map(is_open, group.joins)) or _wishes_left(group)]
    for group in waiting:
        _close_rows(group, known, result)
    waiting.sort(key=lambda group: group.name)
    left = {group.name: _members(group, known, result) for group in waiting}
    fixed = {number for group in waiting if _is_fixed(group, result) for number in left[group.name]}
    loose = {group.name: group for group in waiting if not _is_fixed(group, result) and left[group.name]}
    free = [part for part in known.parts if not fixed.intersection(part)]
    old = _replaced(free, left, loose, known)
    for name in old:
        for row in loose[name].joins:
            if is_open(row):
                result.closed.setdefault(row.key, ("changed", {}))
    undecided = sum(1 for group in waiting if _is_undecided(group, result))
    successors = [part for part in free if old.intersection(_touched(part, left, loose))]
    newcomers = [part for part in free if not _touched(part, left, loose)]
    chosen: list[tuple[tuple[str, ...], tuple[str, ...]]] = []
    for part in (*successors, *newcomers):
        shown: tuple[str, ...] = _shown(part, known) if undecided < most else ()
        if len(shown) > 1 and (room is None or len(shown) <= room):
            room = None if room is None else room - len(shown)
            undecided += 1
            chosen.append((shown, part))
    chosen.sort(key=lambda pair: known.parts.index(pair[1]))
    for place, (shown, part) in enumerate(chosen):
        result.fresh.append(shown)
        for name in _touched(part, left, loose):
            result.instead.setdefault(name, place)
    return result


def _replaced(
    free: Sequence[tuple[str, ...]], left: Mapping[str, set[str]], loose: Mapping[str, Group], known: Known
) -> set[str]:
    """The open groups in whose place others come, as the parts in which their clients stand have changed."""
    found: set[str] = set()
    while True:
        before = len(found)
        for part in free:
            names = _touched(part, left, loose)
            if any(name in found or _is_outdated(loose[name], left[name], set(part), known) for name in names):
                found.update(names)
        if len(found) == before:
            return found


def _touched(part: Sequence[str], left: Mapping[str, set[str]], loose: Iterable[str]) -> list[str]:
    """The open groups, untouched by people, in which somebody of a part stands."""
    return [name for name in loose if left[name].intersection(part)]


def _shown(part: Sequence[str], known: Known) -> tuple[str, ...]:
    """Who of a part is shown: who stays, then those most like somebody shown, until the group is full; best first."""
    stays = known.proposed(part)
    ties = {number: known.score(stays, number) for number in part if number != stays}
    best = {number: score for number, score in ties.items() if score is not None}
    shown: list[str] = []
    while best and len(shown) < MOST_ROWS - 1:
        nearest = max(best, key=lambda number: (best[number], -part.index(number)))
        del best[nearest]
        shown.append(nearest)
        for number in ties.keys() - set(shown):
            score = known.score(nearest, number)
            if score is not None:
                best[number] = max(score, best.get(number, score))
    order = sorted(shown, key=lambda number: (-_or_least(ties[number]), part.index(number)))
    return (stays, *order)


def _or_least(score: float | None) -> float:
    return -math.inf if score is None else score


def _close_rows(group: Group, known: Known, result: Listing) -> None:
    """Close the rows in which there is nothing left to decide."""
    if group.mixed:
        result.closed |= {row.key: ("changed", {}) for row in group.joins if is_open(row)}
    if not group.whole:
        return
    if group.stays is None:
        result.closed |= {row.key: ("anchorless", {}) for row in group.joins if is_open(row)}
        return
    living = known.judged.living
    stays = living(group.stays.number)
    for row in _left(group, result):
        home = living(row.number)
        gone = next((n for n in (group.stays.number, row.number) if living(n) not in known.living), None)
        if gone is not None:
            result.closed[row.key] = ("gone", {"number": gone})
        elif home == stays:
            result.closed[row.key] = ("part", {"number": home})
        elif known.judged.are_different(home, stays):
            result.closed[row.key] = ("apart", {})
    if not _is_touched(group, result):
        tied = _tied(group, known, result)
        for row in _left(group, result):
            home = living(row.number)
            if home not in tied and not {home, stays} & known.aside:
                result.closed[row.key] = ("unlike", {})


def _left(group: Group, result: Listing) -> list[GroupRow]:
    """The joining rows that are open still."""
    return [row for row in group.joins if is_open(row) and row.key not in result.closed]


def _tied(group: Group, known: Known, result: Listing) -> set[str]:
    """Who of a group is still tied to the one that stays, directly or over others of the group."""
    assert group.stays is not None
    living = known.judged.living
    left = {living(row.number) for row in _left(group, result)}
    found = {living(group.stays.number)}
    waiting = list(found)
    while waiting:
        at = waiting.pop()
        near = {number for number in left - found if known.score(at, number) is not None}
        found |= near
        waiting += near
    return found


def _members(group: Group, known: Known, result: Listing) -> set[str]:
    """The clients that stand in a group and are not to stand in another one as well."""
    rows = _left(group, result)
    rows += [row for row in group.joins if not is_open(row) and _is_wish(group, row)]
    if not rows or group.mixed or (group.stays is None and group.whole):
        return set()
    living = known.judged.living
    rows = [row for row in rows if living(row.number) in known.living]
    if group.stays is not None:
        stays = living(group.stays.number)
        rows = [row for row in rows if stays in known.living and not known.judged.are_different(stays, row.number)]
        rows = [*rows, group.stays] if rows else []
    return {living(row.number) for row in rows}


def _is_wish(group: Group, row: GroupRow) -> bool:
    """Whether a row says to merge and it was not done."""
    return group.decision(row) in ("merge", "keep") and row.carried not in ("merge", "keep")


def _wishes_left(group: Group) -> bool:
    return not group.mixed and any(_is_wish(group, row) for row in group.joins)


def being_decided(groups: Iterable[Group], known: Known) -> set[str]:
    """The clients in groups in which people have written something and which wait for more."""
    found: set[str] = set()
    for group in groups:
        result = Listing()
        _close_rows(group, known, result)
        if (rows := _left(group, result)) and _is_touched(group, result):
            stays = [group.stays] if group.stays is not None else []
            found |= {known.judged.living(row.number) for row in (*rows, *stays)}
    return found


def _is_touched(group: Group, result: Listing) -> bool:
    """Whether people have written into what is open of a group."""
    return any(row.touched for row in (*_left(group, result), *((group.stays,) if group.stays is not None else ())))


def _is_fixed(group: Group, result: Listing) -> bool:
    return not group.whole or _is_touched(group, result) or _wishes_left(group)


def _is_undecided(group: Group, result: Listing) -> bool:
    """Whether a group still asks people something; one that was put off does not."""
    return any(
        is_open(row) and row.key not in result.closed and group.decision(row) not in ("later", "merge", "keep")
        for row in group.joins
    )


def _is_outdated(group: Group, shown: set[str], members: set[str], known: Known) -> bool:
    """Whether somebody who is alike is missing in a group, or a row of it was archived.

    A group that is full takes nobody in.
    """
    if any(known.judged.living(row.number) != row.number for row in group.rows if row.stays or is_open(row)):
        return True
    missing = members - shown if len(group.rows) < MOST_ROWS else ()
    return any(known.score(one, other) is not None for one in missing for other in shown)


def outcome_of_stay(group: Group, closed: Mapping[str, tuple[str, dict[str, object]]]) -> str | None:
    """What the row that stays says when all the others say something: their own word, if it is one; None: not yet."""
    if group.stays is None or group.stays.outcome or not (group.whole or group.mixed) or _wishes_left(group):
        return None
    if any(is_open(row) and row.key not in closed for row in group.joins):
        return None
    codes = {closed[row.key][0] for row in group.joins if row.key in closed}
    told = {row.key for row in group.joins}
    return codes.pop() if len(codes) == 1 and told <= closed.keys() and codes <= {"unlike", "changed"} else "decided"

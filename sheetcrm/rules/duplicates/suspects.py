"""Which clients of the sheet may be one and the same: pairs with their reasons, and groups; nothing is decided here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np

from sheetcrm.model.settings import EXACT, Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.duplicates.apart import kept_apart
from sheetcrm.rules.duplicates.client_pairs import ClientPairs, Question, are_apart, client_pairs, question_of
from sheetcrm.rules.duplicates.client_records import FIELDS, forget_records
from sheetcrm.rules.duplicates.explaining import Reason, reasons
from sheetcrm.rules.duplicates.known import forget_known
from sheetcrm.rules.duplicates.records import Flags, Floats, Ints, Options, Pairs
from sheetcrm.rules.duplicates.searching import grouped
from sheetcrm.rules.duplicates.teaching import evidence_text
from sheetcrm.rules.duplicates.thresholds import chances_of
from sheetcrm.rules.duplicates.weights import shipped_weights

NEAR = 3.0
"""Bits below "probable" within which a pair is told still, so that what is listed does not come and go."""
_FAR = 30.0
_MOST_ANSWERED, _MOST_ASKED = 3, 6


@dataclass(frozen=True, slots=True)
class Suspect:
    """One pair of clients that may be one.

    `first` and `second` are numbers as written, the older first. `score` is in bits, 0 being as likely as not before
    people's decisions are reckoned with; `chance` is reckoned with them. `evidence` holds the names of the levels, for
    the memory of a decision. `exact`: which of the fields of `EXACT` are the same.
    """

    first: str
    second: str
    score: float
    chance: float
    level: Literal["sure", "probable"]
    reasons: tuple[Reason, ...]
    evidence: str
    exact: frozenset[str]


@dataclass(frozen=True)
class Suspects:
    """Pairs, best first, ties by numbers; groups of two or more numbers, oldest first, the best group first.

    `near`: pairs that are not called probable but lie close below, or stand in one group. Two that were judged
    different are in no pair and no group together.
    """

    pairs: tuple[Suspect, ...] = ()
    groups: tuple[tuple[str, ...], ...] = ()
    sure_groups: tuple[tuple[str, ...], ...] = ()
    near: tuple[Suspect, ...] = ()

    def pair_of(self, one: str, other: str) -> Suspect | None:
        """Give what is known of two clients, told or near; numbers in any case."""
        return self._by_numbers.get(frozenset((one.upper(), other.upper())))

    @cached_property
    def _by_numbers(self) -> dict[frozenset[str], Suspect]:
        return {frozenset((pair.first.upper(), pair.second.upper())): pair for pair in (*self.near, *self.pairs)}


_ANSWERED: list[tuple[Question, Suspects]] = []
_ASKED: list[tuple[tuple[object, ...], tuple[object, ...], Suspects]] = []


def suspects(snapshot: Snapshot, settings: Settings) -> Suspects:
    """Find which clients may be one; asking again of the same cells and decisions costs nothing."""
    if not settings.duplicates.search:
        return Suspects()
    asked, held = _asked(snapshot, settings)
    found = next((before for told, _, before in _ASKED if told == asked), None)
    if found is None:
        found = _answer(question_of(snapshot, settings))
        _ASKED.insert(0, (asked, held, found))
        del _ASKED[_MOST_ASKED:]
    return found


def forget_suspects() -> None:
    """Give back the room of all that was found; writing a large workbook needs it."""
    _ASKED.clear()
    _ANSWERED.clear()
    forget_records()
    forget_known()


def _asked(snapshot: Snapshot, settings: Settings) -> tuple[tuple[object, ...], tuple[object, ...]]:
    """All that the outcome depends on, by identity; what is held with it cannot be made anew in its place."""
    clients = snapshot.table("clients")
    fields = ("number", *(field for fields in FIELDS.values() for field in fields))
    columns = [clients.columns.get(field) for field in fields]
    held = (*columns, *(snapshot.tables.get(tab) for tab in ("memory", "duplicates", "archive")))
    return (settings.duplicates, settings.numbers.get("clients"), *map(id, held)), held


def _answer(question: Question) -> Suspects:
    """Answer a question, once; decisions that were written down meanwhile seldom make it another one."""
    found = next((before for told, before in _ANSWERED if told.is_like(question)), None)
    if found is None:
        found = _found(client_pairs(question))
        _ANSWERED.insert(0, (question, found))
        del _ANSWERED[_MOST_ANSWERED:]
    return found


def _found(weighed: ClientPairs) -> Suspects:
    limits, count = weighed.thresholds, len(weighed.clients.numbers)

    def margin(pairs: Pairs) -> Pairs:
        """Pairs with the bits by which they are over what makes them probable."""
        score = pairs.score - limits.probable(pairs.proven)
        score[are_apart(pairs, weighed.apart)] = -_FAR
        return replace(pairs, score=score)

    options = Options(sure=limits.sure - limits.proven, probable=0.0, beside=NEAR)
    found = grouped(count, margin(weighed.pairs), options, lambda one, other: margin(weighed.weigh(one, other)))
    clusters, sure_clusters = (
        kept_apart(rows, found.pairs, least, weighed.apart)
        for rows, least in ((found.clusters, options.probable), (found.sure_clusters, options.sure))
    )
    pairs = found.pairs
    together = clusters[pairs.left] == clusters[pairs.right]
    told = pairs.only((pairs.score > -_FAR) & ((pairs.score >= -NEAR) | together))
    probable = told.score >= 0
    sure = probable & told.sure(options.sure)
    told = replace(told, score=told.score + limits.probable(told.proven))
    chance = chances_of(weighed.curves, told.score, told.proven)
    order = np.lexsort((told.right, told.left, -told.score))
    listed = _listed(told, order, chance, sure, weighed.clients.numbers)
    called = probable[order].tolist()
    return Suspects(
        tuple(pair for pair, is_probable in zip(listed, called, strict=True) if is_probable),
        _groups(clusters, told, weighed.clients.numbers),
        _groups(sure_clusters, told, weighed.clients.numbers),
        tuple(pair for pair, is_probable in zip(listed, called, strict=True) if not is_probable),
    )


def _listed(pairs: Pairs, order: Ints, chance: Floats, sure: Flags, numbers: Sequence[str]) -> list[Suspect]:
    names = list(pairs.levels)
    table = np.stack([pairs.company.astype(np.int8), *(pairs.levels[name] for name in names)], axis=1)
    known: dict[bytes, tuple[tuple[Reason, ...], str, frozenset[str]]] = {}
    listed: list[Suspect] = []
    for at in order.tolist():
        key = table[at].tobytes()
        told = known.get(key)
        if told is None:
            kind = "companies" if pairs.company[at] else "people"
            levels = {name: int(pairs.levels[name][at]) for name in names}
            told = known[key] = (tuple(reasons(pairs, at)), evidence_text(kind, levels), _exact(kind, levels))
        level: Literal["sure", "probable"] = "sure" if sure[at] else "probable"
        sides = numbers[pairs.left[at]], numbers[pairs.right[at]]
        listed.append(Suspect(*sides, float(pairs.score[at]), float(chance[at]), level, told[0], told[1], told[2]))
    return listed


def _exact(kind: str, levels: Mapping[str, int]) -> frozenset[str]:
    fields = shipped_weights()[kind]
    return frozenset(
        name for name in EXACT if levels.get(name, -1) >= 0 and fields[name].levels[levels[name]] == "same"
    )


def _groups(clusters: Ints, pairs: Pairs, numbers: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Give the groups as numbers, the one with the best pair first."""
    rows: dict[int, list[int]] = {}
    sizes = np.bincount(clusters, minlength=len(clusters))
    for row in np.flatnonzero(sizes[clusters] > 1).tolist():
        rows.setdefault(int(clusters[row]), []).append(row)
    best = np.full(len(clusters), -np.inf)
    inside = clusters[pairs.left] == clusters[pairs.right]
    np.maximum.at(best, clusters[pairs.left[inside]], pairs.score[inside])
    order = sorted(rows, key=lambda cluster: (-best[cluster], cluster))
    return tuple(tuple(numbers[row] for row in rows[cluster]) for cluster in order)

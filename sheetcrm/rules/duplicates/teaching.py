"""Weights corrected by what people decided: what they keep calling the same weighs more, what they tell apart less.

People are shown what looks alike, so what they decide says nothing of how often levels occur. It says how the odds of
pairs with those levels came out, and that is what is learned: bits to add for each level of each field. Pairs that
share what proves it (a phone, a birthday ...) and those that do not learn little from one another.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from sheetcrm.rules.duplicates.chances import Chances
from sheetcrm.rules.duplicates.fitting import fitted
from sheetcrm.rules.duplicates.records import Flags, Floats, Ints, Small
from sheetcrm.rules.duplicates.scoring import Model, evidence, proven
from sheetcrm.rules.duplicates.weights import shipped_weights

_SPREAD, _SPREAD_OF_ALL = 0.25, 0.1
"""How far, in bits, the weight of a level is believed to be from what a team's own sheet would ask for.

The first goes for pairs with proof and for those without, each for themselves; the second for both alike.
"""
_MOST_SURE = 5.0
"""Bits, for or against, beyond which no evidence counts when it is held against a decision: people err, too."""
_MOST_ADDED = 5.0
_USUALLY_SHARED = 3
"""How many rows hold the value that a decided pair shared, which is not kept; and how many know each other by it."""
_BEFORE = 1000


class Decided(NamedTuple):
    """One pair that people decided: the kind of record, the levels by name, and whether it was one and the same."""

    kind: str
    levels: Mapping[str, str]
    same: bool


@dataclass(frozen=True, slots=True)
class Taught:
    """What was learned: for each kind, with proof or without, the bits to add per field and level.

    The last of a field, 0, stands for "no value".
    """

    added: Mapping[tuple[str, bool], Mapping[str, Floats]]

    def bits(self, levels: Mapping[str, Small], company: Flags, proven: Flags) -> Floats:
        """Give the bits to add to the evidence of pairs."""
        found = np.zeros(len(company))
        for (kind, proof), fields in self.added.items():
            which = (company == (kind == "companies")) & (proven == proof)
            rows = np.flatnonzero(which) if fields else ()
            if len(rows):
                total = sum((bits[levels[name][rows]] for name, bits in fields.items()), np.zeros(len(rows)))
                found[rows] = np.clip(total, -_MOST_ADDED, _MOST_ADDED)
        return found


NOTHING_TAUGHT = Taught(MappingProxyType({}))


def evidence_text(kind: str, levels: Mapping[str, int]) -> str:
    """Give the levels of a pair as the memory of a decision holds them.

    >>> evidence_text("people", {"phone": 2, "given": 5, "city": -1})
    'people given:same phone:same'
    """
    fields = shipped_weights()[kind]
    told = (f"{name}:{field.levels[levels[name]]}" for name, field in fields.items() if levels.get(name, -1) >= 0)
    return " ".join((kind, *told))


def read_evidence(text: str, same: bool) -> Decided | None:
    """Give the decided pair that a memory line tells of; None for an empty or foreign one.

    Fields and levels that no longer exist are passed over.
    """
    kind, *parts = text.split() or [""]
    fields = shipped_weights().get(kind)
    if fields is None:
        return None
    told = dict(part.split(":", 1) for part in parts if ":" in part)
    levels = {name: level for name, level in told.items() if name in fields and level in fields[name].levels}
    return Decided(kind, levels, same) if levels else None


def decided_pairs(same: Iterable[str], different: Iterable[str]) -> tuple[Decided, ...]:
    """Read the evidence of all decisions, in an order that does not depend on when they were made."""
    told = [*((text, True) for text in sorted(same)), *((text, False) for text in sorted(different))]
    return tuple(found for found in (read_evidence(text, is_same) for text, is_same in told) if found is not None)


@dataclass(frozen=True, slots=True)
class Judgements:
    """Decided pairs as the engine sees pairs: levels, what they would weigh by the models, and how they came out."""

    levels: Mapping[str, Small]
    company: Flags
    score: Floats
    proven: Flags
    same: Flags


def judgements(decided: tuple[Decided, ...], models: Mapping[str, Model], counts: Ints) -> Judgements:
    """Weigh decided pairs; what they shared is not known any more and taken to be as common as usual.

    `counts` is how many records of people and of firms there are.
    """
    company = np.array([one.kind == "companies" for one in decided], np.bool_)
    levels: dict[str, Small] = {"swapped": np.zeros(len(decided), np.int8)}
    for name in dict.fromkeys(name for model in models.values() for name in model.weights):
        levels[name] = np.array([_level(one, name) for one in decided], np.int8)
    people = models["people"].weights
    total = counts[company.astype(np.int64)] + _BEFORE
    common = {name: np.maximum(weights.usual, _USUALLY_SHARED / total) for name, weights in people.items()}
    chance = Chances(common, np.ones(len(decided)))
    score = evidence(levels, chance, company, counts, models)
    same = np.array([one.same for one in decided], np.bool_)
    return Judgements(levels, company, score, proven(levels, company, models), same)


def _level(one: Decided, name: str) -> int:
    weights = shipped_weights()[one.kind].get(name)
    return weights.levels.index(one.levels[name]) if weights is not None and name in one.levels else -1


def taught_by(judged: Judgements) -> Taught:
    """Learn from decided pairs what to add to the weights."""
    people, companies = _added(judged, "people"), _added(judged, "companies")
    return Taught(MappingProxyType({**people, **companies}))


def _added(judged: Judgements, kind: str) -> Mapping[tuple[str, bool], Mapping[str, Floats]]:
    rows = np.flatnonzero(judged.company == (kind == "companies"))
    if not len(rows):
        return {}
    places = _places(kind)
    marks = np.zeros((len(rows), len(places)))
    for at, (name, level) in enumerate(places):
        marks[:, at] = judged.levels[name][rows] == level
    proof = judged.proven[rows][:, None]
    marks = np.concatenate((marks * ~proof, marks * proof, marks), axis=1)
    spread = np.repeat((_SPREAD, _SPREAD, _SPREAD_OF_ALL), len(places))
    known = np.clip(judged.score[rows], -_MOST_SURE, _MOST_SURE)
    bits = fitted(marks, known, judged.same[rows], spread)
    without, with_proof, both = np.split(bits, 3)
    return {(kind, False): _by_field(kind, without + both), (kind, True): _by_field(kind, with_proof + both)}


def _by_field(kind: str, bits: Floats) -> Mapping[str, Floats]:
    found = {name: np.zeros(len(field.levels) + 1) for name, field in shipped_weights()[kind].items()}
    for (name, level), added in zip(_places(kind), bits.tolist(), strict=True):
        found[name][level] = added
    return found


@cache
def _places(kind: str) -> tuple[tuple[str, int], ...]:
    return tuple((name, at) for name, field in shipped_weights()[kind].items() for at in range(len(field.levels)))

"""The search for duplicates, top to bottom: prepare, block, compare, weigh, cluster; `find_duplicates` is all of it."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

import numpy as np

from sheetcrm.rules.duplicates.blocking import candidates
from sheetcrm.rules.duplicates.chances import Chances, Counted, chances, counted
from sheetcrm.rules.duplicates.clustering import clusters, unmet_pairs
from sheetcrm.rules.duplicates.comparing import Levels, compare, promising
from sheetcrm.rules.duplicates.estimating import MOST_PAIRS, fitted_models, shipped_models
from sheetcrm.rules.duplicates.preparing import Prepared, prepare
from sheetcrm.rules.duplicates.records import Flags, Found, Ints, Options, Pairs, Records, Tell
from sheetcrm.rules.duplicates.scoring import Model, evidence, proven

Weigh: TypeAlias = Callable[[Ints, Ints], Pairs]

_WORTH_KEEPING = -12.0
"""Bits below which a pair says no more than that it is none."""
_UNPROVEN = 0.1
"""Bits that a pair without proof stays below "sure"."""
_AT_A_TIME = 500_000
"""Pairs that are compared at a time, so that memory does not grow with their number."""


def find_duplicates(records: Records, options: Options | None = None, tell: Tell | None = None) -> Found:
    """Find which records stand for one person or firm; `tell` hears the steps."""
    return search(prepare(records, tell), options or Options(), tell=tell)


def find_among_changed(
    records: Records, changed: Flags, options: Options | None = None, tell: Tell | None = None
) -> Found:
    """As `find_duplicates`, but only pairs that hold a changed row are compared; the others were, in an earlier run.

    The weights are the shipped ones: so few pairs teach nothing.
    """
    return search(prepare(records, tell), options or Options(), changed, tell)


def search(prepared: Prepared, options: Options, changed: Flags | None = None, tell: Tell | None = None) -> Found:
    """Find duplicates among records that were prepared before."""
    say = tell or _silent
    say("duplicates_meeting")
    left, right = candidates(prepared, changed)
    counts = counted(prepared)
    models = shipped_models()
    if options.learn and changed is None:
        say("duplicates_learning")
        models = learned(prepared, counts, left, right)
    say("duplicates_comparing")
    pairs = weighed(prepared, counts, left, right, models)
    say("duplicates_grouping")
    return grouped(len(prepared), pairs, options, lambda one, other: weighed(prepared, counts, one, other, models))


def learned(prepared: Prepared, counts: Counted, left: Ints, right: Ints) -> Mapping[str, Model]:
    """Fit the shipped weights to the pairs that meet; of very many, to a regular sample."""
    models = shipped_models()
    if not len(left):
        return models
    step = -(-len(left) // MOST_PAIRS)
    levels, chance = _compared(prepared, counts, left[::step], right[::step], models)
    return fitted_models(levels, chance, prepared.company[left[::step]], counts.of_kind, step)


def grouped(count: int, pairs: Pairs, options: Options, weigh: Weigh) -> Found:
    """Put pairs that were weighed together into clusters; `weigh` is asked about those of a group that never met."""
    one, other = unmet_pairs(count, pairs.left, pairs.right, np.flatnonzero(pairs.score >= options.probable))
    if len(one):
        pairs = together([pairs, weigh(one, other)])
    found = clusters(count, pairs.left, pairs.right, pairs.score, options.probable, options.probable)
    capped = np.where(pairs.proven, pairs.score, np.minimum(pairs.score, options.sure - _UNPROVEN))
    sure = clusters(count, pairs.left, pairs.right, capped, options.sure, options.probable)
    shown = pairs.only((pairs.score >= options.least_shown) | (found[pairs.left] == found[pairs.right]))
    return Found(shown.only(np.lexsort((shown.right, shown.left, -shown.score))), found, sure)


def _compared(
    prepared: Prepared,
    counts: Counted,
    left: Ints,
    right: Ints,
    models: Mapping[str, Model],
    names: Levels | None = None,
) -> tuple[Levels, Chances]:
    levels = compare(prepared, left, right, names)
    return levels, chances(prepared, counts, left, right, levels, models["people"].weights)


def weighed(prepared: Prepared, counts: Counted, left: Ints, right: Ints, models: Mapping[str, Model]) -> Pairs:
    """Compare and weigh pairs, some at a time, and keep those that say anything."""
    parts: list[Pairs] = []
    for start in range(0, max(len(left), 1), _AT_A_TIME):
        one, other = left[start : start + _AT_A_TIME], right[start : start + _AT_A_TIME]
        one, other, names = promising(prepared, one, other)
        levels, chance = _compared(prepared, counts, one, other, models, names)
        company = prepared.company[one]
        score = evidence(levels, chance, company, counts.of_kind, models)
        proof = proven(levels, company, models)
        parts.append(Pairs(one, other, score, levels, company, proof).only(score >= _WORTH_KEEPING))
    return together(parts)


def weighed_anew(
    prepared: Prepared, counts: Counted, left: Ints, right: Ints, levels: Levels, models: Mapping[str, Model]
) -> Pairs:
    """Weigh pairs whose levels are known: how common values are may have changed, the two rows have not."""
    chance = chances(prepared, counts, left, right, levels, models["people"].weights)
    company = prepared.company[left]
    score = evidence(levels, chance, company, counts.of_kind, models)
    return Pairs(left, right, score, levels, company, proven(levels, company, models))


def _silent(step: str) -> None:
    del step


def together(parts: Sequence[Pairs]) -> Pairs:
    """Give the pairs of all parts, one part after the other."""
    if len(parts) == 1:
        return parts[0]
    levels = {name: np.concatenate([part.levels[name] for part in parts]) for name in parts[0].levels}
    return Pairs(
        np.concatenate([part.left for part in parts]),
        np.concatenate([part.right for part in parts]),
        np.concatenate([part.score for part in parts]),
        levels,
        np.concatenate([part.company for part in parts]),
        np.concatenate([part.proven for part in parts]),
    )

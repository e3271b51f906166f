"""Weights fitted to the records at hand by expectation and maximisation; a small sheet stays with what is shipped.

What is shipped counts as so many pairs seen before: the more pairs the sheet has, the more it is believed. Only how
often levels occur among the same is learned; what strangers share is counted elsewhere, and who is akin cannot be told
from the same without somebody's word.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from sheetcrm.rules.duplicates.chances import Chances
from sheetcrm.rules.duplicates.comparing import Levels
from sheetcrm.rules.duplicates.records import Flags, Floats, Ints, Small
from sheetcrm.rules.duplicates.scoring import Model, likelihoods
from sheetcrm.rules.duplicates.weights import Kind, Weights, shipped_weights

TWICE, AKIN = 0.15, 0.15
"""Pairs a record that are expected before anything is learned."""
_FEWEST_PAIRS = 300
_SEEN_BEFORE = 300.0
MOST_PAIRS = 200_000
"""Pairs that are enough to learn from; of more, a regular sample is taken."""
_ROUNDS = 10
_TWICE_RANGE = (0.01, 8.0)


def shipped_models() -> Mapping[str, Model]:
    """What is believed before a single record was seen."""
    return {kind: Model(weights, TWICE, AKIN) for kind, weights in shipped_weights().items()}


def fitted_models(
    levels: Levels, chance: Chances, company: Flags, counts: Ints, stands_for: float = 1.0
) -> Mapping[str, Model]:
    """Learn from candidate pairs, people's and firms' apart; each pair of a sample `stands_for` so many."""
    models = dict(shipped_models())
    for (kind, which), count in zip((("people", ~company), ("companies", company)), counts.tolist(), strict=True):
        models[kind] = _fitted(levels, chance, np.flatnonzero(which), count, models[kind], stands_for)
    return models


def _fitted(levels: Levels, chance: Chances, rows: Ints, count: int, model: Model, stands_for: float) -> Model:
    shipped = model.weights
    for _ in range(_ROUNDS):
        likely = likelihoods(levels, chance, rows, count, model)
        total = np.logaddexp2(likely.same, np.logaddexp2(likely.related, likely.strangers))
        same = np.exp2(likely.same - total)
        if same.sum() < _FEWEST_PAIRS:
            return model
        weights = {name: _updated(shipped[name], levels[name][rows], same) for name in model.weights}
        holders = max(count, 1)
        twice = float(np.clip(same.sum() * stands_for / holders, *_TWICE_RANGE))
        model = model.with_weights(weights, twice, model.akin)
    return model


def _updated(shipped: Weights, found: Small, same: Floats) -> Weights:
    known = found >= 0
    return replace(shipped, same=_blended(shipped.same, found[known], same[known]))


def _blended(before: Floats, found: Small, share: Floats) -> Floats:
    """Mix what was seen now with what was seen before."""
    seen = np.bincount(found, weights=share, minlength=len(before))
    mixed: Floats = (before * _SEEN_BEFORE + seen) / (_SEEN_BEFORE + seen.sum())
    return mixed


__all__ = ["AKIN", "TWICE", "Kind", "fitted_models", "shipped_models"]

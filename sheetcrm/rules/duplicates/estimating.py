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

TWICE, AKIN = 0.15, 0.1
"""Pairs a record that are expected before anything is learned."""
_FEWEST_PAIRS = 300
_SEEN_BEFORE = 300.0
MOST_PAIRS = 200_000
"""Pairs that are enough to learn from; of more, a regular sample is taken."""
_ROUNDS = 10
_PEOPLE_DIFFER_MOST = {"given": 1.5, "family": 1.5, "middle": 1.5, "sex": 1.5, "phone": 1.3, "email": 1.3}
_UNTOLD_DIFFER_MOST = {"given": 4.0, "birthday": 10.0}
_FIRMS_DIFFER_MOST = {"company": 2.0, "phone": 3.0, "email": 5.0}
_DIFFER_MOST = 2.0
_SAYS_LITTLE = 10.0
"""A level less than so many times commoner among the same, as one street with another house, speaks for two."""
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
    bounds = _bounds(shipped, levels, rows)
    unfit = _contradicting(shipped, levels, rows)
    for _ in range(_ROUNDS):
        likely = likelihoods(levels, chance, rows, count, model, wary=True)
        total = np.logaddexp2(likely.same, np.logaddexp2(likely.related, likely.strangers))
        same = np.where(unfit, 0.0, np.exp2(likely.same - total))
        if same.sum() < _FEWEST_PAIRS:
            return model
        weights = {
            name: _updated(shipped[name], levels[name][rows], same, bounds.get(name, _DIFFER_MOST)) for name in shipped
        }
        holders = max(count, 1)
        twice = float(np.clip(same.sum() * stands_for / holders, *_TWICE_RANGE))
        model = model.with_weights(weights, twice, model.akin)
    return model


def _bounds(shipped: Kind, levels: Levels, rows: Ints) -> Mapping[str, float]:
    """Give how many times oftener than is shipped the same may be learned to differ, field by field.

    Where phones or mailboxes are told, relatives and colleagues share them, and could pass for people of two names.
    """
    if "given" not in shipped:
        return _FIRMS_DIFFER_MOST
    told = any((levels[name][rows] >= 0).any() for name in ("phone", "email") if name in levels)
    return _PEOPLE_DIFFER_MOST if told else _PEOPLE_DIFFER_MOST | _UNTOLD_DIFFER_MOST


def _contradicting(shipped: Kind, levels: Levels, rows: Ints) -> Flags:
    """Tell which pairs of firms are at two places: were they to teach, all branches would soon be one."""
    found = np.zeros(len(rows), np.bool_)
    if "given" not in shipped:
        for name in ("address", "city"):
            found |= shipped[name].veto[levels[name][rows]]
    return found


def _updated(shipped: Weights, found: Small, same: Floats, most: float) -> Weights:
    known = found >= 0
    share = _blended(shipped.same, found[known], same[known])
    apart = shipped.veto[:-1] | (shipped.same < _SAYS_LITTLE * shipped.strangers)
    apart[0], apart[-1] = True, False
    return replace(shipped, same=_held(share, apart, most * shipped.same))


def _held(share: Floats, apart: Flags, most: Floats) -> Floats:
    """Keep levels that tell two `apart` from growing over `most`: else colleagues would count as the same bit by bit.

    That is where learning without anybody's word goes astray, and it does not come back.
    """
    held = np.where(apart, np.minimum(share, most), share)
    free = ~apart
    held[free] *= (1 - held[apart].sum()) / held[free].sum()
    return held


def _blended(before: Floats, found: Small, share: Floats) -> Floats:
    """Mix what was seen now with what was seen before."""
    seen = np.bincount(found, weights=share, minlength=len(before))
    mixed: Floats = (before * _SEEN_BEFORE + seen) / (_SEEN_BEFORE + seen.sum())
    return mixed


__all__ = ["AKIN", "TWICE", "Kind", "fitted_models", "shipped_models"]

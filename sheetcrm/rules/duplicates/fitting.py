"""Fitting a logistic curve in bits: how much each mark of a pair moves the odds, given what was believed before."""

import numpy as np

from sheetcrm.rules.duplicates.records import Flags, Floats

_ROUNDS = 50
_STILL = 1e-7
_NATS = float(np.log(2.0))


def chance_of_bits(bits: Floats) -> Floats:
    """Turn odds in bits into a chance.

    >>> chance_of_bits(np.array([0.0, 2.0, -2.0])).tolist()
    [0.5, 0.8, 0.2]
    """
    found: Floats = 1.0 / (1.0 + np.exp2(-np.clip(bits, -60.0, 60.0)))
    return found


def bits_of_chance(chance: float) -> float:
    """Turn a chance into odds in bits.

    >>> round(bits_of_chance(0.8), 6)
    2.0
    """
    held = min(max(chance, 1e-9), 1 - 1e-9)
    return float(np.log2(held / (1.0 - held)))


def fitted(marks: Floats, known: Floats, same: Flags, spread: Floats) -> Floats:
    """Give the bits that each mark adds to the odds in `known` of every pair, so that they fit the outcome best.

    `marks` has a line for each pair and a column for each mark. The bits are believed to be 0, give or take `spread`
    (standard deviations, one a mark): few pairs move them little, many move them as far as they must.
    """
    bits = np.zeros(marks.shape[1])
    if not len(marks):
        return bits
    outcome = same.astype(np.float64)
    worth = _lost(marks, known, outcome, spread, bits)
    for _ in range(_ROUNDS):
        chance = chance_of_bits(known + marks @ bits)
        slope = marks.T @ (chance - outcome) * _NATS + bits / spread**2
        bend = (marks.T * (chance * (1 - chance) * _NATS**2)) @ marks + np.diag(1 / spread**2)
        step = np.linalg.solve(bend, slope)
        size = 1.0
        while size > _STILL:
            tried = bits - size * step
            found = _lost(marks, known, outcome, spread, tried)
            if found <= worth:
                break
            size /= 2
        else:
            break
        moved = float(np.abs(tried - bits).max(initial=0.0))
        bits, worth = tried, found
        if moved < _STILL:
            break
    return bits


def _lost(marks: Floats, known: Floats, outcome: Floats, spread: Floats, bits: Floats) -> float:
    """What is to be made small: how unlikely the outcome is, and how far the bits are from what was believed."""
    odds = (known + marks @ bits) * _NATS
    unlikely = np.logaddexp(0.0, odds) - outcome * odds
    return float(unlikely.sum() + ((bits / spread) ** 2).sum() / 2)

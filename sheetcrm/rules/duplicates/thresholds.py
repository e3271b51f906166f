"""From bits to chances, and the bits from which on a pair is called probable and sure.

The curves that are shipped were fitted to labelled sheets; what a team decides bends them. Nothing is ever called sure
with less than is shipped for it, whatever was decided.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sheetcrm.model.settings import Duplicates
from sheetcrm.rules.duplicates.fitting import bits_of_chance, chance_of_bits, fitted
from sheetcrm.rules.duplicates.records import PROBABLE, SURE, Flags, Floats

_STEEPEST, _FLATTEST = 2.0, 0.15
_SHIFT_SPREAD, _SLOPE_SPREAD = 0.6, 0.1
"""How far, in bits, the two numbers of a curve are believed to be from a team's own."""
NEVER = 99.0
"""Bits that no pair has."""
ASKED_SURE: tuple[float, ...] = (0.95, 0.98, 0.99, 0.995, 0.998, 0.999)
ASKED_PROBABLE: tuple[float, ...] = (0.2, 0.3, 0.5, 0.7, 0.8, 0.9)


@dataclass(frozen=True, slots=True)
class Curve:
    """How evidence becomes a chance: its odds in bits are `shift + slope * bits`."""

    shift: float
    slope: float

    def bits_for(self, chance: float) -> float:
        """Give the bits of evidence from which on a pair has that chance."""
        return (bits_of_chance(chance) - self.shift) / self.slope


@dataclass(frozen=True, slots=True)
class Curves:
    """The curves of pairs that share what proves it (a phone, a birthday ...) and of the others."""

    proven: Curve
    unproven: Curve


SHIPPED = Curves(proven=Curve(5.5, 0.4), unproven=Curve(0.0, 0.52))
"""Fitted to seven labelled sheets of 8,000 to 100,000 rows; for pairs without proof 0 bits is as likely as not. Rather
too low than too high: those with proof came out at 6.5 and 0.3."""
_USUAL_SURE = (3.8, 5.0, 6.1, 6.8, 7.4, 8.0, 8.6, 9.0, 9.7, 11.0)
"""Bits of sure pairs in those sheets, by tenths: what is expected of a sheet with few pairs."""
_USUAL_COUNT = 10
"""How many pairs each of them stands for."""
_STEP = 0.25
_HIGHEST = 20.0


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Bits from which on a pair is called sure (only with proof) and probable (with proof, and without)."""

    sure: float
    proven: float
    unproven: float

    def probable(self, proven: Flags) -> Floats:
        """Give for every pair the bits from which on it would be probable."""
        return np.where(proven, self.proven, self.unproven)


@dataclass(frozen=True, slots=True)
class LevelRow:
    """What a setting comes to: its level and value, the bits it stands for, how many pairs, how many of them true.

    `precision` is the share expected to be one and the same, None when there is no such pair. `chosen`: it is set so.
    """

    level: str
    asked: float
    bits: float
    pairs: int
    precision: float | None
    chosen: bool

    @property
    def reachable(self) -> bool:
        """Whether enough evidence for it is possible at all."""
        return self.bits < NEVER


def chances_of(curves: Curves, score: Floats, proven: Flags) -> Floats:
    """Give how likely each pair is one and the same."""
    with_proof = curves.proven.shift + curves.proven.slope * score
    without = curves.unproven.shift + curves.unproven.slope * score
    return chance_of_bits(np.where(proven, with_proof, without))


def corrected(score: Floats, proven: Flags, same: Flags, before: Curves = SHIPPED) -> Curves:
    """Bend the curves towards what was decided; with nothing decided they stay as they are."""
    return Curves(
        _corrected(score[proven], same[proven], before.proven),
        _corrected(score[~proven], same[~proven], before.unproven),
    )


def _corrected(score: Floats, same: Flags, before: Curve) -> Curve:
    marks = np.stack((np.ones(len(score)), score), axis=1)
    spread = np.array([_SHIFT_SPREAD, _SLOPE_SPREAD])
    shift, slope = fitted(marks, before.shift + before.slope * score, same, spread).tolist()
    return Curve(before.shift + shift, min(max(before.slope + slope, _FLATTEST), _STEEPEST))


def thresholds(curves: Curves, score: Floats, proven: Flags, asked: Duplicates) -> Thresholds:
    """Choose the bits for the shares that the settings ask for, given the pairs there are.

    Decisions may raise them, and lower `probable` for no pair below what its share stands for without decisions.
    """
    least = PROBABLE + SHIPPED.unproven.bits_for(asked.probable)
    with_proof = max(curves.proven.bits_for(asked.probable), min(least, PROBABLE))
    without = max(curves.unproven.bits_for(asked.probable), least)
    return Thresholds(max(_sure_from(curves, score[proven], asked.sure), with_proof), with_proof, without)


def _sure_from(curves: Curves, score: Floats, asked: float) -> float:
    """Give the fewest bits, not under what is shipped, from which on so large a share of the pairs is true.

    In steps, so that a few pairs more or less seldom move it.
    """
    bits = np.concatenate((score, np.repeat(_USUAL_SURE, _USUAL_COUNT)))
    chance = chance_of_bits(curves.proven.shift + curves.proven.slope * bits)
    for least in np.arange(SURE, _HIGHEST, _STEP).tolist():
        which = bits >= least
        if not which.any():
            break
        if chance[which].mean() >= asked:
            return float(least)
    return NEVER


def table_of_levels(curves: Curves, score: Floats, proven: Flags, asked: Duplicates) -> tuple[LevelRow, ...]:
    """Tell what the values one may set come to in this sheet, the level "sure" first, the strictest value on top."""
    rows: list[LevelRow] = []
    for share in _with(ASKED_SURE, asked.sure):
        bits = thresholds(curves, score, proven, replace(asked, sure=share)).sure
        which = proven & (score >= bits)
        rows.append(_row("sure", share, bits, which, chances_of(curves, score, proven), share == asked.sure))
    for share in _with(ASKED_PROBABLE, asked.probable):
        found = thresholds(curves, score, proven, replace(asked, probable=share))
        which = score >= found.probable(proven)
        chance = chances_of(curves, score, proven)
        rows.append(_row("probable", share, found.unproven, which, chance, share == asked.probable))
    return tuple(rows)


def _with(shares: Sequence[float], chosen: float) -> list[float]:
    return sorted({*shares, chosen}, reverse=True)


def _row(level: str, asked: float, bits: float, which: Flags, chance: Floats, chosen: bool) -> LevelRow:
    count = int(np.count_nonzero(which))
    return LevelRow(level, asked, bits, count, float(chance[which].mean()) if count else None, chosen)

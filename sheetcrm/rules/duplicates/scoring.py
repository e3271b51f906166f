"""From levels to evidence in bits: is a pair one record twice, rather than two relatives or colleagues, or strangers?

After Fellegi and Sunter, with a third class beside "same" and "strangers": those who share a phone, an address or an
employer and are not the same. Evidence is log2 of the odds, so it can be added up, compared and explained.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from sheetcrm.rules.duplicates.chances import Chances
from sheetcrm.rules.duplicates.comparing import Levels
from sheetcrm.rules.duplicates.records import Flags, Floats, Ints, Small
from sheetcrm.rules.duplicates.weights import Kind, Weights

_SLIP_ROOM = 4.0
"""How many times commoner a slip of a value is by chance than the value itself."""
_SLIP_MOST = 0.2
_SHARED = ("phone", "email", "company", "address", "city", "postal_code")
_AT_HOME, _AT_HOME_WARY = 0.05, 0.2
"""How many of those who are akin share whatever can be shared: there phone, mailbox and street are no three proofs."""
_BEARER, _BEARER_WARY = 0.25, 0.5
"""How many are akin for every further name that bears what a pair shares: at a switchboard all are."""
_OUTWEIGHED = ("middle", "birthday")
"""Fields whose contradiction an equal tax number outweighs."""
_TWO = -1.0
"""Most bits for what is known to be two, however much they share."""
_TOLD = ("tax_id", "birthday", "postal_code", "address", "phone", "email")
_BY_CHANCE = ("given", "middle")
"""Fields in which relatives and colleagues agree as often as strangers do, when a name is common."""


@dataclass(frozen=True, slots=True)
class Model:
    """What is believed of one kind of record: the weights, and how many other records one has on average.

    `twice` counts the same person's or firm's, `akin` those of relatives, colleagues and branches.
    """

    weights: Kind
    twice: float
    akin: float

    def with_weights(self, weights: Kind, twice: float, akin: float) -> "Model":
        """Give the model as it was learned."""
        return replace(self, weights=weights, twice=twice, akin=akin)


@dataclass(frozen=True, slots=True)
class Likely:
    """For every pair the log2 of how likely it is among each class, the frequency of the class included."""

    same: Floats
    related: Floats
    strangers: Floats

    @property
    def bits(self) -> Floats:
        """The evidence for "same" against both others: 0 is as likely as not, 6 is 64 to 1."""
        found: Floats = self.same - np.logaddexp2(self.related, self.strangers)
        return found


def likelihoods(levels: Levels, chance: Chances, rows: Ints, count: int, model: Model, wary: bool = False) -> Likely:
    """Weigh some pairs of one kind.

    `count` is the number of records of that kind: the more there are, the more are alike by chance. `wary`: rather
    taken for akin when in doubt, as it is right for whoever learns from the outcome.
    """
    size = len(rows)
    same = np.full(size, np.log2(2 * model.twice / max(count, 2)))
    people = "given" in model.weights
    at_home, bearer = (_AT_HOME_WARY, _BEARER_WARY) if wary else (_AT_HOME, _BEARER)
    alone = np.full(size, np.log2(2 * model.akin / max(count, 2)))
    bearers = chance.crowd if wary and chance.crowd is not None else chance.bearers
    many = np.log2(2 * (model.akin + bearer * (bearers[rows] - 1)) / max(count, 2))
    related, beside = (many, many + np.log2(at_home)) if people else (alone, many)
    strangers = np.zeros(size)
    for name, weights in model.weights.items():
        found = levels[name][rows]
        known = np.flatnonzero(found >= 0)
        level = found[known]
        by_chance = _by_chance(name, weights, level, chance, rows[known])
        same[known] += _logs(weights.same)[level]
        akin = _logs(weights.related)[level]
        akin = np.maximum(akin, by_chance) if name in _BY_CHANCE else akin
        related[known] += akin
        if people:
            beside[known] += _logs(weights.same)[level] if name in _SHARED else akin
        else:
            beside[known] += by_chance if name == "company" else akin
        strangers[known] += by_chance
    return Likely(same, np.logaddexp2(related, beside), strangers)


def evidence(levels: Levels, chance: Chances, company: Flags, counts: Ints, models: Mapping[str, Model]) -> Floats:
    """Give the evidence of all pairs in bits, those of people and those of firms each by their model.

    `counts` is how many records of either kind there are.
    """
    bits = np.zeros(len(company))
    for (kind, which), count in zip((("people", ~company), ("companies", company)), counts.tolist(), strict=True):
        rows = np.flatnonzero(which)
        bits[rows] = likelihoods(levels, chance, rows, count, models[kind]).bits
    two = _other_people(levels, company, models["people"]) | _branches(levels, company)
    return np.where(two, np.minimum(bits, _TWO), bits)


def _other_people(levels: Levels, company: Flags, model: Model) -> Flags:
    """Tell which pairs are people of different first names who share no surname either, or a phone or a mailbox.

    Evidence field by field takes couples, twins, mother and child for one. A tax number, or a birthday with the
    address, outweighs that.
    """
    same = {name: levels[name] == len(model.weights[name].levels) - 1 for name in _TOLD}
    anyhow = same["tax_id"] | (same["birthday"] & (same["postal_code"] | same["address"]))
    apart = (levels["family"] <= 0) | same["phone"] | same["email"]
    found: Flags = ~company & (levels["given"] == 0) & apart & ~anyhow
    return found


def _branches(levels: Levels, company: Flags) -> Flags:
    """Tell which pairs are firms at two addresses; branches share all the rest, and mostly that is what they are."""
    found: Flags = company & ((levels["address"] == 0) | (levels["address"] == 1)) & (levels["tax_id"] <= 0)
    return found


def proven(levels: Levels, company: Flags, models: Mapping[str, Model]) -> Flags:
    """Tell which pairs share what two people or two branches do not share by chance; a name alone never proves."""
    found = np.zeros(len(company), np.bool_)
    for kind, which in (("people", ~company), ("companies", company)):
        rows = np.flatnonzero(which)
        proof, support, doubt, veto, lasting = (np.zeros(len(rows), np.bool_) for _ in range(5))
        halves = np.zeros(len(rows), np.int64)
        told = levels["tax_id"][rows] == len(models[kind].weights["tax_id"].levels) - 1
        for name, weights in models[kind].weights.items():
            level = levels[name][rows]
            proof |= weights.proof[level]
            halves += weights.half[level]
            support |= weights.support[level]
            doubt |= weights.doubt[level]
            lasting |= weights.lasting[level]
            veto |= weights.veto[level] & ~(told & (name in _OUTWEIGHED))
        if kind == "people":
            other_family = levels["family"][rows] == 0
            lasting &= ~models[kind].weights["email"].doubt[levels["email"][rows]] & ~other_family
            halves[other_family] = 0
            veto |= (levels["swapped"][rows] == 1) & other_family
        found[rows] = (proof | lasting | (halves > 1) | (support & ~doubt)) & ~veto
    return found


def _by_chance(name: str, weights: Weights, level: Small, chance: Chances, rows: Ints) -> Floats:
    """Give how likely strangers agree so: counted value by value where that is possible, else as it is usual."""
    usual: Floats = _logs(weights.strangers)[level]
    if name not in chance.common:
        return usual
    common = chance.common[name][rows]
    counted = np.array(weights.by_value)[level]
    slip = np.array([text in ("close", "short") for text in weights.levels])[level]
    usual = np.where(counted, np.log2(common), usual)
    room = np.log2(np.minimum(common * _SLIP_ROOM, _SLIP_MOST))
    return np.where(slip, np.maximum(usual, room), usual)


def _logs(shares: Floats) -> Floats:
    logs: Floats = np.log2(np.maximum(shares, 1e-9))
    return logs

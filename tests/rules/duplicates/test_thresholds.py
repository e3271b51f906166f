"""Chances and thresholds: what the settings ask for, bent by decisions, never looser than what is shipped."""

from dataclasses import replace

import numpy as np
import pytest

from sheetcrm.model.settings import Duplicates
from sheetcrm.rules.duplicates.client_pairs import levels_of
from sheetcrm.rules.duplicates.fitting import bits_of_chance, chance_of_bits, fitted
from sheetcrm.rules.duplicates.records import SURE
from sheetcrm.rules.duplicates.suspects import forget_suspects
from sheetcrm.rules.duplicates.thresholds import NEVER, SHIPPED, chances_of, corrected, table_of_levels, thresholds
from tests.building import settings, snapshot
from tests.rules.duplicates.clients import afresh, many
from tests.rules.duplicates.test_teaching import NAMESAKES, TWICE, memory

NONE = np.zeros(0)
NO_PROOF = np.zeros(0, np.bool_)


def scores(count, low, high):
    return np.linspace(low, high, count), np.ones(count, np.bool_)


def test_without_decisions_and_pairs_the_shipped_bits_hold():
    found = thresholds(SHIPPED, NONE, NO_PROOF, Duplicates())
    assert (found.sure, found.proven, found.unproven) == (SURE, 0, 0)


def test_a_chance_grows_with_the_evidence_and_with_proof():
    bits = np.array([-5.0, 0.0, 5.0, 10.0])
    without, proven = (chances_of(SHIPPED, bits, np.full(4, proof)) for proof in (False, True))
    assert (np.diff(without) > 0).all()
    assert (proven > without).all()
    assert without[1] == 0.5
    assert ((proven > 0) & (proven < 1)).all()


def test_the_pairs_called_sure_are_expected_to_be_as_good_as_asked():
    score, proven = scores(40_000, 0.0, 12.0)
    for asked in (0.99, 0.995, 0.998, 0.999):
        least = thresholds(SHIPPED, score, proven, Duplicates(sure=asked)).sure
        assert chances_of(SHIPPED, score, proven)[score >= least].mean() >= asked - 1e-4


def test_what_is_asked_for_never_lowers_sure_below_what_is_shipped():
    score, proven = scores(4000, 0.0, 12.0)
    assert thresholds(SHIPPED, score, proven, Duplicates(sure=0.6)).sure == SURE


def test_what_cannot_be_reached_is_never_called_sure():
    assert thresholds(SHIPPED, NONE, NO_PROOF, Duplicates(sure=1 - 1e-9)).sure == NEVER


def test_asking_more_gives_higher_thresholds_and_fewer_pairs():
    score = np.concatenate((np.linspace(-4, 12, 800), np.linspace(-4, 12, 800)))
    proven = np.arange(1600) < 800
    rows = table_of_levels(SHIPPED, score, proven, Duplicates())
    for level in ("sure", "probable"):
        of_level = [row for row in rows if row.level == level]
        assert [row.asked for row in of_level] == sorted((row.asked for row in of_level), reverse=True)
        assert [row.bits for row in of_level] == sorted((row.bits for row in of_level), reverse=True)
        assert [row.pairs for row in of_level] == sorted(row.pairs for row in of_level)
        assert sum(row.chosen for row in of_level) == 1


def test_a_value_of_ones_own_stands_in_the_table_too():
    rows = table_of_levels(SHIPPED, NONE, NO_PROOF, Duplicates(sure=0.97, probable=0.42))
    assert [(row.level, row.asked) for row in rows if row.chosen] == [("sure", 0.97), ("probable", 0.42)]
    assert {row.precision for row in rows} == {None}


def test_pairs_with_proof_need_no_more_when_only_likely_ones_are_to_be_shown():
    found = thresholds(SHIPPED, NONE, NO_PROOF, Duplicates(probable=0.9))
    assert found.proven == 0
    assert found.unproven > 3


def test_nothing_decided_leaves_the_curves():
    assert corrected(NONE, NO_PROOF, NO_PROOF) == SHIPPED


@pytest.mark.parametrize("count", [10, 200])
def test_decisions_bend_the_curve_towards_how_they_came_out(count):
    score = np.linspace(0.0, 6.0, count)
    proven = np.zeros(count, np.bool_)
    told = {verdict: corrected(score, proven, np.full(count, verdict)) for verdict in (True, False)}
    chance = {verdict: chances_of(curves, score, proven).mean() for verdict, curves in told.items()}
    assert chance[False] < chances_of(SHIPPED, score, proven).mean() < chance[True]
    assert told[True].proven == SHIPPED.proven


def test_many_decisions_bend_it_more_than_few():
    found = [corrected(np.full(n, 2.0), np.zeros(n, np.bool_), np.zeros(n, np.bool_)).unproven for n in (5, 50, 500)]
    at_two = [curve.shift + curve.slope * 2 for curve in found]
    assert at_two == sorted(at_two, reverse=True)
    assert at_two[0] > 0 > at_two[2]


def test_a_calibrated_chance_is_what_came_of_such_pairs():
    numbers = np.random.default_rng(4)
    score = numbers.uniform(-4, 10, 20_000)
    proven = np.zeros(len(score), np.bool_)
    same = numbers.random(len(score)) < chance_of_bits(-1.5 + 0.8 * score)
    chance = chances_of(corrected(score, proven, same), score, proven)
    for low in range(-4, 10, 2):
        which = (score >= low) & (score < low + 2)
        assert chance[which].mean() == pytest.approx(same[which].mean(), abs=0.03)


def test_fitting_finds_the_bits_that_made_the_outcome():
    numbers = np.random.default_rng(9)
    marks = (numbers.random((20_000, 3)) < 0.5).astype(np.float64)
    same = numbers.random(20_000) < chance_of_bits(0.5 + marks @ np.array([2.0, -3.0, 0.0]))
    found = fitted(marks, np.full(20_000, 0.5), same, np.full(3, 10.0))
    assert found == pytest.approx([2.0, -3.0, 0.0], abs=0.15)


def test_chances_and_bits_are_each_others_inverse():
    assert [bits_of_chance(float(chance_of_bits(np.array([bits]))[0])) for bits in (-3.0, 0.0, 7.5)] == pytest.approx(
        [-3.0, 0.0, 7.5]
    )


def test_no_pair_is_called_sure_without_proof_whatever_was_decided():
    twice = {"first_name": "Kasia", "surname": "Zimolągowa", "city": "Gdynia"}
    rows = [*many(400, 30), {**twice, "number": "C-0900"}, {**twice, "number": "C-0901"}]
    lines = memory("people given:same family:same city:same", "same", 300)
    found = afresh(snapshot(clients=rows, memory=lines))
    assert found.pair_of("C-0900", "C-0901").level == "probable"
    assert all(pair.score >= SURE for pair in found.pairs if pair.level == "sure")


def test_decisions_raise_what_is_needed_to_be_called_sure():
    rows = many(500, 60)
    lines = [*memory(TWICE, "different", 30), *memory(NAMESAKES, "same", 30, 500)]
    before, after = (afresh(snapshot(clients=rows, memory=told)) for told in ((), lines))
    sure = [sum(pair.level == "sure" for pair in found.pairs) for found in (before, after)]
    assert sure[0] > 50
    assert sure[1] < sure[0]


def test_the_table_counts_the_pairs_that_are_found():
    before = snapshot(clients=many(500, 60))
    found = afresh(before)
    forget_suspects()
    told = levels_of(before, settings())
    chosen = {row.level: row.pairs for row in told.rows if row.chosen}
    assert chosen == {"sure": sum(p.level == "sure" for p in found.pairs), "probable": len(found.pairs)}
    assert (told.clients, told.decided) == (560, 0)


def test_a_stricter_setting_shows_fewer_pairs():
    before = snapshot(clients=many(500, 60))
    asked = {"duplicates": replace(settings().duplicates, sure=0.999999, probable=0.99)}
    assert len(afresh(before, **asked).pairs) <= len(afresh(before).pairs)
    assert not afresh(before, **asked).sure_groups

"""What people decided teaches the weights: a little at first, a lot in the end, and only what the decisions say."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from sheetcrm.rules.duplicates.estimating import shipped_models
from sheetcrm.rules.duplicates.teaching import (
    NOTHING_TAUGHT,
    decided_pairs,
    evidence_text,
    judgements,
    read_evidence,
    taught_by,
)
from tests.building import settings, snapshot
from tests.rules.duplicates.clients import afresh, many

PHONE_ONLY = "people given:different family:same phone:same"
NAMESAKES = "people given:same family:same phone:different city:same postal_code:same"
TWICE = "people given:same family:same phone:same city:same postal_code:same"
COUNTS = np.array([5000, 500])


def added_to(evidence, same=(), different=()):
    """The bits that decisions add to a pair with that evidence."""
    judged = judgements(decided_pairs(same, different), shipped_models(), COUNTS)
    asked = judgements(decided_pairs([evidence], []), shipped_models(), COUNTS)
    return float(taught_by(judged).bits(asked.levels, asked.company, asked.proven)[0])


def memory(evidence, kind, count, first=1):
    """Lines of so many decisions on clients who have left the sheet since."""
    day = dt.date(2026, 11, 1)
    numbers = range(first, first + count)
    return [{"key": f"{kind}:X-{n:05}:Y-{n:05}", "value": evidence, "day": day} for n in numbers]


@pytest.mark.parametrize("evidence", [NAMESAKES, PHONE_ONLY])
def test_ten_decisions_move_a_little_and_two_hundred_a_lot(evidence):
    few, some, lots = (added_to(evidence, [TWICE] * n, [evidence] * n) for n in (1, 10, 200))
    assert -0.6 < few < 0
    assert -2.5 < some < few
    assert lots < min(1.5 * some, -0.5)


def test_what_is_confirmed_weighs_more():
    assert 0 < added_to(NAMESAKES, same=[NAMESAKES] * 10) < added_to(NAMESAKES, same=[NAMESAKES] * 200)


def test_no_number_of_decisions_outweighs_everything():
    assert added_to(NAMESAKES, different=[NAMESAKES] * 5000) == pytest.approx(-5)


def test_what_the_decisions_share_is_held_against_what_they_do_not():
    added = [
        added_to(text, [TWICE] * 100, [NAMESAKES] * 100) for text in ("people phone:same", "people phone:different")
    ]
    assert added[0] > 0 > added[1]


def test_decisions_on_people_teach_nothing_about_firms():
    assert added_to("companies company:same phone:same", different=[NAMESAKES] * 100) == 0


def test_the_order_of_decisions_plays_no_part():
    texts = [TWICE, NAMESAKES, "people given:same phone:same"]
    assert decided_pairs(texts, [PHONE_ONLY]) == decided_pairs(texts[::-1], [PHONE_ONLY])


@pytest.mark.parametrize("text", ["", "people", "martians given:same", "people shoe:same", "people given:blue", "?"])
def test_evidence_that_says_nothing_is_passed_over(text):
    assert read_evidence(text, True) is None


def test_evidence_with_an_unknown_part_teaches_by_the_rest():
    read = read_evidence("people given:same shoe:large phone:same", False)
    assert read.levels == {"given": "same", "phone": "same"}
    assert not read.same


def test_what_is_written_is_read_back():
    levels = {"given": 5, "family": 0, "phone": 2, "city": -1, "email": 4}
    text = evidence_text("people", levels)
    assert read_evidence(text, True).levels == {
        "given": "same",
        "family": "different",
        "phone": "same",
        "email": "role",
    }


def test_nothing_decided_teaches_nothing():
    assert NOTHING_TAUGHT.bits({}, np.zeros(3, np.bool_), np.zeros(3, np.bool_)).tolist() == [0, 0, 0]
    nothing = taught_by(judgements((), shipped_models(), COUNTS))
    assert nothing.bits({}, np.zeros(2, np.bool_), np.zeros(2, np.bool_)).tolist() == [0, 0]


def sheet(namesakes, twice):
    """People of whom some have a namesake who is somebody else, and others stand twice; with who is who."""
    people = [{**row, "postal_code": f"{at * 7919 % 100000:05}"} for at, row in enumerate(many(900, 0))]
    rows = people[: namesakes + twice]
    others = [{**row, "phone": f"+48 790 {at:06}", "email": None} for at, row in enumerate(rows[:namesakes])]
    again = [{**row, "email": f"p{at}o{at}i@gmail.com"} for at, row in enumerate(rows[namesakes:])]
    fresh = [{**row, "number": f"C-{2001 + at}"} for at, row in enumerate((*others, *again))]
    twice_over = zip(rows[namesakes:], fresh[namesakes:], strict=True)
    true = {frozenset((old["number"], new["number"])) for old, new in twice_over}
    return [*people, *fresh], true


def measured(found, true):
    """Precision and recall of the pairs."""
    said = {frozenset((pair.first, pair.second)) for pair in found.pairs}
    return len(said & true) / max(len(said), 1), len(said & true) / len(true)


def test_a_team_that_keeps_telling_namesakes_apart_gets_fewer_of_them_and_misses_nobody():
    rows, true = sheet(namesakes=100, twice=100)
    precisions = []
    for decided in (0, 10, 100):
        lines = [*memory(NAMESAKES, "different", decided), *memory(TWICE, "same", decided, 500)]
        precision, recall = measured(afresh(snapshot(clients=rows, memory=lines)), true)
        assert recall == 1
        precisions.append(precision)
    assert precisions[0] < 0.6
    assert precisions[2] > 0.95
    assert precisions[0] <= precisions[1] <= precisions[2]


def test_a_team_that_does_not_want_it_learned_gets_what_it_got():
    rows, _ = sheet(namesakes=40, twice=40)
    asked = {"duplicates": replace(settings().duplicates, learn=False)}
    lines = memory(NAMESAKES, "different", 200)
    assert afresh(snapshot(clients=rows, memory=lines), **asked) == afresh(snapshot(clients=rows), **asked)


def test_decisions_that_agree_with_the_program_do_not_lower_what_it_finds():
    rows, true = sheet(namesakes=0, twice=100)
    before = measured(afresh(snapshot(clients=rows)), true)
    after = measured(afresh(snapshot(clients=rows, memory=memory(TWICE, "same", 200))), true)
    assert after >= before
    assert after[1] >= 0.99

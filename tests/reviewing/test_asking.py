"""The questions of a review, asked of somebody whose keys are known beforehand."""

from sheetcrm.reviewing.asking import ask_all
from sheetcrm.reviewing.groups import open_groups
from tests.building import settings
from tests.reviewing.tab import ANIA, ANNA, FIRM, FIRM_RU, FIRM_TOO, book, group

TWO = group("G-0001", ANNA, ANIA)
THREE = group("G-0002", FIRM, FIRM_RU, FIRM_TOO)


def asked(keys, *groups):
    """The answers of somebody who presses these keys (figures pick), and what was shown and offered."""
    left, sights, offers = list(keys), [], []

    def choose(offered):
        offers.append(tuple(offered))
        assert left[0] in offered, f"{left[0]} was not offered"
        return left.pop(0)

    def pick_one(sight, name, numbers):
        offers.append((name, *numbers))
        return left.pop(0)

    answers = ask_all(open_groups(book(*groups), settings()), sights.append, choose, pick_one)
    assert left == []
    return answers, sights, offers


def decisions(answers):
    return [(answer.group, dict(answer.decisions)) for answer in answers]


def test_merge_joins_every_row_to_the_one_that_stays():
    answers, sights, _ = asked(["merge", "merge"], TWO, THREE)
    assert decisions(answers) == [("G-0001", {"C-0042": "merge"}), ("G-0002", {"C-0009": "merge", "C-0011": "merge"})]
    assert [(sight.at, sight.total, sight.stays) for sight in sights] == [(1, 2, "C-0001"), (2, 2, "C-0007")]


def test_not_the_same_and_later_hold_for_every_row():
    answers, _, _ = asked(["different", "later"], TWO, THREE)
    assert decisions(answers) == [
        ("G-0001", {"C-0042": "different"}),
        ("G-0002", {"C-0009": "later", "C-0011": "later"}),
    ]


def test_of_two_the_other_one_may_stay_and_the_first_again():
    answers, sights, _ = asked(["keep", "merge"], TWO)
    assert decisions(answers) == [("G-0001", {"C-0042": "keep"})]
    assert [sight.stays for sight in sights] == ["C-0001", "C-0042"]
    answers, _, _ = asked(["keep", "keep", "merge"], TWO)
    assert decisions(answers) == [("G-0001", {"C-0042": "merge"})]


def test_of_three_somebody_picks_who_stays():
    answers, _, offers = asked(["keep", 3, "merge"], THREE)
    assert decisions(answers) == [("G-0002", {"C-0009": "merge", "C-0011": "keep"})]
    assert ("", "C-0007", "C-0009", "C-0011") in offers
    answers, _, _ = asked(["keep", 0, "merge"], THREE)
    assert decisions(answers) == [("G-0002", {"C-0009": "merge", "C-0011": "merge"})]


def test_each_row_may_be_decided_by_itself():
    answers, sights, _ = asked(["each", "merge", "different"], THREE)
    assert decisions(answers) == [("G-0002", {"C-0009": "merge", "C-0011": "different"})]
    assert [sight.asked for sight in sights] == ["", "C-0009", "C-0011"]


def test_values_are_picked_only_where_they_differ_and_only_where_there_is_one():
    answers, sights, offers = asked(["pick", 2, 0, "merge"], TWO)
    assert offers[1:3] == [("name", "C-0001", "C-0042"), ("city", "C-0001", "C-0042")]
    assert answers[0].take == {"C-0042": ("name",)}
    assert sights[-1].take == {"name": "C-0042"}


def test_who_picks_again_takes_back_what_stood_there():
    rows = group("G-0001", ANNA, ANIA, take="City")
    assert asked(["pick", 1, 0, "merge"], rows)[0][0].take == {"C-0001": ("name",), "C-0042": ()}
    assert asked(["merge"], rows)[0][0].take == {}


def test_picked_values_are_of_no_use_when_the_rows_are_different():
    assert asked(["pick", 2, 2, "different"], TWO)[0][0].take == {}


def test_back_takes_the_last_answer_back():
    answers, sights, _ = asked(["merge", "back", "different", "later"], TWO, THREE)
    assert [next(iter(answer.decisions.values())) for answer in answers] == ["different", "later"]
    assert [sight.at for sight in sights] == [1, 2, 1, 2]


def test_who_stops_keeps_the_answers_given_so_far():
    assert decisions(asked(["merge", "quit"], TWO, THREE)[0]) == [("G-0001", {"C-0042": "merge"})]
    assert asked(["quit"], TWO)[0] == []


def test_only_what_makes_sense_is_offered():
    _, _, offers = asked(["later", "later"], TWO, THREE)
    assert offers == [
        ("merge", "keep", "different", "later", "pick", "quit"),
        ("merge", "keep", "different", "later", "pick", "each", "back", "quit"),
    ]
    (offered,) = asked(["quit"], group("G-0001", ANNA, {"number": "C-0002", "name": "Anna Kowalska"}))[2]
    assert "pick" not in offered

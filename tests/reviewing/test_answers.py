"""What answers write: only where the row is still what was seen, and nothing where two people disagree."""

from sheetcrm.reviewing.answers import Answer, Told, answer_for, united, written
from sheetcrm.reviewing.groups import open_groups
from tests.building import marked, settings
from tests.reviewing.tab import ANIA, ANNA, FIRM, FIRM_RU, FIRM_TOO, book, group


def seen(*groups):
    made = book(*groups)
    return made, open_groups(made, settings())


def cells(found):
    return {change.anchor: {field: new for field, (_, new) in change.cells.items()} for change in found.changes}


def test_each_decision_is_written_into_its_own_row():
    made, (one,) = seen(group("G-0001", FIRM, FIRM_RU, FIRM_TOO))
    answer = answer_for(one, {"C-0009": "merge", "C-0011": "different"}, {"C-0009": ("company", "phone")})
    found = written([answer], made, settings())
    assert cells(found) == {
        "G-0001.2": {"decision": "Merge", "take": "Company, Phone"},
        "G-0001.3": {"decision": "Different"},
    }
    assert (found.told, found.standing) == ([], [answer])


def test_a_value_may_be_taken_from_the_row_that_stays():
    made, (one,) = seen(group("G-0001", ANNA, ANIA))
    found = written([answer_for(one, {"C-0042": "keep"}, {"C-0001": ("city",)})], made, settings())
    assert cells(found) == {"G-0001.1": {"take": "City"}, "G-0001.2": {"decision": "Merge, keep this one"}}


def test_what_was_picked_before_can_be_taken_back():
    made, (one,) = seen(group("G-0001", ANNA, ANIA, take="City"))
    found = written([answer_for(one, {"C-0042": "merge"}, {"C-0042": ()})], made, settings())
    assert cells(found) == {"G-0001.2": {"decision": "Merge", "take": None}}


def test_an_edit_made_meanwhile_leaves_the_whole_group_alone():
    rows = group("G-0001", FIRM, FIRM_RU, FIRM_TOO)
    _, (one,) = seen(rows)
    answer = answer_for(one, {"C-0009": "merge", "C-0011": "merge"}, {})
    rows[1]["city"] = "Poznań"
    found = written([answer], book(rows), settings())
    assert (found.changes, found.standing) == ([], [])
    assert found.told == [Told("row-changed", "G-0001", "C-0009")]


def test_who_decided_meanwhile_keeps_the_decision_and_both_are_told():
    rows = group("G-0001", ANNA, ANIA)
    _, (one,) = seen(rows)
    rows[1]["decision"] = "Different"
    found = written([answer_for(one, {"C-0042": "merge"}, {})], book(rows), settings())
    assert found.changes == []
    assert found.told == [Told("decided-otherwise", "G-0001", "C-0042", "merge", "different")]


def test_who_decided_the_same_meanwhile_is_no_contradiction():
    rows = group("G-0001", ANNA, ANIA)
    _, (one,) = seen(rows)
    rows[1]["decision"] = "same"
    found = written([answer_for(one, {"C-0042": "merge"}, {})], book(rows), settings())
    assert (found.changes, found.told, len(found.standing)) == ([], [], 1)


def test_a_group_that_is_closed_or_gone_is_told():
    _, (one,) = seen(group("G-0001", ANNA, ANIA))
    answer = answer_for(one, {"C-0042": "merge"}, {})
    for rows in (group("G-0001", ANNA, ANIA, outcome="Merged"), group("G-0001", FIRM, FIRM_RU)):
        found = written([answer], book(rows), settings())
        assert found.changes == [] and [told.code for told in found.told] == ["group-gone"]


def test_a_group_that_was_listed_anew_under_another_name_is_found_by_its_clients():
    _, (one,) = seen(group("G-0001", ANNA, ANIA))
    answer = answer_for(one, {"C-0042": "merge"}, {})
    found = written([answer], book(group("G-0001", FIRM, FIRM_RU), group("G-0002", ANNA, ANIA)), settings())
    assert cells(found) == {"G-0002.2": {"decision": "Merge"}}


def test_two_answers_that_contradict_write_nothing():
    made, (one, two) = seen(group("G-0001", ANNA, ANIA), group("G-0002", FIRM, FIRM_RU))
    answers = [
        answer_for(one, {"C-0042": "merge"}, {}),
        answer_for(two, {"C-0009": "merge"}, {}),
        answer_for(one, {"C-0042": "different"}, {}),
    ]
    found = written(answers, made, settings())
    assert cells(found) == {"G-0002.2": {"decision": "Merge"}}
    assert found.told == [Told("two-answers", "G-0001", "C-0042", "merge", "different")]


def test_two_answers_that_take_one_field_from_two_rows_write_nothing():
    _, (one,) = seen(group("G-0001", ANNA, ANIA))
    answers = [answer_for(one, {"C-0042": "merge"}, {number: ("city",)}) for number in ("C-0042", "C-0001")]
    kept, told = united(answers)
    assert (kept, told) == ([], [Told("two-picks", "G-0001", "C-0001", "C-0042")])


def test_two_answers_that_complete_each_other_are_one():
    _, (one,) = seen(group("G-0001", FIRM, FIRM_RU, FIRM_TOO))
    first = answer_for(one, {"C-0009": "merge"}, {"C-0009": ("company",)})
    kept, told = united([first, answer_for(one, {"C-0011": "different"}, {})])
    assert told == [] and kept[0].decisions == {"C-0009": "merge", "C-0011": "different"}
    assert kept[0].take == {"C-0009": ("company",)}


def test_a_tab_that_lost_its_column_is_told():
    made, (one,) = seen(group("G-0001", ANNA, ANIA))
    table = made.table("duplicates")
    columns = {name: column for name, column in table.columns.items() if name != "decision"}
    headers = {name: header for name, header in table.headers.items() if name != "decision"}
    found = written(
        [answer_for(one, {"C-0042": "merge"}, {})],
        marked(made, "duplicates", columns=columns, headers=headers),
        settings(),
    )
    assert found.told == [Told("no-column", "G-0001", "Decision")] and found.changes == []


def test_an_answer_names_its_clients_in_capitals():
    assert Answer("G-0001", {"c-0001": "x", "C-0002": "y"}, {}).numbers == {"C-0001", "C-0002"}

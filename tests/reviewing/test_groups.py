"""Reading the open groups: what is asked about, in what order, and what counts as different."""

import pytest

from sheetcrm.model.cells import CellError
from sheetcrm.reviewing.groups import open_groups, to_judge
from tests.building import settings
from tests.reviewing.tab import ANIA, ANNA, FIRM, FIRM_RU, FIRM_TOO, book, group


def read(*groups, language="en"):
    return open_groups(book(*groups, language=language), settings(language=language))


def test_the_one_that_stays_comes_first_wherever_its_row_was_sorted_to():
    rows = group("G-0001", ANNA, ANIA)
    (found,) = read(rows[::-1])
    assert [member.number for member in found.members] == ["C-0001", "C-0042"]
    assert found.members[0].stays and not found.members[1].stays


def test_a_value_spelled_otherwise_does_not_differ():
    (found,) = read(group("G-0001", ANNA, ANIA))
    assert found.differing == {"name", "city"}
    assert found.added == {"email", "birthday"}
    assert found.fields == ("name", "phone", "email", "city", "birthday")


def test_phones_in_another_order_are_the_same_phones():
    one = {**ANNA, "phone": "600 100 200; 600 100 201"}
    (found,) = read(group("G-0001", one, {**ANIA, "phone": "600100201, 600100200"}))
    assert "phone" not in found.differing


def test_capitals_make_no_other_mailbox():
    (found,) = read(group("G-0001", ANNA, {**ANIA, "email": " ANNA@Example.com"}))
    assert "email" not in found.differing


def test_a_failed_formula_says_nothing():
    (found,) = read(group("G-0001", ANNA, {**ANIA, "city": CellError("#REF!")}))
    assert "city" not in found.differing


def test_rows_with_an_outcome_are_a_log():
    first, second = group("G-0001", ANNA, ANIA, outcome="Merged"), group("G-0002", FIRM, FIRM_RU, FIRM_TOO)
    second[2]["outcome"] = "Kept apart"
    found = read(first, second)
    assert [(one.name, len(one.members)) for one in found] == [("G-0002", 2)]


@pytest.mark.parametrize("part", ["Stays", None, "nonsense"])
def test_a_group_without_exactly_one_that_stays_cannot_be_judged(part):
    rows = group("G-0001", ANNA, ANIA)
    rows[0 if part != "Stays" else 1]["part"] = part
    assert read(rows) == []


def test_a_row_that_was_copied_makes_its_group_unjudgeable():
    rows = group("G-0001", ANNA, ANIA)
    assert read([*rows, rows[1]]) == []


def test_a_row_without_a_number_makes_its_group_unjudgeable():
    rows = group("G-0001", ANNA, ANIA)
    rows[1]["number"] = None
    assert read(rows) == []


@pytest.mark.parametrize("language", ["en", "ru", "pl", "ro"])
def test_decisions_are_read_in_every_language(language):
    from sheetcrm.words import words_of

    said = words_of(language).choice("duplicate_decision", "different")
    (found,) = read(group("G-0001", ANNA, ANIA, language=language, decision=said), language=language)
    assert (found.members[1].decision, found.settled, found.level) == ("different", True, "sure")


def test_the_ones_put_off_are_asked_last_and_the_settled_ones_not_at_all():
    one = group("G-0001", ANNA, ANIA, decision="Later")
    two = group("G-0002", FIRM, FIRM_RU)
    three = group("G-0003", FIRM_TOO, {"number": "C-0012"}, decision="Merge")
    assert [found.name for found in to_judge(read(one, two, three))] == ["G-0002", "G-0001"]


def test_a_decision_on_the_row_that_stays_counts_for_the_others():
    rows = group("G-0001", FIRM, FIRM_RU, FIRM_TOO)
    rows[0]["decision"] = "Merge"
    assert read(rows)[0].settled
    rows[1]["decision"] = "Later"
    assert not read(rows)[0].settled


def test_a_mark_changes_with_all_that_was_seen_and_with_nothing_else():
    rows = group("G-0001", ANNA, ANIA)
    (seen,) = read(rows)
    for change in ({"city": "Poznań"}, {"decision": "Later"}, {"take": "City"}, {"city": None}, {"phone": 600100200}):
        (now,) = read([rows[0], {**rows[1], **change}])
        assert now.members[1].mark != seen.members[1].mark, change
        assert now.members[0].mark == seen.members[0].mark
    (now,) = read([rows[0], {**rows[1], "why": "another reason", "score": 0.5, "comment": "x"}])
    assert now.members[1].mark == seen.members[1].mark


def test_no_tab_or_an_empty_one_has_no_groups():
    from tests.building import snapshot

    assert open_groups(snapshot(), settings()) == []
    bare = snapshot()
    tables = {tab: table for tab, table in bare.tables.items() if tab != "duplicates"}
    assert open_groups(type(bare)(tables), settings()) == []

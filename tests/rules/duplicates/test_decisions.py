"""Judgements of pairs: one line each, the later in the place of the earlier, found over archived clients too."""

import pytest

from sheetcrm.model.changes import AddRow
from sheetcrm.rules.duplicates.decisions import judged, judgement_key, remember_judgements, remember_same
from sheetcrm.rules.duplicates.group_rows import groups_of, seen_text, sign_of
from tests.building import TODAY, rows_of, snapshot

PAIR = frozenset({"C-0001", "C-0042"})


def lines(found):
    return dict(rows_of(found, "memory", "key", "value"))


@pytest.mark.parametrize("live", [False, True])
@pytest.mark.parametrize(("first", "then"), [("same", "different"), ("different", "same")])
def test_the_later_judgement_takes_the_place_of_the_earlier(first, then, live):
    before = snapshot()
    once = before.after(remember_judgements(before, {PAIR: (first, "people given:same")}, TODAY, live=live))
    assert lines(once) == {f"{first}:C-0001:C-0042": "people given:same"}
    again = once.after(remember_judgements(once, {PAIR: (then, "people phone:same")}, TODAY, live=live))
    assert lines(again) == {f"{then}:C-0001:C-0042": "people phone:same"}
    assert list(remember_judgements(again, {PAIR: (then, "other")}, TODAY, live=live)) == []


def test_in_a_live_sheet_a_line_is_emptied_and_a_new_one_added():
    before = snapshot(memory=[{"key": "same:C-0001:C-0042", "value": "x"}])
    changes = list(remember_judgements(before, {PAIR: ("different", "")}, TODAY, live=True))
    assert [change.key for change in changes if isinstance(change, AddRow)] == ["memory:different:C-0001:C-0042"]


def test_two_clients_are_remembered_as_the_same():
    before = snapshot(memory=[{"key": "different:C-0001:C-0042", "value": "x"}])
    after = before.after(remember_same(before, "c-0042", "C-0001", "y", TODAY))
    assert judged(after).same == {PAIR: "y"} and judged(after).different == {}


@pytest.mark.parametrize("numbers", [("C-1", "C-2"), ("K:1", "K:2"), ("50%", "7%3A"), ("ß", "x")])
def test_any_number_is_found_again(numbers):
    before = snapshot()
    pair = frozenset(number.upper() for number in numbers)
    after = before.after(remember_judgements(before, {pair: ("different", "")}, TODAY))
    assert set(judged(after).different) == {pair}
    assert judgement_key("different", *numbers) == judgement_key("different", *reversed(numbers))


def test_who_became_part_of_another_is_judged_with_it():
    clients = [{"number": "C-0001"}, {"number": "C-0007"}]
    archive = [{"number": "C-0042", "merged_into": "C-0001"}]
    found = judged(snapshot(clients=clients, archive=archive, memory=[{"key": "different:C-0007:C-0042"}]))
    assert found.are_different("C-0001", "c-0007") and not found.are_different("C-0001", "C-0042")


def test_a_judgement_that_waits_in_the_tab_counts_already():
    rows = [{"key": "G-0001.1", "number": "C-0001"}, {"key": "G-0001.2", "number": "C-0042", "decision": "разные"}]
    assert set(judged(snapshot(duplicates=rows)).different) == {PAIR}
    carried = {"key": "carried:G-0001.2", "value": "different"}
    assert judged(snapshot(duplicates=rows, memory=[carried])).different == {}


@pytest.mark.parametrize("key", ["same:C-0001", "same:C-0001:C-0001", "same::C-0001", "same:a:b:c", "different:"])
def test_a_line_that_names_no_pair_says_nothing(key):
    found = judged(snapshot(memory=[{"key": key}]))
    assert (found.same, found.different) == ({}, {})


@pytest.mark.parametrize("seen", [None, "", "{", "[]", '{"name": 5}', "x" * 50, "{" * 5000])
def test_without_a_note_of_what_was_shown_nothing_counts_as_typed(seen):
    row = {"key": "G-0001.2", "number": "C-0042", "name": "Anna", "seen": seen}
    (group,) = groups_of(snapshot(duplicates=[row])).values()
    assert (group.joins[0].typed, group.joins[0].touched) == ({}, False)


def test_typing_is_told_from_what_a_spreadsheet_made_of_digits():
    seen = seen_text("C-0042", {"phone": "601234567", "city": "Łódź", "name": "Anna"})
    row = {"key": "G-0001.2", "number": "C-0042", "phone": 601234567, "city": "Hel", "seen": seen}
    (group,) = groups_of(snapshot(duplicates=[row])).values()
    assert group.joins[0].typed == {"city": "Hel"}
    assert group.joins[0].cleared == {"name"}
    assert sign_of("601234567") == sign_of(601234567.0) != sign_of("601234568")

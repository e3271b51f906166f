"""Numbers: given once, never again."""

import pytest

from sheetcrm.model.cells import CellError
from sheetcrm.model.changes import SetCells
from sheetcrm.rules.numbering import number_rows
from tests.building import TODAY, marked, rows_of, settings, snapshot


def numbered(before):
    return before.after(number_rows(before, settings(), TODAY))


def test_clients_are_numbered_in_sheet_order():
    after = numbered(snapshot(clients=[{"name": "Anna"}, {"name": "Jan"}]))
    assert rows_of(after, "clients", "name", "number") == [("Anna", "C-0001"), ("Jan", "C-0002")]


def test_a_number_is_never_given_twice_even_when_the_highest_row_is_gone():
    before = snapshot(
        clients=[{"name": "Anna", "number": "C-0001"}, {"name": "Jan"}],
        memory=[{"key": "highest:clients", "value": "17"}],
    )
    assert rows_of(numbered(before), "clients", "number") == [("C-0001",), ("C-0018",)]


def test_archived_clients_keep_their_numbers():
    before = snapshot(clients=[{"name": "Jan"}], archive=[{"name": "Ewa", "number": "C-0099"}])
    assert rows_of(numbered(before), "clients", "number") == [("C-0100",)]


def test_the_highest_number_ever_given_stands_in_the_workbook():
    after = numbered(snapshot(clients=[{"name": "Anna"}]))
    assert ("highest:clients", "1") in rows_of(after, "memory", "key", "value")


def test_a_number_typed_by_a_person_is_kept():
    after = numbered(snapshot(clients=[{"name": "Anna", "number": "VIP"}, {"name": "Jan"}]))
    assert rows_of(after, "clients", "number") == [("VIP",), ("C-0001",)]


def test_a_row_of_which_only_the_robots_part_is_left_gets_no_number():
    before = snapshot(clients=[{"check": "✓"}, {"name": "Jan"}])
    changes = [c for c in number_rows(before, settings(), TODAY) if isinstance(c, SetCells) and c.tab == "clients"]
    assert len(changes) == 1


def test_own_patterns_are_followed():
    before = snapshot(deals=[{"title": "Kitchen"}])
    after = before.after(number_rows(before, settings(numbers={"deals": "2026/{n}"}), TODAY))
    assert rows_of(after, "deals", "number") == [("2026/1",)]


def test_a_formula_drawn_down_below_the_last_client_makes_no_clients():
    before = snapshot(clients=[{"name": "Anna", "own:Days": 5}, {"own:Days": 0}, {"own:Days": 0}])
    anchors = before.table("clients").anchors
    before = marked(before, "clients", formulas={(anchor, "own:Days"): "=TODAY()-B2" for anchor in anchors})
    assert rows_of(numbered(before), "clients", "number") == [("C-0001",), (None,), (None,)]


@pytest.mark.parametrize("value", ["²", "x", "-3", "9" * 5000, "1.5", None])
def test_a_spoilt_memory_gives_no_number_twice(value):
    before = snapshot(
        clients=[{"number": "C-0007"}, {"name": "Jan"}], memory=[{"key": "highest:clients", "value": value}]
    )
    after = numbered(before)
    assert rows_of(after, "clients", "number") == [("C-0007",), ("C-0008",)]
    assert rows_of(after, "memory", "value") == [("8",)]


@pytest.mark.parametrize("number", ["C-" + "9" * 5000, "C-0000000000000000000009"])
def test_a_number_of_absurd_length_does_not_stop_the_run(number):
    after = numbered(snapshot(clients=[{"number": number}, {"name": "Jan"}]))
    assert rows_of(after, "clients", "number")[0] == (number,)


def test_a_broken_number_is_left_for_people():
    broken = CellError("#REF!")
    assert rows_of(numbered(snapshot(clients=[{"name": "Anna", "number": broken}])), "clients", "number") == [(broken,)]

"""The plan: each row named once, and how much it is."""

from sheetcrm.model.changes import AddRow, SendLetter, SetCells
from sheetcrm.model.plan import Plan, net
from tests.building import TODAY, snapshot

LETTER = SendLetter("letter:a", "C-0001", "a@example.org", "birthday", "en")


def test_touches_of_one_cell_are_joined_from_the_first_to_the_last():
    changes = [
        SetCells("clients", "C-0001", {"name": (" Anna", "Anna")}, "tidy"),
        SetCells("clients", "C-0001", {"name": ("Anna", "Anna K"), "check": (None, "x")}, "check"),
    ]
    assert net(changes) == [SetCells("clients", "C-0001", {"name": (" Anna", "Anna K"), "check": (None, "x")}, "tidy")]


def test_what_comes_out_as_it_went_in_is_dropped():
    there = SetCells("clients", "C-0001", {"name": ("a", "b"), "city": (1, 2)}, "x")
    back = SetCells("clients", "C-0001", {"name": ("b", "a")}, "x")
    assert net([there, back]) == [SetCells("clients", "C-0001", {"city": (1, 2)}, "x")]
    assert net([SetCells("clients", "C-0001", {"name": ("a", "a")}, "x")]) == []


def test_one_and_true_are_a_change():
    change = SetCells("clients", "C-0001", {"own:x": (True, 1)}, "x")
    assert net([change]) == [change]


def test_what_is_done_to_an_added_row_stands_in_it_from_the_start():
    changes = [
        AddRow("tasks", {"action": "Call"}, "k", "x"),
        LETTER,
        SetCells("tasks", "+k", {"check": (None, "✓"), "action": ("Call", "Call now")}, "check"),
        SetCells("deals", "+k", {"check": (None, "✓")}, "check"),
    ]
    assert net(changes) == [
        AddRow("tasks", {"action": "Call now", "check": "✓"}, "k", "x"), LETTER,
        SetCells("deals", "+k", {"check": (None, "✓")}, "check"),
    ]  # fmt: skip


def test_two_rows_of_one_key_stay_two():
    twice = [AddRow("tasks", {"action": "a"}, "k", "x"), AddRow("tasks", {"action": "b"}, "k", "x")]
    assert net(twice) == twice


def test_a_row_touched_by_several_rules_is_counted_once():
    changes = [
        SetCells("clients", "C-0001", {"name": (None, "x")}, "a"),
        SetCells("clients", "C-0001", {"name": ("x", "y"), "city": (None, "z")}, "b"),
        AddRow("tasks", {"action": "a"}, "k", "x"), LETTER,
    ]  # fmt: skip
    before = snapshot()
    counts = Plan(changes, (), before, before, TODAY).counts()
    assert (counts["cells"], counts["rows"], counts["added"], counts["letters"]) == (2, 1, 1, 1)

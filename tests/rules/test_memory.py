"""The memory: what the workbook itself remembers."""

import datetime as dt

import pytest

from sheetcrm.model.changes import AddRow, SetCells
from sheetcrm.rules.memory import remember, remembered
from tests.building import TODAY, rows_of, snapshot

LAST_YEAR = dt.date(2025, 11, 22)


def lines(before, entries, today=TODAY):
    return rows_of(before.after(remember(before, entries, today)), "memory", "key", "value", "day")


def test_a_new_key_gets_a_line():
    assert lines(snapshot(), {"highest:clients": "7"}) == [("highest:clients", "7", TODAY)]


def test_a_known_value_is_not_written_again():
    before = snapshot(memory=[{"key": "highest:clients", "value": "7", "day": LAST_YEAR}])
    assert list(remember(before, {"highest:clients": "7"}, TODAY)) == []


@pytest.mark.parametrize("stored", ["7", 7, 7.0])
def test_a_value_that_a_program_made_a_number_is_still_replaced(stored):
    before = snapshot(memory=[{"key": "highest:clients", "value": stored}])
    (change,) = remember(before, {"highest:clients": "8"}, TODAY)
    assert change.cells["value"] == (stored, "8")


def test_a_line_past_its_last_day_is_used_again():
    before = snapshot(memory=[{"key": "birthday:C-0001:2025", "value": "2025-11-23", "day": LAST_YEAR}])
    assert lines(before, {"birthday:C-0001:2026": "2026-11-26"}) == [("birthday:C-0001:2026", "2026-11-26", TODAY)]


def test_in_a_live_sheet_it_is_emptied_and_the_new_line_comes_with_the_row_it_tells_of():
    before = snapshot(memory=[{"key": "birthday:C-0001:2025", "value": "2025-11-23", "day": LAST_YEAR}])
    changes = list(remember(before, {"birthday:C-0001:2026": "2026-11-26"}, TODAY, live=True))
    assert [type(change) for change in changes] == [SetCells, AddRow]
    expected = [("birthday:C-0001:2026", "2026-11-26", TODAY)]
    assert rows_of(before.after(changes), "memory", "key", "value", "day") == expected


@pytest.mark.parametrize("value", ["2026-11-22", None, "2027-01-01", "120", 120, "1a2b3c", "20"])
def test_a_line_that_still_matters_is_kept(value):
    before = snapshot(memory=[{"key": "verify:C-0001:never", "value": value, "day": LAST_YEAR}])
    (change,) = remember(before, {"birthday:C-0001:2026": ""}, TODAY)
    assert isinstance(change, AddRow)


def test_the_highest_number_is_never_forgotten():
    before = snapshot(memory=[{"key": "highest:deals", "value": "12", "day": LAST_YEAR}])
    (change,) = remember(before, {"birthday:C-0001:2026": ""}, TODAY)
    assert isinstance(change, AddRow)


def test_two_acts_do_not_take_the_same_line():
    before = snapshot(memory=[{"key": "a:C-0001:2025", "value": "2025-01-01", "day": LAST_YEAR}])
    changes = list(remember(before, {"b:C-0001:2026": "", "c:C-0001:2026": ""}, TODAY))
    assert [type(change) for change in changes] == [SetCells, AddRow]
    assert {key for key, *_ in rows_of(before.after(changes), "memory", "key")} == {"b:C-0001:2026", "c:C-0001:2026"}


def test_an_act_that_is_noted_is_not_overwritten_by_its_own_note():
    before = snapshot(memory=[{"key": "a:C-0001:2025", "value": "2025-01-01", "day": LAST_YEAR}])
    changes = list(remember(before, {"a:C-0001:2025": "2026-12-01"}, TODAY))
    assert set(remembered(before.after(changes))) == {"a:C-0001:2025"}


def test_without_a_memory_tab_nothing_is_written():
    before = snapshot()
    without = type(before)({tab: table for tab, table in before.tables.items() if tab != "memory"})
    assert list(remember(without, {"highest:clients": "7"}, TODAY)) == []

"""The snapshot: what applying changes means, for every store."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetcrm.model.cells import UNKNOWN, CellError, canonical, is_blank, same_cell
from sheetcrm.model.changes import AddRow, SetCells
from sheetcrm.stores.cells import clean_column
from tests.building import rows_of, snapshot

START = snapshot(clients=[{"number": "C-0001", "name": "Anna", "city": "Łódź"}, {"number": "C-0002", "name": "Jan"}])


def after(*changes):
    return START.after(changes)


@pytest.mark.parametrize(
    ("written", "stands"),
    [("", None), ("  ", None), ("\u200b", None), (5.0, 5), (Decimal("2.50"), 2.5),
     (dt.datetime(2026, 3, 8), dt.date(2026, 3, 8)), (True, True), (" a ", " a "),
     (CellError("#N/A"), CellError("#N/A"))],
)  # fmt: skip
def test_values_take_the_form_in_which_they_come_back(written, stands):
    changed = after(SetCells("clients", "C-0001", {"city": ("Łódź", written)}, "x")).table("clients").values("city")[0]
    added = after(AddRow("clients", {"name": "Ewa", "city": written}, "k", "x")).table("clients").values("city")[2]
    assert (changed, type(changed)) == (added, type(added)) == (stands, type(stands))


def test_a_row_of_which_nothing_is_left_is_no_row():
    gone = after(SetCells("clients", "C-0002", {"number": ("C-0002", None), "name": ("Jan", "")}, "x"))
    assert rows_of(gone, "clients", "name") == [("Anna",)]
    assert gone.table("clients").positions == {"C-0001": 0}
    assert len(gone.table("clients").row_numbers) == 1


@pytest.mark.parametrize(
    "change",
    [
        SetCells("clients", "C-0009", {"city": (None, "x")}, "x"),
        SetCells("clients", "C-0001", {"wings": (None, "x")}, "x"),
        SetCells("wishes", "C-0001", {"city": (None, "x")}, "x"),
        AddRow("wishes", {"city": "x"}, "k", "x"),
        AddRow("clients", {"wings": "x"}, "k", "x"),
        AddRow("clients", {"city": None, "name": " "}, "k", "x"),
    ],
)
def test_what_is_not_there_changes_nothing(change):
    assert rows_of(after(change), "clients", "name", "city") == rows_of(START, "clients", "name", "city")


def test_the_start_is_not_touched():
    after(SetCells("clients", "C-0001", {"city": ("Łódź", "x")}, "x"), AddRow("clients", {"name": "Ewa"}, "k", "x"))
    assert rows_of(START, "clients", "name", "city") == [("Anna", "Łódź"), ("Jan", None)]


@given(st.lists(st.sampled_from(["a", "b", "", "+a"]), max_size=8))
def test_every_row_has_an_anchor_of_its_own(keys):
    found = after(*(AddRow("clients", {"name": "x"}, key, "x") for key in keys)).table("clients").anchors
    assert len(set(found)) == len(found) == len(keys) + 2


@given(
    st.lists(
        st.one_of(st.text(max_size=4), st.floats(allow_nan=False), st.booleans(), st.datetimes(), st.none()), max_size=6
    )
)
def test_a_column_is_cleaned_as_a_written_value_is(values):
    cleaned = clean_column(values)
    assert [(type(v), v) for v in cleaned] == [(type(v), v) for v in map(canonical, values)]


def test_an_uncalculated_formula_is_not_empty():
    assert canonical(UNKNOWN) is UNKNOWN and not same_cell(UNKNOWN, None)


@pytest.mark.parametrize(
    ("text", "blank"), [("", True), (" \u00a0\n", True), ("\ufeff", True), ("-", False), ("a ", False)]
)
def test_a_text_that_shows_nothing_is_blank(text, blank):
    assert is_blank(text) is blank

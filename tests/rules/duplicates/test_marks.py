"""Clients who surely stand twice: marked, never removed, and not turned round by sorting."""

import itertools

import pytest

from sheetcrm.model.cells import UNKNOWN, CellError
from sheetcrm.model.settings import Duplicates
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.duplicates.review import list_duplicates
from tests.building import TODAY, resorted, rows_of, settings, snapshot

ANNA = {"name": "Anna Kowalska", "phone": "601 234 567", "email": "anna.k@gmail.com"}


def marks(before, **more):
    after = before.after(list_duplicates(before, settings(**more), TODAY))
    return dict(rows_of(after, "clients", "number", "duplicate_of"))


def clients(*rows):
    return snapshot(clients=[{"number": f"C-{n:04}", **row} for n, row in enumerate(rows, 1)])


@pytest.mark.parametrize(
    "again",
    [
        {"phone": "+48601234567", "name": "anna  KOWALSKA"},
        {"phone": None, "email": "annak@googlemail.com"},
        {"phone": None, "email": None, "contacts": "601-234-567 / other@example.org"},
        {"phone": None, "email": None, "contacts": "Anna.K@gmail.com"},
        {"name": None, "surname": "Anna", "first_name": "Kowalska"},
    ],
)
def test_the_same_name_with_the_same_contact_is_the_same_client(again):
    assert marks(clients(ANNA, {**ANNA, **again})) == {"C-0001": None, "C-0002": "C-0001"}


def test_the_same_tax_number_is_a_contact_too():
    firm = {"company": "Meblex", "tax_id": "526-000-12-46"}
    assert marks(clients(firm, {**firm, "tax_id": "5260001246"}))["C-0002"] == "C-0001"


@pytest.mark.parametrize(
    "other", [{"name": "Jan Kowalski"}, {"phone": "602 000 000", "email": "a@example.org"}, {"name": None}]
)
def test_a_shared_phone_or_a_shared_name_alone_marks_nobody(other):
    assert set(marks(clients(ANNA, {**ANNA, **other})).values()) == {None}


def test_a_chain_of_duplicates_points_to_the_earliest():
    chain = clients(
        ANNA, {**ANNA, "phone": "601 234 567; 605 111 222"}, {**ANNA, "phone": "605 111 222", "email": None}
    )
    assert marks(chain) == {"C-0001": None, "C-0002": "C-0001", "C-0003": "C-0001"}


def test_a_mark_goes_when_the_reason_goes():
    before = clients(ANNA, {**ANNA, "phone": "602 000 000", "email": None, "duplicate_of": "C-0001"})
    assert marks(before)["C-0002"] is None


@pytest.mark.parametrize(("decision", "mark"), [("different", None), ("later", "C-0001"), (None, "C-0001")])
def test_a_pair_judged_different_is_left_alone(decision, mark):
    rows = [
        {"key": "G-0001.1", "number": "C-0002"},
        {"key": "G-0001.2", "number": "C-0001", "decision": decision},
    ]
    before = snapshot(clients=[{**ANNA, "number": "C-0001"}, {**ANNA, "number": "C-0002"}], duplicates=rows)
    assert marks(before)["C-0002"] == mark


def test_what_was_judged_long_ago_is_remembered_without_any_row():
    memory = [{"key": "different:C-0001:C-0002", "value": "people given:same"}]
    before = snapshot(clients=[{**ANNA, "number": "C-0001"}, {**ANNA, "number": "C-0002"}], memory=memory)
    assert marks(before)["C-0002"] is None


def test_marks_go_when_nobody_searches_any_more():
    before = clients(ANNA, {**ANNA, "duplicate_of": "C-0001"})
    assert marks(before, duplicates=Duplicates(search=False))["C-0002"] is None


def test_without_a_tab_for_the_list_there_are_marks_all_the_same():
    before = clients(ANNA, ANNA)
    tables = {name: table for name, table in before.tables.items() if name != "duplicates"}
    assert marks(Snapshot(tables))["C-0002"] == "C-0001"


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_sorting_the_sheet_turns_no_mark_round(order):
    before = snapshot(clients=[{**ANNA, "number": "C-0002"}, {**ANNA, "number": "C-0010"}, {**ANNA, "number": "VIP"}])
    assert marks(resorted(before, "clients", order)) == {"C-0002": None, "C-0010": "C-0002", "VIP": "C-0002"}


@pytest.mark.parametrize("number", [UNKNOWN, CellError("#REF!"), None])
def test_a_client_without_a_usable_number_is_nobodys_original(number):
    before = snapshot(clients=[{**ANNA, "number": number}, {**ANNA, "number": "C-0002"}])
    assert marks(before)["C-0002"] is None

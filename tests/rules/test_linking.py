"""Rows that name a client by whatever they know of it."""

import pytest

from sheetcrm.model.cells import UNKNOWN
from sheetcrm.pipeline import make_plan
from sheetcrm.rules.checks.links import check_links
from sheetcrm.rules.linking import link_clients
from tests.building import TODAY, rows_of, settings, snapshot

CLIENTS = [
    {"number": "C-0001", "name": "Anna Kowalska", "phone": "601 234 567", "email": "anna.k@gmail.com"},
    {"number": "C-0002", "company": "Meblex sp. z o.o.", "phone": "22 123 45 67"},
    {"number": "C-0003", "name": "Jan Nowak"},
    {"number": "C-0004", "name": "Jan Nowak"},
]


def linked(reference):
    before = snapshot(clients=CLIENTS, deals=[{"title": "Deal", "client": reference}])
    return rows_of(
        before.after(link_clients(before, settings(), TODAY)), "deals", "client", "client_number", "client_name"
    )[0]


@pytest.mark.parametrize(
    "reference",
    ["C-0001", "c-0001", "+48 601-234-567", "601234567", "Anna.K@gmail.com", "annak@googlemail.com", "anna  kowalska"],
)
def test_a_client_is_found_by_number_phone_mailbox_and_exact_name(reference):
    assert linked(reference) == (reference, "C-0001", "Anna Kowalska")


def test_a_firm_without_a_person_is_named_by_the_firm():
    assert linked("Meblex sp. z o.o.")[1:] == ("C-0002", "Meblex sp. z o.o.")


def test_an_ambiguous_name_is_a_problem_and_no_guess():
    before = snapshot(clients=CLIENTS, deals=[{"title": "Deal", "client": "Jan Nowak"}])
    assert linked("Jan Nowak")[1:] == (None, None)
    assert [p.code for p in check_links(before, settings(), TODAY)] == ["client-ambiguous"]


def test_a_name_that_nobody_has_is_a_problem():
    before = snapshot(clients=CLIENTS, deals=[{"title": "Deal", "client": "Zofia"}])
    assert [p.code for p in check_links(before, settings(), TODAY)] == ["client-not-found"]


def test_what_was_carried_goes_when_the_reference_goes():
    before = snapshot(
        clients=CLIENTS, deals=[{"title": "D", "client_number": "C-0001", "client_name": "Anna Kowalska"}]
    )
    after = before.after(link_clients(before, settings(), TODAY))
    assert rows_of(after, "deals", "client_number", "client_name") == [(None, None)]


def test_the_last_trace_of_a_removed_client_is_kept():
    row = {"title": "D", "client": "C-0077", "client_number": "C-0077", "client_name": "Ewa"}
    before = snapshot(clients=CLIENTS, deals=[row])
    assert list(link_clients(before, settings(), TODAY)) == []


def test_any_field_of_the_client_can_be_carried():
    before = snapshot(
        extra={"deals": ["client_city"]},
        clients=[{"number": "C-0001", "name": "Anna", "city": "Łódź"}],
        deals=[{"client": "C-0001"}],
    )
    after = before.after(link_clients(before, settings(), TODAY))
    assert rows_of(after, "deals", "client_city") == [("Łódź",)]


@pytest.mark.parametrize("field", ["receipts", "last_purchase", "duplicate_of", "data_age"])
def test_what_the_robot_derives_of_a_client_is_carried_in_the_same_run(field):
    before = snapshot(
        extra={"deals": [f"client_{field}"]},
        clients=[CLIENTS[0], {**CLIENTS[0], "number": "C-0009"}],
        purchases=[{"client": "C-0009", "bought_on": TODAY, "sum": 5}],
        deals=[{"title": "D", "client": "C-0009", "stage": "talks", "next_step": "call"}],
    )
    after = make_plan(before, settings(), TODAY).after
    ((carried,),) = rows_of(after, "deals", f"client_{field}")
    assert carried is not None and carried == after.table("clients").values(field)[1]
    assert make_plan(after, settings(), TODAY).is_empty


def test_what_is_to_be_repaired_is_not_carried():
    before = snapshot(extra={"deals": ["client_check"]}, clients=CLIENTS, deals=[{"client": "C-0001"}])
    after = before.after(link_clients(before, settings(), TODAY))
    assert rows_of(after, "deals", "client_check") == [(None,)]


@pytest.mark.parametrize("order", [[1, True], [True, 1]])
def test_true_and_one_are_two_references(order):
    before = snapshot(clients=[{"number": 1, "name": "Anna"}], deals=[{"title": "D", "client": who} for who in order])
    after = before.after(link_clients(before, settings(numbers={"clients": "{n}"}), TODAY))
    assert dict(zip(map(type, order), rows_of(after, "deals", "client_name"), strict=True)) == {
        int: ("Anna",),
        bool: (None,),
    }


def test_a_reference_whose_formula_is_not_calculated_leaves_all_as_it_is():
    row = {"title": "D", "client": UNKNOWN, "client_number": "C-0001", "client_name": "Anna Kowalska"}
    before = snapshot(clients=CLIENTS, deals=[row])
    assert list(link_clients(before, settings(), TODAY)) == []

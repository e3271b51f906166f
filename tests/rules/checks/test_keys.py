"""Keys: a number that stands twice sets its rows aside, and nothing is made of them."""

from sheetcrm.model.cells import CellError
from sheetcrm.pipeline import make_plan
from sheetcrm.rules.blocked import blocked_rows
from sheetcrm.rules.checks.keys import check_keys
from tests.building import TODAY, settings, snapshot

ANNA = {
    "number": "C-0001", "name": "Anna", "phone": "601 234 567", "birthday": "22.11.1980", "email": "anna@example.org",
    "consent_greetings": "yes", "tier": "key", "next_contact": TODAY,
}  # fmt: skip
JAN = {**ANNA, "name": "Jan", "email": "jan@example.org", "phone": "602 345 678"}
EWA = {**ANNA, "number": "C-0002", "name": "Ewa", "email": "ewa@example.org", "phone": "603 456 789"}


def acts(before):
    plan = make_plan(before, settings(), TODAY)
    return len(plan.after.table("tasks")), len(plan.after.table("letters"))


def test_a_number_that_stands_twice_blocks_tasks_and_letters():
    assert acts(snapshot(clients=[ANNA])) == (2, 1)
    assert acts(snapshot(clients=[ANNA, JAN])) == (0, 0)
    assert acts(snapshot(clients=[ANNA, {**JAN, "number": " c-0001"}])) == (0, 0)


def test_the_rest_of_the_sheet_goes_on():
    assert acts(snapshot(clients=[ANNA, JAN, EWA])) == (2, 1)


def test_both_rows_are_told_where_the_other_one_is():
    found = list(check_keys(snapshot(clients=[ANNA, {"number": "C-0009"}, JAN]), settings(), TODAY))
    assert [(p.code, p.details["other"]) for p in found] == [("key-duplicate", "4"), ("key-duplicate", "2")]


def test_a_broken_number_sets_its_row_aside():
    before = snapshot(clients=[{**ANNA, "number": CellError("#REF!")}])
    assert [p.code for p in check_keys(before, settings(), TODAY)] == ["key-broken"]
    assert blocked_rows(before.table("clients"), "number") == {0}
    assert acts(before) == (0, 0)


def test_what_is_set_aside_still_counts_for_the_next_number():
    rows = [{**ANNA, "number": "C-0041"}, {**JAN, "number": "C-0041"}, {"name": "Ewa"}]
    after = make_plan(snapshot(clients=rows), settings(), TODAY).after
    assert after.table("clients").values("number")[2] == "C-0042"


def test_a_foreign_number_is_shown_as_people_wrote_it():
    (found,) = check_keys(snapshot(clients=[{"number": "vip"}]), settings(), TODAY)
    assert (found.code, found.value, found.details["example"]) == ("key-foreign", "vip", "C-0001")


def test_a_row_without_a_number_is_not_set_aside():
    before = snapshot(clients=[{"name": "Anna"}, {"name": "Jan"}])
    assert list(check_keys(before, settings(), TODAY)) == []
    assert blocked_rows(before.table("clients"), "number") == frozenset()

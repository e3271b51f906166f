"""Occasions: which day is kept, within which days something is made of it, and of which rows."""

import datetime as dt

import pytest

from sheetcrm.model.settings import Occasion
from sheetcrm.rules.occasions import occasions_due
from tests.building import TODAY, resorted, settings, snapshot

BIRTHDAY = {"key": "birthday", "tab": "clients", "field": "birthday", "repeat": "yearly", "lead_days": 3}


def due(before, today=TODAY, first=-3, last=0, **entry):
    occasion = Occasion(**{**BIRTHDAY, **entry})
    return [(d.key, d.date) for d in occasions_due(before, settings(), occasion, first, last, today)]


def born(*days, **cells):
    return snapshot(clients=[{"number": f"C-{n:04}", "birthday": day, **cells} for n, day in enumerate(days, 1)])


@pytest.mark.parametrize(
    ("leap_day", "today", "kept"),
    [
        ("feb28", dt.date(2027, 2, 28), dt.date(2027, 2, 28)),
        ("feb28", dt.date(2027, 3, 1), None),
        ("mar1", dt.date(2027, 3, 1), dt.date(2027, 3, 1)),
        ("mar1", dt.date(2027, 2, 28), None),
        ("feb28", dt.date(2028, 2, 29), dt.date(2028, 2, 29)),
        ("feb28", dt.date(2028, 2, 28), None),
        ("mar1", dt.date(2028, 2, 29), dt.date(2028, 2, 29)),
        ("mar1", dt.date(2028, 3, 1), None),
        ("feb28", dt.date(2100, 2, 28), dt.date(2100, 2, 28)),
    ],
)
@pytest.mark.parametrize("birthday", ["29.02.2000", "29.02", dt.date(2000, 2, 29)])
def test_29_february_is_kept_once_in_every_year(leap_day, today, kept, birthday):
    found = due(born(birthday), today, first=0, last=0, leap_day=leap_day)
    assert [day for _, day in found] == ([kept] if kept else [])


def test_whoever_is_born_on_28_february_is_kept_beside_them():
    assert len(due(born("28.02.1990", "29.02.2000"), dt.date(2027, 2, 28), 0, 0)) == 2


@pytest.mark.parametrize(("days_before", "found"), [(4, False), (3, True), (1, True), (0, True), (-1, False)])
def test_the_window_begins_with_the_lead_days_and_ends_with_the_day(days_before, found):
    day = TODAY + dt.timedelta(days=days_before)
    assert bool(due(born(day.replace(year=1980)))) is found


@pytest.mark.parametrize("today", [dt.date(2026, 12, 31), dt.date(2027, 1, 1), dt.date(2027, 1, 2)])
def test_across_the_year_end_it_is_one_act(today):
    assert due(born("02.01")) == []
    assert due(born("02.01"), today) == [("birthday:C-0001:2027", dt.date(2027, 1, 2))]


def test_a_window_over_the_year_end_keeps_the_year_of_the_day():
    assert due(born("30.12"), dt.date(2027, 1, 3), 0, 10) == [("birthday:C-0001:2026", dt.date(2026, 12, 30))]


def test_nobody_is_greeted_for_being_born():
    assert due(born(dt.date(2026, 11, 22), dt.date(2027, 11, 22), dt.date(2025, 11, 22))) == [
        ("birthday:C-0003:2026", TODAY)
    ]


def test_a_year_less_birthday_has_no_age():
    (found,) = occasions_due(born("22.11"), settings(), Occasion(**BIRTHDAY), 0, 0, TODAY)
    assert found.year_born is None


def test_a_date_without_repetition_is_due_once():
    back = {"key": "call_back", "field": "next_contact", "repeat": "once", "lead_days": 0}
    before = snapshot(clients=[{"number": "C-0001", "next_contact": dt.date(2026, 11, 20)}])
    assert due(before, first=0, last=60, **back) == [("call_back:C-0001:2026-11-20", dt.date(2026, 11, 20))]
    assert due(before, dt.date(2026, 11, 19), 0, 60, **back) == []
    assert due(before, dt.date(2027, 2, 1), 0, 60, **back) == []


VERIFY = {"key": "verify", "field": "verified_on", "repeat": "once", "lead_days": 0, "empty_means_due": True}


def test_a_row_without_a_date_is_due_only_where_that_is_meant():
    before = snapshot(clients=[{"number": "C-0001", "verified_on": None}, {"number": "C-0002", "verified_on": "soon"}])
    assert due(before, first=365, last=36_500, **VERIFY) == [("verify:C-0001:never", None)]
    assert due(before, first=365, last=36_500, **{**VERIFY, "empty_means_due": False}) == []


def test_only_and_unless_choose_rows_by_their_meaning():
    before = snapshot(
        clients=[
            {"number": f"C-{n}", "birthday": "22.11", "status": s}
            for n, s in enumerate(("customer", "Klient", "lost", None))
        ]
    )
    assert [key for key, _ in due(before, unless={"status": ("lost",)})] == [
        "birthday:C-0:2026", "birthday:C-1:2026", "birthday:C-3:2026"
    ]  # fmt: skip
    assert [key for key, _ in due(before, only={"status": ("customer",)})] == ["birthday:C-0:2026", "birthday:C-1:2026"]


def test_only_lets_nobody_pass_where_its_column_is_missing_and_unless_everybody():
    before = born("22.11")
    assert not before.table("clients").has("warmth")
    assert due(before, only={"warmth": ("hot",)}) == []
    assert len(due(before, unless={"warmth": ("hot",)})) == 1


def test_an_own_entry_of_the_team_can_be_a_limit():
    before = snapshot(
        clients=[{"number": "C-1", "birthday": "22.11", "status": "Hibernating"}],
        settings=[{"list_client_status": "Hibernating"}],
    )
    assert due(before, unless={"status": ("Hibernating",)}) == []


def test_a_row_set_aside_is_not_greeted():
    before = snapshot(clients=[{"number": "C-1", "birthday": "22.11"}, {"number": "c-1 ", "birthday": "22.11"}])
    assert due(before) == []


def test_a_row_without_a_number_waits():
    assert due(snapshot(clients=[{"name": "Anna", "birthday": "22.11"}])) == []


def test_what_is_off_is_not_due():
    assert due(born("22.11"), enabled=False) == []


def test_two_nameless_children_are_two_acts():
    dates = {"key": "relative_date", "tab": "relatives", "field": "date"}
    rows = [
        {"client_number": "C-0001", "relation": "child", "date": "22.11"},
        {"client_number": "C-0001", "relation": "child", "date": "23.11"},
        {"client_number": "C-0001", "name": "Ola", "relation": "child", "date": "24.11"},
        {"client_number": "C-0001", "name": "Ewa", "relation": "child", "date": "24.11"},
    ]
    keys = [key for key, _ in due(snapshot(relatives=rows), **dates)]
    assert len(set(keys)) == 4
    assert keys[2] == "relative_date:C-0001/ola/child:2026"


def test_two_products_that_begin_alike_are_two_acts():
    runs = {"key": "run_out", "tab": "purchases", "field": "runs_out_on", "repeat": "once"}
    rows = [
        {"client_number": "C-0001", "product": f"Vitamins for grown-up people {n}", "runs_out_on": TODAY}
        for n in (60, 120)
    ]
    assert len({key for key, _ in due(snapshot(purchases=rows), **runs)}) == 2


def test_the_key_does_not_depend_on_how_the_number_is_typed():
    assert [k for k, _ in due(snapshot(clients=[{"number": "c-0001", "birthday": "22.11"}]))] == [
        "birthday:C-0001:2026"
    ]


def test_the_order_of_rows_changes_nothing_but_the_order():
    before = born("22.11", "23.11.1980", "29.02", "24.11")
    assert sorted(due(resorted(before, "clients", [3, 1, 0, 2]))) == sorted(due(before))

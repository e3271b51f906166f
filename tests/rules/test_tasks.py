"""Tasks: made once, at the right time, never back from the dead."""

import datetime as dt

import pytest

from sheetcrm.pipeline import make_plan
from sheetcrm.rules.tasks import make_tasks
from tests.building import TODAY, marked, resorted, rows_of, settings, snapshot

ANNA = {"number": "C-0001", "name": "Anna Kowalska", "birthday": dt.date(1986, 11, 25), "manager": "Olga"}


def tasks(before, today=TODAY):
    return rows_of(before.after(make_tasks(before, settings(), today)), "tasks", "key", "due_on")


def test_a_birthday_becomes_a_task_three_days_ahead():
    assert tasks(snapshot(clients=[ANNA])) == [("birthday:C-0001:2026", dt.date(2026, 11, 25))]
    assert tasks(snapshot(clients=[ANNA]), dt.date(2026, 11, 21)) == []


def test_a_late_run_makes_nothing_stale():
    assert tasks(snapshot(clients=[ANNA]), dt.date(2026, 12, 3)) == []


def test_the_task_tells_who_and_carries_the_client():
    after = snapshot(clients=[ANNA])
    after = after.after(make_tasks(after, settings(), TODAY))
    ((action, assignee, number, name),) = rows_of(after, "tasks", "action", "assignee", "client_number", "client_name")
    assert "Anna Kowalska" in action and (assignee, number, name) == ("Olga", "C-0001", "Anna Kowalska")


@pytest.mark.parametrize(
    ("birthday", "today"), [("25.11", TODAY), ("29.02.2000", dt.date(2027, 2, 27)), ("29.02", dt.date(2028, 2, 27))]
)
def test_birthdays_without_year_and_on_leap_days_are_kept(birthday, today):
    assert len(tasks(snapshot(clients=[{**ANNA, "birthday": birthday}]), today)) == 1


def test_across_the_year_end_the_key_is_of_the_year_of_the_birthday():
    found = tasks(snapshot(clients=[{**ANNA, "birthday": dt.date(1990, 1, 2)}]), dt.date(2026, 12, 31))
    assert found == [("birthday:C-0001:2027", dt.date(2027, 1, 2))]


def test_a_second_run_makes_no_second_task():
    before = snapshot(clients=[ANNA])
    after = before.after(make_tasks(before, settings(), TODAY))
    assert list(make_tasks(after, settings(), TODAY)) == []


def test_a_task_deleted_by_a_person_does_not_come_back():
    before = snapshot(clients=[ANNA])
    after = before.after(make_tasks(before, settings(), TODAY))
    without = snapshot(
        clients=[ANNA],
        memory=[
            dict(zip(("key", "value", "day"), row, strict=True))
            for row in rows_of(after, "memory", "key", "value", "day")
        ],
    )
    assert list(make_tasks(without, settings(), TODAY)) == []


def test_a_client_who_gets_the_letter_gets_no_task_unless_he_is_a_key_client():
    on = {"email": "anna@gmail.com", "consent_greetings": "yes"}
    assert tasks(snapshot(clients=[{**ANNA, **on}])) == []
    assert len(tasks(snapshot(clients=[{**ANNA, **on, "tier": "key"}]))) == 1
    assert len(tasks(snapshot(clients=[{**ANNA, **on, "email": "anna@gmial.com"}]))) == 1


def test_nothing_is_made_of_a_client_whose_number_stands_twice():
    assert tasks(snapshot(clients=[ANNA, {**ANNA, "name": "Ewa"}])) == []


def test_open_deals_are_reminded_of_and_closed_ones_are_not():
    deal = {
        "number": "D-0001",
        "client": "C-0001",
        "client_number": "C-0001",
        "next_step_on": dt.date(2026, 11, 20),
        "stage": "Talks",
    }
    done = {**deal, "number": "D-0002", "stage": "done"}
    before = snapshot(clients=[{**ANNA, "birthday": None}], deals=[deal, done])
    assert [key for key, _ in tasks(before)] == ["next_step_overdue:D-0001:2026-11-20"]


def test_verifying_is_spread_over_days():
    clients = [{"number": f"C-{n:04}", "name": f"N{n}", "status": "customer"} for n in range(1, 13)]
    before = snapshot(clients=clients)
    after = before.after(make_tasks(before, settings(), TODAY))
    assert len(after.table("tasks")) == 5
    assert list(make_tasks(after, settings(), TODAY)) == []
    later = after.after(make_tasks(after, settings(), TODAY + dt.timedelta(days=1)))
    assert len(later.table("tasks")) == 10


def test_numbers_of_tasks_go_on_from_the_highest_ever_given():
    before = snapshot(clients=[ANNA], memory=[{"key": "highest:tasks", "value": "8"}])
    plan = make_plan(before, settings(), TODAY)
    assert rows_of(plan.after, "tasks", "number") == [("T-0009",)]


def test_the_hours_in_which_a_call_is_welcome_stand_in_the_task():
    before = snapshot(extra={"tasks": ["call_window"]}, clients=[{**ANNA, "call_window": "10:00-14:00"}])
    after = before.after(make_tasks(before, settings(), TODAY))
    assert rows_of(after, "tasks", "call_window") == [("10:00-14:00",)]


def test_sorting_the_sheet_does_not_change_who_is_verified_today():
    clients = [{"number": f"C-{n:04}", "name": f"N{n}", "status": "customer"} for n in range(1, 13)]
    before = snapshot(clients=clients)
    turned = resorted(before, "clients", range(11, -1, -1))
    assert tasks(before) == tasks(turned)
    assert [key for key, _ in tasks(before)] == [f"verify:C-{n:04}:never" for n in range(1, 6)]


def test_a_client_without_a_status_column_is_not_taken_for_a_customer():
    before = snapshot(clients=[{"number": "C-0001", "name": "Anna"}])
    columns = {name: column for name, column in before.table("clients").columns.items() if name != "status"}
    assert tasks(marked(before, "clients", columns=columns)) == []


def test_without_a_tasks_tab_no_task_is_remembered():
    before = snapshot(clients=[ANNA])
    without = type(before)({tab: table for tab, table in before.tables.items() if tab != "tasks"})
    assert list(make_tasks(without, settings(), TODAY)) == []


@pytest.mark.parametrize(
    ("window", "more", "day"),
    [
        ("10-14", {}, TODAY), ("Tue, Thu 10-14", {}, TODAY + dt.timedelta(days=2)),
        ("по четвергам с 10", {"phone": "601 234 567"}, TODAY + dt.timedelta(days=4)),
        ("Tue, Thu", {"phone": "601 234 567", "preferred_channel": "WhatsApp"}, TODAY),
    ],
)  # fmt: skip
def test_a_call_comes_on_a_day_that_the_clients_hours_name(window, more, day):
    client = {"number": "C-0001", "name": "Anna", "next_contact": TODAY, "call_window": window, **more}
    assert [due for _, due in tasks(snapshot(clients=[client]))] == [day]


def test_a_call_that_would_come_too_late_keeps_its_day():
    found = tasks(snapshot(clients=[{**ANNA, "birthday": dt.date(1986, 11, 25), "call_window": "Monday 10-14"}]))
    assert found == [("birthday:C-0001:2026", dt.date(2026, 11, 25))]

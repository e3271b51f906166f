"""The day's list: what is due, whose it is, how to reach whom, and at which hour by the clock there."""

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from sheetcrm.model.changes import SendLetter
from sheetcrm.model.settings import Calls
from sheetcrm.rules.agenda import agenda, by_manager, managers_of, meant_manager
from sheetcrm.rules.manager_letters import write_manager_letters
from tests.building import TODAY, rows_of, settings, snapshot

MORNING = dt.datetime(2026, 11, 22, 8, 30, tzinfo=ZoneInfo("Europe/Warsaw"))
MONDAY = dt.date(2026, 11, 23)
CLIENTS = [
    {"number": "C-0001", "name": "Anna Nowak", "phone": "601 234 567", "email": "anna@example.com", "manager": "Olga"},
    {"number": "C-0002", "name": "Иван Петров", "phone": "+79161234567", "city": "Владивосток"},
    {"number": "C-0003", "name": "Jan Kos", "email": "jan@example.com", "preferred_channel": "E-mail"},
]


def task(number, client, due, **more):
    return {
        "number": number, "client": client, "client_number": client, "due_on": due, "action": f"Call {client}",
        "task_status": "Open", "assignee": "Olga", **more,
    }  # fmt: skip


def listed(*tasks, moment=MORNING, manager=None, given=None):
    return agenda(snapshot(clients=CLIENTS, tasks=tasks), given or settings(), moment, manager)


def day(offset):
    return TODAY + dt.timedelta(days=offset)


def test_what_is_due_or_overdue_is_listed_the_longest_due_first():
    found = listed(
        task("T-1", "C-0001", day(0)), task("T-2", "C-0001", day(-3)), task("T-3", "C-0001", day(1)),
        task("T-4", "C-0001", day(0), assignee="Adam"), task("T-5", "C-0001", None),
        task("T-6", "C-0001", day(0), assignee=None),
    )  # fmt: skip
    assert [(entry.number, entry.late) for entry in found] == [("T-2", 3), ("T-4", 0), ("T-1", 0), ("T-6", 0)]


@pytest.mark.parametrize(
    ("change", "is_listed"),
    [
        ({"task_status": "Done"}, False),
        ({"task_status": "Declined"}, False),
        ({"task_status": "Cancelled"}, False),
        ({"task_status": None}, True),
        ({"task_status": "Postponed"}, False),
        ({"task_status": "Postponed", "postponed_to": day(1)}, False),
        ({"task_status": "Postponed", "postponed_to": day(0)}, True),
        ({"task_status": "Postponed", "postponed_to": day(-2)}, True),
    ],
)
def test_what_is_finished_or_postponed_is_not_listed_before_its_day(change, is_listed):
    assert bool(listed(task("T-1", "C-0001", day(-5), **change))) is is_listed


def test_the_clock_of_the_client_decides_about_the_hour():
    anna, ivan, jan = listed(
        task("T-1", "C-0001", day(0)), task("T-2", "C-0002", day(0)), task("T-3", "C-0003", day(0))
    )
    assert (anna.hour, anna.call_at.isoformat()) == ("later", "2026-11-22T09:00:00+01:00")
    assert ivan.hour == "now", "17:30 in Vladivostok"
    assert (jan.hour, jan.channel) == ("any", "jan@example.com")
    (late,) = listed(task("T-2", "C-0002", day(0)), moment=MORNING.replace(hour=14))
    assert late.call_at.isoformat() == "2026-11-23T09:00:00+10:00"
    (early,) = listed(task("T-1", "C-0001", day(0)), given=settings(calls=Calls((dt.time(8), dt.time(20)))))
    assert early.hour == "now"


def test_the_window_of_the_task_goes_before_the_hours_of_the_team():
    (entry,) = listed(task("T-1", "C-0001", day(0), call_window="10-14"))
    assert entry.call_at.hour == 10
    (entry,) = listed(task("T-1", "C-0001", day(0), call_window="7-9"))
    assert entry.hour == "now"


def test_an_entry_holds_all_that_is_needed_and_where_it_stands():
    (entry,) = listed(task("T-1", "C-0001", day(0), say="Dear Anna", gift="T-shirt", why="Birthday"))
    assert (entry.client, entry.client_name, entry.channel) == ("C-0001", "Anna Nowak", "+48 601 234 567")
    assert (entry.say, entry.gift, entry.why) == ("Dear Anna", "T-shirt", "Birthday")
    assert entry.place == "Tasks!C2" and entry.client_place == "Clients!B2"


def test_a_task_of_nobody_s_client_is_listed_all_the_same():
    (entry,) = listed({"number": "T-9", "due_on": day(0), "action": "Buy flowers"})
    assert (entry.client, entry.channel, entry.assignee) == ("", "", "")


def test_the_list_of_one_manager_and_the_list_parted_by_manager():
    tasks = [task("T-1", "C-0001", day(0)), task("T-2", "C-0001", day(0), assignee="Adam"),
             task("T-3", "C-0001", day(0), assignee=" olga ")]  # fmt: skip
    assert [entry.number for entry in listed(*tasks, manager="OLGA")] == ["T-1", "T-3"]
    parts = by_manager(listed(*tasks))
    assert {name: len(entries) for name, entries in parts.items()} == {"Adam": 1, "Olga": 2}


def test_managers_are_known_from_tasks_clients_and_settings_and_told_apart():
    found = snapshot(clients=CLIENTS, tasks=[task("T-1", "C-0001", day(0), assignee="Anna Wilk")])
    known = managers_of(found, settings(managers={"Anna Nowak": "a@example.com"}))
    assert known == ["Anna Nowak", "Anna Wilk", "Olga"]
    assert meant_manager("Anna", known) == ["Anna Nowak", "Anna Wilk"]
    assert meant_manager("wilk anna", known) == ["Anna Wilk"]
    assert meant_manager("", known) == [] == meant_manager("Ewa", known)


def letters_for(today, before=None, **tabs):
    given = settings(managers={"Olga": "olga@example.com", "Adam": "adam@example.com"})
    found = before or snapshot(clients=CLIENTS, tasks=[task("T-1", "C-0001", day(-1), say="Dear Anna")], **tabs)
    changes = list(write_manager_letters(found, given, today))
    return [change for change in changes if isinstance(change, SendLetter)], found.after(changes)


def test_each_manager_with_something_due_gets_one_letter_a_day():
    (letter,), after = letters_for(MONDAY)
    assert (letter.to, letter.letter, letter.client) == ("olga@example.com", "tasks_today", "")
    assert [told["say"] for told in letter.facts["tasks"]] == ["Dear Anna"]
    assert rows_of(after, "letters", "client_name", "to") == [("Olga", "olga@example.com")]
    assert letters_for(MONDAY, after)[0] == []
    assert len(letters_for(MONDAY + dt.timedelta(days=1), after)[0]) == 1


@pytest.mark.parametrize("lost", ["letters", "memory"])
def test_one_memory_of_the_sheet_is_enough(lost):
    _, after = letters_for(MONDAY)
    empty = snapshot().table(lost)
    assert letters_for(MONDAY, replace(after, tables={**after.tables, lost: empty}))[0] == []


@pytest.mark.parametrize("free", [TODAY, dt.date(2026, 12, 25), dt.date(2026, 11, 11)])
def test_nobody_is_written_to_on_a_day_off(free):
    assert letters_for(free)[0] == []


def test_without_a_sender_or_an_address_there_is_no_letter():
    found = snapshot(clients=CLIENTS, tasks=[task("T-1", "C-0001", day(-1))])
    assert list(write_manager_letters(found, settings(), MONDAY)) == []
    given = settings(managers={"Olga": "olga@example.com"}, sender_address="")
    assert list(write_manager_letters(found, given, MONDAY)) == []

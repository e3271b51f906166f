"""What was done moves into the contact log, once, whatever happens to rows, memory and clients meanwhile."""

import datetime as dt

import pytest

from sheetcrm.model.changes import AddRow
from sheetcrm.pipeline import make_plan
from sheetcrm.rules.task_history import log_tasks
from tests.building import TODAY, marked, resorted, rows_of, settings, snapshot

D = dt.date
ANNA = {"number": "C-0001", "name": "Anna Kowalska", "phone": "601 234 567", "preferred_channel": "WhatsApp"}
TASK = {
    "number": "T-0001",
    "due_on": D(2026, 11, 20),
    "action": "Call back: Anna Kowalska",
    "client": "C-0001",
    "client_number": "C-0001",
    "assignee": "Olga",
    "task_status": "Done",
    "result": "will come on Friday",
    "key": "call_back:C-0001:2026-11-20",
}
EARLIER = {"key": "logged:T-0000", "value": None, "day": D(2026, 1, 1)}


def before(*tasks, clients=(ANNA,), memory=(EARLIER,), **tabs):
    return snapshot(clients=list(clients), tasks=list(tasks), memory=list(memory), **tabs)


def after(found, today=TODAY):
    return found.after(log_tasks(found, settings(), today))


def lines(found, *fields):
    return rows_of(after(found), "log", *fields)


def test_a_task_that_was_done_becomes_a_line_of_the_contact_log():
    fields = ("contacted_on", "client", "client_name", "channel", "employee", "result", "notes", "next_contact")
    assert lines(before(TASK), *fields) == [
        (TODAY, "C-0001", "Anna Kowalska", "WhatsApp", "Olga", None,
         "Call back: Anna Kowalska: will come on Friday (T-0001)", None)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("status", "result", "noted"),
    [("Declined", "too dear", "Refused"), ("Отказ", None, "Refused"), ("Done", "no answer", "No answer"),
     ("Declined", "wrong number", "Wrong number"), ("Zrobione", None, None)],
)  # fmt: skip
def test_the_result_is_what_people_wrote_else_a_refusal_of_what_was_declined(status, result, noted):
    assert lines(before({**TASK, "task_status": status, "result": result}), "result") == [(noted,)]


@pytest.mark.parametrize("status", ["Open", None, "Postponed", "Cancelled", "on ice"])
def test_what_is_open_postponed_or_cancelled_is_not_told(status):
    assert lines(before({**TASK, "task_status": status}), "notes") == []


def test_a_task_is_told_once_also_when_it_is_opened_again_and_done_again():
    told = after(before(TASK))
    assert list(log_tasks(told, settings(), TODAY)) == []
    memory = [
        dict(zip(("key", "value", "day"), row, strict=True)) for row in rows_of(told, "memory", "key", "value", "day")
    ]
    again = before({**TASK, "task_status": "Open"}, memory=memory)
    assert lines(again, "notes") == []
    assert lines(before({**TASK, "result": "came today"}, memory=memory), "notes") == []


def test_a_lost_memory_repeats_no_line():
    told = rows_of(after(before(TASK)), "log", "client", "client_number", "notes")
    log = [dict(zip(("client", "client_number", "notes"), row, strict=True)) for row in told]
    lost = before(TASK, memory=(), log=log)
    assert len(after(lost).table("log")) == 1
    assert [key for (key,) in rows_of(after(lost), "memory", "key")] == ["logged:T-0001"]


def test_a_client_who_became_part_of_another_one_has_the_line_there_once():
    told = after(before(TASK))
    ((memory,),) = [rows_of(told, "memory", "key")[-1:]]
    assert memory == ("logged:T-0001",)
    survivor = {"number": "C-0002", "name": "Anna K."}
    archive = [{**ANNA, "merged_into": "C-0002"}]
    merged = before(TASK, clients=(survivor,), archive=archive)
    assert lines(merged, "client", "client_name") == [("C-0002", "Anna K.")]
    known = before(TASK, clients=(survivor,), archive=archive, memory=[EARLIER, {"key": "logged:T-0001"}])
    assert lines(known, "client") == []


def test_a_copied_row_makes_no_second_line():
    assert lines(before(TASK, {**TASK, "number": "T-0002"}), "notes") == [
        ("Call back: Anna Kowalska: will come on Friday (T-0001)",)
    ]
    same_number = before(TASK, dict(TASK))
    assert lines(same_number, "notes") == []


def test_two_tasks_in_the_same_words_are_two_lines():
    second = {**TASK, "number": "T-0002", "key": "call_back:C-0001:2026-12-20"}
    assert len(lines(before(TASK, second), "notes")) == 2


def test_sorting_the_tab_tells_nothing_twice_and_the_same():
    tasks = [{**TASK, "number": f"T-000{n}", "key": f"call_back:C-0001:2026-11-0{n}"} for n in range(1, 5)]
    found = before(*tasks)
    turned = resorted(found, "tasks", (3, 1, 0, 2))
    assert sorted(lines(found, "notes")) == sorted(lines(turned, "notes"))


def test_matters_among_colleagues_and_of_nobody_are_not_told():
    escalated = {**TASK, "number": "T-0002", "key": "escalation:T-0001:2026-11-10"}
    stranger = {**TASK, "number": "T-0003", "client": "Zofia", "client_number": None, "key": None}
    decided = {**TASK, "number": "T-0004", "client": None, "client_number": None, "key": "decide:C-1:C-2"}
    assert lines(before(escalated, stranger, decided), "notes") == []


def test_a_client_whose_number_stands_twice_waits_until_that_is_repaired():
    task = {**TASK, "client": "Anna Kowalska"}
    twice = before(task, clients=(ANNA, {"number": "C-0001", "name": "Ewa"}))
    assert lines(twice, "notes") == []
    assert len(lines(before(task, clients=(ANNA, {"number": "C-0002", "name": "Ewa"})), "notes")) == 1


def test_a_task_people_wrote_themselves_is_told_too():
    own = {"number": "T-0007", "action": "Send the catalogue", "client": "Anna Kowalska", "task_status": "done"}
    assert lines(before(own), "client", "notes", "employee") == [("C-0001", "Send the catalogue (T-0007)", None)]


def test_what_was_finished_before_the_first_line_has_the_day_on_which_it_was_due():
    old = {**TASK, "due_on": D(2026, 3, 2)}
    planned = {**TASK, "number": "T-0002", "key": None, "due_on": D(2027, 3, 2)}
    assert lines(before(old, planned, memory=()), "contacted_on") == [(D(2026, 3, 2),), (TODAY,)]
    assert lines(before(old), "contacted_on") == [(TODAY,)]


def test_the_line_of_a_deal_names_the_deal():
    task = {**TASK, "key": "next_step_overdue:D-0004:2026-11-20"}
    assert lines(before(task), "deal") == [("D-0004",)]


def test_a_row_that_finds_no_room_is_tried_again():
    tasks = [{**TASK, "number": f"T-000{n}", "key": None} for n in range(1, 4)]
    full = marked(before(*tasks), "log", room_below=1)
    changes = list(log_tasks(full, settings(), TODAY))
    assert [change.cells["key"] for change in changes if isinstance(change, AddRow) and change.tab == "memory"] == [
        "logged:T-0001"
    ]


@pytest.mark.parametrize("tab", ["log", "memory", "tasks"])
def test_without_one_of_the_tabs_nothing_is_told(tab):
    found = before(TASK)
    without = type(found)({name: table for name, table in found.tables.items() if name != tab})
    assert list(log_tasks(without, settings(), TODAY)) == []


def test_a_plan_with_lines_for_the_log_settles():
    plan = make_plan(
        before(TASK, {**TASK, "number": "T-0002", "task_status": "declined", "key": None}), settings(), TODAY
    )
    assert len(plan.after.table("log")) == 2
    assert make_plan(plan.after, settings(), TODAY).changes == []

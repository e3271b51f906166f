"""How a row of the Tasks tab stands, and on which day it is due."""

import datetime as dt

import pytest

from sheetcrm.rules.occasions import acts_due
from sheetcrm.rules.task_rows import is_open, open_days, task_rows
from tests.building import TODAY, settings, snapshot

D = dt.date
DUE = D(2026, 11, 20)
LATER = D(2026, 12, 1)


def rows(*tasks):
    return list(task_rows(snapshot(tasks=[{"due_on": DUE, **task} for task in tasks]), settings()))


@pytest.mark.parametrize(
    ("cells", "state", "due"),
    [
        ({}, "open", DUE), ({"task_status": "Сделано"}, "done", DUE), ({"task_status": "odmowa"}, "declined", DUE),
        ({"task_status": "Postponed", "postponed_to": LATER}, "postponed", LATER),
        ({"task_status": "Amânată"}, "postponed", DUE), ({"postponed_to": LATER}, "open", LATER),
        ({"task_status": "Отложена", "postponed_to": "01.12.2026"}, "postponed", LATER),
        ({"task_status": "???"}, "open", DUE), ({"due_on": "soon"}, "open", None),
    ],
)  # fmt: skip
def test_a_row_stands_as_people_wrote_it_in_any_language(cells, state, due):
    (row,) = rows(cells)
    assert (row.state, row.due) == (state, due)


def test_a_postponed_task_is_due_again_on_its_day_and_without_a_day_nobody_is_reminded():
    later, dayless = rows({"task_status": "postponed", "postponed_to": LATER}, {"task_status": "postponed"})
    assert [is_open(later, day) for day in (TODAY, LATER, LATER + dt.timedelta(days=9))] == [False, True, True]
    assert not is_open(dayless, LATER) and dayless.waits and not later.waits


def test_a_state_of_the_teams_own_is_in_their_hands():
    found = snapshot(tasks=[{"due_on": DUE, "task_status": "On ice"}], settings=[{"list_task_status": "On ice"}])
    (row,) = task_rows(found, settings())
    assert (row.state, is_open(row, TODAY)) == ("On ice", False)


def test_days_of_what_is_still_to_be_done_are_those_to_which_it_was_postponed():
    states = [{}, {"task_status": "done"}, {"task_status": "declined"}, {"task_status": "cancelled"},
              {"task_status": "postponed"}, {"task_status": "postponed", "postponed_to": LATER}]  # fmt: skip
    found = snapshot(tasks=[{"due_on": DUE, **state} for state in states])
    assert list(open_days(found, settings())) == [(0, DUE), (5, LATER)]


def untouched(**cells):
    task = {"number": "T-0001", "client": "C-0001", "client_number": "C-0001", "due_on": D(2026, 11, 2), **cells}
    found = snapshot(clients=[{"number": "C-0001", "name": "Anna"}], tasks=[task])
    entry = next(one for one in settings().occasions if one.when == "task_untouched")
    return [due.key for due in acts_due(found, settings(), entry, TODAY)]


def test_a_postponed_or_finished_task_is_not_untouched():
    assert untouched() == ["escalation:T-0001:2026-11-02"]
    assert untouched(task_status="Postponed") == untouched(task_status="Postponed", postponed_to=LATER) == []
    assert (
        untouched(task_status="Done") == untouched(task_status="Declined") == untouched(task_status="Cancelled") == []
    )


def test_a_postponed_task_that_is_left_again_is_told_on_by_its_new_day():
    assert untouched(task_status="Postponed", postponed_to=D(2026, 11, 9)) == ["escalation:T-0001:2026-11-09"]

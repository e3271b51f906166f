"""The days ahead: which there are, and how months become weeks."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from sheetcrm.model.changes import AddRow
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.report.calendar import Event, months, upcoming
from sheetcrm.words import words_of
from tests.report.conftest import TODAY, table, workbook

DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2090, 12, 31))


def test_birthdays_with_and_without_a_year_come_in_their_order() -> None:
    events = upcoming(workbook(), Settings(language="pl", region="PL"), words_of("pl"), TODAY)
    assert [(event.day, event.text) for event in events] == [
        (dt.date(2026, 3, 8), "Anna Kowalska"),
        (dt.date(2026, 3, 12), "Ola"),
    ]


def test_somebody_born_on_29_february_is_greeted_on_the_28th() -> None:
    today = dt.date(2026, 2, 20)
    events = upcoming(workbook(), Settings(language="pl"), words_of("pl"), today, days=10)
    assert [(event.day, event.text) for event in events] == [(dt.date(2026, 2, 28), "Ewa 🎂 Zając")]


def test_open_tasks_count_overdue_ones_today_and_done_ones_not_at_all() -> None:
    words = words_of("en")
    tasks = table(
        "tasks",
        "Tasks",
        {
            "due_on": ("Due", [dt.date(2026, 1, 1), dt.date(2026, 3, 6), dt.date(2026, 3, 7), dt.date(2027, 1, 1)]),
            "action": ("Do", ["overdue", "done", "open", "far"]),
            "task_status": ("State", [None, words.choice("task_status", "done"), None, None]),
        },
    )
    added = AddRow("tasks", {"due_on": TODAY, "action": "fresh"}, "k", "task")
    events = upcoming(Snapshot({"tasks": tasks}).after([added]), Settings(), words, TODAY)
    assert [(event.day, event.text, event.new) for event in events] == [
        (TODAY, "fresh", True),
        (TODAY, "overdue", False),
        (dt.date(2026, 3, 7), "open", False),
    ]


def test_a_family_date_names_the_client() -> None:
    relatives = table(
        "relatives", "Family", {"name": ("N", ["Kid"]), "client": ("C", ["Jan"]), "date": ("D", [dt.date(2019, 3, 9)])}
    )
    (event,) = upcoming(Snapshot({"relatives": relatives}), Settings(), words_of("en"), TODAY)
    assert (event.kind, event.text) == ("date", "Kid (Jan)")


@given(first=DAYS, span=st.integers(0, 400), sunday=st.booleans())
def test_months_hold_every_day_once_in_whole_weeks(first: dt.date, span: int, sunday: bool) -> None:
    last = first + dt.timedelta(days=span)
    events = [Event(last, "task", "x")]
    found = months(events, first, last, sunday_first=sunday)
    weeks = [week for month in found for week in month.weeks]
    assert {len(week) for week in weeks} == {7}
    assert {week[0].day.weekday() for week in weeks} == {6 if sunday else 0}
    days = [day for week in weeks for day in week if day.of_month]
    assert [day.day for day in days] == [days[0].day + dt.timedelta(days=n) for n in range(len(days))]
    assert days[0].day == first.replace(day=1) and days[-1].day >= last
    assert sum(len(day.events) for week in weeks for day in week) == 1

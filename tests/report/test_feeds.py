"""The files that calendar programs subscribe to: which events they hold, and when they are written anew."""

import datetime as dt
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from icalendar import Calendar

from sheetcrm.errors import WorkbookNotWritable
from sheetcrm.model.changes import SetCells
from sheetcrm.report.feeds import dates_events, tasks_events, write_feed, write_feeds
from sheetcrm.words import words_of
from tests.building import TODAY, settings, snapshot

EN = words_of("en")
STAMP = dt.datetime(2026, 11, 22, 6, 0, tzinfo=dt.UTC)
PLAIN = settings(occasions=())
ANNA = {"number": "C-0001", "name": "Anna Kowalska", "birthday": "12.03.1985"}


def test_a_birthday_is_one_event_of_every_year_that_tells_name_and_number_only():
    (event,) = dates_events(snapshot(clients=[{**ANNA, "phone": "601 234 567"}]), PLAIN, EN, TODAY)
    assert (event.summary, event.description, event.day, event.rule) == (
        "🎂 Anna Kowalska", "C-0001", dt.date(2024, 3, 12), "FREQ=YEARLY",
    )  # fmt: skip


def test_a_birthday_that_nobody_can_have_is_no_event():
    assert dates_events(snapshot(clients=[{**ANNA, "birthday": "01.01.1900"}]), PLAIN, EN, TODAY) == []


def test_the_event_of_a_client_stays_the_same_one_when_name_or_day_are_corrected():
    before = snapshot(clients=[ANNA])
    after = before.after(
        [SetCells("clients", "C-0001", {"name": (None, "Anna Nowak"), "birthday": (None, "13.03.1985")}, "x")]
    )
    (first,) = dates_events(before, PLAIN, EN, TODAY)
    (second,) = dates_events(after, PLAIN, EN, TODAY)
    assert first.uid == second.uid and second.day == dt.date(2024, 3, 13)


def test_no_event_depends_on_the_day_of_the_run():
    clients = [ANNA, {"number": "C-0002", "name": "Andrzej Lis", "birthday": "29.02"}]
    found = [dates_events(snapshot(clients=clients), settings(), EN, day) for day in (TODAY, dt.date(2029, 5, 1))]
    assert found[0] == found[1] and len(found[0]) == 4


def test_two_children_of_one_name_are_two_events():
    child = {"client_number": "C-0001", "client_name": "Anna", "name": "Ola", "date": "01.02.2015"}
    events = dates_events(snapshot(relatives=[child, {**child, "date": "05.06.2018"}]), PLAIN, EN, TODAY)
    assert len({event.uid for event in events}) == 2 == len(events)


def test_a_wedding_that_is_still_to_come_does_not_begin_before_its_year():
    wedding = {"client_number": "C-0001", "client_name": "Anna", "date": "05.06.2027", "occasion": "Wedding"}
    (event,) = dates_events(snapshot(relatives=[wedding]), PLAIN, EN, TODAY)
    assert (event.day, event.summary) == (dt.date(2027, 6, 5), "♥ Wedding (Anna)")


def test_a_name_day_that_follows_easter_is_a_single_event_for_each_year():
    florin = {"number": "C-0001", "name": "Florin Popa"}
    events = dates_events(snapshot(clients=[florin]), settings(country="RO", region="RO"), EN, TODAY)
    assert [(event.day, event.rule) for event in events] == [
        (dt.date(2026, 4, 5), ""), (dt.date(2027, 4, 25), ""), (dt.date(2028, 4, 9), ""), (dt.date(2029, 4, 1), ""),
    ]  # fmt: skip
    assert len({event.uid for event in events}) == 4


def test_a_name_day_of_29_february_returns_at_the_end_of_february():
    clients = [{"number": "C-0001", "name": "Anna", "name_day": "29.02"}]
    (event,) = dates_events(snapshot(clients=clients), settings(), EN, TODAY)
    assert event.rule == "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1"


def test_a_name_day_of_29_february_can_be_kept_on_1_march():
    kept = tuple(replace(one, leap_day="mar1") for one in settings().occasions if one.when == "name_day")
    clients = [{"number": "C-0001", "name": "Anna", "name_day": "29.02"}]
    events = dates_events(snapshot(clients=clients), settings(occasions=kept), EN, TODAY)
    assert {(event.day, event.rule) for event in events} == {
        (day, "FREQ=YEARLY;INTERVAL=4")
        for day in (dt.date(2024, 2, 29), dt.date(2025, 3, 1), dt.date(2026, 3, 1), dt.date(2027, 3, 1))
    }


TASKS = [
    {"number": "T-0001", "due_on": dt.date(2026, 11, 25), "action": "Call back: Anna, +48 601 234 567",
     "client_number": "C-0001", "client_name": "Anna", "assignee": "Olga"},
    {"number": "T-0002", "due_on": dt.date(2026, 11, 20), "action": "Write", "assignee": "Jan"},
    {"number": "T-0003", "due_on": dt.date(2026, 11, 20), "action": "Over", "task_status": "Done"},
    {"number": "T-0004", "action": "Some day"},
]  # fmt: skip


def test_open_tasks_stand_on_the_day_they_are_due_without_phones():
    events = tasks_events(snapshot(tasks=TASKS), PLAIN, EN)
    assert [(event.day, event.summary, event.description, event.rule) for event in events] == [
        (dt.date(2026, 11, 25), "☑ Call back: Anna", "T-0001, Anna, C-0001", ""),
        (dt.date(2026, 11, 20), "☑ Write", "T-0002", ""),
    ]


def test_the_tasks_of_one_manager_are_his_alone():
    found = tasks_events(snapshot(tasks=TASKS), PLAIN, EN, assignee="olga ")
    assert [event.summary for event in found] == ["☑ Call back: Anna"]


def test_both_files_are_written_once_and_not_again_until_something_changes(tmp_path: Path):
    before = snapshot(clients=[ANNA], tasks=TASKS)
    later = STAMP + dt.timedelta(days=1)
    written = write_feeds(tmp_path / "feeds", before, PLAIN, TODAY, STAMP)
    assert [path.name for path in written] == ["dates.ics", "tasks.ics"]
    assert write_feeds(tmp_path / "feeds", before, PLAIN, TODAY + dt.timedelta(days=1), later) == []
    after = before.after([SetCells("clients", "C-0001", {"name": (None, "Anna Nowak")}, "x")])
    assert [path.name for path in write_feeds(tmp_path / "feeds", after, PLAIN, TODAY, later)] == ["dates.ics"]
    assert sorted(path.name for path in (tmp_path / "feeds").iterdir()) == ["dates.ics", "tasks.ics"]


def test_a_new_file_is_for_its_owner_and_one_that_is_there_keeps_its_rights(tmp_path: Path):
    path = tmp_path / "dates.ics"
    write_feed(path, [], "Days", STAMP)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o640)
    assert write_feed(path, dates_events(snapshot(clients=[ANNA]), PLAIN, EN, TODAY), "Days", STAMP)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert len(Calendar.from_ical(path.read_bytes()).walk("VEVENT")) == 1


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(WorkbookNotWritable):
        write_feeds(tmp_path / "file" / "feeds", snapshot(), PLAIN, TODAY, STAMP)

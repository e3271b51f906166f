"""Mailings of every week and month: one letter a round, whatever was missed, paused or joined; the same text twice."""

import datetime as dt
from dataclasses import replace

import pytest

from sheetcrm.model.changes import SendLetter
from sheetcrm.model.outside import Outside
from sheetcrm.model.settings import Mail
from sheetcrm.pipeline import make_plan
from tests.building import TODAY, rows_of, settings, snapshot

GIVEN = replace(settings(occasions=()), mail=Mail(per_client=99, transport="smtp"))
CLIENTS = [
    {"number": f"C-000{n}", "name": name, "email": mail, "status": "customer", "consent_offers": "yes"}
    for n, (name, mail) in enumerate([("Anna Nowak", "anna@example.com"), ("Jan Kos", "jan@example.com")], 1)
]
WEEKLY = {
    "number": "M-0001", "mailing": "Letter of the week", "letter": "birthday", "purpose": "Offers",
    "segment": "Status: customer", "order": "Send", "send_on": TODAY.isoformat(), "repeats": "Every week",
}  # fmt: skip


def week(number):
    return TODAY + dt.timedelta(days=7 * number)


def letters(plan):
    return [change for change in plan.changes if isinstance(change, SendLetter)]


def told(plan):
    return rows_of(plan.after, "mailings", "mailing_status", "outcome")[0]


def begun(text="", mailing=WEEKLY, clients=CLIENTS):
    found = replace(snapshot(clients=clients, mailings=[mailing]), outside=Outside(letter_texts=texts(text)))
    return make_plan(found, GIVEN, TODAY).after


def texts(text):
    return {"birthday": text} if text else {}


def later(after, day, text="", mailing=WEEKLY, clients=CLIENTS):
    fresh = snapshot(clients=clients, mailings=[mailing])
    tables = {**fresh.tables, "letters": after.table("letters"), "memory": after.table("memory")}
    return make_plan(replace(fresh, tables=tables, outside=Outside(letter_texts=texts(text))), GIVEN, day)


def test_a_robot_that_slept_three_weeks_sends_the_latest_round_only():
    plan = later(begun(), week(3))
    assert [letter.key for letter in letters(plan)] == [
        "letter:M-0001-20261213:C-0001",
        "letter:M-0001-20261213:C-0002",
    ]


def test_a_round_that_was_slept_over_is_left_out_and_the_row_names_the_next_one():
    plan = later(begun(), week(2) + dt.timedelta(days=5))
    assert letters(plan) == []
    status, outcome = told(plan)
    assert status == "Under way"
    assert outcome == (
        "No run came on 6 December 2026 or in the days after, so that time nothing was sent. "
        "Next time: 13 December 2026."
    )


def test_letters_of_a_round_may_go_until_the_day_before_the_next_one():
    monthly = {**WEEKLY, "repeats": "Every month"}
    assert {
        letter.until for letter in letters(make_plan(snapshot(clients=CLIENTS, mailings=[WEEKLY]), GIVEN, TODAY))
    } == {week(1) - dt.timedelta(days=1)}
    plan = make_plan(snapshot(clients=CLIENTS, mailings=[monthly]), GIVEN, TODAY)
    assert {letter.until for letter in letters(plan)} == {dt.date(2026, 12, 21)}


def test_while_it_is_paused_no_round_begins_and_afterwards_only_the_one_of_that_week():
    after = begun()
    assert letters(later(after, week(1), mailing={**WEEKLY, "order": "Pause"})) == []
    plan = later(after, week(2))
    assert {letter.key.split(":")[1] for letter in letters(plan)} == {"M-0001-20261206"}


def test_who_joins_the_segment_gets_the_next_round():
    joined = [*CLIENTS, {**CLIENTS[0], "number": "C-0003", "name": "Ola Maj", "email": "ola@example.com"}]
    after = begun()
    assert letters(later(after, TODAY + dt.timedelta(days=2), clients=joined)) == []
    assert len(letters(later(after, week(1), clients=joined))) == 3


def test_those_without_consent_do_not_make_a_segment_look_grown():
    silent = [{"number": f"C-1{n:03}", "name": f"Jan {n}", "status": "customer"} for n in range(60)]
    after = begun(clients=[*CLIENTS, *silent])
    assert len(letters(later(after, week(1), clients=[*CLIENTS, *silent]))) == 2


def test_the_row_says_that_the_text_is_still_that_of_last_time():
    after = begun("one")
    before_next = later(after, week(1) - dt.timedelta(days=1), "one")
    assert told(before_next)[1] == ("Next time: 29 November 2026. The text is still the same as on 22 November 2026.")
    assert told(later(after, week(1) - dt.timedelta(days=1), "two"))[1] == "Next time: 29 November 2026."
    second = later(after, week(1), "two")
    assert len(letters(second)) == 2
    assert told(later(second.after, week(1), "two"))[1] == (
        "Next time: 6 December 2026. The text is still the same as on 29 November 2026."
    )


def test_a_fault_that_comes_after_the_first_round_is_told():
    plan = later(begun(), week(1), mailing={**WEEKLY, "segment": "Stauts: customer"})
    assert letters(plan) == []
    assert told(plan)[0] == "Not started" and "Stauts" in told(plan)[1]


@pytest.mark.parametrize(("day", "count"), [("2027-02-27", 0), ("2027-02-28", 2), ("2027-03-30", 0), ("2027-03-31", 2)])
def test_the_31st_is_the_last_day_of_shorter_months(day, count):
    monthly = {**WEEKLY, "repeats": "Every month", "send_on": "2027-01-31"}
    first = make_plan(snapshot(clients=CLIENTS, mailings=[monthly]), GIVEN, dt.date(2027, 1, 31))
    after = first.after
    if day > "2027-03":
        after = later(after, dt.date(2027, 2, 28), mailing=monthly).after
    assert len(letters(later(after, dt.date.fromisoformat(day), mailing=monthly))) == count


def test_a_year_of_weeks_over_both_changes_of_the_clock_is_fifty_two_letters():
    after, made = begun(), 2
    for number in range(1, 52):
        plan = later(after, week(number))
        made += len(letters(plan))
        after = plan.after
    assert made == 2 * 52

"""Why: each answer is the step of the engine that decided, and never contradicts what the next run does."""

import datetime as dt
import random
from dataclasses import replace

from sheetcrm.model.settings import Occasion
from sheetcrm.rules.occasions.why import now_known_as, reasons_for
from sheetcrm.rules.tasks import make_tasks
from tests.building import TODAY, rows_of, settings, snapshot
from tests.rules.occasions.year import deals, on_day, people, unhurried, workbook

BIRTHDAY = Occasion("birthday", "clients", "birthday", "yearly", lead_days=3, unless={"status": ("lost",)})


def asked(row, today=TODAY, **tabs):
    before = snapshot(clients=[{"number": "C-0001", **row}], **tabs)
    (found,) = reasons_for(before, settings(occasions=(BIRTHDAY,)), today, "c-0001 ")
    return found.code, found.date, dict(found.details)


def test_each_step_that_decides_is_told():
    day = dt.date(2026, 11, 24)
    assert asked({"birthday": "24.11"}) == ("due", day, {})
    assert asked({"birthday": "24.11"}, dt.date(2026, 11, 1)) == ("soon", day, {"first": dt.date(2026, 11, 21)})
    assert asked({"birthday": "24.11"}, dt.date(2026, 11, 25)) == ("past", day, {"last": day})
    assert asked({"birthday": "24.11", "status": "lost"}) == ("unless", day, {"field": "status"})
    assert asked({"birthday": None})[0] == asked({"birthday": "soon"})[0] == "no_day"
    assert asked({"birthday": "24.11", "duplicate_of": "C-0007"})[::2] == ("repeats", {"other": "C-0007"})


def test_what_was_done_is_told_with_its_day():
    memory = [{"key": "birthday:C-0001:2026", "value": "2026-11-25", "day": "2026-11-21"}]
    assert asked({"birthday": "24.11"}, memory=memory)[::2] == ("task", {"made": dt.date(2026, 11, 21)})
    memory = [{"key": "letter:birthday:C-0001:2026", "value": "2026-11-25", "day": "2026-11-24"}]
    assert asked({"birthday": "24.11"}, memory=memory)[::2] == ("letter", {"made": dt.date(2026, 11, 24)})


def test_a_number_that_stands_nowhere_has_no_answers():
    assert reasons_for(snapshot(clients=[]), settings(), TODAY, "C-0009") == []


def test_every_occasion_is_answered_or_the_one_that_was_named():
    before = snapshot(clients=[{"number": "C-0001"}])
    chosen = settings()
    found = reasons_for(before, chosen, TODAY, "C-0001")
    assert list(dict.fromkeys(reason.occasion for reason in found)) == [each.key for each in chosen.occasions]
    assert {reason.occasion for reason in reasons_for(before, chosen, TODAY, "C-0001", "verify")} == {"verify"}


def test_what_is_said_to_be_due_is_what_the_next_run_makes():
    chance = random.Random(9)
    clients, chosen = people(60, chance), unhurried()
    orders = deals(clients, chance)
    for today in (dt.date(2027, 3, 5), dt.date(2027, 6, 21), dt.date(2027, 12, 23)):
        found = on_day(workbook(clients, orders), clients, orders, today)
        made = rows_of(found.after(make_tasks(found, chosen, today)), "tasks", "key", "client")
        for person in clients:
            told = reasons_for(found, chosen, today, person.number)
            said = {reason.occasion for reason in told if reason.code == "due"}
            done = {key.partition(":")[0] for key, client in made if client == person.number}
            assert said - {"birthday", "new_year"} == done - {"birthday", "new_year"}, (person, today)
            if today.month < 12:
                assert said == done


WRITTEN = replace(BIRTHDAY, letter="birthday", consent="consent_greetings", letter_stale_days=2)
READY = {"name": "Anna Nowak", "email": "anna@example.com", "birthday": "24.11", "consent_greetings": "yes"}


def told(row, occasion=WRITTEN, today=dt.date(2026, 11, 24), sender="us@example.com", **tabs):
    before = snapshot(clients=[{"number": "C-0001", **row}], **tabs)
    chosen = settings(occasions=(occasion,), sender_address=sender)
    return [(found.code, dict(found.details)) for found in reasons_for(before, chosen, today, "C-0001")]


def test_what_keeps_the_letter_back_is_told_beside_the_task_that_comes_instead():
    assert told(READY) == [("letter_due", {}), ("by_letter", {})]
    assert told({**READY, "consent_greetings": None}) == [
        ("letter_no_consent", {"field": "consent_greetings"}), ("due", {}),
    ]  # fmt: skip
    assert told({**READY, "email": None}) == [("letter_no_address", {}), ("due", {})]
    assert told({**READY, "email": "anna@gmial.com"}) == [("letter_doubtful", {"value": "anna@gmial.com"}), ("due", {})]
    assert told({**READY, "name": None}) == [("letter_no_name", {}), ("due", {})]
    assert told(READY, sender="") == [("letter_no_sender", {}), ("due", {})]
    taken_back = [{"client": "C-0001", "client_number": "C-0001", "purpose": "Greetings", "given": "No"}]
    assert told(READY, consents=taken_back) == [("letter_withdrawn", {"tab": "consents"}), ("due", {})]


def test_a_letter_to_come_is_told_with_its_day_and_one_too_late_is_not_told():
    assert told(READY, today=dt.date(2026, 11, 20))[0] == ("letter_soon", {"first": dt.date(2026, 11, 24)})
    assert [code for code, _ in told(READY, today=dt.date(2026, 11, 30))] == ["past"]


def test_what_a_daily_limit_puts_off_is_said_to_come_later():
    others = [{"number": f"C-{number:04}", **READY} for number in range(2, 5)]
    rows = [*others, {"number": "C-0009", **READY}]
    limited = replace(WRITTEN, limit_per_day=2, letters_per_day=3)
    today = dt.date(2026, 11, 24)
    chosen = settings(occasions=(limited,), sender_address="us@example.com")
    found = reasons_for(snapshot(clients=rows), chosen, today, "C-0009")
    assert [(reason.code, dict(reason.details)) for reason in found] == [
        ("letter_limit", {"count": 3}), ("by_letter", {}),
    ]  # fmt: skip
    chosen = settings(occasions=(replace(limited, letter=None),))
    (task,) = reasons_for(snapshot(clients=rows), chosen, today, "C-0009")
    assert (task.code, dict(task.details)) == ("limit", {"count": 2})
    assert [each.code for each in reasons_for(snapshot(clients=rows), chosen, today, "C-0002")] == ["due"]


def test_an_occasion_that_is_off_says_so():
    assert told(READY, replace(WRITTEN, enabled=False)) == [("off", {})]


def test_a_talk_not_long_ago_is_told_with_its_day():
    log = [{"client_number": "C-0001", "contacted_on": dt.date(2026, 11, 20), "result": "Done"}]
    waiting = replace(BIRTHDAY, contact_days=14)
    assert told(READY, waiting, log=log) == [("spoken", {"spoken": dt.date(2026, 11, 20), "days": 14})]


def test_an_archived_number_is_answered_for_the_client_it_became():
    archive = [{"number": "C-0007", "merged_into": "C-0001"}]
    before = snapshot(clients=[{"number": "C-0001", **READY}], archive=archive)
    assert now_known_as(before, " c-0007") == now_known_as(before, "C-0001") == "C-0001"
    assert now_known_as(before, "C-0008") is None
    chosen = settings(occasions=(WRITTEN,))
    assert reasons_for(before, chosen, TODAY, "C-0007") == reasons_for(before, chosen, TODAY, "C-0001")

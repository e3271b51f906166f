"""Why: each answer is the step of the engine that decided, and never contradicts what the next run does."""

import datetime as dt
import random

from sheetcrm.model.settings import Occasion
from sheetcrm.rules.occasions.why import reasons_for
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

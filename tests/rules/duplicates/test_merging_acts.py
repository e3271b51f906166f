"""Nobody is greeted, written to or called twice because of a merge, nor because it was taken back; a no stays a no."""

import datetime as dt

import pytest

from sheetcrm.model.changes import AddRow
from sheetcrm.rules.duplicates.aliases import key_of_survivor, with_survivors
from tests.building import TODAY, rows_of
from tests.rules.duplicates.merging import (
    ANIA,
    ANNA,
    CHOSEN,
    JAN,
    book,
    letters,
    merged,
    planned,
    reread,
    row,
    unmerged,
)  # fmt: skip

TOMORROW = TODAY + dt.timedelta(days=1)
BORN = dt.date(1980, TODAY.month, TODAY.day)
GREETED = {"birthday": BORN, "consent_greetings": "yes"}


def mailed(client, **more):
    return {**client, **GREETED, "email": f"{client['number'].lower()}@example.com", **more}


def tasks(found):
    return dict(rows_of(found, "tasks", "key", "task_status"))


def made(plan, tab="tasks"):
    return [change.key for change in plan.changes if isinstance(change, AddRow) and change.tab == tab]


@pytest.mark.parametrize(
    ("key", "wanted"),
    [
        ("birthday:C-0002:2026", "birthday:C-0001:2026"),
        ("letter:birthday:C-0002:2026", "letter:birthday:C-0001:2026"),
        ("relative_date:C-0002/ola/child:2026", "relative_date:C-0001/ola/child:2026"),
        ("next_step:C-0002:2026-11-22", "next_step:C-0002:2026-11-22"),
        ("birthday:C-00021:2026", "birthday:C-00021:2026"),
        ("highest:clients", "highest:clients"),
        ("birthday:K/7/ola:2026", "birthday:C-0001/ola:2026"),
    ],
)
def test_the_key_of_an_act_is_told_for_the_survivor(key, wanted):
    deals = [occasion.key for occasion in CHOSEN.occasions if occasion.tab == "deals"]
    key, wanted = (text.replace("next_step:", f"{deals[0]}:") for text in (key, wanted))
    aliases = {"C-0002": "C-0001", "K/7": "C-0001"}
    assert key_of_survivor(key, aliases, CHOSEN) == wanted
    assert with_survivors([key], aliases, CHOSEN) == {key, wanted}


def test_a_client_whose_twin_was_written_to_gets_no_second_letter():
    found = book({**ANNA, "birthday": None}, mailed(ANIA))
    plan = planned(found)
    assert letters(plan) == ["letter:birthday:C-0002:2026"]
    after, _ = merged(reread(plan.after))
    assert row(after, "C-0001", "birthday", "email") == (BORN, "c-0002@example.com")
    again = planned(after)
    assert letters(again) == [] and "birthday:C-0001:2026" not in made(again)


def test_a_client_that_comes_back_is_not_greeted_again_for_what_it_had_as_another():
    found = book({**ANNA, "birthday": None}, mailed(ANIA, birthday=BORN + dt.timedelta(days=1)))
    after, _ = merged(reread(planned(found).after))
    greeting = planned(after, TOMORROW)
    assert letters(greeting) == ["letter:birthday:C-0001:2026"]
    back, _ = unmerged(reread(greeting.after), today=TOMORROW)
    assert letters(planned(back, TOMORROW)) == []
    assert made(planned(back, TOMORROW)) == []


def test_a_client_that_comes_back_still_has_its_own_birthday():
    found = book(mailed(ANNA, verified_on=TODAY), mailed(ANIA, birthday=BORN + dt.timedelta(days=1)))
    after, _ = merged(reread(found))
    greeting = planned(after)
    assert letters(greeting) == ["letter:birthday:C-0001:2026"]
    back, _ = unmerged(reread(greeting.after))
    assert letters(planned(back, TOMORROW)) == ["letter:birthday:C-0002:2026"]


def test_what_one_had_before_it_joined_is_not_forgotten_when_it_comes_back():
    found = book({**ANNA, "birthday": None}, mailed(ANIA))
    back, _ = unmerged(merged(reread(planned(found).after))[0])
    assert letters(planned(back)) == []


def test_of_two_tasks_for_one_thing_the_one_of_the_client_that_joined_is_cancelled():
    coming = dt.date(1980, 11, 24)
    found = reread(planned(book({**ANNA, "birthday": coming}, {**ANIA, "birthday": coming}, JAN)).after)
    assert {key: told for key, told in tasks(found).items() if key.startswith("birthday")} == {
        "birthday:C-0001:2026": "Open", "birthday:C-0002:2026": "Open",
    }  # fmt: skip
    after, remarks = merged(found)
    assert tasks(after)["birthday:C-0001:2026"] == "Open" and tasks(after)["birthday:C-0002:2026"] == "Cancelled"
    assert remarks["tasks-closed"]["count"] == sum(told == "Cancelled" for told in tasks(after).values())
    assert planned(reread(planned(after).after)).is_empty
    assert tasks(unmerged(after)[0]) == tasks(found)


def test_a_task_that_only_the_other_had_stays_open_and_one_that_is_done_stays_done():
    coming = dt.date(1980, 11, 24)
    found = reread(planned(book(ANNA, {**ANIA, "birthday": coming}, {**JAN, "birthday": coming})).after)
    after, _ = merged(found, "C-0001", "C-0002", "C-0003")
    told = tasks(after)
    assert (told["birthday:C-0002:2026"], told["birthday:C-0003:2026"]) == ("Open", "Cancelled")
    assert not any(key.startswith("birthday:C-0001") for key in made(planned(after)))


def consents(*lines):
    return [
        {"client": client, "client_number": client, "purpose": "greetings", "given": given, "given_on": day}
        for client, given, day in lines
    ]


DAY = dt.date(2026, 3, 1)


@pytest.mark.parametrize(
    ("lines", "later", "goes"),
    [
        ([("C-0001", "given", DAY)], [], True),
        ([("C-0002", "withdrawn", DAY)], [], False),
        ([("C-0002", "withdrawn", DAY), ("C-0001", "given", DAY + dt.timedelta(days=60))], [], False),
        ([("C-0001", "withdrawn", DAY), ("C-0002", "given", DAY + dt.timedelta(days=60))], [], False),
        ([("C-0002", "withdrawn", DAY)], [("C-0001", "given", TODAY)], False),
        ([("C-0002", "withdrawn", DAY)], [("C-0001", "given", TOMORROW)], True),
        ([("C-0002", "withdrawn", None)], [("C-0001", "given", TOMORROW)], False),
        ([("C-0002", "withdrawn", DAY)], [("C-0001", "given", None)], False),
        ([("C-0001", "withdrawn", DAY)], [("C-0002", "given", TOMORROW)], True),
        ([("C-0002", "given", DAY)], [("C-0002", "withdrawn", TOMORROW)], False),
    ],
)
def test_of_merged_clients_a_withdrawal_of_either_counts_until_a_later_yes(lines, later, goes):
    born = dt.date(1980, TOMORROW.month, TOMORROW.day)
    clients = (mailed(ANNA, birthday=born), ANIA)
    after, _ = merged(reread(planned(book(*clients, consents=consents(*lines))).after))
    known = [dict(zip(after.table("consents").columns, cells, strict=True))
             for cells in zip(*after.table("consents").columns.values(), strict=True)]  # fmt: skip
    archive = [dict(zip(after.table("archive").columns, cells, strict=True))
               for cells in zip(*after.table("archive").columns.values(), strict=True)]  # fmt: skip
    found = book(mailed(ANNA, birthday=born), consents=[*known, *consents(*later)], archive=archive)
    assert (letters(planned(found, TOMORROW)) == ["letter:birthday:C-0001:2026"]) is goes

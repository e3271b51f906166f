"""Letters: who is written to, when, about what, and never twice."""

import datetime as dt
from dataclasses import replace

import pytest

from sheetcrm.model.changes import AddRow, SendLetter
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.letters import write_letters
from sheetcrm.rules.tasks import make_tasks
from tests.building import TODAY, rows_of, settings, snapshot

ANNA = {
    "number": "C-0001", "name": "Anna Kowalska", "birthday": dt.date(1986, 11, 22), "email": "anna@example.org",
    "consent_greetings": "yes",
}  # fmt: skip


def letters(before, today=TODAY, **more):
    return [c for c in write_letters(before, settings(**more), today) if isinstance(c, SendLetter)]


def one(**cells):
    return snapshot(clients=[{**ANNA, **cells}])


def test_the_letter_goes_on_the_day_itself():
    (letter,) = letters(one())
    assert (letter.key, letter.client, letter.to, letter.letter, letter.language) == (
        "letter:birthday:C-0001:2026", "C-0001", "anna@example.org", "birthday", "en"
    )  # fmt: skip
    assert letters(one(), TODAY - dt.timedelta(days=1)) == letters(one(), TODAY + dt.timedelta(days=1)) == []


@pytest.mark.parametrize(
    "cells",
    [
        {"consent_greetings": None}, {"consent_greetings": "no"}, {"consent_greetings": "perhaps"},
        {"consent_greetings": None, "consent_offers": "yes"},
        {"email": None}, {"email": "anna@gmial.com"}, {"email": "anna@"}, {"email": "аnna@mail.ru"},
        {"status": "lost"}, {"number": None},
    ],
)  # fmt: skip
def test_without_consent_or_a_sure_address_nobody_is_written_to(cells):
    assert letters(one(**cells)) == []


@pytest.mark.parametrize("yes", ["yes", "Да", "TAK", "da", True])
def test_consent_is_understood_in_every_language(yes):
    assert len(letters(one(consent_greetings=yes))) == 1


GIVEN = {"client_number": "C-0001", "purpose": "greetings", "given": "given", "given_on": dt.date(2026, 1, 1)}
WITHDRAWN = {**GIVEN, "given": "withdrawn", "given_on": dt.date(2026, 2, 1)}


@pytest.mark.parametrize(
    ("lines", "written"),
    [
        ([GIVEN], 1),
        ([GIVEN, WITHDRAWN], 0),
        ([WITHDRAWN, GIVEN], 0),
        ([WITHDRAWN, {**GIVEN, "given_on": dt.date(2026, 3, 1)}], 1),
        ([GIVEN, {**WITHDRAWN, "given_on": None}], 0),
        ([GIVEN, {**WITHDRAWN, "given_on": GIVEN["given_on"]}], 0),
        ([{**WITHDRAWN, "purpose": None}], 0),
        ([{**WITHDRAWN, "purpose": "offers"}], 1),
        ([{**WITHDRAWN, "channel": "sms"}], 1),
        ([{**WITHDRAWN, "channel": "email"}], 0),
        ([{**WITHDRAWN, "client_number": "C-0002"}], 1),
    ],
)
def test_a_withdrawal_in_the_consents_tab_ends_the_letters(lines, written):
    assert len(letters(snapshot(clients=[ANNA], consents=lines))) == written


def test_an_address_among_phones_is_an_address():
    mixed = {key: value for key, value in ANNA.items() if key != "email"} | {
        "contacts": "601 234 567, anna@example.org"
    }
    table = snapshot(clients=[mixed]).table("clients")
    columns = {name: column for name, column in table.columns.items() if name != "email"}
    (letter,) = letters(Snapshot({**snapshot().tables, "clients": replace(table, columns=columns)}))
    assert letter.to == "anna@example.org"


def test_nobody_writes_without_a_sender():
    assert letters(one(), sender_address="") == []


def test_the_client_chooses_the_language():
    assert letters(one(language="polski"))[0].language == "pl"
    assert letters(one(language="klingon"))[0].language == "en"


def test_the_letter_is_noted_and_never_made_twice():
    before = one()
    after = before.after(write_letters(before, settings(), TODAY))
    assert rows_of(after, "letters", "client", "client_name", "to", "key", "made_on") == [
        ("C-0001", "Anna Kowalska", "anna@example.org", "letter:birthday:C-0001:2026", TODAY)
    ]
    assert list(write_letters(after, settings(), TODAY)) == []


@pytest.mark.parametrize("lost", ["letters", "memory"])
def test_one_of_the_two_notes_is_enough(lost):
    before = one()
    after = before.after(write_letters(before, settings(), TODAY))
    emptied = Snapshot({**after.tables, lost: before.tables[lost]})
    assert letters(emptied) == []


def test_a_template_sees_no_notes_and_nothing_sensitive():
    row = {"comment": "owes us money", "traits": "vain", "own:Религия": "-", "own:Shoe size": 38, "city": "Łódź"}
    (letter,) = letters(one(**row))
    seen = letter.facts["row"]
    assert isinstance(seen, dict)
    assert seen["Shoe size"] == "38" and seen["City"] == "Łódź"
    assert not {"owes us money", "vain", "-"} & set(seen.values())


def test_the_letter_knows_age_and_greeting():
    facts = letters(one())[0].facts
    assert (facts["age"], facts["years"], facts["first_name"], facts["sender_name"]) == (
        40,
        "40 years",
        "Anna",
        "Studio",
    )
    assert facts["greeting"] == "Dear Ms Kowalska"
    assert letters(one(birthday="22.11"))[0].facts["age"] == ""
    assert letters(one(salutation="Hello Ania"))[0].facts["greeting"] == "Hello Ania"


OFFER = {
    "clients": [{**ANNA, "birthday": None, "consent_offers": "yes"}],
    "purchases": [
        {"client": "C-0001", "client_number": "C-0001", "product": "Tea", "bought_on": dt.date(2026, 11, 1),
         "runs_out_on": TODAY + dt.timedelta(days=7)},
    ],
}  # fmt: skip


def test_an_offer_tells_what_was_bought_and_when_it_runs_out():
    (letter,) = letters(snapshot(**OFFER))
    assert (letter.letter, letter.facts["product"]) == ("run_out", "Tea")
    assert (letter.facts["bought_on"], letter.facts["runs_out_on"]) == (dt.date(2026, 11, 1), dt.date(2026, 11, 29))


def tasks(before, today=TODAY):
    return [c.key for c in make_tasks(before, settings(), today) if isinstance(c, AddRow) and c.tab == "tasks"]


def test_a_letter_that_missed_its_day_becomes_a_task():
    before = snapshot(**OFFER)
    assert tasks(before) == []
    assert tasks(before, TODAY + dt.timedelta(days=1)) == ["run_out:C-0001/tea:2026-11-29"]


def test_who_got_the_letter_gets_no_task_however_late():
    before = snapshot(**OFFER)
    after = before.after(write_letters(before, settings(), TODAY))
    for days in range(1, 25):
        assert tasks(after, TODAY + dt.timedelta(days=days)) == []
    without_note = Snapshot({**after.tables, "letters": before.tables["letters"]})
    assert tasks(without_note, TODAY + dt.timedelta(days=15)) == []


def test_where_letters_cannot_be_noted_there_is_a_task_instead():
    before = one()
    without = Snapshot({tab: table for tab, table in before.tables.items() if tab != "letters"})
    assert letters(without) == []
    assert tasks(without) == ["birthday:C-0001:2026"]

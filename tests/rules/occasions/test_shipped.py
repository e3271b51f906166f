"""The entries that ship: who gets a letter, who a task, which Christmas, and nothing twice after an entry was split."""

import datetime as dt

import pytest

from sheetcrm.model.changes import SendLetter
from sheetcrm.rules.letters import write_letters
from sheetcrm.rules.tasks import make_tasks
from tests.building import rows_of, settings, snapshot

D = dt.date
MAY_WRITE = {"email": "anna@example.org", "consent_greetings": "yes"}


def letters(before, today, **more):
    found = (c for c in write_letters(before, settings(**more), today) if isinstance(c, SendLetter))
    return [(c.key.removeprefix("letter:"), c.letter) for c in found]


def tasks(before, today):
    return [key for (key,) in rows_of(before.after(make_tasks(before, settings(), today)), "tasks", "key")]


def client(number="C-0001", **cells):
    return {"number": number, "name": "Anna Kowalska", "verified_on": D(2026, 12, 1), **cells}


def test_at_new_year_everybody_with_consent_gets_a_letter_and_only_key_clients_a_task():
    before = snapshot(
        clients=[
            client("C-1", **MAY_WRITE), client("C-2"), client("C-3", tier="key"),
            client("C-4", tier="key", **MAY_WRITE), client("C-5", status="lost", tier="key", **MAY_WRITE),
        ],
    )  # fmt: skip
    assert letters(before, D(2026, 12, 28)) == [(f"new_year:C-{n}:2027", "new_year") for n in (1, 4)]
    assert tasks(before, D(2026, 12, 28)) == ["new_year:C-3:2027", "new_year:C-4:2027"]


@pytest.mark.parametrize(
    ("cells", "day"),
    [
        ({"country": "PL"}, D(2026, 12, 25)), ({"country": "Romania"}, D(2026, 12, 25)),
        ({"country": "UA"}, D(2026, 12, 25)), ({"country": "RU"}, D(2027, 1, 7)),
        ({"country": "MD"}, D(2027, 1, 7)), ({"country": "Беларусь"}, D(2027, 1, 7)),
        ({"country": "KZ"}, None), ({"country": "Atlantis"}, None),
        ({"country": "PL", "tags": "fair, Christmas 7 January"}, D(2027, 1, 7)),
        ({"country": "MD", "tags": "Crăciun 25 decembrie"}, D(2026, 12, 25)),
        ({"country": "KZ", "tags": "рождество 7 января"}, D(2027, 1, 7)),
    ],
)  # fmt: skip
def test_christmas_is_that_of_the_country_or_of_a_tag_and_never_both(cells, day):
    before = snapshot(clients=[client(name="Иван Петров", **MAY_WRITE, **cells)])
    days = [D(2026, 12, 15) + dt.timedelta(days=n) for n in range(30)]
    sent = [(each, key) for each in days for key, letter in letters(before, each) if letter == "christmas"]
    keys = {key for _, key in sent}
    assert len(keys) == (day is not None)
    if day is not None:
        assert all(abs((day - each).days) <= 3 for each, _ in sent)


@pytest.mark.parametrize(
    ("cells", "day"),
    [
        ({"country": "PL"}, D(2027, 3, 28)), ({"country": "UA"}, D(2027, 5, 2)), ({"country": "RO"}, D(2027, 5, 2)),
        ({"country": "BY", "tags": "католическая Пасха"}, D(2027, 3, 28)),
        ({"country": "PL", "tags": "prawosławna Wielkanoc"}, D(2027, 5, 2)), ({"country": "KZ"}, None),
    ],
)  # fmt: skip
def test_easter_is_that_of_the_country_or_of_a_tag_and_never_both(cells, day):
    before = snapshot(clients=[client(**MAY_WRITE, **cells)])
    days = [D(2027, 3, 20) + dt.timedelta(days=n) for n in range(50)]
    sent = [each for each in days for _, letter in letters(before, each) if letter == "easter"]
    assert sent == ([day + dt.timedelta(days=n) for n in (-2, -1, 0, 1)] if day else [])


def test_a_letter_goes_on_until_its_last_day_and_no_more_than_the_days_share():
    rows = [client(f"C-{n:04}", **MAY_WRITE) for n in range(1, 71)]
    before = snapshot(clients=rows)
    made = []
    for day in (D(2026, 12, 27), D(2026, 12, 28), D(2026, 12, 28), D(2026, 12, 30), D(2027, 1, 6), D(2027, 1, 7)):
        made.append([key for key, letter in letters(before, day) if letter == "new_year"])
        before = before.after(write_letters(before, settings(), day))
    assert [len(keys) for keys in made] == [30, 30, 0, 10, 0, 0]
    assert len({key for keys in made for key in keys}) == 70


def test_a_greeting_needs_somebody_to_greet():
    nameless = {**client(birthday="24.12", **MAY_WRITE), "name": None}
    assert letters(snapshot(clients=[nameless]), D(2026, 12, 24)) == []
    assert "birthday:C-0001:2026" in tasks(snapshot(clients=[nameless]), D(2026, 12, 24))
    for named in ({"company": "Acme"}, {"salutation": "Dear friends"}):
        assert len(letters(snapshot(clients=[{**nameless, **named}]), D(2026, 12, 24))) == 2


WEDDING = {"client": "C-0001", "client_number": "C-0001", "name": "Jan", "relation": "spouse", "occasion": "wedding",
           "date": D(2010, 12, 20)}  # fmt: skip
CHILD = {**WEDDING, "name": "Ola", "relation": "child", "occasion": "birthday", "date": D(2016, 12, 20)}
FEAST = {**WEDDING, "name": "Rex", "relation": "other", "occasion": "other"}


def test_weddings_and_birthdays_in_the_family_are_occasions_of_their_own():
    before = snapshot(clients=[client()], relatives=[WEDDING, CHILD, FEAST])
    assert tasks(before, D(2026, 12, 18)) == [
        "relative_birthday:C-0001/ola/child/birthday:2026", "relative_date:C-0001/rex/other/other:2026",
        "wedding:C-0001/jan/spouse/wedding:2026",
    ]  # fmt: skip
    agreed = snapshot(clients=[client(**MAY_WRITE)], relatives=[WEDDING])
    assert letters(agreed, D(2026, 12, 20)) == [("wedding:C-0001/jan/spouse/wedding:2026", "wedding")]


@pytest.mark.parametrize("former", ["relative_date:C-0001/jan/spouse/wedding:2026", "{}"])
def test_what_was_made_before_the_entry_was_split_is_not_made_again(former):
    memory = [{"key": former, "value": "2026-12-21", "day": "2026-12-17"}]
    made = tasks(snapshot(clients=[client()], relatives=[WEDDING], memory=memory), D(2026, 12, 18))
    assert made == ([] if former.startswith("relative") else ["wedding:C-0001/jan/spouse/wedding:2026"])


def test_a_letter_after_the_sale_goes_on_its_day_and_later_it_is_a_task():
    deal = {
        "number": "D-1",
        "client": "C-0001",
        "client_number": "C-0001",
        "stage": "done",
        "closed_on": D(2026, 12, 1),
    }
    before = snapshot(clients=[client(email="anna@example.org", consent_offers="yes")], deals=[deal])
    assert letters(before, D(2026, 12, 3)) == []
    assert letters(before, D(2026, 12, 4)) == [("after_sale:D-1:2026-12-01", "after_sale")]
    assert (tasks(before, D(2026, 12, 4)), tasks(before, D(2026, 12, 9))) == ([], ["after_sale:D-1:2026-12-01"])
    without = snapshot(clients=[client()], deals=[deal])
    assert tasks(without, D(2026, 12, 4)) == ["after_sale:D-1:2026-12-01"]

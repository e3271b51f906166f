"""How to reach a client: the way it prefers, ready to be used, and only what is valid."""

import pytest

from sheetcrm.rules.task_channel import Ways, refresh_channels
from sheetcrm.rules.tasks import make_tasks
from tests.building import TODAY, rows_of, settings, snapshot

PHONE = "+48 601 234 567"


@pytest.mark.parametrize(
    ("cells", "text"),
    [
        ({"phone": "601 234 567"}, PHONE),
        ({"phone": "12-34; 601234567, 602 000 001"}, PHONE),
        ({"phone": "601 234 567", "preferred_channel": "WhatsApp"}, f"WhatsApp {PHONE}"),
        ({"phone": "602 000 001", "whatsapp": "601234567", "preferred_channel": "ватсап"}, f"WhatsApp {PHONE}"),
        ({"phone": "601 234 567", "email": "anna@x.pl", "preferred_channel": "E-mail"}, "anna@x.pl"),
        ({"phone": "601 234 567", "telegram": "@anna", "preferred_channel": "Telegram"}, "Telegram @anna"),
        ({"phone": "601 234 567", "preferred_channel": "Skype"}, PHONE),
        ({"phone": "601 234 567", "preferred_channel": "SMS"}, f"SMS {PHONE}"),
        ({"phone": "601 234 567", "preferred_channel": "Meeting"}, f"Meeting: {PHONE}"),
        ({"address": "Długa 5", "city": "Łódź", "preferred_channel": "Post"}, "Post: Długa 5, Łódź"),
        ({"phone": "601 234 567", "city": "Łódź", "preferred_channel": "Post"}, PHONE),
        ({"email": "anna@x.pl"}, "anna@x.pl"),
        ({"phone": "ask her", "email": "anna@x.pl"}, "anna@x.pl"),
        ({"email": "anna@gmial.com"}, ""),
        ({"contacts": "anna@x.pl, 601 234 567"}, PHONE),
        ({"whatsapp": "601234567"}, f"WhatsApp {PHONE}"),
        ({"messenger": "anna.k on Messenger"}, "anna.k on Messenger"),
        ({}, ""),
    ],
)  # fmt: skip
def test_the_preferred_way_comes_first_then_phone_then_mail(cells, text):
    found = snapshot(clients=[{"number": "C-0001", "name": "Anna", **cells}])
    assert Ways(found, settings()).to_client(0).text == text


def test_a_contact_person_is_reached_by_the_own_way_else_by_the_firms():
    people = [{"client": "C-0001", "client_number": "C-0001", "name": "Jan", "phone": "602 000 001"}, {"name": "Ewa"}]
    ways = Ways(snapshot(clients=[{"number": "C-0001", "phone": "601234567"}], people=people), settings())
    assert [ways.to_person(position, 0).text for position in (0, 1)] == ["+48 602 000 001", PHONE]


def test_a_new_phone_comes_into_the_tasks_that_are_still_to_be_done():
    tasks = [{"client": "C-0001", "task_status": status, "channel": "+48 602 000 001"} for status in ("Open", "Done")]
    before = snapshot(clients=[{"number": "C-0001", "name": "Anna", "phone": "601234567"}], tasks=tasks)
    after = before.after(refresh_channels(before, settings(), TODAY))
    assert rows_of(after, "tasks", "channel") == [(PHONE,), ("+48 602 000 001",)]
    assert list(refresh_channels(after, settings(), TODAY)) == []


def test_a_task_about_nobody_known_keeps_what_it_says():
    before = snapshot(tasks=[{"client": "Zofia", "channel": "at the market"}, {"channel": "x"}])
    assert list(refresh_channels(before, settings(), TODAY)) == []


def test_where_the_way_has_its_column_the_text_of_the_task_does_not_repeat_it():
    anna = {
        "number": "C-0001",
        "name": "Anna",
        "phone": "601 234 567",
        "preferred_channel": "SMS",
        "next_contact": TODAY,
    }
    with_column = snapshot(clients=[anna])
    columns = {name: column for name, column in with_column.table("tasks").columns.items() if name != "channel"}
    from tests.building import marked

    without = marked(with_column, "tasks", columns=columns)
    texts = [
        rows_of(one.after(make_tasks(one, settings(), TODAY)), "tasks", "action") for one in (with_column, without)
    ]
    assert texts == [[("Call back: Anna",)], [("Call back: Anna, 601 234 567; prefers: SMS",)]]

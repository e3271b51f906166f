"""Letters tried before they are written: the day and facts of their occasion, the version that is each one's own."""

import datetime as dt

import pytest

from sheetcrm.model.changes import SendLetter
from sheetcrm.pipeline import make_plan
from sheetcrm.rules.mailings.orders import read_mailings
from sheetcrm.rules.mailings.trying import letters_of_mailing, one_letter
from tests.building import TODAY, settings, snapshot

CLIENTS = [
    {"number": f"C-{n:04}", "name": name, "email": f"box{n}@example.com", "status": "customer",
     "consent_offers": "yes", "birthday": born}
    for n, (name, born) in enumerate(
        [("Anna Nowak", None), ("Jan Kos", TODAY.replace(year=1986) - dt.timedelta(days=2)),
         ("Ewa Wilk", TODAY.replace(year=1990) + dt.timedelta(days=30)), ("Ola Maj", None)], 1
    )
]  # fmt: skip
MAILING = {
    "number": "M-0001", "mailing": "Autumn", "letter": "birthday", "purpose": "Offers", "segment": "Status: customer",
}  # fmt: skip


def sheet(clients=CLIENTS, **mailing):
    return snapshot(clients=clients, mailings=[{**MAILING, **mailing}])


def tried(found, given, **more):
    (mailing,) = read_mailings(found, given)
    return letters_of_mailing(found, given, TODAY, mailing, **more)


def test_the_nearest_birthday_to_come_is_taken_before_one_that_is_over():
    letter = one_letter(sheet(), settings(), TODAY, "birthday")
    assert (letter.client, letter.to, letter.facts["age"]) == ("C-0003", "box3@example.com", TODAY.year - 1990)


def test_for_one_client_it_is_his_own_next_birthday():
    letter = one_letter(sheet(), settings(), TODAY, "birthday", "C-0002")
    assert letter.facts["age"] == TODAY.year + 1 - 1986


def test_a_client_without_the_day_gets_the_letter_without_its_facts():
    letter = one_letter(sheet(), settings(), TODAY, "birthday", "C-0001")
    assert letter.client == "C-0001" and not letter.facts["age"]


@pytest.mark.parametrize("number", ["C-0099", ""])
def test_where_nobody_is_meant_there_is_no_letter(number):
    found = sheet() if number else sheet([{"name": "Anna"}])
    assert one_letter(found, settings(), TODAY, "note", number) is None


def test_letters_are_tried_whether_or_not_the_mailing_is_ordered_and_those_that_went_as_well():
    given = settings(occasions=())
    for order in (None, "Pause", "Send"):
        found = sheet(order=order)
        assert [letter.client for letter in tried(found, given).letters] == [row["number"] for row in CLIENTS]
    assert tried(sheet(segment="Status: lead"), given).letters == ()


def test_the_letters_tried_are_those_that_are_written():
    given = settings(occasions=())
    found = sheet(order="Send", second_letter="new_year", test_share=50)
    written = [change for change in make_plan(found, given, TODAY).changes if isinstance(change, SendLetter)]
    shown = {letter.key: letter for letter in tried(found, given).letters}
    assert len(written) == 2 and len(shown) == len(CLIENTS)
    assert all(shown[letter.key] == letter for letter in written)
    assert {letter.letter for letter in written} == {"birthday", "new_year"}


def test_another_letter_or_language_takes_the_place_of_the_ones_in_the_rows():
    given = settings(occasions=())
    letters = tried(sheet(second_letter="new_year", test_share=50), given, letter="easter", language="pl").letters
    assert {(letter.letter, letter.language) for letter in letters} == {("easter", "pl")}
    assert letters[0].facts["greeting"].startswith("Szanowna")


def test_who_gets_none_is_counted_by_reason():
    clients = [CLIENTS[0], {**CLIENTS[1], "consent_offers": None}, {**CLIENTS[2], "email": None}]
    result = tried(sheet(clients), settings(occasions=()))
    assert [letter.client for letter in result.letters] == ["C-0001"]
    assert result.not_mailed == {"no-consent": 1, "no-address": 1}

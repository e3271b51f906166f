"""What to say: in the client's language, in the right words, and safe where the form is not certain."""

import datetime as dt

import pytest

from sheetcrm.rules.tasks import make_tasks
from sheetcrm.words import LANGUAGES, words_of
from sheetcrm.words.filling import placeholders
from tests.building import TODAY, rows_of, settings, snapshot

D = dt.date
ANNA = {"number": "C-0001", "name": "Anna Kowalska", "birthday": "22.11"}


def said(chosen=None, **tabs):
    before = snapshot(**tabs)
    after = before.after(make_tasks(before, chosen or settings(), TODAY))
    return rows_of(after, "tasks", "say", "why")


@pytest.mark.parametrize(
    ("name", "language", "beginning"),
    [
        ("Tomasz Nowak", "pl", "Szanowny Panie Tomaszu, z okazji urodzin"),
        ("Лебедева Любовь Ильинична", "ru", "Уважаемая Любовь Ильинична! Поздравляем Вас"),
        ("Carmen Ionescu", "ro", "Stimată doamnă Ionescu, la mulți ani"),
        ("John Smith", "en", "Dear Mr Smith, happy birthday!"),
    ],
)
def test_a_client_is_spoken_to_in_its_own_language(name, language, beginning):
    ((text, _),) = said(clients=[{**ANNA, "name": name, "language": language}])
    assert text.startswith(beginning)


def test_a_doubtful_form_of_address_is_the_safe_one_and_the_row_says_so():
    ((text, why),) = said(clients=[{**ANNA, "name": "Ким Саша", "language": "ru"}])
    assert text.startswith("Здравствуйте, Саша! ") and why.endswith("so the greeting is a general one")
    ((text, why),) = said(clients=[{**ANNA, "name": "Ким Саша", "language": "ru", "sex": "f"}])
    assert text.startswith("Уважаемая Саша! ") and "general" not in why


def test_a_firm_is_greeted_in_general_and_that_is_no_doubt():
    firm = {"number": "C-0001", "company": "Meblex sp. z o.o.", "next_contact": TODAY, "language": "pl"}
    ((text, why),) = said(clients=[firm])
    assert text.startswith("Szanowni Państwo, ") and "general" not in why


def test_what_the_team_wrote_for_a_client_goes_before_every_rule():
    ((text, why),) = said(clients=[{**ANNA, "name": "Xi Li", "salutation": "Droga Aniu!", "language": "pl"}])
    assert text.startswith("Droga Aniu, z okazji") and "general" not in why


def test_a_late_call_asks_for_pardon():
    ((text, _),) = said(clients=[{**ANNA, "birthday": "20.11", "language": "en"}])
    assert "late birthday wishes" in text


def test_a_contact_person_is_the_one_who_is_greeted():
    person = {"client": "C-0001", "client_number": "C-0001", "name": "Jan Kowalski", "birthday": "22.11"}
    firm = {"number": "C-0001", "company": "Meblex", "language": "pl"}
    ((text, _),) = said(clients=[firm], people=[person])
    assert text.startswith("Szanowny Panie Janie, ")


def test_a_matter_among_colleagues_has_no_words_for_the_client():
    task = {"number": "T-0001", "client": "C-0001", "client_number": "C-0001", "due_on": D(2026, 11, 2)}
    found = said(clients=[{"number": "C-0001", "name": "Anna Kowalska"}], tasks=[task])
    assert found[-1][0] is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_occasion_that_ships_has_words_in_every_language(language):
    spoken = words_of(language).sections["spoken"]
    shipped = [one.key for one in settings().occasions if one.when != "task_untouched"]
    assert [key for key in shipped if not spoken.get(key)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_name_the_same_details_in_every_language(language):
    def details(told):
        return {key: placeholders(text) for key, text in words_of(told).sections["spoken"].items() if key != "mark"}

    assert details(language) == details("en")

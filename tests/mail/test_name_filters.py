"""Names in letters: greeting, cases, vocative and name day, through the sandbox, in the four languages."""

import datetime as dt
from pathlib import Path

import pytest

from sheetcrm.mail.letters import LetterFailed, LetterRequest, Rendered, render_letters
from sheetcrm.mail.name_filters import read_tables
from sheetcrm.words import LANGUAGES
from tests.mail.writing import facts, failed, write_in, written


def say(folder: Path, language: str, body: str, name: str, team: str = "en", **more: object) -> Rendered | LetterFailed:
    """One letter in that language to the person of that name."""
    write_in(folder, language, body)
    known = facts(name=name, first_name=None) | more
    return render_letters([folder], [LetterRequest("k", "note", language, "a@x.test", known)], team=team)[0]


def text(outcome: Rendered | LetterFailed) -> str:
    return written(outcome).text.rstrip("\n")


@pytest.mark.parametrize(
    ("language", "name", "formal", "friendly", "neutral"),
    [
        ("ru", "Иванов Иван Иванович", "Уважаемый Иван Иванович", "Здравствуйте, Иван", "Здравствуйте"),
        ("pl", "Tomasz Nowak", "Szanowny Panie Tomaszu", "Drogi Tomaszu", "Szanowni Państwo"),
        ("ro", "Carmen Ionescu", "Stimată doamnă Ionescu", "Dragă Carmen", "Bună ziua"),
        ("en", "John Smith", "Dear Mr Smith", "Dear John", "Hello"),
    ],
)
def test_a_greeting_is_formal_friendly_or_neutral(
    tmp_path: Path, language: str, name: str, formal: str, friendly: str, neutral: str
) -> None:
    body = '{{ client|greeting }}/{{ client|greeting("friendly") }}/{{ name|greeting(style="neutral") }}'
    letter = written(say(tmp_path, language, body, name))
    assert letter.text == f"{formal}/{friendly}/{neutral}\n"
    assert letter.remarks == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_team_wrote_goes_before_every_greeting(tmp_path: Path, language: str) -> None:
    body = '{{ client|greeting }}/{{ name|greeting("friendly") }}/{{ first_name|greeting("neutral", title=true) }}'
    more = {"first_name": "Саша", "salutation": " Dear  friend,"}
    letter = written(say(tmp_path, language, body, "Ким Саша", **more))
    assert letter.text == "Dear friend,/Dear friend,/Dear friend,\n"
    assert letter.remarks == ()


def test_the_greeting_of_the_client_is_nobody_elses(tmp_path: Path) -> None:
    body = "{{ manager|greeting }}"
    assert text(say(tmp_path, "en", body, "Ann Lee", manager="John Smith", salutation="Dear Ann")) == "Dear Mr Smith"


def test_a_blank_form_of_address_counts_as_none(tmp_path: Path) -> None:
    assert text(say(tmp_path, "en", "{{ client|greeting }}", "John Smith", salutation=" \n")) == "Dear Mr Smith"


@pytest.mark.parametrize(
    ("language", "name", "safe"),
    [
        ("ru", "Ким Саша", "Здравствуйте, Саша"),
        ("pl", "Xi Wang", "Szanowni Państwo"),
        ("ro", "SC Floarea SRL", "Bună ziua"),
        ("en", "", "Hello"),
    ],
)
def test_an_uncertain_greeting_is_the_safe_one_and_says_so_once(
    tmp_path: Path, language: str, name: str, safe: str
) -> None:
    letter = written(say(tmp_path, language, "{{ client|greeting }}. {{ client|greeting }}.", name))
    assert letter.text == f"{safe}. {safe}.\n"
    assert [(remark.code, remark.details["used"]) for remark in letter.remarks] == [("greeting-unsure", safe)]


def test_the_sex_that_the_team_noted_settles_greeting_and_case(tmp_path: Path) -> None:
    body = "{{ client|greeting }}, {{ client.name|dative }}, {{ first_name|genitive }}"
    letter = written(say(tmp_path, "ru", body, "Ким Саша", first_name="Саша", sex="f"))
    assert letter.text == "Уважаемая Саша, Ким Саше, Саши\n"
    assert letter.remarks == ()


@pytest.mark.parametrize(
    ("case", "shown"),
    [
        ("genitive", "Иванова Ивана Ивановича"),
        ("dative", "Иванову Ивану Ивановичу"),
        ("accusative", "Иванова Ивана Ивановича"),
        ("instrumental", "Ивановым Иваном Ивановичем"),
        ("prepositional", "Иванове Иване Ивановиче"),
    ],
)
def test_a_russian_name_stands_in_its_case(tmp_path: Path, case: str, shown: str) -> None:
    for value in ("client", "name", "client.name"):
        assert text(say(tmp_path, "ru", f"{{{{ {value}|{case} }}}}", "Иванов Иван Иванович")) == shown


@pytest.mark.parametrize("name", ["Ким Саша", "John Smith", "ООО Ромашка", "я" * 500])
def test_a_doubtful_case_leaves_the_name_as_it_is_and_says_so(tmp_path: Path, name: str) -> None:
    letter = written(say(tmp_path, "ru", "Поздравляем: {{ name|dative }}", name))
    assert letter.text == f"Поздравляем: {name}\n"
    assert [(remark.code, remark.details["value"]) for remark in letter.remarks] == [("case-unsure", name[:40])]


def test_a_remark_is_made_only_where_the_words_are_used(tmp_path: Path) -> None:
    body = "Здравствуйте!{% if company %} {{ name|dative }}{% endif %}"
    assert written(say(tmp_path, "ru", body, "Ким Саша")).remarks == ()


def test_english_has_no_cases_and_other_languages_refuse_them(tmp_path: Path) -> None:
    assert text(say(tmp_path, "en", "For {{ name|dative }}", "Ann Lee")) == "For Ann Lee"
    for language in ("pl", "ro"):
        fault = failed(say(tmp_path, language, "Dla\n{{ name|genitive }}", "Jan Nowak"))
        assert (fault.code, fault.details["line"]) == ("template-syntax", 2)
        assert "Russian names only" in fault.sentence


@pytest.mark.parametrize(
    ("language", "name", "shown"),
    [
        ("pl", "Tomek", "Tomku"), ("pl", "Pawel", "Pawle"), ("pl", "Anna Maria", "Anno Mario"),
        ("pl", "Jan Nowak", "Janie Nowak"), ("ru", "Мария", "Мария"), ("ro", "Ion", "Ion"), ("en", "Ann", "Ann"),
    ],
)  # fmt: skip
def test_a_name_is_called_as_its_language_calls_it(tmp_path: Path, language: str, name: str, shown: str) -> None:
    letter = written(say(tmp_path, language, "{{ first_name|vocative }}", name, first_name=name))
    assert (letter.text, letter.remarks) == (shown + "\n", ())


def test_a_doubtful_vocative_stays_and_a_sex_settles_it(tmp_path: Path) -> None:
    letter = written(say(tmp_path, "pl", "{{ name|vocative }}", "Xi"))
    assert (letter.text, [remark.code for remark in letter.remarks]) == ("Xi\n", ["vocative-unsure"])
    assert written(say(tmp_path, "pl", '{{ name|vocative("f") }}', "Xi")).remarks == ()


@pytest.mark.parametrize(
    ("language", "calendar", "name", "shown"),
    [
        ("pl", "PL", "Michał", "29 września"), ("ru", "RU", "Людмила", "29 сентября"),
        ("ro", "RO", "Ilie", "20 iulie"), ("en", "PL", "Krzysztof", "25 July"),
    ],
)  # fmt: skip
def test_a_name_day_is_a_day_in_the_words_of_the_letter(
    tmp_path: Path, language: str, calendar: str, name: str, shown: str
) -> None:
    assert text(say(tmp_path, language, f'{{{{ client|name_day("{calendar}") }}}}', name)) == shown


def test_a_moving_name_day_is_that_of_the_year_of_the_letter(tmp_path: Path) -> None:
    body = '{{ client|name_day("RO") }}'
    assert text(say(tmp_path, "en", body, "Florin", date=dt.date(2026, 1, 2))) == "5 April"
    assert text(say(tmp_path, "en", body, "Florin", date=dt.date(2027, 1, 2))) == "25 April"


def test_the_name_day_after_the_birthday_is_kept(tmp_path: Path) -> None:
    body = '{{ client|name_day("RU") }}'
    assert text(say(tmp_path, "en", body, "Николай")) == "19 December"
    assert text(say(tmp_path, "en", body, "Николай", birthday=dt.date(1980, 3, 1))) == "22 May"
    assert text(say(tmp_path, "en", body, "Николай", birthday="03-01")) == "22 May"


def test_a_name_without_a_day_can_be_asked_for_but_not_printed(tmp_path: Path) -> None:
    asked = 'Hi{% if name|name_day("PL") %} on {{ name|name_day("PL") }}{% endif %}'
    assert text(say(tmp_path, "en", asked, "Xi")) == "Hi"
    fault = failed(say(tmp_path, "en", '{{ name|name_day("PL") }}', "Xi"))
    assert (fault.code, fault.details["field"]) == ("field-empty", "name_day")


def test_the_client_prints_as_the_number_and_knows_the_names(tmp_path: Path) -> None:
    body = "{{ client }} {{ client.name }} {{ client.first_name }}{% if client.number == client %}!{% endif %}"
    assert text(say(tmp_path, "en", body, "Ann Lee", first_name="Ann")) == "C-0042 Ann Lee Ann!"
    fault = failed(say(tmp_path, "en", "{{ client.company }}", "Ann Lee"))
    assert (fault.code, fault.details["field"]) == ("field-empty", "client.company")
    assert failed(say(tmp_path, "en", "{{ client.nmae }}", "Ann Lee")).details["suggestion"] == "Did you mean `name`?"


def test_a_client_without_a_number_is_greeted_all_the_same(tmp_path: Path) -> None:
    assert text(say(tmp_path, "en", "{{ client|greeting }}", "John Smith", client=None)) == "Dear Mr Smith"
    assert failed(say(tmp_path, "en", "{{ client }}", "John Smith", client=None)).code == "field-empty"


@pytest.mark.parametrize("hidden", ["sex", "salutation", "birthday", "_person", "_remarks"])
def test_what_the_team_noted_for_filters_cannot_be_printed(tmp_path: Path, hidden: str) -> None:
    body = "{{ client|greeting }} {{ " + hidden + " }}"
    fault = failed(say(tmp_path, "en", body, "John Smith", sex="m", salutation="Dear John", birthday="03-01"))
    assert fault.code in {"field-unknown", "template-not-allowed"}
    assert "_person" not in fault.sentence or hidden == "_person"


@pytest.mark.parametrize(
    "name", ["Éloïse Ğüneş", "李小龙", "ﷺ", "O'Neil-Ștefănescu", "Кызы Оглы", "Dr. hc. mult.", "🎂", "J."]
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_name_makes_the_closed_child_ask_for_a_file(tmp_path: Path, language: str, name: str) -> None:
    body = '{{ client|greeting("formal", true) }}{{ name|greeting("friendly") }}{{ name|vocative }}'
    body += '{{ name|name_day("RO")|default("-") }}' + ("{{ name|dative }}" if language == "ru" else "")
    written(say(tmp_path, language, body, name))


def test_tables_are_read_for_any_language() -> None:
    read_tables(["xx", "uk"])

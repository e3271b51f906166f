"""What the words give to those who ask: titles, headers, filled sentences, counted nouns."""

import datetime as dt

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from sheetcrm.model.snapshot import OWN
from sheetcrm.words import LANGUAGES, words_of
from sheetcrm.words.counting import FORMS


def test_a_language_that_is_not_there_is_answered_in_english() -> None:
    assert words_of("xx") is words_of("en")
    assert words_of("pl").language == "pl"


def test_a_header_follows_its_tab() -> None:
    words = words_of("ru")
    assert [words.header("clients", "number"), words.header("deals", "number")] == ["№", "№ сделки"]
    assert words.header("deals", "client_city") == "Клиент: город"
    assert words.header("deals", "client_tax_id") == "Клиент: ИНН"
    assert words.header("deals", "client_phone") == "Телефон клиента"


def test_a_column_of_the_team_keeps_its_own_header() -> None:
    assert words_of("en").header("clients", f"{OWN}Shoe size: EU") == "Shoe size: EU"


def test_an_entry_of_the_team_stands_for_itself() -> None:
    assert words_of("pl").choice("tier", "key") == "Kluczowy"
    assert words_of("pl").choice("tier", "Platynowy") == "Platynowy"
    assert words_of("pl").choice("legal_form", "sp.k.") == "sp.k."


def test_the_texts_of_a_list_come_in_the_order_of_the_model() -> None:
    assert words_of("ro").choices("paid") == ("Nu", "Parțial", "Da")
    assert words_of("ro").choices("legal_form") == ()


def test_a_column_with_a_hint_of_its_own_does_not_show_that_of_its_kind() -> None:
    words = words_of("en")
    assert words.hint("clients", "next_contact", "date")[0] == "Next contact"
    assert words.hint("deals", "closed_on", "date")[0] == "Date"


def test_a_suggestion_appears_only_when_there_is_one() -> None:
    words = words_of("en")
    assert words.problem("email-typo", suggestion="a@gmail.com")[1] == "Did you mean a@gmail.com? Please compare."
    assert words.problem("email-typo")[1] == "Please compare."
    assert words.problem("email-typo", suggestion="")[1] == "Please compare."


def test_a_sentence_whose_beginning_falls_away_still_begins_with_a_capital() -> None:
    assert words_of("en").task("verify")[1] == "Phone, e-mail, position"


def test_values_are_cut_but_paths_stay_whole() -> None:
    words, long = words_of("en"), "x" * 100
    assert words.problem("broken-formula", value=long)[0] == f"The formula shows an error ({'x' * 59}…)."
    assert long in words.error("no-such-file", path=long)


def test_a_value_on_many_lines_is_shown_on_one() -> None:
    assert words_of("en").problem("broken-formula", value="a\r\nb\tc\x07")[0] == "The formula shows an error (a b c )."


def test_a_task_tells_who_when_and_why() -> None:
    words = words_of("ru")
    details = {"name": "Анна Сергеева", "date": words.date((None, 3, 8)), "years": words.years(40)}
    assert words.task("birthday", **details) == (
        "Поздравить: Анна Сергеева, 8 марта, исполняется 40 лет",
        "День рождения 8 марта",
    )


def test_an_occasion_of_the_team_gets_the_general_text() -> None:
    assert words_of("en").task("harvest feast", name="Anna", date="8 March") == (
        "harvest feast: Anna, 8 March",
        "harvest feast on 8 March",
    )


def test_a_code_or_reason_nobody_wrote_a_text_for_is_shown_as_it_is() -> None:
    words = words_of("en")
    assert words.reason("moonrise") == "moonrise"
    assert words.say("moonrise") == "moonrise"
    assert words.problem("moonrise") == ("moonrise", "")
    assert words.error("moonrise", path="a.xlsx", count=2) == "moonrise (path=a.xlsx, count=2)"


def test_a_number_brings_its_noun_and_a_ready_text_stays() -> None:
    words = words_of("pl")
    assert words.problem("data-stale", days=400)[0] == "Nikt nie sprawdzał tych danych od 400 dni."
    assert words.problem("data-stale", days=words.days(390))[0] == "Nikt nie sprawdzał tych danych od 390 dni."


def test_dates_numbers_and_answers_are_shown_as_people_say_them() -> None:
    day = dt.date(2026, 3, 8)
    assert [words_of(language).show(day) for language in LANGUAGES] == [
        "8 March 2026", "8 марта 2026 г.", "8 marca 2026", "8 martie 2026",
    ]  # fmt: skip
    assert words_of("ro").date((None, 2, 29)) == "29 februarie"
    words = words_of("ru")
    assert [words.show(value) for value in (True, 12.0, 1.5, ["a", 2], frozenset("ba"))] == [
        "Да",
        "12",
        "1.5",
        "a, 2",
        "a, b",
    ]
    assert words.show(dt.datetime(2026, 3, 8, 9, 5)) == "8 марта 2026 г., 09:05"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_takes_the_form_that_the_unicode_rules_ask_for(language: str) -> None:
    rule = Locale(language).plural_form
    slot = {"one": 0, "few": 1, "many": 2, "other": 2}
    numbers = range(1002)
    assert [FORMS[language](n) for n in numbers] == [slot[rule(n)] for n in numbers]


def test_ages_are_spelled_as_people_say_them() -> None:
    spelled = {language: [words_of(language).years(n) for n in (1, 2, 21, 40, 112)] for language in LANGUAGES}
    assert spelled == {
        "en": ["1 year", "2 years", "21 years", "40 years", "112 years"],
        "ru": ["1 год", "2 года", "21 год", "40 лет", "112 лет"],
        "pl": ["1 rok", "2 lata", "21 lat", "40 lat", "112 lat"],
        "ro": ["1 an", "2 ani", "21 de ani", "40 de ani", "112 ani"],
    }


details = st.dictionaries(
    st.sampled_from(["value", "suggestion", "days", "other", "name", "date", "path", "count", "column", "place"]),
    st.none() | st.text() | st.integers() | st.floats() | st.booleans() | st.dates() | st.lists(st.text(), max_size=3),
)


@given(language=st.sampled_from(LANGUAGES), chosen=st.data(), given_details=details)
def test_no_value_whatever_can_break_a_sentence(
    language: str, chosen: st.DataObject, given_details: dict[str, object]
) -> None:
    words = words_of(language)
    words.problem(chosen.draw(st.sampled_from(sorted(words.sections["problems"]))), **given_details)
    words.task(chosen.draw(st.sampled_from(sorted(words.sections["tasks"]))), **given_details)
    words.say(chosen.draw(st.sampled_from(sorted(words.sections["ui"]))), **given_details)
    words.error(chosen.draw(st.sampled_from(sorted(words.sections["errors"]))), **given_details)


@given(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=60))
def test_a_value_stands_in_the_sentence_just_as_it_is(value: str) -> None:
    assert (
        words_of("en").error("no-such-run", run=value)
        == f"There is no run {value}. See the runs with: sheetcrm history"
    )


def test_a_value_with_braces_or_brackets_is_not_read_as_a_pattern() -> None:
    for value in ("{value}", "{0.__class__}", "[[x]]", "{path!r:>9999}", "%s %(x)s"):
        assert value in words_of("en").problem("broken-formula", value=value)[0]

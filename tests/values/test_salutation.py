"""First lines of letters in four languages."""

import pytest

from sheetcrm.values.salutation import Wording, greeting, is_certain, name_in_case, salutation, vocative


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Лебедева Любовь Ильинична", "ru", "Уважаемая Любовь Ильинична"),
        ("Попов А.С.", "ru", "Уважаемый господин Попов"),
        ("Ким Саша", "ru", "Здравствуйте, Саша"),
        ("Коваль А.С.", "ru", "Здравствуйте"),
        ("", "ru", "Здравствуйте"),
        ("Pawel Nowak", "pl", "Szanowny Panie Pawle"),
        ("Kowalski", "pl", "Szanowny Panie Kowalski"),
        ("Nowak", "pl", "Szanowni Państwo"),
        ("Олександр Шевченко", "pl", "Szanowni Państwo"),
        ("Ionescu-Popa Maria Elena", "ro", "Stimată doamnă Ionescu-Popa"),
        ("Dl. Popescu", "ro", "Stimate domnule Popescu"),
        ("Popescu", "ro", "Bună ziua"),
        ("Mrs Jane Smith", "en", "Dear Mrs Smith"),
        ("Dr. Mary-Jane O'Brien", "en", "Dear Dr O'Brien"),
        ("Taylor Smith", "en", "Dear Taylor Smith"),
        ("Acme Ltd", "en", "Hello"),
    ],
)
def test_the_formal_greeting_fits_the_person_or_is_safe(text: str, language: str, expected: str) -> None:
    assert salutation(text, language) == expected


def test_titles_are_used_on_request() -> None:
    assert salutation("prof. Jan Nowak", "pl", use_title=True) == "Szanowny Panie Profesorze"
    assert salutation("prof. Anna Nowak", "pl", use_title=True) == "Szanowna Pani Profesor"
    assert salutation("prof. Anna Nowak", "pl") == "Szanowna Pani Anno"
    assert salutation("Dr. Ion Popescu", "ro", use_title=True) == "Stimate domnule doctor Popescu"


def test_the_informal_greeting_uses_the_first_name() -> None:
    assert salutation("Popescu Ion", "ro", "informal") == "Dragă Ion"
    assert salutation("Tomek Nowak", "pl", "informal") == "Drogi Tomku"
    assert salutation("Петрова Мария", "ru", "informal") == "Здравствуйте, Мария"


def test_a_gender_from_the_sheet_overrules_the_name() -> None:
    assert salutation("Ким Саша", "ru", gender="f") == "Уважаемая Саша"
    assert salutation("Nowak", "pl", gender="f") == "Szanowna Pani Nowak"


def test_a_safe_greeting_is_reported_as_uncertain() -> None:
    assert is_certain("Иванов Иван", "ru")
    assert not is_certain("Ким Саша", "ru")
    assert is_certain("Ким Саша", "ru", gender="m")
    assert not is_certain("ООО Ромашка", "ru")
    assert not is_certain("Олександр Шевченко", "pl")


@pytest.mark.parametrize(
    ("text", "language", "safe"),
    [
        ("Отдел продаж", "ru", "Здравствуйте"),
        ("Семья Ивановых", "ru", "Здравствуйте"),
        ("Ивановна", "ru", "Здравствуйте"),
        ("Kancelaria Nowak", "pl", "Szanowni Państwo"),
        ("Rodzina Nowak", "pl", "Szanowni Państwo"),
        ("Sales Department", "en", "Hello"),
    ],
)
def test_a_family_a_department_and_a_patronymic_alone_are_greeted_safely(text: str, language: str, safe: str) -> None:
    assert salutation(text, language) == safe


def test_more_polish_posts_have_their_vocative() -> None:
    assert salutation("doc. Jan Nowak", "pl", use_title=True) == "Szanowny Panie Docencie"
    assert salutation("radca Jan Nowak", "pl", use_title=True) == "Szanowny Panie Radco"


@pytest.mark.parametrize("use_title", [True, False])
def test_the_clergy_are_addressed_as_such_whatever_the_team_chose(use_title: bool) -> None:
    assert salutation("ks. dr Jan Nowak", "pl", use_title=use_title) == "Szanowny Księże"
    assert salutation("Pr. Ion Popa", "ro", use_title=use_title) == "Stimate părinte Popa"


def test_a_greeting_tells_when_it_had_to_be_the_safe_one() -> None:
    assert greeting("Anna Nowak", "pl") == Wording("Szanowna Pani Anno", doubtful=False)
    assert greeting("A. Nowak", "pl") == Wording("Szanowni Państwo", doubtful=True)
    assert greeting("ООО Ромашка", "ru") == Wording("Здравствуйте", doubtful=True)
    assert greeting("Ким Саша", "ru", gender="f") == Wording("Уважаемая Саша", doubtful=False)
    assert greeting("Gabi", "ro", "informal") == Wording("Dragă Gabi", doubtful=False)
    assert greeting("", "en", "informal") == Wording("Hello", doubtful=True)


@pytest.mark.parametrize(
    ("text", "gender", "dative"),
    [
        ("Щербина Анна", None, "Щербине Анне"),
        ("Блок Александр", None, "Блоку Александру"),
        ("Попов А.С.", None, "Попову А.С."),
        ("Айбек Нурланов", None, "Айбеку Нурланову"),
        ("Ким Саша", "m", "Киму Саше"),
    ],
)
def test_a_name_whose_case_is_certain_is_inflected(text: str, gender: str | None, dative: str) -> None:
    assert name_in_case(text, "dative", gender) == Wording(dative, doubtful=False)


@pytest.mark.parametrize(
    ("text", "gender"),
    [
        ("Ким Саша", None),
        ("Smith John", "m"),
        ("Иванова Олег", "m"),
        ("Пророк Иван", None),
        ("Долина Лариса", "f"),
        ("ООО Ромашка", None),
        ("Иван и Мария Петровы", "m"),
        ("", "m"),
    ],
)
def test_a_doubtful_name_stays_as_it_stands_and_says_so(text: str, gender: str | None) -> None:
    assert name_in_case(text, "dative", gender) == Wording(text, doubtful=True)


def test_an_unknown_case_is_refused_even_for_a_doubtful_name() -> None:
    with pytest.raises(ValueError, match="ablative"):
        name_in_case("ООО Ромашка", "ablative")


def test_a_vocative_is_doubtful_where_the_gender_is_not_known() -> None:
    assert vocative("Paweł") == Wording("Pawle", doubtful=False)
    assert vocative("Wasyl", "m") == Wording("Wasylu", doubtful=False)
    assert vocative("Qwerty") == Wording("Qwerty", doubtful=True)
    assert vocative("Олена") == Wording("Олена", doubtful=True)

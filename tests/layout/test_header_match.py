"""What a header may mean by its text alone."""

import pytest

from sheetcrm.layout.header_match import is_known, meanings
from sheetcrm.model.tabs import TABS
from sheetcrm.words import LANGUAGES, words_of


def best(header: str) -> str | None:
    meant = meanings(header)
    return meant[0].field if meant else None


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Phone / e-mail", "contacts"),
        ("тел/почта", "contacts"),
        ("Telefon, e-mail", "contacts"),
        ("Тел. (моб.)", "phone"),
        ("телефон №2", "phone"),
        ("3. Телефон *", "phone"),
        ("Контактный телефон клиента", "phone"),
        ("Nume și prenume client", "name"),
        ("Фамилия, имя", "name"),
        ("Nazwisko i imię", "name"),
        ("Telphone", "phone"),
        ("Телефн", "phone"),
        ("Тeлефон", "phone"),
        ("E_MAIL", "email"),
        ("e mail", "email"),
        ("Город / City", "city"),
        ("Город, адрес", "address"),
        ("Kod poczt.", "postal_code"),
        ("Комментарии менеджеров:", None),
    ],
)
def test_headers_as_people_write_them_are_understood(header: str, field: str | None) -> None:
    if field is None:
        assert all(meaning.score < 0.75 for meaning in meanings(header) if meaning.field == "manager")
    else:
        assert best(header) == field
        assert meanings(header)[0].score >= 0.75


@pytest.mark.parametrize(
    "header", ["Birthday (dd.mm)", "Data urodzenia (dd.mm)", "Дата рождения\n(дд.мм.гггг)", "Data nașterii zz.ll"]
)
def test_a_form_written_behind_a_header_does_not_matter(header: str) -> None:
    assert any(meaning.field == "birthday" and meaning.score >= 0.9 for meaning in meanings(header))


@pytest.mark.parametrize("header", ["Сумма, руб.", "Kwota (zł)", "Suma, lei", "Amount £", "Sum, USD"])
def test_a_unit_behind_a_header_does_not_matter(header: str) -> None:
    assert any(meaning.field == "sum" and meaning.score >= 0.9 for meaning in meanings(header))


@pytest.mark.parametrize(
    "header",
    ["Телефон менеджера", "Телефон жены", "Telefon żony", "Telefonul soției", "Spouse's phone", "Manager phone"],
)
def test_the_phone_of_somebody_else_is_not_the_clients(header: str) -> None:
    assert all(meaning.score <= 0.4 for meaning in meanings(header) if meaning.field == "phone")


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Date of sale", "bought_on"),
        ("Ponowny kontakt", "next_contact"),
        ("Lead status", "status"),
        ("Nr ofertă", "number"),
    ],
)
def test_headers_nobody_listed_are_put_together_from_their_words(header: str, field: str) -> None:
    assert any(meaning.field == field and meaning.score >= 0.7 for meaning in meanings(header))


def test_every_header_we_write_ourselves_is_understood_in_its_tab() -> None:
    missed = [
        (language, tab.key, column.key)
        for language in LANGUAGES
        for tab in TABS
        for column in tab.columns
        if not any(
            meaning.field == column.key and meaning.tab in (None, tab.key) and meaning.score == 1.0
            for meaning in meanings(words_of(language).header(tab.key, column.key))
        )
    ]
    assert missed == []


@pytest.mark.parametrize("value", ["Анна Сергеева", "ul. Długa 5", "07700 900123", "anna@example.com", "2026", "", "—"])
def test_values_are_not_known_headers(value: str) -> None:
    assert not is_known(value)

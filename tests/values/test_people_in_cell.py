"""Cells of a name column that name nobody, one or several."""

import pytest

from sheetcrm.values.people_in_cell import names_nobody, names_several_people, starts_with_a_name
from sheetcrm.values.salutation import greeting


@pytest.mark.parametrize(
    "text", ["нет", "Тест", "Без имени", "Отдел", "мама Саши", "жена Олега", "Дом 5", "Детский сад"]
)
def test_a_remark_in_place_of_a_russian_name_names_nobody(text: str) -> None:
    assert names_nobody(text, "ru")
    assert greeting(text, "ru").text == "Здравствуйте"


@pytest.mark.parametrize(
    ("text", "language"),
    [("brak", "pl"), ("nie podano", "pl"), ("żona Jana", "pl"), ("n/a", "en"), ("wife of John", "en"),
     ("Recepție", "ro"), ("soția lui Ion", "ro")],
)  # fmt: skip
def test_a_remark_in_place_of_a_name_names_nobody(text: str, language: str) -> None:
    assert names_nobody(text, language)
    assert greeting(text, language).doubtful


@pytest.mark.parametrize(
    ("text", "language"),
    [("Роман", "ru"), ("Вера", "ru"), ("Мороз Юрий", "ru"), ("Тётя Зина", "ru"), ("Jan", "pl")],
)
def test_a_name_that_is_a_word_as_well_stays_a_name(text: str, language: str) -> None:
    assert not names_nobody(text, language)


@pytest.mark.parametrize("text", ["Анна или Пётр", "Петров/Сидорова", "Иванова Анна, Петров Пётр", "Семья Ивановых"])
def test_two_people_are_several_however_they_are_joined(text: str) -> None:
    assert names_several_people(text, "ru")


@pytest.mark.parametrize("text", ["Иванова, Анна", "Иванов Иван, д.м.н.", "Анна / бухгалтер", "Иванов (Петров) Иван"])
def test_one_person_with_a_remark_is_one(text: str) -> None:
    assert not names_several_people(text, "ru")


def test_a_name_in_another_column_is_seen_by_its_given_name() -> None:
    assert starts_with_a_name("Nowak Anna", "pl")
    assert not starts_with_a_name("call me later please now", "en")
    assert not starts_with_a_name("600 100", "pl")

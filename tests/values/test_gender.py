"""Gender as names show it."""

import pytest

from sheetcrm.values.gender import gender_of


@pytest.mark.parametrize(
    ("text", "language", "gender"),
    [
        ("Никитин Никита Фомич", "ru", "m"),
        ("Черных Олег Петрович", "ru", "m"),
        ("Цой Анита", "ru", "f"),
        ("Эльза Коваль", "ru", "f"),
        ("Валя Смирнов", "ru", "m"),
        ("Саша Петрова", "ru", "f"),
        ("Попова А.С.", "ru", "f"),
        ("Ахмед кызы Лейла", "ru", "f"),
        ("г-жа Коваль", "ru", "f"),
        ("Ивановна", "ru", "f"),
        ("Вася", "ru", "m"),
        ("Айлин", "ru", "f"),
        ("Мишель Смирнов", "ru", "m"),
        ("Ambroży Nowak", "pl", "m"),
        ("Aurică Popa", "ro", "m"),
        ("Kuba Nowak", "pl", "m"),
        ("Barnaba Zając", "pl", "m"),
        ("Carmen Nowak", "pl", "f"),
        ("Pani Nowak", "pl", "f"),
        ("Mihnea Popa", "ro", "m"),
        ("Horea Rusu", "ro", "m"),
        ("Beatrice Popescu", "ro", "f"),
        ("Mrs Taylor Smith", "en", "f"),
    ],
)
def test_a_name_that_shows_gender_gives_it(text: str, language: str, gender: str) -> None:
    assert gender_of(text, language) == gender


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Ким Саша", "ru"),
        ("Женя Коваль", "ru"),
        ("Мишель", "ru"),
        ("Абрамович", "ru"),
        ("ООО Ромашка", "ru"),
        ("Taylor Smith", "en"),
        ("Gabi Popa", "ro"),
        ("Петрова Никита", "ru"),
        ("Коваль А.С.", "ru"),
        ("Jan i Anna Nowak", "pl"),
        ("", "pl"),
    ],
)
def test_gender_is_never_guessed(text: str, language: str) -> None:
    assert gender_of(text, language) is None

"""Name cells as people type them, and the parts they mean."""

import pytest

from sheetcrm.values.people_in_cell import names_several_people
from sheetcrm.values.person_name import PersonName, looks_like_company, parse_person_name


@pytest.mark.parametrize(
    ("text", "language", "last", "first", "middle"),
    [
        ("Иванов Иван Иванович", "ru", "Иванов", "Иван", "Иванович"),
        ("Иван Петрович Сидоров", "ru", "Сидоров", "Иван", "Петрович"),
        ("Алла Николаевна Мицкевич", "ru", "Мицкевич", "Алла", "Николаевна"),
        ("Абрамович Роман Аркадьевич", "ru", "Абрамович", "Роман", "Аркадьевич"),
        ("Анна Сергеевна", "ru", "", "Анна", "Сергеевна"),
        ("Мамедова Лейла Ахмед кызы", "ru", "Мамедова", "Лейла", "Ахмед кызы"),
        ("Цой Анита", "ru", "Цой", "Анита", ""),
        ("Анита Цой", "ru", "Цой", "Анита", ""),
        ("Сафина Дарья", "ru", "Сафина", "Дарья", ""),
        ("Алла Сафина", "ru", "Сафина", "Алла", ""),
        ("Анна Герман", "ru", "Герман", "Анна", ""),
        ("Шевченко Мар'яна", "ru", "Шевченко", "Мар'яна", ""),
        ("И.И.Иванов", "ru", "Иванов", "И.", "И."),
        ("Попов А С", "ru", "Попов", "А.", "С."),
        ("Чехов АП", "ru", "Чехов", "А.", "П."),
        ("ЛИ Сергей", "ru", "Ли", "Сергей", ""),
        ("Иванов Иван оглы", "ru", "Иванов", "", "Иван оглы"),
        ("Рашид Мамед оглы", "ru", "", "Рашид", "Мамед оглы"),
        ("Ивановна", "ru", "", "", "Ивановна"),
        ("Салтыков - Щедрин Михаил", "ru", "Салтыков-Щедрин", "Михаил", ""),
        ("Kowalska Anna - dyrektor", "pl", "Kowalska", "Anna", ""),
        ("Sz. P. Jan Nowak", "pl", "Nowak", "Jan", ""),
        ("Vasile Ion Popa", "ro", "Popa", "Vasile", "Ion"),
        ("Smith-Jones Mary", "en", "Smith-Jones", "Mary", ""),
        ("ПЕТРОВ ПЁТР", "ru", "Петров", "Пётр", ""),
        ("Пётр ПЕТРОВ", "ru", "Петров", "Пётр", ""),
        ("Гарсия Маркес Габриэль", "ru", "Гарсия Маркес", "Габриэль", ""),
        ("kowalski jan", "pl", "Kowalski", "Jan", ""),
        ("Nowak-Kowalska Anna Maria", "pl", "Nowak-Kowalska", "Anna", "Maria"),
        ("Anna Nowak Kowalska", "pl", "Nowak Kowalska", "Anna", ""),
        ("Popescu Ion", "ro", "Popescu", "Ion", ""),
        ("Ion Creangă", "ro", "Creangă", "Ion", ""),
        ("Maria Ion", "ro", "Ion", "Maria", ""),
        ("Ștefan cel Mare", "ro", "cel Mare", "Ștefan", ""),
        ("Vincent Van Gogh", "en", "Van Gogh", "Vincent", ""),
        ("Maria de la Cruz", "en", "de la Cruz", "Maria", ""),
        ("SEAN MCDONALD", "en", "McDonald", "Sean", ""),
        ("shaun o'neill", "en", "O'Neill", "Shaun", ""),
        ("J.R.R. Tolkien", "en", "Tolkien", "J.", "R. R."),
    ],
)
def test_parts_are_found_whatever_their_order(text: str, language: str, last: str, first: str, middle: str) -> None:
    name = parse_person_name(text, language)
    assert (name.last, name.first, name.middle) == (last, first, middle)


def test_titles_and_suffixes_are_kept_apart_from_the_name() -> None:
    assert parse_person_name("Smith, John, Jr.") == PersonName("Smith", "John", "", "", "Jr.")
    assert parse_person_name("prof. dr hab. n. med. Jan Zając", "pl").title == "prof. dr hab. n. med."
    assert parse_person_name("к. м. н. Петрова Анна Ивановна", "ru").last == "Петрова"


def test_a_post_after_a_comma_is_no_given_name() -> None:
    name = parse_person_name("Jan Kowalski, dyrektor", "pl")
    assert (name.last, name.first) == ("Kowalski", "Jan")


@pytest.mark.parametrize("text", ["", "   ", "—", "+7 900 000-00-00", "a@b.ru"])
def test_a_cell_without_a_name_gives_empty_parts(text: str) -> None:
    assert parse_person_name(text, "ru") == PersonName()


def test_maiden_names_phones_and_hidden_spaces_are_dropped() -> None:
    name = parse_person_name("Иванова\u00a0(Петрова)  Анна\u200b Сергеевна +79001234567", "ru")
    assert name.display == "Иванова Анна Сергеевна"


def test_firms_are_told_from_people() -> None:
    assert looks_like_company("Kowalski sp. z o.o.")
    assert looks_like_company("SC Popescu SRL")
    assert not looks_like_company("ИП Сидорова Анна Ивановна")
    assert not looks_like_company("тов. Иванов")


def test_a_couple_is_not_one_person() -> None:
    assert names_several_people("Jan i Anna Nowak")
    assert not names_several_people("Anna Nowak")

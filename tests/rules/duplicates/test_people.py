"""People who are one and people who are not, in four languages and two alphabets."""

import pytest

from tests.rules.duplicates.records import found_among, groups, strangers

PHONE = "+7 916 123-45-67"


def person(first: str, last: str, **more: str) -> dict[str, str]:
    return {"first_name": first, "surname": last, **more}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (person("Пётр", "Щербаков"), person("Petr", "Shcherbakov")),
        (person("Юлия", "Жукова"), person("Iuliia", "Zhukova")),
        (person("Александр", "Белов"), person("Саша", "Белов")),
        (person("Małgorzata", "Wójcik"), person("Gosia", "Wojcik")),
        (person("William", "Stone"), person("Bill", "Stone")),
        (person("Ștefan", "Țurcanu"), person("Stefan", "Turcanu")),
        (person("Анна", "Лебедева"), person("Лебедева", "Анна")),
        (person("Николай Петрович", "Громов"), person("Н. П.", "Громов")),
        (person("Katarzyna", "Zielińska"), person("Katarzyna", "Zielniska")),
        (person("Игорь", "Тихонов"), {"name": "Тихонов Игорь Олегович"}),
        (person("Ян", "Ковальчик"), person("Jan", "Kowalczyk")),
    ],
)
def test_one_person_is_known_by_phone_however_the_name_is_written(one, other):
    rows = [{**one, "phone": PHONE}, {**other, "phone": "8 (916) 1234567"}]
    assert groups(found_among(rows), 2) == [[0, 1]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (person("Анна", "Смирнова"), person("Иван", "Смирнов")),
        (person("Piotr", "Nowicki"), person("Ewa", "Nowicka")),
        (person("Maria", "Popescu"), person("Ion", "Popescu")),
        (person("Sarah", "Miller"), person("James", "Turner")),
    ],
)
def test_a_shared_phone_and_mailbox_do_not_make_two_people_one(one, other):
    shared = {"phone": PHONE, "email": "family@example.com", "city": "Kraków", "address": "Lipowa 4/7"}
    assert groups(found_among([{**one, **shared}, {**other, **shared}]), 2) == []


def test_colleagues_at_one_switchboard_stay_apart():
    rows = [
        {**row, "phone": PHONE, "email": "info@romashka.ru", "company": "ООО Ромашка", "city": "Тула"}
        for row in strangers(60)
    ]
    assert groups(found_among(rows), 60) == []


def test_namesakes_with_other_phones_and_other_cities_are_not_one():
    rows = [
        person("Иван", "Иванов", phone=f"+7 903 {number}", city=city, email=f"ivan{number[:3]}@mail.ru")
        for number, city in (("111-22-33", "Омск"), ("444-55-66", "Тверь"), ("777-88-99", "Пермь"))
    ]
    assert groups(found_among([*rows, *(person("Иван", f"Петров{n}") for n in "абвгд")]), 3) == []


def test_father_and_son_of_one_name_at_one_address_are_never_sure():
    home = {"city": "Poznań", "address": "ul. Ogrodowa 46/58", "email": "dom.bodzak@onet.pl"}
    rows = [
        person("Jan", "Bodzak", phone="+48 786 176 354", **home),
        person("Jan", "Bodzak", phone="+48 880 601 615", **home),
    ]
    assert groups(found_among(rows), 2, sure=True) == []


def test_another_birthday_keeps_namesakes_apart():
    rows = [
        person("Anna", "Nowak", birthday="1981-04-12", city="Łódź"),
        person("Anna", "Nowak", birthday="1967-09-30", city="Łódź"),
    ]
    assert groups(found_among(rows), 2) == []


def test_a_changed_surname_with_the_same_phone_and_mailbox_is_asked_about_but_not_sure():
    rows = [
        person("Weronika", "Gajewska", phone=PHONE, email="weronika.g@wp.pl"),
        person("Weronika", "Sobczyk", phone=PHONE, email="weronika.g@wp.pl"),
    ]
    found = found_among(rows)
    assert groups(found, 2) == [[0, 1]]


def test_several_phones_in_a_cell_are_all_compared():
    rows = [
        person("Oksana", "Tymchuk", phone="044 123 45 67, +380 67 765 43 21"),
        person("Oksana", "Tymchuk", phone="067 765 4321"),
    ]
    assert groups(found_among(rows), 2, sure=True) == [[0, 1]]


def test_a_chain_of_weak_links_does_not_join_strangers():
    rows = [
        person("Adam", "Wolny", phone="+48 600 100 200"),
        person("Adam", "Wolny", phone="+48 600 100 200, +48 700 300 400"),
        person("Ewa", "Wolna", phone="+48 700 300 400", email="ewa@example.com"),
        person("Ewa", "Maj", email="ewa@example.com"),
    ]
    joined = groups(found_among(rows), 4)
    assert [0, 1] in joined
    assert not any({0, 3} <= set(rows) or {1, 2} <= set(rows) for rows in joined)


def test_a_shared_rare_surname_says_more_than_a_shared_common_one():
    common = [person(f"{letter}лег", "Иванов", city="Омск") for letter in "абвгдежзик"]
    rare = [person("Олег", "Крашенинников-Заболоцкий", company="ТД Восход") for _ in range(2)]
    often = [person("Олег", "Иванов", company="ТД Восход") for _ in range(2)]
    found = found_among([*rare, *often, *common * 12], beside=0)
    score = {(a, b): s for a, b, s in zip(found.pairs.left, found.pairs.right, found.pairs.score, strict=True)}
    assert score[0, 1] > score.get((2, 3), -9.0)


def test_one_name_with_numbers_that_follow_one_another_is_many_people():
    rows = [person("Иван", "Иванов", phone=f"+7 916 000-{at // 100:02d}-{at % 100:02d}") for at in range(2000)]
    assert groups(found_among(rows, beside=0), 2000) == []


def test_twins_with_one_phone_one_mailbox_and_one_birthday_are_two():
    shared = {"phone": PHONE, "email": "mama@example.com", "birthday": "2015-04-17", "city": "Opole"}
    rows = [{**person("Dorin", "Rusu"), **shared}, {**person("Valeriu", "Rusu"), **shared}]
    assert groups(found_among(rows), 2) == []


def test_single_words_that_differ_are_two_people_on_neighbouring_phones():
    rows = [
        {"name": "Anna", "phone": "+48 600 100 200", "birthday": "1980-03-03"},
        {"name": "Jan", "phone": "+48 600 100 201", "birthday": "1980-03-03"},
    ]
    assert groups(found_among(rows), 2) == []


def test_namesakes_of_a_small_town_with_three_streets_do_not_become_one_by_learning():
    first, last, streets = ("Lan", "Hoa", "Vinh", "Trung"), ("Nguyen", "Tran", "Pham"), ("Le Loi", "Tran Phu", "Hue")
    rows = [
        person(
            first[at % 4], last[at // 4 % 3], city="Vinh", address=f"{streets[at % 3]} {at}", phone=f"+84 91 {at:07}"
        )
        for at in range(600)
    ]
    assert groups(found_among(rows), 600) == []

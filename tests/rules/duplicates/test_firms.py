"""Firms that are one, and firms that only look like it."""

import pytest

from tests.rules.duplicates.records import found_among, groups

PHONE = "+7 495 123-45-67"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ООО «Ромашка»", "Romashka LLC"),
        ("Drewpol Sp. z o.o.", "DREWPOL spółka z ograniczoną odpowiedzialnością"),
        ("SC Carpatmobil SRL", "Carpatmobil S.R.L."),
        ("Bluestone Systems Ltd", "Bluestone Systems Limited"),
        ("АО Стройинвест", "Строийнвест"),
    ],
)
def test_one_firm_is_known_whatever_its_legal_form_and_alphabet(one, other):
    rows = [{"company": one, "phone": PHONE}, {"company": other, "phone": "8 495 1234567"}]
    assert groups(found_among(rows), 2) == [[0, 1]]


def test_branches_in_other_cities_with_other_phones_are_not_sure_to_be_one():
    rows = [
        {"company": "ООО Лента", "phone": "+7 812 111-22-33", "city": "Санкт-Петербург", "address": "Савушкина 112"},
        {"company": "ООО Лента", "phone": "+7 383 444-55-66", "city": "Новосибирск", "address": "Гоголя 15"},
    ]
    assert groups(found_among(rows), 2) == []


def test_a_firm_and_the_person_who_answers_its_phone_are_two():
    rows = [
        {"company": "ООО Ромашка", "phone": PHONE},
        {"company": "ООО Ромашка", "phone": PHONE, "first_name": "Ольга", "surname": "Зимина"},
    ]
    assert groups(found_among(rows), 2) == []


def test_a_firm_in_the_column_of_names_is_compared_as_a_firm():
    rows = [{"name": "ООО «Вектор Плюс»", "phone": PHONE}, {"company": "Вектор Плюс", "phone": PHONE}]
    assert groups(found_among(rows), 2) == [[0, 1]]


def test_numbers_in_names_of_firms_part_them():
    rows = [
        {"company": "Школа № 14", "city": "Тула", "phone": "+7 487 211-11-12"},
        {"company": "Школа № 17", "city": "Тула", "phone": "+7 487 233-33-34"},
    ]
    assert groups(found_among(rows), 2) == []


def test_branches_of_one_town_with_one_phone_and_one_mailbox_are_several():
    rows = [
        {"company": "Farmacia Salus SRL", "phone": "+40 21 123 4567", "email": "info@salus.ro", "city": "Cluj-Napoca",
         "address": address}
        for address in ("Strada Lungă 12", "Strada Horea 3", "Bulevardul Eroilor 45")
    ]  # fmt: skip
    assert groups(found_among(rows), 3) == []


def test_shops_under_one_roof_with_words_in_common_are_several():
    rows = [
        {"company": name, "phone": "+39 347 365 29 46", "city": "Lecco", "address": "Via XX Settembre 76"}
        for name in ("Salone Dorkel Plus S.r.l.", "Salone Kiprandi Plus S.r.l.")
    ]
    assert groups(found_among(rows), 2) == []

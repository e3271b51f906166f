"""Couples and siblings share a phone, a mailbox and a flat, and nearly a name: they are no duplicates."""

import pytest

from tests.rules.duplicates.records import found_among, groups

HOME = {"phone": "+48 601 222 333", "email": "rodzina.dom@example.org", "address": "ul. Polna 7/3", "city": "Łódź"}


def _household(*people):
    return [{**HOME, **dict(zip(("first_name", "surname", "patronymic"), names, strict=True))} for names in people]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Евгений", "Петренко", ""), ("Евгения", "Петренко", "")),
        (("Adrian", "Emiliuc", ""), ("Adriana", "Emiliuc", "")),
        (("Aleksander", "Wrona", ""), ("Aleksandra", "Wrona", "")),
        (("Саша", "Иванов", ""), ("Саша", "Иванова", "")),
        (("Женя", "Петренко", "Сергеевич"), ("Женя", "Петренко", "Сергеевна")),
        (("Евгений", "Петренко", ""), ("Петренко", "Евгения", "")),
    ],
)
def test_a_man_and_a_woman_of_one_household_are_two(one, other):
    assert groups(found_among(_household(one, other)), 2) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Анна", "Иванова", ""), ("Анна", "Иванов", "")),
        (("Альбин", "Зелинская", ""), ("Альбина", "Зелинская", "")),
        (("Анна", "Петренко", "Сергеевна"), ("Анна", "Петренко", "Сергевна")),
        (("Саша", "Белов", ""), ("Александр", "Белов", "")),
    ],
)
def test_a_letter_left_out_makes_no_second_person(one, other):
    assert groups(found_among(_household(one, other)), 2, sure=True) == [[0, 1]]


def test_children_of_two_fathers_are_two_and_one_father_in_two_spellings_is_one():
    brothers = (("Саша", "Петренко", "Иванович"), ("Саша", "Петренко", "Романович"))
    assert groups(found_among(_household(*brothers)), 2, sure=True) == []
    spellings = (("Игорь", "Петренко", "Сергеевич"), ("Ігор", "Петренко", "Сергійович"))
    assert groups(found_among(_household(*spellings)), 2, sure=True) == [[0, 1]]


def test_a_first_name_is_known_in_the_neighbours_language():
    rows = _household(("Николай", "Зубко", ""), ("Микола", "Зубко", ""))
    assert groups(found_among(rows), 2, sure=True) == [[0, 1]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("John", "Baker Jr.", ""), ("John", "Baker Sr.", "")),
        (("Henry", "Mason II", ""), ("Henry", "Mason III", "")),
        (("Иван", "Зубко (мл.)", ""), ("Иван", "Зубко ст.", "")),
    ],
)
def test_father_and_son_of_one_name_are_not_surely_one(one, other):
    assert groups(found_among(_household(one, other)), 2, sure=True) == []


def test_a_son_may_be_written_without_the_word_that_says_so():
    rows = _household(("John", "Baker, Jr.", ""), ("John", "Baker", ""))
    assert groups(found_among(rows), 2, sure=True) == [[0, 1]]

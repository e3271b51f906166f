import pytest

from sheetcrm.values.phone import Phone, PhoneCell, read_phones, time_zone


def numbers(cell, region):
    return [phone.e164 for phone in read_phones(cell, region).numbers]


@pytest.mark.parametrize(
    ("cell", "region", "expected"),
    [
        ("8 903 765-43-21", "RU", "+79037654321"),
        ("+7 (903) 765 43 21", "PL", "+79037654321"),
        ("8 701 123 45 67", "KZ", "+77011234567"),
        ("80 29 123-45-67", "BY", "+375291234567"),
        ("8 044 123 45 67", "UA", "+380441234567"),
        ("0 22 826 50 11", "PL", "+48228265011"),
        ("021/310.45.67", "RO", "+40213104567"),
        ("022 71 23 45", "MD", "+37322712345"),
        ("0040 721 234 567", "RU", "+40721234567"),
        ("810 48 601 234 567", "RU", "+48601234567"),
        ("+8 916 123 45 67", "RU", "+79161234567"),
        ("380501234567", "RU", "+380501234567"),
        ("+44 (0)20 7946 0958", "GB", "+442079460958"),
        ("+48 (0) 601 234 567", "PL", "+48601234567"),
        ("\u202a+7\u00a0916\u00a0123\u201145\u201167\u202c", "RU", "+79161234567"),
        ("'+48 601 234 567", "PL", "+48601234567"),
    ],
)
def test_one_number_is_read_in_the_habits_of_its_country(cell, region, expected):
    assert numbers(cell, region) == [expected]


@pytest.mark.parametrize("cell", [79161234567, 79161234567.0, "79161234567.0", "7.9161234567E+10", "7,9161234567E+10"])
def test_what_a_workbook_made_of_a_number_is_undone(cell):
    assert numbers(cell, "RU") == ["+79161234567"]


def test_a_number_whose_digits_a_workbook_dropped_is_left_over():
    assert read_phones("7,91612E+10", "RU") == PhoneCell(leftovers=("7,91612E+10",))


@pytest.mark.parametrize(
    "cell",
    [
        "601234567, 602345678",
        "601 234 567; 602 345 678",
        "601-234-567 / 602-345-678",
        "601234567\n602345678",
        "601234567 602345678",
        "601 234 567 602 345 678",
        "kom. 601 234 567 lub 602 345 678",
        "+48601234567+48602345678",
    ],
)
def test_several_numbers_keep_the_order_of_the_cell(cell):
    assert numbers(cell, "PL") == ["+48601234567", "+48602345678"]


@pytest.mark.parametrize(
    ("cell", "region"),
    [
        ("22 826 50 11 wew. 12", "PL"),
        ("22 826 50 11, wew 12", "PL"),
        ("22 826 50 11 (int. 12)", "PL"),
        ("+48 22 826 50 11 доб.12", "RU"),
        ("22 826 50 11 ext 12", "PL"),
        ("22 826 50 11 вн. 12", "PL"),
        ("22 826 50 11 x12", "PL"),
        ("22 826 50 11 w. 12", "PL"),
        ("22 826 50 11 #12", "PL"),
    ],
)
def test_an_extension_is_kept(cell, region):
    assert numbers(cell, region) == ["+48228265011;ext=12"]


def test_seven_digits_too_many_are_no_extension():
    cell = read_phones("22 826 50 11 wew. 6012345678", "PL")
    assert cell.numbers == ()
    assert cell.leftovers == ("22 826 50 11 wew. 6012345678",)


@pytest.mark.parametrize("cell", ["123-45-67", "+7 916 123 45 6", "12.03.1985"])
def test_what_is_no_valid_number_is_left_over_and_never_guessed(cell):
    assert read_phones(cell, "RU") == PhoneCell(leftovers=(cell,))


def test_the_rest_of_a_cell_becomes_its_note_without_labels():
    cell = read_phones("тел. моб.: 8 916 123 45 67 Иван, раб. 8 (495) 123-45-67", "RU")
    assert cell.note == "Иван"
    assert [phone.kind for phone in cell.numbers] == ["mobile", "fixed"]


def test_a_number_is_shown_as_people_of_the_region_write_it():
    assert read_phones("601234567", "PL").numbers == (Phone("+48601234567", "601 234 567", "mobile", "PL"),)
    assert read_phones("+48601234567", "RU").numbers[0].national == "+48 601 234 567"


@pytest.mark.parametrize("cell", ["", "   ", "-", "brak", float("nan")])
def test_a_cell_without_digits_has_no_numbers(cell):
    assert numbers(cell, "PL") == []


@pytest.mark.parametrize(
    ("number", "zone"),
    [
        ("+73832123456", "Asia/Novosibirsk"),
        ("+79161234567", "Europe/Moscow"),
        ("+77011234567", "Asia/Almaty"),
        ("+375291234567", "Europe/Minsk"),
        ("+74012123456", "Europe/Kaliningrad"),
        ("+78452123456", "Europe/Saratov"),
        ("+380441234567", "Europe/Kyiv"),
        ("+48221234567;ext=5", "Europe/Warsaw"),
        ("+18005551234", None),
        ("nothing", None),
    ],
)
def test_the_zone_is_that_of_the_city_or_of_most_people(number, zone):
    assert time_zone(number) == zone


@pytest.mark.parametrize(
    ("cell", "region", "expected"),
    [
        ("+12127365000x12", "US", "+12127365000;ext=12"),
        ("84951234567доб.5", "RU", "+74951234567;ext=5"),
        ("+7-495-123-45-67 (123)", "RU", "+74951234567;ext=123"),
    ],
)
def test_an_extension_may_stand_right_behind_the_number_or_in_brackets(cell, region, expected):
    assert numbers(cell, region) == [expected]


@pytest.mark.parametrize(
    ("cell", "region", "spelled"),
    [
        ("8 (495) 123-45-67 ext 101", "RU", "8 (495) 123-45-67 доб. 101"),
        ("22 123 45 67 x12", "PL", "22 123 45 67 wew. 12"),
        ("021 312 34 56 ext 5", "RO", "021 312 3456 int. 5"),
        ("020 7946 0018 x12", "GB", "020 7946 0018 ext. 12"),
    ],
)
def test_an_extension_is_written_as_people_of_the_region_do(cell: str, region: str, spelled: str) -> None:
    (number,) = read_phones(cell, region).numbers
    assert number.national == spelled
    assert read_phones(spelled, region).numbers == (number,)

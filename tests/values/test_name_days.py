"""Name days of three countries."""

from datetime import date

from sheetcrm.values.name_days import name_days, orthodox_easter


def test_marks_and_short_forms_find_the_day() -> None:
    assert name_days("Michal", "PL") == name_days("Michał", "PL") == ["09-29"]
    assert name_days("Kuba", "PL") == name_days("Jakub", "PL")
    assert name_days("Петр", "RU") == name_days("Пётр", "RU")
    assert name_days("Stefan", "RO") == ["12-27"]


def test_florii_moves_with_orthodox_easter() -> None:
    assert name_days("Florin", "RO", 2026) == ["04-05"]
    assert name_days("Viorica", "RO", 2027) == ["04-25"]
    assert name_days("Florin", "RO") == []
    assert orthodox_easter(2024) == date(2024, 5, 5)


def test_a_short_form_of_several_names_has_no_day() -> None:
    assert name_days("Слава", "RU") == []
    assert name_days("Xyz", "PL") == []
    assert name_days("Jan", "FR") == []

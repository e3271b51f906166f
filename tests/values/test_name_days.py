"""Name days of three countries."""

import csv
import re
from collections import Counter
from datetime import date
from importlib.resources import files

import pytest

from sheetcrm.values.first_names import name_key
from sheetcrm.values.name_days import main_name_day, name_days, orthodox_easter


def rows() -> list[dict[str, str]]:
    text = files("sheetcrm.values").joinpath("data", "name_days.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))


def test_marks_and_short_forms_find_the_day() -> None:
    assert name_days("Michal", "PL") == name_days("Michał", "PL") == ["09-29"]
    assert name_days("Kuba", "PL") == name_days("Jakub", "PL")
    assert name_days("Петр", "RU") == name_days("Пётр", "RU")
    assert name_days("Stefan", "RO") == ["12-27"]


@pytest.mark.parametrize(
    ("written", "name", "country"),
    [
        ("Олена", "Елена", "RU"),
        ("Данила", "Даниил", "RU"),
        ("Наталія", "Наталия", "RU"),
        ("СЕМЕН", "Семён", "RU"),
        ("Сяргей", "Сергей", "RU"),
        ("Serghei", "Sergiu", "RO"),
        ("Neculai", "Nicolae", "RO"),
        ("Calin", "Călin", "RO"),
        ("Wioleta", "Wioletta", "PL"),
        ("Anna Maria", "Anna", "PL"),
        ("Jan-Paweł", "Jan", "PL"),
    ],
)
def test_spellings_and_neighbours_forms_keep_the_same_days(written: str, name: str, country: str) -> None:
    assert name_days(written, country) == name_days(name, country) != []


def test_florii_moves_with_orthodox_easter() -> None:
    assert name_days("Florin", "RO", 2026) == ["04-05"]
    assert name_days("Viorica", "RO", 2027) == ["04-25"]
    assert name_days("Florin", "RO") == []
    assert main_name_day("Florin", "RO") is None
    assert orthodox_easter(2024) == date(2024, 5, 5)


def test_a_short_form_of_several_names_has_no_day() -> None:
    assert name_days("Слава", "RU") == []
    assert name_days("Xyz", "PL") == []
    assert name_days("Jan", "FR") == []
    assert main_name_day("", "PL") is None


def test_the_main_day_is_the_commonest_or_the_first_after_the_birthday() -> None:
    assert main_name_day("Jan", "PL") == "06-24"
    assert main_name_day("Jan", "PL", born="06-25") == "12-27"
    assert main_name_day("Jan", "PL", born="12-28") == "06-24"
    assert main_name_day("Николай", "RU") == "12-19"
    assert main_name_day("Николай", "RU", born="12-19") == "12-19"
    assert main_name_day("Maria", "RO") == "08-15"


def test_a_name_that_no_calendar_has_gets_no_day() -> None:
    for name in ("Руслан", "Эдуард", "Станислав", "Алина"):
        assert name_days(name, "RU") == []
    for name in ("Bogdan", "Mircea", "Rodica"):
        assert name_days(name, "RO", 2027) == []


def test_every_date_of_the_table_exists_and_no_spelling_stands_twice() -> None:
    spellings = Counter(
        (row["country"], name_key(spelling)) for row in rows() for spelling in (row["name"], *row["also"].split())
    )
    assert [spelling for spelling, times in spellings.items() if times > 1] == []
    for row in rows():
        for rule in row["dates"].split(";"):
            assert re.fullmatch(r"easter[+-]\d+", rule) or date.fromisoformat(f"2024-{rule}"), row

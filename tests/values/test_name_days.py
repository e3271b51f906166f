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


def test_romanians_keep_the_main_day_whenever_they_were_born() -> None:
    assert main_name_day("Maria", "RO", born="08-20") == "08-15"
    assert main_name_day("Ion", "RO", born="02-01") == "01-07"


def test_old_style_days_of_early_march_are_a_day_earlier_in_leap_years() -> None:
    assert (main_name_day("Тарас", "RU", 2027), main_name_day("Тарас", "RU", 2028)) == ("03-10", "03-09")
    assert name_days("Марианна", "RU", 2028) == ["03-01"]
    assert name_days("Кассиан", "RU", 2028) == name_days("Кассиан", "RU", 2027) == ["03-13"]
    assert name_days("Евдокия", "RU", 2028) == ["03-14"]
    assert name_days("Влас", "RU", 2028) == ["02-24"]


def test_ukraine_keeps_the_same_saints_thirteen_days_earlier_but_easter_with_the_others() -> None:
    assert main_name_day("Миколай", "UA") == "12-06"
    assert main_name_day("Оленка", "UA") == main_name_day("Олена", "UA") == "05-21"
    assert main_name_day("Тарас", "UA", 2028) == main_name_day("Тарас", "UA", 2027) == "02-25"
    assert name_days("Саломея", "UA", 2027) == ["05-16", "08-03"]


def test_the_forefathers_sunday_moves_with_the_week() -> None:
    assert name_days("Ева", "RU", 2026) == ["12-27"]
    assert name_days("Eva", "RO", 2026) == ["12-13"]
    assert name_days("Ева", "RU") == []


def test_a_saturday_of_lent_moves_with_easter() -> None:
    assert "03-20" in name_days("Фёдор", "RU", 2027)
    assert "02-28" in name_days("Фёдор", "RU", 2026)


def test_the_second_name_of_a_romanian_counts_when_no_saint_bears_the_first() -> None:
    assert main_name_day("Bogdan Alexandru", "RO") == "08-30"
    assert main_name_day("Răzvan-Mihai", "RO") == "11-08"
    assert main_name_day("Руслан Иванович", "RU") is None


def test_names_no_saint_bears_have_the_sunday_of_all_saints_only_when_asked() -> None:
    assert name_days("Mircea", "RO", 2026) == []
    assert name_days("Mircea", "RO", 2026, saintless=True) == ["06-07"]
    assert main_name_day("Doina", "RO", 2027, saintless=True) == "06-27"
    assert name_days("Kevin", "RO", 2027, saintless=True) == []
    assert name_days("Maria", "RO", 2027, saintless=True) == name_days("Maria", "RO", 2027)


@pytest.mark.parametrize(
    ("written", "name", "country"),
    [
        ("Анжелика", "Ангелина", "RU"),
        ("Vlad", "Vladimir", "RO"),
        ("Nadia", "Vera", "RO"),
        ("Gianina", "Ioana", "RO"),
        ("Brîndușa", "Brândușa", "RO"),
        ("Агата", "Агафья", "RU"),
    ],
)
def test_bearers_of_some_names_keep_the_day_of_another(written: str, name: str, country: str) -> None:
    assert set(name_days(written, country, 2027)) & set(name_days(name, country, 2027))


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
            day = rule.removeprefix("sunday ").removeprefix("always ")
            assert re.fullmatch(r"easter[+-]\d+", rule) or date.fromisoformat(f"2024-{day}"), row
        assert row["kind"] in ("", "custom", "saintless"), row

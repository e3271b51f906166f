import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetcrm.values.date import PartialDate, is_ambiguous, read_date


def iso(value, language="ru", **more):
    read = read_date(value, language, **more)
    return read.iso() if read else None


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 1, 1)))
def test_every_usual_spelling_gives_the_same_day(day):
    from sheetcrm.values.date_format import format_date

    for pattern in ("dd.MM.y", "d/M/y", "y-MM-dd", "d-M-y", "yMMdd"):
        assert iso(format_date("ru", day, pattern)) == day.isoformat()
    for language in ("ru", "pl", "ro", "en", "uk", "be"):
        for pattern in ("d MMMM y", "d MMM y", "y MMMM d"):
            assert iso(format_date(language, day, pattern), language) == day.isoformat(), (language, pattern)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("12 марта 1985 года рождения", "ru", "1985-03-12"),
        ("12.03.1985г.р.", "ru", "1985-03-12"),
        ("вт, 12 марта 1985 г.", "ru", "1985-03-12"),
        ("12-го марта", "ru", "--03-12"),
        ("«12» марта 1985 г.", "ru", "1985-03-12"),
        ("12.03.1985 (вт)", "ru", "1985-03-12"),
        ("12 marca 1985r.", "pl", "1985-03-12"),
        ("3 XII 79", "pl", "1979-12-03"),
        ("1-go maja 1990", "pl", "1990-05-01"),
        ("ur. 12.03.1985", "pl", "1985-03-12"),
        ("la 12 martie 1985", "ro", "1985-03-12"),
        ("12.03.1985 (40 лет)", "ru", "1985-03-12"),
        ("Mar-12-1985", "en", "1985-03-12"),
        ("3.ХІІ.1979", "ru", "1979-12-03"),
        ("15 paź. 1990", "pl", "1990-10-15"),
        ("ziua de 15 martie", "ro", "--03-15"),
        ("5 aug. 1990", "ro", "1990-08-05"),
        ("March 12, 1985", "en", "1985-03-12"),
        ("Tuesday, 12th of March 1985", "en", "1985-03-12"),
        ("12-Mar-85", "en", "1985-03-12"),
        ("12. 03. 1985", "pl", "1985-03-12"),
        ("12.03.1985 10:20", "ru", "1985-03-12"),
        ("1985-03-12T10:20:30Z", "en", "1985-03-12"),
        ("12/25/1985", "en", "1985-12-25"),
        ("03/12/1985", "en", "1985-12-03"),
        ("29.02", "ru", "--02-29"),
        ("--02-29", "ru", "--02-29"),
        ("31118", "ru", "1985-03-12"),
    ],
)
def test_dates_are_read_as_people_write_them(text, language, expected):
    assert iso(text, language) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "май",
        "май 1985",
        "март 12",
        "вчера",
        "1985",
        "29.02.2001",
        "31.04.1990",
        "00.03.1985",
        "12.25.1985",
        "12.03.185",
        "12 мартабря",
        "5 подъезд",
        "12.03-15.03",
        "3 5",
    ],
)
def test_what_is_no_whole_day_is_no_date(text):
    assert iso(text) is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1, "1900-01-01"),
        (59, "1900-02-28"),
        (60, None),
        (61, "1900-03-01"),
        (31118.75, "1985-03-12"),
        (0, None),
        (80_001, None),
        (True, None),
        (float("nan"), None),
        (datetime.datetime(1985, 3, 12, 23), "1985-03-12"),
        (datetime.date(1985, 3, 12), "1985-03-12"),
        ("12.03.1985", "1985-03-12"),
    ],
)
def test_raw_values_of_a_workbook_are_serials_or_dates(value, expected):
    assert iso(value, "xlsx") == expected


def test_outside_a_workbook_a_small_number_is_no_date():
    assert iso(1985) is None
    assert iso(31118) == "1985-03-12"


def test_two_digits_mean_the_last_such_year_up_to_the_pivot():
    assert iso("12.03.30", pivot_year=2030) == "2030-03-12"
    assert iso("12.03.31", pivot_year=2030) == "1931-03-12"
    assert iso("12.03.99", pivot_year=1999) == "1999-03-12"


def test_a_partial_date_is_a_date_only_with_its_year():
    assert PartialDate(1985, 3, 12).as_date() == datetime.date(1985, 3, 12)
    assert PartialDate(None, 3, 12).as_date() is None


@pytest.mark.parametrize(
    ("text", "expected"), [("03.04.1985", True), ("3/4", True), ("04.04.1985", False), ("13.04.85", False)]
)
def test_a_day_up_to_twelve_could_be_a_month(text, expected):
    assert is_ambiguous(text) is expected

"""Values as people see them: the automatic format, patterns, and the defaults of the locales."""

import pytest

from tests.google_server.locales import locale_of
from tests.google_server.model import CellFault
from tests.google_server.number_formats import effective_number_format, formatted, is_date_or_time


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"),
        (42.01, "42.01"),
        (1 / 1024, "0.0009765625"),
        (1 / 3, "0.3333333333"),
        (0.1 + 0.2, "0.3"),
        (123456.123456789, "123456.1235"),
        (48600700800, "48600700800"),
        (999_999_999_999_999, "999999999999999"),
        (1e15, "1E+15"),
        (1.23456789e20, "1.23457E+20"),
        (2.5e-10, "2.5E-10"),
        (-1.5, "-1.5"),
        (True, "TRUE"),
        ("text", "text"),
        (None, ""),
        (CellFault("N_A", "#N/A"), "#N/A"),
    ],
)
def test_the_automatic_format(value: float | str | None, shown: str) -> None:
    assert formatted(value, None, "en_US") == shown


def test_the_automatic_format_follows_the_locale() -> None:
    assert [formatted(value, None, "pl_PL") for value in (1.5, True, False)] == ["1,5", "PRAWDA", "FAŁSZ"]
    assert formatted(True, None, "ru_RU") == "ИСТИНА"


@pytest.mark.parametrize(
    ("locale", "date", "money", "number"),
    [
        ("en_US", "9/5/2026", "$1,234.50", "1,234.50"),
        ("en_GB", "05/09/2026", "£1,234.50", "1,234.50"),
        ("ru_RU", "05.09.2026", "1\u00a0234,50 ₽", "1\u00a0234,50"),
        ("pl_PL", "5.09.2026", "1\u00a0234,50 zł", "1\u00a0234,50"),
        ("ro_RO", "05.09.2026", "1.234,50 lei", "1.234,50"),
    ],
)
def test_types_without_pattern_take_the_locales(locale: str, date: str, money: str, number: str) -> None:
    assert formatted(46270, {"type": "DATE"}, locale) == date
    assert formatted(1234.5, {"type": "CURRENCY"}, locale) == money
    assert formatted(1234.5, {"type": "NUMBER"}, locale) == number


@pytest.mark.parametrize(
    ("pattern", "value", "shown"),
    [
        ("0", 1.5, "2"),
        ("0.00", -0.004, "0.00"),
        ("#,##0.00", 1234567.891, "1,234,567.89"),
        ("0000", 42, "0042"),
        ("#.##", 1.5, "1.5"),
        ("0.0##", 2, "2.0"),
        ("0.00%", 0.125, "12.50%"),
        ("0.00E+00", 12345, "1.23E+04"),
        ('0.00;(0.00);"none"', -2, "(2.00)"),
        ('0.00;(0.00);"none"', 0, "none"),
        ('[>100]"many";0', 101, "many"),
        ("[Red]0.0", 2.25, "2.3"),
        ("#,##0,", 46270, "46"),
        ("000-000-000", 600700800, "600-700-800"),
        ("+00 000 000 000", 48600700800, "+48 600 700 800"),
        ("[$€]#,##0.00", -1234.5, "-€1,234.50"),
        ("@", 1.5, "1.5"),
        ("dd.mm.yyyy", 46270, "05.09.2026"),
        ("dddd, d mmmm yyyy", 46270, "Saturday, 5 September 2026"),
        ("ddd mmm yy", 46270, "Sat Sep 26"),
        ("h:mm am/pm", 0.9375, "10:30 PM"),
        ("hh:mm:ss", 0.4375, "10:30:00"),
        ("[h]:mm", 1.25, "30:00"),
        ("[mm]:ss", 0.0625, "90:00"),
        ('yyyy-mm-dd"T"hh:mm:ss.000', 46270.5, "2026-09-05T12:00:00.000"),
        ("m/d/yyyy h:mm", 2.5, "1/1/1900 12:00"),
        ("m", 33.625, "2"),
    ],
)
def test_patterns(pattern: str, value: float, shown: str) -> None:
    assert formatted(value, {"type": "NUMBER", "pattern": pattern}, "en_US") == shown


def test_names_of_months_and_days_are_the_locales() -> None:
    number_format = {"type": "DATE", "pattern": "dddd, d mmmm"}
    assert formatted(46270, number_format, "ru_RU") == "суббота, 5 сентября"
    assert formatted(46270, number_format, "pl_PL") == "sobota, 5 września"
    assert formatted(46270, number_format, "ro_RO") == "sâmbătă, 5 septembrie"


def test_a_text_is_shown_through_the_part_for_texts() -> None:
    assert formatted("Anna", {"type": "TEXT", "pattern": '0;0;0;"Dear "@'}, "en_US") == "Dear Anna"
    assert formatted("Anna", {"type": "NUMBER", "pattern": "0.00"}, "en_US") == "Anna"


def test_times_round_to_the_second_without_spilling_over() -> None:
    assert formatted(46270.999999999, {"type": "NUMBER", "pattern": "dd h:mm:ss"}, "en_US") == "06 0:00:00"


def test_the_effective_format_tells_the_locales_pattern() -> None:
    assert effective_number_format(1, {"type": "DATE"}, "ru_RU") == {"type": "DATE", "pattern": "dd.mm.yyyy"}
    assert effective_number_format(1, None, "ru_RU") is None


def test_a_date_is_told_from_a_number_by_type_or_pattern() -> None:
    assert is_date_or_time({"type": "TIME"})
    assert is_date_or_time({"type": "NUMBER", "pattern": "yyyy"})
    assert not is_date_or_time({"type": "NUMBER", "pattern": "0.00"})
    assert not is_date_or_time(None)


def test_an_unknown_locale_is_read_as_american() -> None:
    assert locale_of("xx_YY").date_pattern == "m/d/yyyy"

"""What typing gives, locale by locale, and which number format it brings."""

from typing import Any

import pytest

from tests.google_server.entering import entered
from tests.google_server.model import Formula
from tests.google_server.shown import time_is

MARCH_2026 = 1_772_700_000


@pytest.mark.parametrize(
    ("text", "locale", "value"),
    [
        ("007", "en_US", 7),
        ("+48600700800", "pl_PL", 48600700800),
        ("2,000,000.01", "en_US", 2000000.01),
        ("1,5", "pl_PL", 1.5),
        ("1,5", "en_US", "1,5"),
        ("12,34", "en_US", "12,34"),
        ("1 234,5", "ru_RU", 1234.5),
        ("1\u00a0234", "pl_PL", 1234),
        ("1.234,50", "ro_RO", 1234.5),
        ("10.000", "ro_RO", 10000),
        ("10.000", "en_US", 10),
        ("(5)", "en_US", -5),
        ("-5", "en_US", -5),
        (" 5 ", "en_US", 5),
        ("50%", "en_US", 0.5),
        ("12,5%", "ru_RU", 0.125),
        ("1e5", "en_US", 100000),
        ("8085807e40000000", "en_US", "8085807e40000000"),
        ("nan", "en_US", "nan"),
        ("3_1_0", "en_US", "3_1_0"),
        ("TRUE", "en_US", True),
        ("истина", "ru_RU", True),
        ("ИСТИНА", "en_US", "ИСТИНА"),
        ("FAŁSZ", "pl_PL", False),
        ("false", "pl_PL", False),
        ("'0123", "en_US", "0123"),
        ("'=1+1", "en_US", "=1+1"),
        ("=1+1", "en_US", Formula("=1+1")),
        ("=", "en_US", "="),
        ("C-00042", "en_US", "C-00042"),
        ("8 800 555-35-35", "ru_RU", "8 800 555-35-35"),
        ("", "en_US", None),
    ],
)
def test_a_typed_text_becomes_what_the_locale_makes_of_it(text: str, locale: str, value: Any) -> None:
    found, _ = entered(text, locale)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("text", "locale", "serial", "pattern"),
    [
        ("2026-09-05", "en_US", 46270, "yyyy-mm-dd"),
        ("9/5/2026", "en_US", 46270, "m/d/yyyy"),
        ("05/09/2026", "en_GB", 46270, "dd/mm/yyyy"),
        ("05.09.2026", "pl_PL", 46270, "dd.mm.yyyy"),
        ("5.09.26", "ro_RO", 46270, "d.mm.yy"),
        ("05.09.2026", "ru_RU", 46270, "dd.mm.yyyy"),
        ("1-2", "en_US", 46024, "m-d"),
        ("1-2", "pl_PL", 46054, "d-m"),
        ("5.9", "ru_RU", 46270, "d.m"),
        ("5 сентября 2026", "ru_RU", 46270, "d mmmm yyyy"),
        ("5 wrz 2026", "pl_PL", 46270, "d mmm yyyy"),
        ("Sep 5, 2026", "en_US", 46270, "mmm d, yyyy"),
        ("5 septembrie 2026", "ro_RO", 46270, "d mmmm yyyy"),
    ],
)
def test_a_typed_date_keeps_the_shape_it_was_typed_in(text: str, locale: str, serial: int, pattern: str) -> None:
    with time_is(MARCH_2026):
        assert entered(text, locale) == (serial, {"type": "DATE", "pattern": pattern})


@pytest.mark.parametrize("text", ["2026/13/01", "31.02.2026", "5.9", "05.09.2026", "600-700-800", "May", "2026-09"])
def test_what_is_no_date_in_english_is_none(text: str) -> None:
    value, number_format = entered(text, "en_US")
    assert number_format is None
    assert value in (text, 5.9)


@pytest.mark.parametrize(
    ("text", "value", "number_format"),
    [
        ("10:30", 0.4375, {"type": "TIME", "pattern": "h:mm"}),
        ("10:30 PM", 0.9375, {"type": "TIME", "pattern": "h:mm am/pm"}),
        ("30:00", 1.25, {"type": "TIME", "pattern": "[h]:mm"}),
        ("2026-09-05 18:00:00", 46270.75, {"type": "DATE_TIME", "pattern": "yyyy-mm-dd h:mm:ss"}),
        ("50.5%", 0.505, {"type": "PERCENT", "pattern": "0.00%"}),
        ("$100.15", 100.15, {"type": "CURRENCY", "pattern": '"$"#,##0.00'}),
        ("€100", 100, {"type": "CURRENCY", "pattern": "[$€]#,##0"}),
        ("1,234", 1234, {"type": "NUMBER", "pattern": "#,##0"}),
        ("1e3", 1000, {"type": "SCIENTIFIC", "pattern": "0.00E+00"}),
    ],
)
def test_typing_brings_a_number_format(text: str, value: float, number_format: dict[str, str]) -> None:
    assert entered(text, "en_US") == (value, number_format)


def test_money_of_the_locale_is_recognised() -> None:
    assert entered("1200,50 zł", "pl_PL") == (1200.5, {"type": "CURRENCY", "pattern": "#,##0.00\\ [$zł]"})
    assert entered("100 lei", "ro_RO")[0] == 100
    assert entered("100 lei", "pl_PL") == ("100 lei", None)


def test_a_text_format_keeps_everything_as_text() -> None:
    for text in ("+48600700800", "007", "=1+1", "2026-09-05"):
        assert entered(text, "pl_PL", {"type": "TEXT"}) == (text, None)


def test_a_format_of_the_same_kind_is_kept_and_percentages_are_scaled() -> None:
    assert entered("2026-09-05", "en_US", {"type": "DATE", "pattern": "dd.mm.yyyy"}) == (46270, None)
    assert entered("1,234", "en_US", {"type": "CURRENCY"}) == (1234, None)
    assert entered("5", "en_US", {"type": "PERCENT"}) == (0.05, None)
    assert entered("7%", "en_US", {"type": "DATE"})[1] == {"type": "PERCENT", "pattern": "0%"}


def test_numbers_and_truth_values_of_json_are_never_parsed() -> None:
    assert [entered(given, "pl_PL")[0] for given in (1.0, 1.5, True, None)] == [1, 1.5, True, None]

"""Values as people see them in the sheet."""

import datetime as dt

import pytest

from sheetcrm.model.cells import UNKNOWN, CellError
from sheetcrm.report.shown import shown, shown_pair, with_blanks_seen
from sheetcrm.words import words_of

DAY = dt.date(2026, 3, 8)


@pytest.mark.parametrize(
    ("language", "region", "text"),
    [("ru", "RU", "08.03.2026"), ("pl", "PL", "08.03.2026"), ("ro", "RO", "08.03.2026"), ("en", "GB", "08/03/2026"),
     ("en", "US", "03/08/2026")],
)  # fmt: skip
def test_a_date_stands_in_the_order_of_the_team(language: str, region: str, text: str) -> None:
    assert shown(DAY, words_of(language), region) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (2.5, "2,5"), (79161234567.0, "79161234567"), (0.1 + 0.2, "0,3"), (dt.time(9, 5), "09:05"),
     (dt.datetime(2026, 3, 8, 9, 5), "08.03.2026 09:05"), (CellError("#REF!"), "#REF!"),
     (dt.date(33, 1, 2), "02.01.0033"),
     (True, "Да"), (1e300, "1e+300"), (float("nan"), "nan")],
)  # fmt: skip
def test_a_value_looks_as_in_the_sheet(value: object, text: str) -> None:
    assert shown(value, words_of("ru")) == text


def test_an_uncalculated_formula_does_not_look_empty() -> None:
    assert shown(UNKNOWN, words_of("en")) == "(not calculated yet)"


@pytest.mark.parametrize(
    ("was", "becomes", "pair"),
    [
        ("a", "b", ("a", "b")),
        (None, "b", ("", "b")),
        ("5", 5, ("5 (text)", "5 (number)")),
        ("08/03/2026", DAY, ("08/03/2026 (text)", "08/03/2026 (date)")),
        ("Anna\u00a0Nowak", "Anna Nowak", ("Anna⍽Nowak", "Anna Nowak")),
        ("Anna ", "Anna", ("Anna␣", "Anna")),
        ("a\u200bb", "ab", ("a◌b", "ab")),
        ("e\u0301", "\u00e9", ("e\u0301", "\u00e9 (other signs)")),
    ],
)
def test_a_change_never_looks_like_no_change(was: object, becomes: object, pair: tuple[str, str]) -> None:
    found = shown_pair(was, becomes, words_of("en"), "GB")
    assert found == pair
    assert found[0] != found[1]


def test_blanks_are_seen_only_where_nobody_sees_them() -> None:
    assert with_blanks_seen("a b  c ") == "a b ␣c␣"


def test_figures_after_words_from_right_to_left_stay_in_place() -> None:
    assert shown("שרה לוי, 19 March", words_of("en")) == "שרה לוי\u200e, 19 March"

"""Patterns of numbers: made and read back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetcrm.rules.patterns import fault_in, make_number, number_in, numbers_in, pattern_of

PATTERNS = ("C-{n:04}", "{n}", "2026/{n}", "Клиент {n:03}", "{n:05}-A", "(C) {n}+")


@pytest.mark.parametrize("pattern", PATTERNS)
@given(count=st.integers(1, 10**15 - 1))
def test_a_count_is_read_back_out_of_its_number(pattern, count):
    assert number_in(pattern, str(make_number(pattern, count))) == count


@pytest.mark.parametrize(
    "pattern",
    [
        "client",
        "{n}-{n}",
        "{n:04",
        "{m}",
        "{n!r}",
        "{n:>9}",
        "{n:4}",
        "{n:0999999999}",
        "{n}{0}",
        "{{n}}",
        "C-{n}{{",
        "",
    ],
)
def test_a_pattern_that_cannot_be_read_back_has_a_fault(pattern):
    assert fault_in(pattern) is not None


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_good_pattern_has_no_fault(pattern):
    assert fault_in(pattern) is None


@pytest.mark.parametrize(
    "text", ["C-" + "9" * 5000, "C-٣", "C-²", "C-", "C-1.0", "C--1", "XC-0001", "C-0001X", "0" * 5000]
)
def test_what_is_no_number_of_ours_is_passed_over(text):
    assert number_in("C-{n:04}", text) is None
    assert numbers_in("C-{n:04}", [text, "c-0007"]) == [None, 7]


def test_zeros_in_front_may_be_more_or_fewer_than_the_pattern_has():
    assert numbers_in("C-{n:04}", ["C-1", "C-000001", "C-12345"]) == [1, 1, 12345]


def test_a_bare_count_is_a_number_in_its_cell():
    assert (make_number("{n}", 7), make_number("{n:03}", 7)) == (7, "007")


def test_a_team_that_numbers_already_is_followed():
    assert pattern_of(["K/001", "", "K/017"]) == "K/{n:03}"
    assert pattern_of(["Anna", "Jan", "K/1"]) is None
    assert pattern_of([]) is None

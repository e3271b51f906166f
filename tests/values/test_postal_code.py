import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetcrm.values import postal_code


@pytest.mark.parametrize(
    ("country", "code"),
    [
        ("PL", "00-950"),
        ("RU", "101000"),
        ("RO", "010011"),
        ("UA", "01001"),
        ("BY", "220030"),
        ("KZ", "050000"),
        ("MD", "MD-2001"),
        ("MD", "2001"),
        ("GB", "SW1A 1AA"),
        ("CA", "K1A 0B1"),
        ("US", "20500-0003"),
        ("NL", "1012 ab"),
        ("XX", "anything"),
    ],
)
def test_a_code_of_the_country_is_valid(country, code):
    assert postal_code.is_valid(country, code)
    assert postal_code.suggest(country, code) is None


@pytest.mark.parametrize(
    ("country", "code"), [("PL", "00950"), ("RU", "010000"), ("UA", "1001"), ("GB", "12345"), ("XX", " ")]
)
def test_another_shape_is_not_valid(country, code):
    assert not postal_code.is_valid(country, code)


@pytest.mark.parametrize(
    ("country", "typed", "meant"),
    [
        ("RO", "10011", "010011"),
        ("UA", "1001.0", "01001"),
        ("PL", "950", "00-950"),
        ("PL", "00 950", "00-950"),
        ("CZ", "11000", None),
        ("RU", "abc", None),
        ("RU", "10", None),
        ("KZ", "50000", "050000"),
    ],
)
def test_a_swallowed_zero_is_offered_back(country, typed, meant):
    assert postal_code.suggest(country, typed) == meant


@given(st.sampled_from(["PL", "RO", "UA", "RU", "CZ", "PT", "MD", "XX"]), st.text(max_size=8))
def test_what_is_suggested_is_valid(country, text):
    better = postal_code.suggest(country, text)
    assert better is None or postal_code.is_valid(country, better)

"""Numbers and their words."""

import pytest

from sheetcrm.values.plural import with_plural


@pytest.mark.parametrize(("number", "text"), [(1, "1 год"), (3, "3 года"), (11, "11 лет"), (21, "21 год")])
def test_russian_numbers_choose_their_form(number: int, text: str) -> None:
    assert with_plural("ru", number, ["год", "года", "лет"]) == text


@pytest.mark.parametrize(
    ("number", "text"), [(1, "1 an"), (0, "0 ani"), (19, "19 ani"), (20, "20 de ani"), (101, "101 ani")]
)
def test_romanian_takes_de_from_twenty_on(number: int, text: str) -> None:
    assert with_plural("ro", number, ["an", "ani"]) == text
    assert with_plural("ro", number, ["an", "ani", "de ani"]) == text


def test_polish_and_english_follow_cldr() -> None:
    assert with_plural("pl", 22, ["rok", "lata", "lat"]) == "22 lata"
    assert with_plural("pl", 12, ["rok", "lata", "lat"]) == "12 lat"
    assert with_plural("en", 1, ["year", "years"]) == "1 year"

"""Amounts of money as the four languages write them."""

from decimal import Decimal

import pytest

from sheetcrm.values.amount import AMOUNT_STYLES, write_amount
from sheetcrm.values.money import read_money


@pytest.mark.parametrize(
    ("language", "currency", "written"),
    [
        ("ru", "RUB", "1\u00a0234\u00a0567,50\u00a0₽"),
        ("pl", "PLN", "1\u00a0234\u00a0567,50\u00a0zł"),
        ("ro", "RON", "1.234.567,50\u00a0RON"),
        ("en", "GBP", "£1,234,567.50"),
        ("en", "PLN", "PLN\u00a01,234,567.50"),
    ],
)
def test_an_amount_never_breaks_at_the_end_of_a_line(language: str, currency: str, written: str) -> None:
    assert write_amount(Decimal("1234567.5"), currency, language) == written


@pytest.mark.parametrize(
    ("amount", "written"),
    [("1", "1\u00a0leu românesc"), ("19", "19\u00a0lei românești"), ("20", "20\u00a0de lei românești"),
     ("101", "101\u00a0lei românești"), ("120", "120\u00a0de lei românești"), ("20.5", "20,50\u00a0lei românești")],
)  # fmt: skip
def test_romanian_amounts_in_words_take_de_from_twenty_on(amount: str, written: str) -> None:
    assert write_amount(Decimal(amount), "RON", "ro", "long") == written


@pytest.mark.parametrize(
    ("language", "written"),
    [("ru", "5\u00a0польских злотых"), ("pl", "5\u00a0złotych polskich"), ("en", "5\u00a0Polish zlotys")],
)
def test_a_currency_in_words_stands_in_the_form_of_its_number(language: str, written: str) -> None:
    assert write_amount(5, "PLN", language, "long") == written


def test_a_short_amount_drops_decimals_only_when_they_are_nothing() -> None:
    assert write_amount(1200, "PLN", "pl", "short") == "1\u00a0200\u00a0zł"
    assert write_amount(Decimal("1200.5"), "PLN", "pl", "short") == "1\u00a0200,50\u00a0zł"
    assert write_amount(1200, "PLN", "pl") == "1\u00a0200,00\u00a0zł"


def test_half_a_cent_is_rounded_away_from_zero_and_a_yen_has_no_cents() -> None:
    assert write_amount(Decimal("2.345"), "EUR", "en") == "€2.35"
    assert write_amount(Decimal("20.5"), "JPY", "ru") == "21\u00a0¥"


@pytest.mark.parametrize("style", AMOUNT_STYLES[:2])
@pytest.mark.parametrize("language", ["ru", "pl", "ro"])
@pytest.mark.parametrize("amount", ["0.01", "12", "1234.5", "987654321.99", "-45.6"])
def test_what_is_written_reads_back_as_it_was(amount: str, language: str, style: str) -> None:
    read = read_money(write_amount(Decimal(amount), "PLN", language, style), language)  # type: ignore[arg-type]
    assert read is not None
    assert (read.amount, read.currency) == (Decimal(amount), "PLN")


@pytest.mark.parametrize(
    ("amount", "currency", "language"),
    [(5, "XXXX", "en"), (5, "pln", "pl"), (5, "", "en"), (float("nan"), "PLN", "pl"), (float("inf"), "PLN", "pl"),
     (10**15, "PLN", "pl"), (5, "PLN", "qqq")],
)  # fmt: skip
def test_nonsense_is_refused(amount: float, currency: str, language: str) -> None:
    with pytest.raises(ValueError, match=r"currency|amount|language"):
        write_amount(amount, currency, language)

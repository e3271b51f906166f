from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetcrm.values.money import Money, read_money


def amount(text, language="ru"):
    money = read_money(text, language)
    return format(money.amount, "f") if money else None


@given(st.integers(-(10**9), 10**9), st.sampled_from(["ru", "pl", "ro", "en"]))
def test_grouped_thousands_are_one_number_in_every_language(number, language):
    for sign in (" ", "\u00a0", "'") + ((",",) if language == "en" else (".",)):
        assert read_money(f"{number:,}".replace(",", sign), language).amount == number


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("1.234,56 lei", "ro", "1234.56"),
        ("1234,5", "en", "1234.5"),
        ("1,234", "en", "1234"),
        ("1.500 zł", "pl", "1500"),
        ("2,5 tys. zł", "pl", "2500"),
        ("15 т.р.", "ru", "15000"),
        ("3 mii", "ro", "3000"),
        ("20 de mii lei", "ro", "20000"),
        ("2 mil.", "ro", "2000000"),
        ("£1.2k", "en", "1200"),
        ("1 млн 200 тыс", "ru", "1200000"),
        ("1200 руб. 50 коп.", "ru", "1200.50"),
        ("1,125 млн", "ru", "1125000"),
        ("-$5", "en", "-5"),
        ("$-5", "en", "-5"),
        ("−500", "ru", "-500"),
        ("минус 500", "ru", "-500"),
        ("1234-", "ru", "-1234"),
        ("(1 234,50)", "ru", "-1234.50"),
        ("1500-00", "ru", "1500"),
        ("1500,- zł", "pl", "1500"),
        ("0", "ru", "0"),
        (1500.0, "ru", "1500"),
        (0.1, "ru", "0.1"),
        (Decimal("2.50"), "ru", "2.50"),
    ],
)
def test_amounts_are_read_exactly(text, language, expected):
    assert amount(text, language) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "бесплатно",
        "100-200",
        "100 – 200 руб.",
        "10%",
        "от 1000",
        "~1000",
        "12 34",
        "12.03.2024",
        "100/200",
        "5x200",
        "1,234.5.6",
        "100 USD 5 EUR",
        "тыс",
        True,
        float("nan"),
        float("inf"),
    ],
)
def test_what_is_not_one_amount_is_none(text):
    assert read_money(text, "ru") is None


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("5 €", "EUR"),
        ("5 грн", "UAH"),
        ("5 бел. руб.", "BYN"),
        ("5 lei", "RON"),
        ("PLN 5", "PLN"),
        ("5р.", "RUB"),
        ("5", None),
    ],
)
def test_the_currency_is_named_by_sign_or_word(text, currency):
    assert read_money(text, "ru") == Money(Decimal(5), currency)

"""Made-up numbers pass the checks of their country, spoiled ones do not."""

from random import Random

import pytest

from sheetcrm.demo.check_digits import iban, spoiled, tax_number
from sheetcrm.values import tax_id

KINDS = {"RU": "ru.inn", "PL": "pl.nip", "RO": "ro.cui", "GB": "gb.vat"}


@pytest.mark.parametrize("country", KINDS)
@pytest.mark.parametrize("sole_trader", [False, True])
def test_tax_numbers_are_valid(country: str, sole_trader: bool) -> None:
    random = Random(3)
    numbers = [tax_number(country, random, sole_trader=sole_trader) for _ in range(200)]
    assert [number for number in numbers if not tax_id.is_valid(KINDS[country], number)] == []
    assert len(set(numbers)) > 190


@pytest.mark.parametrize("country", KINDS)
def test_a_spoiled_number_is_not_valid(country: str) -> None:
    random = Random(5)
    numbers = [spoiled(tax_number(country, random)) for _ in range(50)]
    assert [number for number in numbers if tax_id.is_valid(KINDS[country], number)] == []


@pytest.mark.parametrize(("country", "account"), [("PL", "102052260000610204178953"), ("KZ", "1250000000000042")])
def test_account_numbers_are_valid(country: str, account: str) -> None:
    assert tax_id.is_valid("iban", iban(country, account))

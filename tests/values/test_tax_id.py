import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetcrm.values import tax_id

GOOD = {
    "by.unp": "200988541",
    "iban": "PL61 1090 1014 0000 0712 1981 2874",
    "kz.bin": "940140000385",
    "md.idno": "1008600038413",
    "pl.nip": "526-025-02-74",
    "pl.pesel": "44051401359",
    "pl.regon": "123456785",
    "ro.cnp": "1630615123457",
    "ro.cui": "RO 18547290",
    "ru.inn": "ИНН 7707083893",
    "ru.ogrn": "1027700132195",
    "ru.ogrnip": "304500116000157",
    "ua.edrpou": "32855961",
}


@pytest.mark.parametrize("kind", GOOD)
def test_a_good_number_is_valid_and_any_other_last_digit_is_not(kind):
    number = GOOD[kind]
    assert tax_id.is_valid(kind, number)
    others = {f"{number[:-1]}{digit}" for digit in "0123456789"} - {number}
    assert [other for other in others if tax_id.is_valid(kind, other)] == []


@given(st.sampled_from(sorted(GOOD)), st.sampled_from("0123456789"), st.integers(1, 28))
def test_one_repeated_digit_is_never_valid(kind, digit, size):
    assert not tax_id.is_valid(kind, digit * size)


def test_a_person_and_a_firm_of_russia_have_numbers_of_other_lengths():
    assert tax_id.is_valid("ru.inn", "500100732259")
    assert not tax_id.is_valid("ru.ogrn", GOOD["ru.ogrnip"])


def test_a_number_that_a_workbook_made_a_fraction_is_whole_again():
    assert tax_id.is_valid("ru.inn", "7707083893.0")


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="unknown kind"):
        tax_id.is_valid("xx.none", "1")


@pytest.mark.parametrize(
    ("kind", "value", "birth", "gender"),
    [
        ("pl.pesel", "44051401359", "1944-05-14", "m"),
        ("ro.cnp", "1630615123457", "1963-06-15", "m"),
        ("ua.rntrc", "1759013776", "1948-02-28", "m"),
    ],
)
def test_a_personal_number_tells_birth_and_gender(kind, value, birth, gender):
    assert tax_id.birth_and_gender(kind, value) == (datetime.date.fromisoformat(birth), gender)


def test_an_invalid_or_silent_number_tells_nothing():
    assert tax_id.birth_and_gender("pl.pesel", "44051401358") is None
    assert tax_id.birth_and_gender("pl.nip", GOOD["pl.nip"]) is None


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2026, 1, 1)), st.booleans(), st.integers(0, 9999))
def test_a_kazakh_personal_number_carries_its_birth(born, woman, serial):
    head = f"{born:%y%m%d}{(3 if born.year < 2000 else 5) + woman}{serial:04d}"
    valid = [head + digit for digit in "0123456789" if tax_id.is_valid("kz.iin", head + digit)]
    assert len(valid) <= 1
    for number in valid:
        assert tax_id.birth_and_gender("kz.iin", number) == (born, "f" if woman else "m")


def test_every_kind_of_a_country_is_known():
    for country in ("BY", "KZ", "MD", "PL", "RO", "RU", "UA", "DE", "GB"):
        for company in (True, False):
            for kind in tax_id.kinds_for(country, company):
                assert tax_id.is_valid(kind, "1") is False
    assert tax_id.kinds_for("XX", True) == ()

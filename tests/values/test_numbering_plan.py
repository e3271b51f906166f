"""Our quick verdicts on telephone numbers against the library's own, for every country that has numbers."""

import random

import phonenumbers

from sheetcrm.values.numbering_plan import owner_and_type, spelled

HOME = ("RU", "PL", "RO", "GB", "US", "UA", "BY", "KZ", "MD", "DE", "IT")
CODES = sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE)


def numbers_of(country_code: int, count: int) -> list[phonenumbers.PhoneNumber]:
    """Example numbers of a code with some digits changed: most are of the right length, many are valid."""
    chance = random.Random(country_code)
    kinds = phonenumbers.PhoneNumberType.values()
    regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE[country_code]
    found = [phonenumbers.example_number_for_type(region, kind) for region in regions for kind in kinds]
    models = [model for model in found if model is not None and model.country_code == country_code]
    models = models or [phonenumbers.example_number_for_non_geo_entity(country_code)]
    made = []
    for step in range(count):
        digits = list(phonenumbers.national_significant_number(models[step % len(models)]))
        for _ in range(chance.choice((0, 1, 4, len(digits)))):
            digits[chance.randrange(len(digits))] = chance.choice("0123456789")
        text = "".join(digits) + chance.choice(("", "", "", "7", "42"))
        number = phonenumbers.PhoneNumber(country_code=country_code, national_number=int(text))
        zeros = len(text) - len(text.lstrip("0"))
        if zeros and number.national_number:
            number.italian_leading_zero, number.number_of_leading_zeros = True, zeros
        made.append(number)
    return made


def test_every_country_gets_the_verdicts_and_the_spellings_of_the_library() -> None:
    agree(CODES, 60)


def test_the_countries_of_our_teams_agree_for_thousands_of_numbers() -> None:
    agree(sorted({phonenumbers.country_code_for_region(region) for region in HOME}), 1500)


def agree(codes: list[int], count: int) -> None:
    known = 0
    for code in codes:
        for number in numbers_of(code, count):
            if not number.national_number:
                continue
            digits = phonenumbers.national_significant_number(number)
            owner, kind = owner_and_type(code, digits)
            assert kind == phonenumbers.number_type(number), (code, digits)
            if kind != phonenumbers.PhoneNumberType.UNKNOWN:
                known += 1
                assert owner == phonenumbers.region_code_for_number(number), (code, digits)
            for national in (True, False):
                form = phonenumbers.PhoneNumberFormat
                expected = phonenumbers.format_number(number, form.NATIONAL if national else form.INTERNATIONAL)
                assert spelled(code, digits, national=national) == expected, (code, digits)
    assert known > len(codes) * count // 4, "too few of the made numbers are valid to show anything"

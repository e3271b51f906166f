"""Made-up registration numbers whose check digits are right, or wrong on purpose; no number is looked up anywhere."""

from collections.abc import Sequence
from random import Random

_NIP = (6, 5, 7, 2, 3, 4, 5, 6, 7)
_CUI = (7, 5, 3, 2, 1, 7, 5, 3, 2)
_VAT = (8, 7, 6, 5, 4, 3, 2)
_INN = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
_LETTER_VALUE = 55
_NOT_A_DIGIT = 10


def tax_number(country: str, random: Random, *, sole_trader: bool = False) -> str:
    """A number as the country's firms (or sole traders) have it; every country gives the same for the same seed."""
    while True:
        number = _tax_number(country, random, sole_trader)
        if number is not None:
            return number


def spoiled(number: str) -> str:
    """The same number with its last digit one off, so that the check digit is wrong.

    >>> spoiled("5260250274")
    '5260250275'
    """
    return f"{number[:-1]}{(int(number[-1]) + 1) % 10}"


def iban(country: str, account: str) -> str:
    """An account number with its two check digits, in groups of four.

    >>> iban("PL", "109010140000071219812874")
    'PL61 1090 1014 0000 0712 1981 2874'
    """
    digits = "".join(str(ord(sign) - _LETTER_VALUE) if sign.isalpha() else sign for sign in f"{account}{country}00")
    plain = f"{country}{98 - int(digits) % 97:02d}{account}"
    return " ".join(plain[at : at + 4] for at in range(0, len(plain), 4))


def _tax_number(country: str, random: Random, sole_trader: bool) -> str | None:
    if country == "RU":
        body = [1, 6, *_digits(random, 8 if sole_trader else 7)]
        for _ in range(2 if sole_trader else 1):
            body.append(_weighted(body, _INN[-len(body) :]) % 11 % 10)
        return _joined(body)
    if country == "PL":
        body = [9, 4, *_digits(random, 7)]
        check = _weighted(body, _NIP) % 11
        return None if check == _NOT_A_DIGIT else _joined([*body, check])
    if country == "RO":
        body = [4, *_digits(random, 6)]
        return _joined([*body, _weighted(body, _CUI[-len(body) :]) * 10 % 11 % 10])
    body = [3, *_digits(random, 6)]
    return f"GB{_joined(body)}{97 - _weighted(body, _VAT) % 97:02d}"


def _digits(random: Random, count: int) -> list[int]:
    return [random.randrange(10) for _ in range(count)]


def _weighted(digits: Sequence[int], weights: Sequence[int]) -> int:
    return sum(digit * weight for digit, weight in zip(digits, weights, strict=True))


def _joined(digits: Sequence[int]) -> str:
    return "".join(map(str, digits))

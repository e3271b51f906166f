"""Numbers with their noun in the right form; the nouns stand in the [counts] section of each language."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

ONE, FEW, MANY = 0, 1, 2


def _english(number: int) -> int:
    return ONE if number == 1 else MANY


def _russian(number: int) -> int:
    if number % 10 == 1 and number % 100 != 11:
        return ONE
    return FEW if number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14) else MANY


def _polish(number: int) -> int:
    if number == 1:
        return ONE
    return FEW if number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14) else MANY


def _romanian(number: int) -> int:
    if number == 1:
        return ONE
    return FEW if number == 0 or 1 <= number % 100 <= 19 else MANY


FORMS: Mapping[str, Callable[[int], int]] = MappingProxyType(
    {"en": _english, "ru": _russian, "pl": _polish, "ro": _romanian}
)
"""Per language, which of the three forms (one, few, many) a whole number asks for, after the Unicode plural rules."""


def counted(number: int, forms: Sequence[str], language: str) -> str:
    """The number with its noun; `forms` are one, few and many, the last with "de" where Romanian wants it.

    >>> [counted(n, ("год", "года", "лет"), "ru") for n in (1, 3, 11, 40)]
    ['1 год', '3 года', '11 лет', '40 лет']
    >>> [counted(n, ("an", "ani", "de ani"), "ro") for n in (1, 19, 20, 101)]
    ['1 an', '19 ani', '20 de ani', '101 ani']
    """
    return f"{number} {forms[FORMS[language](abs(number))]}"

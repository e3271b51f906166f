"""Tax, company and personal numbers by country; a number is judged by its check digits, never looked up.

Kinds are named `country.number` (`pl.nip`); `iban` stands alone. python-stdnum knows the sums; Kazakhstan's are here.
"""

import datetime
import re
from functools import cache
from importlib import import_module
from typing import Any, Literal, NamedTuple


class BirthAndGender(NamedTuple):
    """What a personal number says about its owner."""

    birth: datetime.date
    gender: Literal["m", "f"]


# kind -> (module of python-stdnum, lengths that this kind may have; () when the module decides)
_KINDS: dict[str, tuple[str, tuple[int, ...]]] = {
    "iban": ("stdnum.iban", ()),
    "by.unp": ("stdnum.by.unp", (9,)),
    "md.idno": ("stdnum.md.idno", (13,)),
    "pl.nip": ("stdnum.pl.nip", (10,)),
    "pl.pesel": ("stdnum.pl.pesel", (11,)),
    "pl.regon": ("stdnum.pl.regon", (9, 14)),
    "ro.cnp": ("stdnum.ro.cnp", (13,)),
    "ro.cui": ("stdnum.ro.cui", ()),
    "ro.onrc": ("stdnum.ro.onrc", ()),
    "ru.inn": ("stdnum.ru.inn", (10, 12)),
    "ru.ogrn": ("stdnum.ru.ogrn", (13,)),
    "ru.ogrnip": ("stdnum.ru.ogrn", (15,)),
    "ua.edrpou": ("stdnum.ua.edrpou", (8,)),
    "ua.rntrc": ("stdnum.ua.rntrc", (10,)),
    "bg.eik": ("stdnum.bg.vat", (9, 10)),
    "cz.dic": ("stdnum.cz.dic", ()),
    "de.vat": ("stdnum.de.vat", (9,)),
    "ee.registrikood": ("stdnum.ee.registrikood", (8,)),
    "fr.siren": ("stdnum.fr.siren", (9,)),
    "gb.vat": ("stdnum.gb.vat", ()),
    "lt.pvm": ("stdnum.lt.pvm", (9, 12)),
    "lv.pvn": ("stdnum.lv.pvn", (11,)),
    "sk.dph": ("stdnum.sk.dph", (10,)),
    "us.ein": ("stdnum.us.ein", (9,)),
}
_KAZAKH = frozenset(("kz.bin", "kz.iin"))
_COUNTRY_KINDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    # country -> (of companies, of persons), the one to ask for first
    "BY": (("by.unp",), ("by.unp",)),
    "KZ": (("kz.bin",), ("kz.iin",)),
    "MD": (("md.idno",), ("md.idno",)),
    "PL": (("pl.nip", "pl.regon"), ("pl.pesel", "pl.nip")),
    "RO": (("ro.cui", "ro.onrc"), ("ro.cnp",)),
    "RU": (("ru.inn", "ru.ogrn"), ("ru.inn", "ru.ogrnip")),
    "UA": (("ua.edrpou",), ("ua.rntrc",)),
    "BG": (("bg.eik",), ()),
    "CZ": (("cz.dic",), ("cz.dic",)),
    "DE": (("de.vat",), ()),
    "EE": (("ee.registrikood",), ()),
    "FR": (("fr.siren",), ()),
    "GB": (("gb.vat",), ()),
    "LT": (("lt.pvm",), ()),
    "LV": (("lv.pvn",), ()),
    "SK": (("sk.dph",), ()),
    "US": (("us.ein",), ()),
}
_LABEL = re.compile(
    r"^(?:инн|огрнип|огрн|унп|бин|иин|едрпоу|єдрпоу|рнокпп|кпп|nip|pesel|regon|cui|cif|cnp|idno|iban|unp|inn|ogrn(?:ip)?|bin|iin|"
    r"edrpou|vat|ein)\b[\s:№#.]*",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"[\s\-‐–—./'’]+")
_FLOAT_TAIL = re.compile(r"(?<=\d{6})\.0$")
_FIRST_WEIGHTS = tuple(range(1, 12))
_SECOND_WEIGHTS = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
_CENTURY_OF_IIN = {"1": 1800, "2": 1800, "3": 1900, "4": 1900, "5": 2000, "6": 2000}
_DAY_ZERO_OF_RNTRC = datetime.date(1899, 12, 31)


def compact(value: str) -> str:
    """Give a number without its label, blanks, dashes and dots, letters in upper case.

    >>> compact("NIP: 526-025-02-74"), compact("7707083893.0")
    ('5260250274', '7707083893')
    """
    bare = _FLOAT_TAIL.sub("", _LABEL.sub("", value.strip()))
    return _SEPARATOR.sub("", bare).upper()


def is_valid(kind: str, value: str) -> bool:
    """Tell whether a number has the length and check digits of its kind; one repeated digit is never valid.

    Raises ValueError for a kind that is not known.

    >>> is_valid("pl.nip", "526-025-02-74"), is_valid("ru.inn", "0000000000")
    (True, False)
    """
    if kind not in _KINDS and kind not in _KAZAKH:
        raise ValueError(f"unknown kind of number: {kind}")
    number = compact(value)
    if not number or not number.isascii():
        return False
    country = kind.partition(".")[0].upper()
    digits = number.removeprefix(country) if "." in kind and kind != "ro.onrc" else number
    if len(set(digits)) == 1:
        return False
    if kind in _KAZAKH:
        return _is_kazakh(kind, digits)
    _, lengths = _KINDS[kind]
    if lengths and (len(digits) not in lengths or not digits.isdigit()):
        return False
    return bool(_library(kind).is_valid(value.strip().upper() if kind == "ro.onrc" else digits))


def birth_and_gender(kind: str, value: str) -> BirthAndGender | None:
    """Give date of birth and gender from a personal number; None when it is not valid or does not carry them.

    >>> birth_and_gender("pl.pesel", "44051401359")
    BirthAndGender(birth=datetime.date(1944, 5, 14), gender='m')
    """
    if kind not in ("pl.pesel", "ro.cnp", "kz.iin", "ua.rntrc") or not is_valid(kind, value):
        return None
    digits = compact(value)
    if kind == "kz.iin":
        birth = _birth_of_iin(digits)
        return BirthAndGender(birth, _gender(digits[6])) if birth else None
    if kind == "ua.rntrc":
        birth = _DAY_ZERO_OF_RNTRC + datetime.timedelta(days=int(digits[:5]))
        return BirthAndGender(birth, _gender(digits[8]))
    if kind == "ro.cnp" and digits[0] == "9":
        return None
    return BirthAndGender(_library(kind).get_birth_date(digits), _gender(digits[9 if kind == "pl.pesel" else 0]))


def kinds_for(country: str, company: bool) -> tuple[str, ...]:
    """Give the kinds of number a company or a person of a country (ISO) has, the usual one first.

    >>> kinds_for("PL", company=True), kinds_for("KZ", company=False)
    (('pl.nip', 'pl.regon'), ('kz.iin',))
    """
    companies, persons = _COUNTRY_KINDS.get(country[:2].upper(), ((), ()))
    return companies if company else persons


@cache
def _library(kind: str) -> Any:
    return import_module(_KINDS[kind][0])


def _gender(digit: str) -> Literal["m", "f"]:
    return "m" if int(digit) % 2 else "f"


def _is_kazakh(kind: str, digits: str) -> bool:
    """Judge BIN and IIN: 12 digits, the last a sum modulo 11 with a second row of weights when the first gives 10."""
    if len(digits) != 12 or not digits.isdigit():
        return False
    if kind == "kz.bin":
        if not 1 <= int(digits[2:4]) <= 12 or digits[4] not in "456":
            return False
    elif _birth_of_iin(digits) is None and not (digits[6] == "0" and 1 <= int(digits[2:4]) <= 12):
        return False
    for weights in (_FIRST_WEIGHTS, _SECOND_WEIGHTS):
        check = sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=False)) % 11
        if check < 10:
            return check == int(digits[11])
    return False


def _birth_of_iin(digits: str) -> datetime.date | None:
    century = _CENTURY_OF_IIN.get(digits[6])
    if century is None:
        return None
    try:
        return datetime.date(century + int(digits[:2]), int(digits[2:4]), int(digits[4:6]))
    except ValueError:
        return None

"""Tells the gender that a name itself shows; where a name leaves it open the answer is None, never a guess."""

from functools import lru_cache

from sheetcrm.values.first_names import Gender, family_of, find_first_name, plain_key
from sheetcrm.values.patronymics import patronymic_gender
from sheetcrm.values.people_in_cell import names_several_people
from sheetcrm.values.person_name import PersonName, looks_like_company, parse_person_name
from sheetcrm.values.surnames import surname_gender
from sheetcrm.values.titles import title_gender

_MALE_ENDINGS_PL = ("slaw", "mir", "usz", "asz", "ek", "an", "ek", "ij", "or", "er", "on", "ard", "ert", "ik", "o")
_MALE_ENDINGS_RO = ("u", "an", "el", "or", "il", "in", "ut", "as", "es", "us")


def gender_of(text: str, language: str) -> Gender | None:
    """Give the gender a whole name cell shows, None for firms, couples and names that both sexes bear.

    >>> gender_of("Никитин Никита Фомич", "ru"), gender_of("Валя Смирнов", "ru"), gender_of("Ким Саша", "ru")
    ('m', 'm', None)
    >>> gender_of("Toma Ionescu", "ro"), gender_of("ООО Ромашка", "ru")
    ('m', None)
    """
    if looks_like_company(text) or names_several_people(text, language):
        return None
    return gender_of_name(parse_person_name(text, language), language)


def gender_of_name(name: PersonName, language: str) -> Gender | None:
    """Give the gender of a parsed name: title, patronymic, first name and surname are asked in this order.

    A first name that contradicts a plainly gendered surname (Петрова Никита) leaves it open.
    """
    by_title = title_gender(name.title, language) if name.title else None
    if by_title is not None:
        return by_title
    by_patronymic = _patronymic(name.middle, language)
    if by_patronymic is not None:
        return by_patronymic
    known = find_first_name(name.first, language) if name.first and not name.first.endswith(".") else None
    by_surname = surname_gender(name.last, language) if name.last else None
    if known is not None and known.gender is not None:
        return None if by_surname not in (None, known.gender) else known.gender
    if by_surname is not None:
        return by_surname
    if name.last and (hinted := surname_gender(name.last, language, sure=False)) is not None:
        return hinted
    if known is not None or not name.first or name.first.endswith("."):
        return None
    return _by_ending(name.first, language)


def _patronymic(middle: str, language: str) -> Gender | None:
    if not middle or (language not in ("ru", "uk", "be", "kk") and family_of(middle, language) != "ru"):
        return None
    return patronymic_gender(middle)


def _by_ending(first: str, language: str) -> Gender | None:
    """Read the gender off an unknown first name where the language makes that safe."""
    family = family_of(first, language)
    key = plain_key(first)
    if family == "ru":
        return _by_dictionary(key)
    if family == "en" or len(key) < 3:
        return None
    if family == "ro" and first.lower().endswith("ă"):
        return "m"
    if key.endswith("a"):
        return None if family == "ro" and key.endswith(("ica", "ita")) and first.isascii() else "f"
    return "m" if key.endswith(_MALE_ENDINGS_PL if family == "pl" else _MALE_ENDINGS_RO) else None


@lru_cache(maxsize=4096)
def _by_dictionary(word: str) -> Gender | None:
    """Ask the Russian morphological dictionary; only a name it knows with one gender counts."""
    from sheetcrm.values.russian_words import name_genders

    genders = name_genders(word)
    if len(genders) != 1:
        return None
    return "f" if "f" in genders else "m"

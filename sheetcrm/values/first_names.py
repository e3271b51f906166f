"""Knows common first names, their gender, short forms and marks; a name outside the tables is never guessed at."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Literal

from sheetcrm.values.latin_spellings import latin_spellings

Gender = Literal["m", "f"]

_TABLES = {"ru": ("ru", "uk"), "pl": ("pl",), "ro": ("ro",), "en": ("en",)}
_KIN = {"uk": "ru", "be": "ru", "kk": "ru", "bg": "ru", "mo": "ro", "md": "ro"}
_KEY = str.maketrans({"ё": "е", "’": "'", "ʼ": "'", "ʹ": "'", "`": "'", "ş": "ș", "ţ": "ț"})
_PLAIN = str.maketrans("ąćęłńóśźżăâîșțáéíúöüäèêçñôïëőűàãõåø", "acelnoszzaaistaeiuouaeecnoieouaaoao")
_CYRILLIC = re.compile("[\u0400-\u052f]")


@dataclass(frozen=True, slots=True)
class FirstName:
    """A known first name: its usual spelling, its gender (None when both bear it), and what it is short for."""

    spelling: str
    gender: Gender | None
    full: tuple[str, ...]


def family_of(word: str, language: str) -> str:
    """Give the table to use first: Cyrillic words are looked up as Russian, whatever the language of the sheet.

    >>> family_of("Олена", "pl"), family_of("Jan", "ru"), family_of("Jan", "pl")
    ('ru', 'en', 'pl')
    """
    if not word.isascii() and _CYRILLIC.search(word):
        return "ru"
    family = _KIN.get(language, language)
    return family if family in ("pl", "ro") else "en"


def find_first_name(word: str, language: str) -> FirstName | None:
    """Find a first name or short form, first in the language's own table, then in all others; case does not matter.

    Letters without their marks find the marked name (Lukasz: Łukasz). A double name is known by its first half.

    >>> find_first_name("саша", "ru")
    FirstName(spelling='Саша', gender=None, full=('Александр', 'Александра'))
    >>> find_first_name("Lukasz", "pl").spelling
    'Łukasz'
    """
    family = family_of(word, language)
    key = name_key(word)
    found = _find(key, family)
    if found is None and "-" in key:
        return _find(key.split("-", 1)[0], family)
    return found


def is_own_first_name(word: str, language: str) -> bool:
    """Tell whether the name stands in the language's own table (in any spelling of its marks).

    >>> is_own_first_name("Jan", "pl"), is_own_first_name("Nicolae", "pl")
    (True, False)
    """
    family = family_of(word, language)
    key = name_key(word)
    return key in _by_key(family) or key in _by_plain_letters(family)


def full_names(word: str, language: str) -> tuple[str, ...]:
    """Give the full names a short form may stand for; a full name gives itself, an unknown one gives nothing.

    >>> full_names("Kuba", "pl"), full_names("Мария", "ru"), full_names("Qwxz", "pl")
    (('Jakub',), ('Мария',), ())
    """
    found = find_first_name(word, language)
    if found is None:
        return ()
    return found.full or (found.spelling,)


def restore_marks(word: str, language: str) -> str:
    """Give a first name its lost marks back when exactly one name of the language fits; else the word as it was.

    >>> restore_marks("Pawel", "pl"), restore_marks("Stefan", "pl"), restore_marks("Catalin", "ro")
    ('Paweł', 'Stefan', 'Cătălin')
    """
    family = family_of(word, language)
    key = name_key(word)
    if key in _by_key(family):
        return word
    spellings = _by_plain_letters(family).get(key, ())
    return spellings[0] if len(spellings) == 1 else word


def all_first_names(family: str) -> tuple[FirstName, ...]:
    """Give every name of one table (ru with its neighbours, pl, ro, en), short forms included."""
    return tuple(_by_key(family).values())


def name_key(word: str) -> str:
    """Give the form in which spellings of one name are equal: lower case, е for ё, one apostrophe, Romanian commas.

    >>> name_key("Артём") == name_key("АРТЕМ")
    True
    """
    return word.casefold().translate(_KEY)


def plain_key(word: str) -> str:
    """Give the key without any Polish or Romanian marks.

    >>> plain_key("Wąsłaż"), plain_key("Ștefăniță")
    ('waslaz', 'stefanita')
    """
    return name_key(word).translate(_PLAIN)


def _find(key: str, family: str) -> FirstName | None:
    found = _by_key(family).get(key)
    if found is not None:
        return found
    spellings = _by_plain_letters(family).get(key)
    if spellings is not None:
        candidates = [_by_key(family)[name_key(spelling)] for spelling in spellings]
        return candidates[0] if len({name.gender for name in candidates}) == 1 else _nobody(candidates[0])
    if family == "ru":
        return None
    return _elsewhere().get(key) or _from_cyrillic().get(key)


def _nobody(name: FirstName) -> FirstName:
    return FirstName(name.spelling, None, name.full)


@lru_cache(maxsize=8)
def _by_key(family: str) -> dict[str, FirstName]:
    own: dict[str, FirstName] = {}
    short: dict[str, tuple[str, set[Gender | None], list[str]]] = {}
    for spelling, gender, short_forms in _rows(family):
        own.setdefault(name_key(spelling), FirstName(spelling, gender, ()))
        for form in short_forms:
            _, genders, full = short.setdefault(name_key(form), (form, set(), []))
            genders.add(gender)
            full.append(spelling)
    for key, (form, genders, full) in short.items():
        alone = own.get(key)
        if alone is not None:
            genders.add(alone.gender)
        gender = next(iter(genders)) if len(genders) == 1 else None
        own[key] = FirstName(alone.spelling, gender, ()) if alone else FirstName(form, gender, tuple(full))
    return own


@lru_cache(maxsize=8)
def _by_plain_letters(family: str) -> dict[str, tuple[str, ...]]:
    plain: dict[str, tuple[str, ...]] = {}
    for key, name in _by_key(family).items():
        without_marks = key.translate(_PLAIN)
        if without_marks != key:
            plain[without_marks] = (*plain.get(without_marks, ()), name.spelling)
    return plain


@lru_cache(maxsize=1)
def _elsewhere() -> dict[str, FirstName]:
    merged: dict[str, FirstName] = {}
    for family in ("en", "pl", "ro"):
        for key, name in _by_key(family).items():
            for spelling in {key, key.translate(_PLAIN)}:
                before = merged.get(spelling)
                same = before is None or before.gender == name.gender
                merged[spelling] = (before or name) if same else _nobody(name)
    return merged


@lru_cache(maxsize=1)
def _from_cyrillic() -> dict[str, FirstName]:
    """Give the Cyrillic names as Latin letters spell them; a spelling that both sexes share tells no gender."""
    spelled: dict[str, FirstName] = {}
    for name in _by_key("ru").values():
        if name.full:
            continue
        for spelling in latin_spellings(name.spelling):
            before = spelled.get(spelling)
            same = before is None or before.gender == name.gender
            latin = FirstName(spelling.capitalize(), name.gender, ())
            spelled[spelling] = (before or latin) if same else _nobody(latin)
    return spelled


def _rows(family: str) -> Iterator[tuple[str, Gender | None, list[str]]]:
    genders: dict[str, Gender] = {"m": "m", "f": "f"}
    for table in _TABLES[family]:
        text = files("sheetcrm.values").joinpath("data", f"first_names_{table}.csv").read_text(encoding="utf-8")
        for row in csv.DictReader(text.splitlines()):
            yield row["name"], genders.get(row["gender"]), row["short"].split()

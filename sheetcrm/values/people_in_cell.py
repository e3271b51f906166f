"""Tells how many people a name cell names: nobody, one, or several; who cannot be addressed is never given a name."""

import csv
import re
from functools import lru_cache
from importlib.resources import files

from sheetcrm.values.first_names import family_of, find_first_name, is_own_first_name, name_key
from sheetcrm.values.person_name import parse_person_name, tidy_name
from sheetcrm.values.surnames import has_surname_shape, is_listed_surname

_FAMILIES = frozenset(
    ["семья", "семейство", "супруги", "родина", "rodzina", "państwo", "małżeństwo", "familia", "family"]
)
_TOGETHER = frozenset(
    ["и", "і", "та", "или", "або", "либо", "&", "and", "or", "i", "oraz", "lub", "albo", "si", "și", "sau", "ori", "+"]
)
_PARTS = re.compile(r"\s*[/;|\n]\s*")
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")


def names_several_people(text: str, language: str = "en") -> bool:
    """Tell whether a cell names a couple, a family or two people, who cannot be greeted as one person.

    >>> names_several_people("Иван и Мария Петровы"), names_several_people("Jan Nowak")
    (True, False)
    >>> names_several_people("Ewa Lis / Jan Lis", "pl"), names_several_people("Ewa Lis / biuro", "pl")
    (True, False)
    """
    words = text.split()
    if any(word in _TOGETHER for word in words[1:-1]) or any(word.casefold() in _FAMILIES for word in words):
        return True
    if "," not in text and _PARTS.search(text) is None:
        return False
    parts = [tidy_name(part).strip(",") for part in _PARTS.split(text)]
    if sum(_starts_like_a_name(part, language) for part in parts) > 1:
        return True
    return _lists_people([part.strip() for part in tidy_name(text).split(",")], language)


def names_nobody(text: str, language: str) -> bool:
    """Tell whether a name cell holds no name at all: "not known", an office, somebody's mother, an everyday word.

    >>> names_nobody("неизвестно", "ru"), names_nobody("mama Oli", "pl"), names_nobody("Стол", "ru")
    (True, True, True)
    >>> names_nobody("Роман", "ru"), names_nobody("Ola", "pl"), names_nobody("Тётя Зина", "ru")
    (False, False, False)
    """
    phrase = " ".join(name_key(tidy_name(text) or text).replace(".", " ").split()).strip("-?! ")
    if phrase in _phrases("nobody") or " ".join(name_key(text).split()) in _phrases("nobody"):
        return True
    words = phrase.split()
    kin, _, rest = phrase.partition(" ")
    if rest and (kin in _phrases("kin") or " ".join(words[:2]) in _phrases("kin")):
        is_nominative = any(find_first_name(word, language) is not None for word in words[1:])
        return kin not in _phrases("kin", "ru") or not is_nominative
    if len(words) == 1:
        return _is_everyday_word(words[0])
    return 1 < len(words) < 5 and family_of(phrase, "ru") == "ru" and all(map(_is_no_name, words))


def starts_with_a_name(text: str, language: str) -> bool:
    """Tell whether a cell of another column holds a name: words with capitals, one of them a given name, no figures.

    >>> starts_with_a_name("Anna Nowak", "pl"), starts_with_a_name("brak", "pl"), starts_with_a_name("Anna 22", "pl")
    (True, False, False)
    """
    words = text.split()
    if not 1 <= len(words) <= 4 or not all(_WORD.fullmatch(word.strip(".,")) and word[0].isupper() for word in words):
        return False
    return any(find_first_name(word.strip(".,"), language) is not None for word in words)


def _starts_like_a_name(part: str, language: str) -> bool:
    first = _WORD.match(part)
    if first is None or not first.group()[0].isupper():
        return False
    return find_first_name(first.group(), language) is not None or has_surname_shape(first.group(), language)


def _lists_people(parts: list[str], language: str) -> bool:
    """Tell "Ewa Nowak, Jan Nowak" and "Мария, Пётр" from "Nowak, Jan": each part holds a given name of its own."""
    named = [part.split() for part in parts if part]
    if len(named) < 2:
        return False
    if all(len(words) > 1 and any(is_own_first_name(word, language) for word in words) for words in named):
        return not any(word.endswith(".") for words in named for word in words)
    return all(len(words) == 1 and _is_woman(words[0], language) for words in named[:1]) and all(
        len(words) == 1 and is_own_first_name(words[0], language) for words in named
    )


def _is_woman(word: str, language: str) -> bool:
    known = find_first_name(word, language)
    return known is not None and known.gender == "f" and not is_listed_surname(word, language)


@lru_cache(maxsize=4096)
def _is_everyday_word(word: str) -> bool:
    """Tell whether a lone Cyrillic word is in the dictionary, and there is no name of any kind."""
    if family_of(word, "ru") != "ru" or len(word) < 2 or find_first_name(word, "ru") is not None:
        return False
    if has_surname_shape(word, "ru") or parse_person_name(word, "ru").middle:
        return False
    from sheetcrm.values.russian_words import is_known_name, is_known_word

    return is_known_word(word) and not is_known_name(word)


@lru_cache(maxsize=4096)
def _is_no_name(word: str) -> bool:
    """Tell whether a Cyrillic word among others is in the dictionary, and there is no name of any kind."""
    if not word.isalpha() or find_first_name(word, "ru") is not None or is_listed_surname(word, "ru"):
        return False
    from sheetcrm.values.russian_words import is_known_name, is_known_word

    return is_known_word(word) and not is_known_name(word)


@lru_cache(maxsize=8)
def _phrases(kind: str, language: str = "") -> frozenset[str]:
    text = files("sheetcrm.values").joinpath("data", "no_names.csv").read_text(encoding="utf-8")
    return frozenset(
        name_key(phrase)
        for row in csv.DictReader(text.splitlines())
        if row["kind"] == kind and language in ("", row["language"])
        for phrase in row["words"].split(";")
    )

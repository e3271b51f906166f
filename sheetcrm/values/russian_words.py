"""Asks the Russian dictionary of pymorphy3, which is loaded on the first question only (a third of a second)."""

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pymorphy3 import MorphAnalyzer

_NAME_TAGS = frozenset(["Name", "Surn", "Patr"])


def name_genders(word: str) -> frozenset[str]:
    """Give the genders ("m", "f") with which the dictionary knows the word as a first name in the nominative.

    >>> sorted(name_genders("марфа")), sorted(name_genders("стол"))
    (['f'], [])
    """
    found: set[str] = set()
    analyzer = _analyzer()
    if not analyzer.word_is_known(word):
        return frozenset()
    for reading in analyzer.parse(word):
        grammemes = reading.tag.grammemes
        if "Name" in grammemes and "nomn" in grammemes and "sing" in grammemes:
            found |= {"m"} if "masc" in grammemes else {"f"} if "femn" in grammemes else {"m", "f"}
    return frozenset(found)


def is_known_name(word: str) -> bool:
    """Tell whether the dictionary knows the word as a first name, surname or patronymic.

    >>> is_known_name("иванов"), is_known_name("стол")
    (True, False)
    """
    analyzer = _analyzer()
    return bool(analyzer.word_is_known(word)) and any(
        _NAME_TAGS & set(reading.tag.grammemes) for reading in analyzer.parse(word)
    )


def is_known_word(word: str) -> bool:
    """Tell whether the dictionary knows the word at all.

    >>> is_known_word("привет"), is_known_word("пртв")
    (True, False)
    """
    return bool(_analyzer().word_is_known(word))


@lru_cache(maxsize=1)
def _analyzer() -> "MorphAnalyzer":
    from pymorphy3 import MorphAnalyzer

    return MorphAnalyzer()

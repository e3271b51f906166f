"""Names of people as words with a place: given, middle, family and a second family name; order is only a hint here.

Cells are read once per spelling. What a cell cannot tell (which of two words is the surname) is left to comparing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from sheetcrm.rules.duplicates.records import Ints, Records, Texts
from sheetcrm.rules.duplicates.short_names import is_first_name
from sheetcrm.rules.duplicates.sounds import sound
from sheetcrm.rules.duplicates.vocabulary import Vocabulary
from sheetcrm.values.letter_case import PARTICLES
from sheetcrm.values.patronymics import is_turkic_word, patronymic_gender
from sheetcrm.values.person_name import looks_like_company
from sheetcrm.values.titles import title_of

_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ`][^\W\d_]+)*\.?")
_BESIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]|\"[^\"]*\"|«[^»]*»|\S*[@\d]\S*")
_APOSTROPHES = str.maketrans("", "", "'’ʼ`.")
_GENERATION = re.compile(
    r"(?<=[\s,(])(?:(?i:(jr|junior|мл|младший|молодший)|(sr|senior|ст|старший))|(II|III|IV))(?=[\s,;.)]|$)"
)
_GENERATIONS = {"II": "second", "III": "third", "IV": "fourth"}
_NOBODY_TEXT = """
    нет none null nan unknown неизвестно неизвестный неизвестная brak nieznany nieznana necunoscut test тест аноним
    anonymous клиент client klient контакт contact kontakt
"""
_NOBODY = frozenset(_NOBODY_TEXT.split())
_MOST_WORDS = 6
_SHORTEST_PATRONYMIC = 4


class Parts(NamedTuple):
    """The words of one person's name by place, as numbers; 0 is none."""

    given: int = 0
    middle: int = 0
    family: int = 0
    family_two: int = 0


@dataclass(frozen=True, slots=True)
class Names:
    """The name words of every row; `firm` holds what stood in a name cell that is a firm's, "" elsewhere."""

    given: Ints
    middle: Ints
    family: Ints
    family_two: Ints
    firm: Texts


def read_names(records: Records, vocabulary: Vocabulary) -> Names:
    """Read the name columns of all rows: separate ones where they are filled, the whole name otherwise."""
    count = len(records)
    empty: Sequence[str] = [""] * count
    first = records.texts("first_name") or empty
    last = records.texts("surname") or empty
    middle = records.texts("patronymic") or empty
    whole = records.texts("name") or empty
    has_parts = records.texts("first_name") is not None or records.texts("surname") is not None
    cells: dict[str, tuple[str, ...]] = {}
    known: dict[tuple[str, str, str, str], tuple[Parts, str]] = {}
    rows: list[Parts] = []
    firms: list[str] = []
    for key in zip(first, last, middle, whole, strict=True):
        found = known.get(key)
        if found is None:
            found = known[key] = _with_generation(key, _row(key, cells, vocabulary, has_parts), vocabulary)
        rows.append(found[0])
        firms.append(found[1])
    table = np.array(rows, np.int64).reshape(count, 4)
    return Names(table[:, 0].copy(), table[:, 1].copy(), table[:, 2].copy(), table[:, 3].copy(), firms)


def _row(
    key: tuple[str, str, str, str], cells: dict[str, tuple[str, ...]], vocabulary: Vocabulary, has_parts: bool
) -> tuple[Parts, str]:
    first_text, last_text, middle_text, whole_text = key
    if not first_text and not last_text:
        if not whole_text and not middle_text:
            return Parts(), ""
        if looks_like_company(whole_text):
            return Parts(), whole_text
        return _numbered(_parted(name_words(whole_text), "," in whole_text), middle_text, vocabulary), ""
    first, last = _words_of(first_text, cells), _words_of(last_text, cells)
    if first and last:
        return _numbered((first[0], _joined(first[1:]), last[0], _joined(last[1:])), middle_text, vocabulary), ""
    lone = first_text if first else last_text
    if len(first or last) > 1 or (whole_text and has_parts and not (first or last)):
        if looks_like_company(lone):
            return Parts(), lone
        return _numbered(_parted(first or last, "," in lone), middle_text, vocabulary), ""
    if first:
        return _numbered((first[0], "", "", ""), middle_text, vocabulary), ""
    return _numbered(("", "", last[0] if last else "", ""), middle_text, vocabulary), ""


def _words_of(text: str, cells: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    found = cells.get(text)
    if found is None:
        found = cells[text] = name_words(text)
    return found


def _joined(words: Sequence[str]) -> str:
    return words[0] if words else ""


def _with_generation(
    key: tuple[str, str, str, str], row: tuple[Parts, str], vocabulary: Vocabulary
) -> tuple[Parts, str]:
    """Put what parts father and son of one name in the place of a middle name, where there is none."""
    parts, firm = row
    if firm or parts.middle or not parts.family:
        return row
    word = _generation(" ".join(key))
    return (parts._replace(middle=vocabulary.number(word)), firm) if word else row


def _generation(text: str) -> str:
    """Give the word for what parts father and son of one name, "" when nothing does.

    >>> _generation("John Baker, Jr."), _generation("Henry Mason III"), _generation("Ivan Sr")
    ('junior', 'third', 'senior')
    """
    found = _GENERATION.search(text)
    if found is None:
        return ""
    return "junior" if found[1] else "senior" if found[2] else _GENERATIONS[found[3]]


def _numbered(parts: tuple[str, str, str, str], middle: str, vocabulary: Vocabulary) -> Parts:
    given, second, family, family_two = parts
    if middle:
        own = name_words(middle)
        second = own[0] if own else second
    number = vocabulary.number
    return Parts(number(given), number(second), number(family), number(family_two))


def name_words(text: str) -> tuple[str, ...]:
    """Give the words of a name in small letters, without titles, particles, remarks and numbers.

    >>> name_words("Dr. Anna-Maria van der Berg"), name_words("О'Нил (мама)"), name_words("нет")
    (('anna', 'maria', 'berg'), ('онил',), ())
    """
    if not text:
        return ()
    if not text.isalpha():
        text = _BESIDE.sub(" ", text) or text
    found = _WORD.findall(text)
    words = [word for word in (_plain(piece) for piece in found) if word]
    if len(words) > 1:
        kept = [word for word, piece in zip(words, found, strict=False) if not _is_beside(piece)]
        words = kept or words
    return tuple(word for word in words[:_MOST_WORDS] if word not in _NOBODY)


def _plain(piece: str) -> str:
    return piece.translate(_APOSTROPHES).casefold()


@lru_cache(maxsize=1 << 16)
def _is_beside(piece: str) -> bool:
    """Whether a word beside others is a title or a particle and no name."""
    lowered = piece.casefold()
    if len(lowered.rstrip(".")) == 1:
        return False
    if piece.rstrip(".") in _GENERATIONS:
        return True
    return lowered in PARTICLES or title_of(piece, "") is not None or is_turkic_word(lowered)


def _parted(words: Sequence[str], has_comma: bool) -> tuple[str, str, str, str]:
    """Part the words of a whole name into given, middle, family and a second family name."""
    if len(words) < 2:
        word = words[0] if words else ""
        return (word, "", "", "") if _seems_given(word) else ("", "", word, "")
    if has_comma:
        return words[1], _joined(words[2:]), words[0], ""
    patronymic = next((at for at in range(1, len(words)) if _is_patronymic(words[at])), 0)
    if patronymic and (len(words) > 2 or _seems_given(words[0])):
        rest = [word for at, word in enumerate(words) if at != patronymic]
        given, family = (rest[-1], rest[0]) if patronymic == 2 and len(rest) > 1 else (rest[0], _joined(rest[1:]))
        return given, words[patronymic], family, _joined([w for w in rest if w not in (given, family)])
    short = [word for word in words if len(word) == 1]
    full = [word for word in words if len(word) > 1]
    if short and full:
        if len(full) == 1:
            return short[0], _joined(short[1:]), full[0], ""
        return full[0], short[0], full[-1], ""
    if len(words) == 2:
        head, tail = words
        turned = _seems_given(tail) and not _seems_given(head)
        return (tail, "", head, "") if turned else (head, "", tail, "")
    if _seems_given(words[1]) and not _seems_given(words[0]):
        return words[1], words[2], words[0], ""
    return words[0], words[1], words[-1], ""


@lru_cache(maxsize=1 << 16)
def _seems_given(word: str) -> bool:
    return is_first_name(sound(word))


@lru_cache(maxsize=1 << 16)
def _is_patronymic(word: str) -> bool:
    return patronymic_gender(word) is not None and len(word) > _SHORTEST_PATRONYMIC

"""Finds which words of a name are surname and given name; evidence in the words goes before custom."""

import re
from collections.abc import Sequence

from sheetcrm.values.first_names import family_of, find_first_name, is_own_first_name
from sheetcrm.values.letter_case import PARTICLES
from sheetcrm.values.patronymics import is_patronymic_after, is_turkic_word, patronymic_gender, stands_for_a_name
from sheetcrm.values.surnames import is_listed_surname, looks_derived

Parts = tuple[str, str, str]

_INITIAL = re.compile(r"^[^\W\d_]{1,2}\.(?:-[^\W\d_]{1,2}\.)?$")
_SURNAME_FIRST = frozenset(["ru", "uk", "be", "kk"])
_OFTEN_CAPITAL = frozenset(["van", "von", "de", "del", "della", "di", "da", "dos", "der", "la", "du"])


def arrange(words: Sequence[str], loud: Sequence[bool], language: str) -> Parts:
    """Give (last, first, middle) of the words; loud marks those that were set off in capitals.

    >>> arrange(["Popa", "Luca"], [False, False], "ro")
    ('Popa', 'Luca', '')
    >>> arrange(["Anna", "Sofia", "de", "la", "Cruz"], [False] * 5, "en")
    ('de la Cruz', 'Anna', 'Sofia')
    """
    if not words:
        return "", "", ""
    if any(loud) and len(words) > 1:
        return _by_capitals(words, loud, language)
    if len(words) == 1:
        return _single(words[0], language)
    return _by_patronymic(words, language) or _by_initials(words, language) or _by_known_names(words, language)


def _single(word: str, language: str) -> Parts:
    known = find_first_name(word, language)
    if known is None and family_of(word, language) == "ru" and stands_for_a_name(word):
        return "", "", word
    is_surname = known is None and (looks_derived(word, language) or is_listed_surname(word, language))
    return (word, "", "") if is_surname else ("", word, "")


def _by_capitals(words: Sequence[str], loud: Sequence[bool], language: str) -> Parts:
    start = loud.index(True)
    end = len(loud) - loud[::-1].index(True) if isinstance(loud, list) else start + 1
    while start and words[start - 1].lower() in PARTICLES:
        start -= 1
    given = [*words[:start], *words[end:]]
    if not given:
        return " ".join(words[start:end]), "", ""
    return " ".join(words[start:end]), given[0], " ".join(given[1:])


def _by_patronymic(words: Sequence[str], language: str) -> Parts | None:
    turkic = next((position for position, word in enumerate(words) if position >= 2 and is_turkic_word(word)), None)
    if turkic is not None:
        rest = [*words[: turkic - 1], *words[turkic + 1 :]]
        last, first, more = _split(rest, language)
        return last, first, " ".join(part for part in (more, *words[turkic - 1 : turkic + 1]) if part)
    if len(words) == 2:
        return ("", words[0], words[1]) if _fits(language, words) and is_patronymic_after(words[0], words[1]) else None
    for position in range(1, len(words)):
        if patronymic_gender(words[position]) is None or not _fits(language, words):
            continue
        if position == 1 and (position + 1 == len(words) or _bears_patronymic(words, language)):
            return " ".join(words[2:]), words[0], words[1]
        if position >= 2:
            return _before_patronymic(words, position, language)
    return None


def _fits(language: str, words: Sequence[str]) -> bool:
    return language in _SURNAME_FIRST or family_of(words[0], language) == "ru"


def _bears_patronymic(words: Sequence[str], language: str) -> bool:
    """Tell "Анна Николаевна Мицкевич" from "Иванов Абрамович Пётр": the word before must be a given name."""
    if _INITIAL.match(words[0]) or find_first_name(words[0], language) is not None:
        return True
    return not looks_derived(words[0], language) and find_first_name(words[2], language) is None


def _before_patronymic(words: Sequence[str], position: int, language: str) -> Parts:
    head, tail = words[:position], words[position + 1 :]
    if tail:
        return " ".join(tail), head[0], " ".join((*head[1:], words[position]))
    last, first = " ".join(head[:-1]), head[-1]
    if (
        len(head) == 2
        and is_own_first_name(head[0], language)
        and looks_derived(first, language)
        and find_first_name(first, language) is None
    ):
        last, first = first, last
    return last, first, words[position]


def _by_initials(words: Sequence[str], language: str) -> Parts | None:
    initial = [_INITIAL.match(word) is not None for word in words]
    if not any(initial):
        return None
    full = [word for word, is_initial in zip(words, initial, strict=True) if not is_initial]
    short = [word for word, is_initial in zip(words, initial, strict=True) if is_initial]
    if not full:
        return "", short[0], " ".join(short[1:])
    if len(full) == 1 and (len(short) > 1 or initial[0] or not _is_given(full[0], language)):
        return full[0], short[0], " ".join(short[1:])
    if len(full) == 1:
        return (short[0], full[0], "")
    if initial[0]:
        return " ".join(full[1:]) or full[0], short[0], " ".join([*short[1:], *full[:1]])
    last, first, middle = _split(full, language)
    return last, first, " ".join(part for part in (middle, *short) if part)


def _is_given(word: str, language: str) -> bool:
    return find_first_name(word, language) is not None and not is_listed_surname(word, language)


def _by_known_names(words: Sequence[str], language: str) -> Parts:
    return _split(words, language)


def _split(words: Sequence[str], language: str) -> Parts:
    """Part full words without patronymic, initials or capitals, particles such as "van der" opening a surname."""
    if len(words) == 1:
        return _single(words[0], language)
    particle = next((place for place, word in enumerate(words[:-1]) if _opens_surname(word, place, language)), None)
    if particle == 0 or (len(words) > 2 and words[0].lower() in PARTICLES and words[1].lower() in PARTICLES):
        name_at = next(
            place for place, word in enumerate(words) if word.lower() not in PARTICLES or place == len(words) - 1
        )
        given = words[name_at + 1 :]
        return " ".join(words[: name_at + 1]), given[0] if given else "", " ".join(given[1:])
    if particle:
        return " ".join(words[particle:]), words[0], " ".join(words[1:particle])
    if len(words) == 2 and _are_two_given_names(words, language):
        return "", words[0], words[1]
    if _surname_leads(words[0], words[-1], language, len(words)):
        return _surname_first(words, language)
    return _given_first(words, language)


def _opens_surname(word: str, place: int, language: str) -> bool:
    """Tell whether a particle opens the surname; with a capital ("Vincent Van Gogh") only between two names."""
    if word.lower() not in PARTICLES:
        return False
    return word[0].islower() or (place > 0 and word.lower() in _OFTEN_CAPITAL and language not in _SURNAME_FIRST)


def _are_two_given_names(words: Sequence[str], language: str) -> bool:
    """Tell whether both words are women's given names and nothing else ("Anna Maria"): the surname is missing."""
    found = [find_first_name(word, language) for word in words]
    return all(
        name is not None and name.gender == "f" and _weight(word, language) >= 3 and word[-1:].lower() in "aая"
        for name, word in zip(found, words, strict=True)
    )


def _surname_leads(head: str, tail: str, language: str, length: int) -> bool:
    head_weight, tail_weight = _weight(head, language), _weight(tail, language)
    family = family_of(head, language)
    surname_first = language in _SURNAME_FIRST and family == "ru"
    if family == "en" and language not in _SURNAME_FIRST:
        return head_weight < 0 and tail_weight > 1
    if head_weight != tail_weight:
        return head_weight < tail_weight
    genders = [name.gender if (name := find_first_name(word, language)) else None for word in (head, tail)]
    if length == 2 and set(genders) == {"m", "f"}:
        return genders[0] == "m"
    return surname_first


def _weight(word: str, language: str) -> int:
    """Weigh the evidence that a word is a given name: 3 for a sure one, below zero for a sure surname."""
    if is_own_first_name(word, language):
        known = 4
    elif find_first_name(word, language) is not None:
        known = 3 if family_of(word, language) == "en" else 2
    else:
        known = -1 if looks_derived(word, language) else 0
    return known - 2 if is_listed_surname(word, language) else known


def _surname_first(words: Sequence[str], language: str) -> Parts:
    first_at = next((place for place in range(1, len(words)) if find_first_name(words[place], language) is not None), 1)
    return " ".join(words[:first_at]), words[first_at], " ".join(words[first_at + 1 :])


def _given_first(words: Sequence[str], language: str) -> Parts:
    if family_of(words[0], language) == "en":
        return words[-1], words[0], " ".join(words[1:-1])
    last_at = next((place for place in range(1, len(words) - 1) if _weight(words[place], language) < 2), len(words) - 1)
    return " ".join(words[last_at:]), words[0], " ".join(words[1:last_at])

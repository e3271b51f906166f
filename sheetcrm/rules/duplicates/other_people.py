"""Names that look alike and are two people's: a man and a woman of one family, or the children of two fathers.

Only grammar decides, and a slip stays a slip where the rest of the name says so: Anna Ivanov is Anna Ivanova.
"""

import re
from functools import lru_cache

import numpy as np

from sheetcrm.rules.duplicates.name_cells import Names
from sheetcrm.rules.duplicates.records import Flags, Ints, Small
from sheetcrm.rules.duplicates.short_names import are_of_two_sexes, gender_by_sound
from sheetcrm.rules.duplicates.sounds import skeleton
from sheetcrm.rules.duplicates.vocabulary import Heard
from sheetcrm.rules.duplicates.word_levels import CLOSE, DIFFERENT, SHORT, close_texts

_PATRONYMIC = re.compile(r"(?P<father>.{4,}?)(?:(?P<son>[eio]?vik)|[eio]?vna|i[kn]na)")
_MEN = re.compile(r"(?:[oei]v|in|[sk]ki)$")
_WOMEN = re.compile(r"(?:[oei]va|ina|[sk]ka|ovna)$")


def part_other_people(
    heard: Heard, names: Names, left: Ints, right: Ints, given: Small, family: Small, middle: Small, swapped: Flags
) -> None:
    """Say "different" in `given` where the names are of two sexes, and in `middle` where the fathers are two.

    A pair that is `swapped` has the given name of one side beside the family name of the other.
    """
    others_given = np.where(swapped, names.family[right], names.given[right])
    others_family = np.where(swapped, names.given[right], names.family[right])
    at = np.flatnonzero((given == CLOSE) | (given == SHORT))
    apart = [
        _are_namesakes_of_two_sexes(one, other) and not _show_one_sex(family_one, family_other)
        for one, other, family_one, family_other in zip(
            *_texts(heard, names.given[left[at]], others_given[at]),
            *_texts(heard, names.family[left[at]], others_family[at]),
            strict=True,
        )
    ]
    given[at[np.array(apart, np.bool_)]] = DIFFERENT
    at = np.flatnonzero((family == CLOSE) & (given > DIFFERENT))
    married = [
        _is_unisex(one) and _is_unisex(other) and are_one_surname_of_two_sexes(family_one, family_other)
        for one, other, family_one, family_other in zip(
            *_texts(heard, names.given[left[at]], others_given[at]),
            *_texts(heard, names.family[left[at]], others_family[at]),
            strict=True,
        )
    ]
    given[at[np.array(married, np.bool_)]] = DIFFERENT
    _part_by_father(heard, names, left, right, given, middle)


def _part_by_father(heard: Heard, names: Names, left: Ints, right: Ints, given: Small, middle: Small) -> None:
    at = np.flatnonzero((middle == CLOSE) | (middle == SHORT))
    mine, theirs = _texts(heard, names.middle[left[at]], names.middle[right[at]])
    first, second = _texts(heard, names.given[left[at]], names.given[right[at]])
    for place, one, other, given_one, given_other in zip(at.tolist(), mine, theirs, first, second, strict=True):
        judged = fathers_apart(one, other)
        if judged == "sexes" and _is_unisex(given_one) and _is_unisex(given_other) and given[place] > DIFFERENT:
            given[place] = DIFFERENT
        if judged == "fathers":
            middle[place] = DIFFERENT


def _texts(heard: Heard, left: Ints, right: Ints) -> tuple[list[str], list[str]]:
    sounds, sound_of = heard.sounds, heard.sound_of
    return [sounds[at] for at in sound_of[left].tolist()], [sounds[at] for at in sound_of[right].tolist()]


@lru_cache(maxsize=1 << 16)
def fathers_apart(one: str, other: str) -> str:
    """Tell what parts the sounds of two patronymics: "fathers", "sexes" (a son's and a daughter's), "" nothing.

    >>> fathers_apart("sergivik", "sergivna"), fathers_apart("petrovik", "petrovik"), fathers_apart("ivanovik", "marko")
    ('sexes', '', '')
    """
    first, second = _PATRONYMIC.fullmatch(one), _PATRONYMIC.fullmatch(other)
    if first is None or second is None:
        return ""
    if first["father"] != second["father"] and not close_texts([first["father"]], [second["father"]])[0]:
        return "fathers"
    return "sexes" if (first["son"] is None) != (second["son"] is None) else ""


@lru_cache(maxsize=1 << 16)
def are_one_surname_of_two_sexes(one: str, other: str) -> bool:
    """Whether two sounds are one surname as a man and as a woman bear it.

    >>> [are_one_surname_of_two_sexes(*pair) for pair in (("ivanov", "ivanova"), ("kovalski", "kovalska"))]
    [True, True]
    >>> are_one_surname_of_two_sexes("ivanov", "ivnov"), are_one_surname_of_two_sexes("novak", "novaka")
    (False, False)
    """
    man, woman = (one, other) if other.endswith("a") else (other, one)
    return bool(_MEN.search(man)) and woman.endswith("a") and woman.removesuffix("a") == man.removesuffix("i")


@lru_cache(maxsize=1 << 16)
def _are_namesakes_of_two_sexes(one: str, other: str) -> bool:
    return skeleton(one) == skeleton(other) and are_of_two_sexes(one, other)


@lru_cache(maxsize=1 << 16)
def _show_one_sex(one: str, other: str) -> bool:
    return any(shape.search(one) and shape.search(other) for shape in (_MEN, _WOMEN))


def _is_unisex(heard: str) -> bool:
    return heard not in gender_by_sound()

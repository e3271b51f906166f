"""How near two words are, in ordered levels; every pair of words is judged once, however many rows meet in it."""

from collections.abc import Sequence

import numpy as np

from sheetcrm.rules.duplicates.coding import distinct_with_places
from sheetcrm.rules.duplicates.records import Flags, Ints, Small
from sheetcrm.rules.duplicates.short_names import are_of_two_sexes, meant_by_sound
from sheetcrm.rules.duplicates.vocabulary import Heard

MISSING, DIFFERENT, INITIAL, CLOSE, SHORT, SPELLING, SAME = -1, 0, 1, 2, 3, 4, 5
_SHORTEST_BONES = 3
_SHORTEST_START = 3


def name_levels(heard: Heard, left: Ints, right: Ints) -> Small:
    """Give the level of each pair of name words: SAME, another SPELLING, a SHORT form, CLOSE (a slip), INITIAL.

    Words are numbers of the vocabulary; 0 on either side is MISSING. SHORT is also what a first name is called in
    another language: Mykola for Nikolai.
    """
    levels = np.full(len(left), DIFFERENT, np.int8)
    left_sound, right_sound = heard.sound_of[left], heard.sound_of[right]
    levels[left_sound == right_sound] = SPELLING
    levels[left == right] = SAME
    levels[(left == 0) | (right == 0)] = MISSING
    open_pairs = np.flatnonzero(levels == DIFFERENT)
    count = len(heard.sounds)
    one, other = left_sound[open_pairs], right_sound[open_pairs]
    codes = np.minimum(one, other) * count + np.maximum(one, other)
    unique, back = distinct_with_places(codes)
    levels[open_pairs] = _sound_levels(heard, *np.divmod(unique, max(count, 1)))[back]
    return levels


def _sound_levels(heard: Heard, left: Ints, right: Ints) -> Small:
    texts = heard.sounds
    one = [texts[number] for number in left.tolist()]
    other = [texts[number] for number in right.tolist()]
    levels = np.full(len(one), DIFFERENT, np.int8)
    longest = np.maximum(heard.lengths[left], heard.lengths[right])
    levels[slips(one, other) <= _allowed(longest)] = CLOSE
    bones = heard.bones_of
    levels[(bones[left] == bones[right]) & (heard.bone_lengths[left] >= _SHORTEST_BONES)] = CLOSE
    table = meant_by_sound()
    first_name = heard.first_name
    for at in np.flatnonzero(first_name[left] & first_name[right]).tolist():
        if table[one[at]] & table[other[at]] and not are_of_two_sexes(one[at], other[at]):
            levels[at] = SHORT
    short = np.minimum(heard.lengths[left], heard.lengths[right])
    starts = heard.starts[left] == heard.starts[right]
    for at in np.flatnonzero((short >= _SHORTEST_START) & starts & (levels == DIFFERENT)).tolist():
        if one[at].startswith(other[at]) or other[at].startswith(one[at]):
            levels[at] = SHORT if first_name[left[at]] or first_name[right[at]] else CLOSE
    for at in np.flatnonzero(short == 1).tolist():
        levels[at] = INITIAL if one[at][:1] == other[at][:1] else DIFFERENT
    return levels


def close_texts(one: Sequence[str], other: Sequence[str]) -> Flags:
    """Tell for pairs of texts whether a slip parts them: one in four to six letters, two in up to ten, three beyond.

    >>> close_texts(["ivanov", "kim", "aleksandrova"], ["ivanv", "kin", "aleksandovra"]).tolist()
    [True, False, True]
    """
    if not len(one):
        return np.zeros(0, np.bool_)
    longest = np.fromiter((max(len(a), len(b)) for a, b in zip(one, other, strict=True)), np.int64, len(one))
    found: Flags = slips(one, other) <= _allowed(longest)
    return found


def _allowed(longest: Ints) -> Ints:
    found: Ints = np.where(longest < 4, 0, np.where(longest < 7, 1, np.where(longest < 11, 2, 3)))
    return found


def slips(one: Sequence[str], other: Sequence[str], most: int = 3) -> Ints:
    """Give how many letters were left out, added, changed or swapped between pairs of texts; above `most`, one more."""
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import cpdist

    if not len(one):
        return np.zeros(0, np.int64)
    found: Ints = cpdist(one, other, scorer=OSA.distance, score_cutoff=most, dtype=np.int8, workers=1).astype(np.int64)
    return found

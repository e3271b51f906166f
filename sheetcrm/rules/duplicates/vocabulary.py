"""Words as numbers: every word once, with its sound and its consonants; number 0 is the word that is not there."""

from dataclasses import dataclass, field

import numpy as np

from sheetcrm.rules.duplicates.records import Ints
from sheetcrm.rules.duplicates.sounds import skeleton, sound


@dataclass(slots=True)
class Vocabulary:
    """The words met so far, and their sounds; two words of one sound have one number in `sound_of`."""

    numbers: dict[str, int] = field(default_factory=lambda: {"": 0})
    sounds: dict[str, int] = field(default_factory=lambda: {"": 0})
    sound_of: list[int] = field(default_factory=lambda: [0])

    def number(self, word: str) -> int:
        """Give the number of a word, a new one for a new word."""
        known = self.numbers.get(word)
        if known is None:
            known = self.numbers[word] = len(self.sound_of)
            self.sound_of.append(self.sounds.setdefault(sound(word), len(self.sounds)))
        return known


@dataclass(frozen=True, slots=True)
class Heard:
    """A finished vocabulary: `sound_of[word]`, the texts of the sounds, and per sound its consonants as a number."""

    words: tuple[str, ...]
    sounds: tuple[str, ...]
    sound_of: Ints
    bones_of: Ints

    def sound_numbers(self, words: Ints) -> Ints:
        """Give the sounds of words."""
        return self.sound_of[words]


def finished(vocabulary: Vocabulary) -> Heard:
    """Close a vocabulary."""
    sounds = tuple(vocabulary.sounds)
    bones: dict[str, int] = {"": 0}
    bones_of = [bones.setdefault(skeleton(heard), len(bones)) for heard in sounds]
    return Heard(
        tuple(vocabulary.numbers), sounds, np.array(vocabulary.sound_of, np.int64), np.array(bones_of, np.int64)
    )

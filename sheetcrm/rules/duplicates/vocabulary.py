"""Words as numbers: every word once, with its sound and its consonants; number 0 is the word that is not there."""

from dataclasses import dataclass, field

import numpy as np

from sheetcrm.rules.duplicates.records import Flags, Ints
from sheetcrm.rules.duplicates.short_names import full_names_by_sound
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
        return self.add(word, sound(word)) if known is None else known

    def add(self, word: str, heard: str) -> int:
        """Take in a new word whose sound is known, and give its number."""
        number = self.numbers[word] = len(self.sound_of)
        self.sound_of.append(self.sounds.setdefault(heard, len(self.sounds)))
        return number


@dataclass(frozen=True, slots=True)
class Heard:
    """A finished vocabulary: `sound_of[word]`, and per sound its text, consonants, length, start, and kind.

    `bones_of` and `starts` are numbers: sounds with the same consonants or the same first three letters share them.
    """

    words: tuple[str, ...]
    sounds: tuple[str, ...]
    sound_of: Ints
    bones_of: Ints
    bone_lengths: Ints
    lengths: Ints
    starts: Ints
    first_name: Flags


def reopened(heard: Heard) -> Vocabulary:
    """Open a finished vocabulary again: what it knows keeps its numbers, and what comes is numbered after them."""
    numbers = {word: number for number, word in enumerate(heard.words)}
    sounds = {sound: number for number, sound in enumerate(heard.sounds)}
    return Vocabulary(numbers, sounds, heard.sound_of.tolist())


def finished(vocabulary: Vocabulary) -> Heard:
    """Close a vocabulary."""
    sounds = tuple(vocabulary.sounds)
    known = full_names_by_sound()
    bones: dict[str, int] = {"": 0}
    starts: dict[str, int] = {"": 0}
    skeletons = [skeleton(heard) for heard in sounds]
    return Heard(
        tuple(vocabulary.numbers),
        sounds,
        np.array(vocabulary.sound_of, np.int64),
        np.array([bones.setdefault(text, len(bones)) for text in skeletons], np.int64),
        np.array([len(text) for text in skeletons], np.int64),
        np.array([len(text) for text in sounds], np.int64),
        np.array([starts.setdefault(text[:3], len(starts)) for text in sounds], np.int64),
        np.array([text in known for text in sounds], np.bool_),
    )

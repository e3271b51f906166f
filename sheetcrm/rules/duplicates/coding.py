"""Columns of values as numbers: equal values have one number, 0 is no value."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from sheetcrm.rules.duplicates.records import Ints

_SALT = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Coded:
    """A column: `codes[row]` is a number into `texts`; `often[code]` is how many rows hold it."""

    codes: Ints
    texts: tuple[str, ...]
    often: Ints

    def strings(self, codes: Ints) -> list[str]:
        """Give the texts of codes."""
        texts = self.texts
        return [texts[code] for code in codes.tolist()]


def by_spelling(texts: Iterable[str]) -> tuple[Ints, list[str]]:
    """Give for every cell the number of its spelling, and the spellings, so that each is read once.

    >>> codes, spellings = by_spelling(["b", "a", "b"])
    >>> codes.tolist(), spellings
    ([0, 1, 0], ['b', 'a'])
    """
    numbers: dict[str, int] = {}
    codes = np.array([numbers.setdefault(text, len(numbers)) for text in texts], np.int64)
    return codes, list(numbers)


def coded(values: Iterable[str], spelling: Ints | None = None) -> Coded:
    """Number the values of a column; with `spelling`, they are those of the spellings that it numbers."""
    numbers: dict[str, int] = {"": 0}
    codes = np.array([numbers.setdefault(value, len(numbers)) for value in values], np.int64)
    return coded_as(codes if spelling is None else codes[spelling], tuple(numbers))


def several(cells: Sequence[Sequence[str]], width: int, spelling: Ints) -> Coded:
    """Number the values of cells that hold up to `width` of them: one column of codes for each place."""
    numbers: dict[str, int] = {"": 0}
    rows: list[int] = []
    for cell in cells:
        rows += [numbers.setdefault(value, len(numbers)) for value in cell[:width]]
        rows += [0] * (width - len(cell))
    return coded_as(np.array(rows, np.int64).reshape(len(cells), width)[spelling], tuple(numbers))


def coded_as(codes: Ints, texts: tuple[str, ...]) -> Coded:
    """Give a column of codes with the count of each."""
    often = np.bincount(codes.ravel(), minlength=len(texts))
    often[0] = 0
    return Coded(codes, texts, often)


def joined_key(kind: int, *parts: Ints) -> Ints:
    """Give one number for several codes of a row, 0 where one of them is missing; chance meetings are one in 2^62.

    `kind` parts the keys of different makes.
    """
    key = np.full(len(parts[0]), kind, np.uint64)
    missing = np.zeros(len(parts[0]), np.bool_)
    for part in parts:
        missing |= part == 0
        key = _stirred(key ^ _stirred(part.astype(np.uint64) + _SALT))
    found: Ints = (key >> np.uint64(2)).astype(np.int64) + 1
    found[missing] = 0
    return found


def _stirred(key: "np.ndarray[tuple[int], np.dtype[np.uint64]]") -> "np.ndarray[tuple[int], np.dtype[np.uint64]]":
    """Spread the bits of numbers (the finaliser of splitmix64)."""
    key = (key ^ (key >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    key = (key ^ (key >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return key ^ (key >> np.uint64(31))


def distinct(codes: Ints) -> Ints:
    """Give each number once, in order; for millions of numbers sorting beats hashing."""
    ordered = np.sort(codes)
    fresh = np.ones(len(ordered), np.bool_)
    fresh[1:] = ordered[1:] != ordered[:-1]
    found: Ints = ordered[fresh]
    return found


def distinct_with_places(codes: Ints) -> tuple[Ints, Ints]:
    """Give each number once, in order, and for every number of `codes` where it went."""
    order = np.argsort(codes)
    ordered = codes[order]
    fresh = np.ones(len(ordered), np.bool_)
    fresh[1:] = ordered[1:] != ordered[:-1]
    places = np.empty(len(codes), np.int64)
    places[order] = np.cumsum(fresh) - 1
    found: Ints = ordered[fresh]
    return found, places

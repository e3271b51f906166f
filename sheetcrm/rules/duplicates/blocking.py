"""Which pairs are worth comparing: rows that share one of many cheap keys; no key may explode.

A key that few rows share makes all its pairs; one that many share is made finer by a second value, and what is then
still large is sorted by name so that each row meets its nearest neighbours only. So a row never costs more than a
fixed number of pairs a key, be it 200,000 rows with one phone.
"""

from collections.abc import Iterable, Iterator

import numpy as np

from sheetcrm.rules.duplicates.coding import distinct, joined_key
from sheetcrm.rules.duplicates.keys import Key, keys_of
from sheetcrm.rules.duplicates.preparing import Prepared
from sheetcrm.rules.duplicates.records import Flags, Ints

NEIGHBOURS = 6
"""How many of the following rows one is compared with in a block that stays too large."""


def candidates(prepared: Prepared, changed: Flags | None = None) -> tuple[Ints, Ints]:
    """Give the rows of all pairs to compare, the earlier row on the left; with `changed`, only pairs that hold one."""
    count = len(prepared)
    gathered = np.zeros(0, np.int64)
    waiting: list[Ints] = []
    for key in keys_of(prepared):
        waiting.extend(_codes_of(key, count, changed))
        if sum(map(len, waiting)) > 4_000_000:
            gathered, waiting = _unique([gathered, *waiting]), []
    codes = _unique([gathered, *waiting])
    left, right = np.divmod(codes, max(count, 1))
    alike = prepared.company[left] == prepared.company[right]
    return left[alike], right[alike]


def _unique(parts: Iterable[Ints]) -> Ints:
    return distinct(np.concatenate(list(parts)))


def _codes_of(key: Key, count: int, changed: Flags | None) -> Iterator[Ints]:
    """Give the pairs of one key, each as one number: left * count + right."""
    for left, right in pairs_of(key, changed):
        if key.also:
            left, right = _sharing_more(left, right, key.also)
        low, high = np.minimum(left, right), np.maximum(left, right)
        codes = low * count + high
        yield codes if changed is None else codes[changed[low] | changed[high]]


def _sharing_more(left: Ints, right: Ints, columns: tuple[Ints, ...]) -> tuple[Ints, Ints]:
    """Keep the pairs that share a value in at least one of the columns."""
    kept = np.zeros(len(left), np.bool_)
    for column in columns:
        value = column[left]
        kept |= (value == column[right]) & (value > 0)
    return left[kept], right[kept]


def pairs_of(key: Key, changed: Flags | None = None) -> Iterator[tuple[Ints, Ints]]:
    """Give the pairs of rows with equal values: all of a small block, neighbours of a large one."""
    values, largest = key.values, key.largest
    rows = np.flatnonzero(values)
    if changed is not None:
        touched = distinct(values[changed & (values != 0)])
        rows = rows[np.isin(values[rows], touched)]
    if len(rows) < 2:
        return
    rows = rows[np.argsort(values[rows])]
    starts, sizes = _runs(values[rows])
    yield from _all_pairs(rows, starts, sizes, largest)
    big = sizes > largest
    if not key.crowds or not big.any():
        return
    inside = np.repeat(big, sizes)
    rows = rows[inside]
    fine = joined_key(1, values[rows], key.finer[rows] + 1)
    ranked = np.lexsort((rows, key.order[rows], fine))
    rows, fine = rows[ranked], fine[ranked]
    starts, sizes = _runs(fine)
    yield from _all_pairs(rows, starts, sizes, largest)
    big = np.repeat(sizes > largest, sizes)
    rows, fine = rows[big], fine[big]
    for step in range(1, NEIGHBOURS + 1):
        same = fine[step:] == fine[:-step]
        yield rows[:-step][same], rows[step:][same]


def _runs(values: Ints) -> tuple[Ints, Ints]:
    """Give where runs of equal values start, and how long they are."""
    if not len(values):
        return values, values
    starts = np.flatnonzero(np.concatenate(([True], values[1:] != values[:-1])))
    return starts, np.diff(np.append(starts, len(values)))


def _all_pairs(rows: Ints, starts: Ints, sizes: Ints, largest: int) -> Iterator[tuple[Ints, Ints]]:
    for size in np.unique(sizes[(sizes > 1) & (sizes <= largest)]):
        first = starts[sizes == size]
        block = rows[first[:, None] + np.arange(size)]
        left, right = np.triu_indices(int(size), 1)
        yield block[:, left].ravel(), block[:, right].ravel()

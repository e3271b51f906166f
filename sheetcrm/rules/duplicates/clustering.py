"""From pairs to clusters without chaining strangers: two groups become one when their records agree on the whole.

One good link is not enough: each record of one group is held against each of the other, and what speaks against
counts as much as what speaks for.
"""

from collections.abc import Iterator

import numpy as np

from sheetcrm.rules.duplicates.records import Floats, Ints

_MOST_SAID = 8.0
"""Bits of evidence that one pair can bring into a group, for or against."""
_NOT_COMPARED = -2.0
"""What is taken for a pair that never met: records of one person nearly always do."""
LARGEST_GROUP = 150
"""Groups of more records are parted by their links alone, without holding each against each."""


def components(count: int, left: Ints, right: Ints) -> Ints:
    """Give for every row the first row it is linked with over any number of links.

    >>> components(5, np.array([1, 3]), np.array([3, 4])).tolist()
    [0, 1, 2, 1, 1]
    """
    root = np.arange(count)
    while len(left):
        low, high = np.minimum(root[left], root[right]), np.maximum(root[left], root[right])
        np.minimum.at(root, high, low)
        while True:
            shorter = root[root]
            if np.array_equal(shorter, root):
                break
            root = shorter
        apart = root[left] != root[right]
        left, right = left[apart], right[apart]
    return root


def unmet_pairs(count: int, left: Ints, right: Ints, linked: Ints) -> tuple[Ints, Ints]:
    """Give the pairs of rows that stand in one linked group of three or more and have not been compared.

    `left`, `right` are the pairs that have been; `linked` are the places of those that link.
    """
    group = components(count, left[linked], right[linked])
    codes = [np.zeros(0, np.int64)]
    for rows in _groups(group, 3, LARGEST_GROUP):
        one, other = np.triu_indices(len(rows), 1)
        codes.append(rows[one] * count + rows[other])
    fresh = np.setdiff1d(np.concatenate(codes), left * count + right)
    one, other = np.divmod(fresh, max(count, 1))
    return one, other


def clusters(count: int, left: Ints, right: Ints, score: Floats, least: float, on_the_whole: float) -> Ints:
    """Give for every row the first row of its cluster; pairs from `least` on link, groups need `on_the_whole`.

    `left` is the earlier row of each pair. Ties are broken by row, so that the outcome does not depend on chance.
    """
    links = score >= least
    group = components(count, left[links], right[links])
    inside = np.flatnonzero(group[left] == group[right])
    inside = inside[np.lexsort((right[inside], left[inside], -score[inside], group[left[inside]]))]
    found = group.copy()
    bounds = np.flatnonzero(np.diff(group[left[inside]], prepend=-1, append=-1))
    for start, end in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        at = inside[start:end]
        if end - start > 1:
            _part(found, left[at], right[at], score[at], least, on_the_whole)
    return found


def _groups(group: Ints, fewest: int, most: int) -> Iterator[Ints]:
    order = np.argsort(group, kind="stable")
    starts = np.flatnonzero(np.diff(group[order], prepend=-1))
    ends = np.append(starts[1:], len(order))
    sizes = ends - starts
    for at in np.flatnonzero((sizes >= fewest) & (sizes <= most)).tolist():
        yield order[starts[at] : ends[at]]


def _part(found: Ints, left: Ints, right: Ints, score: Floats, least: float, on_the_whole: float) -> None:
    """Part one linked group: join the best links first, as long as the two sides agree on the whole."""
    rows = sorted({*left.tolist(), *right.tolist()})
    place_of = {row: place for place, row in enumerate(rows)}
    one, other = [place_of[row] for row in left.tolist()], [place_of[row] for row in right.tolist()]
    bits_of = score.tolist()
    between: list[dict[int, tuple[float, int]]] = [{} for _ in rows]
    for a, b, bits in zip(one, other, bits_of, strict=True):
        between[a][b] = between[b][a] = (max(-_MOST_SAID, min(bits, _MOST_SAID)), 1)
    members = [[at] for at in range(len(rows))]
    holder = list(range(len(rows)))
    for a, b, bits in zip(one, other, bits_of, strict=True):
        if bits < least:
            break
        a, b = holder[a], holder[b]
        if a == b:
            continue
        total, met = between[a][b]
        pairs = len(members[a]) * len(members[b])
        if (total + (pairs - met) * _NOT_COMPARED) / pairs >= on_the_whole:
            _join(a, b, between, members, holder)
    for places in members:
        if places:
            found[[rows[place] for place in places]] = rows[min(places)]


def _join(
    a: int, b: int, between: list[dict[int, tuple[float, int]]], members: list[list[int]], holder: list[int]
) -> None:
    """Put the smaller side into the larger and add up what each said of the others."""
    if len(between[a]) < len(between[b]):
        a, b = b, a
    for place in members[b]:
        holder[place] = a
    members[a] += members[b]
    members[b] = []
    del between[a][b], between[b][a]
    for other, (bits, met) in between[b].items():
        before = between[a].get(other, (0.0, 0))
        between[a][other] = between[other][a] = (before[0] + bits, before[1] + met)
        del between[other][b]
    between[b] = {}

"""Groups without those that people told apart: a group that would hold such a pair is joined anew, best links first."""

from collections.abc import Collection

import numpy as np

from sheetcrm.rules.duplicates.records import Ints, Pairs


def kept_apart(found: Ints, pairs: Pairs, least: float, apart: Collection[tuple[int, int]]) -> Ints:
    """Give the clusters of rows so that none holds a pair of `apart`; `pairs` from `least` on link.

    A cluster bears the number of its first row. Clusters without such a pair stay as they are.
    """
    torn = sorted({int(found[one]) for one, other in apart if found[one] == found[other]})
    if not torn:
        return found
    foes: dict[int, set[int]] = {}
    for one, other in apart:
        foes.setdefault(one, set()).add(other)
        foes.setdefault(other, set()).add(one)
    result = found.copy()
    links = np.flatnonzero((pairs.score >= least) & (found[pairs.left] == found[pairs.right]))
    links = links[np.isin(found[pairs.left[links]], torn)]
    links = links[np.lexsort((pairs.right[links], pairs.left[links], -pairs.score[links]))]
    members = {row: {row} for row in np.flatnonzero(np.isin(found, torn)).tolist()}
    for one, other in zip(pairs.left[links].tolist(), pairs.right[links].tolist(), strict=True):
        mine, theirs = members[one], members[other]
        if mine is theirs or any(foes.get(row, _NONE) & theirs for row in mine):
            continue
        mine |= theirs
        for row in theirs:
            members[row] = mine
    for row, group in members.items():
        result[row] = min(group)
    return result


_NONE: frozenset[int] = frozenset()

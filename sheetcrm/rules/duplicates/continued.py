"""A search continued: what the last one found is carried on, and only the rows that changed since are compared.

Without it everything is compared anew, which costs time; the outcome differs in a few pairs in a thousand at most.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import repeat

import numpy as np

from sheetcrm.rules.duplicates.blocking import candidates
from sheetcrm.rules.duplicates.chances import Counted, counted
from sheetcrm.rules.duplicates.comparing import Levels
from sheetcrm.rules.duplicates.estimating import shipped_models
from sheetcrm.rules.duplicates.known_rows import carried_on
from sheetcrm.rules.duplicates.preparing import Prepared, prepare
from sheetcrm.rules.duplicates.records import ROLES, Ints, Records, Texts
from sheetcrm.rules.duplicates.scoring import Model
from sheetcrm.rules.duplicates.searching import learned, weighed

AFRESH = 0.2
"""When so large a share of the rows has changed, all are compared and the weights are fitted anew."""
SMALL = 1500
"""So few rows are always compared anew: it takes no time, and nothing depends on what was before."""


@dataclass(frozen=True, slots=True)
class Known:
    """The outcome of a search: what each row was, how it reads, and the levels of all pairs that say anything.

    `rows` has a digest of what stood in each row. `fitted`: whether the weights were fitted to the rows. `changed`:
    how many rows have changed since all were compared. `counts`: what was counted in the rows, if it was.
    """

    rows: Ints
    prepared: Prepared
    left: Ints
    right: Ints
    levels: Levels
    models: Mapping[str, Model]
    fitted: bool
    changed: int = 0
    counts: Counted | None = None


def digests(numbers: Texts, records: Records) -> Ints:
    """Give for every row a number that is another one when its own number or one of its texts is."""
    between = repeat("")
    columns = [texts for role in ROLES for texts in (*records.columns.get(role, ()), between)]
    cells = map("\x1f".join, zip(numbers, *columns, strict=False))
    found = b"".join([blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest() for text in cells])
    return np.frombuffer(found, np.int64)


def search_on(known: Known | None, rows: Ints, records: Records, learn: bool, small: int = SMALL) -> Known:
    """Search records of which some may be `known`; `rows` are their digests.

    Gives `known` itself when nothing has changed.
    """
    if known is not None and known.fitted is learn and len(rows) >= small:
        if np.array_equal(known.rows, rows):
            return known
        places = places_of(known.rows, rows)
        fresh = int(np.count_nonzero(places < 0))
        gone = len(known.rows) - (len(rows) - fresh)
        changed = known.changed + max(fresh, gone)
        kept = places[places >= 0]
        if changed <= AFRESH * len(rows) and bool((np.diff(kept) > 0).all()):
            return replace(_carried_on(known, places, records), rows=rows, changed=changed)
    return _anew(rows, records, learn)


def _anew(rows: Ints, records: Records, learn: bool) -> Known:
    prepared = prepare(records)
    left, right = candidates(prepared)
    counts = counted(prepared)
    models = learned(prepared, counts, left, right) if learn else shipped_models()
    pairs = weighed(prepared, counts, left, right, models)
    return Known(rows, prepared, pairs.left, pairs.right, dict(pairs.levels), models, learn, counts=counts)


def _carried_on(known: Known, places: Ints, records: Records) -> Known:
    """Compare the changed rows with all, and take the pairs of the others over."""
    changed = places < 0
    prepared = carried_on(known.prepared, places, rows_of(records, np.flatnonzero(changed)))
    now = np.full(len(known.rows), -1)
    now[places[~changed]] = np.flatnonzero(~changed)
    left, right = now[known.left], now[known.right]
    alive = (left >= 0) & (right >= 0)
    counts = counted(prepared)
    new = weighed(prepared, counts, *candidates(prepared, changed), known.models)
    return replace(
        known,
        prepared=prepared,
        counts=counts,
        left=np.concatenate((left[alive], new.left)),
        right=np.concatenate((right[alive], new.right)),
        levels={name: np.concatenate((known.levels[name][alive], new.levels[name])) for name in known.levels},
    )


def rows_of(records: Records, rows: Ints) -> Records:
    """Give some of the rows."""
    wanted = rows.tolist()
    return Records(
        {role: [[texts[at] for at in wanted] for texts in columns] for role, columns in records.columns.items()}
    )


def places_of(before: Ints, rows: Ints) -> Ints:
    """Give where each of the rows stood before, -1 for one that did not.

    >>> places_of(np.array([30, 10, 20]), np.array([10, 99, 30])).tolist()
    [1, -1, 0]
    """
    if not len(before):
        return np.full(len(rows), -1)
    order = np.argsort(before, kind="stable")
    at = order[np.minimum(np.searchsorted(before[order], rows), len(before) - 1)]
    found: Ints = np.where(before[at] == rows, at, -1)
    return found

"""The pairs of clients that may be one, weighed by the sheet, what the last search found, and what people decided."""

from dataclasses import dataclass, replace

import numpy as np

from sheetcrm.model.settings import Duplicates, Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.duplicates.aliases import aliases_of
from sheetcrm.rules.duplicates.chances import counted
from sheetcrm.rules.duplicates.client_records import ClientRecords, client_records
from sheetcrm.rules.duplicates.decisions import Judged, judged
from sheetcrm.rules.duplicates.known import search_known
from sheetcrm.rules.duplicates.records import Flags, Pairs, Records
from sheetcrm.rules.duplicates.searching import Weigh, weighed, weighed_anew
from sheetcrm.rules.duplicates.teaching import NOTHING_TAUGHT, Decided, decided_pairs, judgements, taught_by
from sheetcrm.rules.duplicates.thresholds import (
    SHIPPED,
    Curves,
    LevelRow,
    Thresholds,
    corrected,
    table_of_levels,
    thresholds,
)

_NO_CLIENTS = ClientRecords((), Records({}), np.zeros(0, np.int64))
Apart = frozenset[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class ClientPairs:
    """All that groups are made of.

    `pairs` holds rows of `clients`, the earlier on the left, with scores in bits; `weigh` weighs further ones. `apart`
    has the rows of pairs that were judged different. `decided`: how many decided pairs taught anything.
    """

    clients: ClientRecords
    pairs: Pairs
    weigh: Weigh
    curves: Curves
    thresholds: Thresholds
    apart: Apart
    decided: int


@dataclass(frozen=True, slots=True)
class Question:
    """All that pairs are weighed by: the clients, what people decided of pairs that looked alike, and the settings.

    `apart` has the rows of pairs that were judged different.
    """

    clients: ClientRecords
    told: tuple[Decided, ...]
    apart: Apart
    settings: Duplicates

    def is_like(self, other: "Question") -> bool:
        """Whether the answer is the same; clients that were read from the same columns are one object."""
        mine, theirs = (replace(one, clients=_NO_CLIENTS) for one in (self, other))
        return self.clients is other.clients and mine == theirs


def question_of(snapshot: Snapshot, settings: Settings) -> Question:
    """Gather what pairs of a snapshot's clients are weighed by."""
    clients, decisions = client_records(snapshot, settings), judged(snapshot)
    told = decided_pairs(decisions.same.values(), decisions.different.values()) if settings.duplicates.learn else ()
    return Question(clients, told, _apart(snapshot, decisions, clients), settings.duplicates)


def client_pairs(question: Question) -> ClientPairs:
    """Weigh the clients against one another."""
    clients, asked, told = question.clients, question.settings, question.told
    known = search_known(clients.rows, clients.records, asked.learn)
    prepared, models = known.prepared, known.models
    counts = known.counts or counted(prepared)
    taught, curves = NOTHING_TAUGHT, SHIPPED
    if told:
        found = judgements(told, models, counts.of_kind)
        taught = taught_by(found)
        added = taught.bits(found.levels, found.company, found.proven)
        curves = corrected(found.score + added, found.proven, found.same)

    def with_taught(pairs: Pairs) -> Pairs:
        if taught is NOTHING_TAUGHT:
            return pairs
        return replace(pairs, score=pairs.score + taught.bits(pairs.levels, pairs.company, pairs.proven))

    pairs = with_taught(weighed_anew(prepared, counts, known.left, known.right, known.levels, models))
    chosen = thresholds(curves, pairs.score, pairs.proven, asked)
    return ClientPairs(
        clients,
        pairs,
        lambda one, other: with_taught(weighed(prepared, counts, one, other, models)),
        curves,
        chosen,
        question.apart,
        len(told),
    )


@dataclass(frozen=True, slots=True)
class LevelsFound:
    """What the two settings come to: how many clients were compared and pairs decided, and a row for each value."""

    clients: int
    decided: int
    rows: tuple[LevelRow, ...]


def levels_of(snapshot: Snapshot, settings: Settings) -> LevelsFound:
    """Tell what the settings `sure` and `probable` come to in a workbook; pairs judged different are left out."""
    found = client_pairs(question_of(snapshot, settings))
    pairs = found.pairs.only(~are_apart(found.pairs, found.apart))
    rows = table_of_levels(found.curves, pairs.score, pairs.proven, settings.duplicates)
    return LevelsFound(len(found.clients.numbers), found.decided, rows)


def _apart(snapshot: Snapshot, decisions: Judged, clients: ClientRecords) -> Apart:
    """Give the rows of living clients that were judged different, themselves or what was merged into them."""
    if not decisions.different:
        return frozenset()
    living = aliases_of(snapshot)
    row_of = {number.upper(): row for row, number in enumerate(clients.numbers)}
    found: set[tuple[int, int]] = set()
    for pair in decisions.different:
        rows = sorted({row_of[end] for number in pair if (end := living.get(number, number)) in row_of})
        if len(rows) > 1:
            found.add((rows[0], rows[1]))
    return frozenset(found)


def are_apart(pairs: Pairs, apart: Apart) -> Flags:
    """Tell which pairs were judged different."""
    sides = zip(pairs.left.tolist(), pairs.right.tolist(), strict=True)
    return np.fromiter((side in apart for side in sides), np.bool_, len(pairs))

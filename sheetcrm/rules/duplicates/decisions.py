"""What people decided of pairs of clients: the same or different, remembered for ever by their numbers.

A pair is remembered in one way only; the later judgement takes the place of the earlier one.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from sheetcrm.model.cells import CellValue
from sheetcrm.model.changes import AddRow, Change, SetCells
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.duplicates.aliases import aliases_of
from sheetcrm.rules.duplicates.group_rows import Group, groups_of
from sheetcrm.rules.memory import remember, remembered

Judgement = Literal["same", "different"]
Pair = frozenset[str]
"""Two numbers of clients, in capitals."""


@dataclass(frozen=True)
class Judged:
    """Pairs of numbers in capitals -> the evidence at the time of the decision, "" where it is not known.

    `aliases`: number of an archived client -> the one that lives. `apart`: living clients that are different.
    """

    same: Mapping[Pair, str]
    different: Mapping[Pair, str]
    aliases: Mapping[str, str] = field(default_factory=dict)
    apart: frozenset[Pair] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        apart = {frozenset(self.living(number) for number in pair) for pair in self.different}
        object.__setattr__(self, "apart", frozenset(pair for pair in apart if len(pair) == 2))

    def living(self, number: str) -> str:
        """The number, in capitals, of the client that lives and that this one is or became part of."""
        folded = number.upper()
        return self.aliases.get(folded, folded)

    def are_different(self, one: str, other: str) -> bool:
        """Whether two clients, or any that became part of them, were judged to be different."""
        return bool(self.apart) and frozenset((self.living(one), self.living(other))) in self.apart

    def without(self, pairs: Iterable[Pair]) -> "Judged":
        """The same without some of the pairs that were judged different."""
        gone = frozenset(pairs)
        return Judged(self.same, {p: v for p, v in self.different.items() if p not in gone}, self.aliases)


def judged(snapshot: Snapshot) -> Judged:
    """Every judgement: those of the memory, and those that stand in the Duplicates tab and wait to be carried out."""
    same: dict[Pair, str] = {}
    different: dict[Pair, str] = {}
    for key, entry in remembered(snapshot).items():
        for kind, pairs in (("same", same), ("different", different)):
            pair = _pair_in(kind, key)
            if pair is not None:
                pairs[pair] = entry.value
    for group in groups_of(snapshot).values():
        for pair in pairs_told_apart(group, fresh=True):
            different.setdefault(pair, "")
    return Judged(same, different, aliases_of(snapshot))


def pairs_told_apart(group: Group, *, fresh: bool) -> Iterator[Pair]:
    """The pairs of a group that its decisions say are different; `fresh`: those not carried out yet.

    A row that is different differs from the one that stays; where that one says it, all that have no decision of their
    own differ from one another.
    """
    if group.stays is None or not group.whole:
        return
    rows = [row for row in group.joins if group.decision(row) == "different"]
    rows = [row for row in rows if not fresh or row.carried != "different"]
    told_of_all = [row.number for row in rows if row.decision is None]
    for row in rows:
        yield from _pair(group.stays.number, row.number)
    for at, one in enumerate(told_of_all):
        for other in told_of_all[at + 1 :]:
            yield from _pair(one, other)


def _pair(one: str, other: str) -> Iterator[Pair]:
    if one and other and one != other:
        yield frozenset((one, other))


def judgement_key(kind: Judgement, one: str, other: str) -> str:
    """The key under which a judgement is remembered.

    >>> judgement_key("same", "C-0042", "c-0001"), judgement_key("different", "K:7", "K:12")
    ('same:C-0001:C-0042', 'different:K%3A12:K%3A7')
    """
    return ":".join((kind, *sorted(number.upper().replace("%", "%25").replace(":", "%3A") for number in (one, other))))


def _pair_in(kind: str, key: str) -> Pair | None:
    if not key.startswith(f"{kind}:"):
        return None
    numbers = [text.upper().replace("%3A", ":").replace("%25", "%") for text in key.split(":")[1:]]
    return frozenset(numbers) if len(numbers) == 2 and numbers[0] != numbers[1] and all(numbers) else None


def remember_judgements(
    snapshot: Snapshot, judgements: Mapping[Pair, tuple[Judgement, str]], today: dt.date, *, live: bool = False
) -> Iterator[Change]:
    """Changes that write judgements (kind, evidence) into the memory, in the order of their pairs.

    A pair that was judged the other way before gets its line turned round. `live`: as for `memory.remember`.
    """
    table = snapshot.table("memory")
    if not table.has("key"):
        return
    known = remembered(snapshot)
    fresh: dict[str, str] = {}
    for pair in sorted(judgements, key=sorted):
        kind, evidence = judgements[pair]
        one, other = sorted(pair)
        key = judgement_key(kind, one, other)
        opposite = known.get(judgement_key("different" if kind == "same" else "same", one, other))
        if opposite is not None:
            line: dict[str, CellValue] = {"key": key, "value": evidence or None, "day": today}
            if key in known or live:
                line = dict.fromkeys(line)
            cells = {name: (table.values(name)[opposite.position], value) for name, value in line.items()}
            yield SetCells("memory", table.anchors[opposite.position], cells, "memory")
            if key not in known and live:
                yield AddRow("memory", {"key": key, "value": evidence or None, "day": today}, f"memory:{key}", "memory")
        elif key not in known:
            fresh[key] = evidence
    yield from remember(snapshot, fresh, today, live=live)


def remember_same(snapshot: Snapshot, one: str, other: str, evidence: str, today: dt.date) -> Iterator[Change]:
    """Changes that remember two clients as one and the same."""
    yield from remember_judgements(snapshot, {frozenset((one.upper(), other.upper())): ("same", evidence)}, today)

"""The open groups of the Duplicates tab as a person judges them; pure readings of a snapshot."""

import hashlib
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sheetcrm.model.cells import CellValue, UnknownResult, is_result
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot, Table
from sheetcrm.model.work_tabs import DUPLICATES
from sheetcrm.rules.reading import read_choices, read_column, texts
from sheetcrm.rules.typed import Reading, as_text
from sheetcrm.words import fold

_FIELDS = [column.key for column in DUPLICATES.columns]
FACTS = tuple(_FIELDS[_FIELDS.index("take") + 1 : _FIELDS.index("level")])
"""The columns in which the facts of the clients stand, in the order of the tab."""
SETTLING = frozenset({"merge", "keep", "different"})
"""Decisions that the next sync carries out; "later" is none."""


@dataclass(frozen=True, slots=True)
class Member:
    """One row of a group.

    `decision` is the key of the choice, None for an empty cell or one that cannot be read. `mark` stands for all that
    a person saw of the row: another mark, and the answer was given about something else. `said`: field -> what the cell
    says, however it is spelled.
    """

    key: str
    anchor: str
    number: str
    stays: bool
    decision: str | None
    take: str
    facts: Mapping[str, CellValue]
    said: Mapping[str, Hashable]
    level: str | None
    score: float | None
    why: str
    mark: str


@dataclass(frozen=True)
class Group:
    """A group with its open rows, the one that is to stay first."""

    name: str
    members: tuple[Member, ...]

    @property
    def joining(self) -> tuple[Member, ...]:
        """The rows that are to join the one that stays."""
        return self.members[1:]

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """The facts that at least one row has."""
        return tuple(field for field in FACTS if any(member.facts.get(field) is not None for member in self.members))

    @cached_property
    def differing(self) -> frozenset[str]:
        """The facts of which two rows say different things; an empty cell says nothing."""
        return frozenset(field for field in self.fields if len(set(self._said(field))) > 1)

    @cached_property
    def added(self) -> frozenset[str]:
        """The facts on which the rows agree, but which some of them lack."""
        found = (field for field in self.fields if field not in self.differing)
        return frozenset(field for field in found if len(self._said(field)) < len(self.members))

    def _said(self, field: str) -> list[Hashable]:
        return [member.said[field] for member in self.members if field in member.said]

    @property
    def score(self) -> float | None:
        """How likely the likest pair of the group is one and the same, in per cent."""
        return max((member.score for member in self.members if member.score is not None), default=None)

    @property
    def level(self) -> str | None:
        """How sure the surest pair is."""
        levels = {member.level for member in self.members}
        return next((level for level in ("sure", "probable") if level in levels), None)

    @property
    def settled(self) -> bool:
        """Whether every joining row has a decision that the next sync carries out.

        A decision on the staying row counts for all rows that have none of their own.
        """
        whole = self.members[0].decision
        return all((member.decision or whole) in SETTLING for member in self.joining)

    @property
    def put_off(self) -> bool:
        """Whether somebody said "later"."""
        return any(member.decision == "later" for member in self.members)

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The clients of the group."""
        return frozenset(member.number.upper() for member in self.members)


def open_groups(snapshot: Snapshot, settings: Settings) -> list[Group]:
    """The groups that wait for somebody or for the next sync, in the order of the tab.

    Rows with an outcome are a log. A group of which less than two open rows are left, or that has no row which is to
    stay, cannot be judged.
    """
    table = snapshot.table("duplicates")
    names, outcomes = texts(table, "group"), texts(table, "outcome")
    rows: dict[str, list[int]] = {}
    for position, (name, outcome) in enumerate(zip(names, outcomes, strict=True)):
        if name and not outcome:
            rows.setdefault(name, []).append(position)
    if not rows:
        return []
    parts = read_choices(snapshot, "duplicates", "part", "duplicate_part")
    decisions = read_choices(snapshot, "duplicates", "decision", "duplicate_decision")
    levels = read_choices(snapshot, "duplicates", "level", "duplicate_level")
    numbers, keys = texts(table, "number"), texts(table, "key")
    readings = {field: read_column(table, field, settings) for field in FACTS if table.has(field)}
    groups = []
    for name, positions in rows.items():
        staying = [position for position in positions if parts[position] == "stays"]
        if len(staying) != 1 or not all(numbers[position] for position in positions):
            continue
        ordered = staying + [position for position in positions if position != staying[0]]
        members = tuple(
            _member(table, at, keys[at], numbers[at], at == staying[0], decisions[at], levels[at], readings)
            for at in ordered
        )
        if len(members) > 1 and len({member.number.upper() for member in members}) == len(members):
            groups.append(Group(name, members))
    return groups


def to_judge(groups: list[Group]) -> list[Group]:
    """The groups to be asked about: those nobody looked at first, then those put off; settled ones are left out."""
    waiting = [group for group in groups if not group.settled]
    return sorted(waiting, key=lambda group: group.put_off)


def _member(
    table: Table, at: int, key: str, number: str, stays: bool, decision: str | None, level: str | None,
    readings: Mapping[str, Sequence[Reading]],
) -> Member:  # fmt: skip
    facts = {field: table.columns[field][at] for field in FACTS if field in table.columns}
    facts = {field: value for field, value in facts.items() if value is not None}
    take, score = texts(table, "take")[at], table.values("score")[at]
    written = as_text(table.values("decision")[at]) if is_result(table.values("decision")[at]) else ""
    told = [number.upper(), str(stays), written, take]
    told += [f"{field}={type(value).__name__}:{_plain(value)}" for field, value in facts.items()]
    mark = hashlib.blake2b("\x1f".join(told).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    return Member(
        key,
        table.anchors[at],
        number,
        stays,
        decision,
        take,
        facts,
        {field: _said(value, readings[field][at]) for field, value in facts.items() if is_result(value)},
        level,
        float(score) if isinstance(score, int | float) and not isinstance(score, bool) else None,
        texts(table, "why")[at],
        mark,
    )


def _said(value: CellValue, reading: Reading) -> Hashable:
    """What a cell says: the value that was read, several phones or addresses in any order, else the folded text."""
    if isinstance(reading.value, tuple):
        return frozenset(str(one).casefold() for one in reading.value)
    text = as_text(value) if reading.value is None or reading.findings else str(reading.value)
    return fold(text) or text


def _plain(value: CellValue) -> str:
    return "?" if isinstance(value, UnknownResult) else as_text(value)

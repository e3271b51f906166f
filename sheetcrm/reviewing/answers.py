"""Answers to the groups: what they write into the Duplicates tab, and which of them no longer fit what stands there.

A row that is not what its judge saw is never written to.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sheetcrm.model.cells import CellValue
from sheetcrm.model.changes import SetCells
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot, Table
from sheetcrm.report.places import header_text
from sheetcrm.reviewing.groups import Group, Member, open_groups
from sheetcrm.words import Words, words_of

DECISIONS = ("merge", "keep", "different", "later")


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody decided about a group.

    `marks`: number of each client of the group -> the mark of its row as it was seen. `decisions`: number of a joining
    row -> key of the decision. `take`: number -> fields that are to be taken from that row, none to take that back.
    """

    group: str
    marks: Mapping[str, str]
    decisions: Mapping[str, str]
    take: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def numbers(self) -> frozenset[str]:
        """The clients of the group."""
        return frozenset(number.upper() for number in self.marks)


@dataclass(frozen=True, slots=True)
class Told:
    """An answer, or a row of one, that was left alone.

    Codes: "group-gone" (carried out, or no longer in the tab), "row-changed" (its facts are others now),
    "decided-otherwise" (`theirs` stands there, `ours` was to be written), "two-answers" (two of the answers given
    contradict), "two-picks" (they take one field from `number` and from `ours`), "no-column" (the tab has no column for
    it; `number` holds its header).
    """

    code: str
    group: str
    number: str = ""
    ours: str = ""
    theirs: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """The changes that write answers into the tab, what was left alone, and the answers that now stand there."""

    changes: Sequence[SetCells]
    told: Sequence[Told]
    standing: Sequence[Answer]


def answer_for(group: Group, decisions: Mapping[str, str], take: Mapping[str, tuple[str, ...]]) -> Answer:
    """An answer about a group as it is seen now."""
    marks = {member.number: member.mark for member in group.members}
    return Answer(group.name, marks, dict(decisions), dict(take))


def united(answers: Sequence[Answer]) -> tuple[list[Answer], list[Told]]:
    """One answer per group; where two contradict, neither counts and both are told."""
    groups: dict[frozenset[str], list[Answer]] = {}
    for answer in answers:
        groups.setdefault(answer.numbers, []).append(answer)
    kept: list[Answer] = []
    told: list[Told] = []
    for several in groups.values():
        first = several[0]
        against = [
            Told("two-answers", first.group, number, decision, other.decisions[number])
            for other in several[1:]
            for number, decision in first.decisions.items()
            if other.decisions.get(number, decision) != decision
        ]
        takes: dict[str, set[str]] = {}
        for answer in several:
            for number, fields in answer.take.items():
                for name in fields:
                    takes.setdefault(name, set()).add(number)
        against += [
            Told("two-picks", first.group, *sorted(numbers)[:2]) for numbers in takes.values() if len(numbers) > 1
        ]
        if against:
            told += list(dict.fromkeys(against))
            continue
        decisions = {number: decision for answer in several for number, decision in answer.decisions.items()}
        take = {number: fields for answer in several for number, fields in answer.take.items()}
        kept.append(Answer(first.group, first.marks, decisions, take))
    return kept, told


def written(answers: Sequence[Answer], snapshot: Snapshot, settings: Settings) -> Written:
    """What writes the answers into the tab as it stands now.

    Of a group of which any row is another than was seen nothing is written; what stands there already is no change.
    """
    answers, told = united(answers)
    table = snapshot.table("duplicates")
    words = words_of(settings.language)
    groups = open_groups(snapshot, settings)
    by_name = {group.name: group for group in groups}
    by_numbers = {group.numbers: group for group in reversed(groups)}
    changes: list[SetCells] = []
    standing: list[Answer] = []
    for answer in answers:
        group = by_name.get(answer.group)
        if group is None or group.numbers != answer.numbers:
            group = by_numbers.get(answer.numbers)
        if group is None:
            told.append(Told("group-gone", answer.group, ", ".join(answer.marks)))
            continue
        wanted = [(member, *_wanted(answer, member, table, words)) for member in group.members]
        against = [found for member, decision, take in wanted if (found := _against(answer, member, decision, take))]
        lacking = [Told("no-column", group.name, header_text(table, name, words)) for name in _lacking(answer, table)]
        if against or lacking:
            told += [*against, *lacking]
            continue
        changes += [
            change for member, decision, take in wanted if (change := _change(table, member, decision, take, words))
        ]
        standing.append(answer)
    return Written(changes, told, standing)


def _wanted(answer: Answer, member: Member, table: Table, words: Words) -> tuple[str | None, str | None]:
    """The decision and the fields to take that an answer has for a row; None leaves a cell as it is."""
    decision = None if member.stays else answer.decisions.get(member.number)
    fields = answer.take.get(member.number)
    said = None if fields is None else ", ".join(header_text(table, name, words) for name in fields)
    return decision, said


def _against(answer: Answer, member: Member, decision: str | None, take: str | None) -> Told | None:
    if member.mark == answer.marks.get(member.number):
        return None
    ours, theirs = decision or "", member.decision or ""
    if theirs and theirs != ours:
        return Told("decided-otherwise", answer.group, member.number, ours, theirs)
    if theirs and theirs == ours and (take is None or take == member.take):
        return None
    return Told("row-changed", answer.group, member.number)


def _lacking(answer: Answer, table: Table) -> list[str]:
    wanted = (["decision"] if answer.decisions else []) + (["take"] if any(answer.take.values()) else [])
    return [name for name in wanted if not table.has(name)]


def _change(table: Table, member: Member, decision: str | None, take: str | None, words: Words) -> SetCells | None:
    at = table.positions[member.anchor]
    cells: dict[str, tuple[CellValue, CellValue]] = {}
    if decision is not None and decision != member.decision:
        cells["decision"] = (table.values("decision")[at], words.choice("duplicate_decision", decision))
    if take is not None and take != member.take:
        cells["take"] = (table.values("take")[at], take or None)
    return SetCells("duplicates", member.anchor, cells, "decide") if cells else None

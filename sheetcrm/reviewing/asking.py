"""The questions of a review, one group after the other; who shows and who reads the keys is given from outside."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sheetcrm.reviewing.answers import Answer, answer_for
from sheetcrm.reviewing.groups import Group

ACTIONS = ("merge", "keep", "different", "later", "pick", "each", "back", "quit")
"""What can be answered to a group, each with a letter of the team's language."""


@dataclass(frozen=True)
class Sight:
    """What is to be seen while a group is judged.

    `at` of `total`, from 1. `stays`: the number of the client that would stay now. `take`: field -> number of the row
    it is taken from. `asked`: the number of the row that is asked about, empty for the whole group.
    """

    group: Group
    at: int
    total: int
    stays: str
    take: Mapping[str, str] = field(default_factory=dict)
    asked: str = ""


Show = Callable[[Sight], None]
Choose = Callable[[Sequence[str]], str]
"""Gives one of the actions offered."""
PickOne = Callable[[Sight, str, Sequence[str]], int]
"""Asks which of some numbered things, 0 for none of them; the text is the field, or empty for the client that stays."""


def ask_all(groups: Sequence[Group], show: Show, choose: Choose, pick_one: PickOne) -> list[Answer]:
    """The answers in the order of the groups; "quit" ends with those given so far, "back" takes the last one back."""
    answers: dict[int, Answer | None] = {}
    at = 0
    while at < len(groups):
        action, answer = _ask(groups[at], at + 1, len(groups), show, choose, pick_one)
        if action == "quit":
            break
        if action == "back":
            at -= 1
            answers.pop(at, None)
            continue
        answers[at] = answer
        at += 1
    return [answer for _, answer in sorted(answers.items()) if answer is not None]


def _ask(group: Group, at: int, total: int, show: Show, choose: Choose, pick_one: PickOne) -> tuple[str, Answer | None]:
    stays, take, picked = group.members[0].number, dict[str, str](), False
    offered = [action for action in ACTIONS if _fits(action, group, at)]
    while True:
        sight = Sight(group, at, total, stays, dict(take))
        show(sight)
        action = choose(offered)
        if action in ("quit", "back"):
            return action, None
        if action == "keep":
            stays = _another(sight, pick_one)
        elif action == "pick":
            take, picked = _picked(sight, pick_one), True
        elif action == "each":
            decisions = _each(sight, show, choose)
            return action, answer_for(group, decisions, _by_row(group, take, picked) if _joins_any(decisions) else {})
        elif action == "merge":
            return action, answer_for(group, merging(group, stays), _by_row(group, take, picked))
        else:
            return action, answer_for(group, {member.number: action for member in group.joining}, {})


def merging(group: Group, stays: str) -> dict[str, str]:
    """The decisions that make the whole group one client, the one with the number `stays`."""
    return {member.number: "keep" if member.number == stays else "merge" for member in group.joining}


def _fits(action: str, group: Group, at: int) -> bool:
    if action == "pick":
        return bool(group.differing)
    if action == "each":
        return len(group.members) > 2
    return action != "back" or at > 1


def _another(sight: Sight, pick_one: PickOne) -> str:
    """The client that is to stay instead: of two the other one, of more the one that is picked."""
    numbers = [member.number for member in sight.group.members]
    if len(numbers) == 2:
        return numbers[1] if sight.stays == numbers[0] else numbers[0]
    picked = pick_one(sight, "", numbers)
    return numbers[picked - 1] if picked else sight.stays


def _picked(sight: Sight, pick_one: PickOne) -> dict[str, str]:
    """Field -> number of the row it is to be taken from, for the fields that differ; 0 leaves it to the rule."""
    take: dict[str, str] = {}
    for name in sight.group.fields:
        if name not in sight.group.differing:
            continue
        numbers = [member.number for member in sight.group.members]
        picked = pick_one(sight, name, numbers)
        if picked and sight.group.members[picked - 1].facts.get(name) is not None:
            take[name] = numbers[picked - 1]
    return take


def _each(sight: Sight, show: Show, choose: Choose) -> dict[str, str]:
    """A decision for each row that is to join; where another client stays, it and the proposed one go by themselves."""
    decisions: dict[str, str] = {}
    if sight.stays != sight.group.members[0].number:
        decisions[sight.stays] = "keep"
    for member in sight.group.joining:
        if member.number not in decisions:
            show(Sight(sight.group, sight.at, sight.total, sight.stays, sight.take, member.number))
            decisions[member.number] = choose(("merge", "different", "later"))
    return decisions


def _joins_any(decisions: Mapping[str, str]) -> bool:
    return any(decision in ("merge", "keep") for decision in decisions.values())


def _by_row(group: Group, take: Mapping[str, str], picked: bool) -> dict[str, tuple[str, ...]]:
    """Number -> fields; who picked takes back what was picked before, who did not leaves it as it stands."""
    rows = {m.number: tuple(name for name, taken in take.items() if taken == m.number) for m in group.members}
    earlier = {member.number for member in group.members if member.take} if picked else set()
    return {number: fields for number, fields in rows.items() if fields or number in earlier}

"""From single decisions to what becomes one: wishes joined over any number of rows, none against a judgement.

Values in, values out; the order of rows and groups does not matter. Numbers are in capitals and of living clients.
"""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Pair = frozenset[str]


@dataclass(frozen=True, slots=True)
class Wish:
    """One row that says: `other` is the same client as `one`, who is to stay; `keeps` are those that people kept."""

    key: str
    one: str
    other: str
    keeps: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Union:
    """Clients that are to become one: who may stay, the others, and for every wish the one that leaves by it.

    `stay` holds one number where people said who is to stay, or only one was proposed.
    """

    stay: tuple[str, ...]
    members: tuple[str, ...]
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clash:
    """Why wishes cannot be fulfilled: `code` is "apart" (two were judged different) or "two-stay"; which two."""

    code: str
    one: str
    other: str


def unions(wishes: Iterable[Wish], apart: Iterable[Pair]) -> tuple[list[Union], dict[str, Clash]]:
    """What becomes one, in the order of its first number, and per wish that cannot be fulfilled the reason.

    Where two clients judged different would become one, the wishes on the way from one to the other are not fulfilled.
    """
    links: dict[Pair, list[Wish]] = {}
    for wish in sorted(wishes, key=lambda wish: wish.key):
        links.setdefault(frozenset((wish.one, wish.other)), []).append(wish)
    clashes: dict[str, Clash] = {}
    beside = _neighbours(links)
    for one, other in sorted(sorted(pair) for pair in apart):
        while way := _way(beside, one, other):
            for link in way:
                clashes |= {wish.key: Clash("apart", one, other) for wish in links.pop(link)}
                for number in link:
                    beside[number] -= link
    found: list[Union] = []
    for members in _together(beside):
        inside = [wish for number in members for near in beside[number] if number < near
                  for wish in links[frozenset((number, near))]]  # fmt: skip
        if not inside:
            continue
        keeps = sorted({number for wish in inside for number in wish.keeps} & members)
        keys = tuple(sorted(wish.key for wish in inside))
        if len(keeps) > 1:
            clashes |= dict.fromkeys(keys, Clash("two-stay", keeps[0], keeps[1]))
            continue
        found.append(Union(tuple(keeps or sorted({wish.one for wish in inside})), tuple(sorted(members)), keys))
    return found, clashes


def leaving(wishes: Sequence[Wish], survivor: str) -> Mapping[str, str]:
    """Key of each wish -> who of its two stands further from the survivor, and leaves by it."""
    came_from = _walk(_neighbours(frozenset((wish.one, wish.other)) for wish in wishes), survivor)
    steps: dict[str, int] = {survivor: 0}
    for number, before in came_from.items():
        if number != survivor:
            steps[number] = steps[before] + 1
    return {w.key: max((w.one, w.other), key=lambda n: (steps.get(n, 0), n == w.other)) for w in wishes}


def _neighbours(links: Iterable[Pair]) -> dict[str, set[str]]:
    beside: dict[str, set[str]] = {}
    for link in links:
        for number in link:
            beside.setdefault(number, set()).update(link - {number})
    return beside


def _way(beside: Mapping[str, set[str]], one: str, other: str) -> list[Pair]:
    """The links on the shortest way from one number to another, ties by number; empty when there is none."""
    came_from = _walk(beside, one) if one in beside and other in beside else {}
    way: list[Pair] = []
    while other != one and other in came_from:
        way.append(frozenset((came_from[other], other)))
        other = came_from[other]
    return way


def _walk(beside: Mapping[str, set[str]], start: str) -> dict[str, str]:
    """Who was reached from whom, nearest first."""
    came_from = {start: start}
    waiting = deque([start])
    while waiting:
        at = waiting.popleft()
        for neighbour in sorted(beside.get(at, ())):
            if neighbour not in came_from:
                came_from[neighbour] = at
                waiting.append(neighbour)
    return came_from


def _together(beside: Mapping[str, set[str]]) -> list[frozenset[str]]:
    """The numbers that are linked over any number of links, in the order of the first of them."""
    left = set(beside)
    found: list[frozenset[str]] = []
    for number in sorted(beside):
        if number in left:
            members = frozenset(_walk(beside, number))
            left -= members
            found.append(members)
    return found

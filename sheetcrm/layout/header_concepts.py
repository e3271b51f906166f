"""Headers nobody listed, understood by the ideas their words carry: `date of sale`, `Ponowny kontakt`, `Lead status`.

The ideas and what fields are made of stand in `header_concepts.toml`; an idea too many makes it another thing.
"""

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from sheetcrm.layout.header_vocabulary import JOINERS, OTHER_PERSONS, QUALIFIERS, UNITS
from sheetcrm.words import fold

_WHOLE, _AN_IDEA_MORE, _A_WORD_MORE, _OTHERS = 0.84, 0.55, 0.09, 0.35
_LEAST = 0.4


class Idea(NamedTuple):
    """Beginnings of words, and whole words, that carry one idea."""

    name: str
    beginnings: tuple[str, ...]
    words: frozenset[str]


def by_ideas(header: str) -> Iterator[tuple[str | None, str, float]]:
    """(tab or None for any, field, score) of every field the header can be put together to.

    >>> [found for found in by_ideas("Date of sale") if found[1] == "bought_on"]
    [(None, 'bought_on', 0.84)]
    >>> [found for found in by_ideas("Date of last sale") if found[1] == "bought_on"]
    [(None, 'bought_on', 0.55)]
    """
    tokens = [t for t in fold(header).split() if t not in JOINERS and t not in UNITS and not t.isdigit()]
    carried = [frozenset(idea.name for idea in _ideas() if _carries(token, idea)) for token in tokens]
    if not any(carried):
        return
    others = any(token in OTHER_PERSONS for token in tokens)
    unknown = sum(not ideas and token not in QUALIFIERS for token, ideas in zip(tokens, carried, strict=True))
    present = frozenset().union(*carried)
    for field, ways in _fields().items():
        best = max((_score(way, carried, present, unknown) for way in ways), default=0.0)
        if best >= _LEAST:
            tab, _, key = field.rpartition(".")
            yield tab or None, key, round(_OTHERS if others else best, 3)


def _score(way: frozenset[str], carried: list[frozenset[str]], present: frozenset[str], unknown: int) -> float:
    if not way <= present:
        return 0.0
    more = sum(bool(ideas) and not ideas & way for ideas in carried)
    covered = sum(bool(ideas & way) for ideas in carried)
    if covered < len(way):
        return 0.0
    return (_AN_IDEA_MORE if more else _WHOLE) - 0.08 * max(0, more - 1) - _A_WORD_MORE * unknown


def _carries(token: str, idea: Idea) -> bool:
    return token in idea.words or (len(token) >= 3 and token.startswith(idea.beginnings))


@cache
def _tables() -> tuple[tuple[Idea, ...], dict[str, tuple[frozenset[str], ...]]]:
    read = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    ideas = tuple(
        Idea(
            name,
            tuple(word for word in words.split() if "$" not in word and len(word) > 2),
            frozenset(word.rstrip("$") for word in words.split() if "$" in word or len(word) <= 2),
        )
        for name, words in read["ideas"].items()
    )
    return ideas, {field: tuple(frozenset(way.split()) for way in ways) for field, ways in read["fields"].items()}


def _ideas() -> tuple[Idea, ...]:
    return _tables()[0]


def _fields() -> dict[str, tuple[frozenset[str], ...]]:
    return _tables()[1]

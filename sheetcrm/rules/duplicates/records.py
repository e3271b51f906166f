"""What goes in and comes out when duplicates are looked for: columns of raw texts by role, pairs and clusters."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

Ints: TypeAlias = NDArray[np.int64]
Small: TypeAlias = NDArray[np.int8]
Floats: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]
Texts: TypeAlias = Sequence[str]
Tell: TypeAlias = Callable[[str], None]

Role = Literal[
    "name", "surname", "first_name", "patronymic", "company", "phone", "email", "contacts", "address", "house", "city",
    "postal_code", "birthday", "tax_id", "sex", "position",
]  # fmt: skip
ROLES: tuple[Role, ...] = (
    "name", "surname", "first_name", "patronymic", "company", "phone", "email", "contacts", "address", "house", "city",
    "postal_code", "birthday", "tax_id", "sex", "position",
)  # fmt: skip
"""What a column may hold; several columns may have one role, their texts are then read one after the other."""

Level = Literal["sure", "probable"]

SURE, PROBABLE = 2.0, 0.0
"""Bits of evidence from which on a pair is sure, given proof (`weights.toml`), and probable (rather one than two)."""


@dataclass(frozen=True, slots=True)
class Records:
    """The records of one sheet: for every role its columns, each as long as the sheet; "" is empty."""

    columns: Mapping[Role, Sequence[Texts]]

    def __post_init__(self) -> None:
        if len({len(texts) for columns in self.columns.values() for texts in columns}) > 1:
            raise ValueError("the columns differ in length")

    def __len__(self) -> int:
        return next((len(texts) for columns in self.columns.values() for texts in columns), 0)

    def texts(self, role: Role) -> Texts | None:
        """The texts of a role, None when no column has it; those of several columns are joined by a semicolon."""
        columns = self.columns.get(role, ())
        if len(columns) < 2:
            return columns[0] if columns else None
        return ["; ".join(filter(None, texts)) for texts in zip(*columns, strict=True)]


@dataclass(frozen=True, slots=True)
class Options:
    """How to look: `sure` and `probable` are bits of evidence.

    `learn`: whether the weights are fitted to the records when there are enough of them. `beside`: pairs that lie so
    many bits below `probable` are told as well.
    """

    sure: float = SURE
    probable: float = PROBABLE
    learn: bool = True
    beside: float = 0.0

    @property
    def least_shown(self) -> float:
        """Bits from which on a pair is told, whether it is called probable or not."""
        return self.probable - self.beside


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of rows with their evidence in bits, best first; `levels` holds per field the level that was found.

    A level is a number into the field's names in `weights.toml`, -1 where a side has no value.
    """

    left: Ints
    right: Ints
    score: Floats
    levels: Mapping[str, Small]
    company: Flags
    proven: Flags

    def sure(self, least: float = SURE) -> Flags:
        """Tell which pairs are sure: enough evidence, and some of it more than a name."""
        return self.proven & (self.score >= least)

    def __len__(self) -> int:
        return len(self.left)

    def only(self, which: Flags | Ints) -> "Pairs":
        """Some of the pairs, in the order asked for."""
        levels = {name: values[which] for name, values in self.levels.items()}
        return Pairs(
            self.left[which], self.right[which], self.score[which], levels, self.company[which], self.proven[which]
        )


@dataclass(frozen=True, slots=True)
class Found:
    """What was found: the pairs from probable on, and for every row its cluster at both levels.

    A cluster bears the number of its first row; a row that is nobody's duplicate is its own cluster.
    """

    pairs: Pairs
    clusters: Ints
    sure_clusters: Ints

"""The shipped weights as tables; what each number means is told in `weights.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from sheetcrm.rules.duplicates.records import Flags, Floats


@dataclass(frozen=True, slots=True)
class Weights:
    """One field: how often each level occurs among records that are the same, related, and strangers to one another.

    `by_value[level]`: strangers share that level as often as the value at hand is common; `usual` is the common value.
    `proof`, `half`, `support`, `doubt`, `veto` and `lasting` tell per level what it means for a pair to be sure.
    """

    levels: tuple[str, ...]
    same: Floats
    related: Floats
    strangers: Floats
    by_value: tuple[bool, ...]
    usual: float
    proof: Flags
    half: Flags
    support: Flags
    doubt: Flags
    veto: Flags
    lasting: Flags


Kind = Mapping[str, Weights]
"""Field -> weights, for one kind of record."""


@cache
def shipped_weights() -> Mapping[str, Kind]:
    """The weights that come with the program: kind of record ("people", "companies") -> field -> weights."""
    text = files("sheetcrm.rules.duplicates").joinpath("weights.toml").read_text(encoding="utf-8")
    return {
        kind: {
            name: Weights(
                tuple(read["levels"]),
                _shares(read["same"]),
                _shares(read["related"]),
                np.array(read["strangers"], np.float64),
                tuple(level in read.get("value", ()) for level in read["levels"]),
                float(read.get("usual", 0.0)),
                *(
                    _named(read, kind_of_level)
                    for kind_of_level in ("proof", "half", "support", "doubt", "veto", "lasting")
                ),
            )
            for name, read in fields.items()
        }
        for kind, fields in tomllib.loads(text).items()
    }


def _named(read: Mapping[str, Any], means: str) -> Flags:
    """Give per level whether the field lists it there; one more entry, False, stands for level -1."""
    return np.array([*(level in read.get(means, ()) for level in read["levels"]), False], np.bool_)


def _shares(numbers: list[float]) -> Floats:
    found = np.array(numbers, np.float64)
    shares: Floats = found / found.sum()
    return shares

"""Why a pair was taken for one, as codes that `words` turns into a line: what agrees first, then what does not."""

from collections.abc import Mapping
from typing import NamedTuple

from sheetcrm.rules.duplicates.records import Pairs
from sheetcrm.rules.duplicates.weights import shipped_weights

FIELDS: Mapping[str, str] = {
    "given": "first_name", "family": "surname", "middle": "patronymic", "phone": "phone", "email": "email",
    "company": "company", "address": "address", "city": "city", "postal_code": "postal_code", "birthday": "birthday",
    "tax_id": "tax_id", "sex": "sex", "position": "position",
}  # fmt: skip
"""What is compared -> the field whose header names it for people."""


class Reason(NamedTuple):
    """One field of a pair: the field as people know it, how far it agrees, and whether that speaks for a duplicate."""

    field: str
    level: str
    speaks_for: bool


def reasons(pairs: Pairs, at: int) -> list[Reason]:
    """Give the reasons of one pair, what speaks for it first; fields that one side left empty say nothing."""
    weights = shipped_weights()["companies" if pairs.company[at] else "people"]
    found: list[tuple[float, Reason]] = []
    for name, weight in weights.items():
        level = int(pairs.levels[name][at])
        if level >= 0:
            bits = float(weight.same[level] / max(weight.strangers[level], 1e-9))
            found.append((-bits, Reason(FIELDS[name], weight.levels[level], bits > 1)))
    return [reason for _, reason in sorted(found, key=lambda entry: entry[0])]

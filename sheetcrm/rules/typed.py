"""What reading a cell gives: a typed value, a tidy spelling, findings; and how a cell is read as a text."""

import datetime as dt
from collections.abc import Collection
from typing import NamedTuple

from sheetcrm.model.cells import CellValue, canonical


class Finding(NamedTuple):
    """What is wrong with a value: a code of the catalogue and, where there is one, what would be right."""

    code: str
    suggestion: str | None = None


class Reading(NamedTuple):
    """`value` typed as its kind asks, `normal` the tidy spelling (None: leave it), `findings` what is wrong."""

    value: object
    normal: CellValue = None
    findings: tuple[Finding, ...] = ()


class Context(NamedTuple):
    """What a reading depends on besides the cell: the team's language, phone region and country."""

    language: str
    region: str
    country: str


NOTHING = Reading(None)
_ZERO_WIDTH = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF), " ")


def squeeze(text: str) -> str:
    """The text with every run of blanks made one space, none at the ends.

    >>> squeeze(" Anna \\u00a0 Kowalska ")
    'Anna Kowalska'
    """
    if not text.isascii():
        text = text.translate(_ZERO_WIDTH)
    return " ".join(text.split())


def are_squeezed(texts: Collection[str]) -> bool:
    """Whether `squeeze` would change none of these texts, told of all of them at once.

    >>> are_squeezed({"Anna Kowalska", "C-0042"}), are_squeezed({"Anna  Kowalska"}), are_squeezed({"Anna", "Ewa "})
    (True, False, False)
    """
    joined = "\0".join(texts)
    if not joined.isascii() and any(chr(sign) in joined for sign in _ZERO_WIDTH):
        return False
    return " \0" not in joined and "\0 " not in joined and " ".join(joined.split()) == joined


def as_text(value: CellValue) -> str:
    """A cell as the text a person would read aloud: numbers without a trailing `.0`, dates in ISO form.

    >>> as_text(79161234567.0), as_text(None)
    ('79161234567', '')
    """
    if isinstance(value, str):
        return squeeze(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    plain = canonical(value)
    return plain.isoformat() if isinstance(plain, dt.date | dt.time) else str(plain)

"""Changes: one intended act each, as plain data that can be printed, applied, stored and turned round.

Nothing here acts. There is no change that deletes a row: undoing an added row empties its cells.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from sheetcrm.model.cells import CellValue


@dataclass(frozen=True, slots=True)
class SetCells:
    """Give cells of one existing row new values.

    `cells` maps a field to (value as read, value to write); the store writes a cell only while the first still holds.
    `why` is the key of a reason in `words`.
    """

    tab: str
    anchor: str
    cells: Mapping[str, tuple[CellValue, CellValue]]
    why: str


@dataclass(frozen=True, slots=True)
class AddRow:
    """Append a row. `key` makes it happen once: a natural key such as `birthday:C-0042:2027`."""

    tab: str
    cells: Mapping[str, CellValue]
    key: str
    why: str


@dataclass(frozen=True, slots=True)
class SendLetter:
    """Render one letter to one person and hand it to the transport; `key` makes it happen once.

    `facts` are the plain values the template sees. `client` is the client's number.
    """

    key: str
    client: str
    to: str
    letter: str
    language: str
    facts: Mapping[str, object] = field(default_factory=dict)
    why: str = "letter"


Change = SetCells | AddRow | SendLetter


def letter_file(key: str) -> str:
    """The name of a letter's file, safe on every system and the same for the same key.

    >>> letter_file("letter:birthday:C-0042:2027")
    'letter-birthday-C-0042-2027-5341217c.eml'
    """
    readable = re.sub(r"[^A-Za-z0-9.-]+", "-", key).strip(".-")[:80]
    return f"{readable}-{hashlib.sha256(key.encode()).hexdigest()[:8]}.eml"

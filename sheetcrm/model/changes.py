"""Changes: one intended act each, as plain data that can be printed, applied, stored and turned round.

Nothing here acts. There is no change that deletes a row: undoing an added row empties its cells.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from sheetcrm.model.cells import CellValue


@dataclass(frozen=True, slots=True)
class SetCells:
    """Give cells of one existing row new values.

    `cells` maps a field to (value as read, value to write); the store writes a cell only while the first still holds.
    `why` is the key of a reason in `words`. `whole`: all of the cells or none; a row that moves to another tab is
    emptied so, and only once all rows of the same plan have been added.
    """

    tab: str
    anchor: str
    cells: Mapping[str, tuple[CellValue, CellValue]]
    why: str
    whole: bool = False


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

    `facts` are the plain values the template sees. `client` is the client's number. `mailing`: the number of the
    mailing it belongs to, "" for an occasion's. `topic`: what kind of letter it is, for whoever wants no more of them.
    `reply_to`: who gets the answers, `from_name`: who is shown as the writer, both "" for the team. `until`: the last
    day on which it may still go, None for ever. `once`: no two letters of one such word are sent. `confirms`: the topic
    and the day of the consent it asks about, and the last day on which its button works. `written`: language -> subject
    and body of this letter where it is written in the sheet.
    """

    key: str
    client: str
    to: str
    letter: str
    language: str
    facts: Mapping[str, object] = field(default_factory=dict)
    why: str = "letter"
    mailing: str = ""
    topic: str = ""
    reply_to: str = ""
    from_name: str = ""
    until: dt.date | None = None
    once: str | None = None
    confirms: tuple[str, dt.date, dt.date] | None = None
    written: Mapping[str, tuple[str, str]] = field(default_factory=dict)


Change = SetCells | AddRow | SendLetter


def letter_file(key: str) -> str:
    """The name of a letter's file: readable, allowed on every system, never the name of another key.

    >>> letter_file("letter:birthday:C-0042:2027")
    'letter+birthday+C-0042+2027.eml'
    >>> letter_file("../x")
    '_x=d6b96a97d147daaae49e.eml'
    """
    if _PLAIN_KEY.fullmatch(key) and len(key) <= _LONGEST and not _RESERVED.match(key):
        return key.replace(":", "+") + ".eml"
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:20]
    shown = re.sub(r"[^A-Za-z0-9_-]+", "_", key).strip("_-")[:60]
    return f"_{shown}={digest}.eml"


_PLAIN_KEY = re.compile(r"(?!letter:[A-Z])(?:letter:)?[a-z0-9][a-z0-9_]*(?::[A-Z0-9][A-Z0-9-]*)*")
"""Keys that differ give file names that differ, also where capitals do not count: small letters, then capitals."""
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:$|[^a-z0-9])", re.IGNORECASE)
_LONGEST = 120

"""What the server keeps: spreadsheets, comments, who may act, and the clock; the one place that hands out ids."""

import string
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random

from tests.google_server.model import Json, Spreadsheet

OWNER = "owner@example.com"
STRANGER = "stranger@example.com"
ROOT = "0AOwnerRootFolderPVA"
"""The id of everybody's own top folder in Drive."""
_ID_LETTERS = string.ascii_letters + string.digits + "-_"


@dataclass
class Folder:
    """One folder; files name it among their parents."""

    id: str
    name: str
    owner: str
    parents: tuple[str, ...]
    created: str
    modified: str


@dataclass
class World:
    """Everything behind the two APIs. `clock` gives seconds since 1970; a test may hand in its own."""

    clock: Callable[[], float] = time.time
    spreadsheets: dict[str, Spreadsheet] = field(default_factory=dict)
    trashed: set[str] = field(default_factory=set)
    """Files in the bin: still readable, left out of lists that ask for `trashed = false`."""
    comments: dict[str, list[Json]] = field(default_factory=dict)
    commenters: dict[str, set[str]] = field(default_factory=dict)
    """File id -> people who may read and comment, on top of `Spreadsheet.readers`."""
    folders: dict[str, Folder] = field(default_factory=dict)
    described: dict[str, Json] = field(default_factory=dict)
    """File id -> Drive fields that are only stored and returned (description, starred, properties ...)."""
    apps: dict[str, str] = field(default_factory=dict)
    """File id -> the project whose program made it: with the scope drive.file it sees no others."""
    closed: set[str] = field(default_factory=set)
    """Files that a token without a person behind it may not open either."""
    unmatched_filter: str = "absent"
    """What a data filter that matches nothing does in a values request: "absent" or "refused"."""
    random: Random = field(default_factory=lambda: Random(20240229))

    def stamp(self) -> str:
        """The present moment as Drive writes it: `2023-07-20T08:47:44.700Z`."""
        now = datetime.fromtimestamp(self.clock(), UTC)
        return f"{now:%Y-%m-%dT%H:%M:%S}.{now.microsecond // 1000:03d}Z"

    def fresh_id(self) -> str:
        """A file id that is not in use: 44 letters, the first one "1", as Google's are."""
        while (made := "1" + "".join(self.random.choices(_ID_LETTERS, k=43))) in self.spreadsheets:
            pass
        return made

    def fresh_number(self, taken: set[int]) -> int:
        """A positive 31-bit number that is not among `taken`, for sheets, protected ranges and the like."""
        while (made := self.random.randrange(1, 2**31)) in taken:
            pass
        return made

    def touch(self, spreadsheet: Spreadsheet) -> None:
        """Note that the file was changed now."""
        spreadsheet.modified = self.stamp()

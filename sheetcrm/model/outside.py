"""What a run knows besides the sheet: what became of letters, and who asked for none; plain values, read beforehand.

It reaches the rules within the snapshot, so that they stay functions of what they are given.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class LetterNews:
    """What the journal knows of a letter that the sheet may not know yet; `status` is a key of `letter_status`."""

    key: str
    status: str
    day: dt.date
    code: str = ""
    reply: str = ""


@dataclass(frozen=True, slots=True)
class OptOut:
    """Somebody asked for no more letters of a topic ("all" for none at all); `mark` is the keyed hash of the address.

    `address` is empty where only the hash is left; `client` is the number where the asker named one.
    """

    mark: str
    topic: str
    day: dt.date
    source: str
    address: str = ""
    client: str = ""


@dataclass(frozen=True, slots=True)
class Outside:
    """All that is known besides the sheet.

    `marks`: an address of the sheet as it is compared -> its keyed hash. `journal`: the mark of the journal of letters.
    """

    letters: tuple[LetterNews, ...] = ()
    opt_outs: tuple[OptOut, ...] = ()
    marks: Mapping[str, str] = field(default_factory=dict)
    journal: str = ""


NOTHING_OUTSIDE = Outside()

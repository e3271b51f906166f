"""What a run knows besides the sheet: what became of letters, and who asked for none; plain values, read beforehand.

It reaches the rules within the snapshot, so that they stay functions of what they are given.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


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


class CameBack(NamedTuple):
    """What the mailbox told of a letter of ours.

    `kind`: "hard" (the address is dead), "soft" (not now), "complaint". `times`: how often it, or others to the same
    address, came back in the last weeks.
    """

    kind: str
    address: str
    day: dt.date
    reason: str
    times: int = 1


class Reply(NamedTuple):
    """A person's answer to a letter of ours; `said` is the beginning of it, in one line."""

    letter: str
    client: str
    address: str
    day: dt.date
    subject: str
    said: str


class RefusedLetters(NamedTuple):
    """Letters of one mailing that could not be made: how many, the client of the first one, and why, as a sentence."""

    number: int
    client: str
    reason: str


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Somebody pressed the button in a letter that asked whether a consent is right.

    `asked` is the day of the consent, `day` the one of the button; `wording` names the text that was confirmed.
    """

    mark: str
    client: str
    topic: str
    asked: dt.date
    day: dt.date
    wording: str = ""


@dataclass(frozen=True, slots=True)
class Outside:
    """All that is known besides the sheet.

    `marks`: an address of the sheet as it is compared -> its keyed hash. `journal`: the mark of the journal of letters.
    `letter_faults`: (folded name, language) of a letter written in the sheet -> why it cannot be made.
    `letter_texts`: the letters whose templates stand in folders -> a fingerprint of their texts; empty where nobody
    looked. `came_back`: the key of a letter -> what the mailbox told of it. `replies`: answers of the last weeks.
    `refused`: the number of a mailing -> its letters that could not be made in this very run. `confirmed`: consents
    that people confirmed by a button.
    """

    letters: tuple[LetterNews, ...] = ()
    opt_outs: tuple[OptOut, ...] = ()
    marks: Mapping[str, str] = field(default_factory=dict)
    journal: str = ""
    letter_texts: Mapping[str, str] = field(default_factory=dict)
    letter_faults: Mapping[tuple[str, str], str] = field(default_factory=dict)
    refused: Mapping[str, RefusedLetters] = field(default_factory=dict)
    came_back: Mapping[str, CameBack] = field(default_factory=dict)
    replies: tuple[Reply, ...] = ()
    confirmed: tuple[Confirmed, ...] = ()


NOTHING_OUTSIDE = Outside()

"""What a test can do to a conversation: the moments it may look at, and its reactions; and what the server has kept."""

from dataclasses import dataclass
from typing import Literal

Step = Literal[
    "connect", "ehlo", "helo", "starttls", "tls", "auth", "rset", "mail", "rcpt", "data", "body", "dot", "taken"
]
"""taken: the letter is kept, and its answer would go out now. body: its first bytes have come."""


@dataclass(frozen=True)
class Moment:
    """Where a conversation stands; `letter` counts the MAIL commands of this connection, both from 1."""

    step: Step
    connection: int
    letter: int
    line: str = ""


@dataclass(frozen=True)
class Reaction:
    """What to do instead of the usual: wait, say, hang up; hard: by a reset instead of an end."""

    text: str | None = None
    seconds: float = 0
    hang_up: bool = False
    hard: bool = False
    drip: float = 0


def say(text: str, drip: float = 0) -> Reaction:
    """Answer this instead: lines parted by line feeds, or bytes with CR LF; `drip`: seconds before each byte."""
    return Reaction(text, drip=drip)


def cut(text: str | None = None, hard: bool = False) -> Reaction:
    """Hang up, perhaps after an answer."""
    return Reaction(text, hang_up=True, hard=hard)


def wait(seconds: float, text: str | None = None) -> Reaction:
    """Be slow; then the usual, or this answer."""
    return Reaction(text, seconds)


@dataclass(frozen=True)
class Received:
    """A letter that the server has taken over."""

    sender: str
    to: tuple[str, ...]
    content: bytes
    connection: int
    encrypted: bool
    user: str = ""

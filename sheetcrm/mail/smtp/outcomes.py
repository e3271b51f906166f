"""What may come of a connection or of one letter over SMTP: a closed vocabulary, values and never exceptions."""

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

Stage = Literal["check", "connect", "greeting", "ehlo", "tls", "login", "mail", "rcpt", "data", "body", "dot"]
"""How far it came, in this order. check: nothing was sent. body: the letter itself. dot: its end was sent."""

Outcome = Literal["accepted", "deferred", "refused", "untouched", "unclear"]
"""accepted: the server has taken the letter over. deferred: it asked to come again (4xx). refused: never (5xx, or the
letter cannot travel to this server as it is). untouched: the connection failed before the end of the letter was sent,
so the server must throw it away. unclear: the connection was lost after that, the server may have the letter.
"""

LetterCode = Literal[
    "",
    "timed-out",
    "connection-lost",
    "garbled",
    "too-large",
    "needs-smtputf8",
    "needs-8bitmime",
    "address-unusable",
    "content-unusable",
    "stopped",
    "unreachable",
]
"""Why, where it was not the server's answer to this letter. garbled: what came was no SMTP. stopped: it was claimed,
but not begun, as the course had been stopped. unreachable: it was claimed, but no new connection was to be had.
"""

LineCode = Literal[
    "timed-out",
    "connection-lost",
    "garbled",
    "host-unknown",
    "not-connected",
    "tls-unusable",
    "certificate-unusable",
    "certificates-unreadable",
    "starttls-missing",
    "starttls-injected",
    "login-missing",
    "login-unprotected",
    "login-refused",
    "refused",
]
"""Why no connection came about. login-missing: the server offers no way to log in that we know. login-unprotected: the
password would travel readable. starttls-injected: somebody wrote into the connection before it was safe.
refused: the server's answer says why.
"""

_ENHANCED = re.compile(r"([245]\.\d{1,3}\.\d{1,3})(?:\s|$)")


@dataclass(frozen=True)
class Reply:
    """One answer of the server: its code and its lines, without control characters."""

    code: int
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """All lines in one.

        >>> Reply(250, ("2.0.0 Ok: queued", "as 4F1")).text
        '2.0.0 Ok: queued as 4F1'
        """
        return " ".join(line for line in self.lines if line)

    @cached_property
    def enhanced(self) -> str:
        """The code of RFC 3463 such as "5.1.1"; empty when there is none, or it contradicts the answer's own.

        >>> Reply(550, ("5.1.1 no such user",)).enhanced, Reply(250, ("5.1.1 odd",)).enhanced
        ('5.1.1', '')
        """
        found = _ENHANCED.match(self.lines[0]) if self.lines else None
        return found[1] if found and found[1][0] == str(self.code)[0] else ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What came of one letter, and at which stage that was decided."""

    key: str
    outcome: Outcome
    stage: Stage
    code: LetterCode = ""
    reply: Reply | None = None


@dataclass(frozen=True, slots=True)
class Unreachable:
    """Why no connection could be opened; `temporary`: the same may well succeed later. `detail` is for a person."""

    stage: Stage
    code: LineCode
    reply: Reply | None = None
    temporary: bool = False
    detail: str = field(default="")

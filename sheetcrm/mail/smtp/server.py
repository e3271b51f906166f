"""Which server takes the letters and how it is spoken to; plain values, and no secret is ever shown."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Security = Literal["tls", "starttls", "starttls-if-offered", "none"]
"""tls: from the first byte (port 465). starttls: before the first letter, or no letter goes (port 587).

starttls-if-offered: a server that offers it must also manage it; there is no falling back. none: in the clear.
"""


@dataclass(frozen=True, slots=True)
class Login:
    """Who we are to the server: a password, or a token of OAuth 2 (which then is used instead)."""

    user: str
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds to wait at most; the defaults are those of RFC 5321, 4.5.3.2.

    `final` is the wait for the answer to the end of a letter: a shorter one makes letters arrive twice.
    """

    connect: float = 30
    command: float = 300
    block: float = 180
    final: float = 600


@dataclass(frozen=True, slots=True)
class Server:
    """A server for sending. `certificates`: a file of authorities to trust instead of the system's own.

    `name` is what we call ourselves; empty: our address, as RFC 5321 provides.
    """

    host: str
    port: int = 587
    security: Security = "starttls"
    login: Login | None = None
    certificates: Path | None = None
    name: str = ""
    timeouts: Timeouts = Timeouts()

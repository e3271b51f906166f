"""The connection itself: bytes out, answers in, each within its time; the only place that touches a socket.

Whatever goes wrong is one `WireBroken` with a code; nobody above the sessions sees it.
"""

import re
import socket
import ssl
import time
from dataclasses import dataclass, field
from typing import Literal

from sheetcrm.mail.smtp.outcomes import Reply

_LINE = re.compile(rb"([2-5]\d\d)(?:([ -])([^\n]*?))?\r?\n")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
_LONGEST_ANSWER = 65_536
_READ_AT_ONCE = 16_384


class WireBroken(Exception):
    """The connection cannot be used any more."""

    def __init__(self, code: Literal["timed-out", "connection-lost", "garbled"]) -> None:
        super().__init__(code)
        self.code = code


@dataclass(slots=True)
class Wire:
    """A connected socket with the bytes that were read too far; `waits` is its present time limit in seconds."""

    socket: socket.socket
    waits: float
    rest: bytes = field(default=b"", repr=False)


def send(wire: Wire, content: bytes, seconds: float) -> None:
    """Hand all bytes to the network within that time."""
    try:
        _limit(wire, seconds)
        wire.socket.sendall(content)
    except TimeoutError as error:
        raise WireBroken("timed-out") from error
    except (OSError, ValueError) as error:
        raise WireBroken("connection-lost") from error


def read_reply(wire: Wire, seconds: float) -> Reply:
    """The next answer of the server, whole, within that time however slowly it drips."""
    end = 0.0
    while (reply := reply_at_hand(wire)) is None:
        now = time.monotonic()
        end = end or now + seconds
        wire.rest += _receive(wire, end - now)
    return reply


def reply_at_hand(wire: Wire) -> Reply | None:
    """The next answer if all of it has come already; looks only at what was read."""
    rest, begin = wire.rest, 0
    lines: list[str] = []
    code = b""
    while end := rest.find(b"\n", begin) + 1:
        found = _LINE.fullmatch(rest, begin, end)
        if found is None or (code and found[1] != code) or end > _LONGEST_ANSWER:
            raise WireBroken("garbled")
        code, begin = found[1], end
        line = (found[3] or b"").decode("utf-8", "replace")
        lines.append((line if line.isprintable() else _CONTROL.sub(" ", line)).strip())
        if found[2] != b"-":
            wire.rest = rest[end:]
            return Reply(int(code), tuple(lines))
    if len(rest) > _LONGEST_ANSWER:
        raise WireBroken("garbled")
    return None


def speaks(wire: Wire) -> bool:
    """Whether the server has said something, or hung up, without being asked; looks and does not wait."""
    return bool(wire.rest) or take(wire)


def take(wire: Wire) -> bool:
    """Read what is there without waiting; False when nothing is."""
    try:
        _limit(wire, 0)
        received = wire.socket.recv(_READ_AT_ONCE)
    except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
        return False
    except (OSError, ValueError) as error:
        raise WireBroken("connection-lost") from error
    if not received:
        raise WireBroken("connection-lost")
    wire.rest += received
    return True


def give(wire: Wire, content: memoryview | bytes) -> int:
    """Hand over without waiting as many bytes as the network takes now; how many."""
    try:
        _limit(wire, 0)
        return wire.socket.send(content)
    except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
        return 0
    except (OSError, ValueError) as error:
        raise WireBroken("connection-lost") from error


def secured(wire: Wire, context: ssl.SSLContext, host: str) -> Wire:
    """The same connection, encrypted from now on. ssl.SSLError or OSError when that fails; it is closed then."""
    return Wire(context.wrap_socket(wire.socket, server_hostname=host), wire.waits)


def hang_up(wire: Wire) -> None:
    """Close, whatever state it is in."""
    try:
        wire.socket.close()
    except OSError:
        pass


def _receive(wire: Wire, seconds: float) -> bytes:
    if seconds <= 0:
        raise WireBroken("timed-out")
    try:
        _limit(wire, seconds)
        received = wire.socket.recv(_READ_AT_ONCE)
    except TimeoutError as error:
        raise WireBroken("timed-out") from error
    except (OSError, ValueError) as error:
        raise WireBroken("connection-lost") from error
    if not received:
        raise WireBroken("connection-lost")
    return received


def _limit(wire: Wire, seconds: float) -> None:
    """Set the time limit; nothing when it is that already, as it costs a system call."""
    if seconds != wire.waits:
        wire.socket.settimeout(seconds)
        wire.waits = seconds

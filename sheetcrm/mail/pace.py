"""How fast letters may start: one moment for each, shared by all connections of an account."""

import threading
import time
from dataclasses import dataclass, field

from sheetcrm.letter_journal import KnownLetter
from sheetcrm.mail.sending import Connection, Delivery


@dataclass
class Pace:
    """The moments at which letters may start, at least so many seconds apart."""

    apart: float
    _next: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def wait(self) -> None:
        """Wait until it is this letter's turn."""
        with self._lock:
            now = time.monotonic()
            start = max(now, self._next)
            self._next = start + self.apart
        time.sleep(start - now)

    def hold(self, seconds: float) -> None:
        """Let nobody start for a while: the provider said that it was too fast."""
        with self._lock:
            self._next = max(self._next, time.monotonic() + seconds)


class PacedConnection:
    """A connection that hands no letter over before its turn."""

    def __init__(self, connection: Connection, pace: Pace) -> None:
        self._connection, self._pace = connection, pace

    def deliver(self, letter: KnownLetter, content: bytes) -> Delivery:
        """Wait for the letter's turn, then hand it over."""
        self._pace.wait()
        return self._connection.deliver(letter, content)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

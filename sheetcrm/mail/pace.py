"""How fast letters may start: one moment for each, shared by all connections of an account."""

import threading
import time
from dataclasses import dataclass, field


@dataclass
class Pace:
    """The moments at which letters may start, at least so many seconds apart."""

    apart: float = 0.0
    _next: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def wait(self) -> None:
        """Wait until it is this letter's turn."""
        with self._lock:
            now = time.monotonic()
            start = max(now, self._next)
            self._next = start + self.apart
        if start > now:
            time.sleep(start - now)

    def hold(self, seconds: float) -> None:
        """Let nobody start for a while: the provider said that it was too fast."""
        with self._lock:
            self._next = max(self._next, time.monotonic() + seconds)

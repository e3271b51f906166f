"""What a mail server itself says it took: the only thing a judge of letters may count.

Postfix writes each letter to the disk, says so in its log, and delivers it to a transport that throws it away; the
log names every letter with its Message-ID and its recipient. The tests' own server keeps them in memory.
"""

import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from tests.smtp_server import SmtpServer
from tests.smtp_server.moments import Moment, Reaction, wait
from tests.smtp_server.programs import postfix

SLOW = 0.004
"""Seconds the tests' own server takes for a letter, as a real one does."""
_HEADER = re.compile(r"postfix/cleanup\[\d+\]: (\w+): message-id=<?([^>\s]*)")
_ENTERED = re.compile(r"postfix/qmgr\[\d+\]: (\w+): from=.*queue active")
_SENT = re.compile(r"postfix/\w+\[\d+\]: (\w+): to=<([^>]*)>.* status=(\w+)")
_REMOVED = re.compile(r"postfix/qmgr\[\d+\]: (\w+): removed")


class Witness(Protocol):
    """A server and what it has taken since `anew` was called."""

    @property
    def port(self) -> int:
        """Where it listens."""
        ...

    def anew(self) -> None:
        """Forget what came before; call it only when the server is idle."""

    def taken(self) -> int:
        """How many letters so far; quick, may lag by some milliseconds."""
        ...

    def boxes(self) -> Counter[str]:
        """How often each address got its letter, once nothing is on its way any more."""
        ...

    def ids(self) -> Counter[str]:
        """How often each Message-ID was taken, likewise."""
        ...


@dataclass
class OwnServer:
    """The tests' own server."""

    server: SmtpServer
    _before: int = 0

    @property
    def port(self) -> int:
        """Where it listens."""
        return self.server.port

    def anew(self) -> None:
        """Count from here."""
        self._before = len(self.server.received)

    def taken(self) -> int:
        """Letters so far."""
        return len(self.server.received) - self._before

    def boxes(self) -> Counter[str]:
        """Letters of each address."""
        return Counter(address for received in self.server.received[self._before :] for address in received.to)

    def ids(self) -> Counter[str]:
        """Letters of each Message-ID."""
        found = (
            re.search(rb"(?mi)^Message-ID: <([^>]*)>", one.content) for one in self.server.received[self._before :]
        )
        return Counter(one[1].decode() for one in found if one is not None)


@dataclass
class PostfixServer:
    """A Postfix of its own, read through its log."""

    port: int
    log: Path
    _before: int = 0
    _read: int = 0
    _entered: int = field(default=0)

    def anew(self) -> None:
        """Count from here."""
        self._settle()
        self._before = self._read = self.log.stat().st_size
        self._entered = 0

    def taken(self) -> int:
        """Letters that entered the queue, which is after the disk has them."""
        with self.log.open("rb") as file:
            file.seek(self._read)
            lines = file.read()
        whole = lines[: lines.rfind(b"\n") + 1]
        self._read += len(whole)
        self._entered += whole.count(b"queue active")
        return self._entered

    def boxes(self) -> Counter[str]:
        """Letters of each address that were delivered."""
        lines = self._settle()
        return Counter(found[2] for line in lines if (found := _SENT.search(line)) and found[3] == "sent")

    def ids(self) -> Counter[str]:
        """Letters of each Message-ID that were delivered."""
        lines = self._settle()
        names = {found[1]: found[2] for line in lines if (found := _HEADER.search(line))}
        return Counter(names[found[1]] for line in lines if (found := _SENT.search(line)) and found[3] == "sent")

    def _settle(self, seconds: float = 60) -> list[str]:
        """The lines of the log once each letter that entered the queue has left it, and none is half received."""
        end = time.monotonic() + seconds
        before: list[str] = []
        while True:
            with self.log.open("rb") as file:
                file.seek(self._before)
                lines = file.read().decode(errors="replace").splitlines()
            entered = {found[1] for line in lines if (found := _ENTERED.search(line))}
            removed = {found[1] for line in lines if (found := _REMOVED.search(line))}
            if entered <= removed and len(lines) == len(before):
                return lines
            assert time.monotonic() < end, "Postfix does not come to rest"
            before = lines
            time.sleep(0.3)


class Letter(Protocol):
    """A letter that got somewhere."""

    @property
    def to(self) -> tuple[str, ...]:
        """Whose it is."""
        ...


class Taker(Protocol):
    """Where letters get to."""

    @property
    def received(self) -> Sequence[Letter]:
        """Those that are there."""
        ...


@dataclass(frozen=True)
class Written:
    """A letter in a file."""

    to: tuple[str, ...]


@dataclass(frozen=True)
class Laid:
    """A folder with letters."""

    folder: Path

    @property
    def received(self) -> list[Written]:
        """The whole ones: what is half written has another name."""
        found = (
            re.search(r"(?m)^To: .*?([\w.]+@[\w.]+)", path.read_text("utf-8")) for path in self.folder.glob("**/*.eml")
        )
        return [Written((one[1],)) for one in found if one is not None]


@contextmanager
def witness(name: str) -> Iterator[Witness]:
    """The server of that name, "postfix" or "own", from now to the end of the block."""
    if name == "postfix":
        with postfix("discard:") as (port, log):
            yield PostfixServer(port, log)
    else:
        with SmtpServer(_slow) as server:
            yield OwnServer(server)


def _slow(moment: Moment) -> Reaction | None:
    return wait(SLOW) if moment.step == "taken" else None

"""The lines to a provider side by side: opened, given letters and listened to, none of them waiting for another.

One thread looks after all lines that can be spoken to step by step. What can only be waited for, such as an opening or
a line of another kind, has a thread of its own and is heard of here. Nothing is decided here about letters.
"""

import contextlib
import queue
import selectors
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, Protocol, runtime_checkable

from sheetcrm.errors import MailUnusable
from sheetcrm.letter_journal import KnownLetter, Settlement


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a transport says of one letter. `outcome` "waiting": the server surely has nothing of it.

    `stops`: no other letter should be tried now. `ends_connection`: this connection is of no use any more.
    """

    outcome: Settlement
    stage: str = ""
    code: str = ""
    reply: str = ""
    stops: bool = False
    ends_connection: bool = False


class Connection(Protocol):
    """One way to the provider, used by one thread at a time."""

    def deliver(self, letter: KnownLetter, content: bytes) -> Delivery:
        """Hand one letter over; never raises for what a server or a line may do."""
        ...

    def close(self) -> None:
        """End it; never raises."""
        ...


class Underway(Protocol):
    """A letter on its way. `writes`: it waits to hand bytes over, else for an answer; `deadline`: not longer than
    until then, as `time.monotonic` counts.
    """

    writes: bool
    deadline: float

    def advance(self) -> tuple[Delivery] | None:
        """Go on without waiting; what came of it once it is over."""
        ...


@runtime_checkable
class SteppedConnection(Connection, Protocol):
    """A connection that can be looked after together with others."""

    def socket(self) -> socket.socket:
        """What tells when it is ready."""
        ...

    def begin(self, letter: KnownLetter, content: bytes) -> Underway:
        """Prepare to hand one letter over; its first `advance` says the first word."""
        ...

    def rests(self) -> bool:
        """Whether it is still open and the server has said nothing unasked; only between two letters."""
        ...


class Came(NamedTuple):
    """What came of a letter."""

    letter: KnownLetter
    delivery: Delivery


@dataclass(eq=False, slots=True)
class _Line:
    connection: Connection
    stepped: SteppedConnection | None
    letter: KnownLetter | None = None
    underway: Underway | None = None
    listens_for: int = selectors.EVENT_READ


@dataclass(frozen=True, slots=True)
class _News:
    """What a thread has to tell: a line was opened or not, a letter was handed over, or a fault of ours.

    `line`: the one that carried the letter; None when it is about an opening.
    """

    kind: Literal["opened", "not-opened", "delivered", "fault"]
    what: Any
    line: _Line | None = None


class Lines:
    """Up to `most` lines, the first of which is open. `failure`: why the last one that failed could not be opened."""

    def __init__(self, first: Connection, open_connection: Callable[[], Connection], most: int) -> None:
        self._open, self._most = open_connection, most
        self._lines: set[_Line] = set()
        self._idle: list[_Line] = []
        self._opening = 0
        self._done: list[Came] = []
        self._news: queue.SimpleQueue[_News] = queue.SimpleQueue()
        self._closing = threading.Lock()
        self._closed = False
        self._selector = selectors.DefaultSelector()
        self._bell, self._button = socket.socketpair()
        self._bell.setblocking(False)
        self._selector.register(self._bell, selectors.EVENT_READ)
        self.failure: MailUnusable | None = None
        self._admit(first)

    @property
    def idle(self) -> int:
        """How many lines could take a letter now."""
        return len(self._idle)

    @property
    def underway(self) -> bool:
        """Whether any letter is on its way."""
        return len(self._lines) > len(self._idle) or bool(self._done)

    @property
    def hopeless(self) -> bool:
        """Whether no line is open, and none is being opened or could be."""
        return not self._lines and not self._opening and self._most <= 0

    def begin(self, letter: KnownLetter, content: bytes) -> None:
        """Give a letter to an idle line."""
        line = self._idle.pop()
        line.letter = letter
        if line.stepped is None:
            self._apart(lambda: _News("delivered", line.connection.deliver(letter, content), line), line)
        else:
            line.underway = line.stepped.begin(letter, content)
            self._advance(line)

    def grow(self, wanted: int) -> None:
        """Open so many further lines, as far as that many may be."""
        for _ in range(min(wanted, self._most - len(self._lines)) - self._opening):
            self._opening += 1
            self._apart(self._opened)

    def wait(self, seconds: float | None) -> list[Came]:
        """What came of letters, at the latest after so many seconds (None: as long as it takes); may be nothing.

        Raises what a thread of a line raised that was a fault of ours.
        """
        for key, _ in self._selector.select(0.0 if self._done else self._until(seconds)):
            if key.data is None:
                with contextlib.suppress(BlockingIOError):
                    self._bell.recv(4096)
            elif key.data.underway is not None:
                self._advance(key.data)
            elif not key.data.stepped.rests():
                self._idle.remove(key.data)
                self._end(key.data)
        now = time.monotonic()
        for line in [line for line in self._lines if line.underway is not None and line.underway.deadline <= now]:
            self._advance(line)
        self._hear()
        came, self._done = self._done, []
        return came

    def close(self) -> None:
        """End all lines; one that is still being opened ends itself."""
        with self._closing:
            self._closed = True
        for line in list(self._lines):
            self._end(line)
        while not self._news.empty():
            news = self._news.get()
            if news.kind == "opened":
                news.what.close()
        self._selector.close()
        self._bell.close()
        self._button.close()

    def _advance(self, line: _Line) -> None:
        assert line.underway is not None and line.stepped is not None
        over = line.underway.advance()
        if over is not None:
            self._over(line, over[0])
            return
        listens_for = selectors.EVENT_WRITE if line.underway.writes else selectors.EVENT_READ
        if listens_for != line.listens_for:
            line.listens_for = listens_for
            self._selector.modify(line.stepped.socket(), listens_for, line)

    def _over(self, line: _Line, delivery: Delivery) -> None:
        assert line.letter is not None
        self._done.append(Came(line.letter, delivery))
        line.letter = line.underway = None
        if delivery.ends_connection:
            self._end(line)
            return
        self._idle.append(line)
        if line.stepped is not None and line.listens_for != selectors.EVENT_READ:
            line.listens_for = selectors.EVENT_READ
            self._selector.modify(line.stepped.socket(), selectors.EVENT_READ, line)

    def _admit(self, connection: Connection) -> None:
        line = _Line(connection, connection if isinstance(connection, SteppedConnection) else None)
        if line.stepped is not None:
            self._selector.register(line.stepped.socket(), selectors.EVENT_READ, line)
        self._lines.add(line)
        self._idle.append(line)

    def _end(self, line: _Line) -> None:
        self._lines.discard(line)
        if line.stepped is not None:
            self._selector.unregister(line.stepped.socket())
        line.connection.close()

    def _hear(self) -> None:
        """What the threads have to tell."""
        while not self._news.empty():
            news = self._news.get()
            if news.line is None:
                self._opening -= 1
            elif news.kind == "delivered":
                self._over(news.line, news.what)
            else:
                self._end(news.line)
            if news.kind == "opened":
                self._admit(news.what)
            elif news.kind == "not-opened":
                self.failure = news.what
                self._most = len(self._lines) + self._opening
            elif news.kind == "fault":
                raise news.what

    def _until(self, seconds: float | None) -> float | None:
        """How long to listen at most."""
        deadlines = [line.underway.deadline for line in self._lines if line.underway is not None]
        if not deadlines:
            return seconds
        left = max(0.0, min(deadlines) - time.monotonic())
        return left if seconds is None else min(left, seconds)

    def _opened(self) -> _News:
        try:
            return _News("opened", self._open())
        except MailUnusable as error:
            return _News("not-opened", error)

    def _apart(self, act: Callable[[], _News], line: _Line | None = None) -> None:
        """Do something that can only be waited for in a thread of its own, and ring when it is done."""

        def run() -> None:
            try:
                news = act()
            except BaseException as error:
                news = _News("fault", error, line)
            with self._closing:
                if not self._closed:
                    self._news.put(news)
                    self._button.send(b"!")
                    return
            if news.kind == "opened":
                news.what.close()

        threading.Thread(target=run, daemon=True).start()

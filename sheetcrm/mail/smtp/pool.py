"""Many letters over several connections: claimed before a word is said of them, settled before the next one.

A letter is handed to `deliver` once per claim; the one exception is a connection that proves dead, or closes itself,
at the very first command: of that letter nothing was said yet, so a fresh connection may try.
"""

import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from sheetcrm.mail.receipts import Envelope
from sheetcrm.mail.smtp.blocks import is_block
from sheetcrm.mail.smtp.delivering import deliver
from sheetcrm.mail.smtp.opening import close_session, open_session
from sheetcrm.mail.smtp.outcomes import Delivery, Unreachable
from sheetcrm.mail.smtp.server import Server
from sheetcrm.mail.smtp.session import Session

Claim = Callable[[Envelope], bool]
"""Takes the right to send a letter, durably; False: somebody else has it, and it is passed over."""
Settle = Callable[[Delivery, Envelope | None], bool]
"""Notes an outcome, durably, and claims the letter that follows, if one is given, with it; whether it got that."""


@dataclass(frozen=True, slots=True)
class Course:
    """How it ended. done: no letter is left. blocked: `delivery` is the outcome that stopped it.

    unreachable: no connection was to be had any more, `failure` says why. `left`: taken from the letters, but never
    claimed. `failure` may also tell of one connection less in a course that was done.
    """

    ended: Literal["done", "blocked", "unreachable"]
    delivery: Delivery | None = None
    failure: Unreachable | None = None
    left: tuple[Envelope, ...] = ()


def send_letters(
    server: Server,
    letters: Iterable[Envelope],
    claim: Claim,
    settle: Settle,
    *,
    connections: int = 4,
    letters_per_connection: int = 100,
    stop: Callable[[Delivery], bool] = is_block,
) -> Course:
    """Send the letters, taken one by one as connections come free, until there is none, or the server has had enough.

    `claim` and `settle` run in several threads; an error of theirs, or of `letters`, stops the course and is raised
    when every letter under way is settled. The first connection is opened alone: a wrong password is tried once.
    """
    round_ = _Round(server, iter(letters), claim, settle, max(1, letters_per_connection), stop)
    workers = [
        threading.Thread(target=_work, args=(round_, number), daemon=True) for number in range(max(1, connections))
    ]
    try:
        workers[0].start()
        round_.first_open.wait()
        for worker in workers[1:]:
            if round_.stopped:
                break
            worker.start()
        _join(workers)
    except BaseException:
        round_.stopped = True
        _join(workers)
        raise
    if round_.error is not None:
        raise round_.error
    if round_.block is not None:
        return Course("blocked", round_.block, round_.failure, tuple(round_.left))
    unsent = round_.take()
    if unsent is None:
        return Course("done", None, round_.failure)
    return Course("unreachable", None, round_.failure, (unsent, *round_.left))


@dataclass(slots=True)
class _Round:
    """What the connections of one course share."""

    server: Server
    letters: Iterator[Envelope]
    claim: Claim
    settle: Settle
    most: int
    stop: Callable[[Delivery], bool]
    left: list[Envelope] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    first_open: threading.Event = field(default_factory=threading.Event)
    stopped: bool = False
    block: Delivery | None = None
    failure: Unreachable | None = None
    error: BaseException | None = None

    def take(self) -> Envelope | None:
        """The next letter: one that another connection had to give back, else a new one."""
        with self.lock:
            return self.left.pop() if self.left else next(self.letters, None)

    def give_back(self, letter: Envelope) -> None:
        """A letter that was not claimed is anybody's again."""
        with self.lock:
            self.left.append(letter)


def _work(round_: _Round, number: int) -> None:
    """One connection's share; whatever goes wrong ends in the round, not in the thread."""
    line = _Line(round_, number == 0)
    try:
        _send_share(round_, line)
    except BaseException as error:
        with round_.lock:
            round_.error = round_.error or error
        round_.stopped = True
    finally:
        line.close()
        round_.first_open.set()


def _send_share(round_: _Round, line: "_Line") -> None:
    letter, claimed = round_.take(), False
    while letter is not None:
        if not claimed and (round_.stopped or not line.ready()):
            round_.give_back(letter)
            return
        if claimed or round_.claim(letter):
            delivery = Delivery(letter.key, "untouched", "check", "stopped") if round_.stopped else line.carry(letter)
            if round_.stop(delivery):
                with round_.lock:
                    round_.block = round_.block or delivery
                round_.stopped = True
            letter, claimed = _settled(round_, line, delivery)
        else:
            letter = round_.take()


def _settled(round_: _Round, line: "_Line", delivery: Delivery) -> tuple[Envelope | None, bool]:
    """Note the outcome; the next letter, claimed with it if this connection can carry it at once."""
    if round_.stopped:
        round_.settle(delivery, None)
        return None, False
    try:
        following = round_.take()
    except BaseException:
        round_.settle(delivery, None)
        raise
    if following is None or not line.carries_on():
        round_.settle(delivery, None)
        return following, False
    if round_.settle(delivery, following):
        return following, True
    return round_.take(), False


class _Line:
    """A connection that is opened anew when it is used up."""

    def __init__(self, round_: _Round, is_first: bool) -> None:
        self._round = round_
        self._session: Session | None = None
        self._is_first = is_first

    def carries_on(self) -> bool:
        """Whether it takes another letter as it is."""
        session = self._session
        return session is not None and session.usable and session.carried < self._round.most

    def ready(self) -> bool:
        """Whether it takes another letter, opened anew where needed; a refused login stops everybody."""
        if self.carries_on():
            return True
        self.close()
        opened = open_session(self._round.server)
        if isinstance(opened, Unreachable):
            with self._round.lock:
                self._round.failure = self._round.failure or opened
            if self._is_first or opened.code == "login-refused":
                self._round.stopped = True
            return False
        self._session = opened
        self._is_first = False
        self._round.first_open.set()
        return True

    def carry(self, letter: Envelope) -> Delivery:
        """Deliver a letter; once more on a fresh connection when the old one was over before it began."""
        assert self._session is not None
        was_used = self._session.carried > 0
        delivery = deliver(self._session, letter)
        if not (was_used and _never_begun(delivery)):
            return delivery
        if not self.ready():
            return Delivery(letter.key, "untouched", "connect", "unreachable", delivery.reply)
        return deliver(self._session, letter)

    def close(self) -> None:
        """Hang up, if connected."""
        if self._session is not None:
            close_session(self._session)
            self._session = None


def _never_begun(delivery: Delivery) -> bool:
    """Whether the connection ended, silently or by 421, before the first command for the letter was taken."""
    if delivery.stage != "mail":
        return False
    if delivery.outcome == "untouched":
        return delivery.code == "connection-lost"
    return delivery.outcome == "deferred" and delivery.reply is not None and delivery.reply.code == 421


def _join(workers: list[threading.Thread]) -> None:
    for worker in workers:
        if worker.ident is not None:
            worker.join()

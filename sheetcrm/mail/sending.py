"""The course of sending: claim, send, settle, over several connections; stops itself before a provider would.

Nothing is decided here about who gets a letter. A letter is handed over only under a claim that lasts, and whatever
comes of it is settled before the connection takes the next one.
"""

import datetime as dt
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, Protocol

from sheetcrm.errors import MailUnusable, WorkbookNotWritable
from sheetcrm.letter_journal import KnownLetter, LetterJournal, Settlement
from sheetcrm.mail.pace import Pace

Stop = Literal["", "blocked", "refusals", "quota", "unreachable", "journal"]
"""Why a course ended before its letters did; "" when it did not."""

PAUSES = (dt.timedelta(minutes=15), dt.timedelta(hours=1), dt.timedelta(hours=4), dt.timedelta(hours=12))
"""How long a delayed letter waits before each further try; after the last one it is tried once a day while in date."""
MOST_TRIES = 12
TRIES_IN_ONE_COURSE = 2
"""How often a letter of which the server has nothing, as when it closed the line, is tried again at once."""
REFUSALS_FROM = 10
REFUSALS_SHARE = 0.3
"""Of at least so many letters, a larger share refused for ever means a bad list or a block: the course ends."""


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


@dataclass(frozen=True, slots=True)
class Limits:
    """How many connections, how many letters in 24 hours of one sender (None: no limit).

    `apart`: seconds between the starts of two letters, over all connections.
    """

    connections: int = 2
    per_day: int | None = None
    apart: float = 0.0


@dataclass(slots=True)
class Sent:
    """What came of a course: letters by outcome, why it ended, and the first error that told so."""

    outcomes: Counter[str] = field(default_factory=Counter)
    stop: Stop = ""
    error: Exception | None = None
    left: int = 0
    room_again: dt.datetime | None = None


def send_letters(
    journal: LetterJournal,
    letters: Sequence[KnownLetter],
    open_connection: Callable[[], Connection],
    limits: Limits,
    now: Callable[[], dt.datetime],
    why_not: Callable[[KnownLetter], str] = lambda letter: "",
    tell: Callable[[int, int], None] = lambda done, total: None,
) -> Sent:
    """Send letters that are open in the journal, in their order; each at most once in this course.

    `why_not` is asked right before a claim; a reason drops the letter. MailUnusable when no connection could be opened
    at all; what was not tried stays open.
    """
    course = _Course(journal, letters, limits, now, why_not, tell)
    if not letters or not course.has_room():
        return course.result()
    first = open_connection()
    workers = [threading.Thread(target=course.work, args=(None, open_connection), daemon=True)
               for _ in range(min(limits.connections, len(letters)) - 1)]  # fmt: skip
    for worker in workers:
        worker.start()
    try:
        course.work(first, open_connection)
    finally:
        course.end_after_this()
        for worker in workers:
            worker.join()
    if course.fault is not None:
        raise course.fault
    if isinstance(course.sent.error, WorkbookNotWritable):
        raise course.sent.error
    return course.result()


class _Claimed(NamedTuple):
    """A letter this connection alone may send now, and its bytes."""

    letter: KnownLetter
    content: bytes


class _Course:
    """The letters still to be taken and what came of the others, shared by the connections."""

    def __init__(
        self, journal: LetterJournal, letters: Sequence[KnownLetter], limits: Limits, now: Callable[[], dt.datetime],
        why_not: Callable[[KnownLetter], str], tell: Callable[[int, int], None],
    ) -> None:  # fmt: skip
        self._journal, self._now, self._why_not, self._tell = journal, now, why_not, tell
        self._letters = list(reversed(letters))
        self._total = len(letters)
        self._lock = threading.Lock()
        self._room: dict[str, int] = {}
        self._per_day = limits.per_day
        self._pace = Pace(limits.apart) if limits.apart else None
        self._ended = False
        self._again: Counter[str] = Counter()
        self.sent = Sent()
        self.fault: BaseException | None = None

    def result(self) -> Sent:
        """What came of it all."""
        self.sent.left = len(self._letters)
        return self.sent

    def has_room(self) -> bool:
        """Whether any sender may send a letter now; if none may, the result says when."""
        for sender in dict.fromkeys(letter.sender for letter in self._letters):
            if self._room_of(sender) > 0:
                return True
        self._note_quota()
        return False

    def end_after_this(self) -> None:
        """No connection takes a further letter."""
        self._ended = True

    def work(self, connection: Connection | None, open_connection: Callable[[], Connection]) -> None:
        """Take letters one after the other until there are none, or somebody says stop."""
        claimed: _Claimed | None = None
        try:
            claimed = self._claim_first()
            while claimed is not None:
                if connection is None:
                    try:
                        connection = open_connection()
                    except MailUnusable as error:
                        letter = claimed.letter
                        self._journal.settle(letter.key, "waiting", self._now(), stage="connect", code=error.code)
                        self._give_back(letter)
                        self._stop("unreachable", error)
                        return
                if claimed.content:
                    delivery = connection.deliver(claimed.letter, claimed.content)
                else:
                    delivery = Delivery("refused", code="no-content")
                if delivery.ends_connection:
                    connection.close()
                    connection = None
                claimed = self._settled(claimed.letter, delivery)
        except WorkbookNotWritable as error:  # what is claimed now is unclear; nothing may be sent without a journal
            self._stop("journal", error)
        except BaseException as error:  # a fault of ours ends the course and is raised where it was begun
            self._ended, self.fault = True, self.fault or error
        finally:
            if connection is not None:
                connection.close()

    def _claim_first(self) -> _Claimed | None:
        """Claim the next letter; where there is a pace its turn is waited for first, while nothing is claimed."""
        if self._pace is not None and self._letters and not self._ended:
            self._pace.wait()
        while (letter := self._next()) is not None:
            content = self._journal.claim(letter.key, self._now())
            if content is not None:
                return _Claimed(letter, content)
        return None

    def _settled(self, letter: KnownLetter, delivery: Delivery) -> _Claimed | None:
        """Note what came of a letter and take the next one in the same commit, unless there is a pace to keep."""
        outcome, next_at = self._what_now(letter, delivery)
        self._count(outcome, delivery)
        again = outcome == "waiting" and self._again[letter.key] < TRIES_IN_ONE_COURSE
        following = self._next() if self._pace is None else None
        content = self._journal.settle(
            letter.key, outcome, self._now(), stage=delivery.stage, code=delivery.code, reply=delivery.reply,
            next_at=next_at, then_claim=following.key if following is not None else None,
        )  # fmt: skip
        if again:
            self._again[letter.key] += 1
            self._give_back(letter)
        if following is not None and content is not None:
            return _Claimed(following, content)
        return self._claim_first()

    def _what_now(self, letter: KnownLetter, delivery: Delivery) -> tuple[Settlement, dt.datetime | None]:
        """A letter that was put off too often, or would come too late, is refused or dropped instead."""
        if delivery.outcome not in ("delayed", "waiting"):
            return delivery.outcome, None
        tries = letter.tries + 1 + self._again[letter.key]
        if delivery.outcome == "waiting" and tries < MOST_TRIES:
            return "waiting", None
        if tries >= MOST_TRIES:
            return "refused", None
        next_at = self._now() + (PAUSES[tries - 1] if tries <= len(PAUSES) else dt.timedelta(days=1))
        if letter.until is not None and next_at.date() > letter.until:
            return "dropped", None
        return "delayed", next_at

    def _next(self) -> KnownLetter | None:
        """The next letter for which there is room and no reason against it."""
        while True:
            with self._lock:
                if self._ended or not self._letters:
                    return None
                letter = self._letters.pop()
                if self._room_of(letter.sender) <= 0:
                    self._letters.append(letter)
                    self._note_quota()
                    return None
                self._room[letter.sender] -= 1
            late = letter.until is not None and self._now().date() > letter.until
            reason = "too-late" if late else self._why_not(letter)
            if not reason:
                return letter
            self._journal.decide(letter.key, "dropped", self._now(), reason)
            with self._lock:
                self._room[letter.sender] += 1
                self.sent.outcomes["dropped"] += 1

    def _give_back(self, letter: KnownLetter) -> None:
        with self._lock:
            self._letters.append(letter)
            self._room[letter.sender] += 1

    def _room_of(self, sender: str) -> int:
        if sender not in self._room:
            used = self._journal.sent_since(sender, self._now() - dt.timedelta(days=1)) if self._per_day else 0
            self._room[sender] = self._per_day - used if self._per_day is not None else 10**9
        return self._room[sender]

    def _note_quota(self) -> None:
        self._ended = True
        self.sent.stop = self.sent.stop or "quota"
        moments = self._journal.counted_moments(self._letters[-1].sender, self._now() - dt.timedelta(days=1))
        self.sent.room_again = moments[0] + dt.timedelta(days=1) if moments else None

    def _count(self, outcome: Settlement, delivery: Delivery) -> None:
        with self._lock:
            counts = self.sent.outcomes
            counts[outcome] += 1
            done = counts.total()
            if delivery.stops:
                self._ended, self.sent.stop = True, self.sent.stop or "blocked"
            elif done >= REFUSALS_FROM and counts["refused"] > REFUSALS_SHARE * done:
                self._ended, self.sent.stop = True, self.sent.stop or "refusals"
        self._tell(done, self._total)

    def _stop(self, why: Stop, error: Exception) -> None:
        with self._lock:
            self._ended = True
            self.sent.stop = self.sent.stop or why
            self.sent.error = self.sent.error or error

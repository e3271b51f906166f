"""The course of sending: claim, send, settle, over several connections; stops itself before a provider would.

Nothing is decided here about who gets a letter. A letter is handed over only under a claim that lasts, and whatever
comes of it is settled before the connection takes the next one.
"""

import datetime as dt
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Literal

from sheetcrm.errors import WorkbookNotWritable
from sheetcrm.letter_journal import KnownLetter, LetterJournal, Settled, Settlement
from sheetcrm.mail.lines import Came, Connection, Delivery, Lines

Stop = Literal["", "blocked", "refusals", "quota", "unreachable", "journal"]
"""Why a course ended before its letters did; "" when it did not."""

PAUSES = (dt.timedelta(minutes=15), dt.timedelta(hours=1), dt.timedelta(hours=4), dt.timedelta(hours=12))
"""How long a delayed letter waits before each further try; after the last one it is tried once a day while in date."""
MOST_TRIES = 12
TRIES_IN_ONE_COURSE = 2
"""How often a letter of which the server has nothing, as when it closed the line, is tried again at once."""
REFUSALS_FROM = 10
REFUSALS_SHARE = 0.3
TOGETHER = 0.001
"""Seconds to wait for what comes of other letters, once something came of one."""
_COUNTED = ("sent", "unclear")
"""What a provider counts, or may have counted, against its limit."""
_NO_CONTENT = Delivery("refused", code="no-content")
"""Of at least so many letters, a larger share refused for ever means a bad list or a block: the course ends."""


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
    with closing(Lines(open_connection(), open_connection, min(limits.connections, len(letters)))) as lines:
        course.run(lines)
    if isinstance(course.sent.error, WorkbookNotWritable):
        raise course.sent.error
    return course.result()


class _Course:
    """The letters still to be taken, and what came of the others."""

    def __init__(
        self, journal: LetterJournal, letters: Sequence[KnownLetter], limits: Limits, now: Callable[[], dt.datetime],
        why_not: Callable[[KnownLetter], str], tell: Callable[[int, int], None],
    ) -> None:  # fmt: skip
        self._journal, self._now, self._why_not, self._tell = journal, now, why_not, tell
        self._letters = list(reversed(letters))
        self._total = len(letters)
        self._came: deque[Came] = deque()
        self._unsaved: list[Settled] = []
        self._room: dict[str, int] = {}
        self._per_day = limits.per_day
        self._apart, self._next_turn = limits.apart, 0.0
        self._ended = False
        self._again: Counter[str] = Counter()
        self._under_way: Counter[str] = Counter()
        self.sent = Sent()

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

    def run(self, lines: Lines) -> None:
        """Send until there is nothing left, or something says stop; what is on its way then is still heard out."""
        try:
            self._send(lines)
        except BaseException:  # somebody pressed Ctrl-C, or a fault of ours
            self._ended = True
            self._send(lines)
            raise

    def _send(self, lines: Lines) -> None:
        while True:
            while self._came:
                self._weigh(*self._came.popleft())
            claimed = self._save(self._taken(lines.idle))
            self._came.extend(Came(letter, _NO_CONTENT) for letter, content in claimed if not content)
            for letter, content in claimed:
                if content:
                    lines.begin(letter, content)
            if not lines.underway and not self._came:
                if self._ended or not self._letters:
                    return
                if lines.hopeless:
                    self._stop("unreachable", lines.failure)
                    return
            pause = self._pause()
            if not self._ended and not pause:
                lines.grow(len(self._letters) - lines.idle)
            may_go_on = lines.idle and pause == 0.0 and not lines.underway
            self._came.extend(lines.wait(0.0 if self._came or may_go_on else pause or None))
            self._hear_further(lines)

    def _hear_further(self, lines: Lines) -> None:
        """What comes of other letters within a moment: one commit for several is worth that wait."""
        end = time.monotonic() + TOGETHER
        while self._came and lines.underway and (left := end - time.monotonic()) > 0:
            self._came.extend(lines.wait(left))

    def _taken(self, lines: int) -> list[KnownLetter]:
        """The next letters for so many idle lines; where there is a pace, one when its turn has come."""
        if self._apart and lines:
            if self._pause() != 0.0 or self._ended or not self._letters:
                return []
            lines, self._next_turn = 1, time.monotonic() + self._apart
        letters: list[KnownLetter] = []
        while len(letters) < lines and (letter := self._next()) is not None:
            letters.append(letter)
        return letters

    def _pause(self) -> float | None:
        """Seconds until the next letter may start; None when there is none to start."""
        if self._ended or not self._letters:
            return None
        return max(0.0, self._next_turn - time.monotonic())

    def _save(self, letters: Sequence[KnownLetter]) -> list[tuple[KnownLetter, bytes]]:
        """Note what came of letters and claim these in one commit; those it got, with their bytes."""
        if not self._unsaved and not letters:
            return []
        try:
            contents = self._journal.advance(self._now(), self._unsaved, [letter.key for letter in letters])
        except WorkbookNotWritable as error:  # what is claimed now is unclear; nothing may be sent without a journal
            for letter in reversed(letters):
                self._give_back(letter)
            self._stop("journal", error)
            return []
        self._unsaved = []
        for letter in letters:
            if letter.key not in contents:  # somebody else has it, and it counts
                self._under_way[letter.sender] -= 1
        return [(letter, contents[letter.key]) for letter in letters if letter.key in contents]

    def _weigh(self, letter: KnownLetter, delivery: Delivery) -> None:
        """Note, to be saved, what came of a letter."""
        outcome, next_at = self._what_now(letter, delivery)
        self._count(outcome, delivery)
        self._unsaved.append(Settled(letter.key, outcome, delivery.stage, delivery.code, delivery.reply, next_at))
        self._under_way[letter.sender] -= 1
        if outcome == "waiting" and self._again[letter.key] < TRIES_IN_ONE_COURSE:
            self._again[letter.key] += 1
            self._letters.append(letter)
        if outcome not in _COUNTED:
            self._room[letter.sender] += 1
        self._tell(self.sent.outcomes.total(), self._total)

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
        while not self._ended and self._letters:
            letter = self._letters.pop()
            if self._room_of(letter.sender) <= 0:
                self._letters.append(letter)
                if not self._under_way[letter.sender]:  # else one that does not go may still make room
                    self._note_quota()
                return None
            late = letter.until is not None and self._now().date() > letter.until
            reason = "too-late" if late else self._why_not(letter)
            if not reason:
                self._room[letter.sender] -= 1
                self._under_way[letter.sender] += 1
                return letter
            self._journal.decide(letter.key, "dropped", self._now(), reason)
            self.sent.outcomes["dropped"] += 1
        return None

    def _give_back(self, letter: KnownLetter) -> None:
        self._letters.append(letter)
        self._room[letter.sender] += 1
        self._under_way[letter.sender] -= 1

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
        counts = self.sent.outcomes
        counts[outcome] += 1
        done = counts.total()
        if delivery.stops:
            self._stop("blocked")
        elif done >= REFUSALS_FROM and counts["refused"] > REFUSALS_SHARE * done:
            self._stop("refusals")

    def _stop(self, why: Stop, error: Exception | None = None) -> None:
        self._ended = True
        self.sent.stop = self.sent.stop or why
        self.sent.error = self.sent.error or error

"""One conversation among many: goes on as far as it can without waiting, and says what it waits for.

Whoever looks after the connections asks `advance` again when the socket is ready, or the deadline has passed.
"""

import time
from typing import Generic, TypeVar

from sheetcrm.mail.smtp.steps import Read, Send, Step, Talk
from sheetcrm.mail.smtp.wire import Wire, WireBroken, give, reply_at_hand, take

T = TypeVar("T")
_WAITS = object()


class Exchange(Generic[T]):
    """A conversation over a connection. `writes`: it waits until more bytes can be handed over, else for an answer.

    `deadline`: the moment of `time.monotonic` after which it has waited too long.
    """

    __slots__ = ("_given", "_step", "_talk", "_wire", "deadline", "writes")

    def __init__(self, wire: Wire, talk: Talk[T]) -> None:
        self._wire, self._talk = wire, talk
        self._step: Step | None = None
        self._given = 0
        self.writes, self.deadline = False, 0.0

    def advance(self) -> tuple[T] | None:
        """Go on; what came of it once it is over, in a tuple of one, None while it has to wait."""
        try:
            if self._step is None:
                self._begin(next(self._talk))
            while True:
                try:
                    answer = self._attempt()
                    if answer is _WAITS:
                        if time.monotonic() < self.deadline:
                            return None
                        raise WireBroken("timed-out")
                except WireBroken as error:
                    self._begin(self._talk.throw(error))
                else:
                    self._begin(self._talk.send(answer))
        except StopIteration as end:
            return (end.value,)

    def _begin(self, step: Step) -> None:
        self._step, self._given, self.writes = step, 0, False
        if isinstance(step, Send | Read):
            self.deadline = time.monotonic() + step.seconds

    def _attempt(self) -> object:
        """Carry the step out; `_WAITS` when the other side is not ready for it."""
        step, wire = self._step, self._wire
        if isinstance(step, Send):
            left: memoryview | bytes = memoryview(step.content)[self._given :] if self._given else step.content
            given = give(wire, left)
            self._given += given
            self.writes = self._given < len(step.content)
            return _WAITS if self.writes else None
        if isinstance(step, Read):
            while (reply := reply_at_hand(wire)) is None:
                if not take(wire):
                    return _WAITS
            return reply
        return bool(wire.rest) or take(wire)

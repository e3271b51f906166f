"""What goes wrong on purpose: each fault strikes before the request is carried out or after it was (its commit stands).

Written as `KIND [before|after] [SECONDS]`: `503`, `503 after`, `reset after`, `timeout before`, `slow 0.5`.
"""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

from tests.google_server.errors import ApiError
from tests.google_server.exchange import Answer, Call, json_answer
from tests.google_server.quotas import exceeded

KINDS = ("429", "500", "502", "503", "504", "timeout", "reset", "slow", "truncated")
_BAD_GATEWAY = """<!DOCTYPE html>
<html lang=en>
  <meta charset=utf-8>
  <title>Error 502 (Server Error)!!1</title>
  <p><b>502.</b> <ins>That's an error.</ins>
  <p>The server encountered a temporary error and could not complete your request.<p>Please try again in 30 seconds.
</html>
"""


class Fault(NamedTuple):
    """One fault. `after`: the request is carried out first. `seconds`: how long a slow answer takes."""

    kind: str
    after: bool = False
    seconds: float = 0.0


OK = Fault("ok")
"""In a plan: this request goes well."""


def fault_of(text: str) -> Fault:
    """The fault that a text names; "ok" is none. 429 and 504 strike before the commit unless told otherwise.

    >>> fault_of("503 after"), fault_of("slow 0.5")
    (Fault(kind='503', after=True, seconds=0.0), Fault(kind='slow', after=True, seconds=0.5))
    """
    kind, *rest = text.split()
    if kind != "ok" and kind not in KINDS:
        raise ValueError(f"no such fault: {text!r}; there are {', '.join(KINDS)}")
    after = kind in ("slow", "truncated")
    seconds = 1.0 if kind == "slow" else 0.0
    for word in rest:
        if word in ("before", "after"):
            after = word == "after"
        else:
            seconds = float(word)
    if kind == "429" and after:
        raise ValueError("429 is always refused before the commit")
    return Fault(kind, after, seconds)


@dataclass
class Faults:
    """The faults to come: planned ones first, in order, then by chance."""

    planned: deque[Fault] = field(default_factory=deque)
    share: float = 0.0
    kinds: tuple[Fault, ...] = ()
    random: Random = field(default_factory=lambda: Random(0))
    concerns: Callable[[Call, str], bool] = lambda call, kind: True
    struck: list[Fault] = field(default_factory=list)
    """The faults that struck so far."""

    def plan(self, *texts: str) -> None:
        """What happens to the next requests, one text each: `plan("ok", "503 after", "reset before")`."""
        self.planned.extend(fault_of(text) for text in texts)

    def at_random(self, share: float, kinds: Iterable[str], seed: int = 0) -> None:
        """From now on that share of requests (0 to 1) meets one of these faults, chosen by the seed."""
        self.share, self.kinds, self.random = share, tuple(fault_of(text) for text in kinds), Random(seed)

    def clear(self) -> None:
        """No more faults."""
        self.planned.clear()
        self.share = 0.0

    def next(self, call: Call, kind: str) -> Fault | None:
        """The fault that this request (of kind "read" or "write") meets; uses up what was planned."""
        if not self.concerns(call, kind):
            return None
        fault = OK
        if self.planned:
            fault = self.planned.popleft()
        elif self.share and self.kinds and self.random.random() < self.share:
            fault = self.random.choice(self.kinds)
        if fault.kind == "ok":
            return None
        self.struck.append(fault)
        return fault


def spoiled(fault: Fault, answer: Answer | None, kind: str, project: str) -> Answer:
    """What the caller gets to see of it; `answer` is the real one where the request was carried out."""
    if fault.kind == "429":
        return json_answer(exceeded(kind, " per user", 60, project).body(), 429)
    if fault.kind == "502":
        return Answer(502, _BAD_GATEWAY.encode(), "text/html; charset=UTF-8")
    if fault.kind in _MESSAGES:
        code, status, message = _MESSAGES[fault.kind]
        return json_answer(ApiError(code, message, status).body(), code)
    whole = answer or json_answer({})
    ending = {"timeout": "silence", "reset": "reset", "truncated": "truncated"}.get(fault.kind, "")
    return Answer(whole.status, whole.body, whole.content_type, whole.headers, ending, fault.seconds)


_MESSAGES = {
    "500": (500, "INTERNAL", "Internal error encountered."),
    "503": (503, "UNAVAILABLE", "The service is currently unavailable."),
    "504": (504, "DEADLINE_EXCEEDED", "Deadline expired before operation could complete."),
}

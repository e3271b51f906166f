"""The calls of one spreadsheet, paced and repeated: the only place that tries again, and that may say "unclear".

A request that surely was not carried out is sent again freely; after a timeout, a reset or a 5xx a write may have
gone through, and whoever asked is told so.
"""

import json
import random
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import parsedate_to_datetime
from hashlib import blake2b
from typing import Any, Literal

from google.auth.exceptions import GoogleAuthError, RefreshError
from gspread.exceptions import APIError
from requests import Response

from sheetcrm.errors import SheetcrmError
from sheetcrm.stores.google.refusals import (
    Access,
    CallRefused,
    CallUnclear,
    NoAnswer,
    as_error,
    cannot_help,
    never_sent,
    refusal_of,
)
from sheetcrm.stores.google.session import SHEETS, SheetsClient

__all__ = ["Answer", "CallRefused", "CallUnclear", "Calls", "Pace"]

Json = Mapping[str, Any]
Kind = Literal["read", "write"]

MOST_TRIES = 7
LONGEST_WAIT = 64.0
_FEW_TRIES = 3
"""For a 500, which a malformed request gets as well, and for a token that cannot be had."""
_CONNECT_TRIES = 4
"""For no network at all: 7 seconds bridge a hiccup, more only keeps a person waiting."""
_BUSY = frozenset({408, 429, 502, 503, 504})
_WINDOW = 60.0


@dataclass(frozen=True, slots=True)
class Answer:
    """Google's answer; `tries`: requests sent for it; `unclear`: an earlier try of this write may have gone through."""

    body: dict[str, Any]
    tries: int = 1
    unclear: bool = False
    digest: str = field(default="", compare=False)
    """A word that is the same for the same answer to a read."""


class Pace:
    """What a run allows itself: so many reads and so many writes in any 60 seconds, and a gap between two requests.

    Google grants 60 reads and 60 writes a minute to one user; 50 leave room for a person who runs `plan` meanwhile. Its
    advice of one request a second is about requests that run at the same time: ours follow one another, a run has
    about five of them, and a refused one waits a second and more. So 0.2 seconds from start to start are enough.
    """

    def __init__(self, per_minute: int = 50, gap: float = 0.2) -> None:
        self.per_minute = per_minute
        self.gap = gap
        self._sent: dict[Kind, deque[float]] = {"read": deque(), "write": deque()}
        self._latest: float | None = None

    def delay(self, kind: Kind, now: float) -> float:
        """Seconds until a request of that kind may be sent; `now` in the seconds of a clock that never steps back."""
        sent = self._sent[kind]
        while sent and now - sent[0] >= _WINDOW:
            sent.popleft()
        full = sent[len(sent) - self.per_minute] + _WINDOW - now if len(sent) >= self.per_minute else 0.0
        near = self._latest + self.gap - now if self._latest is not None else 0.0
        return max(0.0, full, near)

    def note(self, kind: Kind, now: float) -> None:
        """Remember that a request was sent now."""
        self._sent[kind].append(now)
        self._latest = now


class Calls:
    """One spreadsheet's requests; counts them, keeps the pace, and tries again as long as that can help.

    `budget`: seconds that one call may take, waiting and answers included (not what the pace asks); after them no
    further try begins. `holding` is asked right before each write is sent: what it raises ends the call, so that a
    run whose lock ran out while it waited writes nothing more.
    """

    def __init__(
        self,
        client: SheetsClient,
        key: str,
        *,
        pace: Pace,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        random: Callable[[], float] = random.random,
        budget: float = 120.0,
    ) -> None:
        self.reads = 0
        self.writes = 0
        self.slept = 0.0
        self.server_time: float | None = None
        self.holding: Callable[[], object] | None = None
        self._told_at = time.monotonic(), time.time()
        self.key = key
        self._client = client
        self._base = f"{SHEETS}/v4/spreadsheets/{key}"
        self._pace = pace
        self._sleep = sleep
        self._clock = clock
        self._random = random
        self._budget = budget

    @property
    def now(self) -> float:
        """Seconds since 1970 by Google's clock, which all robots share; never early, also after a machine slept."""
        steady, wall = self._told_at
        passed = max(0.0, time.monotonic() - steady, time.time() - wall)
        return time.time() if self.server_time is None else self.server_time + passed

    @property
    def access(self) -> Access:
        """What the sentences of errors may name."""
        return self._client.access

    def get(self, path: str = "", params: Mapping[str, Any] | None = None) -> Answer:
        """Read; `path` is what follows the key. CallRefused when Google says no, SheetcrmError when tries run out."""
        return self._call("read", "get", path, None, params, again=True)

    def search(self, path: str, body: Json, params: Mapping[str, Any] | None = None) -> Answer:
        """Read by POST, for the methods that take filters."""
        return self._call("read", "post", path, body, params, again=True)

    def write(self, path: str, body: Json, params: Mapping[str, Any] | None = None, *, again: bool = True) -> Answer:
        """Write; with `again=False` never sent twice once it may have gone through.

        CallRefused when Google says no, CallUnclear when nobody can tell, SheetcrmError when nothing was written.
        """
        return self._call("write", "post", path, body, params, again=again)

    def as_error(self, failure: Exception) -> SheetcrmError:
        """What to tell a person about a CallRefused or CallUnclear of this spreadsheet."""
        return as_error(failure, self.access)

    def _call(
        self, kind: Kind, method: str, path: str, body: Json | None, params: Mapping[str, Any] | None, *, again: bool
    ) -> Answer:
        data = None if body is None else compact(body)
        asked = None if params is None else {name: _plain(value) for name, value in params.items()}
        writing = kind == "write"
        unclear = False
        tries = 0
        spent = 0.0
        while True:
            self._wait(self._pace.delay(kind, self._clock()))
            self._still_held(writing, unclear)
            tries += 1
            began = self._clock()
            self._pace.note(kind, began)
            self._count(kind)
            try:
                found, content = self._sent(method, path, asked, data)
                digest = "" if writing else blake2b(content, digest_size=16).hexdigest()
                return Answer(found, tries, unclear, digest)
            except (APIError, OSError, GoogleAuthError, NoAnswer) as failure:
                spent += self._clock() - began
                if isinstance(failure, APIError) and _is_definite(failure):
                    raise refusal_of(failure, writing=writing, unclear=unclear) from failure
                applied = writing and not _surely_not_applied(failure)
                unclear = unclear or applied
                wait = self._next_wait(failure, tries)
                if tries >= _worth(failure) or spent + wait > self._budget or (applied and not again):
                    if unclear:
                        raise CallUnclear from failure
                    raise as_error(failure, self.access) from failure
            spent += wait
            self._wait(wait)

    def _sent(
        self, method: str, path: str, params: dict[str, Any] | None, data: bytes | None
    ) -> tuple[dict[str, Any], bytes]:
        headers = None if data is None else {"Content-Type": "application/json; charset=UTF-8"}
        try:
            response = self._client.request(method, self._base + path, params=params, data=data, headers=headers)
        except APIError as refused:
            self._note_time(refused.response)
            raise
        self._note_time(response)
        try:
            found = json.loads(response.content)
        except ValueError as error:
            raise NoAnswer from error
        if not isinstance(found, dict):
            raise NoAnswer
        return found, response.content

    def _wait(self, seconds: float) -> None:
        if seconds > 0:
            self.slept += seconds
            self._sleep(seconds)

    def _still_held(self, writing: bool, unclear: bool) -> None:
        if not writing or self.holding is None:
            return
        try:
            self.holding()
        except Exception as lost:
            if unclear:
                raise CallUnclear from lost
            raise

    def _count(self, kind: Kind) -> None:
        if kind == "read":
            self.reads += 1
        else:
            self.writes += 1

    def _next_wait(self, failure: Exception, tries: int) -> float:
        """Truncated exponential back-off, 1, 2, 4 ... seconds and up to one more by chance; Retry-After if longer.

        A quota is one of a minute: its waits start at 2, so that five of them outlast it.
        """
        response = failure.response if isinstance(failure, APIError) else None
        first = 1 if response is not None and response.status_code == 429 else 0
        wait = min(LONGEST_WAIT, 2.0 ** (first + tries - 1)) + self._random()
        return max(wait, _retry_after(response))

    def _note_time(self, response: Response) -> None:
        told = _epoch(response.headers.get("Date"))
        if told is not None:
            self.server_time = told
            self._told_at = time.monotonic(), time.time()


def compact(body: Json) -> bytes:
    """JSON without blanks, in UTF-8; every 2 MB of payload are one more request.

    >>> compact({"values": [["ż", None, 1.5]]}).decode()
    '{"values":[["ż",null,1.5]]}'
    """
    return json.dumps(body, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def _is_definite(failure: APIError) -> bool:
    return 400 <= failure.response.status_code < 500 and failure.response.status_code not in _BUSY


def _surely_not_applied(failure: Exception) -> bool:
    if isinstance(failure, APIError):
        return failure.response.status_code == 429
    return never_sent(failure)


def _worth(failure: Exception) -> int:
    """How many tries such a failure is worth."""
    if isinstance(failure, APIError):
        return MOST_TRIES if failure.response.status_code in _BUSY else _FEW_TRIES
    if cannot_help(failure):
        return 1
    if isinstance(failure, RefreshError):
        return _FEW_TRIES if failure.retryable else 1
    return _CONNECT_TRIES if never_sent(failure) else MOST_TRIES


def _retry_after(response: Response | None) -> float:
    """The seconds the server asks to wait, given as such or as a date; 0 when it asks for none."""
    told = response.headers.get("Retry-After", "").strip() if response is not None else ""
    if told.isdecimal():
        return float(told)
    until = _epoch(told)
    now = _epoch(response.headers.get("Date")) if response is not None else None
    return 0.0 if until is None else max(0.0, until - (time.time() if now is None else now))


def _epoch(date: str | None) -> float | None:
    """An HTTP date in seconds since 1970, None when it is no date.

    >>> _epoch("Sun, 06 Nov 1994 08:49:37 GMT"), _epoch("soon")
    (784111777.0, None)
    """
    try:
        found = parsedate_to_datetime(date or "")
    except ValueError:
        return None
    return found.replace(tzinfo=UTC).timestamp() if found.tzinfo is None else found.timestamp()


def _plain(value: object) -> object:
    return str(value).lower() if isinstance(value, bool) else value

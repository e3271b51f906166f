"""The opt-out page as a bare ASGI application: GET shows a button and changes nothing, POST opts out (RFC 8058).

It knows the team's key and the store of opt-outs, not the sheet. It logs nothing: a token would be a way in.
"""

import asyncio
import datetime as dt
import re
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qs

from sheetcrm.errors import WorkbookNotWritable
from sheetcrm.mail.confirm_links import Asking, read_confirm
from sheetcrm.mail.opt_out_links import Asked, OptOutKey
from sheetcrm.model.outside import Confirmed, OptOut
from sheetcrm.model.settings import Settings
from sheetcrm.serving.page import (
    ALL,
    CONFIRM,
    confirm_page,
    confirmed_page,
    done_page,
    expired_page,
    language_of,
    policy,
    question_page,
    sorry_page,
)
from sheetcrm.serving.rate import Buckets
from sheetcrm.words import LANGUAGES, words_of

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Keep = Callable[[Iterable[OptOut]], object]
"""Keeps opt-outs for good before it comes back; again changes nothing. WorkbookNotWritable when it cannot."""
Confirm = Callable[[Confirmed], object]
"""Keeps a confirmed consent, on the same terms."""
WORDING = "1"
"""The version of the question on the page; it counts up with every change of its words, and stands in the proof."""

MOST_BODY = 8192
"""Bytes of a body that are read; a form of ours has 20, mail providers send 30."""
BODY_SECONDS = 10.0
_TOKEN = re.compile(r"[A-Za-z0-9_-]+")
_KEPT = 10_000
_METHODS = ("GET", "HEAD", "POST")


class Answer(NamedTuple):
    """One answer: the status, the page, headers of its own."""

    status: int
    page: str
    language: str
    headers: tuple[tuple[bytes, bytes], ...] = ()


class _Gone(Exception):
    """The client went away before all of its request was there."""


class OptOutApp:
    """The application; `keep` is called in a thread, `today` and `clock` are given so that days can be tried out."""

    def __init__(
        self, key: OptOutKey, keep: Keep, settings: Settings, today: Callable[[], dt.date] = dt.date.today,
        buckets: Buckets | None = None, clock: Callable[[], float] = time.monotonic, confirm: Confirm | None = None,
    ) -> None:  # fmt: skip
        self._key, self._keep, self._settings, self._today = key, keep, settings, today
        self._confirm = confirm
        self._buckets, self._clock = buckets or Buckets(), clock
        self._kept: OrderedDict[OptOut | Confirmed, None] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request as ASGI hands it over."""
        if scope["type"] != "http":
            raise ValueError(f"an HTTP application was asked for {scope['type']}")
        try:
            answer = await self._answer(scope, receive)
        except _Gone:
            return
        content = answer.page.encode("utf-8")
        headers = [
            (b"content-type", b"text/html; charset=utf-8"),
            (b"content-length", str(len(content)).encode("ascii")),
            (b"content-language", answer.language.encode("ascii")),
            (b"vary", b"accept-language"),
            *_HEADERS,
            (b"content-security-policy", policy().encode("ascii")),
            *answer.headers,
        ]
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else content})

    async def _answer(self, scope: Scope, receive: Receive) -> Answer:
        language = self._language(scope)
        method, asked = scope["method"], self._asked(scope["path"])
        asking = self._asking(scope["path"]) if asked is None else None
        if asked is None and asking is None:
            address = str((scope.get("client") or ("",))[0])
            if not self._buckets.take(address, self._clock()):
                return self._sorry("often", 429, language, (b"retry-after", b"60"))
            return self._sorry("unknown", 404, language)
        if method not in _METHODS:
            return self._sorry("method", 405, language, (b"allow", ", ".join(_METHODS).encode("ascii")))
        body = await _body(receive) if method == "POST" else b""
        if body is None:
            return self._sorry("large", 413, language)
        if asking is not None:
            return await self._confirmation(asking, body, language)
        assert asked is not None
        if method != "POST":
            return Answer(200, question_page(words_of(language), self._settings, asked.topic), language)
        return await self._opted_out(asked, _topic_in(body, asked.topic), language)

    async def _opted_out(self, asked: Asked, topic: str, language: str) -> Answer:
        """The same again is answered from memory, so that nobody can wear the disk out with one link."""
        wish = OptOut(asked.mark, topic, self._today(), "link", client=asked.client)
        if not await self._lasting(wish, lambda: self._keep((wish,))):
            return self._sorry("trouble", 503, language, (b"retry-after", b"300"))
        return Answer(200, done_page(words_of(language), self._settings, topic), language)

    async def _confirmation(self, asking: Asking, body: bytes, language: str) -> Answer:
        """The page of a consent: a question, its answer, or that the time is over; only its own button confirms."""
        words, confirm = words_of(language), self._confirm
        if self._today() > asking.until or confirm is None:
            return Answer(410, expired_page(words, self._settings), language)
        if "yes" not in parse_qs(body.decode("utf-8", "replace"), max_num_fields=None).get(CONFIRM, []):
            return Answer(200, confirm_page(words, self._settings, asking.topic), language)
        told = Confirmed(asking.mark, asking.client, asking.topic, asking.asked, self._today(), f"{WORDING} {language}")
        if not await self._lasting(told, lambda: confirm(told)):
            return self._sorry("trouble", 503, language, (b"retry-after", b"300"))
        return Answer(200, confirmed_page(words, self._settings, asking.topic), language)

    async def _lasting(self, wish: OptOut | Confirmed, keep: Callable[[], object]) -> bool:
        """Whether the wish is kept for good."""
        if wish in self._kept:
            return True
        try:
            await asyncio.to_thread(keep)
        except WorkbookNotWritable:
            return False
        self._kept[wish] = None
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return True

    def _asked(self, path: str) -> Asked | None:
        """What the last part of a path asks for, under any prefix; what a mail program added to the link is cut off."""
        word = _word(path, "/o")
        return self._key.read(word) if word else None

    def _asking(self, path: str) -> Asking | None:
        """What the last part of a path wants confirmed."""
        word = _word(path, "/c")
        return read_confirm(self._key, word) if word else None

    def _language(self, scope: Scope) -> str:
        """The one chosen on the page, else the browser's, else the team's."""
        chosen: str = parse_qs(scope.get("query_string", b"")[:100].decode("latin-1")).get("lang", [""])[0]
        if chosen in LANGUAGES:
            return chosen
        accepted = b",".join(value for name, value in scope["headers"] if name == b"accept-language")
        return language_of(accepted.decode("latin-1"), self._settings.language)

    def _sorry(self, why: str, status: int, language: str, *headers: tuple[bytes, bytes]) -> Answer:
        return Answer(status, sorry_page(words_of(language), self._settings, why), language, headers)


_HEADERS = (
    (b"cache-control", b"no-store"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-robots-tag", b"noindex, nofollow"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"connection", b"close"),
)
"""One request a connection: an open one that says nothing cannot be told from one that never will."""


def _word(path: str, place: str) -> str:
    """The word of a link at that place of a path; empty without one.

    >>> _word("/crm/o/abc~x", "/o"), _word("/o/abc", "/c")
    ('abc', '')
    """
    before, _, last = path.rstrip("/").rpartition("/")
    found = _TOKEN.match(last)
    return found[0] if found is not None and before.endswith(place) else ""


async def _body(receive: Receive) -> bytes | None:
    """The whole body; None when it is larger than any form, or does not come to its end in time."""
    body: bytes = b""
    try:
        async with asyncio.timeout(BODY_SECONDS):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise _Gone
                body += message.get("body", b"")
                if len(body) > MOST_BODY:
                    return None
                if not message.get("more_body", False):
                    return body
    except TimeoutError:
        raise _Gone from None


def _topic_in(body: bytes, topic: str) -> str:
    """The topic a form asks for: the link's own, or all; whatever else a body says or is, the link's own.

    >>> _topic_in(b"topic=all", "offers"), _topic_in(b"List-Unsubscribe=One-Click", "offers")
    ('all', 'offers')
    >>> _topic_in(b"topic=news", "offers"), _topic_in(b"", "offers")
    ('offers', 'offers')
    """
    said = parse_qs(body.decode("utf-8", "replace"), max_num_fields=None).get("topic", [""])
    return ALL if ALL in said else topic

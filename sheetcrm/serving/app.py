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
from sheetcrm.mail.opt_out_links import Asked, OptOutKey
from sheetcrm.model.outside import OptOut
from sheetcrm.model.settings import Settings
from sheetcrm.serving.page import ALL, done_page, language_of, policy, question_page, sorry_page
from sheetcrm.serving.rate import Buckets
from sheetcrm.words import LANGUAGES, words_of

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Keep = Callable[[Iterable[OptOut]], object]
"""Keeps opt-outs for good before it comes back; again changes nothing. WorkbookNotWritable when it cannot."""

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
        buckets: Buckets | None = None, clock: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self._key, self._keep, self._settings, self._today = key, keep, settings, today
        self._buckets, self._clock = buckets or Buckets(), clock
        self._kept: OrderedDict[OptOut, None] = OrderedDict()

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
        if asked is None:
            address = str((scope.get("client") or ("",))[0])
            if not self._buckets.take(address, self._clock()):
                return self._sorry("often", 429, language, (b"retry-after", b"60"))
            return self._sorry("unknown", 404, language)
        if method not in _METHODS:
            return self._sorry("method", 405, language, (b"allow", ", ".join(_METHODS).encode("ascii")))
        if method != "POST":
            return Answer(200, question_page(words_of(language), self._settings, asked.topic), language)
        body = await _body(receive)
        if body is None:
            return self._sorry("large", 413, language)
        return await self._opted_out(asked, _topic_in(body, asked.topic), language)

    async def _opted_out(self, asked: Asked, topic: str, language: str) -> Answer:
        """The same again is answered from memory, so that nobody can wear the disk out with one link."""
        wish = OptOut(asked.mark, topic, self._today(), "link", client=asked.client)
        if wish not in self._kept:
            try:
                await asyncio.to_thread(self._keep, (wish,))
            except WorkbookNotWritable:
                return self._sorry("trouble", 503, language, (b"retry-after", b"300"))
            self._kept[wish] = None
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return Answer(200, done_page(words_of(language), self._settings, topic), language)

    def _asked(self, path: str) -> Asked | None:
        """What the last part of a path asks for, under any prefix; what a mail program added to the link is cut off."""
        before, _, last = path.rstrip("/").rpartition("/")
        found = _TOKEN.match(last)
        if found is None or not before.endswith("/o"):
            return None
        return self._key.read(found[0])

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

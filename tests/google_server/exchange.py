"""One request and its answer as plain values, and JSON as Google writes it; nothing here knows the API."""

import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.google_server.errors import ApiError, invalid

Query = dict[str, list[str]]
_MARK = uuid.uuid4().hex
_MARKED = re.compile(f'"{_MARK}:([0-9]+)"')
PRETTY_UP_TO = 20_000
"""Characters of JSON up to which an answer is indented; Google indents all, which takes Python too long."""


@dataclass(frozen=True)
class Call:
    """A request: `path` as it was sent (percent-encoded), `query` decoded, header names in lower case."""

    method: str
    path: str
    query: Query = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def first(self, name: str, otherwise: str = "") -> str:
        """The first value of a query parameter."""
        return self.query.get(name, [otherwise])[0]

    def json(self) -> dict[str, Any]:
        """The body as a JSON object; an empty body is `{}`."""
        if not self.body.strip():
            return {}
        text = self.body.decode("utf-8", "replace")
        try:
            read = json.loads(text)
        except ValueError as fault:
            raise _unreadable(text, getattr(fault, "pos", 0)) from fault
        if not isinstance(read, dict):
            raise invalid('Invalid JSON payload received. Unknown name "": Root element must be a message.')
        return read


@dataclass(frozen=True)
class Answer:
    """What is sent back."""

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json; charset=UTF-8"
    headers: tuple[tuple[str, str], ...] = ()
    ending: str = ""
    """How the connection ends, where it is spoiled: "silence", "reset", "truncated"."""
    delay: float = 0.0
    """Seconds before the answer is sent."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """JSON that is text already; stands for a value anywhere in an answer."""

    text: str


def json_text(value: Any, pretty: bool = True) -> str:
    """The value as JSON, fragments put in, indented like Google's answers while it is short.

    >>> json_text({"rows": Fragment("[1]")}, pretty=False)
    '{"rows":[1]}'
    """
    fragments: list[str] = []

    def put_off(met: object) -> str:
        if isinstance(met, Fragment):
            fragments.append(met.text)
            return f"{_MARK}:{len(fragments) - 1}"
        raise TypeError(f"not JSON: {met!r}")

    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=put_off)
    if fragments:
        text = _MARKED.sub(lambda found: fragments[int(found[1])], text)
    if pretty and len(text) <= PRETTY_UP_TO:
        return json.dumps(json.loads(text), ensure_ascii=False, indent=2) + "\n"
    return text


def json_answer(value: Any, status: int = 200, pretty: bool = True) -> Answer:
    """An answer that carries JSON."""
    return Answer(status, json_text(value, pretty).encode())


def switch(text: str) -> bool:
    """A boolean of a query, as the API reads it: `true`, `True`, `1`.

    >>> switch("True"), switch("false"), switch("")
    (True, False, False)
    """
    return text.lower() in ("true", "1")


def _unreadable(text: str, place: int) -> ApiError:
    begin = max(0, place - 20)
    shown, arrow = text[begin : place + 20].replace("\n", " "), " " * (place - begin) + "^"
    kind = "Unexpected end of string" if place >= len(text) else "Unexpected token"
    return invalid(f"Invalid JSON payload received. {kind}.\n{shown}\n{arrow}")

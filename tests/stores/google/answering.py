"""A server on loopback that answers as a list says, and a machine's time that only passes when somebody waits."""

import contextlib
import json
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms"
TOKEN = {"access_token": "ya29.test", "expires_in": 3599, "token_type": "Bearer"}


@dataclass(frozen=True)
class Reply:
    """What the server does next: an answer, or with `cut` only so many bytes of it and then a closed connection."""

    status: int = 200
    body: Any = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None


@dataclass
class Asked:
    """A request as it came in."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


def refused(code: int, message: str = "", status: str = "", **more: Any) -> Reply:
    """An error in Google's form; `headers` and `details` may follow."""
    headers = more.pop("headers", {})
    return Reply(code, {"error": {"code": code, "message": message, "status": status, **more}}, headers)


class Scripted:
    """Answers `replies` in turn, the last one for ever; tokens apart, at /token."""

    def __init__(self, replies: Iterable[Reply], tokens: Iterable[Reply] = ()) -> None:
        self.replies = list(replies) or [Reply()]
        self.tokens = list(tokens) or [Reply(200, TOKEN)]
        self.asked: list[Asked] = []
        self.token_requests: list[Asked] = []
        self.address = ""

    def next(self, asked: Asked) -> Reply:
        waiting = self.tokens if asked.path == "/token" else self.replies
        (self.token_requests if asked.path == "/token" else self.asked).append(asked)
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 65_536
    disable_nagle_algorithm = True
    script: Scripted

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.title(): value for name, value in self.headers.items()}
        reply = self.script.next(Asked(self.command, self.path, headers, body))
        text = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
        if reply.cut == 0:
            self.close_connection = True
            return
        self.send_response(reply.status)
        for name, value in {"Content-Length": str(len(text)), **reply.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text[: reply.cut])
        self.close_connection = reply.cut is not None

    do_POST = do_GET  # noqa: N815

    def date_time_string(self, timestamp: float | None = None) -> str:
        return "Sun, 22 Nov 2026 12:00:00 GMT"

    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextlib.contextmanager
def answering(*replies: Reply, tokens: Iterable[Reply] = ()) -> Iterator[Scripted]:
    """A running server with that script."""
    script = Scripted(replies, tokens)
    handler = type("Handler", (_Handler,), {"script": script})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    script.address = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield script
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Time:
    """Seconds that pass while somebody waits, and `per_look` at every look at the clock."""

    def __init__(self, per_look: float = 0.0) -> None:
        self.now = 1000.0
        self.per_look = per_look
        self.waits: list[float] = []

    def clock(self) -> float:
        self.now += self.per_look
        return self.now

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds

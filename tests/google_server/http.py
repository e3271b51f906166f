"""HTTP/1.1 on the loopback address: connections stay open, answers leave at once, gzip when asked for.

Nothing here knows Google; spoiled endings (silence, reset, cut off) are carried out here.
"""

import gzip
import socket
import struct
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from tests.google_server.exchange import Answer, Call

GZIP_FROM = 1400
"""Bytes from which an answer is worth packing."""


class Listener:
    """A port that hands every request to `answer`; answers bear the time of `clock`."""

    def __init__(self, port: int, answer: Callable[[Call], Answer], clock: Callable[[], float] = time.time) -> None:
        self._server = _Server(port, answer, clock)
        self.port: int = self._server.server_address[1]
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    def wait(self) -> None:
        """Until the port is closed."""
        if self._thread is not None:
            self._thread.join()

    def stop(self) -> None:
        """Close the port and every connection; those who wait for a silent answer are let go."""
        self._server.stopping.set()
        if self._thread is not None:
            self._server.shutdown()
            self._thread.join()
            self._thread = None
        self._server.server_close()
        self._server.close_connections()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, port: int, answer: Callable[[Call], Answer], clock: Callable[[], float]) -> None:
        super().__init__(("127.0.0.1", port), _Conversation)
        self.answer = answer
        self.clock = clock
        self.stopping = threading.Event()
        self.connections: set[socket.socket] = set()

    def close_connections(self) -> None:
        for connection in tuple(self.connections):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller who went away is no error."""


class _Conversation(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "ESF"
    sys_version = ""
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.server.connections.add(self.connection)

    def finish(self) -> None:
        self.server.connections.discard(self.connection)
        try:
            super().finish()
        except OSError:
            pass

    def date_time_string(self, timestamp: float | None = None) -> str:
        """The header Date tells the time of the server's own clock."""
        return super().date_time_string(self.server.clock() if timestamp is None else timestamp)

    def log_message(self, format: str, *arguments: Any) -> None:
        """Nothing is written; the server keeps a log of its own."""

    def _converse(self) -> None:
        path, _, query = self.path.partition("?")
        call = Call(
            self.headers.get("X-HTTP-Method-Override", self.command).upper(),
            path,
            parse_qs(query, keep_blank_values=True),
            {name.lower(): value for name, value in self.headers.items()},
            self._body(),
        )
        answer = self.server.answer(call)
        if answer.delay:
            self.server.stopping.wait(answer.delay)
        if answer.ending == "silence":
            self.server.stopping.wait(600)
            self.close_connection = True
        elif answer.ending == "reset":
            self._reset()
        else:
            self._send(answer)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _converse  # noqa: N815

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            parts = []
            while size := int(self.rfile.readline().split(b";")[0], 16):
                parts.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            body = b"".join(parts)
        else:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        return gzip.decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body

    def _send(self, answer: Answer) -> None:
        body = answer.body
        self.send_response(answer.status)
        if answer.content_type:
            self.send_header("Content-Type", answer.content_type)
        self.send_header("Vary", "Origin, X-Origin, Referer")
        self.send_header("Cache-Control", "private")
        for name, value in answer.headers:
            self.send_header(name, value)
        if len(body) >= GZIP_FROM and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, 1)
            self.send_header("Content-Encoding", "gzip")
        if answer.status != 204:
            self.send_header("Content-Length", str(len(body)))
        if answer.ending == "truncated":
            body = body[: len(body) // 2]
            self.close_connection = True
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def _reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.server.connections.discard(self.connection)
        self.connection.close()

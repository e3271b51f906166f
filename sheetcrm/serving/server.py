"""The opt-out application on a port: uvicorn runs it, and it stops when it is told to, with every answer given.

A connection lives for seconds, whatever comes over it, so that half a request holds nothing for long.
"""

import logging
import signal
import socket
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Any

from sheetcrm.errors import WrongUsage

CONNECTION_SECONDS = 20.0
CONNECTIONS = 400
"""So many at once; further ones are told to come back. Fewer than the 1,024 files that a process may hold open."""
HEAD_BYTES = 16_384
STOP_SECONDS = 10


def listen(host: str, port: int) -> socket.socket:
    """The open port; WrongUsage `port-unusable` when it cannot be had. Port 0 takes any that is free."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        opened = socket.socket(family, socket.SOCK_STREAM)
        try:
            if sys.platform != "win32":  # there it would let a second server take the port of the first
                opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            opened.bind((host, port))
            opened.listen(512)
        except BaseException:
            opened.close()
            raise
    except (OSError, OverflowError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise WrongUsage("port-unusable", address=host, port=port, reason=reason) from error
    return opened


def serve(app: Any, opened: socket.socket, proxies: Sequence[str] = ("127.0.0.1", "::1")) -> None:
    """Serve until SIGTERM or Ctrl+C; then let running requests end, and come back.

    `proxies`: addresses whose X-Forwarded-For is believed. WrongUsage `server-missing` without uvicorn.
    """
    server = make_server(app, proxies)
    with _quiet_end():
        server.run(sockets=[opened])


def make_server(app: Any, proxies: Sequence[str]) -> Any:
    """The server, not running yet; `should_exit` ends it from another thread."""
    try:
        import uvicorn
        from uvicorn.protocols.http.h11_impl import H11Protocol
    except ImportError as error:
        raise WrongUsage("server-missing") from error

    class ShortLived(H11Protocol):
        """A connection with an end: uvicorn by itself waits for ever for the rest of a request's head."""

        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            self._end = self.loop.call_later(CONNECTION_SECONDS, transport.abort)

        def connection_lost(self, exc: Exception | None) -> None:
            self._end.cancel()
            super().connection_lost(exc)

    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)  # half of the web knocks with requests that are none
    return uvicorn.Server(
        uvicorn.Config(
            app, http=ShortLived, ws="none", lifespan="off", loop="asyncio", log_config=None, access_log=False,
            server_header=False, proxy_headers=True, forwarded_allow_ips=list(proxies), limit_concurrency=CONNECTIONS,
            h11_max_incomplete_event_size=HEAD_BYTES, timeout_graceful_shutdown=STOP_SECONDS,
        )
    )  # fmt: skip


class _quiet_end:  # noqa: N801
    """While it lasts, the signals that end the server end it only: uvicorn raises them anew once it has stopped."""

    def __enter__(self) -> None:
        self._were: list[tuple[int, Any]] = []
        if threading.current_thread() is threading.main_thread():
            noted: Callable[..., None] = lambda *_: None  # noqa: E731
            self._were = [(number, signal.signal(number, noted)) for number in (signal.SIGINT, signal.SIGTERM)]

    def __exit__(self, *_: object) -> None:
        for number, was in self._were:
            signal.signal(number, was)

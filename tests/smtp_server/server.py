"""A small real SMTP server: threads, sockets, TLS; a test's `react` may answer otherwise, wait or hang up.

What it has taken over stands in `received`, also when its answer never arrived: that is what outcomes are judged by.
`react` may be asked twice about one moment: it looks at the moment only.
"""

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.smtp_server.conversation import Conversation, HungUp
from tests.smtp_server.moments import Moment, Reaction, Received


@dataclass
class SmtpServer:
    """Listens from `with` on; `users` are name -> password, or name -> token behind a leading "token "."""

    react: Callable[[Moment], Reaction | None] = lambda moment: None
    offers: tuple[str, ...] = ("PIPELINING", "SIZE 1000000", "8BITMIME", "ENHANCEDSTATUSCODES", "SMTPUTF8")
    context: ssl.SSLContext | None = None
    implicit: bool = False
    users: dict[str, str] = field(default_factory=dict)
    auth: str = "PLAIN LOGIN XOAUTH2"
    received: list[Received] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)
    connections: int = 0
    faults: list[BaseException] = field(default_factory=list)

    def __enter__(self) -> "SmtpServer":
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._open: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=100)
        self.port = int(self._listener.getsockname()[1])
        self.stopping = threading.Event()
        self._acceptor = threading.Thread(target=self._accept, daemon=True)
        self._acceptor.start()
        return self

    def __exit__(self, *_: Any) -> None:
        self.stopping.set()
        self._listener.close()
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        self._acceptor.join(5)
        for one in self._open:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)
        for one in self._open:
            one.close()
        assert not self.faults, self.faults

    def _accept(self) -> None:
        self._listener.settimeout(0.2)
        while not self.stopping.is_set():
            try:
                one, _ = self._listener.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            one.settimeout(30)
            with self._lock:
                self.connections += 1
                number = self.connections
                self._open.append(one)
            thread = threading.Thread(target=self._converse, args=(one, number), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _converse(self, one: socket.socket, number: int) -> None:
        talk = Conversation(self, one, number)
        try:
            talk.run()
        except (HungUp, OSError, ValueError):
            pass
        except BaseException as error:
            self.faults.append(error)
        finally:
            with contextlib.suppress(OSError):
                talk.socket.close()

    def kept(self, letter: Received) -> None:
        """Take a letter over."""
        with self._lock:
            self.received.append(letter)

    def heard(self, line: str) -> None:
        """Note a command."""
        with self._lock:
            self.commands.append(line)

"""What the tests of the opt-out page share: a real server on loopback in a thread, and raw requests."""

import http.client
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from sheetcrm.mail.opt_out_links import OptOutKey
from sheetcrm.model.outside import OptOut
from sheetcrm.opt_out_store import OptOutStore
from sheetcrm.serving.app import OptOutApp
from sheetcrm.serving.server import listen, make_server
from tests.building import TODAY, settings

KEY = OptOutKey(b"k" * 32)
TOKEN = KEY.token("anna@example.com", "offers", "C-0042")
MARK = KEY.mark("anna@example.com")


@dataclass
class Site:
    """A running server and the store it fills."""

    port: int
    store: OptOutStore
    app: OptOutApp

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> tuple[int, dict[str, str], str]:
        """Status, headers in lower case, page."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)) as line:
            line.request(method, path, body, named)
            answer = line.getresponse()
            told = {name.lower(): value for name, value in answer.getheaders()}
            return answer.status, told, answer.read().decode("utf-8")

    def line(self) -> socket.socket:
        """A bare connection."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=20)

    def told(self) -> list[tuple[str, str, str]]:
        """Mark, topic and client of every opt-out there is."""
        return [(opted.mark, opted.topic, opted.client) for opted in self.store.all()]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """The page of a Polish-region team that writes English."""
    yield from served(tmp_path)


def served(folder: Path, **changes: Any) -> Iterator[Site]:
    """A server for the length of a test; ended and waited for."""
    store = OptOutStore(folder / "opt-outs.sqlite")
    chosen = replace(settings(sender_name="Studio <Ą> & Co"), **changes)
    app = OptOutApp(KEY, store.add, chosen, lambda: TODAY, confirm=store.confirm)
    opened = listen("127.0.0.1", 0)
    with running(app, opened):
        yield Site(opened.getsockname()[1], store, app)
    store.close()


@contextmanager
def running(app: OptOutApp, opened: socket.socket) -> Iterator[None]:
    """The application on that port for the length of a block; ended and waited for."""
    server = make_server(app, ("127.0.0.1",))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [opened]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.005)
    yield
    server.should_exit = True
    thread.join(15)
    assert not thread.is_alive()
    opened.close()


def opt_out(topic: str) -> OptOut:
    """What the link of the tests leads to."""
    return OptOut(MARK, topic, TODAY, "link", client="C-0042")

"""A real Chromium that is driven over a pipe: pages are opened, scripts ask and press, files are really saved."""

import fcntl
import json
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.conftest import program


class Browser:
    """One page in a Chromium of its own; what it complains of is kept."""

    def __init__(self, ask: int, answer: int, downloads: Path) -> None:
        self._ask = os.fdopen(ask, "wb", buffering=0)
        self._answer = os.fdopen(answer, "rb", buffering=0)
        self._rest = b""
        self._number = 0
        self._session = ""
        self.complaints: list[str] = []
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self._call(f"{domain}.enable")
        self._call("Page.setDownloadBehavior", behavior="allow", downloadPath=str(downloads))
        self.downloads = downloads

    def open(self, page: Path) -> None:
        """Load a page and wait until it is there."""
        self._call("Page.navigate", url=page.as_uri())
        while self._message().get("method") != "Page.loadEventFired":
            pass

    def run(self, script: str) -> Any:
        """What a script gives, as if typed into the console."""
        found = self._call("Runtime.evaluate", expression=script, returnByValue=True, userGesture=True)
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def press(self, *keys: str) -> None:
        """Press keys as a person does: "Tab", "ArrowDown", " "."""
        for key in keys:
            code = {"Tab": 9, "ArrowDown": 40, "ArrowUp": 38, " ": 32}[key]
            text = {"text": key} if key == " " else {}
            shared = {"key": key, "windowsVirtualKeyCode": code}
            self._call("Input.dispatchKeyEvent", type="keyDown", **shared, **text)
            self._call("Input.dispatchKeyEvent", type="keyUp", **shared)

    def saved(self, name: str) -> Path:
        """The file of that name once it is wholly there."""
        for _ in range(200):
            if (self.downloads / name).exists() and not list(self.downloads.glob("*.crdownload")):
                return self.downloads / name
            time.sleep(0.05)
        raise AssertionError(f"{name} was not saved: {list(self.downloads.iterdir())}")

    def close(self) -> None:
        """End it."""
        self._session = ""
        self._call("Browser.close")
        self._ask.close()
        self._answer.close()

    def _call(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._number += 1
        session = {"sessionId": self._session} if self._session else {}
        request = {"id": self._number, "method": method, "params": parameters, **session}
        self._ask.write(json.dumps(request).encode() + b"\0")
        while (message := self._message()).get("id") != self._number:
            pass
        assert "error" not in message, message
        found: dict[str, Any] = message["result"]
        return found

    def _message(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            read = self._answer.read(65536)
            assert read, "Chromium has gone"
            self._rest += read
        one, _, self._rest = self._rest.partition(b"\0")
        message: dict[str, Any] = json.loads(one)
        if message.get("method") in ("Log.entryAdded", "Runtime.exceptionThrown", "Runtime.consoleAPICalled"):
            self.complaints.append(json.dumps(message["params"]))
        return message


@contextmanager
def chromium(folder: Path) -> Iterator[Browser]:
    """A browser for the length of a block; what it saves lies in `folder`/downloads."""
    downloads = folder / "downloads"
    downloads.mkdir()
    there, ask = os.pipe()
    answer, back = os.pipe()
    ends = [fcntl.fcntl(end, fcntl.F_DUPFD, 10) for end in (there, back)]

    def wire() -> None:
        """Chromium reads from 3 and writes to 4."""
        os.dup2(ends[0], 3)
        os.dup2(ends[1], 4)

    command = [str(program("browser")), "--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe"]
    child = subprocess.Popen(
        [*command, f"--user-data-dir={folder / 'profile'}"], preexec_fn=wire, pass_fds=(3, 4),
        stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    for end in ends:
        os.close(end)
    os.close(there)
    os.close(back)
    try:
        browser = Browser(ask, answer, downloads)
        yield browser
        browser.close()
    finally:
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()

"""A terminal with somebody at it: the program runs on a real pseudo-terminal; each key is pressed when asked for."""

import os
import pty
import re
import select
import subprocess
import sys
import termios
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
_SIGNS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\r")


class Seen(NamedTuple):
    """How the program ended, what stood on the screen without colours, and what went to stderr."""

    code: int
    screen: str
    err: str


def at_a_terminal(
    arguments: Sequence[object], keys: Sequence[str], *, width: int = 100, colours: bool = False, limit: float = 60
) -> Seen:
    """Call sheetcrm in a terminal and press the keys one by one, each once the program waits for one."""
    master, slave = pty.openpty()
    termios.tcsetwinsize(slave, (40, width))
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "LANG": "en_GB.UTF-8", "PYTHONUTF8": "1", "TERM": "xterm"}
    environment |= {"COLUMNS": str(width)} if colours else {"COLUMNS": str(width), "NO_COLOR": "1"}
    command = [sys.executable, "-m", "sheetcrm", *map(str, arguments)]
    child = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=subprocess.PIPE, env=environment)
    content, left, pressed, end = b"", list(keys), False, time.monotonic() + limit
    try:
        while child.poll() is None and time.monotonic() < end:
            if select.select([master], [], [], 0.05)[0]:
                content += os.read(master, 65536)
                pressed = False
            elif left and not pressed and _listens(slave):
                os.write(master, left.pop(0).encode())
                pressed = True
        while select.select([master], [], [], 0.05)[0]:
            content += os.read(master, 65536)
    finally:
        if child.poll() is None:
            child.kill()
        err = child.communicate()[1].decode()
        os.close(slave)
        os.close(master)
    screen = content.decode("utf-8", "replace")
    return Seen(child.returncode, screen if colours else _SIGNS.sub("", screen), err)


def _listens(terminal: int) -> bool:
    """Whether the program waits for a single key: it has switched off the editing of lines."""
    return not termios.tcgetattr(terminal)[3] & termios.ICANON

"""Running a program as a child and counting what it cost: CPU seconds, wall seconds, peak memory.

The parent must stay small: on Linux a child's peak never reads lower than the parent's at the moment of the fork.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
"""The checkout, so that the package is found whether it is installed or not."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run took; `peak` is in megabytes (millions of bytes)."""

    cpu: float
    wall: float
    peak: float


class Failed(Exception):
    """A program ended with another code than it should; the text tells which and what it said."""


def environment() -> dict[str, str]:
    """The environment of every child: the checkout on the path, no colours, no bytecode written in between."""
    path = os.pathsep.join(part for part in (str(ROOT), os.environ.get("PYTHONPATH", "")) if part)
    return {**os.environ, "PYTHONPATH": path, "NO_COLOR": "1"}


def sheetcrm(config: Path, *arguments: str) -> list[str]:
    """The command line of one of our commands."""
    return [sys.executable, "-m", "sheetcrm", "--config", str(config), *arguments]


def measure(command: Sequence[str], folder: Path, fine: Sequence[int] = (0,)) -> Cost:
    """Run a program in a folder to its end; Failed unless it ends with one of the codes in `fine`."""
    with tempfile.TemporaryFile() as said:
        begun = time.perf_counter()
        child = subprocess.Popen(command, cwd=folder, env=environment(), stdout=said, stderr=subprocess.STDOUT)
        _, status, used = os.wait4(child.pid, 0)
        wall = time.perf_counter() - begun
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode not in fine:
            said.seek(0)
            text = said.read().decode(errors="replace")[-2000:]
            raise Failed(f"{' '.join(command)}\nended with {child.returncode}:\n{text}")
    unit = 1 if sys.platform == "darwin" else 1024
    return Cost(used.ru_utime + used.ru_stime, wall, used.ru_maxrss * unit / 1e6)

"""The run lock: one run at a time on one journal, held by the operating system, gone with the process."""

import datetime as dt
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sheetcrm.errors import RunLocked, WorkbookNotWritable

if os.name == "nt":
    import msvcrt

    def _take(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
else:
    import fcntl

    def _take(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def run_lock(path: Path, now: dt.datetime) -> Iterator[None]:
    """Hold the lock for the length of the block; RunLocked names who has it. A killed run leaves none behind."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise WorkbookNotWritable("journal-not-writable", path=path, reason=error.strerror) from error
    try:
        try:
            _take(descriptor)
        except OSError as error:
            holder, _, since = path.read_text(encoding="utf-8", errors="replace").partition("\n")
            raise RunLocked("lock-held", person=holder or "?", since=since.strip() or "?") from error
        os.ftruncate(descriptor, 0)
        holder = f"{socket.gethostname()} ({os.getpid()})\n{now.isoformat(timespec='seconds')}"
        os.pwrite(descriptor, holder.encode(), 0)
        yield
    finally:
        os.close(descriptor)

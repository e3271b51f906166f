"""The run lock: one run at a time on one journal, held by the operating system, gone with the process."""

import datetime as dt
import errno
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sheetcrm.errors import RunLocked, WorkbookNotWritable

if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int) -> None:
        # The byte lies far behind the text: Windows would not let others read a locked one.
        os.lseek(descriptor, 1 << 30, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        os.lseek(descriptor, 0, os.SEEK_SET)
else:
    import fcntl

    def _take(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


_HELD = frozenset({errno.EAGAIN, errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK})
"""What the systems say when somebody else has the lock; anything else means that there can be no lock."""


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
            if error.errno not in _HELD:
                raise WorkbookNotWritable("journal-not-writable", path=path, reason=error.strerror) from error
            holder, _, since = os.read(descriptor, 1000).decode("utf-8", "replace").partition("\n")
            raise RunLocked("lock-held", person=holder or None, since=since.strip() or None) from error
        try:
            os.ftruncate(descriptor, 0)
            holder = f"{socket.gethostname()} ({os.getpid()})\n{now.isoformat(timespec='seconds')}"
            os.write(descriptor, holder.encode())
        except OSError as error:
            raise WorkbookNotWritable("journal-not-writable", path=path, reason=error.strerror) from error
        yield
    finally:
        os.close(descriptor)

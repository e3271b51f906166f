"""The seal of the journal of letters: by it a file is known that was put back from an earlier moment, even in place.

A copy has another number in the file system, or another birth where the number of a deleted file was given anew. One
that was written over the file that is there has both, but another time of writing, or lacks the part of SQLite that a
killed run leaves beside it (the -wal file). So the file is
changed only between `write(..., "between")` and the next seal, and nobody else may change it.
"""

import ctypes
import json
import os
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

State = Literal["open", "closed", "between"]
"""open: somebody works with it, or died over it. closed: all is in the one file. between: it may just be changing."""

_LENGTH = 200
"""Always as many bytes, so that a full disk does not keep the seal from being written anew."""

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        os.lseek(descriptor, 1 << 30, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX)


_STATX_SIZE, _STATX_BTIME, _BTIME_AT = 256, 0x800, 80
"""Of the system call statx(2) of Linux: the length of its answer, the bit of the birth, and where that stands."""


@contextmanager
def held(journal: Path) -> Iterator[int]:
    """The open file of the seal, nobody else's for the length of the block. OSError when it cannot be had."""
    descriptor = os.open(_place(journal), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(descriptor)
        yield descriptor
    finally:
        os.close(descriptor)


def is_another(seal: int, journal: Path) -> bool:
    """Whether this file is not the one that was sealed, as it was then; False where there is no seal yet.

    The folder may be moved, rights and the like may change. Not known is one case: the whole folder, seal and all,
    written over in place with its times, as `cp -a` does it; looking at more would take every backup for a copy.
    """
    os.lseek(seal, 0, os.SEEK_SET)
    try:
        kept = json.loads(os.read(seal, _LENGTH))
        state, file, written = (kept[name] for name in ("state", "file", "written"))
    except (ValueError, KeyError, TypeError):
        return False
    if state == "between":
        return False
    here = journal.stat()
    if kept.get("born") is not None and _born(journal) not in (None, kept["born"]):
        return True
    if here.st_ino != file or _has_wal(journal) != (state == "open"):
        return True
    return bool(here.st_mtime_ns != written)


def write(seal: int, journal: Path, state: State | None = None) -> None:
    """Seal the file as it is now, durably; without a state: open when there is unfinished work, else closed."""
    here = journal.stat()
    kept = {
        "state": state or ("open" if _has_wal(journal) else "closed"),
        "file": here.st_ino,
        "written": here.st_mtime_ns,
        "born": _born(journal),
    }
    os.lseek(seal, 0, os.SEEK_SET)
    os.write(seal, json.dumps(kept).ljust(_LENGTH).encode())
    os.fsync(seal)


def break_seal(journal: Path) -> None:
    """Do without a seal, where it cannot be written: the file's number alone must tell then."""
    _place(journal).unlink(missing_ok=True)


def _born(journal: Path) -> int | None:
    """When the file was made, in nanoseconds; None where the system does not tell.

    The file is not opened for that: closing it again would take SQLite's locks away.
    """
    if sys.platform != "linux":
        born = getattr(journal.stat(), "st_birthtime", None)
        return None if born is None else int(born * 1_000_000_000)
    try:
        statx = ctypes.CDLL(None, use_errno=True).statx
    except (OSError, AttributeError):
        return None
    answer = ctypes.create_string_buffer(_STATX_SIZE)
    if statx(-100, os.fsencode(journal.absolute()), 0, _STATX_BTIME, answer) != 0:
        return None
    (told,) = struct.unpack_from("=I", answer, 0)
    seconds, parts = struct.unpack_from("=qI", answer, _BTIME_AT)
    return int(seconds) * 1_000_000_000 + int(parts) if told & _STATX_BTIME else None


def _place(journal: Path) -> Path:
    return journal.with_suffix(".seal")


def _has_wal(journal: Path) -> bool:
    try:
        return journal.with_name(f"{journal.name}-wal").stat().st_size > 0
    except OSError:
        return False

"""The file among people and programs: what kind it is, how it looked, copies kept of it, and how it is replaced whole.

The original is either the old file or the new one, never something between.
"""

import contextlib
import datetime
import errno
import hashlib
import io
import os
import shutil
import socket
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sheetcrm.errors import WorkbookNotWritable, WorkbookUnusable
from sheetcrm.stores.excel.edits import Stamp
from sheetcrm.stores.excel.package import Limits, directory_digest

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ABANDONED_AFTER = 6 * 3600
_CODES = {errno.ENOSPC: "disk-full", errno.EDQUOT: "disk-full", errno.EFBIG: "disk-full", errno.EROFS: "read-only"}


@dataclass(frozen=True)
class BackupRing:
    """Where copies of a workbook are kept before each save, how many of each, and where new files are made.

    `staging` must be on the same disk as the workbook to be used; without it the workbook's own folder serves.
    """

    folder: Path
    keep: int = 20
    staging: Path | None = None

    def _stem(self, path: Path) -> str:
        place = hashlib.blake2b(str(path.parent).encode("utf-8", "surrogateescape"), digest_size=3).hexdigest()
        return f"{path.stem}~{place}~"

    def copies(self, path: Path) -> list[Path]:
        """Give the kept copies of a workbook, oldest first."""
        if not self.folder.is_dir():
            return []
        stem = self._stem(path.resolve())
        return sorted(one for one in self.folder.iterdir() if one.name.startswith(stem) and one.suffix == path.suffix)

    def save(self, path: Path) -> Path:
        """Copy the file into the ring, let go of the oldest copies, and give the new copy's path."""
        path = path.resolve()
        with translated(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            moment = datetime.datetime.now().strftime("%Y%m%d-%H%M%S-%f")
            copy = self.folder / f"{self._stem(path)}{moment}{path.suffix}"
            part = copy.with_name("." + copy.name + ".part")
            try:
                shutil.copy2(path, part)
                with part.open("rb") as file:
                    os.fsync(file.fileno())
                part.replace(copy)
            except OSError:
                part.unlink(missing_ok=True)
                raise
            for old in self.copies(path)[: -max(self.keep, 1)]:
                old.unlink(missing_ok=True)
        return copy


@contextlib.contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn a failing file operation into the project's own error, with the path people know."""
    try:
        yield
    except OSError as cause:
        code = _CODES.get(cause.errno or 0, "no-permission" if isinstance(cause, PermissionError) else "write-failed")
        raise WorkbookNotWritable(code, path=str(path), reason=cause.strerror or str(cause)) from cause


def read_content(path: Path, limits: Limits | None = None) -> tuple[bytes, os.stat_result]:
    """Give the bytes of a workbook file and how it stood; refuses what cannot be an .xlsx and says what it is."""
    limits = limits or Limits()
    try:
        if not path.is_file():
            raise WorkbookUnusable("not-a-file" if path.exists() else "no-such-file", path=str(path))
        with path.open("rb") as file:
            state = os.fstat(file.fileno())
            if state.st_size > limits.file:
                raise WorkbookUnusable("too-large", path=str(path), limit=limits.file)
            content = file.read()
    except OSError as cause:
        raise WorkbookUnusable("unreadable", path=str(path), reason=cause.strerror or str(cause)) from cause
    refuse_other_kinds(content, path)
    return content, state


def refuse_other_kinds(content: bytes, path: Path) -> None:
    """Raise with the kind of file this is, unless it looks like a zip that may hold a workbook."""
    if not content:
        raise WorkbookUnusable("empty-file", path=str(path))
    if content.startswith(_OLE):
        locked = "EncryptedPackage".encode("utf-16-le") in content
        raise WorkbookUnusable("password" if locked else "old-xls", path=str(path))
    if not content.startswith((b"PK\3\4", b"PK\5\6", b"PK\7\x08")):
        code = "csv" if path.suffix.lower() in (".csv", ".tsv", ".txt") else "not-a-workbook"
        raise WorkbookUnusable(code, path=str(path))
    opening = content[:200]
    if b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet" in opening:
        raise WorkbookUnusable("opendocument", path=str(path))


def stamp_from(content: bytes, state: os.stat_result) -> Stamp:
    """Give the stamp of a file from its bytes and its state."""
    try:
        directory = directory_digest(zipfile.ZipFile(io.BytesIO(content)).infolist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        directory = hashlib.blake2b(content, digest_size=16).hexdigest()
    return Stamp(state.st_ino, state.st_size, state.st_mtime_ns, directory)


def stamp_of(path: Path) -> Stamp:
    """Give the stamp of a workbook file as it is now."""
    try:
        with path.open("rb") as file:
            state = os.fstat(file.fileno())
            try:
                directory = directory_digest(zipfile.ZipFile(file).infolist())
            except (zipfile.BadZipFile, NotImplementedError, ValueError):
                file.seek(0)
                directory = hashlib.blake2b(file.read(), digest_size=16).hexdigest()
    except FileNotFoundError as cause:
        raise WorkbookUnusable("no-such-file", path=str(path)) from cause
    except OSError as cause:
        raise WorkbookUnusable("unreadable", path=str(path), reason=cause.strerror or str(cause)) from cause
    return Stamp(state.st_ino, state.st_size, state.st_mtime_ns, directory)


def temporary_path(path: Path, staging: Path | None = None) -> Path:
    """Give a free name for the new file: in the staging folder if that is on the workbook's disk, else beside it."""
    folder = path.parent
    if staging is not None and staging.is_dir() and staging.stat().st_dev == folder.stat().st_dev:
        folder = staging
    host = socket.gethostname().replace("-", "_")
    return folder / f".{path.name}.sheetcrm-{host}-{os.getpid()}-{time.time_ns():x}.tmp"


def remove_leftovers(path: Path, staging: Path | None = None) -> list[Path]:
    """Remove the new files that killed runs left for this workbook, and give their names; those of live runs stay."""
    removed = []
    host = socket.gethostname().replace("-", "_")
    for folder in {path.parent, staging or path.parent}:
        for left in folder.glob(f".{_unwild(path.name)}.sheetcrm-*.tmp") if folder.is_dir() else ():
            pieces = left.name.rsplit(".sheetcrm-", 1)[-1].removesuffix(".tmp").split("-")
            own_host = len(pieces) == 3 and pieces[0] == host and pieces[1].isdigit()
            with contextlib.suppress(OSError):
                old = time.time() - left.stat().st_mtime > _ABANDONED_AFTER
                if (own_host and not is_running(int(pieces[1]))) or old:
                    left.unlink()
                    removed.append(left)
    return removed


def _unwild(name: str) -> str:
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in name)


def is_running(process: int) -> bool:
    """Tell whether a process of this machine is alive; where asking would disturb it, it counts as alive."""
    if os.name == "nt":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def keep_rights(path: Path, state: os.stat_result) -> None:
    """Give a new file the mode and, where allowed, the owner and group of the old one."""
    with contextlib.suppress(OSError):
        now = path.stat()
        if (now.st_uid, now.st_gid) != (state.st_uid, state.st_gid) and hasattr(os, "chown"):
            os.chown(path, state.st_uid, state.st_gid)
    path.chmod(state.st_mode & 0o7777)


def sync_folder(folder: Path) -> None:
    """Make sure a rename in the folder survives a power cut, where the system can do that."""
    with contextlib.suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)

"""The transport that lays letters into a folder as .eml files, one file a key: handing over again changes nothing.

A file is there whole or not at all; only its owner can read it.
"""

import contextlib
import errno
import os
from pathlib import Path

from sheetcrm.errors import MailUnusable
from sheetcrm.mail.receipts import Envelope, Receipt, Transport
from sheetcrm.model.changes import letter_file

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
_NO_PERMISSION = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


def open_outbox(folder: Path) -> Transport:
    """A transport into the folder, which is made when it is not there.

    MailUnusable: `outbox-not-a-folder`, `outbox-not-permitted`, `outbox-full`, `outbox-unusable`; the codes also
    come from handing over a letter, because then no other letter could be laid down either.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise MailUnusable("outbox-not-a-folder", path=folder) from error
    except OSError as error:
        raise _unusable(folder, error) from error

    def lay_down(envelope: Envelope) -> Receipt:
        place = folder / letter_file(envelope.key)
        if place.is_dir() and not place.is_symlink():
            return Receipt(envelope.key, "failed", code="outbox-name-taken", reason=place.name)
        try:
            _write_whole(place, envelope.content)
        except OSError as error:
            raise _unusable(folder, error) from error
        return Receipt(envelope.key, "prepared", place=str(place))

    return lay_down


def _write_whole(place: Path, content: bytes) -> None:
    """Write the file so that it is never seen half written, also after a power cut."""
    beside = place.with_name(f".{place.name}.part")
    beside.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(place)
    except OSError:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        raise
    _settle(place.parent)


_BINARY = getattr(os, "O_BINARY", 0)


def _settle(folder: Path) -> None:
    """Make the new name last; systems that cannot open a folder do so by themselves."""
    try:
        opened = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(opened)
    except OSError:
        pass
    finally:
        os.close(opened)


def _unusable(folder: Path, error: OSError) -> MailUnusable:
    if error.errno in _NO_ROOM:
        code = "outbox-full"
    elif error.errno in _NO_PERMISSION:
        code = "outbox-not-permitted"
    elif error.errno in {errno.ENOTDIR, errno.ENOENT}:
        code = "outbox-not-a-folder"
    else:
        code = "outbox-unusable"
    return MailUnusable(code, path=folder, reason=error.strerror or type(error).__name__)

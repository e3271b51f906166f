"""Files that travel with a letter: found below the folders they may come from, read only when its bytes are made.

A name from a template or a cell never leads out of its folder: no `..`, no absolute name, no link to elsewhere.
"""

import os
import re
import stat
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import IO, NamedTuple

from sheetcrm.errors import MailUnusable

MEGABYTE = 1_000_000
_UNSEEN = re.compile("[\\\\:\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_HEAD = 16


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file found for a letter; `changed` is when it was changed last, in nanoseconds, `kind` such as image/png.

    `content_id` is the name under which the HTML shows it; an attachment has none.
    """

    path: Path
    name: str
    kind: str
    size: int
    changed: int
    content_id: str = ""


class Enclosed(NamedTuple):
    """A file as it goes into the bytes of a letter."""

    name: str
    kind: str
    content: bytes
    content_id: str = ""


def parts_of(name: str) -> tuple[str, ...]:
    """The folders and the file that a name goes through. MailUnusable: `file-name-unusable`.

    >>> parts_of("photos/anna.png")
    ('photos', 'anna.png')
    """
    parts = tuple(name.split("/"))
    if _UNSEEN.search(name) or any(not part.strip(". ") or part[0] in ". " or part[-1] in ". " for part in parts):
        raise MailUnusable("file-name-unusable", name=_shown(name))
    return parts


def file_below(folders: Sequence[Path], name: str) -> Path | None:
    """The file of that name in the first folder that has it; None in none. MailUnusable: `file-name-unusable`."""
    parts = parts_of(name)
    for folder in folders:
        for form in (name, unicodedata.normalize("NFC", name), unicodedata.normalize("NFD", name)):
            path = folder.joinpath(*(parts if form == name else form.split("/")))
            try:
                real = path.resolve(strict=True)
            except (OSError, RuntimeError):
                continue
            if not real.is_relative_to(folder.resolve()):
                raise MailUnusable("file-name-unusable", name=_shown(name))
            return real
    return None


def look_at(path: Path, name: str, most: int) -> tuple[os.stat_result, bytes]:
    """Size and age of a file, and how it begins. MailUnusable: `file-unreadable`, `file-too-large` (`most` bytes)."""
    with _opened(path, name) as file:
        known = os.fstat(file.fileno())
        if known.st_size > most:
            raise MailUnusable("file-too-large", name=_shown(name), most=most // MEGABYTE)
        return known, file.read(_HEAD)


def enclosed(found: Enclosure) -> Enclosed:
    """The file with what it holds. MailUnusable: `file-unreadable`, also when it changed since it was found."""
    content = _pictures(found) if found.content_id else _read(found)
    return Enclosed(found.name, found.kind, content, found.content_id)


@lru_cache(maxsize=8)
def _pictures(found: Enclosure) -> bytes:
    """The same picture stands in many letters."""
    return _read(found)


def _read(found: Enclosure) -> bytes:
    with _opened(found.path, found.name) as file:
        known = os.fstat(file.fileno())
        content = file.read(found.size + 1)
    if len(content) != found.size or known.st_mtime_ns != found.changed:
        raise MailUnusable("file-unreadable", name=_shown(found.name), reason="it changed meanwhile")
    return content


def _opened(path: Path, name: str) -> IO[bytes]:
    """The file, never waited for and never anything but a file."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    try:
        opened = os.open(path, flags)
        if not stat.S_ISREG(os.fstat(opened).st_mode):
            os.close(opened)
            raise MailUnusable("file-unreadable", name=_shown(name), reason="it is no file")
        return os.fdopen(opened, "rb")
    except OSError as error:
        raise MailUnusable("file-unreadable", name=_shown(name), reason=error.strerror or "unknown") from None


def _shown(name: str) -> str:
    """The name as a message quotes it."""
    return _UNSEEN.sub("?", name)[:80]

"""Who has the workbook open: the notes that office programs leave beside a file while they hold it.

A note is believed, reported and never deleted; whether it is stale is said, not acted on.
"""

import contextlib
import datetime
import socket
import time
from dataclasses import dataclass
from pathlib import Path

from sheetcrm.errors import WorkbookBusy

STALE_AFTER_HOURS = 24.0
_LIBREOFFICE = ("soffice", "soffice.bin", "oosplash", "soffice.exe")


@dataclass(frozen=True)
class Owner:
    """Who holds the file: the person and the program as the note names them, since when, and whether it looks stale."""

    name: str
    program: str
    since: datetime.datetime
    stale: bool
    note: Path


def owner_of(path: Path, stale_after_hours: float = STALE_AFTER_HOURS) -> Owner | None:
    """Give who has the workbook open, None if no note lies beside it."""
    for folder, name in {(path.parent, path.name), (path.resolve().parent, path.resolve().name)}:
        for note, read in ((folder / f".~lock.{name}#", _libreoffice), (folder / f"~${name}", _excel)):
            with contextlib.suppress(FileNotFoundError, IsADirectoryError):
                content, changed = note.read_bytes()[:4096], note.stat().st_mtime
                person, program, host = read(content)
                old = time.time() - changed > stale_after_hours * 3600
                gone = program == "LibreOffice" and host == socket.gethostname() and _none_running(_LIBREOFFICE)
                since = datetime.datetime.fromtimestamp(changed).replace(microsecond=0)
                return Owner(person, program, since, old or gone, note)
    return None


def _libreoffice(content: bytes) -> tuple[str, str, str]:
    fields = _fields(content.decode("utf-8", "replace"))
    person = next((field for field in fields[:2] if field), "")
    return person, "LibreOffice", fields[2] if len(fields) > 2 else ""


def _fields(text: str) -> list[str]:
    fields, field, at = [], "", 0
    while at < len(text) and text[at] != ";":
        if text[at] == "\\" and at + 1 < len(text):
            at += 1
            field += text[at]
        elif text[at] == ",":
            fields.append(field)
            field = ""
        else:
            field += text[at]
        at += 1
    return [*fields, field]


def _excel(content: bytes) -> tuple[str, str, str]:
    """The name stands twice: with one byte a letter at the start, in UTF-16 behind byte 54 or 55 after its length."""
    for at in (54, 55):
        length = int.from_bytes(content[at : at + 2], "little")
        if 0 < length <= 54:
            person = content[at + 2 : at + 2 + 2 * length].decode("utf-16-le", "replace").strip("\0 ")
            if person.isprintable() and person:
                return person, "Excel", ""
    length = content[0] if content else 0
    return content[1 : 1 + length].decode("cp1252", "replace").strip("\0 "), "Excel", ""


def _none_running(programs: tuple[str, ...]) -> bool:
    """Tell whether no process of these names runs here; False where processes cannot be listed."""
    processes = Path("/proc")
    if not processes.is_dir():
        return False
    for process in processes.iterdir():
        if process.name.isdigit():
            with contextlib.suppress(OSError):
                if (process / "comm").read_text().strip() in programs:
                    return False
    return True


def refuse_open_workbook(path: Path, force: bool) -> None:
    """Raise when somebody has the workbook open; a stale note has its own code, and `force` ignores both."""
    owner = None if force else owner_of(path)
    if owner is not None:
        code = "stale-lock" if owner.stale else "open-in-program"
        raise WorkbookBusy(
            code,
            path=str(path),
            person=owner.name or "?",
            program=owner.program,
            since=owner.since.isoformat(" "),
            note=str(owner.note),
        )

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
        for note, read in ((folder / f".~lock.{name}#", _libreoffice), *((one, _excel) for one in _excel_notes(folder, name))):
            with contextlib.suppress(FileNotFoundError, IsADirectoryError):
                content, changed = note.read_bytes()[:4096], note.stat().st_mtime
                person, program, host = read(content)
                old = time.time() - changed > stale_after_hours * 3600
                gone = program == "LibreOffice" and host == socket.gethostname() and _none_running(_LIBREOFFICE)
                since = datetime.datetime.fromtimestamp(changed).replace(microsecond=0)
                return Owner(person, program, since, old or gone, note)
    return None


def _excel_notes(folder: Path, name: str) -> list[Path]:
    """Excel leaves out the first two letters of names that are long enough to be shortened."""
    stem = name.rsplit(".", 1)[0]
    names = [f"~${name}"]
    if len(stem) > 8:
        names.append(f"~${name[2:]}")
    elif len(stem) > 6:
        names.append(f"~${name[len(stem) - 6 :]}")
    return [folder / one for one in names]


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
    person = ""
    if len(content) >= 57:
        length = int.from_bytes(content[54:56], "little") or content[55]
        start = 56 if int.from_bytes(content[54:56], "little") <= 54 else 55
        person = content[start : start + 2 * length].decode("utf-16-le", "replace").strip("\0 ")
    if not person and content:
        person = content[1 : 1 + content[0]].decode("cp1252", "replace").strip("\0 ")
    return person, "Excel", ""


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

"""What is kept of the search for duplicates between two runs, and within one: loaded, asked, saved; never needed.

Deleting the file costs the time of one search. It holds what was read of people's rows, so nobody else may read it.
"""

from contextlib import suppress
from pathlib import Path

from sheetcrm.rules.duplicates.continued import SMALL, Known, search_on
from sheetcrm.rules.duplicates.known_file import packed, unpacked
from sheetcrm.rules.duplicates.records import Ints, Records

FILE = "duplicates.npz"
_WORTH_KEEPING = 500
"""One changed row in so many is worth writing the file anew; fewer are compared again next time."""
_RECALLED: list[Known] = []
_LAST: list[Known] = []


def search_known(rows: Ints, records: Records, learn: bool) -> Known:
    """Search records, beginning with what is known of them from this run or, if there was none yet, the last one."""
    before = [*_LAST, *_RECALLED, None]
    found = search_on(before[0], rows, records, learn)
    _LAST[:] = [found]
    return found


def recall_known(path: Path) -> int:
    """Load what an earlier run kept and give how many rows it knew; a file that does not fit is passed over."""
    forget_known()
    try:
        known = unpacked(path.read_bytes())
    except OSError:
        return 0
    _RECALLED[:] = [known] if known is not None else []
    return len(known.rows) if known is not None else 0


def keep_known(path: Path) -> None:
    """Save what this run found, if enough of it is new; a small sheet needs no file and gets none."""
    if not _LAST:
        return
    known = _LAST[0]
    with suppress(OSError):
        if len(known.rows) < SMALL:
            path.unlink(missing_ok=True)
        elif not _RECALLED or _is_worth_keeping(known, _RECALLED[0]):
            _write(path, known)


def forget_known() -> None:
    """Give the room back; the next search begins with what is recalled, or anew."""
    _LAST.clear()
    _RECALLED.clear()


def _is_worth_keeping(known: Known, before: Known) -> bool:
    return known.changed < before.changed or (known.changed - before.changed) * _WORTH_KEEPING >= len(known.rows)


def _write(path: Path, known: Known) -> None:
    try:
        content = packed(known)
    except ValueError:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".new")
    temporary.touch(mode=0o600)
    temporary.write_bytes(content)
    temporary.replace(path)

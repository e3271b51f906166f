"""One save of a workbook: look, decide, write beside it, read back, replace.

Whatever fails before the last step leaves the workbook exactly as it was.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from sheetcrm.errors import SheetcrmError, WorkbookChanged
from sheetcrm.stores.excel.edits import (
    NewSheet,
    PatchResult,
    Refused,
    SheetEdits,
    Stamp,
)
from sheetcrm.stores.excel.file_safety import (
    BackupRing,
    keep_rights,
    read_content,
    remove_leftovers,
    stamp_from,
    stamp_of,
    sync_folder,
    temporary_path,
    translated,
)
from sheetcrm.stores.excel.owners import refuse_open_workbook
from sheetcrm.stores.excel.package import Limits, Package
from sheetcrm.stores.excel.rewriting import rewrite
from sheetcrm.stores.excel.verify import verify


def patch_workbook(
    path: Path,
    edits: Mapping[str, SheetEdits],
    new_sheets: Sequence[NewSheet] = (),
    expected: Stamp | None = None,
    backups: BackupRing | None = None,
    force_lock: bool = False,
    limits: Limits | None = None,
    stop_at: Callable[[Sequence[Refused]], bool] | None = None,
) -> PatchResult:
    """Save the edits into the workbook and give what came of it; nothing is written when nothing changes.

    `stop_at` looks at the refused cells before anything is written, and tells whether it had better not be.

    Raises WorkbookBusy, WorkbookChanged, WorkbookUnusable or WorkbookNotWritable, the workbook being untouched then.
    """
    target = Path(path).resolve()
    staging = backups.staging if backups else None
    try:
        refuse_open_workbook(Path(path), force_lock)
        content, state = read_content(target, limits)
        stamp = stamp_from(content, state)
        if expected is not None and stamp != expected:
            raise WorkbookChanged("changed-since-read", path=str(path))
        package = Package(content, limits)
        done = rewrite(package, edits, new_sheets)
        if stop_at is not None and stop_at(done.refused):
            return PatchResult(stamp, None, (), done.refused, stopped=True)
        package.check()
        if not package.rewritten():
            return PatchResult(stamp, None, (), done.refused)
        remove_leftovers(target, staging)
        temporary = temporary_path(target, staging)
        try:
            with translated(target):
                with temporary.open("xb") as file:
                    package.write(file)
                    file.flush()
                    os.fsync(file.fileno())
                keep_rights(temporary, state)
            verify(package, temporary, done.expected, done.styles, done.date1904, limits or Limits())
            backup = backups.save(target) if backups else None
            refuse_open_workbook(Path(path), force_lock)
            if stamp_of(target) != stamp:
                raise WorkbookChanged("changed-since-read", path=str(path))
            with translated(target):
                temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)
        sync_folder(target.parent)
        return PatchResult(stamp_of(target), backup, package.rewritten(), done.refused)
    except SheetcrmError as error:
        error.details.setdefault("path", str(path))
        raise

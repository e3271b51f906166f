"""The store of a local .xlsx workbook: tabs read through the config, changes written into exactly their cells.

A row is found by its position in the very version that was read; any other version is refused and read anew.
"""

from collections.abc import Sequence

from sheetcrm.errors import WorkbookBusy, WorkbookChanged, WorkbookNotWritable, WorkbookUnusable
from sheetcrm.layout.additions import Layout
from sheetcrm.layout.grid import Grid
from sheetcrm.model.changes import Change
from sheetcrm.model.settings import Settings, TabMapping
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.stores.base import Applied
from sheetcrm.stores.excel.building import edits_for, list_ranges, new_sheets_for, places_of
from sheetcrm.stores.excel.edits import Stamp
from sheetcrm.stores.excel.file_safety import BackupRing, stamp_of
from sheetcrm.stores.excel.grids import grid_of, sheets_of
from sheetcrm.stores.excel.patch import patch_workbook
from sheetcrm.stores.excel.reading import read_workbook
from sheetcrm.stores.excel.writing import Writing
from sheetcrm.stores.tables_of import snapshot_of


class ExcelStore:
    """One workbook file with the tabs that the settings name."""

    def __init__(self, settings: Settings, *, force_lock: bool = False) -> None:
        self._settings = settings
        self._path = settings.workbook
        self._tabs: dict[str, TabMapping] = dict(settings.tabs)
        self._ring = BackupRing(settings.backups_folder, settings.backups_keep)
        self._force_lock = force_lock
        self._stamp: Stamp | None = None
        self._begun: Stamp | None = None
        self._grids: list[Grid] = []

    @property
    def name(self) -> str:
        """The path of the file."""
        return str(self._path)

    def stamp(self) -> str | None:
        """Inode, size, time and directory of the file."""
        return _spelled(stamp_of(self._path))

    def grids(self) -> Sequence[Grid]:
        """Every sheet."""
        book = read_workbook(self._path)
        self._stamp = book.stamp
        self._grids = [grid_of(sheet) for sheet in book.sheets.values()]
        return self._grids

    def read(self) -> Snapshot:
        """The tabs of the config."""
        book = read_workbook(self._path, only={mapping.title for mapping in self._tabs.values()})
        self._stamp = book.stamp
        return snapshot_of(sheets_of(book), self._tabs, _spelled(book.stamp))

    def apply(self, changes: Sequence[Change], snapshot: Snapshot) -> Applied:
        """Write the changes in one replacement of the file."""
        self._begun = None
        if self._stamp is None or _spelled(self._stamp) != snapshot.stamp:
            raise WorkbookChanged("changed-since-read", path=self._path)
        left: frozenset[int] = frozenset()
        while True:
            writing = Writing(snapshot, self._settings, changes, left)
            if not writing.edits:
                return Applied([], writing.skipped)
            self._refuse_read_only()
            self._begun = self._stamp
            try:
                result = patch_workbook(
                    self._path, writing.edits, expected=self._stamp, backups=self._ring, force_lock=self._force_lock,
                    stop_at=lambda refused, writing=writing: bool(writing.broken(refused)),  # type: ignore[misc]
                )  # fmt: skip
            except (WorkbookBusy, WorkbookChanged):
                self._begun = None  # another version than the one read is somebody else's work
                raise
            if not result.stopped:
                break
            left |= writing.broken(result.refused)
        self._stamp = result.stamp
        backup = str(result.backup) if result.backup is not None else None
        return Applied(*writing.outcome(result), backup)

    def wrote(self) -> bool:
        """Whether the file is no longer the one that the latest `apply` set out to replace."""
        if self._begun is None:
            return False
        try:
            return stamp_of(self._path) != self._begun
        except WorkbookUnusable:
            return True

    def build(self, layout: Layout) -> str | None:
        """Add columns, tabs and dress in one replacement of the file."""
        grids = self._grids or list(self.grids())
        places = places_of(layout, grids, self._tabs)
        lists = list_ranges(layout, self._tabs, places)
        self._refuse_read_only()
        result = patch_workbook(
            self._path,
            edits_for(layout, places, lists),
            new_sheets_for(layout, places, lists),
            expected=self._stamp,
            backups=self._ring,
            force_lock=self._force_lock,
        )
        self._stamp = result.stamp
        return str(result.backup) if result.backup is not None else None

    def _refuse_read_only(self) -> None:
        """A file that somebody marked read-only stays as it is, although its folder would let us replace it."""
        if self._path.exists() and not self._path.stat().st_mode & 0o222:
            raise WorkbookNotWritable("no-permission", path=self._path)


def _spelled(stamp: Stamp) -> str:
    return f"{stamp.inode}:{stamp.size}:{stamp.mtime_ns}:{stamp.directory}"

"""The store of a Google spreadsheet that people edit at the same moment: rows by handles, batches that happen once.

docs/google.md tells the protocol; the API it speaks is https://developers.google.com/workspace/sheets/api/reference/rest.
"""

import time
from collections.abc import Mapping, Sequence

from sheetcrm.errors import RunLocked, SheetcrmError, WorkbookChanged
from sheetcrm.layout.additions import Layout
from sheetcrm.layout.grid import Grid
from sheetcrm.model.changes import Change
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.stores.base import Applied
from sheetcrm.stores.google.address import address_of
from sheetcrm.stores.google.calls import CallRefused, Calls, CallUnclear, Pace
from sheetcrm.stores.google.course import Course, Found
from sheetcrm.stores.google.last_batch import give_back
from sheetcrm.stores.google.marker import TRUSTED, marker_of, this_host
from sheetcrm.stores.google.reading import LARGE, BookFound, Mark, SheetFound, marks_of, read_book
from sheetcrm.stores.google.remembered import Memory
from sheetcrm.stores.google.writing import carry_out
from sheetcrm.stores.tables_of import snapshot_of


class GoogleStore:
    """One spreadsheet with the tabs that the settings name."""

    def __init__(self, settings: Settings, *, may_ask: bool = False, calls: Calls | None = None) -> None:
        self._settings = settings
        self._may_ask = may_ask
        self._calls = calls
        self._memory = Memory(settings.state_folder, settings.spreadsheet)
        self._found: Found | None = None
        self._wrote = False
        self._partly = False
        self._serial = self._memory.now.serial
        self._course: Course | None = None

    @property
    def name(self) -> str:
        """The address of the spreadsheet."""
        return address_of(self._settings.spreadsheet)

    @property
    def calls(self) -> Calls:
        """The connection, made when it is first needed."""
        if self._calls is None:
            from sheetcrm.stores.google.session import connect

            pace = Pace(self._settings.requests_per_minute, self._settings.request_gap)
            client = connect(self._settings, may_ask=self._may_ask)
            self._calls = Calls(client, self._settings.spreadsheet, pace=pace)
        return self._calls

    def stamp(self) -> str | None:
        """Nothing short of reading it tells whether it changed: Drive's own time of change lags behind."""
        return None

    def wrote(self) -> bool:
        """Whether the latest `apply` may have changed a cell."""
        return self._wrote

    def grids(self) -> Sequence[Grid]:
        """Every sheet."""
        with _Translated(self.calls):
            return [sheet.grid for sheet in self._read_book(()).sheets.values()]

    def read(self) -> Snapshot:
        """The tabs of the config; one read, two when the workbook is large."""
        with _Translated(self.calls):
            self._found = self._read()
        return self._found.snapshot

    def apply(self, changes: Sequence[Change], snapshot: Snapshot) -> Applied:
        """Write the changes: three requests, more only where 2 MB or people at work in the same rows force it."""
        found = self._found
        if found is None or found.snapshot.stamp != snapshot.stamp or time.monotonic() - found.read_at > TRUSTED:
            raise WorkbookChanged("google-changed", path=self.name)
        self._wrote = False
        self._course = course = self._begun(found)
        self.calls.holding = course.refuse_if_overslept
        with _Translated(self.calls):
            try:
                return carry_out(course, changes)
            except (SheetcrmError, CallRefused) as error:
                self._end(course)
                self._partly = self._partly or course.wrote
                if self._partly and not isinstance(error, RunLocked):
                    # Its own sentence says that nothing was written; what stands in the way, the next run tells.
                    raise type(self.calls.as_error(error))("google-partly", path=self.name) from error
                raise
            except BaseException:
                self._end(course)
                raise
            finally:
                self.calls.holding = None
                self._course, self._serial = None, course.marker.serial
                self._wrote = course.wrote
                self._memory.keep(serial=self._serial, way=course.way, rows=course.most_rows)

    def build(self, layout: Layout) -> str | None:
        """Add the columns, tabs and dress of a layout in one batch; Google's own version history is the copy."""
        from sheetcrm.stores.google.building import build

        with _Translated(self.calls):
            build(self.calls, layout, self._read_book(()), self._settings, self._memory.now.robot)
        return None

    def state(self) -> Mapping[str, object]:
        """What `doctor` tells: title, locale, time zone, cells, and who holds the run marker since when."""
        with _Translated(self.calls):
            sheets = "sheets(properties(gridProperties(rowCount,columnCount)),developerMetadata)"
            fields = f"properties(title,locale,timeZone),{sheets}"
            body = self.calls.get(params={"fields": fields}).body
        sizes = [sheet["properties"].get("gridProperties", {}) for sheet in body.get("sheets", ())]
        now = self.calls.now
        marker = marker_of([mark for sheet in body.get("sheets", ()) for mark in marks_of(sheet)], now)
        held = bool(marker.robot) and now < marker.until
        told = body.get("properties", {})
        return {
            "title": told.get("title", ""), "locale": told.get("locale", ""), "time_zone": told.get("timeZone", ""),
            "cells": sum(size.get("rowCount", 0) * size.get("columnCount", 0) for size in sizes),
            "holder": marker.host if held else None, "since": marker.since if held else None,
        }  # fmt: skip

    def _begun(self, found: Found) -> Course:
        marker = marker_of(found.keeper.marks, self.calls.now)
        known = self._memory.now
        return Course(
            self.calls, found, self._read, known.robot, this_host(), self._settings.language, known.way,
            marker, most_rows=known.rows,
        )  # fmt: skip

    def _end(self, course: Course) -> None:
        try:
            give_back(course)
        except (CallRefused, CallUnclear, SheetcrmError):
            # The marker runs out by itself, and this machine takes over its own at once.
            return

    def _read(self) -> Found:
        titles = [mapping.title for mapping in self._settings.tabs.values()]
        began = time.monotonic()
        book = self._read_book(titles)
        self._memory.keep(serial=self._serial, cells=book.cells)
        sheets = {title: (sheet.grid, sheet.formulas) for title, sheet in book.sheets.items()}
        snapshot = snapshot_of(sheets, self._settings.tabs, book.digest)
        by_tab = {tab: book.sheets[table.title] for tab, table in snapshot.tables.items()}
        return Found(snapshot, by_tab, _keeper(by_tab, book), began)

    def _read_book(self, titles: Sequence[str]) -> BookFound:
        known = self._memory.now.cells
        return read_book(self.calls, titles, large=known is None or known > LARGE, seen_before=self._has_seen)

    def _has_seen(self, marks: Sequence[Mark]) -> bool:
        """Whether that marker is the one known already, or none was ever set; from now on it is known."""
        before = self._serial if self._course is None else self._course.marker.serial
        self._serial = marker_of(marks, self.calls.now).serial
        return self._serial in (0, before)


def _keeper(by_tab: Mapping[str, SheetFound], book: BookFound) -> SheetFound:
    """The sheet that keeps the run marker: the hidden memory, or the first there is."""
    if "memory" in by_tab:
        return by_tab["memory"]
    return next(iter(by_tab.values()), next(iter(book.sheets.values()), _NOWHERE))


_NOWHERE = SheetFound(0, Grid("", 1, 1, []), {}, 0, 0)


class _Translated:
    """What Google says becomes a SheetcrmError where it leaves the store."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, CallRefused | CallUnclear):
            raise self._calls.as_error(error) from error

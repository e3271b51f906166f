"""What a machine remembers of a spreadsheet: its size, how Google takes its batches, and who the machine is itself.

Only speed hangs on it: lost, it is learned again.
"""

import json
import secrets
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import cast

from sheetcrm.stores.google.column_guard import GuardWay
from sheetcrm.stores.google.course import MOST_ROWS


@dataclass(frozen=True, slots=True)
class Remembered:
    """`robot` names this machine and config for the run marker; `cells` how many were read last, None: not yet.

    `way`: how filters that match nothing are taken. `rows`: so many of them Google gets through in one batch. `serial`:
    that of the run marker when it was last seen, 0: never.
    """

    robot: str
    cells: int | None = None
    way: GuardWay = "elsewhere"
    rows: int = MOST_ROWS
    serial: int = 0


class Memory:
    """The file `google.json` beside the journal."""

    def __init__(self, folder: Path, key: str) -> None:
        self._path = folder / "google.json"
        self._key = key
        self.now = self._read()

    def keep(
        self,
        *,
        serial: int | None = None,
        cells: int | None = None,
        way: GuardWay | None = None,
        rows: int | None = None,
    ) -> None:
        """Note what was learned; a disk that takes nothing costs speed only."""
        cells = self.now.cells if cells is None else cells
        serial = self.now.serial if serial is None else serial
        later = replace(self.now, cells=cells, way=way or self.now.way, rows=rows or self.now.rows, serial=serial)
        if later == self.now and self._path.exists():
            return
        self.now = later
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            temporary = self._path.with_suffix(".new")
            temporary.write_text(json.dumps({**self._all(), self._key: asdict(later)}, indent=1), encoding="utf-8")
            temporary.replace(self._path)
        except OSError:
            return

    def _read(self) -> Remembered:
        found = self._all().get(self._key)
        told = found if isinstance(found, dict) else {}
        robot, cells, way, rows, serial = (told.get(name) for name in ("robot", "cells", "way", "rows", "serial"))
        return Remembered(
            robot if isinstance(robot, str) and robot else secrets.token_hex(6),
            cells if isinstance(cells, int) else None,
            cast("GuardWay", way) if way in ("elsewhere", "in-place") else "elsewhere",
            rows if isinstance(rows, int) and 0 < rows <= MOST_ROWS else MOST_ROWS,
            serial if isinstance(serial, int) else 0,
        )

    def _all(self) -> dict[str, object]:
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

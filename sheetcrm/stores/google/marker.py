"""The run marker: metadata with a counted id on the hidden Memory sheet, by which two robots never write at once.

Every batch that must happen once creates the marker that follows the one it knows. Google refuses a batch whose id is
there already, so of two robots one is refused as a whole, and so is the same batch sent again after a lost answer.
"""

import datetime as dt
import socket
from collections.abc import Iterable
from dataclasses import dataclass

from sheetcrm.errors import RunLocked
from sheetcrm.stores.google.cells import Json
from sheetcrm.stores.google.reading import Mark

MARKER, HANDLE, COLUMN = "‡", "§", "¶"
"""Keys of the markers, of the rows and of the columns that a run writes; one character each, as storage is counted."""

FIRST_ID = 1_000_000_000
HOLD = 600.0
"""Seconds after which a marker that nobody renewed or gave back is taken over."""
KEPT = 1_800.0
"""Seconds for which old markers stay: longer than any run may carry a marker it has read."""
TRUSTED = 600.0
"""Seconds for which a marker that was read may be built on."""

_IDS_A_STEP = 20_000
_STEPS = 49_999


@dataclass(frozen=True, slots=True)
class Marker:
    """The latest marker: its serial (0: none yet), who holds it until when (epoch seconds), and the old ones' ids."""

    serial: int = 0
    robot: str = ""
    host: str = ""
    since: float = 0.0
    until: float = 0.0
    old: tuple[int, ...] = ()
    by: str = ""
    """The robot that gave it back."""

    @property
    def id(self) -> int:
        """The metadata id of this marker."""
        return FIRST_ID + self.serial

    @property
    def next_id(self) -> int:
        """The id that whoever goes on creates; it exists once somebody has."""
        return self.id + 1

    def is_same(self, other: "Marker") -> bool:
        """Whether both tell of the same step of the same robot."""
        mine = self.serial, self.robot, self.host, int(self.since), self.by
        return mine == (other.serial, other.robot, other.host, int(other.since), other.by)

    def held_by_another(self, robot: str, host: str, now: float) -> bool:
        """Whether another robot is at work; one of this name elsewhere is another: a state folder can be copied."""
        return bool(self.robot) and (self.robot, self.host) != (robot, host) and now < self.until


def this_host() -> str:
    """The name of this machine, as the marker bears it."""
    return socket.gethostname()[:40]


def marker_of(marks: Iterable[Mark], now: float) -> Marker:
    """The latest marker among the metadata of a sheet.

    >>> marker_of([Mark(FIRST_ID + 3, "‡", "d|100"), Mark(FIRST_ID + 4, "‡", "h|100|700|robot|host")], 120.0).serial
    4
    """
    ours = sorted((mark for mark in marks if mark.key == MARKER), key=lambda mark: mark.id)
    if not ours:
        return Marker()
    old = tuple(mark.id for mark in ours[:-1] if _began(mark) < now - KEPT)
    kind, _, rest = ours[-1].value.partition("|")
    serial = ours[-1].id - FIRST_ID
    if kind != "h":
        return Marker(serial, old=old, by=rest.partition("|")[2])
    since, until, robot, host = ([*rest.split("|", 3), "", "", "", ""])[:4]
    return Marker(serial, robot, host, _number(since), _number(until), old)


def refuse_if_held(marker: Marker, robot: str, host: str, now: float) -> None:
    """Raise RunLocked while another robot is at work."""
    if marker.held_by_another(robot, host, now):
        since = dt.datetime.fromtimestamp(marker.since, dt.UTC).isoformat(timespec="seconds")
        raise RunLocked("lock-held", person=marker.host or None, since=since)


def held(marker: Marker, sheet_id: int, robot: str, host: str, now: float) -> tuple[list[Json], Marker]:
    """Requests that take or renew the marker, and the marker as it is then; the batch must begin with them."""
    value = f"h|{now:.0f}|{now + HOLD:.0f}|{robot}|{host}"
    after = Marker(marker.serial + 1, robot, host, now, now + HOLD)
    return [_created(after.id, sheet_id, value), *map(_deleted, marker.old)], after


def given_back(marker: Marker, sheet_id: int, robot: str, now: float) -> tuple[list[Json], Marker]:
    """Requests that give the marker back, and the marker as it is then."""
    after = Marker(marker.serial + 1, by=robot)
    return [_created(after.id, sheet_id, f"d|{now:.0f}|{robot}")], after


def first_handle(marker: Marker) -> int:
    """The first of the ids that rows and columns get under this marker; each step has its own."""
    return 1 + (marker.serial % _STEPS) * _IDS_A_STEP


def tag(metadata_id: int, key: str, sheet_id: int, dimension: str, index: int) -> Json:
    """The request that puts a piece of metadata on one row or column, counted from 0."""
    location = {
        "dimensionRange": {"sheetId": sheet_id, "dimension": dimension, "startIndex": index, "endIndex": index + 1}
    }
    made = {"metadataId": metadata_id, "metadataKey": key, "visibility": "DOCUMENT", "location": location}
    return {"createDeveloperMetadata": {"developerMetadata": made}}


def without_handles() -> list[Json]:
    """Requests that take all handles of rows and columns off again."""
    return [
        {"deleteDeveloperMetadata": {"dataFilter": {"developerMetadataLookup": {"metadataKey": key}}}}
        for key in (HANDLE, COLUMN)
    ]


def _created(metadata_id: int, sheet_id: int, value: str) -> Json:
    made = {
        "metadataId": metadata_id, "metadataKey": MARKER, "metadataValue": value, "visibility": "DOCUMENT",
        "location": {"sheetId": sheet_id},
    }  # fmt: skip
    return {"createDeveloperMetadata": {"developerMetadata": made}}


def _deleted(metadata_id: int) -> Json:
    return {"deleteDeveloperMetadata": {"dataFilter": {"developerMetadataLookup": {"metadataId": metadata_id}}}}


def _began(mark: Mark) -> float:
    return _number(([*mark.value.split("|"), ""])[1])


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0

"""Protected ranges that bind the robot; those that only warn bind nobody."""

from collections.abc import Sequence
from dataclasses import dataclass

from sheetcrm.stores.google.calls import CallRefused, Calls
from sheetcrm.stores.google.cells import Json

_FIELDS = (
    "sheets(properties(sheetId),protectedRanges(range,warningOnly,requestingUserCanEdit,unprotectedRanges))"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ProtectedAreas:
    """Where the robot may not write: (area, its free parts) as GridRanges."""

    areas: Sequence[tuple[Json, Sequence[Json]]]

    def holds(self, sheet_id: int, row: int, column: int) -> bool:
        """Whether a cell, counted from 0, is closed to the robot."""
        return any(
            _inside(area, sheet_id, row, column) and not any(_inside(one, sheet_id, row, column) for one in free)
            for area, free in self.areas
        )


def is_protection(refused: CallRefused) -> bool:
    """Whether Google refused because of a protected range."""
    return "protected cell or object" in refused.message


def protected_areas(calls: Calls) -> ProtectedAreas:
    """The protected ranges that the robot may not edit; one read."""
    areas = []
    for sheet in calls.get(params={"fields": _FIELDS}).body.get("sheets", ()):
        own = sheet["properties"].get("sheetId", 0)
        for protected in sheet.get("protectedRanges", ()):
            if not protected.get("warningOnly") and not protected.get("requestingUserCanEdit"):
                area = {"sheetId": own, **protected.get("range", {})}
                areas.append((area, [{"sheetId": own, **one} for one in protected.get("unprotectedRanges", ())]))
    return ProtectedAreas(areas)


def _inside(area: Json, sheet_id: int, row: int, column: int) -> bool:
    rows = range(area.get("startRowIndex", 0), area.get("endRowIndex", row + 1))
    columns = range(area.get("startColumnIndex", 0), area.get("endColumnIndex", column + 1))
    return area["sheetId"] == sheet_id and row in rows and column in columns

"""A rectangle of one sheet with its bounds resolved; counted from 0, ends outside."""

from typing import Any, NamedTuple

from tests.google_server.model import Sheet


class Area(NamedTuple):
    """Rows [top, bottom) and columns [left, right) of a sheet. `rows_open`: no end row was given (`A:C`)."""

    sheet: Sheet
    top: int
    left: int
    bottom: int
    right: int
    rows_open: bool = False
    columns_open: bool = False

    def grid_range(self) -> dict[str, Any]:
        """The GridRange as Google tells it: `sheetId` 0 is left out, open ends are left out."""
        told: dict[str, Any] = {} if self.sheet.id == 0 else {"sheetId": self.sheet.id}
        told |= {"startRowIndex": self.top, "startColumnIndex": self.left}
        if not self.rows_open:
            told["endRowIndex"] = self.bottom
        if not self.columns_open:
            told["endColumnIndex"] = self.right
        return told

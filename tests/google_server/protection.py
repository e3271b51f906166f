"""Who may edit which cells; protection binds everybody but the owner and the editors that the protected range names."""

from tests.google_server.area import Area
from tests.google_server.errors import invalid
from tests.google_server.model import Book, Json, Sheet, Spreadsheet

REFUSAL = (
    "You are trying to edit a protected cell or object. "
    "Please contact the spreadsheet owner to remove protection if you need to edit."
)


def check_editable(spreadsheet: Spreadsheet, actor: str, area: Area, where: str = "") -> None:
    """Refuse, in Google's words, an edit of cells that are protected from this person.

    `where` names the request in the refusal: `requests[0].updateCells`.
    """
    if not area.sheet.protected_ranges or actor == spreadsheet.owner:
        return
    for protected in area.sheet.protected_ranges:
        if binds(protected, actor) and _touches(spreadsheet.book, area, protected):
            raise invalid(f"Invalid {where}: {REFUSAL}" if where else REFUSAL)


def binds(protected: Json, actor: str) -> bool:
    """Whether a protected range keeps this person out (the owner is asked about elsewhere)."""
    if protected.get("warningOnly"):
        return False
    users = protected.get("editors", {}).get("users", ())
    return actor.casefold() not in {user.casefold() for user in users}


def _touches(book: Book, area: Area, protected: Json) -> bool:
    """Whether a cell of the area is protected and is not one of the cells left open (`unprotectedRanges`)."""
    held = _overlap(area, _range_of(book, protected))
    if held is None:
        return False
    left_open = [part for given in protected.get("unprotectedRanges", ()) if (part := _overlap(area, given))]
    if not left_open:
        return True
    top, left, bottom, right = held
    return any(
        not any(part[0] <= row < part[2] and part[1] <= column < part[3] for part in left_open)
        for row in range(top, bottom)
        for column in range(left, right)
    )


def _range_of(book: Book, protected: Json) -> Json:
    if "range" in protected:
        range_: Json = protected["range"]
        return range_
    name = protected.get("namedRangeId")
    for named in book.named_ranges:
        if name is not None and named.get("namedRangeId") == name:
            found: Json = named["range"]
            return found
    table_id = protected.get("tableId")
    for sheet in book.sheets:
        for table in sheet.tables:
            if table_id is not None and table.get("tableId") == table_id:
                spread: Json = table["range"]
                return spread
    return {"sheetId": -1}


def _overlap(area: Area, given: Json) -> tuple[int, int, int, int] | None:
    sheet: Sheet = area.sheet
    if given.get("sheetId", 0) != sheet.id:
        return None
    top = max(area.top, given.get("startRowIndex", 0))
    left = max(area.left, given.get("startColumnIndex", 0))
    bottom = min(area.bottom, given.get("endRowIndex", sheet.row_count))
    right = min(area.right, given.get("endColumnIndex", sheet.column_count))
    return (top, left, bottom, right) if top < bottom and left < right else None

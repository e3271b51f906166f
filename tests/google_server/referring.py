"""Which rows hold formulas or other references, so that inserting a row need not look into every cell."""

from tests.google_server.model import Extras, Formula, Row, Sheet


def referring_rows(sheet: Sheet) -> set[int]:
    """The serials of the rows with formulas, validation or pivot tables; found once, then kept up by writes."""
    known = sheet.referring
    about: dict[int, bool] = {}
    if known is None:
        known = {row.serial for row in sheet.rows if _refers(row, about)}
    else:
        for row in sheet.written.values():
            if _refers(row, about):
                known.add(row.serial)
            else:
                known.discard(row.serial)
    sheet.referring = known
    sheet.written.clear()
    return known


def _refers(row: Row, about: dict[int, bool]) -> bool:
    if Formula in map(type, row.values):
        return True
    for extras in row.extras.values():
        found = about.get(id(extras))
        if found is None:
            found = about[id(extras)] = refers(extras)
        if found:
            return True
    return False


def refers(extras: Extras) -> bool:
    """Whether something beside a cell's value may name other cells."""
    condition = (extras.validation or {}).get("condition", {})
    if any(str(value.get("userEnteredValue", "")).startswith("=") for value in condition.get("values", ())):
        return True
    return bool(extras.more and "pivotTable" in extras.more)

"""Typing into a cell as in a browser: a strict validation refuses what does not fit it, which the API does not do."""

from tests.google_server.area import Area
from tests.google_server.entering import entered
from tests.google_server.errors import invalid
from tests.google_server.model import EMPTY, Formula, Json, Spreadsheet
from tests.google_server.protection import check_editable
from tests.google_server.writing_values import check_length, put, titles_of

REFUSAL = "The data you entered in cell {cell} violates the data validation rules set on this cell."


def enter(spreadsheet: Spreadsheet, actor: str, area: Area, text: str) -> None:
    """Type a text into the first cell of an area."""
    cell = area._replace(bottom=area.top + 1, right=area.left + 1)
    check_editable(spreadsheet, actor, cell)
    check_length(text)
    extras = cell.sheet.extras(cell.top, cell.left) or EMPTY
    rule: Json = dict(extras.validation or {})
    if rule.get("strict") and text and not fits(spreadsheet, cell, rule.get("condition", {}), text):
        from tests.google_server.a1 import reference

        raise invalid(REFUSAL.format(cell=reference(cell.top, cell.left, cell.bottom, cell.right)))
    book = spreadsheet.book
    put(cell, [[text]], True, book.properties.get("locale", "en_US"), titles_of(book))


def fits(spreadsheet: Spreadsheet, cell: Area, condition: Json, text: str) -> bool:
    """Whether a text, read as typed, fulfils the condition of a validation; a formula of one's own is taken as so."""
    from tests.google_server.requests.row_filter import condition_test

    book = spreadsheet.book
    if condition.get("type") == "ONE_OF_RANGE":
        return text in _choices(spreadsheet, cell, condition)
    value, _ = entered(text, book.properties.get("locale", "en_US"), None)
    if isinstance(value, Formula):
        return True
    return condition_test(book, condition)(value, text)


def _choices(spreadsheet: Spreadsheet, cell: Area, condition: Json) -> set[str]:
    """The texts that the cells of a ONE_OF_RANGE condition show."""
    from tests.google_server.a1 import area_of_a1
    from tests.google_server.shown import Reading

    told = condition.get("values", [{}])[0].get("userEnteredValue", "=").removeprefix("=")
    area = area_of_a1(spreadsheet.book, told.replace("$", ""), default_sheet=cell.sheet)
    reading = Reading(spreadsheet.book)
    rows, columns = range(area.top, area.bottom), range(area.left, area.right)
    return {reading.formatted(area.sheet, row, column) for row in rows for column in columns} - {""}

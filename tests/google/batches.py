"""What the tests of batchUpdate share: a spreadsheet in memory, and a batch carried out on it."""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.google_server.errors import ApiError
from tests.google_server.model import Json, Sheet, Spreadsheet
from tests.google_server.new_book import new_book
from tests.google_server.requests import carry_out

OWNER = "owner@example.com"


def spreadsheet(sheets: Mapping[str, Sequence[Sequence[Any]]] | None = None, **about: Any) -> Spreadsheet:
    """A spreadsheet with these sheets, numbered from 0."""
    return Spreadsheet("S", new_book("Test", sheets=sheets, **about), OWNER, editors={"anna@example.com"})


def batch(on: Spreadsheet, *requests: Json, actor: str = OWNER) -> list[Json]:
    """The replies of a batch."""
    with on.transaction(actor):
        return carry_out(on, list(requests), actor)


def refusal(on: Spreadsheet, *requests: Json, actor: str = OWNER) -> str:
    """The message with which a batch is refused."""
    try:
        batch(on, *requests, actor=actor)
    except ApiError as refused:
        return refused.message
    raise AssertionError("the batch was carried out")


def cells(on: Spreadsheet, sheet: int = 0) -> list[list[Any]]:
    """The stored values of a sheet without the empty rows and cells at the ends."""
    rows = [list(row.values) for row in on.book.sheets[sheet].rows]
    for row in rows:
        while row and row[-1] is None:
            row.pop()
    while rows and not rows[-1]:
        rows.pop()
    return rows


def tab(on: Spreadsheet, sheet: int = 0) -> Sheet:
    """A sheet as it is now."""
    return on.book.sheets[sheet]


def block(top: int, left: int, bottom: int, right: int, sheet: int = 0) -> Json:
    """A GridRange."""
    sides = {"startRowIndex": top, "endRowIndex": bottom, "startColumnIndex": left, "endColumnIndex": right}
    return {"sheetId": sheet, **sides}


def text_rows(*rows: Sequence[Any]) -> list[Json]:
    """RowData of plain values."""
    return [{"values": [{"userEnteredValue": _extended(value)} for value in row]} for row in rows]


def _extended(value: Any) -> Json:
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, str):
        return {"formulaValue": value} if value.startswith("=") else {"stringValue": value}
    return {"numberValue": value}

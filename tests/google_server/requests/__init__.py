"""spreadsheets.batchUpdate: one function a kind of request, told apart by the table KINDS; each changes the Act's book.

A function gets the request as the schema has read it and gives the reply, or None where Google's reply is empty.
"""

from collections.abc import Callable
from typing import Any

from tests.google_server.errors import invalid
from tests.google_server.model import Json, Spreadsheet
from tests.google_server.requests import (
    borders,
    cells,
    developer_metadata,
    find_replace,
    groups,
    merges,
    named_ranges,
    protected_ranges,
    rows_and_columns,
    sheets,
    spreadsheet_properties,
)
from tests.google_server.requests.acting import Act
from tests.google_server.requests.schema import read_requests

KINDS: dict[str, Callable[[Act, Json], Json | None]] = {
    "addDimensionGroup": groups.add_dimension_group,
    "addNamedRange": named_ranges.add_named_range,
    "addProtectedRange": protected_ranges.add_protected_range,
    "addSheet": sheets.add_sheet,
    "appendCells": cells.append_cells,
    "appendDimension": rows_and_columns.append_dimension,
    "autoResizeDimensions": rows_and_columns.auto_resize_dimensions,
    "createDeveloperMetadata": developer_metadata.create_developer_metadata,
    "deleteDeveloperMetadata": developer_metadata.delete_developer_metadata,
    "deleteDimension": rows_and_columns.delete_dimension,
    "deleteDimensionGroup": groups.delete_dimension_group,
    "deleteNamedRange": named_ranges.delete_named_range,
    "deleteProtectedRange": protected_ranges.delete_protected_range,
    "deleteSheet": sheets.delete_sheet,
    "duplicateSheet": sheets.duplicate_sheet,
    "findReplace": find_replace.find_replace,
    "insertDimension": rows_and_columns.insert_dimension,
    "mergeCells": merges.merge_cells,
    "moveDimension": rows_and_columns.move_dimension,
    "repeatCell": cells.repeat_cell,
    "setDataValidation": cells.set_data_validation,
    "unmergeCells": merges.unmerge_cells,
    "updateBorders": borders.update_borders,
    "updateCells": cells.update_cells,
    "updateDeveloperMetadata": developer_metadata.update_developer_metadata,
    "updateDimensionGroup": groups.update_dimension_group,
    "updateDimensionProperties": rows_and_columns.update_dimension_properties,
    "updateNamedRange": named_ranges.update_named_range,
    "updateProtectedRange": protected_ranges.update_protected_range,
    "updateSheetProperties": sheets.update_sheet_properties,
    "updateSpreadsheetProperties": spreadsheet_properties.update_spreadsheet_properties,
}


def carry_out(spreadsheet: Spreadsheet, requests: Any, actor: str) -> list[Json]:
    """Carry out requests in their order on the spreadsheet's book and give their replies.

    Call it inside a transaction: the first request that is refused raises, and nothing of the batch may stay.
    """
    replies: list[Json] = []
    for number, request in enumerate(read_requests(requests)):
        if not request:
            raise invalid(f"Invalid requests[{number}]: No request set.")
        ((kind, body),) = request.items()
        reply = KINDS[kind](Act(spreadsheet, spreadsheet.book, actor, f"requests[{number}].{kind}"), body)
        replies.append({} if reply is None else {kind: reply})
    return replies

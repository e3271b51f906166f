"""spreadsheets.batchUpdate: one function a kind of request, told apart by the table KINDS; each changes the Act's book.

A function gets the request as the schema has read it and gives the reply, or None where Google's reply is empty.
"""

from collections.abc import Callable
from typing import Any

from tests.google_server.errors import invalid
from tests.google_server.model import Json, Spreadsheet
from tests.google_server.requests import (
    banding,
    borders,
    cells,
    charts,
    cleaning,
    comments,
    conditional_formats,
    data_sources,
    developer_metadata,
    filters,
    find_replace,
    groups,
    merges,
    named_ranges,
    pasting,
    protected_ranges,
    rows_and_columns,
    sheets,
    spreadsheet_properties,
    tables,
)
from tests.google_server.requests.acting import Act
from tests.google_server.requests.schema import read_requests

KINDS: dict[str, Callable[[Act, Json], Json | None]] = {
    "addBanding": banding.add_banding,
    "addChart": charts.add_chart,
    "addCommentReply": comments.add_comment_reply,
    "addConditionalFormatRule": conditional_formats.add_conditional_format_rule,
    "addDataSource": data_sources.add_data_source,
    "addDimensionGroup": groups.add_dimension_group,
    "addFilterView": filters.add_filter_view,
    "addNamedRange": named_ranges.add_named_range,
    "addProtectedRange": protected_ranges.add_protected_range,
    "addSheet": sheets.add_sheet,
    "addSlicer": charts.add_slicer,
    "addTable": tables.add_table,
    "appendCells": cells.append_cells,
    "appendDimension": rows_and_columns.append_dimension,
    "autoFill": pasting.auto_fill,
    "autoResizeDimensions": rows_and_columns.auto_resize_dimensions,
    "cancelDataSourceRefresh": data_sources.cancel_data_source_refresh,
    "clearBasicFilter": filters.clear_basic_filter,
    "copyPaste": pasting.copy_paste,
    "createDeveloperMetadata": developer_metadata.create_developer_metadata,
    "cutPaste": pasting.cut_paste,
    "deleteBanding": banding.delete_banding,
    "deleteComment": comments.delete_comment,
    "deleteCommentReply": comments.delete_comment_reply,
    "deleteConditionalFormatRule": conditional_formats.delete_conditional_format_rule,
    "deleteDataSource": data_sources.delete_data_source,
    "deleteDeveloperMetadata": developer_metadata.delete_developer_metadata,
    "deleteDimension": rows_and_columns.delete_dimension,
    "deleteDimensionGroup": groups.delete_dimension_group,
    "deleteDuplicates": cleaning.delete_duplicates,
    "deleteEmbeddedObject": charts.delete_embedded_object,
    "deleteFilterView": filters.delete_filter_view,
    "deleteNamedRange": named_ranges.delete_named_range,
    "deleteProtectedRange": protected_ranges.delete_protected_range,
    "deleteRange": pasting.delete_range,
    "deleteSheet": sheets.delete_sheet,
    "deleteTable": tables.delete_table,
    "duplicateFilterView": filters.duplicate_filter_view,
    "duplicateSheet": sheets.duplicate_sheet,
    "findReplace": find_replace.find_replace,
    "insertComment": comments.insert_comment,
    "insertDimension": rows_and_columns.insert_dimension,
    "insertRange": pasting.insert_range,
    "mergeCells": merges.merge_cells,
    "moveDimension": rows_and_columns.move_dimension,
    "pasteData": pasting.paste_data,
    "randomizeRange": cleaning.randomize_range,
    "refreshDataSource": data_sources.refresh_data_source,
    "repeatCell": cells.repeat_cell,
    "setBasicFilter": filters.set_basic_filter,
    "setDataValidation": cells.set_data_validation,
    "sortRange": cleaning.sort_range,
    "textToColumns": cleaning.text_to_columns,
    "trimWhitespace": cleaning.trim_whitespace,
    "unmergeCells": merges.unmerge_cells,
    "updateBanding": banding.update_banding,
    "updateBorders": borders.update_borders,
    "updateCells": cells.update_cells,
    "updateChartSpec": charts.update_chart_spec,
    "updateCommentPost": comments.update_comment_post,
    "updateConditionalFormatRule": conditional_formats.update_conditional_format_rule,
    "updateDataSource": data_sources.update_data_source,
    "updateDeveloperMetadata": developer_metadata.update_developer_metadata,
    "updateDimensionGroup": groups.update_dimension_group,
    "updateDimensionProperties": rows_and_columns.update_dimension_properties,
    "updateEmbeddedObjectBorder": charts.update_embedded_object_border,
    "updateEmbeddedObjectPosition": charts.update_embedded_object_position,
    "updateFilterView": filters.update_filter_view,
    "updateNamedRange": named_ranges.update_named_range,
    "updateProtectedRange": protected_ranges.update_protected_range,
    "updateSheetProperties": sheets.update_sheet_properties,
    "updateSlicerSpec": charts.update_slicer_spec,
    "updateSpreadsheetProperties": spreadsheet_properties.update_spreadsheet_properties,
    "updateTable": tables.update_table,
}


def carry_out(spreadsheet: Spreadsheet, requests: Any, actor: str, checked: bool = False) -> list[Json]:
    """Carry out requests in their order on the spreadsheet's book and give their replies.

    Call it inside a transaction: the first request that is refused raises, and nothing of the batch may stay.
    `checked`: the schema has read the requests already.
    """
    replies: list[Json] = []
    shared: dict[Any, Any] = {}
    for number, request in enumerate(requests if checked else read_requests(requests)):
        if not request:
            raise invalid(f"Invalid requests[{number}]: No request set.")
        ((kind, body),) = request.items()
        reply = KINDS[kind](Act(spreadsheet, spreadsheet.book, actor, f"requests[{number}].{kind}", shared), body)
        replies.append({} if reply is None else {kind: reply})
    return replies

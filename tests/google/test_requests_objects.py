"""What lies on sheets: merges, names, protection, filters, formats, bands, tables, charts, comments, pasted cells."""

import pytest

from tests.google.batches import OWNER, batch, block, cells, refusal, spreadsheet, tab
from tests.google_server.errors import ApiError
from tests.google_server.model import Json


def test_merges_keep_the_first_value_and_are_told_by_rows() -> None:
    book = spreadsheet({"A": [[None, 1], [2, 3]]})
    batch(book, {"mergeCells": {"range": block(0, 0, 2, 2), "mergeType": "MERGE_ROWS"}})
    assert [(one["startRowIndex"], one["endRowIndex"]) for one in tab(book).merges] == [(0, 1), (1, 2)]
    assert cells(book) == [[1], [2]] and "sheetId" not in tab(book).merges[0]


def test_a_merge_may_swallow_another_but_never_cut_it() -> None:
    book = spreadsheet()
    batch(book, {"mergeCells": {"range": block(1, 1, 3, 3), "mergeType": "MERGE_ALL"}})
    cut = "You must select all cells in a merged range to merge or unmerge them."
    assert refusal(book, {"mergeCells": {"range": block(2, 2, 5, 5)}}) == f"Invalid requests[0].mergeCells: {cut}"
    assert refusal(book, {"unmergeCells": {"range": block(2, 2, 5, 5)}}) == f"Invalid requests[0].unmergeCells: {cut}"
    batch(book, {"mergeCells": {"range": block(0, 0, 5, 5), "mergeType": "MERGE_ALL"}})
    assert len(tab(book).merges) == 1
    batch(book, {"unmergeCells": {"range": block(0, 0, 5, 5)}})
    assert tab(book).merges == []


def test_frozen_and_other_rows_are_never_merged() -> None:
    book = spreadsheet()
    frozen = {"properties": {"gridProperties": {"frozenRowCount": 1}}, "fields": "gridProperties.frozenRowCount"}
    batch(book, {"updateSheetProperties": frozen})
    message = refusal(book, {"mergeCells": {"range": block(0, 0, 2, 1)}})
    assert message == "Invalid requests[0].mergeCells: You can't merge frozen and non-frozen rows."


def test_named_ranges_are_added_changed_and_deleted() -> None:
    book = spreadsheet()
    ((reply),) = batch(book, {"addNamedRange": {"namedRange": {"name": "Names", "range": block(0, 0, 2, 1)}}})
    told = reply["addNamedRange"]["namedRange"]
    assert "sheetId" not in told["range"] and isinstance(told["namedRangeId"], str)
    message = refusal(book, {"addNamedRange": {"namedRange": {"name": "NAMES", "range": block(0, 0, 1, 1)}}})
    assert message.endswith("Cannot add named range with name NAMES, a named range with that name already exists.")
    change = {"namedRange": {"namedRangeId": told["namedRangeId"], "name": "Other"}, "fields": "name"}
    batch(book, {"updateNamedRange": change})
    assert [one["name"] for one in book.book.named_ranges] == ["Other"]
    batch(book, {"deleteNamedRange": {"namedRangeId": told["namedRangeId"]}})
    assert book.book.named_ranges == []


@pytest.mark.parametrize("name", ["", "A1", "R1C1", "two words", "1st", "true"])
def test_a_name_that_is_no_name_is_refused(name: str) -> None:
    request = {"addNamedRange": {"namedRange": {"name": name, "range": block(0, 0, 1, 1)}}}
    assert refusal(spreadsheet(), request).startswith("Invalid requests[0].addNamedRange: ")


def test_a_protected_range_names_its_maker_among_the_editors() -> None:
    book = spreadsheet()
    given = {"range": block(0, 0, 2, 2), "editors": {"users": [], "groups": []}, "warningOnly": False}
    ((reply),) = batch(book, {"addProtectedRange": {"protectedRange": given}})
    told = reply["addProtectedRange"]["protectedRange"]
    assert told["editors"] == {} and told["requestingUserCanEdit"] is True and "warningOnly" not in told
    assert tab(book).protected_ranges[0]["editors"] == {"users": [OWNER]}


def test_only_those_who_may_edit_a_protected_range_lift_it() -> None:
    book = spreadsheet()
    ((reply),) = batch(book, {"addProtectedRange": {"protectedRange": {"range": block(0, 0, 1, 1), "editors": {}}}})
    number = reply["addProtectedRange"]["protectedRange"]["protectedRangeId"]
    lift = {"deleteProtectedRange": {"protectedRangeId": number}}
    assert "protected cell or object" in refusal(book, lift, actor="anna@example.com")
    assert batch(book, lift) == [{}]
    assert refusal(book, lift) == f"Invalid requests[0].deleteProtectedRange: No protected range with ID: {number}"


def test_a_warning_has_no_editors() -> None:
    given = {"range": block(0, 0, 1, 1), "warningOnly": True, "editors": {"users": ["a@example.com"]}}
    message = refusal(spreadsheet(), {"addProtectedRange": {"protectedRange": given}})
    assert message == (
        "Invalid requests[0].addProtectedRange: ProtectedRange is warningOnly. Editors cannot be set on it."
    )


def test_a_basic_filter_hides_rows_and_clearing_it_shows_them() -> None:
    book = spreadsheet({"A": [["name"], ["x"], ["y"], ["x"]]})
    specs = [{"columnIndex": 0, "filterCriteria": {"hiddenValues": ["x"]}}]
    batch(book, {"setBasicFilter": {"filter": {"range": {"sheetId": 0, "endRowIndex": 4}, "filterSpecs": specs}}})
    assert [row.hidden_by_filter for row in tab(book).rows[:4]] == [False, True, False, True]
    kept = tab(book).basic_filter
    assert kept is not None and kept["criteria"] == {"0": {"hiddenValues": ["x"]}} and kept["filterSpecs"]
    assert kept["range"] == {"startRowIndex": 0, "endRowIndex": 4, "startColumnIndex": 0, "endColumnIndex": 26}
    batch(book, {"clearBasicFilter": {"sheetId": 0}})
    assert tab(book).basic_filter is None and not any(row.hidden_by_filter for row in tab(book).rows)


@pytest.mark.parametrize(
    ("condition", "hidden"),
    [
        ({"type": "NUMBER_GREATER", "values": [{"userEnteredValue": "2"}]}, [1, 2, 4]),
        ({"type": "TEXT_CONTAINS", "values": [{"userEnteredValue": "B"}]}, [1, 2, 3]),
        ({"type": "BLANK"}, [1, 2, 3, 4]),
        ({"type": "NOT_BLANK"}, []),
        ({"type": "NUMBER_BETWEEN", "values": [{"userEnteredValue": "3"}, {"userEnteredValue": "2"}]}, [1, 4]),
    ],
)
def test_a_filter_by_condition_hides_what_does_not_meet_it(condition: Json, hidden: list[int]) -> None:
    book = spreadsheet({"A": [["n"], [1], [2], [3], ["abc"]]})
    specs = [{"filterCriteria": {"condition": condition}}]
    batch(book, {"setBasicFilter": {"filter": {"range": block(0, 0, 5, 1), "filterSpecs": specs}}})
    assert [index for index, row in enumerate(tab(book).rows[:5]) if row.hidden_by_filter] == hidden


def test_a_filter_that_sorts_keeps_the_header() -> None:
    book = spreadsheet({"A": [["z"], ["b"], ["a"]]})
    specs = [{"dimensionIndex": 0, "sortOrder": "ASCENDING"}]
    batch(book, {"setBasicFilter": {"filter": {"range": block(0, 0, 3, 1), "sortSpecs": specs}}})
    assert cells(book) == [["z"], ["a"], ["b"]]


def test_filter_views_are_added_copied_changed_and_deleted() -> None:
    book = spreadsheet()
    view: Json = {"title": "Mine", "range": block(0, 0, 5, 2)}
    number = batch(book, {"addFilterView": {"filter": view}})[0]["addFilterView"]["filter"]["filterViewId"]
    ((copied),) = batch(book, {"duplicateFilterView": {"filterId": number}})
    assert copied["duplicateFilterView"]["filter"]["title"] == "Copy of Mine"
    change = {"filter": {"filterViewId": number, "criteria": {"1": {"hiddenValues": ["x"]}}}, "fields": "criteria"}
    batch(book, {"updateFilterView": change})
    assert tab(book).filter_views[0]["filterSpecs"][0]["columnIndex"] == 1
    batch(book, {"deleteFilterView": {"filterId": number}})
    assert [one["title"] for one in tab(book).filter_views] == ["Copy of Mine"]


def test_conditional_formats_are_added_replaced_moved_and_deleted() -> None:
    book = spreadsheet()

    def rule(text: str) -> Json:
        condition = {"type": "TEXT_EQ", "values": [{"userEnteredValue": text}]}
        shape = {"backgroundColor": {"red": 1}}
        return {"ranges": [block(0, 0, 9, 1)], "booleanRule": {"condition": condition, "format": shape}}

    batch(book, *[{"addConditionalFormatRule": {"rule": rule(text), "index": 0}} for text in "cba"])
    ((moved),) = batch(book, {"updateConditionalFormatRule": {"sheetId": 0, "index": 0, "newIndex": 2}})
    assert (moved["updateConditionalFormatRule"]["oldIndex"], moved["updateConditionalFormatRule"]["newIndex"]) == (
        0,
        2,
    )
    ((replaced),) = batch(book, {"updateConditionalFormatRule": {"index": 1, "rule": rule("x")}})
    assert "oldRule" in replaced["updateConditionalFormatRule"]
    ((gone),) = batch(book, {"deleteConditionalFormatRule": {"sheetId": 0, "index": 0}})
    assert (
        gone["deleteConditionalFormatRule"]["rule"]["booleanRule"]["condition"]["values"][0]["userEnteredValue"] == "b"
    )
    message = refusal(book, {"deleteConditionalFormatRule": {"sheetId": 0, "index": 5}})
    assert message.endswith("No conditional format on sheet: 0 at index: 5")


def test_banded_ranges_never_overlap() -> None:
    book = spreadsheet()
    colours: Json = {"firstBandColor": {"red": 1}, "secondBandColorStyle": {"themeColor": "ACCENT1"}}
    band = {"range": block(0, 0, 3, 3), "rowProperties": colours}
    number = batch(book, {"addBanding": {"bandedRange": band}})[0]["addBanding"]["bandedRange"]["bandedRangeId"]
    assert tab(book).banded_ranges[0]["rowProperties"]["firstBandColorStyle"] == {"rgbColor": {"red": 1}}
    message = refusal(book, {"addBanding": {"bandedRange": {**band, "range": block(2, 2, 9, 9)}}})
    assert message.endswith(
        "You cannot add alternating background colors to a range that already has alternating background colors."
    )
    change = {"bandedRange": {"bandedRangeId": number, "range": block(0, 0, 5, 3)}, "fields": "range"}
    batch(book, {"updateBanding": change})
    assert tab(book).banded_ranges[0]["range"]["endRowIndex"] == 5
    batch(book, {"deleteBanding": {"bandedRangeId": number}})
    assert tab(book).banded_ranges == []


def test_a_table_names_its_columns_and_takes_in_appended_rows() -> None:
    book = spreadsheet({"A": [["Name", None], ["x", 1], ["below"]]})
    columns = [{"columnIndex": 1, "columnName": "Sum", "columnType": "DOUBLE"}]
    table = {"name": "People", "range": block(0, 0, 2, 2), "columnProperties": columns}
    told = batch(book, {"addTable": {"table": table}})[0]["addTable"]["table"]
    assert [one["columnName"] for one in told["columnProperties"]] == ["Name", "Sum"]
    rows = [{"values": [{"userEnteredValue": {"stringValue": "new"}}]}]
    batch(book, {"appendCells": {"tableId": told["tableId"], "fields": "userEnteredValue", "rows": rows}})
    assert cells(book) == [["Name", "Sum"], ["x", 1], ["new"], ["below"]]
    assert tab(book).tables[0]["range"]["endRowIndex"] == 3
    typed = {"setDataValidation": {"range": block(1, 1, 2, 2)}}
    assert refusal(book, typed).endswith("This operation is not allowed on cells in typed columns")


def test_a_dropdown_column_needs_its_list() -> None:
    columns = [{"columnIndex": 0, "columnType": "DROPDOWN"}]
    message = refusal(spreadsheet(), {"addTable": {"table": {"range": block(0, 0, 2, 2), "columnProperties": columns}}})
    assert message == "Invalid requests[0].addTable: Condition must be set for dropdown column type."


def test_a_deleted_table_takes_the_conditional_formats_on_it_along() -> None:
    book = spreadsheet()
    told = batch(book, {"addTable": {"table": {"range": block(0, 0, 3, 2)}}})[0]["addTable"]["table"]
    rule = {"ranges": [block(1, 0, 3, 1)], "booleanRule": {"condition": {"type": "BLANK"}, "format": {}}}
    batch(book, {"addConditionalFormatRule": {"rule": rule}})
    batch(book, {"deleteTable": {"tableId": told["tableId"]}})
    assert (tab(book).tables, tab(book).conditional_formats) == ([], [])


def chart(**position: Json | bool) -> Json:
    return {"addChart": {"chart": {"spec": {"title": "T", "pieChart": {}}, "position": position}}}


def test_a_chart_lies_over_cells_or_on_a_sheet_of_its_own() -> None:
    book = spreadsheet()
    over = {"anchorCell": {"sheetId": 0, "rowIndex": 2, "columnIndex": 1}}
    first, second = (one["addChart"]["chart"] for one in batch(book, chart(overlayPosition=over), chart(newSheet=True)))
    assert first["position"]["overlayPosition"] == {
        "anchorCell": {"rowIndex": 2, "columnIndex": 1},
        "widthPixels": 600,
        "heightPixels": 371,
    }
    assert len(book.book.sheets) == 2 and second["position"] == {"sheetId": tab(book, 1).id}
    move = {
        "objectId": first["chartId"],
        "newPosition": {"overlayPosition": {"widthPixels": 9}},
        "fields": "widthPixels",
    }
    ((reply),) = batch(book, {"updateEmbeddedObjectPosition": move})
    assert reply["updateEmbeddedObjectPosition"]["position"]["overlayPosition"]["widthPixels"] == 9
    batch(book, *[{"deleteEmbeddedObject": {"objectId": one["chartId"]}} for one in (first, second)])
    assert len(book.book.sheets) == 1 and tab(book).charts == []


def test_a_slicer_changes_in_its_masked_parts() -> None:
    book = spreadsheet()
    spec = {"dataRange": block(0, 0, 5, 2), "columnIndex": 0, "title": "S"}
    place: Json = {"overlayPosition": {"anchorCell": {}}}
    number = batch(book, {"addSlicer": {"slicer": {"spec": spec, "position": place}}})[0]["addSlicer"]["slicer"][
        "slicerId"
    ]
    batch(book, {"updateSlicerSpec": {"slicerId": number, "spec": {"title": "N"}, "fields": "title"}})
    assert (
        tab(book).slicers[0]["spec"]["title"] == "N" and tab(book).slicers[0]["spec"]["dataRange"]["endRowIndex"] == 5
    )


def test_comments_are_threads_that_only_their_authors_change() -> None:
    book = spreadsheet({"A": [["cell"]]})
    ((reply),) = batch(book, {"insertComment": {"coordinate": {"sheetId": 0}, "content": "Look"}})
    thread = reply["insertComment"]["commentThread"]
    assert (thread["plainTextQuote"], thread["status"], thread["headPost"]["content"]) == ("cell", "OPEN", "Look")
    assert tab(book).comment_anchors[0]["range"] == {"endRowIndex": 1, "endColumnIndex": 1}
    number = thread["commentId"]
    batch(
        book, {"addCommentReply": {"commentId": number, "post": {"commentAction": "RESOLVE"}}}, actor="anna@example.com"
    )
    assert book.book.comments[0]["status"] == "RESOLVED"
    with pytest.raises(ApiError) as caught:
        batch(book, {"deleteComment": {"commentId": number}}, actor="anna@example.com")
    assert caught.value.message == "The requesting user is not the author of the head post."
    batch(book, {"deleteComment": {"commentId": number}})
    assert (book.book.comments, tab(book).comment_anchors) == ([], [])
    with pytest.raises(ApiError) as caught:
        batch(book, {"deleteComment": {"commentId": number}})
    assert (caught.value.code, caught.value.message) == (404, f"Comment thread with ID '{number}' was not found.")


def test_pasted_text_is_entered_as_typed() -> None:
    book = spreadsheet()
    paste: Json = {"coordinate": {"rowIndex": 1}, "data": 'a,007\n"b,c",=1+1', "delimiter": ","}
    batch(book, {"pasteData": paste})
    assert cells(book)[1] == ["a", 7] and cells(book)[2][0] == "b,c"
    batch(book, {"pasteData": {"coordinate": {}, "data": "<table><tr><td>x<td>y</tr></table>", "html": True}})
    assert cells(book)[0] == ["x", "y"]


def test_cells_are_copied_cut_filled_inserted_and_deleted() -> None:
    book = spreadsheet({"A": [[1, 2], [3, 4]]})
    batch(
        book,
        {"copyPaste": {"source": block(0, 0, 1, 2), "destination": block(4, 0, 6, 2)}},
        {"cutPaste": {"source": block(0, 0, 1, 1), "destination": {"sheetId": 0, "rowIndex": 0, "columnIndex": 4}}},
    )
    assert cells(book) == [[None, 2, None, None, 1], [3, 4], [], [], [1, 2], [1, 2]]
    book = spreadsheet({"A": [[1], [2], [], [9]]})
    fill = {"source": block(0, 0, 2, 1), "dimension": "ROWS", "fillLength": 1}
    batch(book, {"autoFill": {"sourceAndDestination": fill}})
    batch(book, {"deleteRange": {"range": block(0, 0, 1, 1), "shiftDimension": "ROWS"}})
    assert cells(book) == [[2], [3], [9]]
    batch(book, {"insertRange": {"range": block(0, 0, 1, 1), "shiftDimension": "ROWS"}})
    assert cells(book) == [[], [2], [3], [9]]


def test_a_spreadsheet_changes_its_locale_and_never_to_an_unknown_one() -> None:
    book = spreadsheet()
    change = {"properties": {"locale": "pl_PL", "timeZone": "Europe/Warsaw"}, "fields": "locale,timeZone"}
    batch(book, {"updateSpreadsheetProperties": change})
    assert (book.book.properties["locale"], book.book.properties["title"]) == ("pl_PL", "Test")
    wrong = {"properties": {"timeZone": "Mars"}, "fields": "timeZone"}
    assert "Mars" in refusal(book, {"updateSpreadsheetProperties": wrong})


def test_data_sources_need_a_scope_that_nobody_has() -> None:
    with pytest.raises(ApiError) as caught:
        batch(spreadsheet(), {"addDataSource": {"dataSource": {"spec": {}}}})
    assert caught.value.code == 403
    assert refusal(spreadsheet(), {"deleteDataSource": {"dataSourceId": "x"}}).endswith("No data source with id: x")

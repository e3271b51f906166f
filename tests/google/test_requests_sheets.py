"""Tabs, rows and columns, groups, sorting and cleaning by batchUpdate."""

import pytest

from tests.google.batches import batch, block, cells, refusal, spreadsheet, tab, text_rows
from tests.google_server.model import Formula, Json

BANDS = {"firstBandColor": {"red": 1}, "secondBandColor": {"green": 1}}


def span(dimension: str, start: int, end: int, sheet: int = 0) -> Json:
    return {"sheetId": sheet, "dimension": dimension, "startIndex": start, "endIndex": end}


def add(title: str, **properties: object) -> Json:
    return {"addSheet": {"properties": {"title": title, **properties}}}


def test_a_new_sheet_is_told_as_google_tells_it() -> None:
    grid = {"rowCount": 2, "columnCount": 3}
    ((reply),) = batch(spreadsheet(), add("New", sheetId=5, gridProperties=grid))
    told = {"sheetId": 5, "title": "New", "index": 1, "sheetType": "GRID", "gridProperties": grid}
    assert reply == {"addSheet": {"properties": told}}


def test_a_new_sheet_without_anything_gets_a_title_an_id_and_the_usual_size() -> None:
    ((reply),) = batch(spreadsheet(), {"addSheet": {}})
    told = reply["addSheet"]["properties"]
    assert told["title"] == "Sheet2" and told["sheetId"] > 0
    assert told["gridProperties"] == {"rowCount": 1000, "columnCount": 26}


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        (add("SHEET1"), 'addSheet: A sheet with the name "SHEET1" already exists. Please enter another name.'),
        (add("x", sheetId=0), "addSheet: Sheet with id 0 already exists."),
        (add("x", sheetId=-1), "addSheet: Sheet id must be non-negative."),
        (add("x" * 101), "addSheet: The sheet name cannot be greater than 100 characters."),
        ({"deleteSheet": {"sheetId": 0}}, "deleteSheet: You can't remove all the sheets in a document."),
        ({"deleteSheet": {"sheetId": 9}}, "deleteSheet: No sheet with id: 9"),
        (
            {"updateSheetProperties": {"properties": {"hidden": True}, "fields": "hidden"}},
            "updateSheetProperties: You can't hide all the sheets in a document.",
        ),
        (
            {"updateSheetProperties": {"properties": {"title": ""}, "fields": "title"}},
            "updateSheetProperties: The sheet name cannot be empty.",
        ),
        (
            {
                "updateSheetProperties": {
                    "properties": {"gridProperties": {"rowCount": 10**6}},
                    "fields": "gridProperties.rowCount",
                }
            },
            (
                "updateSheetProperties: This action would increase the number of cells in the workbook above the "
                "limit of 10000000 cells."
            ),
        ),
        (
            {"deleteDimension": {"range": span("ROWS", 0, 1000)}},
            "deleteDimension: You can't delete all the rows on the sheet.",
        ),
        (
            {"insertDimension": {"range": {"dimension": "ROWS", "startIndex": 0}}},
            "insertDimension: range.endIndex is required",
        ),
        (
            {
                "updateDimensionProperties": {
                    "range": span("COLUMNS", 0, 26),
                    "properties": {"hiddenByUser": True},
                    "fields": "hiddenByUser",
                }
            },
            "updateDimensionProperties: You can't hide all the columns on a sheet.",
        ),
    ],
)
def test_what_no_sheet_can_be_is_refused(request_: Json, message: str) -> None:
    assert refusal(spreadsheet(), request_) == f"Invalid requests[0].{message}"


@pytest.mark.parametrize(("index", "order"), [(0, "CAB"), (1, "ACB"), (2, "ABC"), (3, "ABC")])
def test_moving_a_sheet_counts_in_the_order_before_the_move(index: int, order: str) -> None:
    book = spreadsheet({"A": [], "B": [], "C": []})
    batch(book, {"updateSheetProperties": {"properties": {"sheetId": 2, "index": index}, "fields": "index"}})
    assert "".join(sheet.title for sheet in book.book.sheets) == order


def test_moving_the_first_sheet_before_the_third_takes_index_two() -> None:
    book = spreadsheet({"A": [], "B": [], "C": []})
    batch(book, {"updateSheetProperties": {"properties": {"index": 2}, "fields": "index"}})
    assert [sheet.title for sheet in book.book.sheets] == ["B", "A", "C"]


def test_the_masked_properties_change_and_a_cleared_colour_is_gone() -> None:
    book = spreadsheet()
    given: Json = {"tabColorStyle": {"rgbColor": {"red": 1}}, "gridProperties": {"frozenRowCount": 1}}
    fields = "tabColorStyle,gridProperties.frozenRowCount"
    batch(book, {"updateSheetProperties": {"properties": given, "fields": fields}})
    assert tab(book).properties["gridProperties"] == {"frozenRowCount": 1}
    assert tab(book).properties["tabColor"] == {"red": 1}
    batch(book, {"updateSheetProperties": {"properties": {"tabColorStyle": {}}, "fields": "tabColorStyle"}})
    assert {"tabColor", "tabColorStyle"}.isdisjoint(tab(book).properties)


def test_formulas_follow_a_renamed_sheet_and_lose_a_deleted_one() -> None:
    book = spreadsheet({"A": [], "B": []})
    cell = {"userEnteredValue": {"formulaValue": "=B!A1"}}
    batch(book, {"repeatCell": {"range": block(0, 0, 1, 1), "fields": "userEnteredValue", "cell": cell}})
    batch(book, {"updateSheetProperties": {"properties": {"sheetId": 1, "title": "My B"}, "fields": "title"}})
    assert cells(book) == [[Formula("='My B'!A1")]]
    batch(book, {"deleteSheet": {"sheetId": 1}})
    assert cells(book) == [[Formula("=#REF!")]]


def test_a_duplicate_has_the_cells_and_objects_but_no_metadata_and_no_protection() -> None:
    book = spreadsheet({"A": [["x", Formula("=A!A1")]]})
    batch(book, {"addBanding": {"bandedRange": {"range": block(0, 0, 1, 1), "rowProperties": BANDS}}})
    place = {"dimensionRange": span("ROWS", 0, 1)}
    metadata = {"metadataKey": "k", "visibility": "DOCUMENT", "location": place}
    batch(book, {"createDeveloperMetadata": {"developerMetadata": metadata}})
    batch(book, {"addProtectedRange": {"protectedRange": {"range": block(0, 0, 1, 1)}}})
    ((reply),) = batch(book, {"duplicateSheet": {"sourceSheetId": 0, "newSheetId": 8}})
    assert reply["duplicateSheet"]["properties"]["title"] == "Copy of A"
    made, source = tab(book, 0), tab(book, 1)
    assert cells(book, 0) == [["x", Formula("='Copy of A'!A1")]] and made.rows[0].tags == () and source.rows[0].tags
    assert made.banded_ranges[0]["range"]["sheetId"] == 8 and made.protected_ranges == []
    assert made.banded_ranges[0]["bandedRangeId"] != source.banded_ranges[0]["bandedRangeId"]


def test_rows_are_inserted_appended_moved_and_deleted() -> None:
    book = spreadsheet({"A": [["a"], ["b"], ["c"]]})
    batch(
        book,
        {"insertDimension": {"range": span("ROWS", 1, 2)}},
        {"moveDimension": {"source": span("ROWS", 0, 1), "destinationIndex": 3}},
        {"deleteDimension": {"range": span("ROWS", 0, 1)}},
        {"appendDimension": {"sheetId": 0, "dimension": "ROWS", "length": 5}},
    )
    assert cells(book) == [["b"], ["a"], ["c"]] and tab(book).row_count == 1005


def test_sizes_and_hiding_of_rows_and_columns() -> None:
    book = spreadsheet()
    for dimension in ("ROWS", "COLUMNS"):
        change = {"properties": {"pixelSize": 50, "hiddenByUser": True}, "fields": "pixelSize,hiddenByUser"}
        batch(book, {"updateDimensionProperties": {"range": span(dimension, 1, 2), **change}})
    sheet = tab(book)
    assert (sheet.rows[1].size, sheet.rows[1].hidden_by_user, sheet.rows[0].size) == (50, True, None)
    assert (sheet.columns[1].size, sheet.columns[1].hidden_by_user, sheet.columns[2].size) == (50, True, None)


def test_a_column_is_made_as_wide_as_its_text() -> None:
    book = spreadsheet({"A": [["A" * 1024]]})
    batch(book, {"autoResizeDimensions": {"dimensions": span("COLUMNS", 0, 2)}})
    assert (tab(book).columns[0].size, tab(book).columns[1].size) == (8691, None)


@pytest.mark.parametrize(
    ("first", "second", "groups"),
    [
        ((2, 4), (1, 5), [(1, 5, 1), (2, 4, 2)]),
        ((1, 5), (2, 4), [(1, 5, 1), (2, 4, 2)]),
        ((1, 4), (2, 5), [(1, 5, 1), (2, 4, 2)]),
    ],
)
def test_groups_nest_as_the_documentation_says(
    first: tuple[int, int], second: tuple[int, int], groups: list[tuple[int, int, int]]
) -> None:
    book = spreadsheet()
    for start, end in (first, second):
        replies = batch(book, {"addDimensionGroup": {"range": span("COLUMNS", start, end)}})
    told = replies[0]["addDimensionGroup"]["dimensionGroups"]
    assert [(one["range"]["startIndex"], one["range"]["endIndex"], one["depth"]) for one in told] == groups


def test_deleting_a_group_makes_its_columns_one_depth_shallower() -> None:
    book = spreadsheet()
    batch(book, *[{"addDimensionGroup": {"range": span("COLUMNS", *ends)}} for ends in ((1, 5), (2, 4))])
    ((reply),) = batch(book, {"deleteDimensionGroup": {"range": span("COLUMNS", 3, 5)}})
    told = reply["deleteDimensionGroup"]["dimensionGroups"]
    assert [(one["range"]["startIndex"], one["range"]["endIndex"], one["depth"]) for one in told] == [
        (1, 4, 1),
        (2, 3, 2),
    ]


def test_collapsing_a_group_hides_its_rows() -> None:
    book = spreadsheet()
    group = {"range": span("ROWS", 1, 3), "depth": 1, "collapsed": True}
    batch(book, {"addDimensionGroup": {"range": group["range"]}})
    batch(book, {"updateDimensionGroup": {"dimensionGroup": group, "fields": "collapsed"}})
    assert [row.hidden_by_user for row in tab(book).rows[:4]] == [False, True, True, False]
    assert tab(book).row_groups[0]["collapsed"] is True


def test_sorting_takes_the_rows_and_their_tags_along() -> None:
    book = spreadsheet({"A": [["b", 1], ["a", 2]]})
    metadata = {
        "metadataKey": "k",
        "metadataId": 3,
        "visibility": "DOCUMENT",
        "location": {"dimensionRange": span("ROWS", 0, 1)},
    }
    batch(book, {"createDeveloperMetadata": {"developerMetadata": metadata}})
    specs = [{"dimensionIndex": 0, "sortOrder": "ASCENDING"}]
    batch(book, {"sortRange": {"range": block(0, 0, 2, 26), "sortSpecs": specs}})
    assert cells(book) == [["a", 2], ["b", 1]] and [tag.id for tag in tab(book).rows[1].tags] == [3]


def test_randomising_keeps_every_row() -> None:
    book = spreadsheet({"A": [[number] for number in range(50)]})
    batch(book, {"randomizeRange": {"range": block(0, 0, 50, 1)}})
    assert cells(book) != [[number] for number in range(50)]
    assert sorted(cells(book)) == [[number] for number in range(50)]


def test_find_and_replace_counts_what_it_changed() -> None:
    book = spreadsheet({"A": [["Google Sheets", 22], ["google", "x"]], "B": [["go"]]})
    ((reply),) = batch(book, {"findReplace": {"find": "GO", "replacement": "G", "allSheets": True}})
    counts = {"valuesChanged": 3, "rowsChanged": 3, "sheetsChanged": 2, "occurrencesChanged": 3}
    assert reply == {"findReplace": counts}
    assert cells(book) == [["Gogle Sheets", 22], ["Gogle", "x"]] and cells(book, 1) == [["G"]]


def test_find_and_replace_of_a_whole_cell_compares_and_sets() -> None:
    book = spreadsheet({"A": [["token-1"], ["token-11"], ["Token-1"]]})
    column = {"sheetId": 0, "startColumnIndex": 0, "endColumnIndex": 1}
    exact = {"find": "token-1", "replacement": "done", "range": column, "matchEntireCell": True, "matchCase": True}
    assert batch(book, {"findReplace": exact})[0]["findReplace"]["occurrencesChanged"] == 1
    assert cells(book) == [["done"], ["token-11"], ["Token-1"]]
    assert batch(book, {"findReplace": exact}) == [{"findReplace": {}}]


def test_find_and_replace_knows_groups_and_enters_what_it_makes() -> None:
    book = spreadsheet({"A": [["no 12 x"]]})
    batch(book, {"findReplace": {"find": r"no (\d+).*", "replacement": "$1", "sheetId": 0, "searchByRegex": True}})
    assert cells(book) == [[12]]


def test_find_and_replace_leaves_formulas_alone_unless_told() -> None:
    book = spreadsheet()
    batch(book, {"updateCells": {"start": {}, "fields": "userEnteredValue", "rows": text_rows(["=A2+1"])}})
    find = {"find": "A2", "replacement": "B2", "sheetId": 0}
    assert batch(book, {"findReplace": find}) == [{"findReplace": {}}]
    ((reply),) = batch(book, {"findReplace": {**find, "includeFormulas": True}})
    assert reply["findReplace"]["formulasChanged"] == 1 and cells(book) == [[Formula("=B2+1")]]


def test_duplicates_go_and_the_rest_moves_up_within_the_range() -> None:
    book = spreadsheet({"A": [["a", 1, "x"], ["A", 2, "y"], ["b", 3, "z"]]})
    columns = [span("COLUMNS", 0, 1)]
    ((reply),) = batch(book, {"deleteDuplicates": {"range": block(0, 0, 3, 2), "comparisonColumns": columns}})
    assert reply == {"deleteDuplicates": {"duplicatesRemovedCount": 1}}
    assert cells(book) == [["a", 1, "x"], ["b", 3, "y"], [None, None, "z"]]


def test_whitespace_is_trimmed_and_counted() -> None:
    book = spreadsheet({"A": [["  a \n b "], ["c"], [" = 1"]]})
    assert batch(book, {"trimWhitespace": {"range": block(0, 0, 3, 1)}}) == [
        {"trimWhitespace": {"cellsChangedCount": 2}}
    ]
    assert cells(book) == [["a b"], ["c"], ["= 1"]]


def test_a_column_of_text_is_split_into_columns() -> None:
    book = spreadsheet({"A": [["a;1"], ["b;2;x"], ["c"]]})
    batch(book, {"textToColumns": {"source": block(0, 0, 3, 1), "delimiterType": "AUTODETECT"}})
    assert cells(book) == [["a", 1], ["b", 2, "x"], ["c"]]

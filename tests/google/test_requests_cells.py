"""Writing cells by batchUpdate: only what the mask names changes, and what is read is never interpreted twice."""

import time

import pytest

from tests.google.batches import batch, block, cells, refusal, spreadsheet, tab, text_rows
from tests.google_server.model import Extras, Formula, Json

BEYOND, LAST = "Attempting to write", "beyond the last requested"


def update(range_: Json, fields: str, *rows: Json) -> Json:
    return {"updateCells": {"range": range_, "fields": fields, "rows": list(rows)}}


def extras(book: object, row: int, column: int) -> Extras:
    found = tab(book).extras(row, column)  # type: ignore[arg-type]
    assert found is not None
    return found


def test_a_text_that_looks_like_a_formula_stays_a_text() -> None:
    book = spreadsheet()
    rows = [{"values": [{"userEnteredValue": {"stringValue": "=1+1"}}, {"userEnteredValue": {"formulaValue": "=1+1"}}]}]
    batch(book, {"updateCells": {"start": {"sheetId": 0}, "fields": "userEnteredValue", "rows": rows}})
    assert cells(book) == [["=1+1", Formula("=1+1")]]


def test_cells_of_the_range_without_data_lose_the_masked_fields_only() -> None:
    book = spreadsheet({"A": [[1, 2], [3, 4]]})
    batch(book, {"repeatCell": {"range": block(0, 0, 2, 2), "fields": "note", "cell": {"note": "n"}}})
    batch(book, update(block(0, 0, 2, 2), "userEnteredValue", *text_rows([9])))
    assert cells(book) == [[9]]
    assert extras(book, 1, 1).note == "n"


def test_a_format_is_changed_in_the_masked_parts_and_colours_are_told_in_both_forms() -> None:
    book = spreadsheet()
    one = {"userEnteredFormat": {"textFormat": {"bold": True, "italic": True}, "backgroundColor": {"green": 0.5}}}
    batch(book, {"repeatCell": {"range": block(0, 0, 1, 1), "fields": "userEnteredFormat", "cell": one}})
    two = {"userEnteredFormat": {"textFormat": {"italic": False}}}
    bold = "userEnteredFormat.textFormat.bold"
    batch(book, {"repeatCell": {"range": block(0, 0, 1, 1), "fields": bold, "cell": two}})
    green = {"green": 0.49803922}
    assert extras(book, 0, 0).format == {
        "textFormat": {"italic": True},
        "backgroundColor": green,
        "backgroundColorStyle": {"rgbColor": green},
    }


def test_a_repeated_formula_moves_its_relative_references() -> None:
    book = spreadsheet()
    cell = {"userEnteredValue": {"formulaValue": "=A1+$A$1"}}
    batch(book, {"repeatCell": {"range": block(1, 1, 3, 3), "fields": "userEnteredValue", "cell": cell}})
    texts = [[value.text for value in row if isinstance(value, Formula)] for row in cells(book)[1:]]
    assert texts == [["=A1+$A$1", "=B1+$A$1"], ["=A2+$A$1", "=B2+$A$1"]]


@pytest.mark.parametrize(
    ("where", "rows", "message"),
    [
        ({"start": {"columnIndex": 25}}, text_rows([1, 2]), f"{BEYOND} column: 26, {LAST} column of: 25"),
        ({"range": block(0, 0, 1, 1)}, text_rows([1], [2]), f"{BEYOND} row: 1, {LAST} row of: 0"),
        ({"start": {"rowIndex": 1000}}, text_rows([1]), "GridCoordinate.rowIndex[1000] is after last row in grid[999]"),
        ({"start": {"sheetId": 7}}, text_rows([1]), "No grid with id: 7"),
        ({}, text_rows([1]), "no start"),
    ],
)  # fmt: skip
def test_cells_outside_the_range_or_the_grid_are_refused(where: Json, rows: list[Json], message: str) -> None:
    request = {"updateCells": {**where, "fields": "userEnteredValue", "rows": rows}}
    assert refusal(spreadsheet(), request) == f"Invalid requests[0].updateCells: {message}"


def test_a_cell_holds_fifty_thousand_characters() -> None:
    book = spreadsheet()
    batch(book, update(block(0, 0, 1, 1), "userEnteredValue", *text_rows(["x" * 50_000])))
    message = refusal(book, update(block(0, 0, 1, 1), "userEnteredValue", *text_rows(["x" * 50_001])))
    assert message == (
        "Invalid requests[0].updateCells: "
        "Your input contains more than the maximum of 50000 characters in a single cell."
    )


def test_appended_rows_follow_the_last_value_and_the_grid_grows() -> None:
    book = spreadsheet({"A": [["h"]] + [[number] for number in range(999)]})
    append = {"appendCells": {"sheetId": 0, "fields": "userEnteredValue", "rows": text_rows([7, 8], [9])}}
    assert batch(book, append) == [{}]
    assert tab(book).row_count == 1002 and cells(book)[-2:] == [[7, 8], [9]]


def test_cells_protected_from_a_person_are_refused_and_others_are_not() -> None:
    book = spreadsheet()
    batch(book, {"addProtectedRange": {"protectedRange": {"range": block(0, 0, 1, 5), "editors": {}}}})
    message = refusal(book, update(block(0, 4, 1, 5), "note"), actor="anna@example.com")
    assert message == (
        "Invalid requests[0].updateCells: You are trying to edit a protected cell or object. "
        "Please contact the spreadsheet owner to remove protection if you need to edit."
    )
    assert batch(book, update(block(1, 0, 2, 1), "note"), actor="anna@example.com") == [{}]


def test_a_validation_rule_is_kept_without_its_false_parts_and_can_be_cleared() -> None:
    book = spreadsheet()
    rule = {
        "condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "y"}]},
        "strict": True,
        "showCustomUi": False,
    }
    batch(book, {"setDataValidation": {"range": block(1, 0, 3, 1), "rule": rule}})
    assert extras(book, 2, 0).validation == {"condition": rule["condition"], "strict": True}
    batch(book, {"setDataValidation": {"range": block(1, 0, 3, 1)}})
    assert tab(book).extras(2, 0) is None


def test_a_validation_rule_needs_the_values_of_its_condition() -> None:
    rule = {"condition": {"type": "NUMBER_BETWEEN", "values": [{"userEnteredValue": "1"}]}}
    message = refusal(spreadsheet(), {"setDataValidation": {"range": block(0, 0, 1, 1), "rule": rule}})
    assert message == (
        "Invalid requests[0].setDataValidation: ConditionType 'NUMBER_BETWEEN' requires exactly two ConditionValues, "
        "but 1 values were supplied."
    )


def test_references_of_an_entered_formula_are_respelled_as_google_keeps_them() -> None:
    book = spreadsheet({"Sales": []})
    rows = text_rows(["=sum( sales!a3:a3 )"])
    batch(book, {"updateCells": {"start": {}, "fields": "userEnteredValue", "rows": rows}})
    assert cells(book) == [[Formula("=sum( Sales!A3 )")]]


def test_borders_of_a_range_and_of_its_inside() -> None:
    book = spreadsheet()
    solid: Json = {"style": "SOLID", "color": {"red": 1}}
    batch(book, {"updateBorders": {"range": block(0, 0, 2, 1), "top": solid, "innerHorizontal": {"style": "DOTTED"}}})
    first, second = (extras(book, row, 0).format or {} for row in (0, 1))
    red = {"style": "SOLID", "width": 1, "color": {"red": 1}, "colorStyle": {"rgbColor": {"red": 1}}}
    assert first["borders"]["top"] == red and first["borders"]["bottom"]["style"] == "DOTTED"
    assert set(second["borders"]) == {"top"}
    batch(book, {"updateBorders": {"range": block(1, 0, 2, 1), "top": {"style": "NONE"}}})
    assert tab(book).extras(1, 0) is None


def test_ten_thousand_updates_and_tags_in_one_batch_take_seconds_at_most() -> None:
    book = spreadsheet({"A": [[""]] * 10_000})
    begin = time.perf_counter()
    fields = "userEnteredValue"
    batch(book, *[update(block(row, 0, row + 1, 2), fields, *text_rows([row, "x"])) for row in range(10_000)])
    batch(book, *[tag(row + 1, row) for row in range(10_000)])
    assert time.perf_counter() - begin < 10
    assert cells(book)[9_999] == [9_999, "x"] and tab(book).rows[9_999].tags[0].id == 10_000


def tag(number: int, row: int) -> Json:
    place = {"dimensionRange": {"sheetId": 0, "dimension": "ROWS", "startIndex": row, "endIndex": row + 1}}
    told = {"metadataId": number, "metadataKey": "r", "visibility": "DOCUMENT", "location": place}
    return {"createDeveloperMetadata": {"developerMetadata": told}}


def test_a_second_tag_with_an_id_in_use_undoes_the_batch() -> None:
    book = spreadsheet()
    batch(book, tag(5, 0))
    message = refusal(book, update(block(0, 0, 1, 1), "userEnteredValue", *text_rows(["new"])), tag(5, 1))
    assert message.startswith("Invalid requests[1].createDeveloperMetadata: ") and "already exists" in message
    assert cells(book) == []

"""The values methods: what they answer, what they write, what they refuse; shapes as in Google's recorded answers."""

from typing import Any

import pytest

from tests.google_server.errors import ApiError
from tests.google_server.model import Book, Column, Extras, Json, Row, Sheet, Spreadsheet
from tests.google_server.values_api import (
    values_append,
    values_batch_clear,
    values_batch_get,
    values_batch_get_by_data_filter,
    values_batch_update,
    values_batch_update_by_data_filter,
    values_clear,
    values_get,
    values_update,
)

ME = "robot@example.com"
RAW = {"valueInputOption": ["RAW"]}
TYPED = {"valueInputOption": ["USER_ENTERED"]}


def spreadsheet(rows: int = 1000, columns: int = 26, locale: str = "en_US") -> Spreadsheet:
    sheet = Sheet(0, "Sheet1", [Row() for _ in range(rows)], [Column() for _ in range(columns)])
    return Spreadsheet("ID", Book([sheet], {"locale": locale}))


def update(file: Spreadsheet, range_text: str, values: Any, query: Any = None, actor: str = ME, **more: Any) -> Json:
    with file.transaction(actor):
        return values_update(file, actor, range_text, query or RAW, {"values": values, **more})


def append(file: Spreadsheet, range_text: str, values: Any, query: Any = None) -> Json:
    with file.transaction(ME):
        return values_append(file, ME, range_text, query or RAW, {"values": values})


def values(file: Spreadsheet, range_text: str = "Sheet1", **query: str) -> Any:
    return values_get(file, range_text, {name: [word] for name, word in query.items()}).get("values")


def test_an_empty_range_has_no_values_at_all() -> None:
    assert values_get(spreadsheet(), "Sheet1!D4", {}) == {"range": "Sheet1!D4", "majorDimension": "ROWS"}


def test_empty_cells_are_kept_inside_and_left_out_at_the_ends() -> None:
    file = spreadsheet()
    update(file, "A1", [["A1", "B1", "", "D1"], ["", "b2", "", ""], ["", "", "", ""], ["A4", 0.4, "", 4]])
    assert values(file) == [["A1", "B1", "", "D1"], ["", "b2"], [], ["A4", "0.4", "", "4"]]
    assert values(file, majorDimension="COLUMNS") == [
        ["A1", "", "", "A4"],
        ["B1", "b2", "", "0.4"],
        [],
        ["D1", "", "", "4"],
    ]


def test_an_update_tells_what_it_wrote_and_leaves_nulls_alone() -> None:
    file = spreadsheet()
    update(file, "A1", [["x", "x"], ["x", "x"]])
    told = update(file, "'Sheet1'!A1:D6", [[1, None, None], [None, None, None], [None, None, 2]])
    assert told == {
        "spreadsheetId": "ID",
        "updatedRange": "Sheet1!A1:C3",
        "updatedRows": 2,
        "updatedColumns": 2,
        "updatedCells": 2,
    }
    assert values(file) == [["1", "x"], ["x", "x"], ["", "", "2"]]


def test_ragged_rows_leave_the_rest_of_the_short_ones() -> None:
    file = spreadsheet()
    update(file, "A1:C2", [["a", "b", "c"], ["d", "e", "f"]])
    assert update(file, "A1:C2", [["x"], [1, 2]])["updatedCells"] == 3
    assert values(file) == [["x", "b", "c"], ["1", "2", "f"]]


@pytest.mark.parametrize(
    ("range_text", "given", "message"),
    [
        ("Sheet1!A1:B1", [[1, 2, 3]], "Requested writing within range [Sheet1!A1:B1], but tried writing to column [C]"),
        ("A1:B2", [[1], [2], [3]], "Requested writing within range [Sheet1!A1:B2], but tried writing to row [3]"),
        ("A1000", [[1], [2]], "Range (Sheet1!A1000:A1001) exceeds grid limits. Max rows: 1000, max columns: 26"),
        ("Z1", [[1, 2]], "Range (Sheet1!Z1:AA1) exceeds grid limits. Max rows: 1000, max columns: 26"),
        ("A1", "X", "Invalid value at 'data.values' (type.googleapis.com/google.protobuf.ListValue), \"X\""),
        ("A1", [["x" * 50_001]], "Your input contains more than the maximum of 50000 characters in a single cell."),
        ("A1", [[["a"]]], 'Invalid values[0][0]: list_value {\n  values {\n    string_value: "a"\n  }\n}\n'),
    ],
)
def test_a_wrong_update_is_refused_in_googles_words_and_changes_nothing(
    range_text: str, given: Any, message: str
) -> None:
    file = spreadsheet()
    with pytest.raises(ApiError) as refusal:
        update(file, range_text, given)
    assert refusal.value.message == message
    assert values(file) is None


def test_a_parse_failure_names_the_field_in_its_details() -> None:
    with pytest.raises(ApiError) as refusal:
        update(spreadsheet(), "A1", "X")
    (detail,) = refusal.value.body()["error"]["details"]
    assert detail["fieldViolations"][0]["field"] == "data.values"


def test_a_cell_takes_exactly_50000_characters() -> None:
    file = spreadsheet()
    update(file, "A1", [["x" * 50_000]])
    assert len(values(file)[0][0]) == 50_000


def test_without_an_input_option_nothing_is_written() -> None:
    with pytest.raises(ApiError, match="'valueInputOption' is required but not specified"):
        update(spreadsheet(), "A1", [[1]], {"includeValuesInResponse": ["true"]})


def test_raw_texts_stay_as_they_are_and_typed_ones_are_parsed() -> None:
    file = spreadsheet()
    given = [["007", "=1+1", "'0123", "TRUE", "1-2"]]
    update(file, "A1", given)
    update(file, "A2", given, TYPED)
    assert values(file, valueRenderOption="UNFORMATTED_VALUE")[0] == given[0]
    assert values(file, valueRenderOption="UNFORMATTED_VALUE")[1][:4] == [7, 2, "0123", True]
    assert values(file)[1] == ["7", "2", "0123", "TRUE", "1-2"]
    assert values(file, valueRenderOption="FORMULA")[1][1] == "=1+1"


def test_references_in_typed_formulas_are_respelled_and_the_rest_is_kept() -> None:
    file = spreadsheet()
    update(file, "A1", [["=sum( sheet1!c3:b2 )"]], TYPED)
    assert values(file, valueRenderOption="FORMULA") == [["=sum( Sheet1!B2:C3 )"]]


def test_dates_are_serial_numbers_unless_texts_are_asked_for() -> None:
    file = spreadsheet()
    update(file, "A1", [["=4/2", "2020-01-01", "string", 53]], TYPED)
    plain = {"valueRenderOption": "UNFORMATTED_VALUE"}
    assert values(file, **plain) == [[2, 43831, "string", 53]]
    assert values(file, **plain, dateTimeRenderOption="FORMATTED_STRING") == [[2, "2020-01-01", "string", 53]]
    assert values(file, valueRenderOption="FORMULA") == [["=4/2", 43831, "string", 53]]


def test_values_told_back_show_the_whole_range_asked_for_after_writing() -> None:
    file = spreadsheet()
    update(file, "A1", [["a", "b"], ["c", "d"]])
    query = {**RAW, "includeValuesInResponse": ["true"], "responseValueRenderOption": ["UNFORMATTED_VALUE"]}
    told = update(file, "A1:B2", [[1.5]], query)
    assert told["updatedRange"] == "Sheet1!A1"
    assert told["updatedData"] == {
        "range": "Sheet1!A1:B2",
        "majorDimension": "ROWS",
        "values": [[1.5, "b"], ["c", "d"]],
    }


def test_append_drifts_to_the_right_when_the_first_columns_are_empty_as_google_does() -> None:
    file = spreadsheet()
    row = [["x", "", "y"]]
    assert append(file, "Sheet1", row) == {
        "spreadsheetId": "ID",
        "updates": {
            "spreadsheetId": "ID", "updatedRange": "Sheet1!A1:C1", "updatedRows": 1, "updatedColumns": 3,
            "updatedCells": 3,
        },
    }  # fmt: skip
    again = append(file, "Sheet1", row)
    assert (again["tableRange"], again["updates"]["updatedRange"]) == ("Sheet1!C1", "Sheet1!C2:E2")
    anchored = append(file, "Sheet1!A1", row)
    assert (anchored["tableRange"], anchored["updates"]["updatedRange"]) == ("Sheet1!A1", "Sheet1!A2:C2")


@pytest.mark.parametrize(
    ("range_text", "table", "written"),
    [
        ("Sheet1", "Sheet1!B4:D6", "Sheet1!B7"),
        ("B4", "Sheet1!B4:D6", "Sheet1!B7"),
        ("C5:D5", "Sheet1!B4:D6", "Sheet1!B7"),
        ("B2:D4", "Sheet1!B4:D6", "Sheet1!B7"),
        ("A3:G10", "Sheet1!B4:D6", "Sheet1!B7"),
        ("A1", "Sheet1!A1:C2", "Sheet1!A3"),
        ("B4", "Sheet1!B4:D6", "Sheet1!B7"),
        ("E4", None, "Sheet1!E4"),
        ("A4", None, "Sheet1!A4"),
    ],
)
def test_append_finds_the_table_of_googles_guide(range_text: str, table: str | None, written: str) -> None:
    file = spreadsheet()
    update(file, "A1", [["x", "y", "z"], ["x", "y", "z"]])
    update(file, "B4", [["x", "y", ""], ["", "y", "z"], ["x", "y", "z"]])
    told = append(file, range_text, [["new"]])
    assert (told.get("tableRange"), told["updates"]["updatedRange"]) == (table, written)


def test_append_makes_the_sheet_longer_when_it_is_full() -> None:
    file = spreadsheet(2, 2)
    append(file, "Sheet1", [["a", "b"], ["c", "d"]])
    told = append(file, "Sheet1", [["e", "f", "g"]])
    assert told["updates"]["updatedRange"] == "Sheet1!A3:C3"
    assert (file.book.sheets[0].row_count, file.book.sheets[0].column_count) == (3, 3)


def test_append_overwrites_what_is_below_unless_rows_are_inserted() -> None:
    found = {}
    for option in ("OVERWRITE", "INSERT_ROWS"):
        file = spreadsheet()
        update(file, "A1:D4", [["a"], ["", "", "", "side"], [""], ["below"]])
        append(file, "A1", [["new"], ["new"]], {**RAW, "insertDataOption": [option]})
        found[option] = values(file)
    assert found["OVERWRITE"] == [["a"], ["new", "", "", "side"], ["new"], ["below"]]
    assert found["INSERT_ROWS"] == [["a"], ["new"], ["new"], ["", "", "", "side"], [], ["below"]]


def test_append_in_columns_writes_columns() -> None:
    file = spreadsheet()
    with file.transaction(ME):
        values_append(file, ME, "B1", RAW, {"majorDimension": "COLUMNS", "values": [["a", "b"], ["c", "d"]]})
    assert values(file) == [["", "a", "c"], ["", "b", "d"]]


def test_clear_empties_values_and_keeps_notes_and_formats() -> None:
    file = spreadsheet()
    update(file, "A1", [["2020-01-01", "b", "c"]], TYPED)
    with file.transaction(ME):
        file.book.sheets[0].put_extras(0, 1, Extras(note="mine"))
    with file.transaction(ME):
        assert values_clear(file, ME, "A1:B9999") == {"spreadsheetId": "ID", "clearedRange": "Sheet1!A1:B1000"}
    assert values(file) == [["", "", "c"]]
    kept = [file.book.sheets[0].extras(0, column) for column in (0, 1)]
    assert kept[0] is not None and kept[0].format == {"numberFormat": {"type": "DATE", "pattern": "yyyy-mm-dd"}}
    assert kept[1] is not None and kept[1].note == "mine"


def test_batches_answer_in_the_order_asked_and_count_rows_and_columns_once() -> None:
    file = spreadsheet()
    data = [{"range": "A1:D1", "values": [["A1", "B1", "", "D1"]]}, {"range": "A4:D4", "values": [["A4", "", "", 4]]}]
    with file.transaction(ME):
        told = values_batch_update(file, ME, {"valueInputOption": "RAW", "data": data})
    assert [told[f"totalUpdated{name}"] for name in ("Rows", "Columns", "Cells", "Sheets")] == [2, 4, 8, 1]
    assert [answer["updatedRange"] for answer in told["responses"]] == ["Sheet1!A1:D1", "Sheet1!A4:D4"]
    got = values_batch_get(file, {"ranges": ["D4", "A:A"]})
    assert [part["range"] for part in got["valueRanges"]] == ["Sheet1!D4", "Sheet1!A1:A1000"]
    assert [part["values"] for part in got["valueRanges"]] == [[["4"]], [["A1"], [], [], ["A4"]]]
    with file.transaction(ME):
        assert values_batch_clear(file, ME, {"ranges": ["A1:B1", "D1"]})["clearedRanges"] == [
            "Sheet1!A1:B1",
            "Sheet1!D1",
        ]


def test_one_bad_range_of_a_batch_undoes_all_of_it() -> None:
    file = spreadsheet()
    data = [{"range": "A1", "values": [["x"]]}, {"range": "A1:A2", "values": [[1, 2]]}]
    with pytest.raises(ApiError), file.transaction(ME):
        values_batch_update(file, ME, {"valueInputOption": "RAW", "data": data})
    assert values(file) is None


def protected(file: Spreadsheet, **more: Any) -> None:
    whole = {"protectedRangeId": 1, "range": {"startColumnIndex": 0, "endColumnIndex": 2}, **more}
    file.book.sheets[0].protected_ranges = [whole]


def test_protected_cells_refuse_strangers_with_400_but_not_the_owner_or_editors() -> None:
    file = spreadsheet()
    protected(file, editors={"users": ["Editor@example.com"]})
    with pytest.raises(ApiError, match="protected cell") as refusal:
        update(file, "B2:C2", [["x", "y"]])
    assert refusal.value.code == 400
    update(file, "C2", [["beside"]])
    update(file, "A1", [["editor"]], actor="editor@example.com")
    update(file, "A2", [["owner"]], actor=file.owner)
    assert values(file) == [["editor"], ["owner", "", "beside"]]


def test_a_warning_and_cells_left_open_bind_nobody() -> None:
    file = spreadsheet()
    protected(file, warningOnly=True)
    update(file, "A1", [["x"]])
    protected(file, unprotectedRanges=[{"startRowIndex": 0, "endRowIndex": 2, "endColumnIndex": 2}])
    update(file, "A1:B2", [["y", "y"], ["y", "y"]])
    with pytest.raises(ApiError):
        update(file, "A2:A3", [["z"], ["z"]])


def tagged(file: Spreadsheet, row: int, number: int) -> None:
    from tests.google_server.metadata import create

    place = {"dimensionRange": {"dimension": "ROWS", "startIndex": row, "endIndex": row + 1}}
    told = {"metadataId": number, "metadataKey": "r", "location": place, "visibility": "DOCUMENT"}
    with file.transaction(ME) as book:
        create(book, told, "requests[0].createDeveloperMetadata")


def by_id(number: int) -> Json:
    return {"developerMetadataLookup": {"metadataId": number}}


def test_values_are_written_and_read_by_the_tag_of_a_row() -> None:
    file = spreadsheet()
    update(file, "A1", [["id", "name"], ["1", "Anna"], ["2", "Ion"]])
    tagged(file, 2, 42)
    body = {
        "valueInputOption": "RAW",
        "includeValuesInResponse": True,
        "data": [{"dataFilter": by_id(42), "values": [[None, "Ioan"]]}],
    }
    with file.transaction(ME):
        told = values_batch_update_by_data_filter(file, ME, body)
    (answer,) = told["responses"]
    assert (answer["dataFilter"], answer["updatedRange"]) == (by_id(42), "Sheet1!A3:B3")
    assert answer["updatedData"] == {"range": "Sheet1!A3:Z3", "majorDimension": "ROWS", "values": [["2", "Ioan"]]}
    assert told["totalUpdatedCells"] == 1
    got = values_batch_get_by_data_filter(file, {"dataFilters": [by_id(42), {"a1Range": "Sheet1!A2"}]})
    assert [part["valueRange"]["values"] for part in got["valueRanges"]] == [[["2", "Ioan"]], [["1"]]]
    assert got["valueRanges"][0]["dataFilters"] == [by_id(42)]


def test_a_filter_that_matches_nothing_is_absent_or_refused_as_chosen() -> None:
    file = spreadsheet()
    body = {"valueInputOption": "RAW", "data": [{"dataFilter": by_id(9), "values": [["x"]]}]}
    with file.transaction(ME):
        assert values_batch_update_by_data_filter(file, ME, body) == {"spreadsheetId": "ID"}
    with pytest.raises(ApiError) as refusal, file.transaction(ME):
        values_batch_update_by_data_filter(file, ME, body, unmatched="refused")
    assert refusal.value.code == 400


def test_more_values_than_the_tagged_row_is_wide_are_refused() -> None:
    file = spreadsheet(columns=2)
    tagged(file, 0, 1)
    body = {"valueInputOption": "RAW", "data": [{"dataFilter": by_id(1), "values": [["a", "b", "c"]]}]}
    with pytest.raises(ApiError), file.transaction(ME):
        values_batch_update_by_data_filter(file, ME, body)


def test_a_hundred_thousand_rows_are_read_whole() -> None:
    file = spreadsheet(100_001, 10)
    update(file, "A1", [[f"C-{row}", row, row / 8, None, "x"] for row in range(100_000)])
    got = values(file, valueRenderOption="UNFORMATTED_VALUE")
    assert len(got) == 100_000
    assert got[-1] == ["C-99999", 99_999, 12_499.875, "", "x"]

"""What the parser of batchUpdate lets through, and Google's words for what it does not."""

import json
from pathlib import Path

import pytest

from tests.google.batches import batch, block, refusal, spreadsheet
from tests.google_server.errors import ApiError
from tests.google_server.model import Json
from tests.google_server.requests import KINDS
from tests.google_server.requests.schema import messages, read_requests


def test_every_kind_of_request_of_the_api_is_carried_out() -> None:
    assert set(KINDS) == set(messages()["Request"]) and len(KINDS) == 74


def test_the_schema_names_only_messages_that_it_has() -> None:
    scalars = {"int32", "double", "float", "bool", "string", "mask", "any", "enum"}
    path = Path(__file__).parents[1] / "google_server" / "requests" / "schema.json"
    known = json.loads(path.read_text("utf-8"))
    kinds = {kind.lstrip("[{").split()[0] for fields in known.values() for kind in fields.values()}
    assert kinds - scalars <= known.keys()


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        (
            {"frobnicate": {}},
            "Invalid JSON payload received. Unknown name \"frobnicate\" at 'requests[0]': Cannot find field.",
        ),
        (
            {"addSheet": {"titel": "x"}},
            "Invalid JSON payload received. Unknown name \"titel\" at 'requests[0].add_sheet': Cannot find field.",
        ),
        (
            {"addSheet": {"properties": {"title": 5}}},
            "Invalid value at 'requests[0].add_sheet.properties.title' (TYPE_STRING), 5",
        ),
        (
            {"addSheet": {"properties": {"index": "two"}}},
            "Invalid value at 'requests[0].add_sheet.properties.index' (TYPE_INT32), \"two\"",
        ),
        (
            {"sortRange": {"sortSpecs": [{"sortOrder": "UP"}]}},
            (
                "Invalid value at 'requests[0].sort_range.sort_specs[0].sort_order' "
                '(type.googleapis.com/google.apps.sheets.v4.SortOrder), "UP"'
            ),
        ),
        (
            {"repeatCell": {"range": "A1"}},
            (
                "Invalid value at 'requests[0].repeat_cell.range' "
                '(type.googleapis.com/google.apps.sheets.v4.GridRange), "A1"'
            ),
        ),
        (
            {"findReplace": {"range": [{}]}},
            (
                "Invalid JSON payload received. Unknown name \"range\" at 'requests[0].find_replace': "
                "Proto field is not repeating, cannot start list."
            ),
        ),
        (
            {"findReplace": {"find": {"a": 1}}},
            "Invalid value at 'requests[0].find_replace' (find), Starting an object on a scalar field",
        ),
        (
            {"addSheet": {}, "deleteSheet": {}},
            "Invalid value at 'requests[0]' (oneof), oneof field 'kind' is already set. Cannot set 'deleteSheet'",
        ),
        (
            {"updateCells": {"rows": [{"values": [{"userEnteredValue": {"boolValue": True, "numberValue": 1}}]}]}},
            (
                "Invalid value at 'requests[0].update_cells.rows[0].values[0].user_entered_value' (oneof), "
                "oneof field 'value' is already set. Cannot set 'numberValue'"
            ),
        ),
        ({}, "Invalid requests[0]: No request set."),
    ],
)
def test_a_request_that_is_none_is_refused_in_googles_words(request_: Json, message: str) -> None:
    assert refusal(spreadsheet(), request_) == message


def test_all_faults_of_a_body_are_told_at_once_with_their_fields() -> None:
    with pytest.raises(ApiError) as caught:
        read_requests([{"addSheet": {"x": 1}}, {"deleteSheet": {"sheetId": "a"}}])
    assert len(caught.value.message.split("\n")) == 2
    assert caught.value.details is not None
    fields = [violation["field"] for violation in caught.value.details[0]["fieldViolations"]]
    assert fields == ["requests[0].add_sheet", "requests[1].delete_sheet.sheet_id"]


def test_names_may_be_written_in_both_spellings_and_numbers_as_text() -> None:
    given = [{"insert_dimension": {"range": {"sheet_id": "0", "start_index": 1.0, "dimension": "ROWS"}}}]
    assert read_requests(given) == [
        {"insertDimension": {"range": {"sheetId": 0, "startIndex": 1, "dimension": "ROWS"}}}
    ]


def test_nulls_are_the_same_as_fields_left_out() -> None:
    assert read_requests([{"addSheet": {"properties": None}, "deleteSheet": None}]) == [{"addSheet": {}}]


def test_a_refused_request_leaves_nothing_of_its_batch_behind() -> None:
    book = spreadsheet()
    new = {"addSheet": {"properties": {"title": "New"}}}
    message = refusal(book, new, {"updateCells": {"range": block(0, 0, 1, 1, 99), "fields": "*"}})
    assert message == "Invalid requests[1].updateCells: No grid with id: 99"
    assert [sheet.title for sheet in book.book.sheets] == ["Sheet1"]


def test_an_update_must_name_fields_that_exist() -> None:
    book = spreadsheet()
    missing = "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)"
    assert refusal(book, {"repeatCell": {"range": block(0, 0, 1, 1)}}) == f"Invalid requests[0].repeatCell: {missing}"
    wrong = {"repeatCell": {"range": block(0, 0, 1, 1), "fields": "userEnteredFormat.colour"}}
    assert refusal(book, wrong) == "Invalid requests[0].repeatCell: Invalid field: userEnteredFormat.colour"
    assert batch(book, {"repeatCell": {"range": block(0, 0, 1, 1), "fields": "userEnteredFormat(textFormat/bold)"}})

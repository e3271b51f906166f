"""Merges, filters, tables, charts and the like as the cells under them move or go."""

from typing import Any

import pytest

from tests.google.sheet_sketches import book_of, delete, insert, text
from tests.google_server.errors import ApiError
from tests.google_server.model import Extras, Json


def test_objects_of_every_kind_follow_inserted_rows() -> None:
    book = book_of()
    sheet = book.sheets[0]
    place = {"startRowIndex": 2, "endRowIndex": 6, "startColumnIndex": 0, "endColumnIndex": 3}
    down = {**place, "startRowIndex": 3, "endRowIndex": 7}
    sheet.merges = [place]
    sheet.protected_ranges = [{"protectedRangeId": 1, "range": place}]
    sheet.conditional_formats = [
        {"ranges": [place], "booleanRule": {"condition": {"values": [{"userEnteredValue": "=$A3>1"}]}}}
    ]
    sheet.filter_views = [{"filterViewId": 1, "range": place}]
    sheet.basic_filter = {"range": place}
    sheet.banded_ranges = [{"bandedRangeId": 1, "range": place}]
    sheet.tables = [{"tableId": "t", "range": place}]
    sheet.slicers = [{"slicerId": 1, "spec": {"dataRange": place}}]
    sheet.row_groups = [{"range": {"dimension": "ROWS", "startIndex": 2, "endIndex": 6}, "depth": 1}]
    anchor = {"overlayPosition": {"anchorCell": {"rowIndex": 4, "columnIndex": 5}}}
    book.sheets[1].charts = [{"spec": {"domain": {"sourceRange": {"sources": [place]}}}, "position": anchor}]
    sheet.charts = [{"position": anchor}]
    book.named_ranges = [{"namedRangeId": "n", "name": "n", "range": place}]
    insert(book, "ROWS", 1, 2)
    assert sheet.merges == [down]
    assert [sheet.protected_ranges[0]["range"], sheet.filter_views[0]["range"], sheet.basic_filter["range"]] == [
        down
    ] * 3
    assert [sheet.banded_ranges[0]["range"], sheet.tables[0]["range"], book.named_ranges[0]["range"]] == [down] * 3
    assert sheet.slicers[0]["spec"]["dataRange"] == down
    assert sheet.conditional_formats[0]["ranges"] == [down]
    assert sheet.conditional_formats[0]["booleanRule"]["condition"]["values"] == [{"userEnteredValue": "=$A4>1"}]
    assert sheet.row_groups[0]["range"] == {"dimension": "ROWS", "startIndex": 3, "endIndex": 7}
    assert book.sheets[1].charts[0]["spec"]["domain"]["sourceRange"]["sources"] == [down]
    assert sheet.charts[0]["position"]["overlayPosition"]["anchorCell"] == {"rowIndex": 5, "columnIndex": 5}


def test_what_stands_on_deleted_rows_only_goes_with_them() -> None:
    book = book_of()
    sheet = book.sheets[0]
    place = {"startRowIndex": 2, "endRowIndex": 4, "startColumnIndex": 0, "endColumnIndex": 3}
    sheet.protected_ranges = [{"protectedRangeId": 1, "range": place}]
    sheet.basic_filter = {"range": place}
    sheet.conditional_formats = [{"ranges": [place]}]
    sheet.merges = [place, {**place, "endRowIndex": 5, "endColumnIndex": 1}]
    book.named_ranges = [{"namedRangeId": "n", "name": "n", "range": place}]
    delete(book, "ROWS", 2, 4)
    kept: list[Any] = [sheet.protected_ranges, sheet.basic_filter, sheet.conditional_formats, sheet.merges]
    assert kept == [[], None, [], []]
    assert book.named_ranges == []


def test_the_anchor_of_a_comment_outlives_its_cells() -> None:
    book = book_of()
    place = {"startRowIndex": 5, "endRowIndex": 6, "startColumnIndex": 2, "endColumnIndex": 3}
    book.sheets[0].comment_anchors = [{"anchorId": "k", "range": place}]
    delete(book, "ROWS", 4, 8)
    empty = {"startRowIndex": 4, "endRowIndex": 4, "startColumnIndex": 2, "endColumnIndex": 3}
    assert book.sheets[0].comment_anchors == [{"anchorId": "k", "range": empty}]
    book.sheets[0].comment_anchors = [{"anchorId": "k", "range": place}]
    delete(book, "COLUMNS", 1, 4)
    aside = {"startRowIndex": 5, "endRowIndex": 6, "startColumnIndex": 1, "endColumnIndex": 1}
    assert book.sheets[0].comment_anchors == [{"anchorId": "k", "range": aside}]
    insert(book, "ROWS", 0, 1)
    assert book.sheets[0].comment_anchors[0]["range"] == {**aside, "startRowIndex": 6, "endRowIndex": 7}
    book.sheets[0].comment_anchors = [{"anchorId": "k", "range": {"endRowIndex": 1, "endColumnIndex": 1}}]
    insert(book, "ROWS", 0, 2)
    assert book.sheets[0].comment_anchors[0]["range"] == {"startRowIndex": 2, "endRowIndex": 3, "endColumnIndex": 1}


def test_an_open_range_stays_open_and_a_whole_column_stays_whole() -> None:
    book = book_of()
    book.named_ranges = [
        {"name": "below", "range": {"startRowIndex": 1, "startColumnIndex": 0, "endColumnIndex": 1}},
        {"name": "whole", "range": {"startColumnIndex": 0, "endColumnIndex": 1}},
    ]
    insert(book, "ROWS", 0, 2)
    assert [one["range"] for one in book.named_ranges] == [
        {"startRowIndex": 3, "startColumnIndex": 0, "endColumnIndex": 1},
        {"startColumnIndex": 0, "endColumnIndex": 1},
    ]


def test_conditional_formats_take_in_a_row_that_inherits_from_them() -> None:
    book = book_of()
    place = {"startRowIndex": 1, "endRowIndex": 4, "startColumnIndex": 0, "endColumnIndex": 1}
    book.sheets[0].conditional_formats = [{"ranges": [place]}]
    insert(book, "ROWS", 1, 2)
    assert book.sheets[0].conditional_formats[0]["ranges"] == [{**place, "endRowIndex": 5}]
    insert(book, "ROWS", 5, 6, before=True)
    assert book.sheets[0].conditional_formats[0]["ranges"] == [{**place, "endRowIndex": 6}]


def test_filter_columns_and_dropdown_sources_follow_columns() -> None:
    book = book_of([["a"]])
    sheet = book.sheets[0]
    place = {"startRowIndex": 0, "endRowIndex": 9, "startColumnIndex": 0, "endColumnIndex": 4}
    sheet.basic_filter = {
        "range": place,
        "criteria": {"1": {"hiddenValues": ["x"]}, "2": {}},
        "filterSpecs": [{"columnIndex": 1}],
        "sortSpecs": [{"dimensionIndex": 3}],
    }
    rule = {"condition": {"type": "ONE_OF_RANGE", "values": [{"userEnteredValue": "=A!$C$1:$C$5"}]}, "strict": True}
    book.sheets[1].put_extras(4, 4, Extras(validation=rule))
    delete(book, "COLUMNS", 2, 3)
    insert(book, "COLUMNS", 1, 2)
    assert sheet.basic_filter["criteria"] == {"2": {"hiddenValues": ["x"]}}
    assert sheet.basic_filter["filterSpecs"] == [{"columnIndex": 2}]
    assert sheet.basic_filter["sortSpecs"] == [{"dimensionIndex": 3}]
    found = book.sheets[1].extras(4, 4)
    assert found is not None
    assert found.validation is not None
    assert found.validation["condition"]["values"] == [{"userEnteredValue": "=#REF!"}]


def test_a_column_inside_a_table_gets_a_name_and_the_others_keep_theirs() -> None:
    book = book_of([["one", "two"]])
    place = {"startRowIndex": 0, "endRowIndex": 3, "startColumnIndex": 0, "endColumnIndex": 2}
    names: list[Json] = [{"columnName": "one"}, {"columnIndex": 1, "columnName": "two"}]
    book.sheets[0].tables = [{"tableId": "t", "range": place, "columnProperties": names}]
    insert(book, "COLUMNS", 1, 2)
    assert book.sheets[0].tables[0]["columnProperties"] == [
        {"columnName": "one"},
        {"columnIndex": 1, "columnName": "Column 1"},
        {"columnIndex": 2, "columnName": "two"},
    ]
    assert text(book, "A!B1") == "Column 1"


def test_frozen_rows_grow_and_shrink_with_what_is_inserted_into_them() -> None:
    book = book_of()
    sheet = book.sheets[0]
    sheet.properties["gridProperties"] = {"frozenRowCount": 2}
    insert(book, "ROWS", 1, 3)
    assert sheet.properties["gridProperties"] == {"frozenRowCount": 4}
    insert(book, "ROWS", 4, 6)
    assert sheet.properties["gridProperties"] == {"frozenRowCount": 4}
    delete(book, "ROWS", 3, 5)
    assert sheet.properties["gridProperties"] == {"frozenRowCount": 3}
    with pytest.raises(ApiError, match="not possible to delete all non-frozen rows"):
        delete(book, "ROWS", 3, sheet.row_count)

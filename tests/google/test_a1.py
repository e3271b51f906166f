"""Ranges as text and as GridRange: what they mean, how they are told, how Google refuses them."""

import pytest

from tests.google_server.a1 import a1_of, area_of_a1, area_of_grid_range, column_index, column_letters
from tests.google_server.errors import ApiError
from tests.google_server.model import Book, Column, Row, Sheet


def sheet(number: int, title: str, rows: int = 1000, columns: int = 26) -> Sheet:
    return Sheet(number, title, [Row() for _ in range(rows)], [Column() for _ in range(columns)])


@pytest.fixture
def book() -> Book:
    named = [{"name": "Prices", "range": {"sheetId": 7, "startRowIndex": 1, "endRowIndex": 4, "endColumnIndex": 2}}]
    sheets = [sheet(0, "Sheet1"), sheet(7, "Anna's tab", 10, 5), sheet(8, "D3"), sheet(9, "Prices"), sheet(10, "Лист1")]
    return Book(sheets, {}, named)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("A1", "Sheet1!A1"),
        ("A1:A1", "Sheet1!A1"),
        ("D4:A1", "Sheet1!A1:D4"),
        ("Sheet1", "Sheet1!A1:Z1000"),
        ("sheet1!b2", "Sheet1!B2"),
        ("Sheet1!A:C", "Sheet1!A1:C1000"),
        ("Sheet1!A2:C", "Sheet1!A2:C1000"),
        ("Sheet1!2:3", "Sheet1!A2:Z3"),
        ("Sheet1!B2:2", "Sheet1!B2:Z2"),
        ("Sheet1!$A$1:B$2", "Sheet1!A1:B2"),
        ("Sheet1!R2C3:R4C5", "Sheet1!C2:E4"),
        ("Sheet1!A1:ZZ5000", "Sheet1!A1:Z1000"),
        ("'Anna''s tab'!A1:B2", "'Anna''s tab'!A1:B2"),
        ("Anna's tab!A1", "'Anna''s tab'!A1"),
        ("D3", "Sheet1!D3"),
        ("'D3'", "'D3'!A1:Z1000"),
        ("Лист1!A1", "'Лист1'!A1"),
    ],
)
def test_a_range_is_told_in_googles_spelling(book: Book, text: str, told: str) -> None:
    assert a1_of(area_of_a1(book, text)) == told


def test_a_bare_named_range_beats_the_sheet_of_that_title_and_quotes_turn_it_round(book: Book) -> None:
    assert a1_of(area_of_a1(book, "Prices")) == "'Anna''s tab'!A2:B4"
    assert a1_of(area_of_a1(book, "'Prices'")) == "Prices!A1:Z1000"


def test_a_named_range_is_found_behind_its_own_sheet_only(book: Book) -> None:
    assert a1_of(area_of_a1(book, "'Anna''s tab'!Prices")) == "'Anna''s tab'!A2:B4"
    with pytest.raises(ApiError):
        area_of_a1(book, "Sheet1!Prices")


@pytest.mark.parametrize("text", ["Nowhere!A1", "Sheet1!", "A0", "Sheet1!A1:B2:C3", "Table1[Col]", "", "'Sheet1"])
def test_what_is_no_range_is_refused_in_googles_words(book: Book, text: str) -> None:
    with pytest.raises(ApiError) as refusal:
        area_of_a1(book, text)
    assert refusal.value.body()["error"] == {
        "code": 400,
        "message": f"Unable to parse range: {text}",
        "status": "INVALID_ARGUMENT",
    }


def test_a_start_outside_the_grid_is_refused_and_an_end_is_cut(book: Book) -> None:
    with pytest.raises(ApiError, match="exceeds grid limits") as refusal:
        area_of_a1(book, "Sheet1!A5000:B5001")
    assert refusal.value.message == "Range (Sheet1!A5000:B5001) exceeds grid limits. Max rows: 1000, max columns: 26"
    assert area_of_a1(book, "Sheet1!Y999:AB2000").bottom == 1000


def test_open_ends_are_remembered(book: Book) -> None:
    area = area_of_a1(book, "Sheet1!B2:D")
    assert (area.rows_open, area.columns_open) == (True, False)
    assert area.grid_range() == {"startRowIndex": 1, "startColumnIndex": 1, "endColumnIndex": 4}


def test_a_grid_range_without_sheet_means_sheet_0_and_without_ends_the_whole_sheet(book: Book) -> None:
    assert a1_of(area_of_grid_range(book, {})) == "Sheet1!A1:Z1000"
    assert (
        a1_of(area_of_grid_range(book, {"sheetId": 7, "startRowIndex": 2, "endRowIndex": 3})) == "'Anna''s tab'!A3:E3"
    )


@pytest.mark.parametrize(
    ("json", "message"),
    [
        ({"sheetId": 99}, "No grid with id: 99"),
        ({"startRowIndex": 2000}, "exceeds grid limits"),
        ({"startRowIndex": 3, "endRowIndex": 3}, "must be after"),
        ({"startColumnIndex": -1}, "zero"),
    ],
)
def test_an_impossible_grid_range_is_refused_with_its_request_named(
    book: Book, json: dict[str, int], message: str
) -> None:
    with pytest.raises(ApiError, match=message) as refusal:
        area_of_grid_range(book, json, "requests[0].updateCells")
    assert refusal.value.message.startswith("Invalid requests[0].updateCells: ")


def test_letters_and_numbers_of_columns_are_each_others_inverse() -> None:
    assert all(column_index(column_letters(index)) == index for index in range(18_278))
    assert column_letters(18_277) == "ZZZ"

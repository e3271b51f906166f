"""Cells that are cut, copied, shifted and filled."""

from typing import Any

import pytest

from tests.google.sheet_sketches import BOLD, area, book_of, column, text
from tests.google_server import cell_shifts, filling, moving
from tests.google_server.errors import ApiError
from tests.google_server.model import Extras, Formula, Tag


def test_cut_cells_move_with_what_points_at_them_and_tags_stay() -> None:
    book = book_of([["x", "=A1"], ["y", "=SUM(A1:A2)", "=A3"]], [["=A!A1"]])
    sheet = book.sheets[0]
    sheet.put_extras(0, 0, BOLD)
    sheet.writable(0).tags = (Tag(7, "r"),)
    book.named_ranges = [{"name": "one", "range": area(book, "A!A1").grid_range()}]
    moving.cut_paste(book, area(book, "A!A1:A2"), sheet, 4, 3)
    assert column(sheet, 0, 2) == [None, None]
    assert column(sheet, 3) == [None, None, None, None, "x", "y"]
    assert [text(book, place) for place in ("A!B1", "A!B2", "A!C2", "'My tab'!A1")] == [
        "=D5", "=SUM(D5:D6)", "=A3", "=A!D5",
    ]  # fmt: skip
    assert book.named_ranges[0]["range"]["startRowIndex"] == 4
    assert (sheet.extras(0, 0), sheet.extras(4, 3)) == (None, BOLD)
    assert (sheet.rows[0].tags, sheet.rows[4].tags) == ((Tag(7, "r"),), ())


def test_references_to_more_than_the_cut_cells_stay() -> None:
    book = book_of([["w", "=A1&A2&A3", "=SUM(A1:A2)", "=SUM(A2:A3)", "=SUM(A:A)"], ["x"], ["y"]])
    moving.cut_paste(book, area(book, "A!A2"), book.sheets[0], 6, 6)
    assert [text(book, f"A!{letter}1") for letter in "BCDE"] == ["=A1&G7&A3", "=SUM(A1:A2)", "=SUM(A2:A3)", "=SUM(A:A)"]


def test_formulas_cut_onto_another_sheet_still_mean_the_same_cells() -> None:
    book = book_of([["x", "=A1&A2&C1", "=B1"], ["y"]])
    moving.cut_paste(book, area(book, "A!A1:B1"), book.sheets[1], 2, 0)
    assert text(book, "'My tab'!B3") == "=A3&A!A2&A!C1"
    assert text(book, "A!C1") == "='My tab'!B3"


def test_a_copy_shifts_references_without_dollars_and_fills_a_larger_range() -> None:
    book = book_of([["=B1+$B$1+B$1"], [1]])
    moving.copy_paste(book, area(book, "A!A1:A2"), area(book, "A!C3:D6"))
    assert column(book.sheets[0], 2) == [None, None, "=D3+$B$1+D$1", 1, "=D5+$B$1+D$1", 1]
    assert text(book, "A!D5") == "=E5+$B$1+E$1"


@pytest.mark.parametrize(
    ("paste_type", "value", "bold", "note"),
    [
        ("PASTE_NORMAL", 3, True, "n"),
        ("PASTE_VALUES", 3, None, None),
        ("PASTE_FORMAT", None, True, None),
        ("PASTE_FORMULA", 3, None, None),
        ("PASTE_DATA_VALIDATION", None, None, None),
    ],
)
def test_a_paste_type_says_what_is_pasted(paste_type: str, value: Any, bold: bool | None, note: str | None) -> None:
    book = book_of([[3]])
    rule = {"condition": {"type": "BOOLEAN"}}
    book.sheets[0].put_extras(0, 0, Extras({"textFormat": {"bold": True}}, "n", rule))
    moving.copy_paste(book, area(book, "A!A1"), area(book, "A!B2"), paste_type)
    found = book.sheets[0].extras(1, 1) or Extras()
    assert book.sheets[0].value(1, 1) == value
    assert found.format == ({"textFormat": {"bold": True}} if bold else None)
    assert found.note == note
    assert found.validation == (rule if paste_type in ("PASTE_NORMAL", "PASTE_DATA_VALIDATION") else None)


def test_pasted_values_are_calculated() -> None:
    book = book_of([[2, "=A1*3"]])
    moving.copy_paste(book, area(book, "A!B1"), area(book, "A!C1"), "PASTE_VALUES")
    assert text(book, "A!C1") == 6


def test_a_transposed_copy_turns_rows_into_columns() -> None:
    book = book_of([[1, 2, 3], [4, 5, 6]])
    moving.copy_paste(book, area(book, "A!A1:C2"), area(book, "A!E1"), "PASTE_NORMAL", "TRANSPOSE")
    assert [book.sheets[0].rows[row].values[4:] for row in range(3)] == [[1, 4], [2, 5], [3, 6]]


def test_a_paste_beyond_the_end_makes_the_sheet_larger() -> None:
    book = book_of([[1], [2]])
    moving.cut_paste(book, area(book, "A!A1:A2"), book.sheets[0], 999, 25)
    assert (book.sheets[0].row_count, book.sheets[0].value(1000, 25)) == (1001, 2)


def test_part_of_merged_cells_cannot_be_cut() -> None:
    book = book_of([[1]])
    book.sheets[0].merges = [{"startRowIndex": 0, "endRowIndex": 2, "startColumnIndex": 0, "endColumnIndex": 1}]
    with pytest.raises(ApiError, match="merged cells"):
        moving.cut_paste(book, area(book, "A!A1"), book.sheets[0], 5, 5)
    moving.cut_paste(book, area(book, "A!A1:A2"), book.sheets[0], 5, 5)
    assert book.sheets[0].merges == [{"startRowIndex": 5, "endRowIndex": 7, "startColumnIndex": 5, "endColumnIndex": 6}]


def test_inserted_cells_push_only_their_own_columns_down() -> None:
    book = book_of([["a", "x"], ["b", "y"], ["=A2&B2"]])
    cell_shifts.insert_range(book, area(book, "A!A2"), "ROWS")
    assert column(book.sheets[0], 0, 4) == ["a", None, "b", "=A3&B2"]
    assert column(book.sheets[0], 1, 4) == ["x", "y", None, None]
    cell_shifts.delete_range(book, area(book, "A!A2"), "ROWS")
    assert column(book.sheets[0], 0, 4) == ["a", "b", "=A2&B2", None]


def test_inserted_cells_push_only_their_own_rows_right() -> None:
    book = book_of([["a", "b", "=A1&B1"], ["c", "d"]])
    cell_shifts.insert_range(book, area(book, "A!B1:C1"), "COLUMNS")
    assert book.sheets[0].rows[0].values == ["a", None, None, "b", Formula("=A1&D1")]
    assert book.sheets[0].rows[1].values == ["c", "d"]
    cell_shifts.delete_range(book, area(book, "A!A1:C1"), "COLUMNS")
    assert column(book.sheets[0], 1, 1) == ["=#REF!&A1"]


def test_a_fill_goes_on_in_every_direction() -> None:
    book = book_of([[None, 1, "Task 1", "=B1"], [None, 3, "Task 2", "=B2"]])
    filling.auto_fill(book, area(book, "A!B1:D2"), area(book, "A!B1:D4"))
    assert [book.sheets[0].rows[row].values[1:] for row in (2, 3)] == [
        [5, "Task 3", Formula("=B3")],
        [7, "Task 4", Formula("=B4")],
    ]
    filling.auto_fill(book, area(book, "A!B3:B4"), area(book, "A!B1:B4"))
    assert column(book.sheets[0], 1, 4) == [1, 3, 5, 7]


def test_a_date_counts_up_and_a_number_repeats_unless_the_other_series_is_wanted() -> None:
    assert filling.continued([46000], 2, dated=True) == [46001, 46002]
    assert filling.continued([46000], 2) == [46000, 46000]
    assert filling.continued([46000], 2, alternate=True) == [46001, 46002]
    assert filling.continued([1, 2, 4], 1) == [pytest.approx(5.333333)]
    assert filling.continued(["Dec"], 1) == ["Jan"]
    assert filling.continued(["a", True], 3) == ["a", True, "a"]

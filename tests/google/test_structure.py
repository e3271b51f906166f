"""Whole rows and columns that are inserted, deleted and moved, and what is refused."""

import pytest

from tests.google.sheet_sketches import BOLD, book_of, column, delete, insert, move
from tests.google_server.errors import ApiError
from tests.google_server.model import Extras


def test_inserted_rows_are_empty_and_push_the_others_down() -> None:
    book = book_of([["a"], ["b"], ["c"]])
    insert(book, "ROWS", 1, 3)
    assert column(book.sheets[0]) == ["a", None, None, "b", "c", None]
    assert book.sheets[0].row_count == 1002


def test_inserted_rows_take_the_format_of_the_row_after_or_before_but_no_note() -> None:
    book = book_of([["a"], ["b"]])
    book.sheets[0].put_extras(0, 0, Extras({"textFormat": {"bold": True}}, note="n"))
    insert(book, "ROWS", 1, 2)
    assert book.sheets[0].extras(1, 0) is None
    insert(book, "ROWS", 1, 2, before=True)
    assert book.sheets[0].extras(1, 0) == BOLD


def test_inserted_columns_shift_values_formats_and_sizes() -> None:
    book = book_of([["a", "b"], ["c"]])
    book.sheets[0].put_extras(0, 1, BOLD)
    insert(book, "COLUMNS", 1, 2)
    assert book.sheets[0].rows[0].values == ["a", None, "b"]
    assert book.sheets[0].rows[1].values == ["c"]
    assert book.sheets[0].rows[0].extras == {2: BOLD, 1: BOLD}
    assert book.sheets[0].column_count == 27


@pytest.mark.parametrize(
    ("start", "end", "to", "text"), [(1, 3, 2, "inside"), (1, 2, 9999, "grid size"), (5, 5, 1, "endIndex")]
)
def test_a_move_into_itself_or_out_of_the_sheet_is_refused(start: int, end: int, to: int, text: str) -> None:
    with pytest.raises(ApiError, match=text):
        move(book_of(), "ROWS", start, end, to)


def test_rows_that_do_not_exist_or_all_rows_cannot_be_deleted() -> None:
    book = book_of()
    with pytest.raises(ApiError, match="Cannot delete a row that doesn't exist"):
        delete(book, "ROWS", 999, 1001)
    with pytest.raises(ApiError, match="You can't delete all the rows"):
        delete(book, "ROWS", 0, 1000)
    with pytest.raises(ApiError, match="You can't delete all the columns"):
        delete(book, "COLUMNS", 0, 26)


def test_a_spreadsheet_holds_ten_million_cells_and_a_sheet_18278_columns() -> None:
    book = book_of()
    with pytest.raises(ApiError, match="above the limit of 10000000 cells"):
        insert(book, "ROWS", 1, 400_000)
    with pytest.raises(ApiError, match="18278"):
        insert(book, "COLUMNS", 1, 18_260)


def test_an_insert_at_the_end_must_inherit_from_before_and_one_at_the_start_must_not() -> None:
    book = book_of()
    with pytest.raises(ApiError, match="must be less than the grid size"):
        insert(book, "ROWS", 1000, 1001)
    with pytest.raises(ApiError, match="inheritFromBefore"):
        insert(book, "ROWS", 0, 1, before=True)
    insert(book, "ROWS", 1000, 1001, before=True)
    assert book.sheets[0].row_count == 1001


def test_a_row_does_not_move_into_or_out_of_merged_cells() -> None:
    book = book_of()
    book.sheets[0].merges = [{"startRowIndex": 2, "endRowIndex": 4, "startColumnIndex": 0, "endColumnIndex": 1}]
    for start, end, to in ((8, 9, 3), (2, 3, 6)):
        with pytest.raises(ApiError, match="crosses a merged cell"):
            move(book, "ROWS", start, end, to)
    move(book, "ROWS", 2, 4, 0)
    assert book.sheets[0].merges[0]["endRowIndex"] == 2

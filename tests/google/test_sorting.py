"""Sorting and shuffling rows: the order, what goes along, what is refused."""

from typing import Any

import pytest

from tests.google.sheet_sketches import BOLD, area, book_of, column, sort, text
from tests.google_server import sorting
from tests.google_server.errors import ApiError
from tests.google_server.model import Behaviour, Extras, Tag


def test_a_sort_puts_numbers_before_texts_before_booleans_and_empty_cells_last() -> None:
    values: list[Any] = ["b", None, True, 2, "A", 10, "ä", 1.5]
    book = book_of([[value] for value in values])
    sort(book, "A!A1:A8", (0, "ASCENDING"))
    assert column(book.sheets[0], 0, 8) == [1.5, 2, 10, "A", "ä", "b", True, None]
    sort(book, "A!A1:A8", (0, "DESCENDING"))
    assert column(book.sheets[0], 0, 8) == [True, "b", "ä", "A", 10, 2, 1.5, None]


def test_a_sort_keeps_the_order_of_equals_and_later_columns_decide_between_them() -> None:
    book = book_of([["x", 1, "first"], ["y", 0, "a"], ["x", 1, "second"], ["x", 0, "third"]])
    sort(book, "A!A1:C4", (0, "ASCENDING"))
    assert column(book.sheets[0], 2, 4) == ["first", "second", "third", "a"]
    sort(book, "A!A1:C4", (0, "ASCENDING"), (1, "ASCENDING"))
    assert column(book.sheets[0], 2, 4) == ["third", "first", "second", "a"]


def test_a_sort_by_a_column_outside_of_the_range_is_refused() -> None:
    with pytest.raises(ApiError, match="dimensionIndex"):
        sort(book_of([["a"]]), "A!A1:B3", (2, "ASCENDING"))


@pytest.mark.parametrize("along", [True, False])
def test_a_narrow_sort_leaves_other_cells_and_moves_tags_as_told(along: bool) -> None:
    book = book_of([["b", "stays 1"], ["a", "stays 2"]])
    book.behaviour = Behaviour(narrow_sort_moves_tags=along)
    book.sheets[0].writable(0).tags = (Tag(7, "r"),)
    sort(book, "A!A1:A2", (0, "ASCENDING"))
    assert column(book.sheets[0], 0, 2) == ["a", "b"]
    assert column(book.sheets[0], 1, 2) == ["stays 1", "stays 2"]
    assert [len(row.tags) for row in book.sheets[0].rows[:2]] == ([0, 1] if along else [1, 0])


def test_a_sort_takes_formats_notes_heights_and_own_row_formulas_along() -> None:
    book = book_of([["b", "=A1&$A$9"], ["a", "=A2&A3"], ["=A1"]])
    sheet = book.sheets[0]
    sheet.put_extras(0, 0, BOLD)
    sheet.writable(0).size = 77
    sort(book, "A!A1:Z2", (0, "ASCENDING"))
    assert column(sheet, 1, 2) == ["=A1&A2", "=A2&$A$9"]
    assert text(book, "A!A3") == "=A1"
    assert (sheet.extras(0, 0), sheet.extras(1, 0), sheet.rows[1].size) == (None, BOLD, 77)


def test_a_sort_over_merged_rows_is_refused_and_merges_inside_a_row_move_along() -> None:
    book = book_of([["b"], ["a"], ["c"]])
    sheet = book.sheets[0]
    sheet.merges = [{"startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": 1, "endColumnIndex": 3}]
    sort(book, "A!A1:C3", (0, "ASCENDING"))
    assert sheet.merges[0]["startRowIndex"] == 1
    sheet.merges = [{"startRowIndex": 0, "endRowIndex": 2, "startColumnIndex": 1, "endColumnIndex": 2}]
    with pytest.raises(ApiError, match="There is a vertical merge at B1:B2"):
        sort(book, "A!A1:C3", (0, "DESCENDING"))


def test_cells_of_a_colour_are_sorted_to_the_top() -> None:
    book = book_of([["a"], ["b"], ["c"]])
    red = {"red": 1}
    book.sheets[0].put_extras(2, 0, Extras({"backgroundColor": red}))
    sorting.sort_range(book, area(book, "A!A1:A3"), [{"dimensionIndex": 0, "backgroundColor": red}])
    assert column(book.sheets[0], 0, 3) == ["c", "a", "b"]


def test_a_shuffle_loses_no_row() -> None:
    book = book_of([[number] for number in range(50)])
    sorting.randomize_range(book, area(book, "A!A1:A50"))
    shuffled = column(book.sheets[0], 0, 50)
    assert shuffled != list(range(50))
    assert sorted(shuffled) == list(range(50))


@pytest.mark.parametrize("moves", [False, True])
def test_hidden_rows_stay_while_the_others_are_sorted_around_them(moves: bool) -> None:
    book = book_of([["d"], ["c"], ["b"], ["a"]])
    book.behaviour = Behaviour(sort_moves_hidden_rows=moves)
    book.sheets[0].writable(1).hidden_by_filter = True
    book.sheets[0].writable(1).tags = (Tag(7, "r"),)
    sort(book, "A!A1:Z4", (0, "ASCENDING"))
    assert column(book.sheets[0], 0, 4) == (["a", "b", "c", "d"] if moves else ["a", "c", "b", "d"])
    hidden = [index for index, row in enumerate(book.sheets[0].rows) if row.hidden_by_filter and row.tags]
    assert hidden == ([2] if moves else [1])

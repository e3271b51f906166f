"""Formulas whose cells move, go or are renamed; and what only looks like a reference."""

import pytest

from tests.google.sheet_sketches import book_of, column, delete, insert, move, spreadsheet, text
from tests.google_server import following
from tests.google_server.model import Formula
from tests.google_server.references import parts_of, shifted, spelled


def test_a_transaction_that_fails_leaves_rows_columns_and_references_as_they_were() -> None:
    made = spreadsheet([["a", "=A1"], ["b", "=A2"]])

    def fail() -> None:
        with made.transaction("robot") as book:
            insert(book, "ROWS", 0, 1)
            delete(book, "COLUMNS", 0, 1)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert column(made.book.sheets[0], 1, 2) == ["=A1", "=A2"]
    assert column(made.book.sheets[0], 0, 2) == ["a", "b"]


def test_references_of_all_sheets_follow_an_insert() -> None:
    book = book_of(
        [["=A3", "=$A$3", "=SUM(A2:A4)", "=SUM(A:A)", "=SUM(2:4)", "=A3:A"]],
        [["=A!A3&A3", "='My tab'!A3", '=IF(A!A3="A3",1,2)']],
    )
    insert(book, "ROWS", 2, 4)
    assert [text(book, f"A!{letter}1") for letter in "ABCDEF"] == [
        "=A5", "=$A$5", "=SUM(A2:A6)", "=SUM(A:A)", "=SUM(2:6)", "=A5:A",
    ]  # fmt: skip
    assert [text(book, f"'My tab'!{letter}1") for letter in "ABC"] == [
        "=A!A5&A3", "='My tab'!A3", '=IF(A!A5="A3",1,2)',
    ]  # fmt: skip


def test_references_to_deleted_cells_become_ref_errors_and_ranges_shrink() -> None:
    book = book_of([["=A3+A9", "=SUM(A2:A9)", "=SUM(B3:B4)", "=SUM(A3:A)"]])
    delete(book, "ROWS", 2, 4)
    assert [text(book, f"A!{letter}1") for letter in "ABCD"] == [
        "=#REF!+A7", "=SUM(A2:A7)", "=SUM(#REF!)", "=SUM(A3:A)",
    ]  # fmt: skip


def test_a_reference_at_the_insert_moves_and_a_range_that_ends_there_does_not_grow() -> None:
    book = book_of([["=SUM(A2:A4)", "=SUM(A4:A5)"]])
    insert(book, "ROWS", 4, 5)
    assert text(book, "A!A1") == "=SUM(A2:A4)"
    insert(book, "ROWS", 3, 4)
    assert text(book, "A!A1") == "=SUM(A2:A5)"
    assert text(book, "A!B1") == "=SUM(A5:A7)"


def test_formulas_written_after_the_first_insert_follow_the_second() -> None:
    book = book_of([["a"]])
    insert(book, "ROWS", 1, 2)
    book.sheets[0].put(0, 3, Formula("=A9"))
    insert(book, "ROWS", 1, 2)
    later = book.fork(2)
    later.sheets[0].put(5, 3, Formula("=A9"))
    insert(later, "ROWS", 1, 2)
    assert (text(later, "A!D1"), text(later, "A!D7")) == ("=A11", "=A10")
    assert text(book, "A!D1") == "=A10"


@pytest.mark.parametrize("emptied", [True, False])
def test_a_formula_is_followed_even_after_a_transaction_that_looked_for_it_was_rolled_back(emptied: bool) -> None:
    made = spreadsheet([["a"], ["b"]])
    with made.transaction("robot") as book:
        insert(book, "ROWS", 5, 6)
    with made.transaction("robot") as book:
        book.sheets[0].put(0, 1, Formula("=A2"))
        if emptied:
            insert(book, "ROWS", 8, 9)

    def fail() -> None:
        with made.transaction("robot") as book:
            if emptied:
                book.sheets[0].put(0, 1, None)
            insert(book, "ROWS", 8, 9)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with made.transaction("robot") as book:
        insert(book, "ROWS", 1, 2)
    assert text(made.book, "A!B1") == "=A3"


def test_references_follow_columns_that_come_go_and_move() -> None:
    book = book_of([["=C1", "=SUM(B2:D2)", "=C:C"]])
    insert(book, "COLUMNS", 3, 4)
    assert text(book, "A!B1") == "=SUM(B2:E2)"
    delete(book, "COLUMNS", 3, 4)
    move(book, "COLUMNS", 2, 3, 5)
    assert [text(book, f"A!{letter}1") for letter in "ABE"] == ["=E1", "=SUM(B2:C2)", "=E:E"]


def test_moved_rows_keep_their_cells_and_references_to_them_follow() -> None:
    book = book_of([["a", "=A3"], ["b"], ["c"], ["d"]])
    move(book, "ROWS", 1, 3, 4)
    assert column(book.sheets[0]) == ["a", "d", "b", "c", None, None]
    assert text(book, "A!B1") == "=A4"
    move(book, "ROWS", 3, 4, 1)
    assert column(book.sheets[0]) == ["a", "c", "d", "b", None, None]
    assert text(book, "A!B1") == "=A2"


@pytest.mark.parametrize(
    "formula",
    ['="A1"', "=LOG10(5)", "=Table1[Col]", "=A1B", "=name_1", "='A1'", "=1E5", '=INDIRECT("A1")&"x""A2"', "plain A1x"],
)
def test_what_only_looks_like_a_reference_is_left_alone(formula: str) -> None:
    assert shifted(formula, 3, 3) == formula


@pytest.mark.parametrize(
    "formula", ["=A1:INDEX(B:B,3)", "='It''s'!$A$1+x!b2", "=SUM(A1:B2,3:4,C:$D,E5:E)", "=-A1%", "={A1,B1;C1}"]
)
def test_a_formula_is_spelled_again_as_it_was(formula: str) -> None:
    assert (
        "".join(part if isinstance(part, str) else spelled(part) for part in parts_of(formula)).upper()
        == formula.upper()
    )
    assert any(not isinstance(part, str) for part in parts_of(formula))


def test_a_renamed_sheet_is_renamed_in_formulas_and_a_deleted_one_is_gone_from_them() -> None:
    book = book_of([["='My tab'!A1&A!A2"]], [["=A1"]])
    following.follow_rename(book, "My tab", "Tasks")
    book.sheets[1].title = "Tasks"
    assert text(book, "A!A1") == "=Tasks!A1&A!A2"
    following.follow_deletion(book, book.sheets[1])
    assert text(book, "A!A1") == "=#REF!&A!A2"

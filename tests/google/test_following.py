"""Whatever is done to rows and columns: references keep meaning the cells they meant, tags are found where they are."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.google_server import dimensions, metadata, sorting, tag_index
from tests.google_server.area import Area
from tests.google_server.model import Book, Extras, Formula, Row, Sheet
from tests.google_server.new_book import new_sheet
from tests.google_server.referring import referring_rows, refers

SIZE = 8
WAYS = ("ROWS", "COLUMNS")
Act = tuple[str, str, int, int, int]
ACTS = st.tuples(
    st.sampled_from(["insert", "delete", "move", "write"]),
    st.sampled_from(WAYS),
    st.integers(0, SIZE),
    st.integers(1, 3),
    st.integers(0, SIZE),
)


def watched_book() -> Book:
    """A sheet of numbered cells, and another one with a reference to each of them."""
    sheet, watcher = new_sheet(0, "A", SIZE, SIZE), new_sheet(1, "B", SIZE, SIZE)
    book = Book([sheet, watcher])
    for row in range(SIZE):
        for column in range(SIZE):
            sheet.put(row, column, row * SIZE + column)
            letters = "ABCDEFGH"[column]
            watcher.put(row, column, Formula(f"=A!${letters}{row + 1}"))
    return book.fork(1)


def carry_out(book: Book, act: Act) -> None:
    """The act, cut to what the sheet allows."""
    kind, dimension, start, length, to = act
    sheet = book.sheets[0]
    size = dimensions.count(sheet, dimension)
    start = min(start, size - 1)
    end = min(start + length, size)
    if kind == "insert":
        dimensions.insert_dimension(book, sheet, dimension, start, start + length, start > 0 and to % 2 == 0)
    elif kind == "delete" and end - start < size:
        dimensions.delete_dimension(book, sheet, dimension, start, end)
    elif kind == "move" and not start < to < end and to <= size:
        dimensions.move_dimension(book, sheet, dimension, start, end, to)
    elif kind == "write":
        sheet.put(start if dimension == "ROWS" else 0, 0, Formula("=B!A1"))


def meant(sheet: Sheet, text: str) -> Any:
    """What the cell holds that `=A!$B3` names."""
    place = text.removeprefix("=A!$")
    letters = place.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return sheet.value(int(place.removeprefix(letters)) - 1, column - 1)


@settings(max_examples=150, deadline=None)
@given(st.lists(ACTS, max_size=8))
def test_a_reference_means_the_same_cell_for_ever_or_nothing(acts: list[Act]) -> None:
    book = watched_book()
    written = False
    for act in acts:
        written |= act[0] == "write"
        carry_out(book, act)
    left = {value for row in book.sheets[0].rows for value in row.values if isinstance(value, int)}
    for row in range(SIZE):
        for column in range(SIZE):
            formula = book.sheets[1].value(row, column)
            assert isinstance(formula, Formula)
            number = row * SIZE + column
            if formula.text == "=#REF!":
                assert number not in left
            elif number in left or not written:
                assert meant(book.sheets[0], formula.text) == number


@settings(max_examples=100, deadline=None)
@given(st.lists(ACTS, max_size=8), st.integers(0, 7))
def test_tags_and_referring_rows_are_known_as_if_looked_for_afresh(acts: list[Act], forked: int) -> None:
    book = watched_book()
    for number in range(1, SIZE + 1):
        span = {"dimension": WAYS[number % 2], "startIndex": number - 1, "endIndex": number}
        given = {
            "metadataId": number,
            "metadataKey": "r",
            "visibility": "DOCUMENT",
            "location": {"dimensionRange": span},
        }
        metadata.create(book, given)
    for place, act in enumerate(acts):
        if place == forked:
            book = book.fork(2)
        referring_rows(book.sheets[0])
        carry_out(book, act)
        sheet = book.sheets[0]
        sort = [{"dimensionIndex": 0, "sortOrder": "DESCENDING"}]
        sorting.sort_range(book, Area(sheet, 0, 0, sheet.row_count, max(1, sheet.column_count - act[3])), sort)
    known = (tag_index.index_of(book).ids, tag_index.index_of(book).characters, tag_index.in_order(book))
    rows = [referring_rows(sheet) & {row.serial for row in sheet.rows} for sheet in book.sheets]
    tag_index.forget(book)
    fresh = tag_index.index_of(book)
    used = {owner: number for owner, number in known[1].items() if number}
    assert (known[0], used, known[2]) == (fresh.ids, fresh.characters, tag_index.in_order(book))
    assert rows == [{row.serial for row in sheet.rows if refers_at_all(row)} for sheet in book.sheets]


def refers_at_all(row: Row) -> bool:
    extras: list[Extras] = list(row.extras.values())
    return any(isinstance(value, Formula) for value in row.values) or any(map(refers, extras))

"""Small books sketched as lists of rows, and short ways to act on them and read them; texts with `=` are formulas."""

from typing import Any

from tests.google_server import dimensions, sorting
from tests.google_server.a1 import area_of_a1
from tests.google_server.area import Area
from tests.google_server.model import Book, Extras, Formula, Sheet, Spreadsheet
from tests.google_server.new_book import new_book

BOLD = Extras({"textFormat": {"bold": True}})


def spreadsheet(rows: list[list[Any]] | None = None, other: list[list[Any]] | None = None) -> Spreadsheet:
    """A file with the sheets `A` and `My tab`."""
    made = Spreadsheet("id", new_book("Test", sheets={"A": rows or [], "My tab": other or []}))
    for sheet in made.book.sheets:
        for row in sheet.rows:
            row.values = [
                Formula(value) if isinstance(value, str) and value.startswith("=") else value for value in row.values
            ]
    return made


def book_of(rows: list[list[Any]] | None = None, other: list[list[Any]] | None = None) -> Book:
    """Its book, ready to be written into."""
    return spreadsheet(rows, other).book.fork(1)


def column(sheet: Sheet, index: int = 0, count: int = 6) -> list[Any]:
    """The first cells of a column, formulas as texts."""
    found = [sheet.value(row, index) for row in range(count)]
    return [value.text if isinstance(value, Formula) else value for value in found]


def text(book: Book, place: str) -> Any:
    """What is stored in a cell, a formula as its text."""
    area = area_of_a1(book, place)
    value = area.sheet.value(area.top, area.left)
    return value.text if isinstance(value, Formula) else value


def area(book: Book, place: str) -> Area:
    """An area named in A1 notation."""
    return area_of_a1(book, place)


def insert(book: Book, dimension: str, start: int, end: int, before: bool = False) -> None:
    """Insert into the first sheet."""
    dimensions.insert_dimension(book, book.sheets[0], dimension, start, end, before)


def delete(book: Book, dimension: str, start: int, end: int) -> None:
    """Delete from the first sheet."""
    dimensions.delete_dimension(book, book.sheets[0], dimension, start, end)


def move(book: Book, dimension: str, start: int, end: int, to: int) -> None:
    """Move within the first sheet."""
    dimensions.move_dimension(book, book.sheets[0], dimension, start, end, to)


def sort(book: Book, place: str, *specs: tuple[int, str]) -> None:
    """Sort a range by (column, order)."""
    told = [{"dimensionIndex": index, "sortOrder": order} for index, order in specs]
    sorting.sort_range(book, area(book, place), told)

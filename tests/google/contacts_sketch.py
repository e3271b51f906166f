"""A spreadsheet of three contacts whose rows carry tags, as people work in it; and short ways to read it."""

from typing import Any

from tests.google_server.model import Spreadsheet, Tag
from tests.google_server.new_book import new_book

OWNER, ROBOT = "owner@example.com", "robot@project.iam.gserviceaccount.com"
ROWS: list[list[Any]] = [["id", "name", "age"], ["1", "Cid", 30], ["2", "Ann", 10], ["3", "Bob", 20]]


def spreadsheet(locale: str = "en_US") -> Spreadsheet:
    """A tab with a frozen header and a tag on every row below it, numbered as the id in column A."""
    made = Spreadsheet("id", new_book("Test", locale, sheets={"Contacts": ROWS, "Other": [["x"]]}))
    with made.transaction(ROBOT) as book:
        sheet = book.sheets[0]
        sheet.properties["gridProperties"] = {"frozenRowCount": 1}
        for row in (1, 2, 3):
            sheet.writable(row).tags = (Tag(row, "r"),)
    return made


def names(made: Spreadsheet, count: int = 4) -> list[Any]:
    """The names of the first rows below the header."""
    return [made.book.sheets[0].value(row, 1) for row in range(1, count)]


def tags(made: Spreadsheet, count: int = 4, sheet: int = 0) -> list[list[int]]:
    """The ids of the tags on those rows."""
    return [[tag.id for tag in row.tags] for row in made.book.sheets[sheet].rows[1:count]]


def value(made: Spreadsheet, row: int, column: int) -> Any:
    """What is stored in a cell of the contacts."""
    return made.book.sheets[0].value(row, column)

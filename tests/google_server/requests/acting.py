"""The Act: one request on its way, with the book it changes and the person who asks; refusals name the request."""

import random
from collections.abc import Container
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from tests.google_server import a1, protection
from tests.google_server.area import Area
from tests.google_server.errors import ApiError, invalid
from tests.google_server.model import Book, Json, Sheet, Spreadsheet
from tests.google_server.writing_values import titles_of


@dataclass
class Act:
    """`where` is the request's place and kind: `requests[0].updateCells`."""

    spreadsheet: Spreadsheet
    book: Book
    actor: str
    where: str
    shared: dict[Any, Any] = field(default_factory=dict)
    """What the requests of one batch have made so far and may use again."""

    def refused(self, message: str) -> ApiError:
        """The 400 of a request whose meaning is wrong."""
        return invalid(f"Invalid {self.where}: {message}")

    def sheet(self, sheet_id: int, called: str = "grid") -> Sheet:
        """The sheet with that id; `called` is Google's word for it in the refusal (grid, sheet)."""
        for sheet in self.book.sheets:
            if sheet.id == sheet_id:
                return sheet
        raise self.refused(f"No {called} with id: {sheet_id}")

    def area(self, grid_range: Json) -> Area:
        """The area of a GridRange."""
        return a1.area_of_grid_range(self.book, grid_range, self.where)

    def needed_area(self, request: Json, name: str = "range") -> Area:
        """The area of a GridRange that the request must have."""
        if name not in request:
            raise self.refused(f"{name} is required")
        return self.area(request[name])

    def check_editable(self, area: Area) -> None:
        """Refuse when the person may not edit one of these cells."""
        protection.check_editable(self.spreadsheet, self.actor, area, self.where)

    def check_sheet_editable(self, sheet: Sheet) -> None:
        """Refuse when the person may not edit one of the sheet's cells."""
        if sheet.protected_ranges:
            self.check_editable(whole(sheet))

    @cached_property
    def titles(self) -> dict[str, str]:
        """Titles in lower case -> as they are spelled."""
        return titles_of(self.book)

    @cached_property
    def random(self) -> random.Random:
        """Chance, the same for the same request of the same transaction."""
        return random.Random(f"{self.spreadsheet.id} {self.book.generation} {self.where}")

    def fresh_id(self, taken: Container[int]) -> int:
        """A positive number of 31 bits that is not taken."""
        while (made := self.random.randrange(1, 2**31)) in taken:
            pass
        return made


def whole(sheet: Sheet) -> Area:
    """All cells of a sheet."""
    return Area(sheet, 0, 0, sheet.row_count, sheet.column_count, True, True)


def overlap(one: Area, other: Area) -> bool:
    """Whether two areas share a cell."""
    return (
        one.sheet is other.sheet
        and one.top < other.bottom
        and other.top < one.bottom
        and one.left < other.right
        and other.left < one.right
    )

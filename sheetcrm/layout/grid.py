"""One sheet as a store hands it over for understanding; rows and columns are counted from 1 as people see them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sheetcrm.model.cells import CellValue

Area = tuple[int, int, int, int]
"""Top row, left column, bottom row, right column, all of them inside."""


@dataclass(frozen=True, slots=True)
class TableArea:
    """A formal table: its name, its area with header and totals rows, and how many rows of either it has."""

    name: str
    top: int
    left: int
    bottom: int
    right: int
    header_rows: int = 1
    totals_rows: int = 0


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of one sheet: `rows[0][0]` stands in row `first_row`, column `first_column`; rows may differ in length.

    `formulas` are the places (row, column) of cells that calculate their value.
    """

    title: str
    first_row: int
    first_column: int
    rows: Sequence[Sequence[CellValue]]
    merged: tuple[Area, ...] = ()
    tables: tuple[TableArea, ...] = ()
    hidden: bool = False
    formulas: frozenset[tuple[int, int]] = frozenset()

    @property
    def last_row(self) -> int:
        """The last row that was handed over, one before the first when there is none."""
        return self.first_row + len(self.rows) - 1

    def row(self, number: int) -> Sequence[CellValue]:
        """The cells of a row from `first_column` on; nothing for a row outside."""
        index = number - self.first_row
        return self.rows[index] if 0 <= index < len(self.rows) else ()

    def cell(self, row: int, column: int) -> CellValue:
        """One cell; None outside.

        >>> Grid("x", 3, 2, [["a", None], ["b", 5]]).cell(4, 3)
        5
        """
        cells, index = self.row(row), column - self.first_column
        return cells[index] if 0 <= index < len(cells) else None

    def filled(self, row: int) -> dict[int, CellValue]:
        """Column -> value of the cells of a row that hold something; blanks alone count as nothing."""
        return {
            column: value
            for column, value in enumerate(self.row(row), self.first_column)
            if value is not None and not (isinstance(value, str) and is_blank(value))
        }

    def numbers(self) -> Iterator[int]:
        """The row numbers from top to bottom."""
        return iter(range(self.first_row, self.last_row + 1))


_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"


def is_blank(text: str) -> bool:
    """Whether a text shows nothing: blanks, no-break spaces and invisible signs only.

    >>> is_blank(" \\u00a0\\u200b"), is_blank("-")
    (True, False)
    """
    return not text or text.isspace() or not text.strip(_INVISIBLE + " \t\r\n\u00a0\u202f")

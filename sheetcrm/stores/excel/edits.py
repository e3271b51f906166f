"""The words of the lossless floor: what is read of a workbook, what may be changed in it, and what came of it.

Rows and columns count from 1 everywhere, as people count them.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from sheetcrm.model.cells import UNKNOWN, CellError
from sheetcrm.model.cells import UnknownResult as Unknown

__all__ = ["UNKNOWN", "CellError", "Unknown"]

Written = (
    None | str | bool | int | float | Decimal | datetime.date | datetime.datetime | datetime.time | datetime.timedelta
)
Read = Written | Unknown
Address = tuple[int, int]


class Area(NamedTuple):
    """A rectangle of cells, both corners included."""

    top: int
    left: int
    bottom: int
    right: int

    def holds(self, row: int, column: int) -> bool:
        """Tell whether the cell lies in the rectangle.

        >>> Area(1, 1, 3, 2).holds(3, 2)
        True
        """
        return self.top <= row <= self.bottom and self.left <= column <= self.right

    def meets(self, other: "Area") -> bool:
        """Tell whether the two rectangles share a cell."""
        return (
            self.top <= other.bottom
            and other.top <= self.bottom
            and self.left <= other.right
            and other.left <= self.right
        )


@dataclass(frozen=True)
class Stamp:
    """What a workbook file looked like: another stamp means somebody saved it; `directory` sums up names and CRCs."""

    inode: int
    size: int
    mtime_ns: int
    directory: str


class ExcelTable(NamedTuple):
    """A table as Excel knows it; `ref` holds its header and totals rows too."""

    name: str
    ref: Area
    header_rows: int
    totals_rows: int


@dataclass(frozen=True)
class SheetRead:
    """One sheet as read: `rows[i][j]` is row `first_row + i`, column `first_column + j`; empty is None."""

    name: str
    rows: list[list[Read]]
    first_row: int = 1
    first_column: int = 1
    formulas: Mapping[Address, str] = field(default_factory=dict)
    merged: Sequence[Area] = ()
    tables: Sequence[ExcelTable] = ()
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()


@dataclass(frozen=True)
class WorkbookRead:
    """The sheets that were asked for, the names of all worksheets in tab order, and how the file looked."""

    sheets: dict[str, SheetRead]
    names: tuple[str, ...]
    date1904: bool
    stamp: Stamp
    size: int


@dataclass(frozen=True)
class CellStyle:
    """What to lay over the look a cell already has; None leaves that trait alone. Colours are RRGGBB."""

    bold: bool | None = None
    fill_rgb: str | None = None
    font_rgb: str | None = None
    number_format: str | None = None
    wrap: bool | None = None
    locked: bool | None = None
    italic: bool | None = None
    top: bool | None = None


@dataclass(frozen=True)
class Validation:
    """A rule and a hint for typing; unless `strict`, a value outside it is let through after a friendly word.

    `kind` is one of list, date, decimal, whole, text (its length), custom, any (hint only). `formula` of a list is a
    range, a name, or the choices joined by commas. Without a formula, date and number kinds take every date or number.
    """

    ref: str
    kind: str
    formula: str = ""
    prompt_title: str = ""
    prompt: str = ""
    error_title: str = ""
    error: str = ""
    strict: bool = False
    formula2: str = ""
    operator: str = ""


@dataclass(frozen=True)
class Conditional:
    """A look that cells in `ref` take while `formula` (written for the top left cell) is true."""

    ref: str
    formula: str
    fill_rgb: str | None = None
    font_rgb: str | None = None
    bold: bool = False


@dataclass
class SheetEdits:
    """What to change in one existing sheet; a value of None empties the cell and keeps its look."""

    cells: dict[Address, Written] = field(default_factory=dict)
    formats: dict[Address, str] = field(default_factory=dict)
    validations: list[Validation] = field(default_factory=list)
    conditional: list[Conditional] = field(default_factory=list)
    widths: dict[int, float] = field(default_factory=dict)
    freeze_row: int | None = None
    hidden_columns: set[int] = field(default_factory=set)
    cell_styles: dict[Address, CellStyle] = field(default_factory=dict)


@dataclass
class NewSheet:
    """A sheet to be added after the last one; `rows` start at A1, `cells` come on top of them."""

    name: str
    rows: Sequence[Sequence[Written]] = ()
    cells: dict[Address, Written] = field(default_factory=dict)
    widths: dict[int, float] = field(default_factory=dict)
    column_formats: dict[int, str] = field(default_factory=dict)
    column_styles: dict[int, CellStyle] = field(default_factory=dict)
    hidden: str = "visible"
    freeze_row: int | None = None
    freeze_column: int = 0
    hidden_columns: set[int] = field(default_factory=set)
    validations: list[Validation] = field(default_factory=list)
    conditional: list[Conditional] = field(default_factory=list)
    cell_styles: dict[Address, CellStyle] = field(default_factory=dict)
    formats: dict[Address, str] = field(default_factory=dict)
    tab_colour: str | None = None
    heights: dict[int, float] = field(default_factory=dict)
    across: bool = False


class Refused(NamedTuple):
    """A cell that was left as it was, with a stable word for the reason (see `error_codes.REFUSALS`)."""

    sheet: str
    row: int
    column: int
    why: str


@dataclass(frozen=True)
class PatchResult:
    """The new stamp, the copy of the old file if one was kept, the parts that changed, the cells that were refused.

    `stopped`: nothing was written, as the caller would not have it without the refused cells.
    """

    stamp: Stamp
    backup: Path | None = None
    parts_rewritten: tuple[str, ...] = ()
    refused: tuple[Refused, ...] = ()
    stopped: bool = False

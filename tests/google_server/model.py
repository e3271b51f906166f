"""A spreadsheet in memory. Rows are objects that move whole, with their metadata; all writes happen in transactions.

Rows, extras and the JSON objects kept as Google's own (protected ranges, charts ...) are never changed in place: write
through `Sheet.writable`, replace objects. So a transaction, and a person's undo, is a copy of lists of pointers.
"""

import copy
import itertools
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

Json = dict[str, Any]


class CellFault(NamedTuple):
    """An error value: `kind` is Google's ErrorType (REF, VALUE, DIVIDE_BY_ZERO, NAME, NUM, N_A, ERROR, LOADING)."""

    kind: str
    text: str
    message: str = ""


class Formula(NamedTuple):
    """A formula as stored (`=A1+1`, English names, as typed) with its calculated result."""

    text: str
    result: "Plain" = None


Plain = None | str | bool | int | float | CellFault
"""What a cell shows: whole numbers are int, other numbers float; dates and times are serial numbers with a format."""
Value = Plain | Formula


@dataclass(frozen=True, slots=True)
class Extras:
    """What a cell has beside its value; frozen, so that many cells share one."""

    format: Mapping[str, Any] | None = None
    """The userEnteredFormat."""
    note: str | None = None
    validation: Mapping[str, Any] | None = None
    more: Mapping[str, Any] | None = None
    """Other CellData fields that are only stored and returned (textFormatRuns, chipRuns, pivotTable ...)."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A piece of developer metadata; where it is attached is where it is kept (row, column, sheet, spreadsheet)."""

    id: int
    key: str
    value: str | None = None
    visibility: str = "DOCUMENT"


_serials = itertools.count(1)


@dataclass(slots=True)
class Row:
    """One row: `values` may be shorter than the sheet is wide (the rest is empty); `extras`: column -> Extras.

    `serial` stays with the row through all that happens to it; a person's undo finds the row again by it.
    """

    values: list[Value] = field(default_factory=list)
    extras: dict[int, Extras] = field(default_factory=dict)
    tags: tuple[Tag, ...] = ()
    size: int | None = None
    hidden_by_user: bool = False
    hidden_by_filter: bool = False
    generation: int = 0
    serial: int = field(default_factory=_serials.__next__, compare=False, repr=False)

    def clone(self, generation: int) -> "Row":
        return Row(
            self.values.copy(), self.extras.copy(), self.tags, self.size, self.hidden_by_user, self.hidden_by_filter,
            generation, self.serial,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """The properties of one column."""

    size: int | None = None
    hidden_by_user: bool = False
    tags: tuple[Tag, ...] = ()


@dataclass
class Sheet:
    """One tab. Lists of `Json` hold objects in Google's own form (with GridRange), replaced whole when they change."""

    id: int
    title: str
    rows: list[Row] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    properties: Json = field(default_factory=dict)
    """Further SheetProperties: hidden, tabColor, tabColorStyle, rightToLeft, gridProperties without the counts ..."""
    tags: tuple[Tag, ...] = ()
    merges: list[Json] = field(default_factory=list)
    conditional_formats: list[Json] = field(default_factory=list)
    filter_views: list[Json] = field(default_factory=list)
    protected_ranges: list[Json] = field(default_factory=list)
    basic_filter: Json | None = None
    charts: list[Json] = field(default_factory=list)
    banded_ranges: list[Json] = field(default_factory=list)
    row_groups: list[Json] = field(default_factory=list)
    column_groups: list[Json] = field(default_factory=list)
    slicers: list[Json] = field(default_factory=list)
    tables: list[Json] = field(default_factory=list)
    comment_anchors: list[Json] = field(default_factory=list)
    generation: int = 0
    arranged: int = 0
    """The generation in which columns were last inserted, deleted or moved."""
    written: dict[int, Row] = field(default_factory=dict, compare=False, repr=False)
    """Rows made writable since somebody last looked where references stand, by serial."""
    referring: set[int] | None = field(default=None, compare=False, repr=False)
    """Serials of the rows with formulas or other references, `written` left aside; None: nobody has looked yet."""

    @property
    def row_count(self) -> int:
        return len(self.rows)

    @property
    def column_count(self) -> int:
        return len(self.columns)

    def value(self, row: int, column: int) -> Value:
        """The stored value of a cell, counted from 0; None outside what is stored."""
        values = self.rows[row].values
        return values[column] if column < len(values) else None

    def extras(self, row: int, column: int) -> Extras | None:
        return self.rows[row].extras.get(column)

    def writable(self, row: int) -> Row:
        """The row to write into: its own copy within this transaction."""
        found = self.rows[row]
        if found.generation != self.generation:
            found = self.rows[row] = found.clone(self.generation)
        self.written[found.serial] = found
        return found

    def put(self, row: int, column: int, value: Value) -> None:
        """Store a value (already parsed and calculated); "" clears."""
        target = self.writable(row).values
        if value == "" and isinstance(value, str):
            value = None
        if column >= len(target):
            if value is None:
                return
            target.extend([None] * (column + 1 - len(target)))
        target[column] = value

    def put_extras(self, row: int, column: int, extras: Extras | None) -> None:
        target = self.writable(row).extras
        if extras is None or extras == EMPTY:
            target.pop(column, None)
        else:
            target[column] = extras

    def fork(self, generation: int) -> "Sheet":
        made = copy.copy(self)
        for name in _LISTS:
            setattr(made, name, list(getattr(self, name)))
        made.properties = dict(self.properties)
        made.written = dict(self.written)
        made.referring = None if self.referring is None else set(self.referring)
        made.generation = generation
        return made


EMPTY = Extras()
_LISTS = (
    "rows", "columns", "merges", "conditional_formats", "filter_views", "protected_ranges", "charts", "banded_ranges",
    "row_groups", "column_groups", "slicers", "tables", "comment_anchors",
)  # fmt: skip


@dataclass
class Behaviour:
    """What this server does where nobody has written down what Google does; tests of a product run with both."""

    undo_returns_tags: bool = False
    """Undo of a deleted row or column brings its developer metadata back."""
    restore_keeps_tags: bool = False
    """Restoring a version brings back that version's developer metadata; otherwise all of it is lost."""
    narrow_sort_moves_tags: bool = True
    """Sorting a range that leaves out filled cells of its rows takes the rows' developer metadata along."""
    sort_moves_hidden_rows: bool = False
    """A sort moves rows that are hidden, too; otherwise they stay and the others are sorted into the other places."""
    protection_bars_sorting: bool = True
    """A sort that would move cells protected from the person is refused; otherwise it is let through."""
    protection_bars_inserting: bool = False
    """Inserting columns to the left of (or rows above) cells protected from the person is refused."""
    deleting_no_tag_is_refused: bool = False
    """deleteDeveloperMetadata with a filter that finds nothing is refused."""
    protection_bars_passing_over: bool = True
    """Values that leave a protected cell as it is (null) and write beyond it are refused."""


@dataclass
class Book:
    """All of a spreadsheet that a transaction can roll back."""

    sheets: list[Sheet] = field(default_factory=list)
    properties: Json = field(default_factory=dict)
    """SpreadsheetProperties: title, locale, timeZone, autoRecalc, defaultFormat ..."""
    named_ranges: list[Json] = field(default_factory=list)
    comments: list[Json] = field(default_factory=list)
    tags: tuple[Tag, ...] = ()
    generation: int = 0
    behaviour: Behaviour = field(default_factory=Behaviour, compare=False)
    """One for all states of a spreadsheet."""
    index: Any = field(default=None, compare=False, repr=False)
    """What `metadata` has found out about this state's tags."""

    def fork(self, generation: int) -> "Book":
        return replace(
            self, sheets=[sheet.fork(generation) for sheet in self.sheets], properties=dict(self.properties),
            named_ranges=list(self.named_ranges), comments=list(self.comments), generation=generation, index=None,
        )  # fmt: skip


@dataclass
class Spreadsheet:
    """One file. `book` is its present state; `past` the states before the latest transactions, for undo.

    `owner`, `editors`, `readers` are e-mail addresses; "anyone" may stand among them.
    """

    id: str
    book: Book
    owner: str = "owner@example.com"
    editors: set[str] = field(default_factory=set)
    readers: set[str] = field(default_factory=set)
    created: str = ""
    modified: str = ""
    parents: tuple[str, ...] = ()
    past: list[tuple[str, Book]] = field(default_factory=list)
    generations: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def behaviour(self) -> Behaviour:
        """The switches for what nobody knows of Google."""
        return self.book.behaviour

    @contextmanager
    def transaction(self, actor: str) -> Iterator[Book]:
        """All of the block or nothing: an exception puts the book back as it was."""
        before = self.book
        self.book = before.fork(next(self.generations))
        try:
            yield self.book
        except BaseException:
            self.book = before
            raise
        self.past.append((actor, before))
        del self.past[:-PAST]


PAST = 100

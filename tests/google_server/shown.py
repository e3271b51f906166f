"""What cells show. A Calculator reads one state of a book and remembers its results; it must not outlive a write."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from typing import Any

from tests.google_server.formulas.calculation import Calculator
from tests.google_server.locales import locale_of
from tests.google_server.model import Book, Formula, Json, Plain, Sheet
from tests.google_server.number_formats import formatted as formatted_value

_now: ContextVar[float | None] = ContextVar("now", default=None)


@contextmanager
def time_is(seconds: float) -> Iterator[None]:
    """Let NOW and TODAY mean this moment (seconds since 1970) within the block."""
    token = _now.set(seconds)
    try:
        yield
    finally:
        _now.reset(token)


def moment() -> float:
    """The present moment, in seconds since 1970."""
    now = _now.get()
    return time.time() if now is None else now


def today() -> date:
    """The day that it is in Greenwich."""
    return datetime.fromtimestamp(moment(), UTC).date()


def calculator(book: Book) -> Calculator:
    """What reads the book's cells; good until something is written, then another one is needed."""
    return Calculator(book, moment())


def plain(book: Book, sheet: Sheet, row: int, column: int) -> Plain:
    """What a cell holds, formulas calculated. To read many cells take a `calculator` once."""
    value = sheet.value(row, column)
    if value is not None and not isinstance(value, Formula):
        return value
    return calculator(book).plain(sheet, row, column)


def formatted(book: Book, sheet: Sheet, row: int, column: int) -> str:
    """What a cell shows to a person, by the book's locale; "" for an empty cell. For many cells take a `Reading`."""
    return Reading(book).formatted(sheet, row, column)


class Reading:
    """One reading of a book: its calculator, its locale, and the texts of numbers already formatted."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.calculator = calculator(book)
        self.locale: str = book.properties.get("locale", "en_US")
        self.decimal = locale_of(self.locale).decimal
        self._texts: dict[tuple[Any, int, type], str] = {}
        self._formats: list[Json] = []
        self._in_format: dict[int, Texts] = {}
        self.default_format: Json | None = book.properties.get("defaultFormat", {}).get("numberFormat")

    def number_format(self, sheet: Sheet, row: int, column: int) -> Json | None:
        """The number format a cell is shown with: its own, else the one its formula brings."""
        extras = sheet.rows[row].extras.get(column)
        if extras is not None and extras.format is not None:
            own: Json | None = extras.format.get("numberFormat")
            if own is not None:
                return own
        return self.calculator.format_hint(sheet, row, column) or self.default_format

    def formatted(self, sheet: Sheet, row: int, column: int) -> str:
        """What one cell shows."""
        return self.text(self.calculator.plain(sheet, row, column), self.number_format(sheet, row, column))

    def texts(self, number_format: Json) -> "Texts":
        """The texts of numbers in one number format, each made once; formats are told apart by identity."""
        found = self._in_format.get(id(number_format))
        if found is None:
            found = self._in_format[id(number_format)] = Texts(number_format, self.locale)
        return found

    def text(self, value: Plain, number_format: Json | None) -> str:
        """A value in a number format; formats are told apart by identity, so that each number is formatted once."""
        kind = type(value)
        if number_format is None:
            if isinstance(value, str):
                return value
            if value is None:
                return ""
        key: tuple[Any, int, type] = (value, id(number_format), kind)
        found = self._texts.get(key)
        if found is None:
            if number_format is not None:
                self._formats.append(number_format)
            found = self._texts[key] = formatted_value(value, number_format, self.locale)
        return found


class Texts(dict[int | float, str]):
    """Number -> its text in one number format."""

    def __init__(self, number_format: Json, locale: str) -> None:
        super().__init__()
        self.number_format, self.locale = number_format, locale

    def __missing__(self, number: int | float) -> str:
        made = self[number] = formatted_value(number, self.number_format, self.locale)
        return made

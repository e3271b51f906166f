"""Any table read as texts, by column: a CSV of whatever delimiter and encoding, or a sheet of a workbook."""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice, pairwise
from pathlib import Path
from typing import IO

from sheetcrm.errors import WorkbookUnusable
from sheetcrm.layout.grid import Grid
from sheetcrm.model.cells import CellValue
from sheetcrm.rules.typed import as_text

SAMPLE = 400
"""Rows from which the columns are understood."""
_WORKBOOKS = frozenset((".xlsx", ".xlsm"))
_DELIMITERS = (",", ";", "\t", "|")
_HEAD = 1 << 16
_LONGEST_LETTER = 4
_LONGEST_FIELD = 1 << 24

Columns = Mapping[str, int]
Choose = Callable[[Grid], Sequence[int]]


@dataclass(frozen=True, slots=True)
class Table:
    """The chosen columns of a table: column number (from 1) -> its texts, one for each row under the header."""

    texts: Mapping[int, list[str]]
    rows: int


def read_table(path: Path, choose: Choose) -> Table:
    """Read a table; `choose` sees its head as a grid, and says from which row the data start and which columns to keep.

    The first number that `choose` gives is the row of the header. Raises WorkbookUnusable.
    """
    if path.suffix.lower() in _WORKBOOKS:
        return _read_workbook(path, choose)
    return _read_csv(path, choose)


def _read_workbook(path: Path, choose: Choose) -> Table:
    from sheetcrm.stores.excel.grids import grid_of
    from sheetcrm.stores.excel.reading import read_workbook

    book = read_workbook(path)
    grids = [grid_of(sheet) for sheet in book.sheets.values() if not sheet.hidden]
    if not grids:
        raise WorkbookUnusable("find-empty", path=str(path))
    grid = max(grids, key=lambda sheet: len(sheet.rows))
    header_row, *columns = choose(grid)
    rows = grid.rows[header_row - grid.first_row + 1 :]
    return _collected(([as_text(value) for value in row] for row in rows), columns, grid.first_column)


def _read_csv(path: Path, choose: Choose) -> Table:
    try:
        with path.open("rb") as raw:
            head = raw.read(_HEAD)
        encoding = encoding_of(head)
        with path.open(encoding=encoding, errors="replace", newline="") as file:
            return _from_csv(file, _delimiter(head.decode(encoding, errors="replace")), path, choose)
    except FileNotFoundError as error:
        raise WorkbookUnusable("no-such-file", path=str(path)) from error
    except OSError as error:
        raise WorkbookUnusable("unreadable", path=str(path), reason=error.strerror or str(error)) from error
    except csv.Error as error:
        raise WorkbookUnusable("unreadable", path=str(path), reason=str(error)) from error


def _from_csv(file: IO[str], delimiter: str, path: Path, choose: Choose) -> Table:
    csv.field_size_limit(_LONGEST_FIELD)
    reader = csv.reader(file, delimiter=delimiter)
    first = list(islice(reader, SAMPLE))
    if not any(any(row) for row in first):
        raise WorkbookUnusable("find-empty", path=str(path))
    head: list[list[CellValue]] = [[text or None for text in row] for row in first]
    header_row, *columns = choose(Grid(path.stem, 1, 1, head))
    return _collected(chain(first[header_row:], reader), columns, 1)


def _collected(rows: Iterator[list[str]], columns: Sequence[int], first_column: int) -> Table:
    """Gather the chosen columns; a row that is too short is filled up, one without any text stays as a row."""
    places = [column - first_column for column in columns]
    gathered: list[list[str]] = [[] for _ in places]
    add = [texts.append for texts in gathered]
    count = 0
    for row in rows:
        count += 1
        width = len(row)
        for append, place in zip(add, places, strict=True):
            append(row[place].strip() if place < width else "")
    return Table(dict(zip(columns, gathered, strict=True)), count)


def encoding_of(head: bytes) -> str:
    """Give the encoding of a text by its first bytes: what its mark says, UTF-8 when it can be, else a Windows one.

    >>> encoding_of("имя".encode("utf-8-sig")), encoding_of("Имя".encode("cp1251")), encoding_of(b"\\xff\\xfea\\x00")
    ('utf-8-sig', 'cp1251', 'utf-16')
    >>> encoding_of("Łódź;Gdańsk;ulica Ogrodowa".encode("cp1250")), encoding_of(b"plain")
    ('cp1250', 'utf-8-sig')
    """
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    try:
        head.decode("utf-8-sig")
        return "utf-8-sig"
    except UnicodeDecodeError as error:
        if len(head) >= _HEAD and error.start > len(head) - _LONGEST_LETTER:
            return "utf-8-sig"
    letters = [letter for letter in head if letter > 0x7F]
    cyrillic = sum(letter >= 0xC0 for letter in letters)
    runs = sum(one >= 0xC0 and two >= 0xC0 for one, two in pairwise(head))
    return "cp1251" if cyrillic > 0.8 * len(letters) and runs * 2 > cyrillic else "cp1250"


def _delimiter(text: str) -> str:
    """Give the sign that parts the columns: the one that most lines hold equally often."""
    lines = [line for line in text.splitlines()[:40] if line.strip()]
    best, most = ",", 0.0
    for sign in _DELIMITERS:
        counts = [line.count(sign) for line in lines]
        usual = max(set(counts), key=counts.count, default=0)
        if usual:
            points = counts.count(usual) / len(counts) + min(usual, 20) / 100
            best, most = (sign, points) if points > most else (best, most)
    return best

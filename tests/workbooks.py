"""Real .xlsx files for tests, written by XlsxWriter from rows; what stands in a file afterwards is read by calamine."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
from python_calamine import CalamineWorkbook

Rows = Sequence[Sequence[Any]]
Finish = Callable[[Any, Any], None]
"""Gets the book and its first sheet before they are closed: merges, tables, hidden rows."""

HEADER = ("Name", "Phone", "E-mail", "Birthday", "City")
PEOPLE: Rows = (
    HEADER,
    ("Anna Kowalska", "+48 600 100 200", "anna@example.com", "1980-03-04", "Kraków"),
    ("Jan Nowak", "601 200 300", "jan@example", "12.05.1975", "Warszawa"),
    ("Piotr Zielony", "602 300 400", "piotr@example.com", None, "Gdańsk"),
)


def write(path: Path, sheets: Mapping[str, Rows], finish: Finish | None = None) -> Path:
    """Write a workbook; dates and times get a format of dates, texts stay texts."""
    options = {
        "default_date_format": "yyyy-mm-dd",
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(str(path), options)
    looks = {
        dt.datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        dt.time: book.add_format({"num_format": "hh:mm:ss"}),
    }
    first = None
    for title, rows in sheets.items():
        sheet = book.add_worksheet(title)
        first = first or sheet
        for row, cells in enumerate(rows):
            for column, value in enumerate(cells):
                if isinstance(value, str) and value.startswith("=") and len(value) > 1:
                    sheet.write_formula(row, column, value, value="#REF!" if "#REF!" in value else 0)
                elif isinstance(value, str):
                    sheet.write_string(row, column, value)
                elif value is not None:
                    sheet.write(row, column, value, looks.get(type(value)))
    if finish is not None:
        finish(book, first)
    book.close()
    return path


def clients(folder: Path, rows: Rows = PEOPLE, title: str = "Clients", finish: Finish | None = None) -> Path:
    """A workbook `clients.xlsx` with one sheet in a folder."""
    return write(folder / "clients.xlsx", {title: rows}, finish)


def cells(path: Path, title: str) -> list[list[Any]]:
    """A sheet from A1 on, as another reader sees it."""
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_name(title).to_python(skip_empty_area=False)

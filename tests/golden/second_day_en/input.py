"""An English list on the robot's second day: numbers and tasks are there, people have worked in it since."""

import datetime as dt
from pathlib import Path

import openpyxl

from tests.workbooks import write

EARLIER = "2026-11-22"
TODAY = "2026-11-23"
ROWS = (
    ("Client", "Mobile", "Mail", "DOB", "Town", "VIP"),
    ("Anna Smith", "+44 20 7946 0001", "anna@example.com", dt.date(1986, 11, 24), "London", "yes"),
    ("Peter Jones", "+44 20 7946 0002", "peter@gmial.com", "23/11/1979", "Leeds", None),
    ("Mary O'Neill", "7946", None, None, "York", None),
)


def build(folder: Path) -> None:
    """Write clients.xlsx."""
    write(folder / "clients.xlsx", {"Clients": ROWS})


def between(folder: Path) -> None:
    """What people did after the first sync: a phone mended, a client added between others, a task deleted."""
    path = folder / "clients.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["Clients"]
    sheet["B4"] = "+44 1904 555 012"
    sheet.insert_rows(3)
    for column, value in enumerate(("Olivia Brown", "+44 20 7946 0009", "olivia@example.com", "25 November"), 1):
        sheet.cell(3, column, value)
    book["Tasks"].delete_rows(2)
    book.save(path)

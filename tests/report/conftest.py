"""What the report tests share: a small plan that has something of everything."""

import datetime as dt
from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from sheetcrm.model.cells import CellValue
from sheetcrm.model.changes import AddRow, Change, SendLetter, SetCells
from sheetcrm.model.plan import Plan
from sheetcrm.model.problems import Problem
from sheetcrm.model.snapshot import Snapshot, Table, object_column
from sheetcrm.words import Words, words_of

TODAY = dt.date(2026, 3, 5)


def table(tab: str, title: str, columns: Mapping[str, tuple[str, Sequence[CellValue]]], first_row: int = 5) -> Table:
    """A table from field -> (header, values); anchors are r1, r2 ... and the first column is A."""
    length = len(next(iter(columns.values()))[1])
    return Table(
        tab,
        title,
        first_row - 1,
        {name: header for name, (header, _) in columns.items()},
        {name: chr(ord("A") + place) for place, name in enumerate(columns)},
        object_column([f"r{number}" for number in range(1, length + 1)], length),
        np.arange(first_row, first_row + length, dtype=np.int64),
        {name: object_column(values, length) for name, (_, values) in columns.items()},
    )


def workbook() -> Snapshot:
    """Eight clients, a deal, an empty task list and the memory."""
    names = ["Anna Kowalska", "Jan Nowak", "Ewa 🎂 Zając", "שרה לוי", "Piotr Wiśniewski", "Ola", "Iza", "Adam Bąk"]
    clients = table(
        "clients",
        "Klienci",
        {
            "number": ("Nr", ["C-0001", *[None] * 7]),
            "name": ("Imię i nazwisko", names),
            "phone": ("Tel.", ["600 100 200", " 600100201", 600100202.0, None, "600-100-204", None, None, None]),
            "birthday": ("Urodziny", [dt.date(1986, 3, 8), None, "29.02", None, None, "12.03", None, None]),
            "check": ("Kontrola", [None] * 8),
            "comment": ("Uwagi", ["x" * 400, *[None] * 7]),
        },
    )
    deals = table("deals", "Transakcje", {"title": ("Co", ["Meble"]), "client": ("Klient", ["Jan Nowak"])}, 2)
    tasks = table("tasks", "Zadania", {"due_on": ("Termin", []), "action": ("Co zrobić", []), "key": ("Klucz", [])}, 2)
    memory = table("memory", "Memory", {"key": ("key", []), "value": ("value", [])}, 2)
    return Snapshot({"clients": clients, "deals": deals, "tasks": tasks, "memory": memory})


def changes() -> list[Change]:
    """Seven numbers, two tidied phones, a task, a line of memory and a letter."""
    numbers: list[Change] = [
        SetCells("clients", f"r{n}", {"number": (None, f"C-{n:04}")}, "number") for n in range(2, 9)
    ]
    return [
        *numbers,
        SetCells("clients", "r2", {"phone": (" 600100201", "600 100 201")}, "tidy"),
        SetCells("clients", "r3", {"phone": (600100202.0, "600100202")}, "tidy"),
        AddRow("tasks", {"due_on": dt.date(2026, 3, 8), "action": "Congratulate: Anna", "key": "k1"}, "k1", "birthday"),
        AddRow("memory", {"key": "k1", "value": "2026-03-20"}, "memory:k1", "memory"),
        SendLetter("birthday:C-0001:2026", "C-0001", "anna@example.com", "birthday", "pl", {"name": "Anna"}),
    ]  # fmt: skip


def problems() -> list[Problem]:
    """One of each severity, in two rows, and one of a whole tab."""
    return [
        Problem("phone-invalid", "clients", "r5", "phone", "600-100-204", "600 100 204"),
        Problem("key-duplicate", "clients", "r1", "number", "C-0001", details={"other": "9"}),
        Problem("email-role", "clients", "r1", "comment", "info@example.com"),
        Problem("header-twice", "clients", value="Tel."),
    ]


def plan_of(intended: Sequence[Change], found: Sequence[Problem] = (), before: Snapshot | None = None) -> Plan:
    """A plan on the workbook above unless another is given."""
    start = workbook() if before is None else before
    return Plan(intended, found, start, start.after(intended), TODAY)


@pytest.fixture
def words() -> Words:
    return words_of("en")


@pytest.fixture
def plan() -> Plan:
    return plan_of(changes(), problems())

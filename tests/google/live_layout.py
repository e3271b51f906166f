"""The tabs of the live sheet: what stands in them at first, what people type where, what the robot tidies."""

from collections.abc import Mapping, Sequence

from tests.google.wanted import ID

TABS: Mapping[str, Mapping[str, str]] = {
    "clients": {
        "number": "robot", ID: "id", "name": "name", "phone": "phone", "email": "email", "city": "city",
        "birthday": "birthday", "status": "choice", "consent_greetings": "choice", "next_contact": "date",
        "comment": "note", "first_purchase": "robot", "receipts": "robot", "purchases_sum": "robot",
        "duplicate_of": "robot", "check": "robot",
    },
    "deals": {
        "number": "robot", ID: "id", "client": "client", "client_number": "robot", "client_name": "robot",
        "title": "note", "stage": "choice", "sum": "money", "opened_on": "date", "next_step_on": "date",
        "check": "robot",
    },
    "purchases": {
        ID: "id", "client": "client", "client_number": "robot", "client_name": "robot", "bought_on": "date",
        "product": "note", "quantity": "number", "sum": "money", "check": "robot",
    },
    "log": {
        ID: "id", "contacted_on": "date", "client": "client", "client_number": "robot", "client_name": "robot",
        "channel": "choice", "notes": "note", "next_contact": "date", "check": "robot",
    },
    "tasks": {
        "number": "robot", "due_on": "date", "action": "note", "client": "client", "client_number": "robot",
        "client_name": "robot", "assignee": "note", "task_status": "choice", "why": "robot", "made_on": "robot",
        "key": "robot", "check": "robot",
    },
    "letters": dict.fromkeys(
        ("made_on", "client", "client_name", "to", "letter", "subject", "letter_status", "file", "key"), "robot"
    ),
    "memory": dict.fromkeys(("key", "value", "day"), "robot"),
}  # fmt: skip
"""Tab -> field -> what people type there; "robot": the column is the robot's, "id": the name people give the row."""
KEYS = {"clients": "number", "deals": "number", "purchases": ID, "log": ID, "tasks": "number", "letters": "key",
        "memory": "key"}  # fmt: skip
ONCE = {"clients": ("number",), "deals": ("number",), "tasks": ("number", "key"), "letters": ("key",),
        "memory": ("key",)}  # fmt: skip
TIDY = {
    f"{tab}.{name}": "write"
    for tab, kinds in TABS.items()
    for name, kind in kinds.items()
    if kind in ("name", "phone", "email", "city", "birthday", "date", "money")
}
ROWS: Mapping[str, Sequence[Mapping[str, str]]] = {
    "clients": (
        {"number": "C-0001", "name": "anna kowalska", "phone": "601 234 567", "email": "Anna@Example.com",
         "birthday": "22.11.1985", "consent_greetings": "yes", "city": "Łódź"},
        {"number": "C-0002", "name": "Jan Nowak", "phone": "+48602345678", "birthday": "1990-11-25"},
        {"name": " EWA  MAJ", "city": "kraków", "next_contact": "20.11.2026"},
    ),
    "deals": ({"client": "C-0001", "title": "Kitchen", "stage": "talks", "sum": "1 234,56"},),
    "purchases": ({"client": "C-0002", "bought_on": "1.11.2026", "product": "Tea", "sum": "12,50"},),
    "log": ({"contacted_on": "19.11.2026", "client": "C-0001", "notes": "asked"},),
}  # fmt: skip

"""Romanian clients and their deals: a deal names its client by number, e-mail, phone, name, or so that two fit."""

import datetime as dt
from pathlib import Path

from tests.workbooks import write

TODAY = "2026-11-22"
CLIENTS = (
    ("Nr. client", "Nume și prenume", "Nr. tel.", "E-mail", "Data nașterii", "Oraș"),
    ("K-007", "Popescu Ana", "0712 034 567", "ana.popescu@example.com", dt.date(1990, 11, 22), "Cluj-Napoca"),
    ("K-008", "Ionescu Mihai", "0722 111 222", "mihai@example.com", None, "Iași"),
    ("K-009", "Ionescu Mihai", "0733 333 444", None, None, "București"),
    (None, "Dumitru Elena", "0744 555 666", "elena@example.com", "3 martie", "Brașov"),
)
DEALS = (
    ("Client", "Comandă", "Valoare", "Stadiu", "Pasul următor"),
    ("K-007", "Bucătărie", "12.500,50 lei", "Ofertă", "de sunat"),
    ("mihai@example.com", "Dulap", 3200, "Nou", None),
    ("0744555666", "Pat", "1 800", None, "de măsurat"),
    ("Popescu Ana", "Raft", 450.5, "Câștigată", None),
    ("Ionescu Mihai", "Masă", 900, "Nou", "de sunat"),
    ("Necunoscut Vasile", "Scaun", "mult", "Nou", "de sunat"),
)


def build(folder: Path) -> None:
    """Write clients.xlsx."""
    write(folder / "clients.xlsx", {"Clienți": CLIENTS, "Comenzi": DEALS})

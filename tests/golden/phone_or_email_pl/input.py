"""A Polish list in which one column holds phones and e-mails alike, as a paper notebook would."""

from pathlib import Path

from tests.workbooks import write

TODAY = "2026-11-22"
ROWS = (
    ("Lp.", "Nazwisko i imię", "telefon / e-mail", "Data ur.", "Miejscowość", "Rozmiar"),
    (1, "Kowalska Anna", "600 100 200", "23.11", "Kraków", 38),
    (2, "Nowak Jan", "jan.nowak@example.com", "12.05.1975", "Warszawa", 43),
    (3, "Wiśniewska Ewa", "601 200 300, ewa@example.com", None, "Łódź", None),
    (4, "Zielony Ogród sp. z o.o.", "biuro@zielony.example; 22 123 45 67", None, "Gdańsk", None),
    (5, "Nowak Jan", "jan.nowak@example.com", None, "Warszawa", None),
    (6, "Mazur Piotr", "602 300 40", "1980-02-30", "Poznań", "nie pamięta"),
)


def build(folder: Path) -> None:
    """Write clients.xlsx."""
    write(folder / "clients.xlsx", {"Klienci": ROWS})

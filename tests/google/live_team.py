"""The team of a live sheet: who acts, what is called how at the moment, and where things stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sheetcrm.stores.cells import column_letter
from tests.google.wanted import header_of
from tests.google_server.model import Sheet, Spreadsheet
from tests.google_server.people import People


class Act(NamedTuple):
    """One act of somebody: `name` of `live_acts.ACTS`, and what chooses the rest of it."""

    name: str
    where: int = 0
    which: int = 0
    what: int = 0


TEXTS: Mapping[str, Sequence[str]] = {
    "name": (
        "anna kowalska",
        "ИВАНОВ ИВАН ПЕТРОВИЧ",
        " Jan  Nowak",
        "EWA MAJ",
        "Olga",
        "ewa maj",
        "Ion Popescu 2",
        "-",
    ),
    "phone": ("601 234 567", "601234567", "8 (916) 123-45-67", "+48 22 555 12 34", "601-234-567, 602 345 678", "tel."),
    "email": ("Anna@Example.com", " jan2@EXAMPLE.org ", "mailto:ewa@example.com", "olga@example.com", "anna@"),
    "city": ("łódź", "KRAKÓW", "Łódź", "gdańsk 2", "  Iași"),
    "birthday": ("25.11.1985", "22.11.1990", "1990-11-23", "25.11", "31.02.1980", "11/24/1977", "5 maja"),
    "date": ("20.11.2026", "2026-11-25", "11/26/2026", "1.12.26", "soon", "46350"),
    "money": ("1 234,56", "12500", "12 500 zł", "1,234.56", "0", "a lot"),
    "number": ("2", "3,5", "-1", "x"),
    "client": ("C-0001", "C-0002", "C-0003", "Anna Kowalska", "nobody"),
    "choice": ("customer", "klient", "done", "yes", "да", "tak", "lost", "won", "?"),
    "note": ("call back", "=1+1", "'007", "TRUE", "written by hand", "=A2"),
}
"""What people type, by the kind of the column."""


@dataclass
class Team:
    """The people of one spreadsheet. `kinds`: title -> header -> kind of text; `keys`: title -> header of the key.

    `renamed`: title -> what the tab is called for the moment. `reworded`: (title, header) -> what it says instead.
    """

    spreadsheet: Spreadsheet
    kinds: Mapping[str, Mapping[str, str]]
    keys: Mapping[str, str]
    hidden: frozenset[str] = frozenset()
    renamed: dict[str, str] = field(default_factory=dict)
    reworded: dict[tuple[str, str], str] = field(default_factory=dict)
    ids: int = 0
    acted: list[str] = field(default_factory=list)

    @property
    def people(self) -> People:
        """Whoever acts."""
        return People(self.spreadsheet)

    def mend(self) -> None:
        """Give tabs and headers their names back, and take a filter away."""
        there = {sheet.title for sheet in self.spreadsheet.book.sheets}
        for title, new in self.renamed.items():
            if new in there:
                self.people.rename_tab(new, title)
        self.renamed.clear()
        for (title, old), new in self.reworded.items():
            if header_of(self.sheet(title), new) is not None:
                self.people.rename_header(title, new, old)
        self.reworded.clear()

    def title(self, act: Act) -> str:
        """The title of a tab that people work in."""
        titles = [title for title in self.kinds if title not in self.hidden]
        return titles[act.where % len(titles)]

    def sheet(self, title: str) -> Sheet:
        """A tab, whatever it is called at the moment."""
        names = (self.renamed.get(title, title), title)
        found = next((sheet for sheet in self.spreadsheet.book.sheets if sheet.title in names), None)
        if found is None:
            raise NoPlace
        return found

    def header(self, title: str) -> tuple[int, dict[int, str]]:
        """The row of the header (from 0) and column -> header."""
        known = self.reworded.get((title, self.keys[title]), self.keys[title])
        found = header_of(self.sheet(title), known)
        if found is None:
            raise NoPlace
        return found

    def rows(self, title: str) -> list[int]:
        """The filled rows below the header, as people count them."""
        at, _ = self.header(title)
        rows = self.sheet(title).rows
        return [number + 1 for number in range(at + 1, len(rows)) if any(v is not None for v in rows[number].values)]

    def row(self, title: str, which: int) -> int:
        """One filled row."""
        rows = self.rows(title)
        if not rows:
            raise NoPlace
        return rows[which % len(rows)]

    def letter(self, title: str, header: str) -> str:
        """Where a header stands."""
        columns = {text: column for column, text in self.header(title)[1].items()}
        if header not in columns:
            raise NoPlace
        return column_letter(columns[header] + 1)

    def last(self, title: str) -> str:
        """The letter of the last column with a header."""
        return column_letter(max(self.header(title)[1]) + 1)


class NoPlace(Exception):
    """What the act begins at is gone."""

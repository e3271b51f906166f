"""A Duplicates tab written by hand, as the rules leave it, in any of the four languages."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sheetcrm.model.snapshot import Snapshot
from sheetcrm.words import words_of
from tests.building import snapshot

ANNA = {"number": "C-0001", "name": "Anna Kowalska", "phone": "+48 600 100 200", "city": "Kraków",
        "email": "anna@example.com"}  # fmt: skip
ANIA = {"number": "C-0042", "name": "Kowalska Ania", "phone": "600 100 200", "city": "Warszawa",
        "birthday": dt.date(1986, 11, 24)}  # fmt: skip
FIRM = {"number": "C-0007", "company": "Meble Nova Sp. z o.o.", "phone": "+48 12 345 67 89", "city": "Łódź"}
FIRM_RU = {"number": "C-0009", "company": "ООО «Мебле Нова»", "phone": "+48 12 345 67 89"}
FIRM_TOO = {"number": "C-0011", "company": "Meble Nowa", "email": "biuro@meblenova.example", "city": "Łódź"}
FACTS = ("name", "company", "phone", "email", "city", "address", "birthday", "tax_id", "position", "manager")


def group(name: str, *clients: Mapping[str, Any], language: str = "en", **cells: Any) -> list[dict[str, Any]]:
    """The rows of a group; the first client is the one that is to stay. `cells` stand in the joining rows."""
    words = words_of(language)
    rows = []
    for at, client in enumerate(clients, 1):
        facts = {field: client[field] for field in FACTS if field in client}
        row = {"group": name, "part": words.choice("duplicate_part", "stays" if at == 1 else "joins"),
               "number": client["number"], **facts, "key": f"{name}.{at}"}  # fmt: skip
        if at > 1:
            why = f"{words.header('clients', 'phone')}: {words.say('duplicate_level_same')}"
            row |= {"level": words.choice("duplicate_level", "sure"), "score": 99.87, "why": why, **cells}
        rows.append(row)
    return rows


def book(*groups: list[dict[str, Any]], language: str = "en", **tabs: Any) -> Snapshot:
    """A workbook whose Duplicates tab holds these groups, and whose clients are those of the groups."""
    clients = tabs.pop("clients", [ANNA, ANIA, FIRM, FIRM_RU, FIRM_TOO])
    rows = [row for one in groups for row in one]
    made = snapshot(clients=clients, archive=[], duplicates=rows, **tabs)
    return in_language(made, language)


def in_language(made: Snapshot, language: str) -> Snapshot:
    """The workbook with the headers and titles of a language."""
    words = words_of(language)
    tables = {
        tab: replace(table, title=words.tab(tab), headers={field: words.header(tab, field) for field in table.headers})
        for tab, table in made.tables.items()
    }
    return replace(made, tables=tables)

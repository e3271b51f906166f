"""A sheet of clients for tests of `init`: its grid, its facts, and what is asked of Google for it."""

import json
from dataclasses import replace
from typing import Any

from sheetcrm.layout.additions import Layout, additions
from sheetcrm.layout.grid import Grid
from sheetcrm.model.cells import CellValue
from sheetcrm.model.settings import TabMapping
from sheetcrm.stores.google.facts import SheetFacts
from sheetcrm.stores.google.laying_out import requests_for
from sheetcrm.words import words_of

Json = dict[str, Any]
WORDS = words_of("en")


HEADERS = ("Name", "Phone", "Status", "Birthday")


CLIENTS = TabMapping("Customers", 1, {"name": "Name", "phone": "Phone", "status": "Status", "birthday": "Birthday"})


FACTS = SheetFacts(7, 1000, 26)


def grid(*rows: tuple[CellValue, ...], title: str = "Customers") -> Grid:
    return Grid(title, 1, 1, [list(HEADERS), *map(list, rows)])


ANN = ("Ann Lee", "+44 20 7946 0000", "Customer", None)


def layout(mapping: TabMapping = CLIENTS) -> Layout:
    """What a Customers tab needs besides the hidden memory."""
    return additions({"clients": mapping}, WORDS, "GBP", create_tabs=False)


def requests(facts: SheetFacts = FACTS, of: Grid | None = None, wanted: Layout | None = None) -> list[Json]:
    return requests_for(
        wanted or layout(), [of or grid(ANN)], {"clients": CLIENTS}, {"Customers": facts}, WORDS
    )  # fmt: skip


def asked(made: list[Json], kind: str, sheet_id: int | None = None) -> list[Json]:
    """The requests of a kind, those on one sheet."""
    found = [one[kind] for one in made if kind in one]
    return [one for one in found if sheet_id is None or f'"sheetId": {sheet_id}' in json.dumps(one)]


def columns_of(request: Json) -> range:
    return range(request["range"]["startColumnIndex"] + 1, request["range"]["endColumnIndex"] + 1)


def text_columns(made: list[Json]) -> list[int]:
    text = [one for one in asked(made, "repeatCell", 7) if one["fields"] == "userEnteredFormat.numberFormat"]
    assert all(one["cell"]["userEnteredFormat"]["numberFormat"] == {"type": "TEXT"} for one in text)
    return [column for one in text for column in columns_of(one)]


def formula_of(request: Json) -> str:
    return str(request["rule"]["booleanRule"]["condition"]["values"][0]["userEnteredValue"])


def as_built() -> Grid:
    """The Customers tab once the layout was carried out."""
    added = [column.header for column in layout().new_columns[0].columns]
    return Grid("Customers", 1, 1, [[*HEADERS, *added], [*ANN]])


BUILT = {
    "clients": replace(
        CLIENTS, columns={**CLIENTS.columns, **{c.field: c.header for c in layout().new_columns[0].columns}}
    ),
    "memory": TabMapping("Memory"),
}


MEMORY = {"Memory": SheetFacts(99, 100, 6)}

"""Check of single values: whatever the reader of a column's kind finds doubtful."""

import datetime as dt
from collections.abc import Iterator

from rapidfuzz import process

from sheetcrm.model.cells import CellValue, is_result
from sheetcrm.model.problems import Problem
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import OWN, Snapshot, Table
from sheetcrm.model.tabs import BY_NAME, Column
from sheetcrm.rules.reading import is_open_list, kind_of, own_entries, read_choices, read_column
from sheetcrm.rules.typed import as_text
from sheetcrm.values.country import nearest_country, read_country
from sheetcrm.words import words_of


def check_values(snapshot: Snapshot, settings: Settings, today: dt.date) -> Iterator[Problem]:
    """Formats, ranges and choices of every column people fill in; the robot's own columns are right by making.

    The facts in the Duplicates tab are copies; what is wrong in them is told where they come from.
    """
    del today
    for tab, table in snapshot.tables.items():
        if tab not in BY_NAME or BY_NAME[tab].robot or tab in ("settings", "archive"):
            continue
        for field in table.columns:
            column = None if field.startswith(OWN) else BY_NAME[tab].column(field)
            if column is None or column.robot:
                continue
            if column.choices is not None and column.kind == "choice":
                yield from _check_choices(snapshot, table, column, settings)
            elif tab != "duplicates" and kind_of(tab, field) not in ("note", "text", "reference", "key", "tags"):
                yield from _check_column(table, field, settings)


def check_countries(snapshot: Snapshot, settings: Settings, today: dt.date) -> Iterator[Problem]:
    """Countries that name none: the client's holidays and name days cannot be kept."""
    del settings, today
    table = snapshot.table("clients")
    if not table.has("country"):
        return
    for position, value in enumerate(table.values("country")):
        if value is not None and is_result(value) and read_country(as_text(value)) is None:
            yield Problem("country-unknown", "clients", table.anchors[position], "country", value,
                          nearest_country(as_text(value)))  # fmt: skip


def _check_column(table: Table, field: str, settings: Settings) -> Iterator[Problem]:
    raw = table.values(field)
    for position, reading in enumerate(read_column(table, field, settings)):
        for found in reading.findings:
            yield Problem(found.code, table.tab, table.anchors[position], field, raw[position], found.suggestion)


def _check_choices(snapshot: Snapshot, table: Table, column: Column, settings: Settings) -> Iterator[Problem]:
    list_name = column.choices or ""
    if is_open_list(list_name):
        return
    words = words_of(settings.language)
    keys = read_choices(snapshot, table.tab, column.key, list_name)
    known: list[str] | None = None
    for position, (value, key) in enumerate(zip(table.values(column.key), keys, strict=True)):
        if key is not None or value is None or not is_result(value):
            continue
        if known is None:
            known = [*words.choices(list_name), *own_entries(snapshot, list_name).values()]
        yield Problem(
            "choice-unknown", table.tab, table.anchors[position], column.key, value, _nearest(value, known),
            {"list": ", ".join(known[:6])},
        )  # fmt: skip


def _nearest(value: CellValue, known: list[str]) -> str | None:
    text = as_text(value)
    found = process.extractOne(text.casefold(), [entry.casefold() for entry in known], score_cutoff=75)
    return known[found[2]] if found else None

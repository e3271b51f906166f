"""Tidying: values in one spelling, only in the columns for which the team switched it on."""

import datetime as dt
from collections.abc import Iterator

from sheetcrm.model.changes import Change, SetCells
from sheetcrm.model.problems import Problem
from sheetcrm.model.settings import Settings, TidyMode
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.reading import read_column


def tidy_values(snapshot: Snapshot, settings: Settings, today: dt.date) -> Iterator[Change]:
    """Yield one change per row with values that have a tidier spelling, in columns set to "write".

    A doubtful value is never tidied: what has a finding waits for a person. Formulas are left alone.
    """
    del today
    for tab, fields in _columns(snapshot, settings, "write").items():
        table = snapshot.table(tab)
        rows: dict[int, dict[str, tuple[object, object]]] = {}
        for field in fields:
            for position, was, becomes in _untidy(snapshot, settings, tab, field):
                rows.setdefault(position, {})[field] = (was, becomes)
        for position in sorted(rows):
            yield SetCells(tab, table.anchors[position], rows[position], "tidy")  # type: ignore[arg-type]


def suggest_tidying(snapshot: Snapshot, settings: Settings, today: dt.date) -> Iterator[Problem]:
    """The tidier spelling as a suggestion, in columns set to "suggest"."""
    del today
    for tab, fields in _columns(snapshot, settings, "suggest").items():
        for field in fields:
            for position, was, becomes in _untidy(snapshot, settings, tab, field):
                anchor = snapshot.table(tab).anchors[position]
                yield Problem("tidy-suggested", tab, anchor, field, was, str(becomes))  # type: ignore[arg-type]


def _columns(snapshot: Snapshot, settings: Settings, mode: TidyMode) -> dict[str, list[str]]:
    columns: dict[str, list[str]] = {}
    for name in settings.tidy:
        tab, _, field = name.partition(".")
        if settings.tidy_mode(tab, field) == mode and snapshot.table(tab).has(field):
            columns.setdefault(tab, []).append(field)
    return columns


def _untidy(snapshot: Snapshot, settings: Settings, tab: str, field: str) -> Iterator[tuple[int, object, object]]:
    table = snapshot.table(tab)
    raw = table.values(field)
    for position, reading in enumerate(read_column(table, field, settings)):
        normal = reading.normal
        if normal is None or reading.findings or normal == raw[position]:
            continue
        place = (table.anchors[position], field)
        if place not in table.formulas and place not in table.merged:
            yield position, raw[position], normal

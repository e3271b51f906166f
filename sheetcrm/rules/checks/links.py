"""Checks of references: rows that speak of a client or a deal nobody can find."""

import datetime as dt
from collections.abc import Iterator

from sheetcrm.model.cells import is_result
from sheetcrm.model.problems import Problem
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.model.tabs import TABS
from sheetcrm.rules.clients import ClientIndex
from sheetcrm.rules.reading import texts
from sheetcrm.rules.typed import as_text


def check_links(snapshot: Snapshot, settings: Settings, today: dt.date) -> Iterator[Problem]:
    """References to clients that lead to none or to several, and to deals that are not there."""
    del today
    clients = ClientIndex(snapshot, settings)
    deals = {as_text(value).upper() for value in snapshot.table("deals").values("number") if value is not None}
    for tab in TABS:
        table = snapshot.table(tab.key)
        if tab.robot or tab.key in ("duplicates", "archive"):
            continue
        for column in tab.columns:
            if column.refers not in snapshot.tables or column.robot or not table.has(column.key):
                continue
            for position, value in enumerate(table.values(column.key)):
                if not is_result(value):
                    continue
                text = as_text(value)
                if column.refers == "deals":
                    if text.upper() not in deals:
                        yield Problem("reference-missing", tab.key, table.anchors[position], column.key, value)
                    continue
                match = clients.match(text)
                if match.code is not None:
                    numbers = texts(clients.table, "number")
                    names = [numbers[p] or clients.table.place(clients.table.anchors[p], None) for p in match.others]
                    yield Problem(
                        match.code, tab.key, table.anchors[position], column.key, value,
                        details={"other": ", ".join(names[:5]), "count": len(match.others)},
                    )  # fmt: skip

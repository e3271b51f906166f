"""The one example row of a new workbook, by which it is known again; nobody is ever greeted or called because of it."""

import datetime as dt
from collections.abc import Mapping

from sheetcrm.model.cells import CellValue
from sheetcrm.model.tabs import CLIENTS
from sheetcrm.words import Words

_CHOSEN: Mapping[str, str] = {
    "kind": "person",
    "status": "potential",
    "tier": "standard",
    "source": "referral",
    "consent_greetings": "no",
    "consent_offers": "no",
}
"""Entries of the example row, as keys; without consent no letter is written."""


def example_row(words: Words) -> dict[str, CellValue]:
    """Field -> value of the example client, as it stands in the sheet; robot columns are left to the robot."""
    row: dict[str, CellValue] = {}
    for column in CLIENTS.columns:
        if not column.shown or column.robot:
            continue
        if column.key in _CHOSEN:
            row[column.key] = words.choice(column.choices or "yes_no", _CHOSEN[column.key])
        elif (text := words.example(column.key)) is not None:
            row[column.key] = _typed(text) if column.kind in ("date", "birthday") else text
    return row


def _typed(text: str) -> CellValue:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return text

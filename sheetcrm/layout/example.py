"""The one example row of a new workbook, by which it is known again; nobody is ever greeted or called because of it."""

import datetime as dt
from collections.abc import Mapping

from sheetcrm.model.cells import CellValue
from sheetcrm.model.tabs import CLIENTS
from sheetcrm.words import LANGUAGES, Words, words_of

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


def is_example(cells: Mapping[str, CellValue]) -> bool:
    """Whether a client's row is the example of some language and nobody has changed it.

    What the robot filled in meanwhile does not count, nor what stands in columns of the team's own that are empty.
    """
    robots = {column.key for column in CLIENTS.columns if column.robot}
    typed = {field: value for field, value in cells.items() if value is not None and field not in robots}
    return bool(typed) and any(typed == example_row(words_of(language)) for language in LANGUAGES)


def _typed(text: str) -> CellValue:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return text

"""The example row of a fresh workbook: emptied at the first sync, unless somebody made it theirs."""

import datetime as dt
from collections.abc import Iterator

from sheetcrm.layout.example import example_row
from sheetcrm.model.changes import Change, SetCells
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.words import words_of


def clear_example(snapshot: Snapshot, settings: Settings, today: dt.date) -> Iterator[Change]:
    """Yield the change that empties the example row, if every cell of it is still as it was made."""
    del today
    table = snapshot.table("clients")
    if not len(table):
        return
    example = example_row(words_of(settings.language))
    position = 0
    written = {field: column[position] for field, column in table.columns.items() if column[position] is not None}
    if written and {field: value for field, value in example.items() if table.has(field)} == written:
        yield SetCells(
            "clients", table.anchors[position], {field: (value, None) for field, value in written.items()}, "example"
        )

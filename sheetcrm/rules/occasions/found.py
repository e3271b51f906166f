"""What a kind of occasion finds in the sheet: a row, its day, and what texts may say of it; nothing is judged here."""

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from sheetcrm.model.snapshot import Table
from sheetcrm.rules.typed import as_text

NO_FACTS: Mapping[str, object] = MappingProxyType({})


class Found(NamedTuple):
    """One day of one row. `date` is None for a row without a day that is due all the same.

    `year_born`: the year from which years are counted. `mark`: what stands in the key instead of the day, for days
    that move when somebody adds a row (the last purchase stays when the average interval changes). `facts`: what the
    kind knows and texts may say. `last`: it is over after that day, whatever the spans of the occasion say.
    """

    position: int
    date: dt.date | None
    year_born: int | None = None
    mark: str | None = None
    facts: Mapping[str, object] = NO_FACTS
    last: dt.date | None = None


def client_of(table: Table, position: int) -> str:
    """The number of the client a row belongs to, as written; empty where there is none."""
    field = "number" if table.tab == "clients" else "client_number"
    return as_text(table.values(field)[position])

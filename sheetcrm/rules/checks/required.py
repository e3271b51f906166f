"""Check of what is wanted in a row: gaps are named kindly, typing is never blocked."""

import datetime as dt
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from sheetcrm.model.problems import Problem
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot, Table, missing
from sheetcrm.model.tabs import BY_NAME, REQUIREMENTS, Requirement
from sheetcrm.rules.filled import filled_by_people
from sheetcrm.rules.reading import read_choices


def check_required(snapshot: Snapshot, settings: Settings, today: dt.date) -> Iterator[Problem]:
    """Rows in which none of the wanted columns is filled, as `model/tabs.py` asks by kind of client and stage.

    A row in which people have typed nothing at all wants nothing.
    """
    del settings, today
    for wanted in REQUIREMENTS:
        table = snapshot.table(wanted.tab)
        fields = [field for field in wanted.any_of if table.has(field)]
        if not fields or not len(table):
            continue
        gap = empty_in(table, fields)
        if not gap.any():
            continue
        gap &= _applies(snapshot, wanted) & filled_by_people(table)
        for position in np.flatnonzero(gap):
            yield Problem(
                "required-missing", wanted.tab, table.anchors[position], fields[0],
                details={"other": " / ".join(table.headers.get(field, field) for field in fields)},
            )  # fmt: skip


def empty_in(table: Table, fields: list[str]) -> npt.NDArray[np.bool_]:
    """Which rows have none of the fields filled."""
    empty = np.ones(len(table), dtype=bool)
    for field in fields:
        empty &= missing(table.values(field))
    return empty


def _applies(snapshot: Snapshot, wanted: Requirement) -> npt.NDArray[np.bool_]:
    applies = np.ones(len(snapshot.table(wanted.tab)), dtype=bool)
    for field, values in wanted.when:
        column = BY_NAME[wanted.tab].column(field)
        keys = read_choices(snapshot, wanted.tab, field, (column.choices if column is not None else None) or "")
        applies &= np.fromiter((key in values for key in keys), dtype=bool, count=len(keys))
    return applies

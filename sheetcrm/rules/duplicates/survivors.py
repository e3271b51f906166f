"""Which of several clients is to stay: the oldest, unless another is far more complete and newer or more used."""

import datetime as dt
import math
from collections import Counter
from collections.abc import Mapping, Sequence

from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import OWN, Snapshot, Table
from sheetcrm.model.tabs import BY_NAME
from sheetcrm.rules.blocked import blocked_rows
from sheetcrm.rules.patterns import number_in
from sheetcrm.rules.reading import context_of, keys, read_values
from sheetcrm.rules.typed import as_text

MORE_FIELDS = 3
"""So many more filled fields make a younger client worth keeping, if it is also newer or more used."""


def proposed_survivor(snapshot: Snapshot, settings: Settings, numbers: Sequence[str]) -> str:
    """The number, out of those given, of the client that is to stay; ties go to the lower number.

    A row set aside stays only if all are; the oldest is the lowest number of the team's pattern. Whoever has
    `MORE_FIELDS` more filled fields takes its place when verified later, or when more deals and purchases are its own.
    """
    table = snapshot.table("clients")
    at = {key: position for position, key in enumerate(keys(table, "number")) if key}
    blocked = blocked_rows(table, "number")
    there = [n for n in numbers if n.upper() in at]
    usable = [n for n in there if at[n.upper()] not in blocked] or there
    if not usable:
        return min(numbers, key=lambda number: _age(number, settings))
    usable.sort(key=lambda number: _age(number, settings))
    oldest = usable[0]
    filled = {n: _filled(table, at[n.upper()]) for n in usable}
    fuller = [number for number in usable[1:] if filled[number] >= filled[oldest] + MORE_FIELDS]
    if not fuller:
        return oldest
    used = _references(snapshot, {n.upper() for n in usable})
    verified = {n: _verified(table, at[n.upper()], settings) for n in usable}
    better = [
        number
        for number in fuller
        if verified[number] > verified[oldest] or used[number.upper()] > used[oldest.upper()]
    ]
    return max(better, key=lambda n: (filled[n], verified[n], used[n.upper()]), default=oldest)


def _age(number: str, settings: Settings) -> tuple[float, str]:
    pattern = settings.numbers.get("clients")
    count = number_in(pattern, number) if pattern is not None else None
    return (math.inf if count is None else count), number.upper()


def _filled(table: Table, position: int) -> int:
    tab = BY_NAME["clients"]
    robots = {column.key for column in tab.columns if column.robot}
    return sum(
        column[position] is not None
        for field, column in table.columns.items()
        if (field.startswith(OWN) or field not in robots)
    )


def _verified(table: Table, position: int, settings: Settings) -> dt.date:
    value = read_values([table.values("verified_on")[position]], "date", context_of(settings))[0].value
    return value if isinstance(value, dt.date) else dt.date.min


def _references(snapshot: Snapshot, numbers: set[str]) -> Mapping[str, int]:
    """How many deals and purchases speak of each of these numbers."""
    used: Counter[str] = Counter()
    for tab in ("deals", "purchases"):
        table = snapshot.table(tab)
        linked, written = keys(table, "client_number"), table.values("client")
        for position, number in enumerate(linked):
            named = number or as_text(written[position]).upper()
            if named in numbers:
                used[named] += 1
    return used

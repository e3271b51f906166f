"""Whom a segment means: its conditions compared with the columns of the Clients tab, each unique value once.

A value that cannot be read meets no condition but "empty" and "is not": nobody is written to by a guess.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from sheetcrm.model.choices import CHOICES
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import OWN, Snapshot, Table
from sheetcrm.model.tabs import BY_NAME
from sheetcrm.rules.kinds import READERS
from sheetcrm.rules.mailings.segment_text import Condition, Fault, Segment, day_meant, read_segment
from sheetcrm.rules.occasions.conditions import meanings
from sheetcrm.rules.reading import context_of, kind_of, own_entries, read_column, texts
from sheetcrm.words import choice_key, fold, header_index

_COUNTED = frozenset({"number", "money", "percent"})
_DATED = frozenset({"date", "birthday"})
_FREE = frozenset({"note", "text"})
"""Kinds that may hold numbers as well as days: what the value of a condition is decides how cells are read."""
_Test = Callable[[int], bool]


def segment_of(text: str, snapshot: Snapshot, settings: Settings, today: dt.date) -> Segment:
    """The segment a cell means in this workbook, with every fault: headers, signs, and values nobody can have."""
    clients = snapshot.table("clients")
    fields = fields_by_header(clients)
    segment = read_segment(text, fields)
    faults = [
        replace(fault, suggestion=_header(clients, fields[fault.suggestion])) if fault.suggestion else fault
        for fault in segment.faults
    ]
    for condition in segment.conditions:
        faults += _faults_of(condition, snapshot, settings, today)
    return Segment(segment.conditions, tuple(faults), segment.everyone)


def members(segment: Segment, snapshot: Snapshot, settings: Settings, today: dt.date) -> list[int]:
    """The positions of the clients a segment means, in sheet order; nobody while it has a fault."""
    clients = snapshot.table("clients")
    if segment.faults or not (segment.conditions or segment.everyone):
        return []
    tests = [_test(condition, snapshot, settings, today) for condition in segment.conditions]
    return [position for position in range(len(clients)) if all(test(position) for test in tests)]


def fields_by_header(table: Table) -> Mapping[str, str]:
    """Folded header -> field: as people wrote it, without the mark of a column of their own, and in any language."""
    known: dict[str, str] = {}
    for folded, found in header_index().items():
        for tab, field, _, _ in found:
            if tab in (None, "clients") and table.has(field):
                known.setdefault(folded, field)
    for field in table.columns:
        header = table.headers.get(field, field.removeprefix(OWN))
        known[fold(header)] = field
    return known


def _header(clients: Table, field: str) -> str:
    return str(clients.headers.get(field, field.removeprefix(OWN)))


def _faults_of(condition: Condition, snapshot: Snapshot, settings: Settings, today: dt.date) -> Sequence[Fault]:
    kind = kind_of("clients", condition.field)
    if condition.comparison in ("less", "more", "at_most", "at_least"):
        value = condition.values[0]
        bound = _bound(value, kind, settings, today)
        if kind in _COUNTED | _DATED or (
            kind in _FREE and (bound is None or _has_order(snapshot.table("clients"), condition.field, bound, settings))
        ):
            return () if bound is not None else (Fault("segment-compare", value),)
        return (Fault("segment-order", _header(snapshot.table("clients"), condition.field)),)
    list_name = _closed_list(condition.field)
    if condition.comparison in ("is", "is_not") and list_name is not None:
        own = own_entries(snapshot, list_name)
        return [
            Fault("segment-choice", value)
            for value in condition.values
            if choice_key(list_name, value) is None and fold(value) not in own
        ]
    return ()


def _closed_list(field: str) -> str | None:
    column = BY_NAME["clients"].column(field) if not field.startswith(OWN) else None
    if column is not None and column.kind == "yes_no":
        return "yes_no"
    name = column.choices if column is not None else None
    return name if name and CHOICES.get(name) else None


def _test(condition: Condition, snapshot: Snapshot, settings: Settings, today: dt.date) -> _Test:
    clients = snapshot.table("clients")
    field, comparison = condition.field, condition.comparison
    written = texts(clients, field)
    if comparison == "empty":
        return lambda position: not written[position]
    if comparison == "filled":
        return lambda position: bool(written[position])
    if comparison == "contains":
        wanted = [fold(value) for value in condition.values]
        holds = {text: any(part in fold(text) for part in wanted) for text in set(written)}
        return lambda position: holds[written[position]]
    if comparison in ("is", "is_not"):
        expected = comparison == "is"
        same = _equals(condition, snapshot, settings, today)
        return lambda position: same(position) is expected
    return _ordered(condition, clients, settings, today)


def _equals(condition: Condition, snapshot: Snapshot, settings: Settings, today: dt.date) -> _Test:
    clients, field = snapshot.table("clients"), condition.field
    kind, list_name = kind_of("clients", field), _closed_list(field)
    if kind in _COUNTED | _DATED:
        readings = read_column(clients, field, settings)
        bounds = {_bound(value, kind, settings, today) for value in condition.values} - {None}
        return lambda position: _comparable(readings[position].value) in bounds
    wanted: set[str] = set()
    for value in condition.values:
        key = choice_key(list_name, value) if list_name is not None else None
        own = own_entries(snapshot, list_name).get(fold(value)) if list_name is not None else None
        wanted |= {key} if key else {own} if own else {value.strip(), fold(value)}
    meant = meanings(snapshot, settings, "clients", field)
    return lambda position: not wanted.isdisjoint(meant[position])


def _ordered(condition: Condition, clients: Table, settings: Settings, today: dt.date) -> _Test:
    kind = kind_of("clients", condition.field)
    bound = _bound(condition.values[0], kind, settings, today)
    if kind in _FREE and bound is not None:
        values = _free_values(clients, condition.field, bound, settings)
    else:
        values = [_comparable(reading.value) for reading in read_column(clients, condition.field, settings)]
    sign = condition.comparison

    def holds(position: int) -> bool:
        value = values[position]
        if value is None or bound is None or isinstance(value, dt.date) is not isinstance(bound, dt.date):
            return False
        less, equal = value < bound, value == bound  # type: ignore[operator]
        return {"less": less, "at_most": less or equal, "more": not less and not equal, "at_least": not less}[sign]

    return holds


def _free_values(
    clients: Table, field: str, bound: float | dt.date, settings: Settings
) -> list[float | dt.date | None]:
    """The cells of a column of any content as numbers, or as days, whichever the condition compares with."""
    reader, context = READERS["number" if isinstance(bound, int | float) else "date"], context_of(settings)
    return [_comparable(reader(v, context).value) if v is not None else None for v in clients.values(field)]


def _has_order(clients: Table, field: str, bound: float | dt.date, settings: Settings) -> bool:
    """Whether anything in the column can be compared with the bound: no city is more than 5."""
    return any(value is not None for value in _free_values(clients, field, bound, settings)) or not any(
        texts(clients, field)
    )


def _bound(text: str, kind: str, settings: Settings, today: dt.date) -> float | dt.date | None:
    context = context_of(settings)
    if kind in _COUNTED:
        return _comparable(READERS["money"](text, context).value)
    day = day_meant(text, today) or _comparable(READERS["date"](text, context).value)
    if day is None and kind in _FREE:
        return _comparable(READERS["number"](text, context).value)
    return day


def _comparable(value: object) -> float | dt.date | None:
    """A reading in a form that has an order: a number or a day; a birthday without a year has none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, tuple) and len(value) == 3 and value[0] is not None:
        try:
            return dt.date(*value)
        except ValueError:
            return None
    return value if isinstance(value, dt.date) else None

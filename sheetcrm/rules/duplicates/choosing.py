"""What people chose for the fields of a client to be: facts they typed over, and fields they take from one row.

What stands in the row that stays goes before the others; typing goes before taking.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from sheetcrm.model.cells import CellValue, canonical, is_result
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import OWN, Snapshot, Table
from sheetcrm.model.tabs import BY_NAME
from sheetcrm.rules.duplicates.group_rows import FACTS, GroupRow, sign_of
from sheetcrm.rules.reading import keys, texts
from sheetcrm.rules.typed import as_text, squeeze
from sheetcrm.words import fold, header_index

NAME_PARTS = ("surname", "first_name", "patronymic")
EVERYTHING = "*"


class UnknownField(Exception):
    """A name in the column "take" that is no column of the Clients tab."""


def facts_of(table: Table, position: int) -> dict[str, CellValue]:
    """What is shown of a client: copies of its cells; a name in several columns is put together."""
    facts: dict[str, CellValue] = {}
    for fact in FACTS:
        values = [table.values(field)[position] for field in sources(table, fact, position)]
        told = [canonical(value) for value in values if is_result(value)]
        facts[fact] = canonical(" ".join(map(as_text, told))) if len(values) > 1 else told[0] if told else None
    return facts


def sources(table: Table, fact: str, position: int | None = None) -> tuple[str, ...]:
    """The fields of the Clients tab that a fact is a copy of; () where the tab has none."""
    parts = tuple(part for part in NAME_PARTS if table.has(part))
    if fact == "name" and parts and (position is None or not is_result(table.values("name")[position])):
        return parts if position is not None or not table.has("name") else ("name", *parts)
    if fact in ("phone", "email") and not table.has(fact):
        return ("contacts",) if table.has("contacts") and (fact == "phone" or table.has("phone")) else ()
    return (fact,) if table.has(fact) else ()


def chosen_values(snapshot: Snapshot, settings: Settings, rows: Sequence[GroupRow]) -> dict[str, CellValue]:
    """Field of the Clients tab -> the value people chose, out of the rows that become one, who stays first.

    Raises UnknownField.
    """
    clients = snapshot.table("clients")
    places = {key: at for at, key in enumerate(keys(clients, "number")) if key}
    chosen: dict[str, CellValue] = {}
    taken = [(row, list(fields_named(row.take, snapshot))) for row in rows]
    for fact in FACTS:
        typed = next((row.typed[fact] for row in rows if fact in row.typed), None)
        if typed is None:
            typed = _what_is_left(rows, fact)
        if typed is not None:
            at = places.get(rows[0].number)
            surname = as_text(clients.values("surname")[at]) if at is not None else ""
            chosen |= _spread(sources(clients, fact, at), canonical(typed), surname, settings)
    for row, fields_taken in taken:
        at = places.get(row.number)
        for field in fields_taken:
            value = clients.values(field)[at] if at is not None else row.shown.get(field)
            if is_result(value):
                chosen.setdefault(field, canonical(value))
    return chosen


def _what_is_left(rows: Sequence[GroupRow], fact: str) -> CellValue:
    """The one value that remains where people emptied the fact in some of the rows."""
    if not any(fact in row.cleared for row in rows):
        return None
    left = {sign_of(row.shown[fact]): row.shown[fact] for row in rows if is_result(row.shown.get(fact))}
    return next(iter(left.values())) if len(left) == 1 else None


def _spread(fields: Sequence[str], value: CellValue, surname: str, settings: Settings) -> Mapping[str, CellValue]:
    """A value for the fields it is a copy of; a name is parted into its columns.

    It was shown with the surname in front, so as many words as that had are taken for the new one.
    """
    if len(fields) < 2:
        return dict.fromkeys(fields, value)
    from sheetcrm.values.person_name import parse_person_name

    words, long = as_text(value).split(" "), len(surname.split())
    text = f"{' '.join(words[:long])}, {' '.join(words[long:])}" if 0 < long < len(words) else " ".join(words)
    name = parse_person_name(text, settings.language)
    parts = dict(zip(NAME_PARTS, (name.last, name.first, name.middle), strict=True))
    return {field: parts[field] or None for field in fields if field in parts}


def fields_named(take: str, snapshot: Snapshot) -> Iterator[str]:
    """The fields of the Clients tab that a cell names by their headers, in any language, or by a star for all.

    Raises UnknownField.
    """
    clients, duplicates = snapshot.table("clients"), snapshot.table("duplicates")
    for name in map(squeeze, re.split(r"[,;\n]", take)):
        if name == EVERYTHING:
            yield from (field for field in clients.columns if _is_peoples(field))
        elif name:
            yield from _named(name, clients, duplicates)


def _named(name: str, clients: Table, duplicates: Table) -> Sequence[str]:
    folded = fold(name) or name
    for field, header in clients.headers.items():
        if fold(header) == folded and clients.has(field) and _is_peoples(field):
            return (field,)
    for fact in FACTS:
        if folded in (fold(duplicates.headers.get(fact, "")), fact) and (found := sources(clients, fact)):
            return found
    for tab, field, _, _ in header_index().get(folded, ()):
        if tab in (None, "clients", "duplicates"):
            if clients.has(field) and _is_peoples(field):
                return (field,)
            if field in FACTS and (found := sources(clients, field)):
                return found
    if clients.has(name) and _is_peoples(name):
        return (name,)
    raise UnknownField(name)


def _is_peoples(field: str) -> bool:
    column = None if field.startswith(OWN) else BY_NAME["clients"].column(field)
    return column is None or not column.robot


def numbers_written(snapshot: Snapshot) -> dict[str, str]:
    """Number in capitals -> as it is written in the Clients tab."""
    table = snapshot.table("clients")
    return {key: text for key, text in zip(keys(table, "number"), texts(table, "number"), strict=True) if key}

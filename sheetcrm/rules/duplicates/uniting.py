"""Uniting: what one cell holds when several clients become one; filled wins over empty, and every conflict has a rule.

The rules are per field and pure; who may overrule them (a person's choice) is decided in `merging`.
"""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sheetcrm.model.cells import CellValue, is_result
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import OWN
from sheetcrm.model.tabs import BY_NAME, Kind
from sheetcrm.rules.duplicates.joining import JOINED, joined
from sheetcrm.rules.reading import context_of, kind_of, read_values
from sheetcrm.rules.typed import as_text
from sheetcrm.words import choice_key, fold

CONSENT = "consent_"
"""Fields in which a no of either counts."""

_A_NOTE = 60
"""A text longer than this in a team's own column is a note; shorter ones are one fact."""


@dataclass(frozen=True, slots=True)
class Deciding:
    """What conflicts are decided by besides the cells: when each client was verified, and the day of the run.

    `verified` has one entry per cell, the survivor's first.
    """

    settings: Settings
    today: dt.date
    verified: Sequence[dt.date | None]


def united(field: str, cells: Sequence[CellValue], by: Deciding) -> list[CellValue]:
    """What the survivor's cell holds after each client joined it: as many values as cells, the first one its own.

    The last is what it is in the end. A value is written at the turn of the client it came from, so that each can be
    taken back by itself.
    """
    kind = kind_of("clients", field)
    if is_joined(field, cells):
        steps = [cells[0]]
        for cell in cells[1:]:
            steps.append(joined(steps[-1], cell, kind, by.settings))
        return steps
    giver = _giver(field, kind, cells, by)
    return [cells[giver] if at >= giver > 0 else cells[0] for at in range(len(cells))]


def is_joined(field: str, cells: Sequence[CellValue]) -> bool:
    """Whether the cells of a field become one that says all of them; a team's own column only when it holds notes."""
    if field.startswith(OWN):
        return any(isinstance(cell, str) and (len(cell) > _A_NOTE or "\n" in cell.strip()) for cell in cells)
    return kind_of("clients", field) in JOINED


def says_no_louder(cell: CellValue, than: CellValue) -> bool:
    """Whether a consent cell is the stricter: no before what cannot be read, that before yes, nothing says nothing."""
    return _strictness(cell) > _strictness(than)


def _giver(field: str, kind: Kind, cells: Sequence[CellValue], by: Deciding) -> int:
    """Whose value a cell gets that can hold but one."""
    filled = [at for at, cell in enumerate(cells) if is_result(cell)]
    if not filled:
        return 0
    if field.startswith(CONSENT):
        return max(filled, key=lambda at: (_strictness(cells[at]), -at))
    if field in ("registered_on", "verified_on", "next_contact"):
        dated = [(day, at) for at in filled if (day := _day(cells[at], by.settings)) is not None]
        if dated:
            return _by_date(field, dated, by.today)
    return _conflict(field, kind, cells, filled, by)


def _by_date(field: str, dated: Sequence[tuple[dt.date, int]], today: dt.date) -> int:
    """Earliest registered, latest verified, next contact the earliest to come (else the latest of those gone by)."""
    coming = [each for each in dated if each[0] >= today]
    if field == "registered_on" or (field == "next_contact" and coming):
        return min(coming if field == "next_contact" else dated)[1]
    return max(dated, key=lambda each: (each[0], -each[1]))[1]


def _conflict(field: str, kind: Kind, cells: Sequence[CellValue], filled: Sequence[int], by: Deciding) -> int:
    """The one verified later, else the most frequent value, else the survivor's; of equals the survivor's spelling."""
    meaning = {at: _meaning(field, kind, cells[at], by.settings) for at in filled}
    if kind == "birthday":
        _complete_years(meaning)
    latest = max(by.verified[at] or dt.date.min for at in filled)
    pool = [at for at in filled if (by.verified[at] or dt.date.min) == latest]
    often = Counter(meaning.values())
    most = max(often[meaning[at]] for at in pool)
    wanted = next(meaning[at] for at in pool if often[meaning[at]] == most)
    givers = [at for at in filled if meaning[at] == wanted]
    if kind == "birthday":
        return max(givers, key=lambda at: (_has_year(cells[at], by.settings), -at))
    return givers[0]


def _meaning(field: str, kind: Kind, cell: CellValue, settings: Settings) -> object:
    """A form in which two spellings of one value are equal."""
    if kind == "choice":
        column = BY_NAME["clients"].column(field)
        key = choice_key(column.choices or "" if column is not None else "", as_text(cell))
        if key is not None:
            return key
    elif kind not in ("note", "text", "reference", "key", "link"):
        value = read_values([cell], kind, context_of(settings))[0].value
        if value is not None and value != () and value != "":
            return value
    return fold(as_text(cell)) or as_text(cell)


def _complete_years(meaning: dict[int, object]) -> None:
    """A birthday without its year means the one with it, where there is one such only."""
    for at, day in meaning.items():
        if isinstance(day, tuple) and day[0] is None:
            whole = {d for d in meaning.values() if isinstance(d, tuple) and d[0] is not None and d[1:] == day[1:]}
            if len(whole) == 1:
                meaning[at] = whole.pop()


def _has_year(cell: CellValue, settings: Settings) -> bool:
    value = read_values([cell], "birthday", context_of(settings))[0].value
    return isinstance(value, tuple) and value[0] is not None


def _day(cell: CellValue, settings: Settings) -> dt.date | None:
    value = read_values([cell], "date", context_of(settings))[0].value
    return value if isinstance(value, dt.date) else None


def _strictness(cell: CellValue) -> int:
    if not is_result(cell):
        return 0
    told = cell if isinstance(cell, bool) else choice_key("yes_no", as_text(cell))
    return {True: 1, "yes": 1, False: 3, "no": 3}.get(told, 2)

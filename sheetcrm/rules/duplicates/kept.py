"""The kept copy of an archived client, as JSON in one cell: the only truth from which a merge is taken back.

It holds every cell with its type, and what the merge changed elsewhere; a text of another make is read as nothing.
"""

import datetime as dt
import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sheetcrm.model.cells import CellError, CellValue, UnknownResult, is_result, same_cell
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.reading import keys
from sheetcrm.rules.typed import as_text

Turned = tuple[CellValue, CellValue]
"""What a cell held before the merge, and what the merge wrote."""

_FORM = 1
_IN_A_FILE, _IN_A_SHEET = 32_000, 45_000
"""Characters (in UTF-16) that may stand in one cell, a little below what a workbook and a Google sheet can hold."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One client as it was when it moved.

    `into`: number of the client it became part of. `day`: ISO. `turn`: how many moved there before, from 1. `row`:
    field -> cell; `formulas`: field -> formula, which stayed in the sheet. `survivor`: field -> what the merge turned
    there; a pair of equals is there to be read only. `tasks`: key of a task -> its status before and after.
    """

    into: str
    day: str
    turn: int
    row: Mapping[str, CellValue]
    formulas: Mapping[str, str] = field(default_factory=dict)
    survivor: Mapping[str, Turned] = field(default_factory=dict)
    tasks: Mapping[str, Turned] = field(default_factory=dict)

    @property
    def turned(self) -> dict[str, Turned]:
        """What the merge really changed in the survivor's row."""
        return {name: both for name, both in self.survivor.items() if not same_cell(*both)}


def as_json(kept: Kept) -> str:
    """The text for the cell.

    >>> as_json(Kept("C-0001", "2026-11-22", 1, {"name": "Ewa", "birthday": dt.date(1980, 3, 8)}))
    '{"v":1,"into":"C-0001","day":"2026-11-22","turn":1,"row":{"name":"Ewa","birthday":{"d":"1980-03-08"}}}'
    """
    told: dict[str, Any] = {"v": _FORM, "into": kept.into, "day": kept.day, "turn": kept.turn}
    told["row"] = {name: _packed(value) for name, value in kept.row.items()}
    if kept.formulas:
        told["formulas"] = dict(kept.formulas)
    for part in ("survivor", "tasks"):
        if both := getattr(kept, part):
            told[part] = {name: [_packed(was), _packed(became)] for name, (was, became) in both.items()}
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return _UNSAFE.sub(lambda sign: f"\\u{ord(sign.group()):04x}", text)


def kept_in(value: CellValue) -> Kept | None:
    """The copy that a cell holds; None for anything else, also for one of a later form than this tool knows.

    >>> kept_in('{"v":1,"into":"C-0001","day":"2026-11-22","turn":1,"row":{"name":"Ewa"}}').row
    {'name': 'Ewa'}
    >>> kept_in("see the old file") is None
    True
    """
    return _read(str(value)) if isinstance(value, str) and is_result(value) and value.lstrip()[:1] == "{" else None


@lru_cache(maxsize=4096)
def _read(text: str) -> Kept | None:
    try:
        told = json.loads(text)
        if told["v"] != _FORM:
            return None
        return Kept(
            str(told["into"]), str(told["day"]), int(told["turn"]),
            {str(name): _unpacked(value) for name, value in told["row"].items()},
            {str(name): str(formula) for name, formula in told.get("formulas", {}).items()},
            *({str(n): (_unpacked(a), _unpacked(b)) for n, (a, b) in told.get(part, {}).items()}
              for part in ("survivor", "tasks")),
        )  # fmt: skip
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def copy_at(snapshot: Snapshot, position: int) -> Kept | None:
    """The copy in a row of the archive, None where it is not that of the client whose number stands there."""
    archive = snapshot.table("archive")
    kept = kept_in(archive.values("kept")[position])
    number = keys(archive, "number")[position]
    if kept is None or not number or as_text(kept.row.get("number")).upper() != number:
        return None
    return kept if kept.into and kept.into.upper() != number else None


def archived_into(snapshot: Snapshot, number: str) -> Iterator[tuple[int, Kept]]:
    """Positions in the archive and copies of the clients that moved into that one directly, in the order of moving.

    One that lives in Clients again is left out.
    """
    archive = snapshot.table("archive")
    wanted = number.upper()
    found = [at for at, into in enumerate(keys(archive, "merged_into")) if into == wanted]
    if not found:
        return
    living, numbers = set(keys(snapshot.table("clients"), "number")), keys(archive, "number")
    read = [(at, kept) for at in found if numbers[at] not in living and (kept := copy_at(snapshot, at)) is not None]
    yield from sorted(read, key=lambda each: (each[1].turn, each[1].day, numbers[each[0]]))


def longest_cell(settings: Settings) -> int:
    """How many characters (in UTF-16) one cell of the team's workbook may be given."""
    return _IN_A_SHEET if settings.spreadsheet else _IN_A_FILE


def cell_length(value: CellValue) -> int:
    """The length of a text as a workbook counts it; 0 for what is no text.

    >>> cell_length("Ewa"), cell_length("😀"), cell_length(7)
    (3, 2, 0)
    """
    return len(value) + sum(sign > "\uffff" for sign in value) if isinstance(value, str) else 0


def longest_field(kept: Kept) -> str:
    """The field that makes the copy as long as it is."""
    lengths = {name: len(json.dumps(_packed(value), ensure_ascii=False)) for name, value in kept.row.items()}
    for name, both in kept.survivor.items():
        lengths[name] = lengths.get(name, 0) + sum(map(cell_length, both))
    return max(lengths, key=lambda name: (lengths[name], name), default="")


def _packed(value: CellValue) -> object:
    if isinstance(value, CellError):
        return {"e": str(value)}
    if isinstance(value, UnknownResult):
        return {"u": str(value)}
    if isinstance(value, dt.datetime):
        return {"dt": value.isoformat()}
    if isinstance(value, dt.date):
        return {"d": value.isoformat()}
    if isinstance(value, dt.time):
        return {"t": value.isoformat()}
    if isinstance(value, float) and not math.isfinite(value):
        return {"f": repr(value)}
    return value


def _unpacked(value: Any) -> CellValue:
    if not isinstance(value, dict):
        if value is None or isinstance(value, str | bool | int | float):
            return value
        raise ValueError(value)
    ((make, text),) = value.items()
    return _MAKES[make](text)


_MAKES: Mapping[str, Callable[[str], CellValue]] = {
    "e": CellError,
    "u": UnknownResult,
    "dt": dt.datetime.fromisoformat,
    "d": dt.date.fromisoformat,
    "t": dt.time.fromisoformat,
    "f": float,
}
_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
"""What not every store gives back as it was written; JSON itself already spells the signs below the blank."""

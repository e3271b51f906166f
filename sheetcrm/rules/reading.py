"""Columns of typed values: each unique raw value is read once, and what took long is kept between runs."""

import json
from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from contextlib import suppress
from itertools import repeat
from pathlib import Path
from typing import Any, TypeVar

from sheetcrm import __version__
from sheetcrm.model.cells import CellValue, is_result
from sheetcrm.model.choices import CHOICES
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import OWN, Cells, Snapshot, Table
from sheetcrm.model.tabs import BY_NAME, Kind
from sheetcrm.rules.kinds import READERS
from sheetcrm.rules.patterns import numbers_in
from sheetcrm.rules.typed import NOTHING, Context, Finding, Reading, are_squeezed, as_text
from sheetcrm.words import choice_key, fold

_MEMO: dict[tuple[Kind, Context, type], dict[object, Reading]] = {}
_RECALLED: dict[tuple[Kind, Context], dict[object, Reading]] = {}
_FRESH: Counter[Kind] = Counter()
"""How many values of a kind this run has read which the last one had not."""
_MET: dict[tuple[Kind, Context], list[set[Any]]] = {}
"""The texts this run has met, of the kinds that are kept."""
_KEPT: tuple[Kind, ...] = ("phones", "emails", "name", "company", "tax_id")
"""Kinds slow enough to be kept between runs; their readings are made of texts only."""
_KEPT_FORM = 3
_WORTH_KEEPING = 50
"""One new reading in so many is worth writing the file anew."""


def kind_of(tab: str, field: str) -> Kind:
    """The kind of a field; a team's own column is a note: kept, shown, never judged."""
    if field.startswith(OWN) or tab not in BY_NAME:
        return "note"
    column = BY_NAME[tab].column(field)
    return "note" if column is None else column.kind


def context_of(settings: Settings) -> Context:
    """What readings depend on, taken out of the settings."""
    return Context(settings.language, settings.region, settings.country)


def read_column(table: Table, field: str, settings: Settings) -> list[Reading]:
    """One reading per row; empty cells, error cells and uncalculated formulas read as `NOTHING`.

    The list is shared by all who ask for the same column and must not be changed.
    """
    if field not in table.columns:
        return [NOTHING] * len(table)
    kind, context = kind_of(table.tab, field), context_of(settings)
    return _shared(table.columns[field], (kind, context), lambda column: read_values(column, kind, context))


def texts(table: Table, field: str) -> list[str]:
    """A column as texts, empty for empty and for what has no result; shared like `read_column`."""
    if field not in table.columns:
        return [""] * len(table)
    return _shared(table.columns[field], "texts", _texts_of)


def _texts_of(column: Cells) -> list[str]:
    if set(map(type, column)) <= {str, type(None)}:
        different = set(column)
        if are_squeezed(different - {None}):
            return ["" if value is None else value for value in column]
        spelled = {value: as_text(value) for value in different}
        return list(map(spelled.__getitem__, column))
    return [as_text(value) if is_result(value) else "" for value in column]


def keys(table: Table, field: str) -> list[str]:
    """A column of keys in the form in which they are compared: `c-0042 ` is `C-0042`; shared like `read_column`."""
    if field not in table.columns:
        return [""] * len(table)
    return _shared(table.columns[field], "keys", lambda _: [text.upper() for text in texts(table, field)])


def counts(table: Table, field: str, pattern: str) -> list[int | None]:
    """The count in each number of a column, None for a number of another make; shared like `read_column`."""
    if field not in table.columns:
        return [None] * len(table)
    return _shared(table.columns[field], ("counts", pattern), lambda _: numbers_in(pattern, texts(table, field)))


_COLUMNS: dict[tuple[int, Hashable], tuple[Cells, list[Any]]] = {}
_MOST_COLUMNS = 400
_Item = TypeVar("_Item")


def _shared(column: Cells, purpose: Hashable, make: Callable[[Cells], list[_Item]]) -> list[_Item]:
    """What `make` gives for a column, made once: snapshots share the columns that no rule has changed.

    The column itself is kept beside the result, so its id cannot be given to another one meanwhile.
    """
    found = _COLUMNS.get((id(column), purpose))
    if found is None:
        if len(_COLUMNS) >= _MOST_COLUMNS:
            _COLUMNS.clear()
        found = _COLUMNS[id(column), purpose] = (column, make(column))
    return found[1]


def read_values(values: Iterable[CellValue], kind: Kind, context: Context) -> list[Reading]:
    """One reading per value of that kind."""
    listed = values if isinstance(values, list) else list(values)
    types = set(map(type, listed)) - {type(None)}
    if len(types) <= 1:
        memo = _memo_with(set(listed), kind, context, types.pop() if types else type(None))
        return list(map(memo.__getitem__, listed))
    # 1, 1.0 and True are one and the same in a set or a memo, so each type has its own and they never share a reading.
    memos: dict[type, dict[object, Reading]] = {type(None): {None: NOTHING}}
    for its_type in types:
        different = {value for value in listed if type(value) is its_type}
        memos[its_type] = _memo_with(different, kind, context, its_type)
    return [memos[type(value)][value] for value in listed]


def _memo_with(different: set[Any], kind: Kind, context: Context, its_type: type) -> dict[object, Reading]:
    """The readings of values of one type, with these among them."""
    kept = its_type is str and kind in _KEPT
    memo = _MEMO.get((kind, context, its_type))
    if memo is None:
        memo = _MEMO[kind, context, its_type] = _RECALLED.get((kind, context), {}) if kept else {}
        memo[None] = NOTHING
    for value in different.difference(memo):
        worth_reading = is_result(value) and value != ""
        memo[value] = READERS[kind](value, context) if worth_reading else NOTHING
        if kept and worth_reading:
            _FRESH[kind] += 1
    if kept:
        _MET.setdefault((kind, context), []).append(different)
    return memo


def read_choices(snapshot: Snapshot, tab: str, field: str, list_name: str) -> list[str | None]:
    """Choice keys of a column, one per row; a team's own entry stands for itself, what is unknown is None."""
    table = snapshot.table(tab)
    own = own_entries(snapshot, list_name)
    written = texts(table, field)
    known: dict[str, str | None] = {"": None}
    for text in set(written) - {""}:
        known[text] = choice_key(list_name, text) or own.get(fold(text))
    return list(map(known.__getitem__, written))


def own_entries(snapshot: Snapshot, list_name: str) -> dict[str, str]:
    """The entries of a list in the Settings tab that the tool does not know: folded -> as written."""
    entries = (as_text(value) for value in snapshot.table("settings").values(f"list_{list_name}"))
    return {fold(text): text for text in entries if text and choice_key(list_name, text) is None}


def is_open_list(list_name: str) -> bool:
    """Whether a list has no entries of ours, so that anything may stand there."""
    return not CHOICES.get(list_name)


def keep_readings(path: Path) -> None:
    """Save the slow readings of this run for the next one; losing the file, or a full disk, costs time only.

    A few new ones in a large workbook are read again next time, as that is quicker than to write all of them.
    """
    if _FRESH.total() * _WORTH_KEEPING <= sum(map(len, _RECALLED.values())):
        return
    kept: list[object] = []
    for (kind, context, its_type), memo in _MEMO.items():
        if kind in _KEPT and its_type is str:
            met = set().union(*_MET.get((kind, context), ()))
            rows = [(raw, *_packed(reading)) for raw, reading in memo.items() if raw is not None and raw in met]
            fine = [row[:3] for row in rows if not row[3]]
            kept.append([kind, context, *(list(part) for part in zip(*fine, strict=True)), [r for r in rows if r[3]]])
    text = json.dumps([_KEPT_FORM, _version(), kept], ensure_ascii=False)
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(".new")
        temporary.touch(mode=0o600)
        temporary.write_text(text, encoding="utf-8", errors="surrogatepass")
        temporary.replace(path)


def forget_readings() -> None:
    """Give the memory of all readings back; the next reading begins anew. Writing a large workbook needs the room."""
    for memo in (_MEMO, _RECALLED, _FRESH, _MET, _COLUMNS):
        memo.clear()


def recall_readings(path: Path) -> int:
    """Load what an earlier run kept and give how many readings; a file that does not fit is passed over.

    What this run does not meet again is not saved again, so the file follows the workbook.
    """
    try:
        form, version, kept = json.loads(path.read_bytes().decode("utf-8", "surrogatepass"))
        if form != _KEPT_FORM or version != _version():
            return 0
        for kind, context, *fine, faulty in kept:
            memo = _RECALLED.setdefault((kind, Context(*context)), {})
            if fine:
                raws, values, normals = fine
                made = map(Reading._make, zip(map(_unpacked, values), normals, repeat(()), strict=False))
                memo.update(zip(raws, made, strict=True))
            for raw, value, normal, findings in faulty:
                memo[raw] = Reading(_unpacked(value), normal, tuple(Finding(*f) for f in findings))
    except (OSError, ValueError, TypeError, RecursionError):
        return 0
    return sum(len(memo) for memo in _RECALLED.values())


def _packed(reading: Reading) -> tuple[object, CellValue, tuple[Finding, ...]]:
    """A reading as JSON holds it: several texts are one text, with a tab in front and tabs between."""
    value = "\t" + "\t".join(reading.value) if isinstance(reading.value, tuple) else reading.value
    return value, reading.normal, reading.findings


def _unpacked(value: str | None) -> object:
    """The value of a packed reading; a folded name or a tax number never begins with a tab."""
    if not value or value[0] != "\t":
        return value
    return tuple(value[1:].split("\t")) if len(value) > 1 else ()


def _version() -> str:
    """Readings are good for one version of the tool and of the libraries that judge."""
    from importlib.metadata import version

    return " ".join((__version__, *(version(name) for name in ("phonenumbers", "email-validator"))))

"""Columns of typed values: each unique raw value is read once, and what took long is kept between runs."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from sheetcrm.model.cells import CellValue, is_result
from sheetcrm.model.choices import CHOICES
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import OWN, Snapshot, Table
from sheetcrm.model.tabs import BY_NAME, Kind
from sheetcrm.rules.kinds import NOTHING, READERS, Context, Finding, Reading, as_text
from sheetcrm.words import choice_key, fold

_MEMO: dict[tuple[Kind, Context], dict[object, Reading]] = {}
_RECALLED: dict[tuple[Kind, Context], dict[object, Reading]] = {}
_FRESH: set[Kind] = set()
"""Kinds of which this run has read values that the last one had not."""
_KEPT: tuple[Kind, ...] = ("phones", "emails", "name", "company")
"""Kinds slow enough to be kept between runs; their readings are made of texts only."""
_KEPT_FORM = 1


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
    """One reading per row; empty cells, error cells and uncalculated formulas read as `NOTHING`."""
    kind = kind_of(table.tab, field)
    return read_values(table.values(field), kind, context_of(settings))


def read_values(values: Iterable[CellValue], kind: Kind, context: Context) -> list[Reading]:
    """One reading per value of that kind."""
    memo = _MEMO.setdefault((kind, context), {})
    recalled = _RECALLED.get((kind, context), {})
    reader = READERS[kind]
    readings: list[Reading] = []
    for value in values:
        # A text stands for itself; 1, 1.0 and True are equal as keys and must not share a reading.
        key = value if type(value) is str else (type(value), value)
        reading = memo.get(key)
        if reading is None:
            reading = recalled.get(key)
            if reading is None:
                reading = reader(value, context) if is_result(value) and value != "" else NOTHING
                _FRESH.add(kind)
            memo[key] = reading
        readings.append(reading)
    return readings


def read_choices(snapshot: Snapshot, tab: str, field: str, list_name: str) -> list[str | None]:
    """Choice keys of a column, one per row; a team's own entry stands for itself, what is unknown is None."""
    table = snapshot.table(tab)
    own = own_entries(snapshot, list_name)
    keys: dict[CellValue, str | None] = {None: None}
    found: list[str | None] = []
    for value in table.values(field):
        if value not in keys:
            text = as_text(value)
            keys[value] = choice_key(list_name, text) or own.get(fold(text))
        found.append(keys[value])
    return found


def own_entries(snapshot: Snapshot, list_name: str) -> dict[str, str]:
    """The entries of a list in the Settings tab that the tool does not know: folded -> as written."""
    entries = (as_text(value) for value in snapshot.table("settings").values(f"list_{list_name}"))
    return {fold(text): text for text in entries if text and choice_key(list_name, text) is None}


def is_open_list(list_name: str) -> bool:
    """Whether a list has no entries of ours, so that anything may stand there."""
    return not CHOICES.get(list_name)


def keep_readings(path: Path) -> None:
    """Save the slow readings of this run for the next one; losing the file costs time only."""
    if _FRESH.isdisjoint(_KEPT):
        return
    kept: list[object] = []
    for (kind, context), memo in _MEMO.items():
        if kind in _KEPT:
            rows = [(raw, r.value, r.normal, r.findings) for raw, r in memo.items() if isinstance(raw, str)]
            kept.append([kind, context, rows])
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".new")
    temporary.touch(mode=0o600)
    temporary.write_text(json.dumps([_KEPT_FORM, _version(), kept], ensure_ascii=False), encoding="utf-8")
    temporary.replace(path)


def recall_readings(path: Path) -> int:
    """Load what an earlier run kept and give how many readings; a file that does not fit is passed over.

    What this run does not meet again is not saved again, so the file follows the workbook.
    """
    try:
        form, version, kept = json.loads(path.read_text(encoding="utf-8"))
        if form != _KEPT_FORM or version != _version():
            return 0
        count = 0
        for kind, context, rows in kept:
            memo = _RECALLED.setdefault((kind, Context(*context)), {})
            for raw, value, normal, findings in rows:
                memo[raw] = Reading(
                    tuple(value) if isinstance(value, list) else value, normal, tuple(Finding(*f) for f in findings)
                )
            count += len(rows)
    except (OSError, ValueError, TypeError):
        return 0
    return count


def _version() -> str:
    """Readings are good for one version of the tool and of the libraries that judge."""
    from importlib.metadata import version

    return " ".join(version(name) for name in ("sheetcrm", "phonenumbers", "email-validator"))


def texts(table: Table, field: str) -> Sequence[str]:
    """A column as texts, empty for empty."""
    return [as_text(value) for value in table.values(field)]

"""The occasions file: reasons to greet and remind, each entry checked whole before a run relies on it."""

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from sheetcrm.config_reader import ConfigReader
from sheetcrm.model.settings import Occasion
from sheetcrm.model.tabs import BY_NAME, Tab
from sheetcrm.shipped import shipped_folder

MOST_DAYS = 36_500
"""A hundred years: longer spans leave the calendar."""

_KEY = re.compile(r"[a-z][a-z0-9_]*")
_RESERVED = frozenset({"letter", "highest", "memory"})
"""Words with which other keys in the workbook's memory begin."""

_FORMS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "key": (lambda v: isinstance(v, str) and bool(_KEY.fullmatch(v)) and v not in _RESERVED,
            "must be a word of small letters, digits and _"),
    "tab": (lambda v: isinstance(v, str), "must be the name of a tab"),
    "field": (lambda v: isinstance(v, str), "must be the name of a column"),
    "repeat": (lambda v: v in ("yearly", "once"), 'must be "yearly" or "once"'),
    "leap_day": (lambda v: v in ("feb28", "mar1"), 'must be "feb28" or "mar1"'),
    "limit_per_day": (lambda v: type(v) is int and v >= 1, "must be a whole number from 1 on"),
    "letter": (lambda v: isinstance(v, str) and v != "", "must be the name of a folder of templates"),
    "consent": (lambda v: isinstance(v, str), "must be a yes/no column of the clients"),
    **{name: (lambda v: type(v) is int and 0 <= v <= MOST_DAYS, f"must be a whole number of days up to {MOST_DAYS}")
       for name in ("lead_days", "after_days", "stale_days", "letter_lead_days", "letter_stale_days")},
    **{name: (lambda v: isinstance(v, bool), "must be true or false")
       for name in ("task", "enabled", "empty_means_due")},
    **{name: (lambda v: _is_limit(v), 'must look like { status = ["customer"] }')
       for name in ("only", "unless", "always_task")},
}  # fmt: skip


def read_occasions(reader: ConfigReader, base: Path) -> tuple[Occasion, ...]:
    """The occasions that are on, in the order of their file; faults are told with the number of the entry."""
    reader.unknown("occasions", {"file", "off"})
    name = reader.text("occasions", "file", "")
    path = base / name if name else shipped_folder("config") / "occasions.toml"
    off = reader.texts("occasions", "off")
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        reader.fault("occasions.file", f"{path} cannot be read: {error}")
        return ()
    for part in document.keys() - {"occasion"}:
        reader.fault("occasions.file", f"{part!r} in {path} is not known; every entry begins with [[occasion]]")
    entries = document.get("occasion", [])
    if not isinstance(entries, list) or not all(isinstance(entry, Mapping) for entry in entries):
        reader.fault("occasions.file", f"{path}: every entry begins with [[occasion]]")
        return ()
    keys = Counter(str(entry.get("key")) for entry in entries)
    for key, often in keys.items():
        if often > 1:
            reader.fault("occasions.file", f"{often} occasions have the key {key!r}; each needs one of its own")
    for key in off:
        if key not in keys:
            reader.fault("occasions.off", f"there is no occasion {key!r}; known: {', '.join(keys)}")
    found = (_occasion(reader, entry, number) for number, entry in enumerate(entries, 1))
    return tuple(occasion for occasion in found if occasion and occasion.enabled and occasion.key not in off)


def _occasion(reader: ConfigReader, entry: Mapping[str, Any], number: int) -> Occasion | None:
    place = f"occasion {number} ({entry.get('key', '?')})"
    before = len(reader.faults)
    known = {field.name for field in fields(Occasion)}
    for name, value in entry.items():
        if name not in known:
            reader.fault(f"{place}.{name}", f"is not a setting of an occasion; known: {', '.join(sorted(known))}")
        elif not _FORMS[name][0](value):
            reader.fault(f"{place}.{name}", f"{_FORMS[name][1]}, not {value!r}")
    for name in ("key", "tab", "field", "repeat"):
        if name not in entry:
            reader.fault(f"{place}.{name}", "is needed")
    if len(reader.faults) > before:
        return None
    limits = {name: {column: tuple(keys) for column, keys in entry.get(name, {}).items()} for name in _LIMITS}
    occasion = Occasion(**{**entry, **limits})
    for name, fault in _misfits(occasion):
        reader.fault(f"{place}.{name}", fault)
    return occasion if len(reader.faults) == before else None


_LIMITS = ("only", "unless", "always_task")


def _is_limit(value: object) -> bool:
    return isinstance(value, Mapping) and all(
        isinstance(keys, list) and all(isinstance(key, str) for key in keys) for keys in value.values()
    )


def _misfits(occasion: Occasion) -> list[tuple[str, str]]:
    """What does not fit together: columns that are not there, spans that can never come true."""
    faults: list[tuple[str, str]] = []
    clients = BY_NAME["clients"]
    tab = BY_NAME.get(occasion.tab)
    if tab is None or (tab is not clients and tab.column("client_number") is None):
        return [("tab", f"must be a tab whose rows belong to a client, not {occasion.tab!r}")]
    column = tab.column(occasion.field)
    kinds = ("date", "birthday") if occasion.repeat == "yearly" else ("date",)
    if column is None or column.kind not in kinds:
        wanted = "a column of dates" if occasion.repeat == "yearly" else "a column of full dates"
        faults.append(("field", f"must be {wanted}; {occasion.tab}.{occasion.field} is none"))
    for name, limits, of in (
        ("only", occasion.only, tab), ("unless", occasion.unless, tab), ("always_task", occasion.always_task, clients),
    ):  # fmt: skip
        faults += [(name, f"{of.key}.{field} is not a column") for field in limits if of.column(field) is None]
    if occasion.consent is not None and not _is_yes_no(clients, occasion.consent):
        faults.append(("consent", f"must be a yes/no column of the clients; {occasion.consent!r} is none"))
    if occasion.stale_days < occasion.after_days:
        faults.append(("stale_days", "must not be less than after_days, or no task is ever made"))
    if occasion.repeat == "yearly" and occasion.lead_days + occasion.stale_days >= _YEAR:
        faults.append(("stale_days", "together with lead_days must stay below a year when it repeats yearly"))
    return faults


_YEAR = 365


def _is_yes_no(tab: Tab, field: str) -> bool:
    column = tab.column(field)
    return column is not None and column.kind == "yes_no"

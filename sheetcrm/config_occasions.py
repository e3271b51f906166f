"""The occasions file: reasons to greet and remind, each entry checked whole before a run relies on it."""

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from sheetcrm.config_reader import ConfigReader
from sheetcrm.model.choices import CHOICES
from sheetcrm.model.settings import WHENS, Occasion
from sheetcrm.model.snapshot import OWN
from sheetcrm.model.tabs import BY_NAME, Tab
from sheetcrm.shipped import shipped_folder
from sheetcrm.values.holiday import is_known_holiday

MOST_DAYS = 36_500
"""A hundred years: longer spans leave the calendar."""

_KEY = re.compile(r"[a-z][a-z0-9_]*")
RITES = frozenset({"PL", "RO", "RU"})
"""Whose name days are known: the Polish calendar, the Romanian and the Russian Orthodox one."""
_RESERVED = frozenset({"letter", "highest", "memory"})
"""Words with which other keys in the workbook's memory begin."""

_FORMS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "key": (lambda v: isinstance(v, str) and bool(_KEY.fullmatch(v)) and v not in _RESERVED,
            "must be a word of small letters, digits and _"),
    "tab": (lambda v: isinstance(v, str), "must be the name of a tab"),
    **{name: (lambda v: isinstance(v, str), "must be the name of a column") for name in ("field", "else_field")},
    "holiday": (lambda v: isinstance(v, str) and is_known_holiday(v),
                "must be a key of sheetcrm/values/data/observances.csv, with its country or without"),
    "valid_days": (lambda v: type(v) is int and 1 <= v <= MOST_DAYS, "must be a whole number of days from 1 on"),
    "repeat": (lambda v: v in ("yearly", "once"), 'must be "yearly" or "once"'),
    "when": (lambda v: isinstance(v, str) and v in WHENS, f"must be one of {', '.join(WHENS)}"),
    "on_day_off": (lambda v: v in ("same", "before", "after"), 'must be "same", "before" or "after"'),
    "times": (lambda v: type(v) in (int, float) and 1 <= v <= 100, "must be a number from 1 to 100"),
    "from_purchases": (lambda v: type(v) is int and 2 <= v <= 1000, "must be a whole number from 2 on"),
    "countries": (lambda v: _are_countries(v), 'must be a list of countries such as ["PL", "RO"]'),
    "rites": (lambda v: _are_countries(v) and set(v) <= RITES, 'must be a list out of "PL", "RO", "RU"'),
    "action": (lambda v: _is_by_tier(v), 'must be a text, or look like { key = "Call", standard = "Congratulate" }'),
    "gift": (lambda v: _is_by_tier(v), 'must be a text, or look like { key = "T-shirt", standard = "card" }'),
    "assignee": (lambda v: _is_text(v) or (isinstance(v, list) and v != [] and all(map(_is_text, v))),
                 'must be a name, or a list such as ["manager", "Olga"]'),
    "leap_day": (lambda v: v in ("feb28", "mar1"), 'must be "feb28" or "mar1"'),
    "limit_per_day": (lambda v: type(v) is int and v >= 1, "must be a whole number from 1 on"),
    "letter": (lambda v: isinstance(v, str) and v != "", "must be the name of a folder of templates"),
    "consent": (lambda v: isinstance(v, str), "must be a yes/no column of the clients"),
    **{name: (lambda v: type(v) is int and 0 <= v <= MOST_DAYS, f"must be a whole number of days up to {MOST_DAYS}")
       for name in ("lead_days", "after_days", "stale_days", "apology_days", "letter_lead_days",
                    "letter_stale_days")},
    **{name: (lambda v: isinstance(v, bool), "must be true or false")
       for name in ("task", "enabled", "empty_means_due")},
    **{name: (lambda v: _is_limit(v), 'must look like { status = ["customer"] }')
       for name in ("only", "unless", "always_task")},
}  # fmt: skip


def read_occasions(reader: ConfigReader, base: Path) -> tuple[Occasion, ...]:
    """The occasions that are on, in the order of their file; faults are told with the number of the entry."""
    reader.unknown("occasions", {"file", "off", "on"})
    name = reader.text("occasions", "file", "")
    path = base / name if name else shipped_folder("config") / "occasions.toml"
    off, on = reader.texts("occasions", "off"), reader.texts("occasions", "on")
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
    for name, key in [*(("off", key) for key in off), *(("on", key) for key in on)]:
        if key not in keys:
            reader.fault(f"occasions.{name}", f"there is no occasion {key!r}; known: {', '.join(keys)}")
    found = (_occasion(reader, entry, number) for number, entry in enumerate(entries, 1))
    return tuple(
        replace(each, enabled=True)
        for each in found
        if each and (each.enabled or each.key in on) and each.key not in off
    )


def _occasion(reader: ConfigReader, entry: Mapping[str, Any], number: int) -> Occasion | None:
    place = f"occasion {number} ({entry.get('key', '?')})"
    before = len(reader.faults)
    known = {field.name for field in fields(Occasion)}
    for name, value in entry.items():
        if name not in known:
            reader.fault(f"{place}.{name}", f"is not a setting of an occasion; known: {', '.join(sorted(known))}")
        elif not _FORMS[name][0](value):
            reader.fault(f"{place}.{name}", f"{_FORMS[name][1]}, not {value!r}")
    when = entry.get("when", "date")
    for name in _NEEDED.get(when, ("key",)) if isinstance(when, str) else ():
        if name not in entry:
            reader.fault(f"{place}.{name}", "is needed")
    if len(reader.faults) > before:
        return None
    occasion = Occasion(**{"tab": WHENS[when], "repeat": "yearly" if when in _YEARLY else "once", **_typed(entry)})
    for name, fault in _misfits(occasion):
        reader.fault(f"{place}.{name}", fault)
    return occasion if len(reader.faults) == before else None


_LIMITS = ("only", "unless", "always_task")
_NEEDED: Mapping[str, tuple[str, ...]] = {"date": ("key", "tab", "field", "repeat"), "holiday": ("key", "holiday")}
_YEARLY = frozenset({"name_day", "holiday", "profession_day"})


def _typed(entry: Mapping[str, Any]) -> dict[str, Any]:
    """The entry with its lists as tuples, and texts for all tiers, or for one person, in their full form."""
    typed = dict(entry)
    for name in _LIMITS:
        typed[name] = {column: tuple(keys) for column, keys in entry.get(name, {}).items()}
    for name in ("countries", "rites"):
        typed[name] = tuple(entry.get(name, ()))
    for name in ("action", "gift"):
        by_tier = entry.get(name, {})
        typed[name] = {"": by_tier} if isinstance(by_tier, str) else dict(by_tier)
    assignee = entry.get("assignee", "manager")
    typed["assignee"] = (assignee,) if isinstance(assignee, str) else tuple(assignee)
    return typed


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value.strip() != ""


def _are_countries(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(code, str) and _COUNTRY.fullmatch(code) for code in value)


def _is_by_tier(value: object) -> bool:
    return _is_text(value) or (isinstance(value, Mapping) and value != {} and all(map(_is_text, value.values())))


_COUNTRY = re.compile(r"[A-Z]{2}")


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
    if occasion.when == "date":
        faults += _unfit_columns(occasion, tab)
    elif occasion.tab != WHENS[occasion.when]:
        faults.append(("tab", f"must be {WHENS[occasion.when]!r} for {occasion.when!r}, or be left out"))
    for name, limits in (("only", occasion.only), ("unless", occasion.unless)):
        faults += [(name, f"{tab.key}.{field} is not a column") for field in limits if not _is_limited_by(tab, field)]
    for field in occasion.always_task:
        if clients.column(field) is None:
            faults.append(("always_task", f"clients.{field} is not a column"))
    for name, texts in (("action", occasion.action), ("gift", occasion.gift)):
        unknown = [tier for tier in texts if tier not in ("", *CHOICES["tier"])]
        faults += [(name, f"{tier!r} is no tier; known: {', '.join(CHOICES['tier'])}") for tier in unknown]
    if occasion.consent is not None and not _is_yes_no(clients, occasion.consent):
        faults.append(("consent", f"must be a yes/no column of the clients; {occasion.consent!r} is none"))
    if occasion.stale_days < occasion.after_days:
        faults.append(("stale_days", "must not be less than after_days, or no task is ever made"))
    if 0 < occasion.apology_days <= occasion.stale_days:
        faults.append(("apology_days", "must be more than stale_days: until then no apology is needed"))
    longest = max(occasion.stale_days, occasion.apology_days)
    if occasion.repeat == "yearly" and occasion.lead_days + longest >= _YEAR:
        name = "stale_days" if longest == occasion.stale_days else "apology_days"
        faults.append((name, "together with lead_days must stay below a year when it repeats yearly"))
    return faults


_YEAR = 365


def _unfit_columns(occasion: Occasion, tab: Tab) -> list[tuple[str, str]]:
    kinds = ("date", "birthday") if occasion.repeat == "yearly" else ("date",)
    wanted = "a column of dates" if occasion.repeat == "yearly" else "a column of full dates"
    faults: list[tuple[str, str]] = []
    for name, field in (("field", occasion.field), ("else_field", occasion.else_field)):
        column = tab.column(field) if field is not None else None
        if field is not None and (column is None or column.kind not in kinds):
            faults.append((name, f"must be {wanted}; {occasion.tab}.{field} is none"))
    return faults


def _is_limited_by(tab: Tab, field: str) -> bool:
    """Whether a limit names a column: of the row, of its client (`client.tier`), or the team's own (`own:Segment`)."""
    if field.startswith("client.") and tab.key != "clients":
        tab, field = BY_NAME["clients"], field.removeprefix("client.")
    return field.startswith(OWN) or tab.column(field) is not None


def _is_yes_no(tab: Tab, field: str) -> bool:
    column = tab.column(field)
    return column is not None and column.kind == "yes_no"

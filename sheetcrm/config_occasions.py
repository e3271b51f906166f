"""The occasions file: reasons to greet and remind, each entry checked whole before a run relies on it."""

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from sheetcrm.config_occasion_fit import misfits
from sheetcrm.config_reader import ConfigReader
from sheetcrm.model.settings import WHENS, Occasion
from sheetcrm.shipped import shipped_folder
from sheetcrm.values.holiday import is_known_holiday
from sheetcrm.values.name_days import CALENDARS

MOST_DAYS = 36_500
"""A hundred years: longer spans leave the calendar."""

_KEY = re.compile(r"[a-z][a-z0-9_]*")
RITES = frozenset(CALENDARS)
"""Whose name days are known: the Polish calendar, the Orthodox ones of Romania, Russia and Ukraine."""
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
    "rites": (lambda v: _are_countries(v) and set(v) <= RITES, 'must be a list out of "PL", "RO", "RU", "UA"'),
    "action": (lambda v: _is_by_tier(v), 'must be a text, or look like { key = "Call", standard = "Congratulate" }'),
    "gift": (lambda v: _is_by_tier(v), 'must be a text, or look like { key = "T-shirt", standard = "card" }'),
    "assignee": (lambda v: _is_text(v) or (isinstance(v, list) and v != [] and all(map(_is_text, v))),
                 'must be a name, or a list such as ["manager", "Olga"]'),
    "leap_day": (lambda v: v in ("feb28", "mar1"), 'must be "feb28" or "mar1"'),
    **{name: (lambda v: type(v) is int and v >= 1, "must be a whole number from 1 on")
       for name in ("limit_per_day", "letters_per_day")},
    "formerly": (lambda v: isinstance(v, list) and all(isinstance(key, str) and _KEY.fullmatch(key) for key in v),
                 'must be a list of keys such as ["relative_date"]'),
    "letter": (lambda v: isinstance(v, str) and v != "", "must be the name of a folder of templates"),
    "consent": (lambda v: isinstance(v, str), "must be a yes/no column of the clients"),
    **{name: (lambda v: type(v) is int and 0 <= v <= MOST_DAYS, f"must be a whole number of days up to {MOST_DAYS}")
       for name in ("lead_days", "after_days", "stale_days", "apology_days", "letter_lead_days",
                    "letter_stale_days", "contact_days")},
    **{name: (lambda v: isinstance(v, bool), "must be true or false")
       for name in ("task", "enabled", "empty_means_due", "after_birthday", "saintless")},
    **{name: (lambda v: _is_limit(v), 'must look like { status = ["customer"] }')
       for name in ("only", "unless", "also", "task_only", "always_task")},
}  # fmt: skip


def read_occasions(reader: ConfigReader, base: Path) -> tuple[Occasion, ...]:
    """The occasions that are on, in the order of their file; faults are told with the number of the entry.

    An entry that came out of another one is off where that one was switched off, unless it is switched on by name.
    """
    reader.unknown("occasions", {"file", "off", "on"})
    name = reader.text("occasions", "file", "")
    path = base / name if name else shipped_folder("config") / "occasions.toml"
    off, on = frozenset(reader.texts("occasions", "off")), frozenset(reader.texts("occasions", "on"))
    try:
        text = path.read_text(encoding="utf-8-sig")
        document = tomllib.loads(text)
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
    for name, key in [*(("off", key) for key in sorted(off)), *(("on", key) for key in sorted(on))]:
        if key not in keys:
            reader.fault(f"occasions.{name}", f"there is no occasion {key!r}; known: {', '.join(keys)}")
    lines = _lines_of(text)
    found = (_occasion(reader, entry, n, lines[n - 1] if n <= len(lines) else {}) for n, entry in enumerate(entries, 1))
    return tuple(
        replace(each, enabled=True)
        for each in found
        if each and (each.key in on or (each.enabled and off.isdisjoint(each.formerly))) and each.key not in off
    )


def _lines_of(text: str) -> list[dict[str, int]]:
    """Of each entry the line on which it begins, as "", and those of its settings.

    >>> _lines_of('# mine\\n[[occasion]]\\nkey = "fair"\\n')
    [{'': 2, 'key': 3}]
    """
    found: list[dict[str, int]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if _ENTRY.match(line):
            found.append({"": number})
        elif found and (named := _SETTING.match(line)):
            found[-1].setdefault(named[1], number)
    return found


_ENTRY = re.compile(r"\s*\[\[\s*occasion\s*\]\]")
_SETTING = re.compile(r"\s*[\"']?([A-Za-z0-9_-]+)[\"']?\s*(?:=|\.)")


def _occasion(reader: ConfigReader, entry: Mapping[str, Any], number: int, lines: Mapping[str, int]) -> Occasion | None:
    before = len(reader.faults)

    def tell(name: str, fault: str) -> None:
        line = lines.get(name) or lines.get("")
        where = f"line {line}: " if line else ""
        reader.fault(f"occasion {number} ({entry.get('key', '?')}).{name}", where + fault)

    known = {field.name for field in fields(Occasion)}
    for name, value in entry.items():
        if name not in known:
            meant = get_close_matches(name, known, 1)
            told = f"perhaps {meant[0]}" if meant else f"known: {', '.join(sorted(known))}"
            tell(name, f"is not a setting of an occasion; {told}")
        elif not _FORMS[name][0](value):
            tell(name, f"{_FORMS[name][1]}, not {value!r}")
    when = entry.get("when", "date")
    for name in _NEEDED.get(when, ("key",)) if isinstance(when, str) else ():
        if name not in entry:
            tell(name, "is needed")
    if len(reader.faults) > before:
        return None
    occasion = Occasion(**{"tab": WHENS[when], "repeat": "yearly" if when in _YEARLY else "once", **_typed(entry)})
    for name, fault in misfits(occasion):
        tell(name, fault)
    return occasion if len(reader.faults) == before else None


_LIMITS = ("only", "unless", "also", "task_only", "always_task")
_NEEDED: Mapping[str, tuple[str, ...]] = {"date": ("key", "tab", "field", "repeat"), "holiday": ("key", "holiday")}
_YEARLY = frozenset({"name_day", "holiday", "profession_day"})


def _typed(entry: Mapping[str, Any]) -> dict[str, Any]:
    """The entry with its lists as tuples, and texts for all tiers, or for one person, in their full form."""
    typed = dict(entry)
    for name in _LIMITS:
        typed[name] = {column: tuple(keys) for column, keys in entry.get(name, {}).items()}
    for name in ("countries", "rites", "formerly"):
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

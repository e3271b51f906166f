"""The config file: TOML in, `Settings` out; every fault at once, each with its path in the file.

Secrets are written as `${NAME}` and taken from the environment; a path is relative to the config file.
"""

import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from sheetcrm.errors import ConfigUnusable
from sheetcrm.model.problems import CATALOGUE
from sheetcrm.model.settings import Guards, Occasion, Settings, TabMapping
from sheetcrm.model.snapshot import OWN
from sheetcrm.model.tabs import BY_NAME
from sheetcrm.rules.patterns import fault_in
from sheetcrm.shipped import shipped_folder
from sheetcrm.words import LANGUAGES

CONFIG_NAME = "sheetcrm.toml"
STATE_FOLDER = ".sheetcrm"

_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_TIDY = ("off", "suggest", "write")


class _Reader:
    """Takes values out of nested tables, collecting what does not fit instead of stopping at it."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self.faults: list[str] = []
        self._used: set[str] = set()

    def fault(self, path: str, text: str) -> None:
        self.faults.append(f"{path}: {text}")

    def table(self, path: str) -> Mapping[str, Any]:
        found: Any = self.document
        for part in path.split("."):
            found = found.get(part, {}) if isinstance(found, Mapping) else {}
        self._used.add(path)
        if not isinstance(found, Mapping):
            self.fault(path, "must be a [table]")
            return {}
        return found

    def take(self, table: str, name: str, default: Any, fits: Callable[[Any], bool], wanted: str) -> Any:
        path = f"{table}.{name}"
        self._used.add(path)
        value = self.table(table).get(name, default)
        if value is default:
            return default
        value = self._filled(path, value)
        if not fits(value):
            self.fault(path, f"must be {wanted}, not {value!r}")
            return default
        return value

    def text(self, table: str, name: str, default: str, among: tuple[str, ...] = ()) -> str:
        wanted = f"one of {', '.join(among)}" if among else "a text"
        return str(self.take(table, name, default, lambda v: isinstance(v, str) and (not among or v in among), wanted))

    def whole(self, table: str, name: str, default: int, least: int = 0) -> int:
        fits: Callable[[Any], bool] = lambda v: isinstance(v, int) and not isinstance(v, bool) and v >= least  # noqa: E731
        return int(self.take(table, name, default, fits, f"a whole number from {least} on"))

    def share(self, table: str, name: str, default: float) -> float:
        fits: Callable[[Any], bool] = lambda v: isinstance(v, int | float) and 0 <= v <= 1  # noqa: E731
        return float(self.take(table, name, default, fits, "a share between 0 and 1"))

    def texts(self, table: str, name: str) -> tuple[str, ...]:
        fits: Callable[[Any], bool] = lambda v: isinstance(v, list) and all(isinstance(x, str) for x in v)  # noqa: E731
        return tuple(self.take(table, name, (), fits, "a list of texts"))

    def unknown(self, table: str, known: set[str]) -> None:
        for name in self.table(table):
            if name not in known:
                self.fault(f"{table}.{name}", f"is not a setting; known here: {', '.join(sorted(known))}")

    def _filled(self, path: str, value: Any) -> Any:
        if not isinstance(value, str):
            return value

        def variable(match: re.Match[str]) -> str:
            found = os.environ.get(match[1])
            if found is None:
                self.fault(path, f"the environment has no variable {match[1]}")
            return found or ""

        return _VARIABLE.sub(variable, value)


def load_settings(path: Path) -> Settings:
    """The settings of a config file; ConfigUnusable tells every fault at once."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise ConfigUnusable("config-missing", path=path) from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigUnusable("config-unreadable", path=path, reason=str(error)) from error
    return read_settings(_toml(text, path), path)


def _toml(text: str, path: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigUnusable("config-not-toml", path=path, line=str(error)) from error


def read_settings(document: Mapping[str, Any], path: Path) -> Settings:
    """The settings in a parsed config file that stands at `path`."""
    reader = _Reader(document)
    base = path.resolve().parent
    known_tables = {
        "workbook", "sender", "tabs", "numbers", "tidy", "checks", "privacy", "occasions", "guards", "backups", "files",
    }  # fmt: skip
    for name in document:
        if name not in known_tables:
            reader.fault(name, f"is not a section; known: {', '.join(sorted(known_tables))}")
    reader.unknown("workbook", {"path", "language", "region", "country", "currency"})
    reader.unknown("sender", {"name", "address"})
    reader.unknown("checks", {"off", "stale_after_days"})
    reader.unknown("privacy", {"sensitive_allowed"})
    reader.unknown("backups", {"keep", "folder"})
    reader.unknown("files", {"journal", "outbox", "templates"})
    region = reader.text("workbook", "region", "GB")
    templates = reader.text("files", "templates", "")
    settings = Settings(
        workbook=base / reader.text("workbook", "path", "clients.xlsx"),
        language=reader.text("workbook", "language", "en", LANGUAGES),
        region=region,
        country=reader.text("workbook", "country", region),
        currency=reader.text("workbook", "currency", "EUR"),
        sender_name=reader.text("sender", "name", ""),
        sender_address=reader.text("sender", "address", ""),
        tabs=_tabs(reader),
        numbers=_numbers(reader),
        tidy=_tidy(reader),
        checks_off=_codes(reader),
        sensitive_allowed=reader.texts("privacy", "sensitive_allowed"),
        stale_after_days=reader.whole("checks", "stale_after_days", 365, 1),
        occasions=_occasions(reader, base),
        guards=_guards(reader),
        backups_keep=reader.whole("backups", "keep", 10),
        backups_folder=base / reader.text("backups", "folder", f"{STATE_FOLDER}/backups"),
        journal=base / reader.text("files", "journal", f"{STATE_FOLDER}/journal.sqlite"),
        outbox=base / reader.text("files", "outbox", "outbox"),
        templates=base / templates if templates else None,
    )
    if not re.fullmatch(r"[A-Z]{2}", settings.region):
        reader.fault("workbook.region", f"must be a country code of two letters such as PL, not {settings.region!r}")
    if reader.faults:
        raise ConfigUnusable("config-faults", path=path, count=len(reader.faults), faults=reader.faults)
    return settings


def _tabs(reader: _Reader) -> Mapping[str, TabMapping]:
    tabs: dict[str, TabMapping] = {}
    for tab in reader.table("tabs"):
        place = f"tabs.{tab}"
        if tab not in BY_NAME:
            reader.fault(place, f"is not a tab; known: {', '.join(BY_NAME)}")
            continue
        reader.unknown(place, {"title", "header_row", "columns", "add"})
        columns = {}
        for field, header in reader.table(f"{place}.columns").items():
            if not field.startswith(OWN) and BY_NAME[tab].column(field) is None:
                reader.fault(f"{place}.columns.{field}", "is not a column of this tab")
            elif not isinstance(header, str):
                reader.fault(f"{place}.columns.{field}", "must be the header as it stands in the sheet")
            else:
                columns[field] = header
        add = reader.texts(place, "add")
        for field in add:
            if BY_NAME[tab].column(field) is None:
                reader.fault(f"{place}.add", f"{field!r} is not a column of this tab")
        tabs[tab] = TabMapping(reader.text(place, "title", ""), reader.whole(place, "header_row", 1, 1), columns, add)
        if not tabs[tab].title:
            reader.fault(f"{place}.title", "must be the name of the sheet")
    return tabs


def _numbers(reader: _Reader) -> Mapping[str, str]:
    numbers = dict(Settings().numbers)
    for tab in reader.table("numbers"):
        pattern = reader.text("numbers", tab, "")
        if tab not in BY_NAME or BY_NAME[tab].key_column != "number":
            reader.fault(f"numbers.{tab}", "this tab has no numbers; known: clients, deals, tasks")
        elif (fault := fault_in(pattern)) is not None:
            reader.fault(f"numbers.{tab}", fault)
        else:
            numbers[tab] = pattern
    return numbers


def _tidy(reader: _Reader) -> Mapping[str, Any]:
    tidy = {}
    for name, mode in reader.table("tidy").items():
        tab, _, field = name.partition(".")
        column = BY_NAME[tab].column(field) if tab in BY_NAME else None
        if column is None or column.kind == "note":
            reader.fault(f'tidy."{name}"', 'is not a column that can be tidied; write it as "clients.phone"')
        elif mode not in _TIDY:
            reader.fault(f'tidy."{name}"', f"must be one of {', '.join(_TIDY)}, not {mode!r}")
        else:
            tidy[name] = mode
    return tidy


def _codes(reader: _Reader) -> tuple[str, ...]:
    codes = reader.texts("checks", "off")
    for code in codes:
        if code not in CATALOGUE:
            reader.fault("checks.off", f"{code!r} is not a code of a problem; `sheetcrm check --json` shows the codes")
    return codes


def _guards(reader: _Reader) -> Guards:
    usual = Guards()
    reader.unknown("guards", {field.name for field in fields(Guards)})
    return Guards(
        reader.share("guards", "changed_share", usual.changed_share),
        reader.share("guards", "vanished_share", usual.vanished_share),
        reader.whole("guards", "from_rows", usual.from_rows),
        reader.whole("guards", "letters", usual.letters),
    )


def _occasions(reader: _Reader, base: Path) -> tuple[Occasion, ...]:
    reader.unknown("occasions", {"file", "off"})
    name = reader.text("occasions", "file", "")
    path = base / name if name else shipped_folder("config") / "occasions.toml"
    off = reader.texts("occasions", "off")
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8-sig")).get("occasion", [])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        reader.fault("occasions.file", f"{path} cannot be read: {error}")
        return ()
    return tuple(
        occasion for number, entry in enumerate(entries, 1) if (occasion := _occasion(reader, entry, number, off))
    )


def _occasion(reader: _Reader, entry: Mapping[str, Any], number: int, off: tuple[str, ...]) -> Occasion | None:
    place = f"occasion {number} ({entry.get('key', '?')})"
    known = {field.name: field for field in fields(Occasion)}
    before = len(reader.faults)
    for name in entry:
        if name not in known:
            reader.fault(f"{place}.{name}", "is not a setting of an occasion")
    for name in ("key", "tab", "field", "repeat"):
        if not isinstance(entry.get(name), str):
            reader.fault(f"{place}.{name}", "is needed, as a text")
    tab = BY_NAME.get(str(entry.get("tab")))
    if tab is None or tab.column(str(entry.get("field"))) is None:
        reader.fault(f"{place}.field", f"{entry.get('tab')}.{entry.get('field')} is not a column")
    if entry.get("repeat") not in ("yearly", "once"):
        reader.fault(f"{place}.repeat", 'must be "yearly" or "once"')
    if entry.get("leap_day", "feb28") not in ("feb28", "mar1"):
        reader.fault(f"{place}.leap_day", 'must be "feb28" or "mar1"')
    for name, value in entry.items():
        if name.endswith("_days") and (not isinstance(value, int) or isinstance(value, bool) or value < 0):
            reader.fault(f"{place}.{name}", "must be a whole number of days")
    values = dict(entry)
    for name in ("only", "unless", "always_task"):
        limits = values.get(name, {})
        if not isinstance(limits, Mapping) or not all(isinstance(keys, list) for keys in limits.values()):
            reader.fault(f"{place}.{name}", 'must look like { status = ["customer"] }')
            continue
        values[name] = {column: tuple(keys) for column, keys in limits.items()}
    if len(reader.faults) > before:
        return None
    occasion = Occasion(**values)
    return None if occasion.key in off or not occasion.enabled else occasion

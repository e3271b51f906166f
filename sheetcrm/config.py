"""The config file: TOML in, `Settings` out; every fault at once, each with its path in the file.

Secrets are written as `${NAME}` and taken from the environment; a path is relative to the config file.
"""

import datetime as dt
import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from sheetcrm.config_inbox import read_inbox_settings
from sheetcrm.config_mail import read_mail
from sheetcrm.config_occasions import MOST_DAYS, read_occasions
from sheetcrm.config_reader import ConfigReader
from sheetcrm.errors import ConfigUnusable
from sheetcrm.model.problems import CATALOGUE
from sheetcrm.model.settings import EXACT, Calls, Duplicates, Guards, Settings, TabMapping
from sheetcrm.model.snapshot import OWN
from sheetcrm.model.tabs import BY_NAME
from sheetcrm.rules.patterns import fault_in
from sheetcrm.stores.google.address import spreadsheet_key
from sheetcrm.values.call_window import read_window
from sheetcrm.values.email import is_valid
from sheetcrm.words import LANGUAGES, fold

CONFIG_NAME = "sheetcrm.toml"
STATE_FOLDER = ".sheetcrm"

_TIDY = ("off", "suggest", "write")


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
    reader = ConfigReader(_renamed(document))
    base = path.resolve().parent
    known_tables = {
        "workbook", "google", "sender", "tabs", "numbers", "tidy", "checks", "privacy", "occasions", "duplicates",
        "calls", "mail", "inbox", "managers", "guards", "backups", "calendar", "files",
    }  # fmt: skip
    for name in document:
        if name not in known_tables:
            reader.fault(name, f"is not a section; known: {', '.join(sorted(known_tables))}")
    reader.unknown("workbook", {"path", "language", "region", "country", "currency"})
    reader.unknown("google", {"credentials", "requests_per_minute", "request_gap"})
    reader.unknown("sender", {"name", "address"})
    reader.unknown("checks", {"off", "stale_after_days"})
    reader.unknown("privacy", {"sensitive_allowed"})
    reader.unknown("backups", {"keep", "folder"})
    reader.unknown("calendar", {"folder"})
    reader.unknown("files", {"journal", "outbox", "templates"})
    region = reader.text("workbook", "region", "GB")
    templates = reader.text("files", "templates", "")
    calendar = reader.text("calendar", "folder", "")
    workbook, spreadsheet = _workbook(reader, base)
    settings = Settings(
        workbook=workbook,
        spreadsheet=spreadsheet,
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
        stale_after_days=reader.whole("checks", "stale_after_days", 365, 1, MOST_DAYS),
        occasions=read_occasions(reader, base),
        guards=_guards(reader),
        duplicates=_duplicates(reader),
        calls=_calls(reader),
        mail=read_mail(reader, path, reader.text("sender", "address", "")),
        inbox=read_inbox_settings(reader, path),
        managers=_managers(reader),
        backups_keep=reader.whole("backups", "keep", 10),
        backups_folder=base / reader.text("backups", "folder", f"{STATE_FOLDER}/backups"),
        journal=base / reader.text("files", "journal", f"{STATE_FOLDER}/journal.sqlite"),
        outbox=base / reader.text("files", "outbox", "outbox"),
        templates=base / templates if templates else None,
        calendar_folder=base / calendar if calendar else None,
        credentials=base / reader.text("google", "credentials", "google-key.json"),
        requests_per_minute=reader.whole("google", "requests_per_minute", 50, 1, 300),
        request_gap=reader.number("google", "request_gap", 0.2, 60),
    )
    for name, code in (("region", settings.region), ("country", settings.country)):
        if not re.fullmatch(r"[A-Z]{2}", code):
            reader.fault(f"workbook.{name}", f"must be a country code of two capital letters such as PL, not {code!r}")
    if not re.fullmatch(r"[A-Z]{3}", settings.currency):
        reader.fault("workbook.currency", f"must be three capital letters such as EUR, not {settings.currency!r}")
    if settings.sender_address and not is_valid(settings.sender_address):
        reader.fault("sender.address", f"is not an e-mail address: {settings.sender_address!r}")
    if reader.faults:
        faults = list(dict.fromkeys(reader.faults))
        raise ConfigUnusable("config-faults", path=path, count=len(faults), faults=faults)
    return settings


def _workbook(reader: ConfigReader, base: Path) -> tuple[Path, str]:
    """The path of the file and the key of the spreadsheet; only one of them means anything, the key if there is one."""
    named = reader.text("workbook", "path", "clients.xlsx")
    key = spreadsheet_key(named)
    if key is None and is_address(named):
        reader.fault("workbook.path", f"is not the address of a Google spreadsheet that can be edited: {named!r}")
    return (base / "clients.xlsx", key) if key is not None else (base / named, "")


def is_address(text: str) -> bool:
    """Whether a person means something on the web, not a file.

    >>> is_address("https://example.com/x"), is_address("clients.xlsx")
    (True, False)
    """
    return text.strip().lower().startswith(("https://", "http://"))


_RETIRED = frozenset(("duplicates", field) for field in ("first", "first_name_seen", "second", "second_name_seen"))
"""Columns that earlier versions laid out: they stand in sheets and configs, and are columns like people's own now."""


def _renamed(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The config with the tab of written letters under its name of today; it was called "mailings" once."""
    tabs = document.get("tabs")
    if not isinstance(tabs, Mapping) or "letters" in tabs:
        return document
    old = tabs.get("mailings")
    columns = old.get("columns") if isinstance(old, Mapping) else None
    if not isinstance(columns, Mapping) or "to" not in columns:
        return document
    renamed = {"letters" if tab == "mailings" else tab: mapping for tab, mapping in tabs.items()}
    return {**document, "tabs": renamed}


def _tabs(reader: ConfigReader) -> Mapping[str, TabMapping]:
    tabs: dict[str, TabMapping] = {}
    for tab in reader.table("tabs"):
        place = f"tabs.{tab}"
        if tab not in BY_NAME:
            reader.fault(place, f"is not a tab; known: {', '.join(BY_NAME)}")
            continue
        reader.unknown(place, {"title", "header_row", "columns", "add"})
        columns = {}
        for field, header in reader.table(f"{place}.columns").items():
            if (tab, field) in _RETIRED:
                continue
            if not field.startswith(OWN) and BY_NAME[tab].column(field) is None:
                reader.fault(f"{place}.columns.{field}", "is not a column of this tab")
            elif not isinstance(header, str):
                reader.fault(f"{place}.columns.{field}", "must be the header as it stands in the sheet")
            else:
                columns[field] = header
        for header, often in Counter(columns.values()).items():
            if often > 1:
                reader.fault(f"{place}.columns", f"{header!r} is named {often} times; a column holds one field")
        add = reader.texts(place, "add")
        for field in add:
            if BY_NAME[tab].column(field) is None:
                reader.fault(f"{place}.add", f"{field!r} is not a column of this tab")
        tabs[tab] = TabMapping(reader.text(place, "title", ""), reader.whole(place, "header_row", 1, 1), columns, add)
        if not tabs[tab].title:
            reader.fault(f"{place}.title", "must be the name of the sheet")
    for title, often in Counter(mapping.title for mapping in tabs.values() if mapping.title).items():
        if often > 1:
            reader.fault("tabs", f"the sheet {title!r} is named for {often} tabs; a sheet is one tab")
    return tabs


def _numbers(reader: ConfigReader) -> Mapping[str, str]:
    numbers = dict(Settings().numbers)
    for tab in reader.table("numbers"):
        pattern = reader.text("numbers", tab, "")
        if tab not in BY_NAME or BY_NAME[tab].key_column != "number":
            reader.fault(f"numbers.{tab}", "this tab has no numbers; known: clients, deals, tasks, mailings")
        elif (fault := fault_in(pattern)) is not None:
            reader.fault(f"numbers.{tab}", fault)
        else:
            numbers[tab] = pattern
    return numbers


def _tidy(reader: ConfigReader) -> Mapping[str, Any]:
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


def _codes(reader: ConfigReader) -> tuple[str, ...]:
    codes = reader.texts("checks", "off")
    for code in codes:
        if code not in CATALOGUE:
            reader.fault("checks.off", f"{code!r} is not a code of a problem; `sheetcrm check --json` shows the codes")
    return codes


def _guards(reader: ConfigReader) -> Guards:
    usual = Guards()
    reader.unknown("guards", {field.name for field in fields(Guards)})
    return Guards(
        reader.share("guards", "changed_share", usual.changed_share),
        reader.share("guards", "vanished_share", usual.vanished_share),
        reader.whole("guards", "from_rows", usual.from_rows),
        reader.whole("guards", "letters", usual.letters),
        reader.whole("guards", "mailing", usual.mailing),
    )


def _calls(reader: ConfigReader) -> Calls:
    usual = Calls()
    reader.unknown("calls", {field.name for field in fields(Calls)})
    written = reader.text("calls", "hours", "")
    found = read_window(written) if written else (usual.hours,)
    if not found or len(found) != 1 or found[0][0] >= found[0][1] != dt.time():
        reader.fault("calls.hours", f'must be one span of hours such as "9:00-20:00", not {written!r}')
        found = (usual.hours,)
    zone = reader.text("calls", "time_zone", "")
    if zone and zone not in available_timezones():
        reader.fault("calls.time_zone", f'must be a time zone such as "Europe/Warsaw", not {zone!r}')
        zone = ""
    return Calls(found[0], zone)


def _managers(reader: ConfigReader) -> Mapping[str, str]:
    """Name -> address. Two names that are read as one, or an address that is none, are told."""
    managers: dict[str, str] = {}
    spelled: dict[str, str] = {}
    for name in reader.table("managers"):
        address = reader.text("managers", name, "").strip()
        other = spelled.setdefault(fold(name), name)
        if other != name:
            reader.fault("managers", f"{other!r} and {name!r} are read as one name; write two people's names in full")
        elif not is_valid(address):
            reader.fault(f"managers.{name}", f"must be an e-mail address, not {address!r}")
        else:
            managers[name] = address
    return managers


def _duplicates(reader: ConfigReader) -> Duplicates:
    usual = Duplicates()
    reader.unknown("duplicates", {field.name for field in fields(Duplicates)})
    exact = reader.texts("duplicates", "merge_exact")
    for name in exact:
        if name not in EXACT:
            reader.fault("duplicates.merge_exact", f"{name!r} is none of {', '.join(EXACT)}")
    return Duplicates(
        reader.flag("duplicates", "search", usual.search),
        reader.whole("duplicates", "groups", usual.groups, 1),
        reader.share("duplicates", "sure", usual.sure),
        reader.share("duplicates", "probable", usual.probable),
        exact,
        reader.flag("duplicates", "learn", usual.learn),
    )

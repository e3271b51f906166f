"""The config file as text: written once with comments in the team's language; later `init`s renew the tabs only."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

from sheetcrm.model.settings import Settings, TabMapping
from sheetcrm.words import words_of


def config_text(settings: Settings, base: Path) -> str:
    """A whole config for these settings, standing in the folder `base`; what has its default is there as a comment."""
    say = words_of(settings.language).say
    numbers = "\n".join(f"{tab} = {_quoted(pattern)}" for tab, pattern in settings.numbers.items())
    return f"""# {say("config_head")}

[workbook]
path = {_quoted(_place(settings, base))}
language = {_quoted(settings.language)}   # {say("config_language")}
region = {_quoted(settings.region)}     # {say("config_region")}
currency = {_quoted(settings.currency)}

{_google_text(settings, base)}# {say("config_sender")}
[sender]
name = {_quoted(settings.sender_name)}
address = {_quoted(settings.sender_address)}

# {say("config_numbers")}
[numbers]
{numbers}

# {say("config_tidy")}
[tidy]
# "clients.phone" = "suggest"
# "clients.email" = "write"

# {say("config_checks")}
[checks]
# off = ["email-role"]
stale_after_days = {settings.stale_after_days}

# {say("config_privacy")}
[privacy]
# sensitive_allowed = []

# {say("config_occasions")}
[occasions]
# file = "occasions.toml"
# off = ["verify"]

# {say("config_guards")}
[guards]
changed_share = {settings.guards.changed_share}
vanished_share = {settings.guards.vanished_share}
letters = {settings.guards.letters}
{_backups_text(settings)}
# {say("config_tabs")}
{tabs_text(settings.tabs)}"""


def _place(settings: Settings, base: Path) -> str:
    return settings.place if settings.spreadsheet else _from(base, settings.workbook)


def _from(base: Path, path: Path) -> str:
    return os.path.relpath(path, base).replace(os.sep, "/")


def _google_text(settings: Settings, base: Path) -> str:
    """How to reach the spreadsheet; nothing for a file."""
    if not settings.spreadsheet:
        return ""
    say = words_of(settings.language).say
    return f"""# {say("config_google")}
[google]
credentials = {_quoted(_from(base, settings.credentials))}
requests_per_minute = {settings.requests_per_minute}
request_gap = {settings.request_gap}

"""


def _backups_text(settings: Settings) -> str:
    """How many copies are kept; Google keeps the earlier versions of a spreadsheet itself."""
    if settings.spreadsheet:
        return ""
    return f"""
# {words_of(settings.language).say("config_backups")}
[backups]
keep = {settings.backups_keep}
"""


def with_new_tabs(text: str, tabs: Mapping[str, TabMapping]) -> str:
    """An existing config with its [tabs] renewed; every other line stays as the team wrote it.

    What is written right above the section that follows them belongs to that section.
    """
    kept: list[str] = []
    above: list[str] = []
    at: int | None = None
    inside = False
    for line in text.splitlines():
        head = line.strip()
        if head.startswith("["):
            inside = head.startswith(("[tabs.", "[tabs]"))
            if inside and at is None:
                at = len(kept)
            if not inside:
                kept += above
            above = []
        if not inside:
            kept.append(line)
        elif head and not head.startswith("#"):
            above = []
        else:
            above.append(line)
    place = len(kept) if at is None else at
    return "\n".join([*kept[:place], *tabs_text(tabs).splitlines(), *kept[place:]]) + "\n"


def tabs_text(tabs: Mapping[str, TabMapping]) -> str:
    """The [tabs] part: where each tab stands and which header holds which field."""
    parts = []
    for tab, mapping in tabs.items():
        columns = "\n".join(f"{_key(field)} = {_quoted(header)}" for field, header in mapping.columns.items())
        parts.append(
            f"[tabs.{tab}]\ntitle = {_quoted(mapping.title)}\nheader_row = {mapping.header_row}\n"
            f"add = {json.dumps(list(mapping.add))}\n\n[tabs.{tab}.columns]\n{columns}\n"
        )
    return "\n".join(parts)


def _quoted(text: str) -> str:
    """A TOML basic string (JSON's is one, but for the delete sign)."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")


def _key(field: str) -> str:
    return field if field.replace("_", "").isalnum() and field.isascii() else _quoted(field)

"""The docs hold what the code holds: every code, setting, column, exit code and command, and no link leads nowhere."""

import re
import runpy
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from sheetcrm import errors
from sheetcrm.cli import main
from sheetcrm.config import read_settings
from sheetcrm.model.problems import CATALOGUE
from sheetcrm.model.settings import Calls, Duplicates, Guards, Inbox, Mail, Settings, TabMapping
from sheetcrm.model.tabs import TABS

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
CONFIG = ROOT / "config" / "sheetcrm.toml"
PLACES = {
    "workbook": "workbook.path", "spreadsheet": "workbook.path", "language": "workbook.language",
    "region": "workbook.region", "country": "workbook.country", "currency": "workbook.currency",
    "sender_name": "sender.name",
    "sender_address": "sender.address", "inbox": "inbox.server", "tabs": "tabs.clients", "numbers": "numbers.clients",
    "tidy": "tidy", "checks_off": "checks.off", "sensitive_allowed": "privacy.sensitive_allowed",
    "stale_after_days": "checks.stale_after_days", "occasions": "occasions.off", "guards": "guards.letters",
    "duplicates": "duplicates.groups",
    "backups_keep": "backups.keep", "backups_folder": "backups.folder", "journal": "files.journal",
    "calendar_folder": "calendar.folder", "calls": "calls.hours", "mail": "mail.transport", "managers": "managers",
    "outbox": "files.outbox", "templates": "files.templates", "credentials": "google.credentials",
    "requests_per_minute": "google.requests_per_minute", "request_gap": "google.request_gap",
}  # fmt: skip
"""Where each field of the settings stands in the sample config."""
PAGES = sorted(path.name for path in DOCS.glob("*.md"))


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_every_code_of_a_problem_is_explained_with_its_severity() -> None:
    explained = dict(re.findall(r"^\| `([a-z-]+)` \| (\w+) \| \S", text_of(DOCS / "problems.md"), re.MULTILINE))
    assert explained == dict(CATALOGUE)


def test_every_problem_has_a_meaning_and_a_repair_of_its_own() -> None:
    rows = re.findall(r"^\| `[a-z-]+` \| \w+ \| (.+) \| (.+) \|$", text_of(DOCS / "problems.md"), re.MULTILINE)
    meanings = [meaning for meaning, _ in rows]
    assert len(set(meanings)) == len(CATALOGUE)
    assert all(repair.endswith(".") for _, repair in rows)


def test_the_page_of_columns_is_up_to_date() -> None:
    made = runpy.run_path(str(DOCS / "make_columns.py"))["page"]()
    assert text_of(DOCS / "columns.md") == made, "run: python docs/make_columns.py"


def test_every_column_is_on_the_page_of_columns() -> None:
    page = text_of(DOCS / "columns.md")
    missing = [
        f"{tab.key}.{column.key}"
        for tab in TABS
        for column in tab.columns
        if f"| `{column.key.removeprefix('list_')}` |" not in page
    ]
    assert missing == []


def test_every_exit_code_stands_in_the_page_on_cron() -> None:
    listed = {int(code) for code in re.findall(r"^\| (\d+) \|", text_of(DOCS / "cron.md"), re.MULTILINE)}
    classes = [found for found in vars(errors).values() if isinstance(found, type)]
    assert listed == {0} | {found.exit_code for found in classes if issubclass(found, errors.SheetcrmError)}


def test_every_setting_of_the_sample_config_has_its_default() -> None:
    document = tomllib.loads(text_of(CONFIG))
    assert read_settings(document, CONFIG) == read_settings({}, CONFIG)


def test_every_setting_is_in_the_sample_config_with_a_line_that_explains_it() -> None:
    explained = set(re.findall(r"^# ([a-z_]+): \S.*$", text_of(CONFIG), re.MULTILINE))
    named = {f.name for f in fields(TabMapping)} | {f.name for f in fields(Guards)} | set(Settings().numbers)
    named |= {"path", "language", "region", "country", "currency", "name", "address", "off", "on", "stale_after_days"}
    named |= {"sensitive_allowed", "file", "keep", "folder", "journal", "outbox", "templates"}
    named |= {"credentials", "requests_per_minute", "request_gap"} | {f.name for f in fields(Duplicates)}
    named |= {f.name for f in fields(Calls)} | {f.name for f in fields(Mail)} | {f.name for f in fields(Inbox)}
    assert explained == named


@pytest.mark.parametrize(("field", "place"), PLACES.items())
def test_a_setting_stands_at_its_place_in_the_sample_config(field: str, place: str) -> None:
    uncommented = re.sub(r'^# (\[tabs|[a-z_]+ = |"clients)', r"\1", text_of(CONFIG), flags=re.MULTILINE)
    found = tomllib.loads(uncommented)
    for part in place.split("."):
        assert part in found, f"{place} ({field}) is not in config/sheetcrm.toml"
        found = found[part]


def test_every_field_of_the_settings_has_its_place() -> None:
    assert set(PLACES) == {each.name for each in fields(Settings)}


@pytest.mark.parametrize("page", PAGES)
def test_no_link_leads_nowhere(page: str) -> None:
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text_of(DOCS / page))
    missing = [link for link in links if "://" not in link and not (DOCS / link).exists()]
    assert missing == []


@pytest.mark.parametrize("page", [*PAGES, "../config/crontab.example", "../config/sheetcrm.service"])
def test_every_command_and_option_that_is_shown_exists(page: str) -> None:
    for command, *words in commands_shown(text_of(DOCS / page)):
        assert command in main.commands, f"sheetcrm {command}"
        called = main.commands[command]
        called = getattr(called, "commands", {}).get(words[0] if words else "", called)
        known = {option for parameter in called.params for option in parameter.opts}
        assert {word for word in words if word.startswith("-")} <= known, command


def commands_shown(text: str) -> list[list[str]]:
    """The calls of sheetcrm in code, as words without the program; the tab "sheetcrm memory" is none."""
    parts = re.findall(r"^```\w*\n(?P<block>.*?)^```|`([^`\n]+)`", text, re.MULTILINE | re.DOTALL)
    code = "\n".join("".join(part) for part in parts) if parts else text
    calls = re.findall(r"(?:^|&& |env |\$ )sheetcrm (?:--config \S+ )?([a-z]+[^#;&|\n]*)", code, re.MULTILINE)
    return [call.split() for call in calls if call.strip() != "memory"]


def test_the_commands_in_a_page_are_found() -> None:
    page = "Run `sheetcrm sync --quiet`.\n\n```\n$ sheetcrm --config x.toml check  # all\nsheetcrm memory\n```\n"
    assert commands_shown(page) == [["sync", "--quiet"], ["check"]]


def test_what_ci_runs_is_the_test_command_of_the_readme() -> None:
    ci = text_of(ROOT / ".ci" / "run")
    assert re.search(r"^[^#\n]*\bmake check$", ci, re.MULTILINE)
    assert re.search(r"^[^#\n]*\bmake test$", ci, re.MULTILINE)
    assert "make test" in text_of(ROOT / "README.md")


def test_the_ci_asks_for_every_tool() -> None:
    assert "export CI=true SHEETCRM_ALL_TOOLS=1" in text_of(ROOT / ".ci" / "run")

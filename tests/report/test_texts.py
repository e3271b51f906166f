"""Every text the report asks for is there, in every language, with the same gaps to fill."""

import re
from pathlib import Path

import pytest

import sheetcrm.report
from sheetcrm.model.problems import CATALOGUE
from sheetcrm.words import words_of
from sheetcrm.words.filling import placeholders

FAMILIES = {
    "kind": list(CATALOGUE),
    "severity": ["blocking", "warning", "hint"],
    "state": ["done", "failed", "running", "undone"],
    "run": ["sync", "undo", "init"],
    "outcome": ["sync", "undo", "init"],
    "doctor": ["ok", "warn", "bad"],
    "tile": ["cells", "rows", "added", "letters", "problems"],
    "page": ["birthday", "date", "task"],
    "value_as": ["text", "number", "date", "datetime", "time"],
    "skip": [
        "changed",
        "row-gone",
        "column-gone",
        "tab-gone",
        "formula",
        "merged",
        "no-room",
        "full",
        "too-long",
        "protected",
        "not-settled",
        "not-moved",
        "refused",
    ],
}


def asked_for() -> set[str]:
    folder = Path(sheetcrm.report.__file__).parent
    sources = "".join(file.read_text(encoding="utf-8") for file in folder.rglob("*.py"))
    found = set(re.findall(r'words\.say\("([a-z_-]+)"', sources))
    found |= {"letters_in", "backup_at", "sync_nothing", "undo_nothing", "nothing_done", "plan_title", "page_calendar"}
    return found | {f"{family}_{one}" for family, members in FAMILIES.items() for one in members}


@pytest.mark.parametrize("language", ["en", "ru", "pl", "ro"])
def test_every_text_the_report_asks_for_is_there(language: str) -> None:
    assert sorted(asked_for() - set(words_of(language).sections["ui"])) == []


@pytest.mark.parametrize("language", ["ru", "pl", "ro"])
def test_every_text_has_the_gaps_it_has_in_english(language: str) -> None:
    english, other = words_of("en").sections["ui"], words_of(language).sections["ui"]
    differing = {key for key in asked_for() if placeholders(english[key]) != placeholders(other[key])}
    assert differing == set()

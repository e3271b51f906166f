"""`sheetcrm why` as people see it in four languages: what was made, what comes, and what keeps a letter or task back.

The screens stand in tests/screens/<language>; `pytest --update-golden` writes them anew and fails.
"""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from sheetcrm.config import CONFIG_NAME
from sheetcrm.words import LANGUAGES, Words, words_of
from tests.calling import TODAY, init, run
from tests.conftest import Golden
from tests.golden.test_golden import name_a_sender
from tests.test_cli import SCREENS, shown
from tests.workbooks import clients

FIELDS = ("number", "name", "email", "birthday", "consent_greetings", "status")
TODAYS = dt.date.fromisoformat(TODAY)
BORN = TODAYS.replace(year=1986)
SOON = BORN + dt.timedelta(days=2)
PEOPLE: tuple[tuple[Any, ...], ...] = (
    ("C-0001", "Anna Nowak", "anna@example.com", BORN, "yes", None),
    ("C-0002", "Jan Lis", "jan@example.com", BORN, None, None),
    ("C-0003", "Ewa Kot", "ewa@gmial.com", BORN, "yes", None),
    ("C-0004", "Piotr Wilk", None, SOON, "yes", None),
    ("C-0005", "Marta Sowa", "marta@example.com", BORN - dt.timedelta(days=40), "yes", None),
    ("C-0006", "Adam Kruk", "adam@example.com", SOON, "yes", "lost"),
    ("C-0007", None, "office@example.com", BORN, "yes", None),
)


def workbook(folder: Path, words: Words) -> Path:
    """A workbook in a language with the people above, adopted, its sender named."""
    yes = words.choice("yes_no", "yes")
    rows = [
        (*row[:4], yes if row[4] else None, words.choice("client_status", row[5]) if row[5] else None) for row in PEOPLE
    ]
    clients(folder, [tuple(words.header("clients", field) for field in FIELDS), *rows], words.tab("clients"))
    init(folder, "--language", words.language)
    config = folder / CONFIG_NAME
    name_a_sender(config)
    return config


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answers_are_the_ones_that_were_read_and_agreed_on(language: str, tmp_path: Path, golden: Golden) -> None:
    workbook(tmp_path, words_of(language))
    called = [run(tmp_path, "why", number, "--occasion", "birthday") for number, *_ in PEOPLE]
    run(tmp_path, "sync")
    called += [run(tmp_path, "why", "c-0001", "--occasion", "birthday"), run(tmp_path, "why", "C-0002")]
    golden(SCREENS / language / "why.txt", "\n".join(shown(each, tmp_path) for each in called))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_that_nobody_has_is_said_to_be_unknown(language: str, tmp_path: Path) -> None:
    words = words_of(language)
    workbook(tmp_path, words)
    called = run(tmp_path, "why", "C-0999")
    assert (called.code, called.out) == (2, "")
    assert "C-0999" in called.err

"""Names of days in the team's language: every day somebody is greeted on has one, and none is of an unknown day."""

import csv
from pathlib import Path

import pytest

import sheetcrm.rules.occasions
from sheetcrm.rules.occasions.day_names import day_name
from sheetcrm.values.holiday import observances
from sheetcrm.words import LANGUAGES

FOLDER = Path(sheetcrm.rules.occasions.__file__).parent


def rows(name: str) -> list[dict[str, str]]:
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def test_every_professional_day_has_a_name_in_every_language() -> None:
    named = {row["day"]: row for row in rows("day_names.csv")}
    for day in {row["day"] for row in rows("professions.csv")}:
        assert all(named[day][language].strip() for language in LANGUAGES), day


def test_every_name_is_of_a_known_day_stands_once_and_fits_a_line() -> None:
    days = [row["day"] for row in rows("day_names.csv")]
    assert len(days) == len(set(days))
    assert set(days) <= {key.partition(".")[2] for key in observances()}
    for row in rows("day_names.csv"):
        for language in LANGUAGES:
            assert row[language] == row[language].strip() and 3 <= len(row[language]) <= 45, row


@pytest.mark.parametrize("language", LANGUAGES)
def test_russian_and_polish_days_are_never_told_in_their_own_language_to_others(language: str) -> None:
    for key in observances():
        name = day_name(key, language)
        assert name
        if key.startswith("ru.") and language != "ru":
            assert not any("а" <= letter <= "я" for letter in name.lower()), key
        if key.startswith("int.") and language == "ru":
            assert not any("a" <= letter <= "z" for letter in name.lower()), key

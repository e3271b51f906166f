"""A letter with a doubtful form says so: in the plan, in the report of the sync, in its JSON and in its row."""

import datetime as dt
from pathlib import Path

import pytest

from sheetcrm.mail.reasons import Remark
from sheetcrm.mail.receipts import Receipt
from sheetcrm.mail.remarked import with_remarks
from sheetcrm.model.changes import AddRow
from sheetcrm.words import LANGUAGES, words_of
from tests.building import snapshot
from tests.calling import TODAY, init, run
from tests.golden.test_golden import name_a_sender
from tests.workbooks import cells, clients

FIELDS = ("name", "email", "birthday", "consent_greetings", "language")
DOUBTED = {"en": "Sasha Kim", "ru": "Ким Саша", "pl": "Sasza Nowak", "ro": "Gabi Popescu"}
PLAIN = {"en": "John Smith", "ru": "Иванов Иван", "pl": "Jan Nowak", "ro": "Ion Popescu"}
SAFE = {"en": "Dear Sasha Kim", "ru": "Здравствуйте, Саша", "pl": "Szanowni Państwo", "ro": "Bună ziua"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_safe_form_is_told_wherever_the_letter_is_told(language: str, tmp_path: Path) -> None:
    words = words_of(language)
    yes, born = words.choice("yes_no", "yes"), dt.date.fromisoformat(TODAY).replace(year=1986)
    rows = [
        (name, f"{number}@example.com", born, yes, None)
        for number, name in enumerate((DOUBTED[language], PLAIN[language]))
    ]
    clients(tmp_path, [tuple(words.header("clients", field) for field in FIELDS), *rows], words.tab("clients"))
    init(tmp_path, "--language", language)
    name_a_sender(tmp_path / "sheetcrm.toml")
    remark = Remark("greeting-unsure", {"value": DOUBTED[language], "used": SAFE[language]}).sentence(language)
    heading = words.say("letters_remarks", count=1)

    for command in ("plan", "sync"):
        screen = " ".join(run(tmp_path, command).out.split())
        assert heading in screen and remark in screen, screen
        assert screen.count(remark[:20]) == 1
    titles, *made = cells(tmp_path / "clients.xlsx", words.tab("letters"))
    place = titles.index(words.header("letters", "remarks"))
    assert sorted(row[place] for row in made) == ["", remark]


def test_the_json_of_a_sync_names_the_remark_by_its_code(tmp_path: Path) -> None:
    born = dt.date.fromisoformat(TODAY).replace(year=1986)
    words = words_of("pl")
    head = tuple(words.header("clients", field) for field in FIELDS)
    clients(tmp_path, [head, ("Sasza Nowak", "sasza@example.com", born, "tak", None)], "Klienci")
    init(tmp_path, "--language", "pl")
    name_a_sender(tmp_path / "sheetcrm.toml")
    (letter,) = run(tmp_path, "sync", "--json").document["letters"]
    assert [told["code"] for told in letter["remarks"]] == ["greeting-unsure"]
    assert "Sasza Nowak" in letter["remarks"][0]["message"]


def test_a_remark_goes_into_the_row_of_its_letter_alone() -> None:
    first = AddRow("letters", {"key": "letter:a"}, "letter:a", "letter-note")
    second = AddRow("letters", {"key": "letter:b"}, "letter:b", "letter-note")
    remark = Remark("vocative-unsure", {"value": "Xi"})
    receipts = [Receipt("letter:a", "prepared"), Receipt("letter:b", "prepared", remarks=(remark,))]
    changed = with_remarks([first, second], receipts, snapshot(letters=[]), "en")
    assert changed == [
        first,
        AddRow("letters", {**second.cells, "remarks": remark.sentence("en")}, "letter:b", "letter-note"),
    ]

"""`sheetcrm tasks today` as people call it: screens in four languages, the page, the calendar file, the letter."""

import json
from pathlib import Path

import pytest
from icalendar import Calendar

from sheetcrm.config import CONFIG_NAME
from sheetcrm.words import LANGUAGES, words_of
from tests.calling import init, run
from tests.conftest import Golden
from tests.report.browser import chromium
from tests.workbooks import write

SCREENS = Path(__file__).parent / "screens"
NAMES = {
    "en": ("Anna Smith", "Oliver Stone", "Grace Hill"),
    "pl": ("Andrzej Kowalski", "Barbara Nowak", "Zofia Lis"),
    "ru": ("Андрей Иванов", "Екатерина Петрова", "Ольга Лис"),
    "ro": ("Andrei Popescu", "Nicoleta Ionescu", "Ana Rusu"),
}
PHONES = {"en": "020 7946 0123", "pl": "601 234 567", "ru": "+7 383 212-34-56", "ro": "0721 234 567"}
MONDAY = "2026-11-23"


def workbook(folder: Path, language: str = "en") -> None:
    """Three clients, one with a birthday and a window, and tasks that people wrote; adopted and synced."""
    words = words_of(language)
    one, two, three = NAMES[language]
    clients = ("name", "phone", "birthday", "call_window", "manager")
    tasks = ("due_on", "action", "client", "assignee", "task_status")
    write(folder / "clients.xlsx", {
        words.tab("clients"): [
            tuple(words.header("clients", field) for field in clients),
            (one, PHONES[language], "23.11.1980", "12-14", "Iga Lis"), (two, "", "06.03", "", "Iga Lis"),
            (three, "", "", "", "Iga Nowak"),
        ],
        words.tab("tasks"): [
            tuple(words.header("tasks", field) for field in tasks),
            ("20.11.2026", "Tort", two, "Iga Lis", ""), ("21.11.2026", "Album", three, "Iga Nowak", ""),
            ("30.11.2026", "Later", three, "Iga Nowak", ""),
        ],
    })  # fmt: skip
    assert init(folder, "--language", language).code == 0
    config = folder / CONFIG_NAME
    config.write_text(
        config.read_text(encoding="utf-8")
        .replace('address = ""', 'address = "we@example.com"')
        .replace("[guards]", '[managers]\n"Iga Lis" = "iga@example.com"\n\n[guards]', 1),
        encoding="utf-8",
    )


def today(folder: Path, *options: str) -> str:
    called = run(folder, "tasks", "today", "--at", "09:30", *options, today=MONDAY)
    assert called.code == 0, called.err
    return called.out


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_on_the_screen_is_the_one_that_was_agreed_on(language: str, tmp_path: Path, golden: Golden) -> None:
    workbook(tmp_path, language)
    assert run(tmp_path, "sync", today=MONDAY).code == 0
    text = today(tmp_path)
    golden(SCREENS / language / "tasks_today.txt", "".join(f"{line.rstrip()}\n" for line in text.splitlines()))


def test_the_list_of_one_manager_by_any_part_of_the_name_that_leaves_no_doubt(tmp_path: Path) -> None:
    workbook(tmp_path)
    assert run(tmp_path, "sync", today=MONDAY).code == 0
    text = today(tmp_path, "--manager", "nowak")
    assert "Album" in text and "Tort" not in text
    doubtful = run(tmp_path, "tasks", "today", "--manager", "Iga", today=MONDAY)
    assert doubtful.code == 2 and "Iga Lis" in doubtful.err and "Iga Nowak" in doubtful.err
    unknown = run(tmp_path, "tasks", "today", "--manager", "Zoe", today=MONDAY)
    assert unknown.code == 2 and "Zoe" in unknown.err and "Iga Lis" in unknown.err
    assert run(tmp_path, "tasks", "today", "--at", "25:00", today=MONDAY).code == 2


def test_the_stable_form_holds_everything(tmp_path: Path) -> None:
    workbook(tmp_path)
    assert run(tmp_path, "sync", today=MONDAY).code == 0
    form = json.loads(today(tmp_path, "--json"))
    assert (form["report"], form["date"], form["manager"]) == ("tasks", MONDAY, None)
    birthday = next(task for task in form["tasks"] if task["client_name"] == "Anna Smith")
    assert birthday["hour"] == "later" and birthday["call_at"] == "2026-11-23T12:00:00+00:00"
    assert birthday["due"] == MONDAY and birthday["days_overdue"] == 0 and "happy birthday" in birthday["say"]


def test_nothing_due_is_said_kindly_and_the_sheet_is_not_touched(tmp_path: Path) -> None:
    workbook(tmp_path)
    before = (tmp_path / "clients.xlsx").read_bytes()
    called = run(tmp_path, "tasks", "today", today="2026-11-01")
    assert called.code == 0 and "Nothing is due" in called.out
    assert (tmp_path / "clients.xlsx").read_bytes() == before


def test_the_calendar_file_holds_the_tasks_of_one_manager(tmp_path: Path) -> None:
    workbook(tmp_path)
    assert run(tmp_path, "sync", today=MONDAY).code == 0
    today(tmp_path, "--manager", "Iga Nowak", "--ics", str(tmp_path / "tasks.ics"))
    events = Calendar.from_ical((tmp_path / "tasks.ics").read_bytes()).walk("VEVENT")
    assert ["Album" in str(event["SUMMARY"]) or "Later" in str(event["SUMMARY"]) for event in events] == [True, True]


@pytest.mark.browser
def test_the_page_shows_in_a_browser_what_is_to_be_done(tmp_path: Path) -> None:
    workbook(tmp_path)
    assert run(tmp_path, "sync", today=MONDAY).code == 0
    page = tmp_path / "today.html"
    today(tmp_path, "--page", str(page))
    with chromium(tmp_path) as browser:
        browser.open(page)
        shown = browser.run("document.body.innerText")
        assert not browser.complaints
    for text in ("Tort", "Album", "Anna Smith", "call from 12:00", "Iga Nowak"):
        assert text in shown


def test_the_manager_gets_the_list_as_a_letter_once_a_day(tmp_path: Path) -> None:
    workbook(tmp_path)
    assert run(tmp_path, "sync", today=MONDAY).code == 0
    (letter,) = (tmp_path / "outbox").glob("*tasks_today*.eml")
    text = letter.read_text(encoding="ascii")
    assert "To:" in text and "iga@example.com" in text
    stamp = letter.stat().st_mtime_ns
    assert run(tmp_path, "sync", today=MONDAY).code == 0
    assert letter.stat().st_mtime_ns == stamp
    assert run(tmp_path, "sync", today="2026-11-24").code == 0
    assert len(list((tmp_path / "outbox").glob("*tasks_today*.eml"))) == 2


@pytest.mark.parametrize(
    ("section", "told"),
    [
        ('[calls]\nhours = "soon"\n', "calls.hours"),
        ('[calls]\nhours = "20:00-9:00"\n', "calls.hours"),
        ('[calls]\ntime_zone = "Warsaw"\n', "calls.time_zone"),
        ('[calls]\nhour = "9-20"\n', "calls.hour"),
        ('[managers]\nOlga = "olga"\n', "managers.Olga"),
        ('[managers]\n"Anna Nowak" = "a@example.com"\n"anna  nowak" = "b@example.com"\n', "anna  nowak"),
    ],
)
def test_a_setting_that_cannot_be_is_told(section: str, told: str, tmp_path: Path) -> None:
    workbook(tmp_path)
    config = tmp_path / CONFIG_NAME
    text = config.read_text(encoding="utf-8").replace('[managers]\n"Iga Lis" = "iga@example.com"\n', "")
    config.write_text(f"{text}\n{section}", encoding="utf-8")
    called = run(tmp_path, "tasks", "today", today=MONDAY)
    assert called.code == 3 and told in called.err

"""`sheetcrm calendar` as people call it: screens in four languages, the page, the files, and what a sync writes."""

import datetime as dt
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from icalendar import Calendar

from sheetcrm.config import CONFIG_NAME
from sheetcrm.words import LANGUAGES, words_of
from tests.calling import call, init, run
from tests.conftest import Golden, program
from tests.google_server.server import GoogleServer
from tests.report.browser import chromium
from tests.test_google_cli import Team
from tests.workbooks import write

SCREENS = Path(__file__).parent / "screens"
NAMES = {
    "en": ("Anna Smith", "Oliver Stone", "Grace Hill"),
    "pl": ("Andrzej Kowalski", "Barbara Nowak", "Zofia Lis"),
    "ru": ("Андрей Иванов", "Екатерина Петрова", "Ольга Лис"),
    "ro": ("Andrei Popescu", "Nicoleta Ionescu", "Ana Rusu"),
}


MORE = (
    "Iga Adamska", "Jan Baran", "Ewa Cieślak", "Adam Duda", "Olga Ford", "Piotr Gaj", "Nina Hill", "Karol Iwan",
    "Maria Jones", "Paweł Kruk", "Rita Lopez", "Tomasz Mazur", "Sara Nagy", "Filip Olsen", "Wanda Pak", "Leon Rudy",
    "Dora Smith", "Igor Tkacz", "Lena Urban", "Witold Wrona",
)  # fmt: skip


def workbook(folder: Path, language: str = "en", extra: int = 0) -> None:
    """A workbook of the team's own with three clients, a relative and some more of one birthday, adopted."""
    words = words_of(language)
    fields = ("name", "birthday", "city")
    born = ("30.11.1980", "06.11", "22.11.1975")
    rows = [(name, birthday, "X") for name, birthday in zip(NAMES[language], born, strict=True)]
    rows += [(name, "12.11.1990", "X") for name in MORE[:extra]]
    dates = ("client", "name", "occasion", "date")
    family = [(NAMES[language][0], "Ola", words.choice("date_occasion", "wedding"), "18.11.2010")]
    todo = ("due_on", "action", "client", "assignee")
    tasks = [("20.11.2026", "Tort", NAMES[language][0], "Iga"), ("2026-10-01", "Mail: anna@example.com", "", "Iga")]
    write(folder / "clients.xlsx", {
        words.tab("clients"): [tuple(words.header("clients", field) for field in fields), *rows],
        words.tab("relatives"): [tuple(words.header("relatives", field) for field in dates), *family],
        words.tab("tasks"): [tuple(words.header("tasks", field) for field in todo), *tasks],
    })  # fmt: skip
    assert init(folder, "--language", language).code == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_month_on_the_screen_is_the_one_that_was_agreed_on(language: str, tmp_path: Path, golden: Golden) -> None:
    workbook(tmp_path, language, extra=6)
    assert run(tmp_path, "sync", today="2026-11-02").code == 0
    called = run(tmp_path, "calendar", "--limit", "14", today="2026-11-02")
    assert called.code == 0
    golden(SCREENS / language / "calendar.txt", "".join(f"{line.rstrip()}\n" for line in called.out.splitlines()))


def test_another_month_and_the_tasks_alone_can_be_shown(tmp_path: Path) -> None:
    workbook(tmp_path)
    assert run(tmp_path, "sync").code == 0
    december = run(tmp_path, "calendar", "--month", "2026-12").out
    assert "December 2026" in december and "Boxing Day" in december and "Anna Smith" not in december
    tasks = run(tmp_path, "calendar", "--tasks").out
    assert "☑" in tasks and "🎂" not in tasks


@pytest.mark.parametrize("text", ["2026", "12/2026", "2026-13", "", "1604-01", "9999-12", "next"])
def test_what_is_no_month_is_said(tmp_path: Path, text: str) -> None:
    workbook(tmp_path)
    called = run(tmp_path, "calendar", "--month", text)
    assert called.code == 2 and called.out == "" and len(called.err.splitlines()) == 1


def test_the_json_form_has_every_day_of_the_month(tmp_path: Path) -> None:
    workbook(tmp_path)
    run(tmp_path, "sync")
    document = run(tmp_path, "calendar", "--month", "2026-11", "--json").document
    assert (document["version"], document["report"], document["month"]) == (1, "calendar", "2026-11")
    days = {day["date"]: day["events"] for day in document["days"]}
    assert list(days) == [f"2026-11-{number:02}" for number in range(1, 31)]
    assert days["2026-11-06"] == [{"kind": "birthday", "text": "Oliver Stone", "number": "C-0002"}]
    assert days["2026-11-18"][0]["text"] == "Ola (Anna Smith): Wedding"


def test_the_files_hold_dates_or_tasks_and_are_written_only_when_they_change(tmp_path: Path) -> None:
    workbook(tmp_path)
    run(tmp_path, "sync")
    dates, tasks = tmp_path / "dates.ics", tmp_path / "tasks.ics"
    assert str(dates.name) in run(tmp_path, "calendar", "--ics", dates).out
    run(tmp_path, "calendar", "--ics", tasks, "--tasks")
    found = Calendar.from_ical(dates.read_bytes()).walk("VEVENT")
    assert {str(event["SUMMARY"]) for event in found} == {
        "🎂 Anna Smith", "🎂 Oliver Stone", "🎂 Grace Hill", "♥ Ola (Anna Smith): Wedding",
    }  # fmt: skip
    due = Calendar.from_ical(tasks.read_bytes()).walk("VEVENT")
    assert due and all(event.get("RRULE") is None for event in due)
    before = dates.read_bytes(), dates.stat().st_mtime_ns
    again = run(tmp_path, "calendar", "--ics", dates, today="2026-11-25")
    assert (dates.read_bytes(), dates.stat().st_mtime_ns) == before and again.code == 0


def test_the_page_names_everybody_and_runs_no_script(tmp_path: Path) -> None:
    workbook(tmp_path, extra=20)
    run(tmp_path, "sync")
    page = tmp_path / "month.html"
    called = run(tmp_path, "calendar", "--page", page)
    assert called.code == 0 and page.name in called.out
    html = page.read_text(encoding="utf-8")
    grid, listed = html.split('class="list"')
    assert "November 2026" in grid and "+16" in grid and sum(name in grid for name in MORE) == 4
    assert all(listed.count(name) == 1 for name in MORE) and "Bonfire Night" in listed
    assert re.search(r"<script>\s*</script>", html) and "http" not in html.split("</style>")[1]


def test_hostile_names_are_text_on_the_page(tmp_path: Path) -> None:
    bad = "<img src=x onerror=alert(1)>"
    write(tmp_path / "clients.xlsx", {"Clients": [("Name", "Birthday", "City"), (bad, "12.11.1990", "X")]})
    init(tmp_path)
    run(tmp_path, "calendar", "--page", tmp_path / "month.html")
    html = (tmp_path / "month.html").read_text(encoding="utf-8")
    assert "<img" not in html and "&lt;img src=x" in html


def test_a_page_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    workbook(tmp_path)
    called = run(tmp_path, "calendar", "--page", tmp_path / "none" / "month.html")
    assert called.code == 4 and "month.html" in called.err


def test_nothing_is_written_into_the_workbook(tmp_path: Path) -> None:
    workbook(tmp_path)
    before = (tmp_path / "clients.xlsx").read_bytes()
    run(tmp_path, "calendar", "--page", tmp_path / "m.html", "--ics", tmp_path / "m.ics")
    assert (tmp_path / "clients.xlsx").read_bytes() == before


def test_a_sync_writes_both_files_where_the_config_asks_for_them(tmp_path: Path) -> None:
    workbook(tmp_path)
    config = tmp_path / CONFIG_NAME
    config.write_text(config.read_text("utf-8") + '\n[calendar]\nfolder = "feeds"\n', encoding="utf-8")
    assert run(tmp_path, "sync").code == 0
    feeds = tmp_path / "feeds"
    assert sorted(path.name for path in feeds.iterdir()) == ["dates.ics", "tasks.ics"]
    assert len(Calendar.from_ical((feeds / "dates.ics").read_bytes()).walk("VEVENT")) == 4
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in feeds.iterdir()}
    assert run(tmp_path, "sync").code == run(tmp_path, "sync").code == 0
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in feeds.iterdir()} == before


def test_a_new_workbook_has_the_tab_filled_by_the_first_sync_and_an_undo_empties_it(tmp_path: Path) -> None:
    path = tmp_path / "clients.xlsx"
    assert call("--config", tmp_path / CONFIG_NAME, "init", path, "--language", "en", "--yes").code == 0
    assert run(tmp_path, "sync").code == 0
    sheet = openpyxl.load_workbook(path)["Calendar"]
    assert sheet["A2"].value.date() == dt.date(2026, 10, 26) and sheet["B2"].value == "26 October"
    assert [sheet.cell(1, column).value for column in (2, 8)] == ["Monday", "Sunday"]
    assert sheet["B2"].alignment.wrap_text and sheet.row_dimensions[2].height > 100
    assert sheet.column_dimensions["I"].hidden and sheet.freeze_panes == "B2"
    plan = run(tmp_path, "plan", "--json").document
    assert plan["changes"] == []
    assert run(tmp_path, "undo", 1).code == 0
    assert openpyxl.load_workbook(path)["Calendar"]["B2"].value is None


def test_a_workbook_of_people_gets_the_tab_without_being_asked(tmp_path: Path) -> None:
    workbook(tmp_path)
    assert "Calendar" in openpyxl.load_workbook(tmp_path / "clients.xlsx").sheetnames
    assert run(tmp_path, "sync").code == 0
    sheet = openpyxl.load_workbook(tmp_path / "clients.xlsx")["Calendar"]
    text = "\n".join(str(cell.value) for row in sheet.iter_rows(min_row=2) for cell in row)
    assert "🎂 Oliver Stone" in text and "♥ Ola (Anna Smith): Wedding" in text
    assert sheet["C3"].alignment.wrap_text and sheet["C3"].alignment.vertical == "top"


@pytest.fixture
def online(tmp_path: Path) -> Iterator[Team]:
    """A Google spreadsheet of a team, on a server of our own, adopted with all tabs."""
    with GoogleServer() as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHEETCRM_GOOGLE_API", server.url)
        patch.delenv("SHEETCRM_GOOGLE_KEY", raising=False)
        rows = [("Name", "Birthday", "City"), ("=Anna Smith", "30.11.1980", "X"), ("Oliver Stone", "6 Dec", "X")]
        team = Team(tmp_path, server, Clients=rows)
        assert team.init("--all-tabs").code == 0
        text = team.config.read_text(encoding="utf-8")
        team.config.write_text(text.replace("request_gap = 0.2", "request_gap = 0"), encoding="utf-8")
        yield team
        assert not server.crashes, server.crashes


def test_a_google_sheet_gets_its_calendar_and_keeps_what_people_write_there(online: Team) -> None:
    assert run(online.folder, "sync").code == 0
    mondays = online.column("Calendar", "Monday")
    assert mondays[0] == "26 October" and len(mondays) == 10 and mondays[5].startswith("30 November\n🎂 =Anna Smith")
    assert run(online.folder, "plan", "--json").document["changes"] == []
    with online.spreadsheet.transaction("anna@example.com") as book:
        sheet = book.sheets[online.titles().index("Calendar")]
        at = next(c for c in range(sheet.column_count) if sheet.value(0, c) == "Sunday")
        assert sheet.value(6, at) == "6 December\n🎂 Oliver Stone"
        sheet.put(6, at, "6 December\n🎂 Oliver Stone\nbuy flowers")
    assert run(online.folder, "plan", "--json").document["changes"] == []
    assert run(online.folder, "sync", today="2026-12-01").code == 0
    assert online.column("Calendar", "Sunday")[0] == "6 December\n🎂 Oliver Stone\nbuy flowers"
    assert online.column("Calendar", "Week from")[0] is not None


@pytest.mark.browser
def test_a_browser_has_nothing_to_complain_of_and_the_month_fits_one_sheet(tmp_path: Path) -> None:
    workbook(tmp_path, "pl", extra=20)
    run(tmp_path, "sync")
    page = tmp_path / "month.html"
    for month, weeks in (("2026-08", 6), ("2027-02", 4)):
        run(tmp_path, "calendar", "--month", month, "--page", page)
        (tmp_path / month).mkdir()
        with chromium(tmp_path / month) as browser:
            browser.open(page)
            assert browser.run("document.querySelectorAll('.grid tbody tr').length") == weeks
            assert browser.complaints == []
        printed = tmp_path / f"{month}.pdf"
        command = [str(program("browser")), "--headless", "--no-sandbox", "--disable-gpu", f"--print-to-pdf={printed}"]
        subprocess.run(
            [*command, f"--user-data-dir={tmp_path / 'print'}", page.as_uri()], check=True, capture_output=True
        )
        sheets = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed.read_bytes())
        assert len(sheets) == 2 and all(float(wide) > float(high) for wide, high in sheets)

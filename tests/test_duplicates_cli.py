"""`sheetcrm duplicates review`, `merge` and `unmerge` as people call them: at a real terminal, through files, in words.

The screens stand in tests/screens/<language>; `pytest --update-golden` writes them anew and fails.
"""

import datetime as dt
import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from sheetcrm.config import CONFIG_NAME
from sheetcrm.words import LANGUAGES, words_of
from tests.calling import TODAY, Called, call, init
from tests.conftest import Golden
from tests.terminal import Seen, at_a_terminal
from tests.workbooks import cells, clients

SCREENS = Path(__file__).parent / "screens"
FIELDS = ("name", "phone", "email", "birthday", "city")
PEOPLE: tuple[tuple[Any, ...], ...] = (
    ("Anna Kowalska", "+48 600 100 200", "anna@example.com", dt.date(1986, 11, 24), "Kraków"),
    ("Piotr Zielony", "602 300 400", "piotr@example.com", None, "Gdańsk"),
    ("Kowalska Anna", "600 100 200", None, "24.11.1986", "Warszawa"),
    ("Щербаков Иван", "+48 603 111 222", "ivan.scherbakov@example.com", None, "Łódź"),
    ("Ivan Shcherbakov", "603111222", None, None, None),
    ("Iwan Szczerbakow", None, "ivan.scherbakov@example.com", None, "Lodz"),
)
BY_THE_KEYS = ("pick", "2", "0", "keep", "merge", "each", "different", "later", "yes")


@pytest.fixture(scope="module", params=LANGUAGES)
def team(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """A folder with a synchronised workbook in each language."""
    folder: Path = tmp_path_factory.mktemp(request.param)
    return request.param, synchronised(folder, request.param)


def synchronised(folder: Path, language: str = "en") -> Path:
    words = words_of(language)
    clients(folder, [[words.header("clients", field) for field in FIELDS], *PEOPLE], words.tab("clients"))
    assert init(folder, "--language", language, "--region", "PL").code == 0
    assert called(folder, "sync", command=()).code == 0
    return folder


def called(folder: Path, *arguments: object, command: tuple[str, ...] = ("duplicates",)) -> Called:
    return call("--config", folder / CONFIG_NAME, *command, *arguments, "--today", TODAY)


def reviewed(folder: Path, *keys: str, language: str = "en", options: tuple[str, ...] = (), **how: Any) -> Seen:
    """A review at a terminal; a key is a figure or the name of an action, pressed by its letter."""
    words = words_of(language)
    pressed = [key if len(key) == 1 else words.say(f"review_letter_{key}") for key in keys]
    line = ["--config", folder / CONFIG_NAME, "duplicates", "review", "--today", TODAY, *options]
    return at_a_terminal(line, pressed, **how)


@pytest.fixture
def folder(tmp_path: Path, english: Path) -> Path:
    """A copy of the English folder, to be changed."""
    made = tmp_path / "team"
    shutil.copytree(english, made)
    config = made / CONFIG_NAME
    config.write_text(config.read_text(encoding="utf-8").replace(str(english), str(made)), encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return synchronised(tmp_path_factory.mktemp("english"))


def column(folder: Path, tab: str, header: str) -> list[Any]:
    rows = cells(folder / "clients.xlsx", tab)
    at = rows[0].index(header)
    return [row[at] or None for row in rows[1:] if any(value != "" for value in row)]


def steady(text: str, folder: Path) -> str:
    """A screen without what differs from machine to machine."""
    text = re.sub(r"(?<=\S{40})\n(?=\S*\.xlsx\n)", "", "".join(f"{line.rstrip()}\n" for line in text.splitlines()))
    text = re.sub(rf"\s+{re.escape(str(folder))}/", " FOLDER/", text)
    return re.sub(r"~[0-9a-f]{6}~\d{8}-\d{6}-\d{6}", "~PLACE~MOMENT", text)


# --- at a terminal ----------------------------------------------------------------------------------------------------


def test_the_review_reads_as_was_agreed_on_in_every_language(team: tuple[str, Path], golden: Golden) -> None:
    language, folder = team
    seen = reviewed(folder, *BY_THE_KEYS[:-1], "no", language=language)
    assert (seen.code, seen.err) == (0, "")
    assert "review_" not in seen.screen
    golden(SCREENS / language / "duplicates_review.txt", steady(seen.screen, folder))


def test_what_was_answered_stands_in_the_tab_and_is_carried_out_by_the_next_sync(folder: Path) -> None:
    seen = reviewed(folder, *BY_THE_KEYS)
    assert seen.code == 0
    assert column(folder, "Duplicates", "Decision") == [None, "Merge, keep this one", None, "Different", "Later"]
    assert column(folder, "Duplicates", "Take from here") == [None, "Name", None, None, None]
    assert called(folder, "sync", command=()).code == 0
    assert column(folder, "Archive", "Merged into") == ["C-0003"]


def test_now_carries_the_decisions_out_at_once(folder: Path) -> None:
    seen = reviewed(folder, "merge", "later", "yes", options=("--now",))
    assert (seen.code, column(folder, "Archive", "Merged into")) == (0, ["C-0001"])


@pytest.mark.parametrize("keys", [("merge", "merge", "no"), ("quit",), ("merge", "\x03"), ("merge", "merge", "\x04")])
def test_who_says_no_or_goes_away_writes_nothing(folder: Path, keys: tuple[str, ...]) -> None:
    content = (folder / "clients.xlsx").read_bytes()
    seen = reviewed(folder, *keys)
    assert (seen.code, seen.err) == (0, "") and "Nothing was written." in seen.screen
    assert (folder / "clients.xlsx").read_bytes() == content


def test_colours_mark_what_differs_and_no_colour_is_needed(folder: Path) -> None:
    coloured = reviewed(folder, "quit", colours=True).screen
    assert re.search(r"\x1b\[1;33m[^\x1b]*Kraków", coloured)
    assert "≠  City" in reviewed(folder, "quit").screen


def test_a_narrow_terminal_shows_the_rows_one_under_the_other(folder: Path) -> None:
    screen = reviewed(folder, "quit", width=60).screen
    assert "≠ City: Kraków" in screen and max(map(len, screen.splitlines())) <= 60


def test_latin_letters_do_for_a_team_that_writes_another_script(tmp_path: Path) -> None:
    made = synchronised(tmp_path, "ru")
    assert reviewed(made, "m", "l", "y", language="ru").code == 0
    assert column(made, "Дубли", "Решение")[1] == "Объединить"


def test_a_person_who_decided_meanwhile_is_not_written_over(folder: Path, tmp_path: Path) -> None:
    """Two people save the answers of one page; the second file comes when the first has been taken in."""
    pages = [
        answered(folder, tmp_path / f"{name}.json", decision) for name, decision in (("a", "merge"), ("b", "different"))
    ]
    assert called(folder, "review", "--answers", pages[0]).code == 0
    second = called(folder, "review", "--answers", pages[1])
    assert second.code == 7 and "somebody chose “Merge” meanwhile, you “Different”" in " ".join(second.out.split())
    assert column(folder, "Duplicates", "Decision")[1] == "Merge"


def test_where_there_is_no_terminal_the_page_is_pointed_to(folder: Path) -> None:
    refused = called(folder, "review")
    assert refused.code == 2 and "--page" in refused.err and refused.out == ""


# --- through files ----------------------------------------------------------------------------------------------------


def answered(folder: Path, path: Path, decision: str) -> Path:
    """A file of answers about the first group, as the page would save it."""
    page = folder / "duplicates.html"
    assert called(folder, "review", "--page", page).code == 0
    html = page.read_text(encoding="utf-8")
    rows = [{"number": n, "mark": m} for n, m in re.findall(r'data-number="([^"]+)" data-mark="([^"]+)"', html)][:2]
    rows[1]["decision"] = decision
    document = {"version": 1, "report": "duplicate-answers", "workbook": "clients.xlsx",
                "answers": [{"group": "G-0001", "rows": rows}]}  # fmt: skip
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def test_the_answers_of_a_page_are_taken_in(folder: Path, tmp_path: Path) -> None:
    document = called(
        folder, "review", "--answers", answered(folder, tmp_path / "a.json", "different"), "--json"
    ).document
    assert (document["report"], document["complete"], document["left_alone"]) == ("duplicates-decided", True, [])
    assert document["answers"] == [{"group": "G-0001", "decisions": {"C-0003": "different"}, "take": {}}]
    assert column(folder, "Duplicates", "Decision")[1] == "Different"


def test_answers_about_rows_that_changed_meanwhile_are_told_and_left_alone(folder: Path, tmp_path: Path) -> None:
    path = answered(folder, tmp_path / "a.json", "merge")
    path.write_text(re.sub(r'"mark": "\w{4}', '"mark": "beef', path.read_text(encoding="utf-8")), encoding="utf-8")
    content = (folder / "clients.xlsx").read_bytes()
    stale = called(folder, "review", "--answers", path)
    assert stale.code == 7 and "is no longer what you saw" in " ".join(stale.out.split())
    assert (folder / "clients.xlsx").read_bytes() == content


def test_two_files_that_contradict_each_other_are_told(folder: Path, tmp_path: Path) -> None:
    files = [answered(folder, tmp_path / f"{decision}.json", decision) for decision in ("merge", "later")]
    told = called(folder, "review", "--answers", files[0], "--answers", files[1], "--json")
    assert told.code == 7
    assert told.document["left_alone"] == [
        {"code": "two-answers", "group": "G-0001", "number": "C-0003", "ours": "merge", "theirs": "later"}
    ]
    assert column(folder, "Duplicates", "Decision")[1] is None


def test_now_after_answers_gives_the_sync_in_json(folder: Path, tmp_path: Path) -> None:
    path = answered(folder, tmp_path / "a.json", "merge")
    document = called(folder, "review", "--answers", path, "--now", "--json").document
    assert document["sync"]["report"] == "sync" and column(folder, "Archive", "Merged into") == ["C-0001"]


def test_what_is_no_file_of_answers_is_refused(folder: Path) -> None:
    refused = called(folder, "review", "--answers", folder / "clients.xlsx")
    assert refused.code == 2 and "clients.xlsx" in refused.err
    assert called(folder, "review", "--answers", folder / "none.json").code == 2


def test_a_page_that_cannot_be_written_is_told(folder: Path) -> None:
    refused = called(folder, "review", "--page", folder / "no" / "such" / "page.html")
    assert refused.code == 4 and "page.html" in refused.err


def test_a_page_and_answers_at_once_are_wrong_usage(folder: Path) -> None:
    refused = called(folder, "review", "--page", folder / "x.html", "--answers", folder / "a.json")
    assert refused.code == 2 and not (folder / "x.html").exists()


def test_before_the_first_sync_there_is_nothing_to_decide_about(tmp_path: Path) -> None:
    clients(tmp_path, [("Name", "Phone"), ("Anna", "600 100 200"), ("Anna", "600 100 200")])
    assert init(tmp_path).code == 0
    refused = called(tmp_path, "review", "--json")
    assert refused.code == 2 and "sheetcrm sync" in refused.err


def test_a_workbook_without_duplicates_says_so(tmp_path: Path) -> None:
    clients(tmp_path, [("Name", "Phone"), ("Anna Nowak", "600 100 200"), ("Piotr Lis", "600 100 201")])
    assert init(tmp_path).code == 0 and called(tmp_path, "sync", command=()).code == 0
    done = called(tmp_path, "review")
    assert (done.code, done.out) == (0, "There are no duplicates to judge.\n")
    assert called(tmp_path, "review", "--json").document["groups"] == []
    page = called(tmp_path, "review", "--page", tmp_path / "x.html")
    assert page.code == 0 and "no duplicates" in page.out and (tmp_path / "x.html").exists()
    config = tmp_path / CONFIG_NAME
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("[tidy]", "[duplicates]\nsearch = false\n\n[tidy]", 1), encoding="utf-8")
    assert "switched off" in called(tmp_path, "review").out


def test_the_groups_come_as_json(english: Path) -> None:
    document = called(english, "review", "--json").document
    assert document["report"] == "duplicates-review"
    assert [row["number"] for row in document["groups"][0]["rows"]] == ["C-0001", "C-0003"]
    explained = set(re.findall(r"`(\w+)`", (Path(__file__).parent.parent / "docs" / "json.md").read_text("utf-8")))
    assert (set(document) | set(document["groups"][0]) | set(document["groups"][0]["rows"][0])) - explained == set()


# --- merge and unmerge by number --------------------------------------------------------------------------------------


def test_merge_and_unmerge_read_as_was_agreed_on_in_every_language(team: tuple[str, Path], golden: Golden) -> None:
    language, folder = team
    into = ("C-0003", "--into", "C-0001")
    lines = [
        ("merge", *into), ("merge", "C-0003", "--into", "C-0002"), ("unmerge", "C-0003"), ("unmerge", "C-0003"),
        ("merge", *into), ("merge", *into, "--force"), ("unmerge", "C-0003"),
        ("merge", "C-9999", "--into", "C-0001"), ("unmerge", "C-9999"), ("merge", "C-0001", "--into", "C-0001"),
    ]  # fmt: skip
    screens = []
    for line in lines:
        done = called(folder, *line)
        screens.append(f"$ sheetcrm duplicates {' '.join(line)}\n{done.out}{done.err}exit code {done.code}\n")
    text = "\n".join(screens)
    assert "duplicates_" not in text and "move-refused" not in text
    golden(SCREENS / language / "duplicates_merge.txt", steady(text, folder))


def test_merge_and_unmerge_have_a_json_form(folder: Path) -> None:
    merged = called(folder, "merge", "c-0003", "--into", "C-0001", "--json").document
    assert (merged["report"], merged["number"], merged["into"], merged["complete"]) == (
        "merge",
        "C-0003",
        "C-0001",
        True,
    )
    undone = called(folder, "undo", merged["run"], "--json", command=()).document
    assert undone["kept"] == [] and column(folder, "Clients", "Name").count("Kowalska Anna") == 1
    called(folder, "merge", "C-0003", "--into", "C-0001")
    back = called(folder, "unmerge", "C-0003", "--json").document
    assert (back["report"], back["number"], back["into"], back["remarks"]) == ("unmerge", "C-0003", "C-0001", [])
    kinds = [run["kind"] for run in called(folder, "history", "--json", command=()).document["runs"]]
    assert kinds == ["unmerge", "merge", "undo", "merge", "sync", "init"]


def test_a_locked_workbook_is_told(folder: Path) -> None:
    (folder / "~$clients.xlsx").write_bytes(b"\x04Olga" + bytes(160))
    os.utime(folder / "~$clients.xlsx")
    assert "Olga" in called(folder, "merge", "C-0003", "--into", "C-0001").err

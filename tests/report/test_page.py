"""The page: whole in itself, safe with hostile cells, and without a complaint from a real browser."""

import datetime as dt
import re
import subprocess
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from sheetcrm.model.changes import AddRow, Change, SendLetter, SetCells
from sheetcrm.model.plan import Plan
from sheetcrm.model.problems import Problem
from sheetcrm.model.settings import Settings
from sheetcrm.report.page import LetterPreview, page
from sheetcrm.report.page.changes import LINES_PER_TAB, marked
from sheetcrm.report.places import problem_texts
from sheetcrm.words import Words, words_of
from tests.conftest import program
from tests.report.conftest import plan_of, table, workbook

HOSTILE = (
    "</script><script>top.document.title='hacked'</script><img src=x onerror=top.document.title='hacked'>"
    "\"'><svg/onload=document.title='hacked'>"
    "]]>--><iframe srcdoc='<script>'>${title}$body &lt;b&gt; \u202e\x00 javascript:hacked()"
)
VOID = {"br", "input", "meta", "link"}
CHROMIUM = program("browser")


class Outline(HTMLParser):
    """The elements of a page, and whether each is closed where it was opened."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def outline_of(html: str) -> Outline:
    outline = Outline()
    outline.feed(html)
    outline.close()
    assert outline.open == []
    return outline


def hostile_page() -> str:
    clients = table(
        "clients",
        HOSTILE,
        {
            "number": (HOSTILE, [HOSTILE]),
            "name": ("N", [HOSTILE]),
            "comment": (HOSTILE, [HOSTILE]),
            "birthday": ("B", [dt.date(1980, 3, 8)]),
        },
    )
    before = replace(workbook(), tables={"clients": clients, "tasks": workbook().table("tasks")})
    intended: list[Change] = [
        SetCells("clients", "r1", {"comment": (HOSTILE, HOSTILE + "!"), "name": (HOSTILE, None)}, HOSTILE),
        AddRow("tasks", {"due_on": dt.date(2026, 3, 8), "action": HOSTILE}, HOSTILE, HOSTILE),
        SendLetter(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, {"name": HOSTILE}, HOSTILE),
        SendLetter("second", HOSTILE, HOSTILE, HOSTILE, HOSTILE, {}, HOSTILE),
    ]
    found = [Problem("email-invalid", "clients", "r1", "comment", HOSTILE, HOSTILE, {"other": HOSTILE})]
    previews = {
        HOSTILE: LetterPreview(HOSTILE, f"<!doctype html><p>{HOSTILE}"),
        "second": LetterPreview(fault=HOSTILE),
    }
    settings = Settings(workbook=Path("a<b>.xlsx"))
    return page(plan_of(intended, found, before), words_of("en"), settings, previews)


def test_hostile_cells_become_text_and_nothing_else() -> None:
    outline = outline_of(hostile_page())
    tags = [tag for tag, _ in outline.elements]
    assert tags.count("script") == 1
    assert "img" not in tags
    assert not any(name.startswith("on") for _, attributes in outline.elements for name in attributes)
    assert any("title='hacked'" in text for text in outline.text)
    assert not any("javascript:" in (a.get("href") or "") for _, a in outline.elements)
    (frame,) = [attributes for tag, attributes in outline.elements if tag == "iframe"]
    assert frame["sandbox"] == ""
    assert frame["srcdoc"] == f"<!doctype html><p>{HOSTILE}"


def test_the_page_loads_nothing_from_anywhere() -> None:
    html = hostile_page()
    outline = outline_of(html)
    loading = [a[name] for _, a in outline.elements for name in ("src", "href", "action") if name in a]
    assert all(address is not None and address.startswith(("#", "data:")) for address in loading)
    (policy,) = [a["content"] for tag, a in outline.elements if tag == "meta" and "http-equiv" in a]
    assert policy is not None and policy.startswith("default-src 'none'; script-src 'sha256-")
    style = html.partition("<style>")[2].partition("</style>")[0]
    assert "url(" not in style and "@import" not in style


@pytest.mark.parametrize("language", ["en", "ru", "pl", "ro"])
def test_the_page_parses_and_shows_every_change_and_problem(plan: Plan, language: str) -> None:
    words = words_of(language)
    html = page(plan, words, Settings(language=language, region="PL"))
    outline = outline_of(html)
    said = [text.strip() for text in outline.text]
    text = " ".join(outline.text)
    for wanted in ("C-0008", "600 100 201", "Congratulate: Anna", "anna@example.com", "600-100-204", "Ewa 🎂 Zając"):
        assert wanted in text
    for problem in plan.problems:
        assert set(problem_texts(problem, plan.before, words)) <= set(said)
    assert not re.search(r"\b(page|kind|tile|bunch|value|row)_[a-z-]+\b", text)


def test_an_empty_plan_makes_a_page_that_says_so(words: Words) -> None:
    text = " ".join(outline_of(page(plan_of([]), words, Settings())).text)
    assert words.say("page_empty") in text
    assert words.say("page_problems_empty") in text


def test_what_a_huge_plan_leaves_out_is_counted(words: Words) -> None:
    count = LINES_PER_TAB + 25
    clients = table("clients", "Clients", {"phone": ("Tel", [str(n) for n in range(count)])})
    before = replace(workbook(), tables={"clients": clients})
    intended = [SetCells("clients", f"r{n}", {"phone": (str(n - 1), f"+{n}")}, "tidy") for n in range(1, count + 1)]
    html = page(plan_of(intended, (), before), words, Settings())
    assert words.say("page_limit", count=25) in " ".join(outline_of(html).text)


def test_only_the_part_that_differs_is_marked() -> None:
    assert marked("+7 916 45", "+7 917 45") == ("<bdi>+7 <del>916</del> 45</bdi>", "<bdi>+7 <ins>917</ins> 45</bdi>")
    assert marked("", "new") == (None, "<bdi>new</bdi>")
    assert marked("aa", "aaa") == ("<bdi><del>aa</del></bdi>", "<bdi><ins>aaa</ins></bdi>")
    assert marked("a a", "a a a") == ("<bdi>a a</bdi>", "<bdi>a a<ins> a</ins></bdi>")


@pytest.mark.browser
def test_a_browser_shows_the_page_without_a_complaint(plan: Plan, words: Words, tmp_path: Path) -> None:
    previews = {"birthday:C-0001:2026": LetterPreview("Hello", "<!doctype html><p style='color:red'>Hello")}
    quiet = browse(page(plan, words, Settings(), previews), tmp_path)
    assert "CONSOLE" not in quiet.stderr
    assert 'id="find"' in quiet.stdout and re.search(r"<input[^>]*hidden", quiet.stdout) is None


@pytest.mark.browser
def test_a_browser_runs_nothing_that_stood_in_a_cell(tmp_path: Path) -> None:
    shown = browse(hostile_page(), tmp_path)
    assert re.findall("<title>[^<]*</title>", shown.stdout)[0] == "<title>What will be done · a&lt;b&gt;.xlsx</title>"
    assert shown.stdout.count("<script") == 1
    complaints = [line for line in shown.stderr.splitlines() if "CONSOLE" in line]
    assert not any("Uncaught" in line for line in complaints)
    assert all("source: about:srcdoc" in line for line in complaints)


@pytest.mark.browser
@pytest.mark.parametrize(
    ("act", "part", "left"),
    [
        ("type('nowak')", "#changes", ["C-0002", "C6"]),
        ("type('nowak'), type('')", "#changes", ["C-0002", "C-0008", "C6", "C7"]),
        ("press('blocking')", "#problems", ["A5"]),
        ("press('hint')", "#problems", ["F5"]),
        ("press('hint'), press('')", "#problems", ["A5", "C9", "F5"]),
        ("type('no such word')", "body", []),
    ],
)
def test_finding_and_severity_leave_only_what_fits(
    plan: Plan, words: Words, tmp_path: Path, act: str, part: str, left: list[str]
) -> None:
    acting = f"""<script>
      const field = document.getElementById('find');
      const type = (text) => {{ field.value = text; field.dispatchEvent(new Event('input')); }};
      const press = (severity) => document.querySelector(`button[data-severity="${{severity}}"]`).click();
      {act};
      for (const one of document.querySelectorAll('[hidden], summary')) one.remove();
      const cells = [...document.querySelectorAll('{part} .find :is(.place, .becomes)')].map((one) => one.textContent);
      document.body.textContent = 'LEFT ' + cells.join(' ') + ' END';
    </script></body>"""
    html = page(plan, words, Settings())
    free = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", html).replace("</body>", acting)
    shown = browse(free, tmp_path).stdout.partition("LEFT ")[2].rpartition(" END")[0].split()
    known = {"C6", "C7", "C-0002", "C-0008", "A5", "F5", "C9"}
    assert sorted(known & set(shown)) == left


def browse(html: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    file = folder / "plan.html"
    file.write_text(html, encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--dump-dom"]
    profile = f"--user-data-dir={folder / 'profile'}"
    return subprocess.run(
        [str(CHROMIUM), *options, profile, file.as_uri()], capture_output=True, text=True, timeout=60, check=True
    )

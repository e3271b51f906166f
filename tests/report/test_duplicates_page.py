"""The page of duplicates: judged in a real browser with mouse and keys, its file read back, and safe with any cell."""

import json
import re
from pathlib import Path

import pytest

from sheetcrm.report.page.duplicates import ANSWERS_NAME, duplicates_page
from sheetcrm.reviewing.answer_file import read_answers
from sheetcrm.reviewing.answers import written
from sheetcrm.reviewing.groups import open_groups
from sheetcrm.words import LANGUAGES, words_of
from tests.building import TODAY, settings
from tests.report.browser import chromium
from tests.report.test_page import HOSTILE, outline_of
from tests.reviewing.tab import ANIA, ANNA, FIRM, FIRM_RU, FIRM_TOO, book, group

TWO = (group("G-0001", ANNA, ANIA), group("G-0002", FIRM, FIRM_RU, FIRM_TOO))


def page_of(*groups, language="en"):
    chosen = settings(language=language)
    made = book(*groups, language=language)
    return duplicates_page(open_groups(made, chosen), words_of(language), chosen, TODAY)


def hostile_groups():
    bad = dict.fromkeys(("name", "company", "phone", "city", "manager"), HOSTILE)
    rows = group(HOSTILE, {**ANNA, **bad, "number": HOSTILE}, {**ANIA, "name": HOSTILE[::-1], "number": HOSTILE[1:]})
    for row in rows:
        row |= {"take": HOSTILE, "decision": HOSTILE, "why": HOSTILE, "level": HOSTILE}
    return rows


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_whole_in_itself_and_has_every_group(language):
    html = page_of(
        group("G-0001", ANNA, ANIA, language=language),
        group("G-0002", FIRM, FIRM_RU, FIRM_TOO, language=language),
        language=language,
    )
    outline = outline_of(html)
    assert not [a for _, a in outline.elements if (a.get("src") or "") or (a.get("href") or "data:,")[:5] != "data:"]
    radios = [a for tag, a in outline.elements if tag == "input"]
    assert all(a["type"] == "radio" and a["name"] for a in radios)
    assert [a["data-group"] for _, a in outline.elements if "data-group" in a] == ["G-0001", "G-0002"]
    text = "".join(outline.text)
    words = words_of(language)
    for key in ("review_page_title", "review_page_save", "review_page_rule", "review_page_how"):
        assert words.say(key) in text
    assert "review_" not in text


def test_a_field_has_radio_buttons_only_where_the_rows_differ():
    outline = outline_of(page_of(TWO[0]))
    fields = {a["data-field"] for _, a in outline.elements if "data-field" in a}
    assert fields == {"name", "city"}


def test_what_was_decided_and_picked_before_is_chosen_already():
    outline = outline_of(page_of(group("G-0001", ANNA, ANIA, decision="Later", take="city")))
    chosen = [(a.get("data-field") or a.get("data-decides"), a["value"]) for _, a in outline.elements if "checked" in a]
    assert chosen == [("name", ""), ("city", "C-0042"), ("C-0042", "later")]


def test_hostile_cells_are_only_text():
    html = page_of(hostile_groups())
    outline = outline_of(html)
    assert [tag for tag, _ in outline.elements].count("script") == 1
    assert not {"img", "iframe", "svg"} & {tag for tag, _ in outline.elements}
    assert not [name for _, attributes in outline.elements for name in attributes if name.startswith("on")]
    assert "\u202e" not in "".join(outline.text)


def test_no_groups_are_a_page_as_well():
    assert words_of("en").say("review_no_groups") in page_of()


@pytest.mark.browser
def test_answers_given_in_a_browser_are_read_back_and_written(tmp_path: Path):
    path = tmp_path / "page.html"
    path.write_text(page_of(*TWO), encoding="utf-8")
    with chromium(tmp_path) as browser:
        browser.open(path)
        assert browser.run("document.getElementById('save').disabled") is True
        press = "document.querySelector(`input[{}][value='{}']`).click()"
        browser.run(press.format('data-decides="C-0042"', "merge"))
        browser.run(press.format('data-field="city"', "C-0042"))
        browser.run(press.format('data-decides="C-0009"', "keep"))
        browser.run(press.format('data-decides="C-0011"', "different"))
        shown = browser.run("[...document.querySelectorAll('.stays')].map((one) => one.dataset.number).join()")
        assert shown == "C-0001,C-0009"
        assert browser.run("document.getElementById('counter').textContent") == "2 of 2 judged"
        browser.run("document.getElementById('save').click()")
        saved = browser.saved(ANSWERS_NAME)
        assert browser.run("document.getElementById('saved').textContent") == f"Saved as {ANSWERS_NAME}."
        assert browser.complaints == []
    made, chosen = book(*TWO), settings()
    found = written(read_answers(saved, chosen.title), made, chosen)
    assert {change.anchor: {f: new for f, (_, new) in change.cells.items()} for change in found.changes} == {
        "G-0001.2": {"decision": "Merge", "take": "City"},
        "G-0002.2": {"decision": "Merge, keep this one"},
        "G-0002.3": {"decision": "Different"},
    }
    assert found.told == []


@pytest.mark.browser
def test_the_page_can_be_judged_with_the_keys_alone(tmp_path: Path):
    path = tmp_path / "page.html"
    path.write_text(page_of(TWO[0]), encoding="utf-8")
    with chromium(tmp_path) as browser:
        browser.open(path)
        browser.press("Tab", "Tab", "Tab", "ArrowDown", "ArrowDown", "ArrowDown")
        assert browser.run("document.activeElement.value") == "different"
        browser.run("document.getElementById('save').focus()")
        browser.press(" ")
        document = json.loads(browser.saved(ANSWERS_NAME).read_text(encoding="utf-8"))
    assert document["answers"][0]["rows"][1]["decision"] == "different"
    assert "take" not in document["answers"][0]["rows"][1]


@pytest.mark.browser
def test_only_one_client_of_a_group_can_be_the_one_that_stays(tmp_path: Path):
    path = tmp_path / "page.html"
    path.write_text(page_of(TWO[1]), encoding="utf-8")
    with chromium(tmp_path) as browser:
        browser.open(path)
        for number in ("C-0009", "C-0011"):
            browser.run(f"document.querySelector(`input[data-decides='{number}'][value='keep']`).click()")
        chosen = browser.run("[...document.querySelectorAll('[data-decides]:checked')].map((one) => one.value).join()")
    assert chosen == "merge,keep"


@pytest.mark.browser
def test_a_browser_runs_nothing_that_stood_in_a_cell_and_saves_it_unharmed(tmp_path: Path):
    path = tmp_path / "page.html"
    path.write_text(page_of(hostile_groups()), encoding="utf-8")
    with chromium(tmp_path) as browser:
        browser.open(path)
        browser.run("document.querySelector(`input[data-decides][value='merge']`).click()")
        browser.run("document.getElementById('save').click()")
        document = json.loads(browser.saved(ANSWERS_NAME).read_text(encoding="utf-8"))
        assert browser.run("document.title") == "Duplicates to judge · clients.xlsx"
        assert browser.complaints == []
    (seen,) = open_groups(book(hostile_groups()), settings())
    answer = document["answers"][0]
    assert answer["group"] == re.sub("\x00", "\ufffd", seen.name)
    assert [row["mark"] for row in answer["rows"]] == [member.mark for member in seen.members]

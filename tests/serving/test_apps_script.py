"""The script for Google, run in a real Chromium with stand-ins for Google's services: what it writes and shows.

What Google itself does around it (redirects, its frame) cannot be tried here; docs/opt-out.md says so.
"""

import json
import re

import pytest

from sheetcrm.serving.apps_script import script_of
from sheetcrm.words import LANGUAGES
from tests.building import settings
from tests.report.browser import chromium
from tests.serving.conftest import KEY, TOKEN

STAND_INS = """
const rows = [];
const tab = {
  getRange: (row, column, height, width) => ({setValues: values => { rows[row - 1] = values[0]; }}),
  getLastRow: () => rows.length,
  createTextFinder: text => ({matchEntireCell: () => ({matchCase: () => ({findNext: () => {
    const at = rows.findIndex(row => row.includes(text));
    return at < 0 ? null : {getRow: () => at + 1};
  }})})}),
};
let made = false, locked = 0, broken = false;
const LockService = {getScriptLock: () => ({waitLock: () => { locked++; }, releaseLock: () => { locked--; }})};
const SpreadsheetApp = {
  getActiveSpreadsheet: () => ({
    getSheetByName: () => made ? tab : null,
    insertSheet: () => { if (broken) throw new Error('no'); made = true; return tab; },
    getSpreadsheetTimeZone: () => 'Europe/Warsaw',
  }),
  flush: () => {},
};
const Utilities = {formatDate: () => '2026-11-22'};
const ScriptApp = {getService: () => ({getUrl: () => 'https://script.google.com/macros/s/x/exec'})};
const HtmlService = {createHtmlOutput: html => {
  const output = {html: html, setTitle: () => output, addMetaTag: () => output};
  return output;
}};
"""


@pytest.fixture
def google(browser, tmp_path):
    """A browser in which the script is loaded."""
    with chromium(tmp_path) as page:
        page.run(STAND_INS + script_of(settings(sender_name='Studio <"O\'Ne">')) + "; 1")
        yield page


def call(google, function, **parameters):
    """The page that a request gives."""
    return google.run(f"{function}({{parameter: {json.dumps(parameters)}}}).html")


def rows(google):
    return google.run("JSON.parse(JSON.stringify(rows))")


@pytest.mark.browser
def test_looking_changes_nothing_and_shows_a_button(google):
    page = call(google, "doGet", t=TOKEN)
    assert page.count("<button>") == len(LANGUAGES) and f"exec?t={TOKEN}" in page and 'target="_top"' in page
    assert "<\"O'Ne" not in page and rows(google) == []


@pytest.mark.browser
def test_the_button_writes_the_word_and_the_day_once(google):
    for _ in range(3):
        assert "Done." in call(google, "doPost", t=TOKEN, topic="this")
    call(google, "doPost", **{"t": TOKEN, "List-Unsubscribe": "One-Click"})
    call(google, "doPost", t=TOKEN + ".", topic="all")
    assert rows(google) == [
        ["Word of the link", "Posted on"], [f"o/{TOKEN}", "2026-11-22"], [f"o/{TOKEN} all", "2026-11-22"],
    ]  # fmt: skip
    assert google.run("locked") == 0


@pytest.mark.browser
@pytest.mark.parametrize("word", ["", "x", "=IMPORTXML(1)", "A" * 300, "<script>" + "a" * 50])
def test_what_has_not_the_form_of_a_link_is_not_written(google, word):
    for function in ("doGet", "doPost"):
        page = call(google, function, t=word)
        assert "<button>" not in page and "This link does not work" in page
    assert rows(google) == []


@pytest.mark.browser
def test_a_full_tab_and_a_broken_sheet_are_never_told_as_done(google):
    google.run("broken = true")
    assert "This did not work yet" in call(google, "doPost", t=TOKEN)
    google.run("broken = false; made = true; rows.length = 20000")
    assert "This did not work yet" in call(google, "doPost", t=TOKEN)
    assert google.run("locked") == 0


@pytest.mark.browser
def test_the_reader_sees_one_language(google):
    page = call(google, "doGet", t=TOKEN)
    google.run(f"document.documentElement.innerHTML = {json.dumps(page)}")
    choose = re.search(r"<script>(.*)</script>", page)[1]
    for language in LANGUAGES:
        wished = (
            f"Object.defineProperty(navigator, 'languages', {{value: ['de', '{language}-XX'], configurable: true}})"
        )
        google.run(f"{wished}; {choose}")
        shown = google.run("[...document.querySelectorAll('section')].filter(e => !e.hidden).map(e => e.lang)")
        assert shown == [language]


def test_words_have_the_length_the_script_asks_for():
    for client in ("", "C-0042", "Ж" * 100):
        for topic in ("all", "surveys"):
            assert 40 <= len(KEY.token("a@b.example", topic, client)) <= 200

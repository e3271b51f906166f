"""The Check column: what is wrong stands in its row, and goes when it is repaired."""

import pytest

from sheetcrm.model.problems import CATALOGUE, Problem
from sheetcrm.pipeline import make_plan
from sheetcrm.rules.showing import SHOWN_HINTS, check_text, show_problems
from sheetcrm.words import words_of
from tests.building import TODAY, rows_of, settings, snapshot

GOOD = {"number": "C-0001", "name": "Anna Kowalska", "phone": "601 234 567"}


def shown(before, *problems, **more):
    return [
        text for (text,) in rows_of(before.after(show_problems(before, settings(**more), problems)), "clients", "check")
    ]


def test_a_row_in_which_all_is_well_says_so():
    assert shown(snapshot(clients=[GOOD])) == ["✓"]


def test_the_text_names_the_column_and_the_repair():
    (text,) = shown(snapshot(clients=[GOOD]), Problem("phone-incomplete", "clients", "C-0001", "phone", "601"))
    message, repair = words_of("en").problem("phone-incomplete")
    assert text == f"⚠ Phone: {message} {repair}"


def test_the_worst_comes_first_with_its_mark():
    found = [
        Problem("data-stale", "clients", "C-0001", "verified_on"),
        Problem("phone-incomplete", "clients", "C-0001", "phone"),
        Problem("key-duplicate", "clients", "C-0001", "number"),
    ]
    (text,) = shown(snapshot(clients=[GOOD]), *found)
    lines = text.splitlines()
    assert text.startswith("⛔") and [line.split(":")[0].strip("⛔ ") for line in lines] == [
        "No.", "Phone", words_of("en").header("clients", "verified_on")
    ]  # fmt: skip


def test_a_row_with_very_much_wrong_stays_readable():
    before = snapshot(clients=[GOOD])
    found = [Problem("phone-incomplete", "clients", "C-0001", field) for field in before.table("clients").columns]
    text = check_text(found, before, words_of("en"))
    assert len(text.splitlines()) == 6
    assert text.splitlines()[-1] == f"… +{len(found) - 5}"


@pytest.mark.parametrize("code", [code for code, severity in CATALOGUE.items() if severity == "hint"])
def test_only_hints_that_ask_for_something_stand_in_the_sheet(code):
    (text,) = shown(snapshot(clients=[GOOD]), Problem(code, "clients", "C-0001", "phone"))
    assert (text != "✓") is (code in SHOWN_HINTS)


def test_what_concerns_a_whole_tab_stands_in_no_row():
    assert shown(snapshot(clients=[GOOD]), Problem("tab-missing", "clients", value="Clients")) == ["✓"]


def test_the_text_clears_itself_when_the_row_is_repaired():
    broken = make_plan(snapshot(clients=[{**GOOD, "phone": "12"}]), settings(), TODAY).after
    ((said, anchor),) = zip(broken.table("clients").values("check"), broken.table("clients").anchors, strict=True)
    assert said.startswith("⚠ Phone")
    repaired = snapshot(clients=[{**GOOD, "check": said}])
    assert rows_of(make_plan(repaired, settings(), TODAY).after, "clients", "check") == [("✓",)]
    assert anchor == "C-0001"


def test_a_row_that_people_emptied_says_nothing_and_is_no_row_any_more():
    before = snapshot(tasks=[{"check": "✓"}], clients=[GOOD, {"number": "C-0002", "check": "✓"}])
    after = make_plan(before, settings(), TODAY).after
    assert len(after.table("tasks")) == 0
    assert rows_of(after, "clients", "number", "check") == [("C-0001", "✓"), ("C-0002", None)]


@pytest.mark.parametrize("language", ["en", "ru", "pl", "ro"])
def test_hostile_values_stay_text(language):
    hostile = ["=1+1", "{0}", "{value}", "[[x]]", "%s", "x" * 40_000, "\u202e", "{{ 7*7 }}"]
    for value in hostile:
        (text,) = shown(
            snapshot(clients=[GOOD]), Problem("broken-formula", "clients", "C-0001", "name", value), language=language
        )
        assert text.startswith("⚠ ") and len(text) < 500

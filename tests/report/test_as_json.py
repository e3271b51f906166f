"""The JSON form: what the docs promise is what comes out, and values come back as they were."""

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetcrm.journal import Run
from sheetcrm.model.cells import UNKNOWN, CellError, CellValue
from sheetcrm.model.changes import AddRow, SendLetter, SetCells
from sheetcrm.model.plan import Plan
from sheetcrm.report.as_json import VERSION, cell_value, plan_form, problems_form, runs_form, value_form
from sheetcrm.report.shown import kind_of_value
from sheetcrm.words import Words
from tests.report.conftest import changes, plan_of, problems, workbook

DOCS = Path(__file__).parents[2] / "docs" / "json.md"
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(),
    st.dates(),
    st.times(),
    st.datetimes(),
)


def forms(words: Words) -> dict[str, Any]:
    """One of each report, with every kind of change, problem and run."""
    intended = [change for at, change in enumerate(changes()) if at in (0, 7, 8, 9, 11)]
    plan = plan_of(intended, problems()[:1])
    run = Run(
        4, dt.datetime(2026, 3, 5, 6, 30, tzinfo=dt.UTC), "sync", "clients.xlsx", "done", cells=3, rows=3, added=1,
        letters=1, backup=".sheetcrm/backups/clients-4.xlsx",
    )  # fmt: skip
    return {
        "plan": plan_form(plan, words),
        "check": problems_form(problems()[1:], workbook(), words),
        "history": runs_form([run]),
    }


@pytest.mark.parametrize("report", ["plan", "check", "history"])
def test_the_example_in_the_docs_is_what_comes_out(words: Words, report: str) -> None:
    examples = re.findall(r"```json\n(.*?)\n```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    (documented,) = [read for text in examples if (read := json.loads(text)).get("report") == report]
    assert documented == json.loads(json.dumps(forms(words)[report], allow_nan=False))


def test_every_field_is_explained_in_the_docs(words: Words) -> None:
    prose = re.sub(r"```json\n.*?\n```", "", DOCS.read_text(encoding="utf-8"), flags=re.DOTALL)
    explained = set(re.findall(r"^\| `([a-z_]+)`", prose, re.MULTILINE))
    free = {"facts", "details"}

    def fields(form: Any) -> set[str]:
        if isinstance(form, list):
            return {name for one in form for name in fields(one)}
        if not isinstance(form, dict):
            return set()
        return set(form) | {name for key, one in form.items() if key not in free for name in fields(one)}

    assert fields(list(forms(words).values())) <= explained


def test_the_version_in_the_docs_is_the_one_written() -> None:
    assert f"`version` is {VERSION}" in DOCS.read_text(encoding="utf-8")


@given(VALUES)
def test_a_cell_comes_back_from_its_value_and_type(value: CellValue) -> None:
    stored = json.loads(json.dumps(value_form(value)))
    back = cell_value(stored, kind_of_value(value))
    if isinstance(value, str):
        assert back == value.encode("utf-8", "replace").decode()
    else:
        assert back == value
        assert isinstance(back, bool) == isinstance(value, bool)


def test_what_json_cannot_hold_is_still_written(words: Words) -> None:
    odd: dict[str, tuple[CellValue, CellValue]] = {
        "phone": (CellError("#REF!"), float("inf")),
        "comment": (UNKNOWN, "\ud800"),
    }
    letter = SendLetter("k", "C-1", "a@b.c", "l", "en", {"row": {"a": dt.date(2026, 3, 8)}, "x": {2, 1}, "y": object})
    plan = plan_of([SetCells("clients", "r1", odd, "tidy"), AddRow("nowhere", {"name": None}, "k", "task"), letter])
    form = json.loads(json.dumps(plan_form(plan, words), allow_nan=False, ensure_ascii=False).encode())
    first, second = form["changes"][0]["cells"]
    assert (first["was"], first["was_type"], first["becomes"]) == ("#REF!", "error", "inf")
    assert (second["was"], second["was_type"], second["becomes"]) == (None, "unknown", "?")
    assert form["changes"][1]["cells"][0]["becomes_type"] == "empty"
    assert form["changes"][2]["facts"]["row"] == {"a": "2026-03-08"}
    assert form["changes"][2]["facts"]["x"] == [1, 2]


def test_a_plan_keeps_every_change_in_its_order(plan: Plan, words: Words) -> None:
    form = plan_form(plan, words)
    kinds = {"set_cells": SetCells, "add_row": AddRow, "send_letter": SendLetter}
    assert [kinds[change["change"]] for change in form["changes"]] == [type(change) for change in plan.changes]
    assert form["counts"] == {"cells": 9, "rows": 7, "added": 1, "letters": 1}

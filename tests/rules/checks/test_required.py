"""Gaps: named by kind of client and stage, never in rows that people left empty."""

import pytest

from sheetcrm.rules.checks.required import check_required
from tests.building import TODAY, marked, settings, snapshot

ANNA = {"number": "C-0001", "name": "Anna", "phone": "601 234 567"}


def gaps(**cells):
    before = snapshot(clients=[{**ANNA, **cells}])
    return [problem.field for problem in check_required(before, settings(), TODAY)]


@pytest.mark.parametrize(
    ("cells", "fields"),
    [
        ({}, []),
        ({"name": None}, ["name"]),
        ({"name": None, "company": "Meblex"}, []),
        ({"phone": None}, ["phone"]),
        ({"phone": None, "telegram": "@anna"}, []),
        ({"kind": "company"}, ["company"]),
        ({"kind": "Firma", "company": "Meblex"}, []),
        ({"status": "customer"}, ["manager"]),
        ({"status": "customer", "manager": "Olga"}, []),
        ({"status": "lead"}, []),
        ({"status": "lost", "leaving_reason": None}, ["leaving_reason"]),
        ({"status": "lost", "leaving_reason": "price"}, []),
    ],
)
def test_what_is_wanted_depends_on_kind_and_stage(cells, fields):
    assert gaps(**cells) == fields


def test_a_wanted_column_that_the_sheet_lacks_is_not_asked_for():
    assert gaps(status="lost") == []


def test_a_row_with_only_a_number_wants_nothing():
    before = snapshot(clients=[{"number": "C-0001", "check": "✓"}])
    assert list(check_required(before, settings(), TODAY)) == []


def test_a_formula_drawn_down_below_the_last_client_makes_no_clients():
    before = snapshot(clients=[{**ANNA, "own:Days": 5}, {"own:Days": 0}, {"own:Days": 0}])
    anchors = before.table("clients").anchors
    before = marked(before, "clients", formulas={(anchor, "own:Days"): "=TODAY()-B2" for anchor in anchors})
    assert list(check_required(before, settings(), TODAY)) == []

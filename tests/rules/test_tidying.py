"""Tidying: one spelling, only where the team switched it on, never of what is doubtful."""

import datetime as dt

import pytest

from sheetcrm.rules.tidying import suggest_tidying, tidy_values
from tests.building import TODAY, marked, rows_of, settings, snapshot


def tidied(field, value, mode="write"):
    before = snapshot(clients=[{"number": "C-0001", field: value}])
    after = before.after(tidy_values(before, settings(tidy={f"clients.{field}": mode}), TODAY))
    return after.table("clients").values(field)[0]


@pytest.mark.parametrize(
    ("field", "value", "tidy"),
    [
        ("phone", "+48 601-234-567", "601 234 567"),
        ("phone", 601234567, "601 234 567"),
        ("email", " Anna.K@Example.ORG ", "Anna.K@example.org"),
        ("name", "  Anna   Kowalska ", "Anna Kowalska"),
        ("birthday", "25.11.1985", dt.date(1985, 11, 25)),
        ("registered_on", "1 marca 2024", dt.date(2024, 3, 1)),
        ("bonus_points", " 12,5 ", 12.5),
    ],
)
def test_a_clear_value_gets_its_tidy_spelling(field, value, tidy):
    found = tidied(field, value)
    assert (found, type(found)) == (tidy, type(tidy))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("phone", "601 234 567, ask for Ola"),
        ("phone", "12 345"),
        ("email", "anna@gmial.com"),
        ("email", "ivаn@mail.ru"),
        ("name", "Nоwak"),
        ("birthday", "25.11"),
        ("birthday", "31.02.1985"),
        ("registered_on", "soon"),
        ("phone", True),
    ],
)
def test_a_doubtful_value_waits_for_a_person(field, value):
    assert tidied(field, value) == value


@pytest.mark.parametrize("mode", ["off", "suggest"])
def test_nothing_is_written_unless_the_team_wants_it(mode):
    assert tidied("phone", "+48 601-234-567", mode) == "+48 601-234-567"


def test_the_column_nobody_named_is_left_alone():
    before = snapshot(clients=[{"phone": "+48 601-234-567"}])
    assert list(tidy_values(before, settings(), TODAY)) == []


def test_a_suggestion_says_what_the_value_would_become():
    before = snapshot(clients=[{"number": "C-0001", "phone": "+48 601-234-567"}])
    (found,) = suggest_tidying(before, settings(tidy={"clients.phone": "suggest"}), TODAY)
    assert (found.code, found.anchor, found.suggestion) == ("tidy-suggested", "C-0001", "601 234 567")


def test_formulas_and_merged_cells_are_left_alone():
    before = snapshot(clients=[{"number": "C-0001", "name": " Anna "}, {"number": "C-0002", "name": " Jan "}])
    before = marked(before, "clients", formulas={("C-0001", "name"): "=A1"}, merged=frozenset({("C-0002", "name")}))
    assert list(tidy_values(before, settings(tidy={"clients.name": "write"}), TODAY)) == []


def test_all_cells_of_a_row_are_one_change():
    before = snapshot(clients=[{"number": "C-0001", "name": " Anna ", "phone": "+48601234567"}])
    chosen = settings(tidy={"clients.name": "write", "clients.phone": "write"})
    (change,) = tidy_values(before, chosen, TODAY)
    assert set(change.cells) == {"name", "phone"}
    assert rows_of(before.after([change]), "clients", "name", "phone") == [("Anna", "601 234 567")]

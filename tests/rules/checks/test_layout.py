"""The tabs themselves: columns that are gone, and columns that should not be there."""

import pytest

from sheetcrm.model.settings import TabMapping
from sheetcrm.rules.checks.layout import check_layout, check_sensitive_columns, is_sensitive
from sheetcrm.rules.checks.links import check_links
from tests.building import TODAY, marked, settings, snapshot

SENSITIVE = (
    "Религия",
    "religion",
    "Wyznanie",
    "Religie",
    "Здоровье",
    "Stan zdrowia",
    "Национальность",
    "Слабые стороны",
)


@pytest.mark.parametrize("header", SENSITIVE)
def test_a_sensitive_column_is_told_whoever_made_it(header):
    before = snapshot(clients=[{"name": "Anna", f"own:{header}": "x"}])
    (found,) = check_sensitive_columns(before, settings(), TODAY)
    assert (found.tab, found.field, found.value) == ("clients", f"own:{header}", header)


@pytest.mark.parametrize("header", ["Shoe size", "Город", "Телефон", "Notes", "Rodzaj", "Comment", "😀", ""])
def test_an_everyday_column_is_not(header):
    assert not is_sensitive("clients", f"own:{header}")


@pytest.mark.parametrize("allowed", ["religion", "Religion"])
def test_what_the_team_allowed_by_key_or_header_is_not_told(allowed):
    before = snapshot(people=[{"name": "Ewa", "religion": "x"}])
    assert len(list(check_sensitive_columns(before, settings(), TODAY))) == 1
    assert list(check_sensitive_columns(before, settings(sensitive_allowed=(allowed,)), TODAY)) == []


def test_columns_and_tabs_of_the_config_that_are_gone_are_told_by_their_names():
    chosen = settings(tabs={
        "clients": TabMapping("Klienci", 1, {"name": "Nazwisko", "iban": "Konto"}),
        "archive": TabMapping("Archiwum", 1, {}),
    })  # fmt: skip
    found = [(p.code, p.tab, p.value) for p in check_layout(snapshot(), chosen, TODAY)]
    assert found == [("column-missing", "clients", "Konto"), ("tab-missing", "archive", "Archiwum")]


def test_a_header_that_stands_twice_is_told_once():
    before = marked(snapshot(), "clients", repeated_headers=("Phone",))
    chosen = settings(tabs={"clients": TabMapping("Clients", 1, {"phone": "Phone"})})
    assert [(p.code, p.value) for p in check_layout(before, chosen, TODAY)] == [("header-twice", "Phone")]


def test_a_workbook_without_a_deals_tab_has_no_broken_deal_references():
    before = snapshot(clients=[{"number": "C-0001"}], log=[{"client": "C-0001", "deal": "kitchen"}])
    without = type(before)({tab: table for tab, table in before.tables.items() if tab != "deals"})
    assert [p.code for p in check_links(before, settings(), TODAY)] == ["reference-missing"]
    assert list(check_links(without, settings(), TODAY)) == []

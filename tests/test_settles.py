"""The property that makes cron safe: a plan applied once leaves nothing to do, whatever mess the workbook is in."""

import datetime as dt

from hypothesis import HealthCheck, given
from hypothesis import settings as budget
from hypothesis import strategies as st

from sheetcrm.model.cells import UNKNOWN, CellError
from sheetcrm.model.changes import AddRow, SendLetter
from sheetcrm.model.tabs import BY_NAME, CHOICE_LISTS
from sheetcrm.pipeline import make_plan
from tests.building import TODAY, settings, snapshot

MESS = st.one_of(
    st.none(),
    st.sampled_from([
        "8 (916) 123-45-67", "601 234 567", "anna@gmial.com", "info@example.com", "ivаn@mail.ru", "25.11.1985", "25.11",
        "29.02.2000", "Anna Kowalska", "ИВАНОВ ИВАН", "Bdfyjd", "Nоwak", "C-0001", "C-0002", "D-0001", "yes", "да",
        "customer", "lost", "done", "Talks", "key", "1 234,56", "12 500 руб.", "  ", "=1+1", "😀", "مرحبا", "x" * 200,
        "brother", "0", "-", "2026-11-20", "31.02.2020", "[[x]]", "{{ 7*7 }}", "{0}", "%s",
    ]),
    st.text(max_size=12),
    st.integers(-5, 80_000),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.booleans(),
    st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1)),
    st.datetimes(dt.datetime(1950, 1, 1), dt.datetime(2030, 1, 1)),
    st.sampled_from([CellError("#REF!"), UNKNOWN]),
)  # fmt: skip

TABS = (
    "clients",
    "people",
    "relatives",
    "deals",
    "purchases",
    "log",
    "tasks",
    "products",
    "consents",
    "memory",
    "mailings",
)


@st.composite
def workbooks(draw):
    tabs = {}
    for tab in TABS:
        fields = [column.key for column in BY_NAME[tab].columns if column.group != "flag"]
        some = draw(st.lists(st.sampled_from(fields), min_size=3, max_size=12, unique=True))
        rows = st.fixed_dictionaries({field: MESS for field in some})
        tabs[tab] = draw(st.lists(rows, max_size=4))
    assert "source" in CHOICE_LISTS
    return snapshot(**tabs)


TIDY = {"clients.phone": "write", "clients.email": "write", "clients.name": "write", "clients.birthday": "write"}


@given(workbooks(), st.sampled_from(["en", "ru", "pl", "ro"]))
@budget(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_plan_settles(before, language):
    chosen = settings(language=language, tidy=TIDY)
    plan = make_plan(before, chosen, TODAY)
    again = make_plan(plan.after, chosen, TODAY)
    assert [change for change in again.changes if not isinstance(change, SendLetter)] == []


@given(workbooks())
@budget(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
def test_rules_do_not_touch_the_snapshot_they_are_given(before):
    kept = {tab: {f: list(c) for f, c in table.columns.items()} for tab, table in before.tables.items()}
    make_plan(before, settings(tidy=TIDY), TODAY)
    assert kept == {tab: {f: list(c) for f, c in table.columns.items()} for tab, table in before.tables.items()}


@given(workbooks())
@budget(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
def test_added_rows_have_keys_of_their_own(before):
    keys = [(c.tab, c.key) for c in make_plan(before, settings(), TODAY).changes if isinstance(c, AddRow)]
    assert len(keys) == len(set(keys)) and all(key for _, key in keys)

"""The property that makes cron safe: a plan applied once leaves nothing to do, whatever mess the workbook is in."""

import datetime as dt

from hypothesis import HealthCheck, given
from hypothesis import settings as budget
from hypothesis import strategies as st

from sheetcrm.model.cells import UNKNOWN, CellError
from sheetcrm.model.changes import AddRow, SendLetter
from sheetcrm.model.plan import net
from sheetcrm.model.tabs import BY_NAME, CHOICE_LISTS
from sheetcrm.pipeline import make_plan
from tests.building import TODAY, resorted, settings, snapshot

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
    "letters",
)


@st.composite
def workbooks(draw):
    tabs = {}
    for tab in TABS:
        fields = [column.key for column in BY_NAME[tab].columns if column.group != "flag"]
        some = draw(st.lists(st.sampled_from(fields), min_size=3, max_size=12, unique=True))
        rows = st.fixed_dictionaries(dict.fromkeys(some, MESS))
        tabs[tab] = draw(st.lists(rows, max_size=4))
    assert "source" in CHOICE_LISTS
    return snapshot(**tabs)


TIDY = {
    f"{tab}.{column.key}": "write"
    for tab in TABS
    for column in BY_NAME[tab].columns
    if not column.robot and column.kind not in ("note", "choice", "reference", "key")
}


@given(workbooks(), st.sampled_from(["en", "ru", "pl", "ro"]))
@budget(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
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


def decided(plan):
    """What a plan decides for each row, without numbers given in sheet order and places that name a row."""
    acts = {(change.tab, change.key) for change in plan.changes if isinstance(change, AddRow)}
    acts |= {("letter", change.key) for change in plan.changes if isinstance(change, SendLetter)}
    cells = {}
    for tab, table in plan.after.tables.items():
        if tab in ("tasks", "memory", "letters"):
            continue
        for field, column in table.columns.items():
            if field != "check":
                cells |= {(tab, anchor, field): (type(v), v) for anchor, v in zip(table.anchors, column, strict=True)}
    found = {(problem.code, problem.tab, problem.anchor, problem.field) for problem in plan.problems}
    return acts, cells, found


@st.composite
def numbered_workbooks(draw):
    """Workbooks in which every row has a number already, so that none is given in sheet order."""
    tabs = {}
    for tab in TABS[:-1]:
        if tab == "memory":
            continue
        robots = {"client_number", "client_name"}
        fields = [c.key for c in BY_NAME[tab].columns if c.group != "flag" and (not c.robot or c.key in robots)]
        some = draw(st.lists(st.sampled_from(fields), min_size=3, max_size=12, unique=True))
        rows = draw(st.lists(st.fixed_dictionaries(dict.fromkeys(some, MESS)), max_size=4))
        if BY_NAME[tab].key_column == "number":
            letter = {"clients": "C", "deals": "D", "tasks": "T"}[tab]
            rows = [{**row, "number": f"{letter}-{n:04}"} for n, row in enumerate(rows, 1)]
        else:
            rows = [{**row, "comment": f"row {n}"} if tab != "log" else {**row, "notes": f"row {n}"}
                    for n, row in enumerate(rows, 1)]  # fmt: skip
        tabs[tab] = rows
    return snapshot(**tabs), draw(st.permutations(range(4)))


@given(numbered_workbooks())
@budget(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_order_of_rows_does_not_change_what_is_decided(drawn):
    before, order = drawn
    sorted_anew = before
    for tab, table in before.tables.items():
        sorted_anew = resorted(sorted_anew, tab, [place for place in order if place < len(table)])
    chosen = settings(tidy=TIDY)
    assert decided(make_plan(sorted_anew, chosen, TODAY)) == decided(make_plan(before, chosen, TODAY))


@given(workbooks())
@budget(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_plan_in_short_says_the_same(before):
    plan = make_plan(before, settings(tidy=TIDY), TODAY)
    shorter = before.after(net(plan.changes))
    for tab, table in plan.after.tables.items():
        assert {f: list(map(repr, c)) for f, c in table.columns.items()} == {
            f: list(map(repr, c)) for f, c in shorter.table(tab).columns.items()
        }


@given(workbooks(), st.integers(1, 30))
@budget(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_later_day_settles_too_and_makes_nothing_twice(before, days):
    chosen = settings(tidy=TIDY)
    first = make_plan(before, chosen, TODAY)
    later = make_plan(first.after, chosen, TODAY + dt.timedelta(days=days))
    assert make_plan(later.after, chosen, TODAY + dt.timedelta(days=days)).is_empty
    made = [
        (c.tab, c.key) for plan in (first, later) for c in plan.changes if isinstance(c, AddRow) and c.tab != "memory"
    ]
    assert len(made) == len(set(made))

"""Whatever people write into the Duplicates tab: a plan settles, row order decides nothing, nobody stands twice."""

from hypothesis import HealthCheck, given
from hypothesis import settings as budget
from hypothesis import strategies as st

from sheetcrm.model.changes import AddRow, SetCells
from sheetcrm.model.settings import Duplicates
from sheetcrm.pipeline import make_plan
from sheetcrm.rules.duplicates.group_rows import groups_of
from tests.building import TODAY, resorted, settings, snapshot

PEOPLE = st.fixed_dictionaries(
    {
        "name": st.sampled_from(
            ["Anna Kowalska", "Ania Kowalska", "Kowalska Anna", "Anna Nowak", "Jan Kowalski", "Meblex sp. z o.o.", None]
        ),
        "phone": st.sampled_from(["601 234 567", "+48 601 234 567; 602 345 678", "602 345 678", None, None]),
        "email": st.sampled_from(["anna@example.org", "biuro@meblex.example", None]),
        "city": st.sampled_from(["Łódź", "Kraków", None]),
        "birthday": st.sampled_from(["3.04.1980", "12.05.1975", None, None]),
        "verified_on": st.sampled_from(["1.10.2026", None]),
    }
)
FIELDS = ("take", "city", "phone", "name", "outcome", "seen", "number", "group", "key", "row", "copy")
WRITTEN = (
    "merge", "merge", "keep", "different", "later", "nonsense", None, "City", "*", "Gdańsk", "x, y", "605 111 222",
    "G-0001.1", "C-0001",
)  # fmt: skip
ACTS = st.lists(
    st.tuples(st.sampled_from(["decision"] * 8 + [*FIELDS]), st.integers(0, 30), st.sampled_from(WRITTEN)), max_size=6
)
CHOSEN = st.sampled_from([
    Duplicates(), Duplicates(groups=1), Duplicates(merge_exact=("phone", "email")), Duplicates(search=False),
])  # fmt: skip


def edited(found, acts):
    """The workbook after people wrote into the Duplicates tab, emptied rows and copied some."""
    for what, place, value in acts:
        table = found.table("duplicates")
        if not len(table):
            return found
        at = place % len(table)
        anchor = table.anchors[at]
        if what == "row":
            cells = {f: (c[at], None) for f, c in table.columns.items() if c[at] is not None}
        elif what == "copy":
            other = (at + 1) % len(table)
            cells = {f: (c[other], c[at]) for f, c in table.columns.items()}
            anchor = table.anchors[other]
        else:
            cells = {what: (table.values(what)[at], value)}
        found = found.after([SetCells("duplicates", anchor, cells, "people")])
    return found


def workbook(people):
    rows = [{"number": f"C-{n:04}", **row} for n, row in enumerate(people, 1)]
    return snapshot(clients=rows, archive=[])


def settled(before, chosen):
    plan = make_plan(before, chosen, TODAY)
    assert make_plan(plan.after, chosen, TODAY).changes == []
    return plan.after


def open_numbers(found):
    """Client -> names of the open groups it stands in."""
    names = {}
    for group in groups_of(found).values():
        if group.whole and any(not row.outcome for row in group.joins):
            for row in group.rows:
                if row.stays or not row.outcome:
                    names.setdefault(row.number, set()).add(group.name)
    return names


@given(st.lists(PEOPLE, max_size=9), st.lists(ACTS, max_size=3), CHOSEN)
@budget(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_plan_settles_whatever_people_decide(people, days, duplicates):
    chosen = settings(duplicates=duplicates)
    found = settled(workbook(people), chosen)
    for acts in days:
        found = settled(edited(found, acts), chosen)


@given(st.lists(PEOPLE, max_size=8), ACTS, st.randoms(use_true_random=False))
@budget(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_order_of_rows_decides_nothing(people, acts, chance):
    chosen = settings()
    first = edited(settled(workbook(people), chosen), [act for act in acts if act[0] != "copy"])
    other = first
    for tab in ("clients", "duplicates"):
        order = list(range(len(first.table(tab))))
        chance.shuffle(order)
        other = resorted(other, tab, order)
    assert told(settled(other, chosen)) == told(settled(first, chosen))


def told(found):
    tabs = {}
    for tab in ("clients", "archive", "duplicates", "memory"):
        table = found.table(tab)
        rows = zip(*table.columns.values(), strict=True)
        tabs[tab] = {a: [v for f, v in zip(table.columns, row, strict=True) if f != "check"]
                     for a, row in zip(table.anchors, rows, strict=True)}  # fmt: skip
    return tabs


@given(st.lists(PEOPLE, max_size=12), st.integers(1, 3))
@budget(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_more_than_the_cap_is_listed_and_nobody_twice(people, most):
    chosen = settings(duplicates=Duplicates(groups=most))
    found = settled(workbook(people), chosen)
    assert len(groups_of(found)) <= most
    assert [names for names in open_numbers(found).values() if len(names) > 1] == []


@given(st.lists(PEOPLE, min_size=2, max_size=8), ACTS)
@budget(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_outcome_of_a_row_stays_as_it_was(people, acts):
    chosen = settings()
    found = settled(edited(settled(workbook(people), chosen), [a for a in acts if a[0] == "decision"]), chosen)
    before = {row.key: row.outcome for group in groups_of(found).values() for row in group.rows if row.outcome}
    newcomer = {"name": "Anna Kowalska", "phone": "601 234 567"}
    after = settled(found.after([AddRow("clients", newcomer, "typed", "people")]), chosen)
    kept = {row.key: row.outcome for group in groups_of(after).values() for row in group.rows}
    assert {key: kept[key] for key in before} == before

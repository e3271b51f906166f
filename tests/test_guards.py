"""Guards: what looks like an accident is refused, at the limit it is not, and --force lifts them."""

from dataclasses import replace

import pytest

from sheetcrm.errors import BlockingProblems, PlanRefused
from sheetcrm.guards import guard
from sheetcrm.model.changes import AddRow, SendLetter, SetCells
from sheetcrm.model.plan import Plan
from sheetcrm.model.problems import Problem
from sheetcrm.model.settings import Guards, TabMapping
from sheetcrm.pipeline import make_plan
from tests.building import TODAY, settings, snapshot


def book(clients=40):
    return snapshot(clients=[{"number": f"C-{n:04}", "name": f"N {n}"} for n in range(1, clients + 1)])


def plan_of(before, *changes, problems=()):
    return Plan(changes, problems, before, before.after(changes), TODAY)


def refused(plan, sizes=None, **more):
    try:
        guard(plan, settings(**more), sizes or {}, force=False, strict=False)
    except PlanRefused as error:
        assert error.exit_code == 6
        guard(plan, settings(**more), sizes or {}, force=True, strict=False)
        return error.code
    return None


def renamed(before, count, field="name"):
    table = before.table("clients")
    return [SetCells("clients", table.anchors[n], {field: (table.values(field)[n], "x")}, "tidy") for n in range(count)]


@pytest.mark.parametrize(("count", "code"), [(12, None), (13, "guard-changed")])
def test_too_many_changed_rows_are_refused(count, code):
    before = book()
    assert refused(plan_of(before, *renamed(before, count))) == code


def test_the_robots_own_columns_do_not_count():
    before = book()
    assert refused(plan_of(before, *renamed(before, 40, "check"))) is None


def test_a_row_touched_by_several_rules_is_one_row():
    before = book()
    assert (
        refused(plan_of(before, *renamed(before, 10), *renamed(before, 10, "own:x"), *renamed(before, 10, "city")))
        is None
    )


def test_a_small_tab_may_change_as_a_whole():
    before = book(19)
    assert refused(plan_of(before, *renamed(before, 19))) is None


@pytest.mark.parametrize(("was", "code"), [(40, None), (57, None), (58, "guard-vanished"), (19, None), (0, None)])
def test_vanished_rows_are_refused(was, code):
    assert refused(plan_of(book()), {"clients": was}) == code


def test_a_tab_that_came_back_empty_is_refused_also_where_all_may_vanish():
    lenient = Guards(vanished_share=1.0)
    assert refused(plan_of(book(0)), {"clients": 40}, guards=lenient) == "guard-emptied"


@pytest.mark.parametrize("left", [0, 3])
def test_the_log_of_duplicates_may_be_cleared_by_people(left):
    rows = [{"number": "C-0001", "key": f"G-{n:04}.1"} for n in range(1, left + 1)]
    before = snapshot(clients=[{"number": "C-0001", "name": "N"}], duplicates=rows)
    assert refused(plan_of(before), {"duplicates": 400}) is None


def test_a_tab_no_longer_in_the_config_is_not_missed():
    assert refused(plan_of(book()), {"archive": 400}) is None


@pytest.mark.parametrize("code", ["tab-lost", "header-lost"])
def test_a_lost_tab_or_header_is_refused_and_named(code):
    before = replace(book(), lost={"deals": code})
    mapped = {"deals": TabMapping("Umowy", 1, {"title": "Tytuł"})}
    with pytest.raises(PlanRefused) as error:
        guard(plan_of(before), settings(tabs=mapped), {}, force=False, strict=False)
    assert (error.value.code, error.value.details["title"], error.value.details["headers"]) == (
        code,
        "Umowy",
        ["Tytuł"],
    )


@pytest.mark.parametrize(("count", "code"), [(50, None), (51, "guard-letters")])
def test_too_many_letters_are_refused(count, code):
    letters = [SendLetter(f"k{n}", "C-0001", "a@example.org", "birthday", "en") for n in range(count)]
    assert refused(plan_of(book(), *letters)) == code


def test_added_rows_are_no_changes_of_people():
    adds = [AddRow("tasks", {"action": "x"}, f"k{n}", "x") for n in range(500)]
    assert refused(plan_of(book(), *adds)) is None


def test_a_first_run_over_a_large_sheet_passes():
    people = [{"name": f"Client {n}", "phone": f"601 234 {n:03}"} for n in range(200)]
    assert refused(make_plan(snapshot(clients=people), settings(), TODAY)) is None


@pytest.mark.parametrize("force", [True, False])
def test_a_strict_run_stops_at_blocking_problems_and_force_does_not_lift_that(force):
    blocking = plan_of(book(), problems=[Problem("key-duplicate", "clients", "C-0001", "number")])
    with pytest.raises(BlockingProblems) as error:
        guard(blocking, settings(), {}, force=force, strict=True)
    assert (error.value.exit_code, error.value.details["count"]) == (5, 1)
    guard(blocking, settings(), {}, force=force, strict=False)


def test_a_strict_run_lets_warnings_pass():
    guard(
        plan_of(book(), problems=[Problem("phone-invalid", "clients", "C-0001", "phone")]),
        settings(),
        {},
        force=False,
        strict=True,
    )


@pytest.mark.parametrize(("count", "code"), [(8, None), (9, "guard-mailing")])
def test_letters_somebody_ordered_have_a_limit_of_their_own_for_each_mailing(count, code):
    ordered = [
        SendLetter(f"{mailing}{n}", "C-0001", "a@example.org", "news", "en", mailing=mailing)
        for mailing, most in (("M-0001", 8), ("M-0002", count))
        for n in range(most)
    ]
    assert refused(plan_of(book(), *ordered), guards=Guards(letters=1, mailing=8)) == code

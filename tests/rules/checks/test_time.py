"""Dates against each other and against today."""

import datetime as dt

import pytest

from sheetcrm.rules.checks.time import check_dates, check_freshness
from tests.building import TODAY, settings, snapshot


def codes(check, today=TODAY, **tabs):
    return [(p.code, p.field) for p in check(snapshot(**tabs), settings(), today)]


@pytest.mark.parametrize("birthday", ["22.11.2026", "29.02", "1.01.1907", "29.02.2000", dt.date(1990, 5, 5)])
def test_a_birthday_somebody_can_have_is_fine(birthday):
    assert codes(check_dates, clients=[{"birthday": birthday}], people=[{"birthday": birthday}]) == []


@pytest.mark.parametrize("birthday", ["23.11.2026", "1.01.1905", dt.date(2030, 1, 1)])
def test_a_birthday_nobody_can_have_is_told(birthday):
    wrong = ("birthday-impossible", "birthday")
    assert codes(check_dates, clients=[{"birthday": birthday}], people=[{"birthday": birthday}]) == [wrong, wrong]


@pytest.mark.parametrize(
    ("day", "wrong"), [(TODAY, False), (TODAY + dt.timedelta(days=1), True), (dt.date(1899, 1, 1), True)]
)
@pytest.mark.parametrize(
    ("tab", "field"), [("clients", "verified_on"), ("purchases", "bought_on"), ("log", "contacted_on")]
)
def test_what_has_happened_cannot_lie_in_the_future(day, wrong, tab, field):
    assert codes(check_dates, **{tab: [{field: day}]}) == ([("date-future", field)] if wrong else [])


def test_what_is_planned_may_lie_in_the_future():
    assert codes(check_dates, clients=[{"next_contact": "25.12.2030"}], deals=[{"next_step_on": "25.12.2030"}]) == []


@pytest.mark.parametrize("last", ["closed_on", "next_step_on"])
def test_an_end_before_its_beginning_is_told(last):
    assert codes(check_dates, deals=[{"opened_on": "5.11.2026", last: "4.11.2026"}]) == [("date-order", last)]
    assert codes(check_dates, deals=[{"opened_on": "5.11.2026", last: "5.11.2026"}]) == []
    assert codes(check_dates, deals=[{"opened_on": "5.11.2026", last: "soon"}]) == []


def test_data_grow_stale_the_day_after_the_limit():
    verified = {"verified_on": TODAY}
    assert codes(check_freshness, TODAY + dt.timedelta(days=365), clients=[verified]) == []
    assert codes(check_freshness, TODAY + dt.timedelta(days=366), clients=[verified]) == [("data-stale", "verified_on")]


def test_who_was_never_verified_is_a_matter_of_tasks():
    assert codes(check_freshness, clients=[{"name": "Anna"}]) == []

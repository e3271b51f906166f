"""The work itself: deals without a step or a record, phones of a family."""

import datetime as dt

import pytest

from sheetcrm.rules.checks.work import check_deals, check_family_phones
from tests.building import TODAY, settings, snapshot

DEAL = {"number": "D-0001", "title": "Kitchen", "stage": "talks", "next_step": "call"}


def deals(log=(), **cells):
    before = snapshot(deals=[{**DEAL, **cells}], log=log)
    return [problem.code for problem in check_deals(before, settings(), TODAY)]


@pytest.mark.parametrize("stage", ["done", "Lost", "returned"])
def test_a_closed_deal_wants_a_line_in_the_log(stage):
    assert deals(stage=stage) == ["deal-without-log"]
    assert deals(stage=stage, log=[{"deal": "d-0001", "contacted_on": dt.date(2026, 11, 1)}]) == []
    assert deals(stage=stage, log=[{"deal": "D-0002"}]) == ["deal-without-log"]


@pytest.mark.parametrize("stage", ["new", "talks", "offer", "agreed"])
def test_an_open_deal_wants_a_next_step(stage):
    assert deals(stage=stage, next_step=None) == ["deal-without-next-step"]
    assert deals(stage=stage, next_step=None, next_step_on=TODAY) == []


def test_a_deal_without_a_stage_is_not_judged():
    assert deals(stage=None, next_step=None) == []


@pytest.mark.parametrize(("agreement", "told"), [(None, 1), ("no", 1), ("?", 1), ("yes", 0), ("да", 0), (True, 0)])
def test_a_relatives_phone_wants_an_agreement(agreement, told):
    before = snapshot(relatives=[{"name": "Ola", "phone": "601 234 567", "agreement": agreement}])
    assert len(list(check_family_phones(before, settings(), TODAY))) == told


def test_a_relative_without_a_phone_is_fine():
    before = snapshot(extra={"relatives": ["phone"]}, relatives=[{"name": "Ola"}])
    assert list(check_family_phones(before, settings(), TODAY)) == []

"""Which of its name days a client is greeted on: by calendar, by birthday, by the Sunday of All Saints."""

import datetime as dt

import pytest

from sheetcrm.model.settings import Occasion
from sheetcrm.rules.occasions.kept_days import name_days_kept
from tests.building import settings, snapshot

NAME_DAY = {"when": "name_day", "repeat": "yearly", "rites": ("PL", "RO", "RU", "UA")}


def kept(year=2027, asked=None, **client):
    """The name days that a client keeps within a year."""
    before = snapshot(clients=[{"number": "C-0001", **client}])
    occasion = Occasion("name_day", "clients", **NAME_DAY, **(asked or {}))
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    found = name_days_kept(before, settings(occasions=(occasion,)), occasion, first, last)
    return [one.date.strftime("%m-%d") for one in found]


def test_ukraine_keeps_its_saints_thirteen_days_before_russia():
    assert kept(name="Олена Бондаренко", country="UA") == ["05-21"]
    assert kept(name="Елена Бондаренко", country="RU") == ["06-03"]


@pytest.mark.parametrize(("birthday", "day"), [("01.03.1980", "05-22"), ("01.06.1980", "12-19"), (None, "12-19")])
def test_a_russian_with_two_days_keeps_the_first_after_the_birthday(birthday, day):
    assert kept(name="Николай Орлов", country="RU", birthday=birthday) == [day]


def test_the_team_may_always_greet_on_the_main_day():
    client = {"name": "Николай Орлов", "country": "RU", "birthday": "01.03.1980"}
    assert kept(asked={"after_birthday": False}, **client) == ["12-19"]


def test_a_romanian_keeps_the_main_day_whatever_the_birthday():
    assert kept(name="Maria Pop", country="RO", birthday="20.08.1980") == ["08-15"]


def test_a_name_no_saint_bears_is_greeted_only_where_the_team_says_so():
    assert kept(name="Mircea Pop", country="RO") == []
    assert kept(name="Mircea Pop", country="RO", asked={"saintless": True}) == ["06-27"]
    assert kept(name="Qwerty Pop", country="RO", asked={"saintless": True}) == []


def test_what_is_written_in_the_row_goes_before_the_calendar():
    assert kept(name="Mircea Pop", country="RO", name_day="26.09", asked={"saintless": True}) == ["09-26"]


def test_an_old_style_day_of_early_march_comes_a_day_earlier_in_a_leap_year():
    assert (kept(2027, name="Тарас Орлов", country="RU"), kept(2028, name="Тарас Орлов", country="RU")) == (
        ["03-10"],
        ["03-09"],
    )

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetcrm.values.birthday import age_on, is_valid, next_birthday
from sheetcrm.values.date import PartialDate

TODAY = datetime.date(2026, 11, 22)
DAYS = st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 1, 1))


@pytest.mark.parametrize(
    ("birthday", "expected"),
    [
        ("1985-03-12", True),
        ("--02-29", True),
        ("--02-30", False),
        ("2026-11-22", True),
        ("2026-11-23", False),
        ("1906-11-22", True),
        ("1905-11-22", False),
        ("soon", False),
    ],
)
def test_a_birthday_is_a_real_day_of_a_living_person(birthday, expected):
    assert is_valid(birthday, TODAY) is expected


@given(DAYS, DAYS, st.sampled_from(["feb28", "mar1"]))
def test_the_next_birthday_is_within_a_year_and_never_past(born, today, rule):
    following = next_birthday(PartialDate(None, born.month, born.day), today, rule)
    assert today <= following <= today + datetime.timedelta(days=366)


def test_today_is_the_next_birthday():
    assert next_birthday("1985-11-22", TODAY) == TODAY


def test_a_leap_birthday_has_its_rule():
    january = datetime.date(2027, 1, 1)
    assert next_birthday("2000-02-29", january) == datetime.date(2027, 2, 28)
    assert next_birthday("2000-02-29", january, "mar1") == datetime.date(2027, 3, 1)
    assert next_birthday("2000-02-29", datetime.date(2028, 1, 1)) == datetime.date(2028, 2, 29)
    assert next_birthday("2000-02-29", datetime.date(2027, 3, 1)) == datetime.date(2028, 2, 29)


def test_no_date_has_no_next_birthday():
    with pytest.raises(ValueError, match="not a birthday"):
        next_birthday("май", TODAY)


@pytest.mark.parametrize(
    ("birthday", "on", "age"),
    [
        ("1985-03-12", "2026-03-11", 40),
        ("1985-03-12", "2026-03-12", 41),
        ("2000-02-29", "2026-02-28", 25),
        ("2000-02-29", "2026-03-01", 26),
        ("--03-12", "2026-03-12", None),
        ("2030-01-01", "2026-03-12", None),
    ],
)
def test_age_counts_full_years(birthday, on, age):
    assert age_on(birthday, datetime.date.fromisoformat(on)) == age


def test_the_age_of_a_leap_birthday_fits_its_greeting_when_asked():
    assert age_on("2000-02-29", datetime.date(2026, 2, 28), leap_rule="feb28") == 26

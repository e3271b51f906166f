"""When to call next: by the clock there, in the window, on its days, and never at night unasked."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetcrm.values.call_hours import day_welcome, next_call, week_days
from sheetcrm.values.call_window import welcome
from sheetcrm.values.time_zone import zone_of

HOURS = dt.time(9), dt.time(20)
WARSAW = "Europe/Warsaw"


def called(window, local, zone=WARSAW, hours=HOURS):
    from zoneinfo import ZoneInfo

    moment = dt.datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone))
    found = next_call(window, hours, zone, moment.astimezone(dt.UTC))
    return None if found is None else ("now" if found.now else f"{found.at:%Y-%m-%d %H:%M}")


@pytest.mark.parametrize(
    ("window", "local", "expected"),
    [
        ("", "2026-11-20 08:12", "2026-11-20 09:00"),
        ("", "2026-11-20 12:00", "now"),
        ("", "2026-11-20 20:00", "2026-11-21 09:00"),
        ("10-14", "2026-11-20 13:59", "now"),
        ("10-14", "2026-11-20 14:00", "2026-11-21 10:00"),
        ("10-12, 16-18", "2026-11-20 13:00", "2026-11-20 16:00"),
        ("16-18, 10-12", "2026-11-20 09:00", "2026-11-20 10:00"),
        ("until 20:00", "2026-11-20 03:00", "2026-11-20 09:00"),
        ("после 18", "2026-11-20 19:59", "now"),
        ("после 18", "2026-11-20 20:30", "2026-11-21 18:00"),
        ("после 21", "2026-11-20 22:30", "now"),
        ("22:00-02:00", "2026-11-20 23:00", "now"),
        ("22:00-02:00", "2026-11-21 01:00", "now"),
        ("22:00-02:00", "2026-11-21 02:00", "2026-11-21 22:00"),
        ("7-8", "2026-11-20 07:30", "now"),
        ("Mon-Fri 10-14", "2026-11-20 15:00", "2026-11-23 10:00"),
        ("пн, ср 10-14", "2026-11-20 15:00", "2026-11-23 10:00"),
        ("sob 10-12", "2026-11-20 15:00", "2026-11-21 10:00"),
        ("fri 22:00-02:00", "2026-11-21 01:00", "now"),
        ("fri 22:00-02:00", "2026-11-22 01:00", "2026-11-27 22:00"),
        ("whenever the moon is full", "2026-11-20 08:00", "2026-11-20 09:00"),
    ],
)
def test_the_next_moment_at_which_a_call_is_welcome(window, local, expected):
    assert called(window, local) == expected


def test_the_clock_there_counts_also_when_it_is_put_on():
    utc = dt.datetime(2026, 3, 28, 20, tzinfo=dt.UTC)
    assert str(next_call("", HOURS, WARSAW, utc).at) == "2026-03-29 09:00:00+02:00"
    assert str(next_call("", HOURS, "Asia/Vladivostok", utc).at) == "2026-03-29 09:00:00+10:00"


@pytest.mark.parametrize(
    ("window", "days"),
    [
        ("", "0123456"), ("10-14", "0123456"), ("пн-пт с 10 до 14", "01234"), ("по будням после 18", "01234"),
        ("pon, śr i pt 9-12", "024"), ("w weekend", "56"), ("luni-joi 9-17", "0123"), ("sâmbătă 10-13", "5"),
        ("except Sunday, after 10", "012345"), ("кроме вторника и четверга", "02456"), ("Sat-Mon 10-12", "056"),
        ("oprócz poniedziałku 10-14", "123456"), ("call Marta before 12", "0123456"), ("vineri după 15", "4"),
    ],
)  # fmt: skip
def test_the_week_days_a_window_names(window, days):
    assert "".join(map(str, sorted(week_days(window)))) == days
    monday = dt.date(2026, 11, 23)
    assert [day_welcome(window, monday + dt.timedelta(days=n)) for n in range(7)] == [str(n) in days for n in range(7)]


@given(st.times(), st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2027, 1, 1)), st.sampled_from(["10-14", "22-02"]))
def test_what_is_found_is_welcome_and_nothing_before_it_is(_, moment, window):
    found = next_call(window, HOURS, WARSAW, moment.replace(tzinfo=dt.UTC))
    assert found is not None and welcome(window, found.at.time())
    assert found.at >= moment.replace(tzinfo=dt.UTC)
    before = found.at - dt.timedelta(minutes=1)
    assert found.now or before < moment.replace(tzinfo=dt.UTC) or not welcome(window, before.time())


@pytest.mark.parametrize(
    ("city", "phones", "country", "zone"),
    [
        ("Владивосток", ("+79161234567",), "", "Asia/Vladivostok"),
        ("", ("+79161234567",), "", "Europe/Moscow"),
        ("", ("+73832123456",), "", "Asia/Novosibirsk"),
        ("г. Самара", (), "RU", "Europe/Samara"),
        ("Самара", (), "RU", "Europe/Samara"),
        ("Kraków", ("+48601234567",), "PL", WARSAW),
        ("Boston", ("+441212345678",), "GB", "Europe/London"),
        ("Boston", (), "US", "America/New_York"),
        ("", (), "RO", "Europe/Bucharest"),
        ("", (), "", "UTC"),
        ("", ("+77011234567",), "KZ", "Asia/Almaty"),
    ],
)
def test_where_a_person_lives_by_the_clock(city, phones, country, zone):
    assert zone_of(city, phones, country, "UTC") == zone

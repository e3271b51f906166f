import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetcrm.values.call_window import read_window, welcome


def windows(text):
    read = read_window(text)
    return None if read is None else [f"{start:%H:%M}-{end:%H:%M}" for start, end in read]


@pytest.mark.parametrize(
    "text",
    [
        "10:00-14:00",
        "10.00 – 14.00",
        "10-14",
        "od 10 do 14",
        "с 10 до 14",
        "с 10 утра до 2 дня",
        "между 10 и 14",
        "od 10 do 14:00",
        "între 10 și 14",
        "de la 10 la 14",
        "10am-2pm",
        "from 10 to 14",
        "10-2",
        "пн-пт с 10 до 14",
        "luni-vineri 10-14",
        "w dni robocze 10-14",
        "Mon-Fri 10am to 2pm",
        "w godz. 10-14",
        "від 10 до 14",
        "10-14 (МСК)",
    ],
)
def test_one_window_has_many_spellings(text):
    assert windows(text) == ["10:00-14:00"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("после 18", ["18:00-00:00"]),
        ("after 6pm", ["18:00-00:00"]),
        ("до 12", ["00:00-12:00"]),
        ("после 18 и до 22", ["18:00-22:00"]),
        ("до 10 и после 18", ["00:00-10:00", "18:00-00:00"]),
        ("10-12, 14-16", ["10:00-12:00", "14:00-16:00"]),
        ("10-18, кроме 13-14", ["10:00-13:00", "14:00-18:00"]),
        ("не звонить до 12", ["12:00-00:00"]),
        ("не раньше 11", ["11:00-00:00"]),
        ("nie po 20", ["00:00-20:00"]),
        ("don't call before 10", ["10:00-00:00"]),
        ("в любое время", ["00:00-00:00"]),
        ("wieczorem", ["18:00-21:00"]),
        ("22:00-02:00", ["22:00-02:00"]),
        ("10:00-24:00", ["10:00-00:00"]),
    ],
)
def test_open_ends_several_windows_and_exceptions_are_understood(text, expected):
    assert windows(text) == expected


@pytest.mark.parametrize("text", ["", "?", "10:00", "в 10", "12.05.2024", "25-30", "8 916 123 45 67", "спросить Анну"])
def test_what_is_no_window_is_not_understood(text):
    assert windows(text) is None
    assert welcome(text, datetime.time(12)) is None


@given(st.integers(0, 23), st.integers(0, 23), st.times())
def test_a_window_holds_its_start_and_not_its_end(start, end, now):
    text = f"{start:02d}:00-{end:02d}:00"
    if start == end:
        return
    assert welcome(text, datetime.time(start)) is True
    assert welcome(text, datetime.time(end)) is (end == 0 and start == 0)
    inside = start <= now.hour < end if start < end else now.hour >= start or now.hour < end
    assert welcome(text, now) is inside


@pytest.mark.parametrize("text", ["с 9 до 18, обед 13-14", "9-18 (przerwa od 13 do 14)", "9-18, lunch 13-14"])
def test_a_break_is_no_time_to_call(text):
    assert windows(text) == ["09:00-13:00", "14:00-18:00"]


def test_noon_is_twelve_but_an_afternoon_is_no_noon():
    assert windows("9am to noon") == ["09:00-12:00"]
    assert windows("in the afternoon") == ["12:00-18:00"]
    assert windows("до обеда") == ["00:00-12:00"]


def test_ukrainian_limits_are_understood():
    assert windows("не раніше 10") == ["10:00-00:00"]
    assert windows("не пізніше 20") == ["00:00-20:00"]

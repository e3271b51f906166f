"""The .ics file, read by a parser and expanded by rules that are not ours."""

import datetime as dt
import re

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from sheetcrm.report.ics import FIRST_YEAR, CalendarEvent, calendar_file, escaped, folded, uid_of, yearly

STAMP = dt.datetime(2026, 11, 22, 6, 0, tzinfo=dt.UTC)
LATER = STAMP + dt.timedelta(days=3)
PARTY = CalendarEvent("a", dt.date(2026, 12, 5), "Party")


def parsed(content: bytes) -> list:
    found = Calendar.from_ical(content)
    assert not found.errors
    for event in found.walk("VEVENT"):
        assert not event.errors
    return found.walk("VEVENT")


def days_of(events: list, years: range) -> list[dt.date]:
    """All days of the events within those years, as dateutil understands their rules."""
    days = []
    for event in events:
        start = event.decoded("DTSTART")
        rule = event.get("RRULE")
        if rule is None:
            days.append(start)
            continue
        first = dt.datetime.combine(start, dt.time())
        found = rrulestr(rule.to_ical().decode(), dtstart=first)
        span = dt.datetime(years[0], 1, 1), dt.datetime(years[-1], 12, 31)
        days += [day.date() for day in found.between(*span, inc=True)]
    return sorted(days)


def returning(month: int, day: int, year: int | None = None, leap_day: str = "feb28") -> list:
    made = yearly(CalendarEvent("x", dt.date.min, "Ewa"), month, day, year, leap_day)
    return parsed(calendar_file(made, "Days", STAMP))


def is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def test_an_event_is_a_whole_day_that_keeps_nobody_busy():
    (event,) = parsed(calendar_file([PARTY], "Days", STAMP))
    assert event.decoded("DTSTART") == dt.date(2026, 12, 5)
    assert event.decoded("DTEND") == dt.date(2026, 12, 6)
    assert event["DTSTART"].params["VALUE"] == "DATE"
    assert (str(event["UID"]), str(event["TRANSP"]), str(event["SUMMARY"])) == ("a@sheetcrm", "TRANSPARENT", "Party")


def test_the_file_says_what_it_is_and_how_it_is_called():
    found = Calendar.from_ical(calendar_file([], "Dni klientów", STAMP))
    assert (str(found["VERSION"]), str(found["X-WR-CALNAME"]), str(found["NAME"])) == (
        "2.0", "Dni klientów", "Dni klientów",
    )  # fmt: skip


@pytest.mark.parametrize(("month", "day"), [(3, 12), (1, 1), (12, 31), (2, 28), (3, 1)])
def test_a_date_returns_once_a_year_on_its_day(month, day):
    years = range(2024, 2055)
    assert days_of(returning(month, day), years) == [dt.date(year, month, day) for year in years]


def test_29_february_is_the_last_day_of_february_every_year():
    years = range(2024, 2055)
    wanted = [dt.date(year, 2, 29 if is_leap(year) else 28) for year in years]
    assert days_of(returning(2, 29), years) == wanted


def test_29_february_can_be_kept_on_1_march_in_common_years():
    years = range(2024, 2055)
    wanted = [dt.date(year, 2, 29) if is_leap(year) else dt.date(year, 3, 1) for year in years]
    found = returning(2, 29, leap_day="mar1")
    assert days_of(found, years) == wanted
    assert len({str(event["UID"]) for event in found}) == len(found)


def test_every_rule_is_one_that_outlook_google_and_apple_know():
    party = CalendarEvent("x", dt.date.min, "Ewa")
    made = [*yearly(party, 2, 29), *yearly(party, 2, 29, None, "mar1"), *yearly(party, 6, 1)]
    rules = {event.rule for event in made}
    assert rules == {"FREQ=YEARLY", "FREQ=YEARLY;INTERVAL=4", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1"}


@pytest.mark.parametrize(("year", "first"), [(None, 2024), (1604, 2024), (1956, 2024), (2026, 2026)])
def test_no_event_begins_long_ago_nor_before_the_date_itself(year, first):
    (event,) = returning(5, 4, year)
    assert event.decoded("DTSTART") == dt.date(first, 5, 4)


@given(st.integers(1, 12), st.integers(1, 28), st.one_of(st.none(), st.integers(1900, 2100)))
def test_the_first_day_of_an_event_obeys_its_own_rule(month, day, year):
    (event,) = returning(month, day, year)
    start = event.decoded("DTSTART")
    assert days_of([event], range(start.year, start.year + 1)) == [start] and start.year >= FIRST_YEAR


def test_what_did_not_change_keeps_its_bytes_on_a_later_day():
    first = calendar_file([PARTY], "Days", STAMP)
    assert calendar_file([PARTY], "Days", LATER, first) == first


def test_what_changed_gets_a_new_stamp_and_the_rest_keeps_its_own():
    other = CalendarEvent("b", dt.date(2026, 12, 6), "Other")
    first = calendar_file([PARTY, other], "Days", STAMP)
    second = parsed(calendar_file([PARTY._replace(day=dt.date(2026, 12, 7)), other], "Days", LATER, first))
    assert {str(event["UID"]): event.decoded("DTSTAMP") for event in second} == {
        "a@sheetcrm": LATER,
        "b@sheetcrm": STAMP,
    }


@pytest.mark.parametrize("earlier", [b"", b"BEGIN:VEVENT\r\nDTSTAMP:x\r\nEND:VEVENT\r\n", b"\xff\xfe\x00", b"DTSTAMP:"])
def test_a_file_that_is_not_ours_does_no_harm(earlier):
    assert calendar_file([PARTY], "Days", STAMP, earlier) == calendar_file([PARTY], "Days", STAMP)


def test_the_order_in_which_events_are_given_does_not_matter():
    events = [PARTY, CalendarEvent("b", PARTY.day, "B"), CalendarEvent("c", dt.date(2025, 1, 1), "C")]
    assert calendar_file(events, "Days", STAMP) == calendar_file(reversed(events), "Days", STAMP)


def test_of_two_events_with_one_uid_the_first_counts():
    (event,) = parsed(calendar_file([PARTY, PARTY._replace(summary="Twin")], "Days", STAMP))
    assert str(event["SUMMARY"]) == "Party"


@pytest.mark.parametrize("text", [
    "a;b,c\\d", "two\nlines", "BEGIN:VALARM\r\nTRIGGER:PT0M", "x" * 300, "ż" * 300, "🎂" * 100, "Ivan\r\nEND:VEVENT",
    ":;,", "\\n", "\\", "=cmd|' /C calc'!A0", "מזל טוב 5",
])  # fmt: skip
def test_any_text_comes_back_as_it_was(text):
    content = calendar_file([PARTY._replace(summary=text, description=text)], text, STAMP)
    (event,) = parsed(content)
    wanted = text.replace("\r\n", "\n")
    assert str(event["SUMMARY"]) == wanted and str(event["DESCRIPTION"]) == wanted
    assert content.count(b"\r\nBEGIN:VEVENT\r\n") == content.count(b"\r\nEND:VEVENT\r\n") == 1
    again = calendar_file([PARTY._replace(summary=text, description=text)], text, LATER, content)
    assert again == content


@given(st.text(max_size=400))
def test_whatever_stands_in_a_name_the_file_stays_whole(text):
    content = calendar_file([PARTY._replace(summary=text)], text, STAMP)
    lines = content.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines) and lines[-1] == b""
    assert not re.search(rb"[\x00-\x09\x0b\x0c\x0e-\x1f]|(?<!\r)\n|\r(?!\n)", content)
    for line in lines:
        line.decode("utf-8")
    assert len(parsed(content)) == 1


@given(st.text(max_size=300))
def test_a_folded_line_unfolds_to_itself(text):
    line = "SUMMARY:" + escaped(text)
    assert folded(line).replace(b"\r\n ", b"").decode() == line


def test_a_reminder_is_an_alarm_after_the_midnight_that_begins_the_day():
    at_nine = PARTY._replace(remind_after=dt.timedelta(hours=9))
    before = PARTY._replace(uid="b", remind_after=dt.timedelta(hours=-15))
    alarms = [event.walk("VALARM")[0] for event in parsed(calendar_file([at_nine, before], "Days", STAMP))]
    assert [alarm.decoded("TRIGGER") for alarm in alarms] == [dt.timedelta(hours=9), dt.timedelta(hours=-15)]
    assert {str(alarm["ACTION"]) for alarm in alarms} == {"DISPLAY"}


@pytest.mark.parametrize("day", [dt.date.min, dt.date(206, 1, 5), dt.date.max])
def test_days_at_the_ends_of_the_calendar_are_written_in_eight_figures(day):
    content = calendar_file([PARTY._replace(day=day)], "Days", STAMP)
    assert f"DTSTART;VALUE=DATE:{day.year:04}{day.month:02}{day.day:02}\r\n".encode() in content


def test_a_uid_does_not_tell_whose_day_it_is():
    assert not re.search("kowal|1985", uid_of("birthday", "Anna Kowalska", "1985-03-12"), re.IGNORECASE)

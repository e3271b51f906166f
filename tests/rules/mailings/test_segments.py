"""Segments: what people write into a cell means the clients they would have picked by hand, or is told as a fault."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetcrm.rules.mailings.segment_text import day_meant, read_segment
from sheetcrm.rules.mailings.segments import members, segment_of
from tests.building import TODAY, settings, snapshot

CLIENTS = [
    {"number": "C-1", "name": "Anna", "status": "customer", "tier": "key", "city": "Kraków", "tags": "fair, vip",
     "last_purchase": dt.date(2026, 11, 1), "purchases_sum": 1500, "birthday": "12.05.1990", "own:Size": "42",
     "shoe_size": 40},
    {"number": "C-2", "name": "Bob", "status": "Regular", "tier": None, "city": "Warszawa", "tags": "Fair",
     "last_purchase": dt.date(2026, 2, 1), "purchases_sum": 99.5, "birthday": "12.05", "own:Size": "44",
     "shoe_size": "43,5"},
    {"number": "C-3", "name": "Ewa", "status": "lost", "tier": "standard", "city": None, "tags": None,
     "last_purchase": None, "purchases_sum": None, "birthday": None, "own:Size": "38", "shoe_size": 38},
]  # fmt: skip


def picked(text, **changes):
    found = snapshot(clients=CLIENTS)
    segment = segment_of(text, found, settings(**changes), TODAY)
    assert not segment.faults, segment.faults
    return ["ABE"[position] for position in members(segment, found, settings(**changes), TODAY)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Status: customer", "A"),
        ("status = Customer, regular", "AB"),
        ("Статус: постоянный клиент; Город: Краков", ""),
        ("Status != lost", "AB"),
        ("City: krakow", "A"),
        ("Miasto: Kraków, Warszawa", "AB"),
        ("City: empty", "E"),
        ("City: пусто", "E"),
        ("Город: заполнено", "AB"),
        ("City != empty", "AB"),
        ("Tags: FAIR", "AB"),
        ("Tags: vip; Status: customer", "A"),
        ("Tags != vip", "BE"),
        ("Last purchase < 180 days ago", "B"),
        ("Last purchase >= 2026-11-01", "A"),
        ("Last purchase < 6 months ago\nStatus: regular", "B"),
        ("Purchases, total > 1 000,50", "A"),
        ("Purchases, total <= 99.5", "B"),
        ("Size > 40", "AB"),
        ("Shoe size >= 40", "AB"),
        ("Shoe size: 38", "E"),
        ("Size: 42", "A"),
        ("Name ~ nn, ob", "AB"),
        ('Name: "Anna"', "A"),
        ("Birthday < 2000-01-01", "A"),
        ("Tier: key", "A"),
        ("everyone", "ABE"),
        ("Все клиенты", "ABE"),
        ("*", "ABE"),
    ],
)
def test_a_segment_means_whom_a_person_would_have_picked(text, expected):
    assert picked(text) == list(expected)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("", ["segment-none"]),
        (" ; ;", ["segment-none"]),
        ("Stauts: customer", ["segment-header"]),
        ("customers", ["segment-sign"]),
        ("Status:", ["segment-value"]),
        ("Status: custommer", ["segment-choice"]),
        ("Last purchase < soon", ["segment-compare"]),
        ("City > 5", ["segment-order"]),
        ("Nothing: x; Status > 3; Purchases, total > much", ["segment-header", "segment-order", "segment-compare"]),
    ],
)
def test_a_segment_with_a_fault_means_nobody_and_tells_all_faults(text, codes):
    found = snapshot(clients=CLIENTS)
    segment = segment_of(text, found, settings(), TODAY)
    assert sorted(fault.code for fault in segment.faults) == sorted(codes)
    assert members(segment, found, settings(), TODAY) == []


def test_a_header_that_is_nearly_right_is_suggested():
    (fault,) = read_segment("Stauts: lost", {"status": "status", "city": "city"}).faults
    assert (fault.part, fault.suggestion) == ("Stauts", "status")


def test_signs_within_quotation_marks_are_part_of_the_value():
    (condition,) = read_segment('"City: of birth" = "A; B", «C, D»', {"city of birth": "own:x"}).conditions
    assert (condition.field, condition.values) == ("own:x", ("A; B", "C, D"))


@pytest.mark.parametrize("text", ["10 дней назад", "10 dni temu", "acum 10 zile", "10 days ago", "10 zile în urmă"])
def test_days_ago_in_four_languages(text):
    assert day_meant(text, TODAY) == dt.date(2026, 11, 12)


@given(st.text(max_size=200))
def test_no_text_breaks_the_reading(text):
    segment = read_segment(text, {"status": "status", "city": "city"})
    assert segment.conditions or segment.faults or segment.everyone


def test_a_fault_names_the_column_as_the_sheet_does():
    found = snapshot(clients=CLIENTS)
    (fault,) = segment_of("City > 5", found, settings(), TODAY).faults
    assert fault.part == found.table("clients").headers["city"]
    (fault,) = segment_of("Statsu: customer", found, settings(), TODAY).faults
    assert fault.suggestion == found.table("clients").headers["status"]

"""Rules by which several cells become one: values in, values out."""

import datetime as dt

import pytest

from sheetcrm.model.cells import UNKNOWN, CellError
from sheetcrm.model.snapshot import OWN
from sheetcrm.rules.duplicates.joining import joined, without
from sheetcrm.rules.duplicates.uniting import Deciding, united
from tests.building import TODAY, settings

NEW, OLD = dt.date(2026, 10, 1), dt.date(2025, 1, 1)
SHOE = f"{OWN}Shoe"


def made(field, *cells, verified=()):
    dates = [*verified, *[None] * len(cells)][: len(cells)]
    return united(field, cells, Deciding(settings(), TODAY, dates))[-1]


@pytest.mark.parametrize(
    ("field", "cells", "wanted"),
    [
        ("city", (None, "Kraków"), "Kraków"),
        ("city", ("Kraków", None), "Kraków"),
        ("city", (CellError("#REF!"), "Kraków"), "Kraków"),
        ("city", ("Kraków", UNKNOWN), "Kraków"),
        ("city", ("Kraków", "Warszawa"), "Kraków"),
        ("city", ("Kraków", "Warszawa", "warszawa "), "Warszawa"),
        ("city", ("krakow", "Kraków"), "krakow"),
        ("status", ("Lead", "Klient", "Customer"), "Klient"),
        ("company", ("Meblex", "Meblex sp. z o.o."), "Meblex"),
        ("birthday", ("8.03", dt.date(1980, 3, 8)), dt.date(1980, 3, 8)),
        ("birthday", (dt.date(1980, 3, 8), "8.03"), dt.date(1980, 3, 8)),
        ("birthday", ("8.03", dt.date(1980, 3, 8), dt.date(1981, 3, 8)), "8.03"),
        ("registered_on", (dt.date(2024, 5, 5), dt.date(2020, 1, 1)), dt.date(2020, 1, 1)),
        ("registered_on", ("long ago", dt.date(2020, 1, 1)), dt.date(2020, 1, 1)),
        ("registered_on", ("long ago", "in May"), "long ago"),
        ("verified_on", (OLD, NEW), NEW),
        ("next_contact", (dt.date(2027, 1, 1), dt.date(2026, 11, 24)), dt.date(2026, 11, 24)),
        ("next_contact", (dt.date(2026, 1, 1), dt.date(2027, 1, 1)), dt.date(2027, 1, 1)),
        ("next_contact", (dt.date(2026, 1, 1), dt.date(2026, 5, 1)), dt.date(2026, 5, 1)),
        ("consent_greetings", ("yes", "no"), "no"),
        ("consent_greetings", ("нет", "да"), "нет"),
        ("consent_greetings", (True, False), False),
        ("consent_greetings", ("yes", "maybe"), "maybe"),
        ("consent_greetings", ("maybe", "no"), "no"),
        ("consent_greetings", ("maybe", "yes"), "maybe"),
        ("consent_greetings", (None, "yes"), "yes"),
        ("consent_greetings", ("yes", None), "yes"),
        ("bonus_points", (10, 20), 10),
        (SHOE, (38, 39), 38),
        (SHOE, (None, 39), 39),
        ("comment", ("tea", "coffee"), "tea\ncoffee"),
        ("comment", ("tea", " TEA "), "tea"),
        ("comment", ("likes green tea", "green tea"), "likes green tea"),
        ("comment", ("calls\nMonday", "Monday\nnever"), "calls\nMonday\nnever"),
        ("comment", (5, dt.date(2026, 1, 1)), "5\n2026-01-01"),
        ("tags", ("vip, 2025", "VIP; fair"), "vip, 2025, fair"),
        ("tags", ("vip", "fair"), "vip, fair"),
        ("phone", ("601 234 567", "+48 601-234-567"), "601 234 567"),
        ("phone", ("601 234 567", "602000001"), "601 234 567; 602000001"),
        ("phone", (601234567, 602000001), "601234567; 602000001"),
        ("phone", ("601 234 567, 602 000 001", "603 000 001 (wife)"), "601 234 567, 602 000 001, 603 000 001 (wife)"),
        ("phone", ("601 234 567", "нет"), "601 234 567"),
        ("phone", ("601 234 567", "-"), "601 234 567"),
        ("phone", ("нет", "601 234 567"), "601 234 567"),
        ("email", ("anna.k@gmail.com", "annak@googlemail.com"), "anna.k@gmail.com"),
        ("email", ("anna@x.pl", "Anna <b@x.pl>"), "anna@x.pl; Anna <b@x.pl>"),
        ("contacts", ("601 234 567; a@x.pl", "A@x.pl, 602 000 001"), "601 234 567; a@x.pl; 602 000 001"),
    ],
)  # fmt: skip
def test_cells_become_one(field, cells, wanted):
    assert made(field, *cells) == wanted


@pytest.mark.parametrize(
    ("verified", "wanted"),
    [((OLD, NEW), "Warszawa"), ((NEW, OLD), "Kraków"), ((None, OLD), "Warszawa"), ((NEW, NEW), "Kraków")],
)
def test_of_two_values_the_one_verified_later_wins(verified, wanted):
    assert made("city", "Kraków", "Warszawa", verified=verified) == wanted


def test_the_latest_verified_wins_over_the_more_frequent():
    assert made("city", "Kraków", "Warszawa", "Warszawa", verified=(NEW, OLD, OLD)) == "Kraków"


def test_a_row_verified_later_that_says_nothing_decides_nothing():
    assert made("city", "Kraków", None, "Warszawa", verified=(None, NEW, None)) == "Kraków"


def test_a_long_remark_in_a_column_of_the_team_is_joined_like_a_note():
    remark = "prefers to be called in the evening, after the shop has closed, never before"
    assert made(SHOE, "size 38", remark) == f"size 38\n{remark}"


def test_each_value_comes_at_the_turn_of_whom_it_came_from():
    by = Deciding(settings(), TODAY, [None] * 3)
    assert united("city", (None, None, "Kraków"), by) == [None, None, "Kraków"]
    assert united("tags", ("a", "b", "c"), by) == ["a", "a, b", "a, b, c"]


def test_what_was_joined_is_taken_out_again():
    chosen = settings()
    for kind, one, other in (
        ("phones", "601 234 567", "602 000 001; 603 000 001"), ("tags", "vip, fair", "new"), ("note", "a\nb", "c"),
        ("emails", "a@x.pl", "b@x.pl"),
    ):  # fmt: skip
        both = joined(one, other, kind, chosen)
        assert without(both, one, both, kind, chosen) == one


def test_taking_out_leaves_what_people_added():
    assert without("1; 2; 3", "1", "1; 2", "phones", settings()) == "1; 3"
    assert without("2", "1", "1; 2", "phones", settings()) is None

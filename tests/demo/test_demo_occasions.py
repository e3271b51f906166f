"""On its day the demo has something to do: greetings with and without consent, calls, stocks that run out, checks."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from sheetcrm.demo.market import MARKETS, Market, Row, market_of
from sheetcrm.demo.mess import Book
from sheetcrm.demo.workbook import fill_book

TODAY = dt.date(2026, 11, 22)
LEAP_DAY = dt.date(2028, 2, 29)

languages = pytest.mark.parametrize("language", MARKETS)


def rows_where(book: Book, tab: str, wanted: Callable[[Row], Any]) -> list[Row]:
    """The rows of a tab for which `wanted` holds."""
    return [row for row in book.tabs[tab] if wanted(row)]


def born_today(row: Row, today: dt.date = TODAY) -> bool:
    """Whether the birthday is a date cell with today's day and month."""
    born = row.get("birthday")
    return isinstance(born, dt.date) and (born.month, born.day) == (today.month, today.day)


@pytest.fixture(params=MARKETS)
def market(request: pytest.FixtureRequest) -> Market:
    """Each market in turn."""
    return market_of(request.param)


def test_birthdays_of_today_with_and_without_consent(market: Market) -> None:
    book = fill_book(market, TODAY, 7)
    today = rows_where(book, "clients", born_today)
    yes = market.choice("yes_no", "yes")
    with_letter = [row for row in today if row["consent_greetings"] == yes and row["email"]]
    assert len(with_letter) == 3
    assert any(row["consent_greetings"] != yes for row in today)
    assert any(row["tier"] == market.choice("tier", "key") for row in with_letter)


def test_birthdays_come_in_the_next_days(market: Market) -> None:
    book = fill_book(market, TODAY, 7)
    born = [
        days
        for days in (1, 2, 3)
        if any(born_today(row, TODAY + dt.timedelta(days=days)) for row in book.tabs["clients"])
    ]
    assert born == [1, 2, 3]


def test_somebody_was_born_on_a_leap_day(market: Market) -> None:
    book = fill_book(market, TODAY, 7)
    assert rows_where(book, "clients", lambda row: row.get("birthday") == dt.date(1988, 2, 29))


def test_calls_are_due(market: Market) -> None:
    book = fill_book(market, TODAY, 7)
    due = rows_where(book, "clients", lambda row: isinstance(day := row.get("next_contact"), dt.date) and day <= TODAY)
    assert len(due) == 4


def test_stocks_run_out_with_and_without_consent(market: Market) -> None:
    book = fill_book(market, TODAY, 7)
    lasts = {row["product"]: row["run_out_days"] for row in book.tabs["products"]}
    offers = {row["name"]: row.get("consent_offers") for row in book.tabs["clients"]}
    consents = [
        offers[row["client"]]
        for row in book.tabs["purchases"]
        if isinstance(row["bought_on"], dt.date)
        and isinstance(days := lasts[row["product"]], int)
        and row["quantity"] == 1
        and row["bought_on"] + dt.timedelta(days=days) == TODAY + dt.timedelta(days=7)
    ]
    assert consents.count(market.choice("yes_no", "yes")) >= 2
    assert market.choice("yes_no", "no") in consents


def test_a_next_step_is_overdue(market: Market) -> None:
    book = fill_book(market, TODAY, 7)
    assert rows_where(book, "deals", lambda row: isinstance(day := row.get("next_step_on"), dt.date) and day < TODAY)


def test_clients_are_to_be_verified(market: Market) -> None:
    book = fill_book(market, TODAY, 7)
    served = {market.choice("status", status) for status in ("customer", "regular")}
    assert len(rows_where(book, "clients", lambda row: row["status"] in served and not row.get("verified_on"))) > 5


@languages
def test_a_workbook_can_be_made_on_a_leap_day(language: str) -> None:
    assert len(fill_book(market_of(language), LEAP_DAY, 7).clients) == 200

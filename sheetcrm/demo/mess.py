"""The mess people really make, planted on purpose: PLANTED tells for every problem code where it stands.

A slip goes to a row that has no other part to play, so that each can be shown by itself.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from types import MappingProxyType

from sheetcrm.demo.check_digits import spoiled
from sheetcrm.demo.market import Formula, Market, Row
from sheetcrm.demo.people import Client, firms_of
from sheetcrm.demo.spelling import landline

PLANTED: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "key-broken": ("clients", "number"),
        "key-duplicate": ("clients", "number"),
        "key-foreign": ("clients", "number"),
        "required-missing": ("clients", "name"),
        "broken-formula": ("clients", "budget"),
        "web-formula": ("clients", "budget"),
        "formula-unknown": ("clients", "comment"),
        "phone-invalid": ("clients", "phone"),
        "phone-incomplete": ("clients", "phone"),
        "email-invalid": ("clients", "email"),
        "email-typo": ("clients", "email"),
        "email-lookalike": ("clients", "email"),
        "email-disposable": ("clients", "email"),
        "email-role": ("clients", "email"),
        "date-unreadable": ("clients", "birthday"),
        "date-ambiguous": ("clients", "verified_on"),
        "date-order": ("deals", "closed_on"),
        "date-future": ("purchases", "bought_on"),
        "birthday-impossible": ("clients", "birthday"),
        "name-mixed-script": ("clients", "name"),
        "name-wrong-layout": ("clients", "name"),
        "name-company": ("clients", "name"),
        "name-misplaced": ("clients", "phone"),
        "name-is-contact": ("clients", "name"),
        "tax-id-invalid": ("clients", "tax_id"),
        "iban-invalid": ("clients", "iban"),
        "money-unreadable": ("deals", "sum"),
        "number-unreadable": ("purchases", "quantity"),
        "percent-range": ("people", "influence"),
        "choice-unknown": ("clients", "status"),
        "window-unreadable": ("clients", "call_window"),
        "postal-code-invalid": ("clients", "postal_code"),
        "link-unreadable": ("clients", "website"),
        "tidy-suggested": ("clients", "name"),
        "reference-missing": ("log", "deal"),
        "client-not-found": ("deals", "client"),
        "client-ambiguous": ("deals", "client"),
        "deal-without-log": ("deals", "stage"),
        "deal-without-next-step": ("deals", "next_step"),
        "task-without-day": ("tasks", "postponed_to"),
        "data-stale": ("clients", "verified_on"),
        "family-phone": ("relatives", "phone"),
        "exact-duplicate": ("clients", "name"),
        "duplicate-likely": ("clients", "duplicate_of"),
        "merged-cells": ("clients", "city"),
        "sensitive-column": ("clients", "own:religion"),
        "header-twice": ("clients", "phone_again"),
    }
)
"""Code -> (tab, field). `date-ambiguous` exists in English only; the duplicates show once the robot looked for them,
`tidy-suggested` where tidying is set to "suggest". `column-missing` and `tab-missing` need a workbook that lost
something after `init`, so a fresh one cannot have them."""

_ORDINARY = (16, 18, 19, 21, 22, 24, 25, 27, 29, 30, 32, 34, 35, 36, 38, 40, 41, 42, 43, 44, 45, 46, 47, 49, 51, 52, 54,
             55, 56, 57, 58, 60, 62, 63, 65, 66, 67, 68, 69, 71, 73, 74, 76, 77, 78, 79, 81, 82)  # fmt: skip
"""Places in the list of clients with no other part to play."""
_REPEATED = (1, 2, 8, 121, 144, 163)
"""Places of people who stand twice, or who share their name with somebody."""


@dataclass(slots=True)
class Book:
    """All rows of the workbook by tab; `merges` are (tab, field, first row, last row), rows counted from 0."""

    market: Market
    today: dt.date
    clients: list[Client]
    tabs: dict[str, list[Row]] = field(default_factory=dict)
    merges: list[tuple[str, str, int, int]] = field(default_factory=list)


def make_a_mess_of_clients(book: Book, random: Random) -> None:
    """Plant the slips of the clients; to be done before other sheets speak of them."""
    ordinary = (book.clients[place].cells for place in _ORDINARY)
    _spoil_contacts(book.market, ordinary)
    _spoil_names(book.market, ordinary)
    _spoil_dates(book, ordinary)
    _spoil_facts(book, ordinary, random)
    _spoil_keys(book.clients)
    _spoil_firms(book.market, firms_of(book.clients))
    _repeat_people(book)


def make_a_mess_of_the_rest(book: Book) -> None:
    """Plant the slips of all other sheets."""
    _spoil_deals(book)
    _spoil_the_rest(book)


def steady(clients: Sequence[Client]) -> list[Client]:
    """The clients other sheets may name without a doubt who is meant."""
    unsure = {*_ORDINARY, *_REPEATED}
    return [client for place, client in enumerate(clients) if place not in unsure]


def _spoil_contacts(market: Market, rows: Iterator[Row]) -> None:
    for text in (*market.planted("phone_invalid"), *market.planted("phone_incomplete")):
        next(rows)["phone"] = text
    for domain in market.planted("email_typo"):
        next(rows)["email"] = f"klient.demo{len(domain)}@{domain}"
    for name in ("email_lookalike", "email_disposable", "email_role"):
        next(rows)["email"] = market.planted(name)
    for text in market.planted("email_invalid"):
        next(rows)["email"] = text
    next(rows).update({"phone": None, "email": None})


def _spoil_names(market: Market, rows: Iterator[Row]) -> None:
    slips = ("name_mixed_script", "name_wrong_layout", "emoji_name", "rtl_name", "latin_name", "title_name",
             "initials_name", "clean_nbsp")  # fmt: skip
    for name in slips:
        next(rows).update({"name": market.planted(name), "email": None})
    next(rows)["name"] = market.planted("name_company")
    next(rows).update({"name": None, "company": None})


def _spoil_dates(book: Book, rows: Iterator[Row]) -> None:
    market, today = book.market, book.today
    for text in market.planted("date_unreadable"):
        next(rows)["birthday"] = text
    next(rows)["birthday"] = dt.date(today.year + 59, 5, 12)
    next(rows)["birthday"] = market.date_text(dt.date(today.year + 48, 9, 3))
    for years in (2, 3):
        row = next(rows)
        row["verified_on"] = today - dt.timedelta(days=365 * years + 20)
        row["status"] = market.choice("status", "regular")
    next(rows)["verified_on"] = market.date_text(dt.date(today.year - 1, 4, 3))
    next(rows)["verified_on"] = today + dt.timedelta(days=400)


def _spoil_facts(book: Book, rows: Iterator[Row], random: Random) -> None:
    market = book.market
    for text in market.planted("choice_unknown"):
        next(rows)["status"] = text
    row = next(rows)
    row.update({"status": market.choice("status", "lost"), "leaving_reason": None})
    next(rows)["call_window"] = market.planted("window_unreadable")
    next(rows)["postal_code"] = market.planted("postal_code_invalid")
    next(rows)["comment"] = market.texts("long_comment_parts")[0] * 4
    for religion in market.texts("religions"):
        next(rows)["own:religion"] = religion
    next(rows)["phone_again"] = landline(market, random)
    moved = next(rows)
    moved["phone"] = moved["name"]
    unnamed = next(rows)
    unnamed["name"] = "klient.demo@example.com"
    next(rows)["comment"] = Formula('=G5&" / "&H5', "")
    for text, place in zip(market.planted("free_money"), (0, 2, 4), strict=True):
        book.clients[place].cells["budget"] = text


def _spoil_keys(clients: Sequence[Client]) -> None:
    clients[7].cells["number"] = clients[3].cells["number"]
    clients[10].cells["number"] = "17"
    clients[12].cells["number"] = Formula("=#REF!+1", "#REF!")
    clients[14].cells["number"] = None


def _spoil_firms(market: Market, firms: Sequence[Client]) -> None:
    scale = market["price_scale"]
    firms[1].cells["tax_id"] = spoiled(str(firms[1].cells["tax_id"]))
    firms[2].cells["iban"] = market.planted("iban_invalid")
    firms[3].cells["website"] = market.planted("link_unreadable")
    firms[4].cells["budget"] = Formula("=#REF!*12", "#REF!")
    firms[5].cells["budget"] = Formula(f"={int(1500 * scale)}*12", int(1500 * scale) * 12)
    firms[6].cells["budget"] = Formula('=_xlfn.WEBSERVICE("https://rates.example/today")', 92)


def _repeat_people(book: Book) -> None:
    """The same person twice, a couple on one phone, and two people of one name."""
    market, clients = book.market, book.clients
    original, twin = clients[2], clients[121]
    for name in ("name", "phone", "email", "birthday", "city"):
        twin.cells[name] = original.cells[name]
    again, copied = clients[1], clients[144]
    copied.cells |= {
        "name": again.cells["name"], "phone": again.number.spelled(market, market["phones"]["forms"][3]),
        "email": None, "birthday": None, "city": again.cells["city"], "postal_code": None,
    }  # fmt: skip
    clients[5].cells["phone"] = clients[4].cells["phone"] = clients[4].number.spelled(
        market, market["phones"]["forms"][0]
    )
    for place in (8, 163):
        clients[place].cells |= {"name": market.planted("namesake"), "email": None}
    clients[5].cells["city"] = None
    book.merges.append(("clients", "city", 4, 5))


def _spoil_deals(book: Book) -> None:
    market, today, deals = book.market, book.today, book.tabs["deals"]
    forms = market["phones"]["forms"]
    closed = [deal for deal in deals if deal.get("closed_on")]
    open_deals = [deal for deal in deals if "next_step" in deal]
    closed[1]["closed_on"] = _day(closed[1]["opened_on"]) - dt.timedelta(days=30)
    closed[2]["refusal_reason"], closed[2]["stage"] = None, market.choice("stage", "lost")
    open_deals[0].update({"next_step": None, "next_step_on": None})
    open_deals[1].update({"next_step": None, "next_step_on": None})
    open_deals[2]["next_step_on"] = today - dt.timedelta(days=12)
    open_deals[3]["client"] = book.clients[11].number.spelled(market, forms[1])
    book.clients[11].cells["phone"] = book.clients[11].number.spelled(market, forms[0])
    open_deals[4]["client"] = book.clients[37].address
    open_deals[5]["client"] = market.planted("unknown_client")
    open_deals[6]["client"] = market.planted("namesake")
    open_deals[7]["client"] = "C-0250"
    open_deals[8]["stage"] = market.planted("stage_unknown")
    open_deals[9]["client"] = book.clients[4].number.spelled(market, forms[0])
    open_deals[10]["client"] = None
    closed[3]["sum"] = market.planted("money_unreadable")
    closed[4]["sum"] = market.planted("free_money")[0]


def _spoil_the_rest(book: Book) -> None:
    market, today = book.market, book.today
    purchases, log, relatives = book.tabs["purchases"], book.tabs["log"], book.tabs["relatives"]
    lasting = {product["product"] for product in book.tabs["products"] if product["run_out_days"]}
    durable = [row for row in purchases if row["product"] not in lasting]
    durable[-1]["bought_on"] = today + dt.timedelta(days=365)
    durable[-2]["quantity"] = market.planted("number_unreadable")
    durable[-3]["client"] = None
    durable[-4]["bought_on"] = market.date_text(_day(durable[-4]["bought_on"]))
    with_deal = [row for row in log if row.get("deal")]
    with_deal[-1]["deal"] = "D-0999"
    with_deal[-2]["deal"] = None
    log[-2]["contacted_on"] = None
    relatives[5].update(
        {"phone": book.clients[9].number.spelled(market, market["phones"]["forms"][2]), "agreement": None}
    )
    relatives[6]["client"] = None
    people = book.tabs["people"]
    people[4]["influence"], people[6]["position"] = 150, None


def _day(value: object) -> dt.date:
    assert isinstance(value, dt.date)
    return value

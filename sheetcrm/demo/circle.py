"""The people round a client: those who decide in a firm, and the family whose feasts are kept in mind."""

import datetime as dt
from collections.abc import Sequence
from random import Random

from sheetcrm.demo.market import Market, Row
from sheetcrm.demo.people import Client, firms_of, years_before
from sheetcrm.demo.spelling import Number, landline, mailbox, new_number

_PEOPLE = 18
_RELATIVES = (
    ("spouse", "m", "birthday"), ("child", "f", "birthday"), ("child", "m", "birthday"), ("spouse", "f", "wedding"),
    ("parent", "f", "birthday"), ("grandparent", "f", "name_day"), ("child", "f", "name_day"),
)  # fmt: skip
_FAMILIES = 24


def make_people(market: Market, clients: Sequence[Client], today: dt.date, random: Random) -> list[Row]:
    """People at firms with their part in decisions; the first two have their birthday in these days."""
    firms = firms_of(clients)
    rows: list[Row] = []
    taken: set[str] = set()
    for at in range(_PEOPLE):
        sex = random.choice("mf")
        first = random.choice(market["names"]["women" if sex == "f" else "men"])
        his, _, hers = random.choice(market["names"]["surnames"]).partition("|")
        last = (hers or his) if sex == "f" else his
        number = new_number(market, random, taken)
        born = years_before(today, random.randrange(27, 62)) + dt.timedelta(days=at + 1 if at < 2 else at * 19)
        rows.append(
            {
                "client": firms[at % len(firms)].firm,
                "name": f"{last} {first}" if market["names"]["order"] == "last_first" else f"{first} {last}",
                "position": random.choice(market.texts("positions")),
                "role": random.choice(market["choices"]["role"]) if random.random() < 0.8 else None,
                "influence": random.choice((10, 20, 30, 50, 80, 100)),
                "attitude": random.choice(market["choices"]["attitude"]),
                "phone": _office_phone(market, number, random),
                "email": mailbox(first, last, random) if random.random() < 0.6 else None,
                "birthday": born if at < 2 or random.random() < 0.5 else None,
            }
        )
    return rows


def make_relatives(market: Market, clients: Sequence[Client], today: dt.date, random: Random) -> list[Row]:
    """Family and its feasts; a phone only where the family agreed, which is noted. Three feasts are near."""
    family = [client for client in clients if not client.firm][5 : 5 + _FAMILIES * 4 : 4]
    rows: list[Row] = []
    taken: set[str] = set()
    for at, client in enumerate(family):
        relation, sex, occasion = _RELATIVES[at % len(_RELATIVES)]
        days = (1, 2, 3)[at] if at < 3 else random.randrange(12, 350)
        date = years_before(today + dt.timedelta(days=days), random.randrange(4, 30))
        with_phone = at % 4 == 1
        rows.append(
            {
                "client": client.called,
                "name": random.choice(market["names"]["women" if sex == "f" else "men"]),
                "relation": market.choice("relation", f"{relation}_{sex}"),
                "occasion": market.choice("occasion", occasion),
                "date": date if at % 5 else market.date_text(date),
                "phone": _mobile(market, new_number(market, random, taken)) if with_phone else None,
                "agreement": market.choice("yes_no", "yes") if with_phone else None,
            }
        )
    return rows


def _office_phone(market: Market, number: Number, random: Random) -> str:
    return landline(market, random) if random.random() < 0.5 else _mobile(market, number)


def _mobile(market: Market, number: Number) -> str:
    return number.spelled(market, market["phones"]["forms"][0])

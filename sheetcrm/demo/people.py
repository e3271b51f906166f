"""The clients of the demo, before anything special is planted: who they are and what was noted about them."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from sheetcrm.demo.check_digits import iban, tax_number
from sheetcrm.demo.market import Market, Row, drawn
from sheetcrm.demo.spelling import Number, birthday_cell, mailbox, name_cell, new_number, no_year, phone_cell
from sheetcrm.values.scripts import ascii_fold

HOW_MANY = 200
_STATUSES = {"lead": 14, "potential": 14, "customer": 34, "regular": 24, "dormant": 9, "lost": 5}
_TIERS = {"key": 9, "standard": 62, "small": 29}
_EVERY_FIRM = 11
_NUMBERED = 16


@dataclass(slots=True)
class Client:
    """A client as the demo knows it; `cells` is what people wrote down. `firm` is empty for a private person."""

    sex: str
    first: str
    last: str
    number: Number
    address: str
    firm: str = ""
    cells: Row = field(default_factory=dict)

    @property
    def called(self) -> str:
        """What people write when they mean this client in another sheet."""
        written = self.cells.get("name") or self.cells.get("company")
        return str(written)


def make_clients(market: Market, today: dt.date, random: Random) -> list[Client]:
    """Clients with one row of cells each; no two have the same name, phone or address."""
    clients: list[Client] = []
    phones: set[str] = set()
    names: set[str] = set()
    addresses: set[str] = set()
    firms = list(market["texts"]["companies"])
    special = [text for text in market["planted"].values() if isinstance(text, str)]
    while len(clients) < HOW_MANY:
        position = len(clients)
        sex = "f" if random.random() < 0.72 else "m"
        last = _of_sex(random.choice(market["names"]["surnames"]), sex)
        first = random.choice(market["names"]["women" if sex == "f" else "men"])
        if f"{first} {last}" in names or any(first in text and last in text for text in special):
            continue
        names.add(f"{first} {last}")
        address = mailbox(first, last, random)
        while address in addresses:
            address = mailbox(first, last, random)
        addresses.add(address)
        firm = firms.pop(0) if firms and position % _EVERY_FIRM == _EVERY_FIRM - 5 else ""
        client = Client(sex, first, last, new_number(market, random, phones), address, firm)
        client.cells = _person(market, client, today, random) | _relation(market, today, random)
        if firm:
            client.cells |= _firm(market, client, random)
        if position < _NUMBERED:
            client.cells["number"] = f"C-{position + 1:04}"
        clients.append(client)
    _set_occasions(market, clients, today)
    return clients


def firms_of(clients: Sequence[Client]) -> list[Client]:
    """The clients that are firms."""
    return [client for client in clients if client.firm]


def years_before(day: dt.date, years: int) -> dt.date:
    """The same day so many years earlier; 29 February becomes the 28th where it has to."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def _of_sex(pair: str, sex: str) -> str:
    his, _, hers = pair.partition("|")
    return (hers or his) if sex == "f" else his


def _person(market: Market, client: Client, today: dt.date, random: Random) -> Row:
    patronymics = market["names"]["patronymics"]
    middle = _of_sex(random.choice(patronymics), client.sex) if patronymics and random.random() < 0.55 else ""
    born = years_before(today, random.randrange(19, 76)) - dt.timedelta(days=random.randrange(30, 340))
    return {
        "name": name_cell(market, client.first, client.last, middle, random),
        "phone": phone_cell(market, client.number, random),
        "email": client.address if random.random() < 0.66 else None,
        "birthday": birthday_cell(market, born, random),
        "city": random.choice(market["places"]["cities"]),
        "postal_code": random.choice(market["places"]["postal_codes"]) if random.random() < 0.3 else None,
        "own:shoe": _shoe_size(market, client.sex, random),
        "own:specialist": random.choice(market.texts("specialists")) if random.random() < 0.7 else None,
        "own:old": f"{random.choice('ABK')}-{random.randrange(100, 999)}" if random.random() < 0.3 else None,
    }


def _relation(market: Market, today: dt.date, random: Random) -> Row:
    status = drawn(random, _STATUSES)
    yes, no = market.choice("yes_no", "yes"), market.choice("yes_no", "no")
    ago = random.randrange(5, 330)
    known = status in ("customer", "regular", "dormant")
    return {
        "status": market.choice("status", status),
        "tier": market.choice("tier", drawn(random, _TIERS)),
        "consent_greetings": random.choices((yes, no, "+", None), (52, 12, 6, 30))[0],
        "consent_offers": random.choices((yes, no, None), (44, 20, 36))[0],
        "next_contact": today + dt.timedelta(days=random.randrange(4, 90)) if random.random() < 0.2 else None,
        "manager": random.choice(market.texts("managers")),
        "tags": ", ".join(random.sample(market.texts("tags"), random.randrange(1, 3)))
        if random.random() < 0.5
        else None,
        "comment": random.choice(market.texts("comments")) if random.random() < 0.35 else None,
        "source": random.choice(market["choices"]["source"]) if random.random() < 0.8 else None,
        "verified_on": today - dt.timedelta(days=ago) if known and random.random() < 0.7 else None,
        "call_window": random.choice(market.texts("windows")) if random.random() < 0.2 else None,
        "leaving_reason": random.choice(market["choices"]["leaving_reason"]) if status == "lost" else None,
    }


def _firm(market: Market, client: Client, random: Random) -> Row:
    sole_trader = client.firm.startswith(tuple(market["sole_trader"]))
    bank = "".join(random.choices("0123456789", k=market["iban_digits"]))
    words = re.findall(r"[a-z]{4,}", ascii_fold(client.firm).lower())
    slug = "-".join(words[:2])
    return {
        "company": client.firm,
        "tax_id": tax_number(market["country"], random, sole_trader=sole_trader),
        "name": None if random.random() < 0.4 else client.cells["name"],
        "birthday": None,
        "own:shoe": None,
        "email": f"{ascii_fold(client.address).partition('@')[0]}@{slug}.example",
        "budget": random.randrange(4, 60) * 1000 * market["price_scale"],
        "iban": iban(market["iban_country"], market["iban_bank"] + bank) if random.random() < 0.6 else None,
        "website": f"www.{slug}.example" if random.random() < 0.4 else None,
        "status": market.choice("status", random.choice(("potential", "customer", "regular"))),
    }


def _shoe_size(market: Market, sex: str, random: Random) -> float | str | None:
    low, high = market["shoe_sizes"][sex]
    if random.random() < 0.3:
        return None
    size: float = random.randrange(low * 2, high * 2 + 1) / 2
    return size if random.random() < 0.9 else f"{size:g}".replace(".", ",")


def _set_occasions(market: Market, clients: Sequence[Client], today: dt.date) -> None:
    """Birthdays, calls and checks that are due on or about `today`, so that the first run has something to do.

    The first number is the place in the list, the second the days from today.
    """
    yes, no = market.choice("yes_no", "yes"), market.choice("yes_no", "no")
    regular, key = market.choice("status", "regular"), market.choice("tier", "key")
    standard = market.choice("tier", "standard")
    letters = ((20, 0, standard), (37, 0, standard), (48, 0, key), (59, 1, standard))
    tasks = ((23, 0, no), (31, 2, None), (64, 1, no), (70, 3, None))
    for position, days, tier in letters:
        person = clients[position]
        person.cells |= {
            "birthday": years_before(today + dt.timedelta(days=days), 40 + position % 7), "email": person.address,
            "consent_greetings": yes, "tier": tier, "status": regular,
        }  # fmt: skip
    for position, days, consent in tasks:
        day = years_before(today + dt.timedelta(days=days), 30 + position % 9)
        clients[position].cells |= {"birthday": day, "consent_greetings": consent, "tier": standard, "status": regular}
    clients[75].cells |= {"birthday": no_year(market, today + dt.timedelta(days=2)), "status": regular}
    clients[80].cells["birthday"] = dt.date(1988, 2, 29)
    clients[86].cells["birthday"] = market.date_text(dt.date(1992, 2, 29))
    for position, days in ((26, 0), (33, -2), (53, 0), (91, -6), (97, 1)):
        clients[position].cells |= {"next_contact": today + dt.timedelta(days=days), "status": regular}

"""Clients who stand in the demo twice without looking alike, as colleagues enter them at different counters.

Beside them two of one family on one phone, who are not one. All come last, so that no other sheet speaks of them.
"""

import datetime as dt
from collections.abc import Callable, Sequence

from sheetcrm.demo.market import Market, Row
from sheetcrm.demo.people import Client
from sheetcrm.values.first_names import all_first_names
from sheetcrm.values.scripts import ascii_fold, transliterate_icao

_FIRST = 100
"""Place of the first client that is entered again; those before have parts of their own to play."""


def doubles(market: Market, clients: Sequence[Client]) -> list[Row]:
    """The rows of those who are entered again, each in a spelling of another kind, and of one who shares a phone."""
    people = [client for client in clients[_FIRST:] if not client.firm and client.cells.get("name")]
    firms = [client for client in clients if client.firm and not client.cells.get("name")]
    rows: list[Row] = []
    for spelled in (_in_plain_latin, _swapped_with_a_slip, _by_short_name):
        found = next((client for client in people if spelled(market, client) is not None), None)
        if found is not None:
            people.remove(found)
            rows.append(_again(market, found, str(spelled(market, found))))
    rows.append(_firm_again(market, firms[-1]))
    rows.append(_without_contacts(market, people.pop()))
    rows.append(_relative(market, people))
    return rows


Spelled = Callable[[Market, Client], str | None]


def _in_plain_latin(market: Market, client: Client) -> str | None:
    """The name as a foreign form or a cash register keeps it."""
    plain = ascii_fold(transliterate_icao(f"{client.first} {client.last}"))
    if market.language == "en":
        return f"{client.first[0]}. {client.last}"
    return plain if plain != f"{client.first} {client.last}" else None


def _swapped_with_a_slip(market: Market, client: Client) -> str | None:
    """The words in the other order, two letters of the surname changed over."""
    last = client.last
    if len(last) < 7 or last[3] == last[4] or not last.isalpha():
        return None
    slipped = last[:3] + last[4] + last[3] + last[5:]
    first_last = market["names"]["order"] == "last_first"
    return f"{client.first} {slipped}" if first_last else f"{slipped} {client.first}"


def _by_short_name(market: Market, client: Client) -> str | None:
    short = next((name.spelling for name in all_first_names(market.language) if client.first in name.full), None)
    return f"{short} {client.last}" if short is not None else None


def _again(market: Market, client: Client, name: str) -> Row:
    """The person as entered the second time: the phone in another form, and the mailbox where there was one."""
    return _fresh(market) | {
        "name": name,
        "phone": client.number.spelled(market, market["phones"]["forms"][1]),
        "email": _in_capitals(client.address) if client.cells.get("email") else client.address,
        "city": client.cells.get("city"),
    }


def _firm_again(market: Market, firm: Client) -> Row:
    return _fresh(market) | {
        "name": None,
        "company": firm.firm.upper(),
        "phone": firm.number.spelled(market, market["phones"]["forms"][0]),
        "email": firm.cells.get("email"),
        "city": firm.cells.get("city"),
    }


def _without_contacts(market: Market, client: Client) -> Row:
    """The name and the town from a visitors' list: likely the same person, and nobody can be sure."""
    surname_first = market["names"]["order"] == "last_first"
    name = f"{client.first} {client.last}" if surname_first else f"{client.last} {client.first}"
    return _fresh(market) | {"name": name, "city": client.cells.get("city")}


def _relative(market: Market, people: Sequence[Client]) -> Row:
    """A sister or brother, mother or father on the same phone: one household and two clients."""
    known = next(client for client in people if client.cells.get("phone"))
    other = next(client for client in people if client.sex == known.sex and client.first != known.first)
    surname_first = market["names"]["order"] == "last_first"
    return _fresh(market) | {
        "name": f"{known.last} {other.first}" if surname_first else f"{other.first} {known.last}",
        "phone": known.cells["phone"],
        "city": known.cells.get("city"),
        "birthday": dt.date(1979, 8, 17),
    }


def _in_capitals(address: str) -> str:
    """The mailbox as a tablet writes it."""
    local, _, domain = address.partition("@")
    return f"{local.upper()}@{domain}"


def _fresh(market: Market) -> Row:
    return {"status": market.choice("status", "lead"), "source": market["choices"]["source"][0]}

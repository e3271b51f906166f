"""The team's world as plain records: clients, what belongs to them, and how the days off of their countries lie.

Nothing here knows how it will stand in a sheet, nor what is due; `sheet.py` writes it down, `oracle.py` judges.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

Birthday = tuple[int | None, int, int]
"""Year or None, month, day."""


@dataclass
class Client:
    """One client; `country` is ISO, "" where the cell is empty and "??" where nobody can read it."""

    number: str
    first: str
    family: str
    country: str
    sex: str
    sex_written: bool = True
    tier: str | None = None
    status: str | None = None
    position: str | None = None
    industry: str | None = None
    born: Birthday | None = None
    name_day: tuple[int, int] | None = None
    registered_on: dt.date | None = None
    next_contact: dt.date | None = None
    verified_on: dt.date | None = None
    email: str | None = None
    consents: dict[str, str] = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)
    wishes: list[str] = field(default_factory=list)
    repeats: str | None = None


@dataclass
class Purchase:
    """One line of Purchases."""

    client: str
    day: dt.date
    product: str


@dataclass
class Deal:
    """One deal."""

    number: str
    client: str
    stage: str
    opened_on: dt.date | None
    accepted_on: dt.date | None = None
    ready_on: dt.date | None = None
    planned_on: dt.date | None = None
    next_step_on: dt.date | None = None
    closed_on: dt.date | None = None
    delivery: str | None = None


@dataclass
class Relative:
    """A date of the client's family; people know the year of some."""

    client: str
    name: str
    relation: str
    occasion: str
    date: Birthday


@dataclass
class Colleague:
    """A contact person at the client's."""

    client: str
    name: str
    birthday: Birthday


@dataclass
class Consent:
    """One line of Consents: given or withdrawn that day."""

    client: str
    purpose: str
    given: str
    day: dt.date


@dataclass
class Contact:
    """One line of the contact log."""

    client: str
    day: dt.date
    result: str
    deal: str | None = None


@dataclass
class Product:
    """One product; how long it lasts, where the team knows, and when it was sold for less."""

    name: str
    lasts: int | None = None
    price: float = 100.0
    sale_price: float | None = None
    sale_from: dt.date | None = None
    sale_until: dt.date | None = None


@dataclass
class Task:
    """A task as it stands in the sheet."""

    key: str
    number: str
    due_on: dt.date
    client: str
    status: str
    postponed_to: dt.date | None = None


@dataclass
class World:
    """Everything people wrote; `archived` tells into whom a client was merged."""

    clients: dict[str, Client] = field(default_factory=dict)
    purchases: list[Purchase] = field(default_factory=list)
    deals: list[Deal] = field(default_factory=list)
    relatives: list[Relative] = field(default_factory=list)
    people: list[Colleague] = field(default_factory=list)
    consents: list[Consent] = field(default_factory=list)
    log: list[Contact] = field(default_factory=list)
    products: list[Product] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    archived: dict[str, str] = field(default_factory=dict)
    merged_on: dict[str, dt.date] = field(default_factory=dict)
    _by_client: dict[str, dict[str, list[Any]]] = field(default_factory=dict)

    def living(self, number: str) -> str:
        """The client that a number stands for now, over all merges."""
        while number in self.archived:
            number = self.archived[number]
        return number

    def owner(self, number: str) -> Client | None:
        """The client behind a number; None where it stands nowhere."""
        return self.clients.get(self.living(number))

    def settle(self) -> None:
        """Lay out what belongs to whom, after people changed something; whoever was merged lives on in the other."""
        self._by_client = {}
        for tab in ("purchases", "log", "consents"):
            found = self._by_client[tab] = defaultdict(list)
            for row in getattr(self, tab):
                found[self.living(row.client)].append(row)

    def purchases_of(self, number: str) -> list[Purchase]:
        """What a client bought, with what was bought under an archived number."""
        return self._by_client["purchases"].get(number, [])

    def log_of(self, number: str) -> list[Contact]:
        """What was spoken with a client."""
        return self._by_client["log"].get(self.living(number), [])

    def consents_of(self, number: str) -> list[Consent]:
        """What a client agreed to and took back."""
        return self._by_client["consents"].get(number, [])

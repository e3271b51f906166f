"""A team's year, day by day: clients of four countries as records and as cells, runs that are missed at random."""

import datetime as dt
import random
from collections.abc import Callable, Iterator
from dataclasses import replace

from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.deriving import derive_facts
from sheetcrm.rules.tasks import make_tasks
from tests.building import rows_of, snapshot, table
from tests.building import settings as team
from tests.rules.occasions.oracle import (
    DAY,
    RULES,
    Deal,
    Person,
    acting_day,
    candidates,
    deal_candidates,
)

_NAMES = {
    "PL": [("Jan", "Nowak", "m"), ("Anna", "Kowalska", "f"), ("Piotr", "Zając", "m"), ("Katarzyna", "Mazur", "f"),
           ("Sylwester", "Wójcik", "m"), ("Barbara", "Lis", "f")],
    "RO": [("Ion", "Popescu", "m"), ("Maria", "Ionescu", "f"), ("Andrei", "Dumitru", "m"), ("Florin", "Stan", "m"),
           ("Vasile", "Rusu", "m")],
    "RU": [("Иван", "Петров", "m"), ("Ольга", "Смирнова", "f")],
    "GB": [("John", "Smith", "m"), ("Emily", "Brown", "f")],
}  # fmt: skip
_JOBS = {"RU": ["Бухгалтер", "Юрист"], "PL": ["Księgowa"], "RO": ["Contabil"], "GB": ["Accountant"]}
START, END = dt.date(2027, 1, 1), dt.date(2027, 12, 31)


def people(count: int, chance: random.Random) -> list[Person]:
    """Clients with everything an occasion may look at, each fact there or not."""
    made: list[Person] = []
    for n in range(1, count + 1):
        country = chance.choice(list(_NAMES))
        first, _, sex = chance.choice(_NAMES[country])
        born = chance.choice([None, (chance.choice([None, 1960, 2000]), *_day(chance)), (1996, 2, 29), (None, 2, 29)])
        person = Person(
            f"C-{n:04}", first, country, sex, chance.choice(["key", "standard", None]),
            chance.choice(["customer", "regular", "lead", "potential", "lost"]),
            chance.choice([None, chance.choice(_JOBS[country])]), born,
            chance.choice([None, START + DAY * chance.randint(-900, 300)]),
            chance.choice([None, START + DAY * chance.randint(0, 360)]),
            consent=chance.choice([None, None, START + DAY * (chance.randint(-60, 360) - 730)]),
        )  # fmt: skip
        if chance.random() < 0.5:
            day, every = START + DAY * chance.randint(-700, 200), chance.randint(5, 60)
            for _ in range(chance.randint(1, 9)):
                person.bought.append((day, chance.choice(["Cream", "Tea", "Tea"])))
                day += DAY * max(0, every + chance.randint(-4, 4))
        made.append(person)
    return made


def deals(clients: list[Person], chance: random.Random) -> list[Deal]:
    """A deal of every third client."""
    made: list[Deal] = []
    for n, person in enumerate(clients[::3], 1):
        opened = START + DAY * chance.randint(-40, 330)
        later = [None, *(opened + DAY * chance.randint(0, 40) for _ in range(2))]
        made.append(Deal(f"D-{n:04}", person.number, person.country, opened, *(chance.choice(later) for _ in range(3))))
    return made


def _day(chance: random.Random) -> tuple[int, int]:
    day = dt.date(2027, 1, 1) + DAY * chance.randint(0, 364)
    return day.month, day.day


def workbook(clients: list[Person], orders: list[Deal]) -> Snapshot:
    """The same records as a sheet."""
    return snapshot(
        clients=[
            {
                "number": p.number, "name": _full(p), "country": p.country, "sex": p.sex, "tier": p.tier,
                "status": p.status, "position": p.position, "birthday": _birthday(p), "registered_on": p.registered,
                "next_contact": p.next_contact, "verified_on": START,
            }
            for p in clients
        ],
        consents=[
            {
                "client": p.number, "client_number": p.number, "purpose": "offers", "given": "given",
                "given_on": p.consent,
            }
            for p in clients if p.consent
        ],
    )  # fmt: skip


def _full(person: Person) -> str:
    family = next(last for first, last, _ in _NAMES[person.country] if first == person.first)
    return f"{family} {person.first}" if person.country == "RU" else f"{person.first} {family}"


def _birthday(person: Person) -> object:
    if person.born is None:
        return None
    year, month, day = person.born
    return f"{day:02}.{month:02}" if year is None else dt.date(year, month, day)


def on_day(found: Snapshot, clients: list[Person], orders: list[Deal], today: dt.date) -> Snapshot:
    """The sheet with what has been bought by then, and deals in the stage they have then."""
    bought = sorted((day, p.number, product) for p in clients for day, product in p.bought if day <= today)
    tables = {
        "purchases": table("purchases", [
            {"client": c, "client_number": c, "bought_on": day, "product": product} for day, c, product in bought
        ]),
        "deals": table("deals", [
            {
                "number": d.number, "client": d.client, "client_number": d.client, "stage": d.stage(today),
                "opened_on": d.opened, "next_step_on": d.step, "planned_on": d.planned,
                "closed_on": d.closed if d.stage(today) == "done" else None,
            }
            for d in orders if d.opened <= today
        ]),
    }  # fmt: skip
    return replace(found, tables={**found.tables, **tables})


def unhurried() -> Settings:
    """The shipped occasions, those that are off too, without limits a day and without what is verified by turns."""
    chosen = team()
    from sheetcrm.config import read_settings  # the same file, with what is opt-in

    document = {"workbook": {"path": "clients.xlsx", "language": "en", "region": "PL", "currency": "PLN"},
                "occasions": {"on": ["defenders_day"], "off": ["verify"]}}  # fmt: skip
    occasions = read_settings(document, chosen.workbook.parent / "sheetcrm.toml").occasions
    return replace(chosen, occasions=tuple(replace(each, limit_per_day=None) for each in occasions))


def expected(clients: list[Person], orders: list[Deal], runs: list[dt.date]) -> dict[dt.date, set[tuple[str, ...]]]:
    """By day of a run what it makes: (occasion, whose, identity, day to act on)."""
    done: set[tuple[str, str, str]] = set()
    made: dict[dt.date, set[tuple[str, ...]]] = {}
    tasks: list[tuple[str, str, dt.date]] = []
    by_number = {p.number: p for p in clients}
    for today in runs:
        told = [(p.number, p.country, *c) for p in clients for c in candidates(p, today)]
        told += [(d.number, d.country, *c) for d in orders if d.opened <= today for c in deal_candidates(d, today)]
        told += [(task, country, "escalation", due, due.isoformat()) for task, country, due in tasks]
        for who, country, key, day, identity in told:
            on = acting_day(RULES[key], country, day, today)
            if on is not None and (key, who, identity) not in done:
                done.add((key, who, identity))
                made.setdefault(today, set()).add((key, who, identity, on[0].isoformat()))
        for key, who, identity, on_iso in made.get(today, ()):
            if key != "escalation":
                owner = by_number.get(who) or by_number[next(d.client for d in orders if d.number == who)]
                tasks.append((f"{key}:{who}:{identity}", owner.country, dt.date.fromisoformat(on_iso)))
    return made


def lived(
    start: Snapshot, clients: list[Person], orders: list[Deal], runs: list[dt.date], chosen: Settings,
    between: Callable[[Snapshot, dt.date], Snapshot] = lambda found, _: found,
) -> Iterator[tuple[dt.date, Snapshot, list[tuple[object, ...]]]]:  # fmt: skip
    """Each run with the sheet it leaves and the tasks it made: number, key, due on, what to do."""
    found, before = start, 0
    for today in runs:
        found = between(on_day(found, clients, orders, today), today)
        found = found.after(derive_facts(found, chosen, today))
        found = found.after(make_tasks(found, chosen, today))
        made = rows_of(found, "tasks", "number", "key", "due_on", "action")
        yield today, found, made[before:]
        before = len(made)

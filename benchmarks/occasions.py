"""Pure rule time of the occasions: `python benchmarks/occasions.py` (100,000 clients, `--clients 10000` for a look).

A sheet is made in memory, then `make_tasks` and `write_letters` run on it once, on one core, with every shipped
occasion. Reading birthdays, names and purchases is part of the time; reading a file is not, nor is making sense of
phones and addresses: every run has done that before, and keeps it for the next one. It is told by itself.
"""

import argparse
import datetime as dt
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from sheetcrm.config import read_settings
from sheetcrm.model.changes import AddRow, SendLetter
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot, Table, object_column
from sheetcrm.rules.letters import write_letters
from sheetcrm.rules.reading import forget_readings, read_column
from sheetcrm.rules.tasks import make_tasks

DAY = dt.timedelta(days=1)
NAMES = {
    "PL": (("Jan", "Anna", "Piotr", "Katarzyna", "Barbara", "Marek"), ("Nowak", "Mazur", "Lis", "Zając", "Wrona")),
    "RO": (("Ion", "Maria", "Andrei", "Elena", "Vasile", "Ioana"), ("Popescu", "Rusu", "Stan", "Dumitru", "Munteanu")),
    "RU": (("Иван", "Ольга", "Пётр", "Анна", "Сергей", "Елена"), ("Петренко", "Коваль", "Мороз", "Белых", "Шевченко")),
    "GB": (("John", "Emily", "Peter", "Kate", "Mark", "Ellen"), ("Smith", "Brown", "Green", "Hill", "Wood")),
}
JOBS = ("Księgowa", "Contabil", "Бухгалтер", "Accountant", "Dyrektor", "Врач", "Инженер", "Kierowca", None, None)


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the sheet, plan, print the seconds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=100_000)
    parser.add_argument("--today", type=dt.date.fromisoformat, default=dt.date(2026, 12, 22))
    parser.add_argument("--profile", action="store_true", help="also print where the time goes")
    chosen = parser.parse_args(arguments)
    settings = _settings()
    snapshot = _snapshot(chosen.clients, chosen.today)
    forget_readings()
    begun = time.process_time()
    for field in ("phone", "email"):
        read_column(snapshot.table("clients"), field, settings)
    contacts = time.process_time() - begun
    profile = None
    if chosen.profile:
        import cProfile

        profile = cProfile.Profile()
        profile.enable()
    began, cpu = time.perf_counter(), time.process_time()
    tasks = list(make_tasks(snapshot, settings, chosen.today))
    letters = list(write_letters(snapshot.after(tasks), settings, chosen.today))
    took, cost = time.perf_counter() - began, time.process_time() - cpu
    made = Counter(change.why for change in tasks if isinstance(change, AddRow) and change.tab == "tasks")
    sent = sum(isinstance(change, SendLetter) for change in letters)
    print(
        f"{chosen.clients} clients x {len(settings.occasions)} occasions: {cost:.2f} s CPU, {took:.2f} s by the clock"
    )
    print(f"reading phones and addresses before: {contacts:.2f} s CPU")
    print(f"{sum(made.values())} tasks, {sent} letters: {dict(made)}")
    if profile is not None:
        import pstats

        pstats.Stats(profile).sort_stats("cumulative").print_stats(45)
    return 0


def _settings() -> Settings:
    document = {
        "workbook": {"path": "clients.xlsx", "language": "en", "region": "PL", "currency": "PLN"},
        "sender": {"name": "Studio", "address": "studio@example.com"},
        "occasions": {"on": ["defenders_day"]},
    }
    settings = read_settings(document, Path("/nowhere/sheetcrm.toml"))
    return replace(settings, occasions=settings.occasions)


def _snapshot(count: int, today: dt.date) -> Snapshot:
    chance = random.Random(1)
    numbers = [f"C-{n:06}" for n in range(1, count + 1)]
    countries = [chance.choice(list(NAMES)) for _ in numbers]
    people = {
        "number": numbers,
        "name": [f"{chance.choice(NAMES[c][0])} {chance.choice(NAMES[c][1])}-{n % 997}" if n % 3 == 0 else
                 f"{chance.choice(NAMES[c][0])} {chance.choice(NAMES[c][1])}" for n, c in enumerate(countries)],
        "country": countries,
        "birthday": [dt.date(1950, 1, 1) + DAY * chance.randrange(18_000) for _ in numbers],
        "status": [chance.choice(("customer", "regular", "lead", "potential", "lost")) for _ in numbers],
        "tier": [chance.choice(("key", "standard", "small", "small", "small")) for _ in numbers],
        "position": [chance.choice(JOBS) for _ in numbers],
        "sex": [chance.choice(("m", "f", None)) for _ in numbers],
        "registered_on": [today - DAY * chance.randrange(2000) for _ in numbers],
        "next_contact": [today + DAY * chance.randrange(-400, 400) for _ in numbers],
        "verified_on": [today - DAY * chance.randrange(700) for _ in numbers],
        "email": [f"client{n}@gmail.com" if n % 2 else None for n in range(count)],
        "consent_greetings": [chance.choice(("yes", "no", None)) for _ in numbers],
        "manager": [chance.choice(("Olga", "Marek")) for _ in numbers],
        "phone": [f"+48 601 {n % 1000:03} {n // 1000:03}" for n in range(count)],
    }  # fmt: skip
    buyers = [chance.choice(numbers) for _ in range(2 * count)]
    purchases = {
        "client": buyers, "client_number": buyers,
        "bought_on": [today - DAY * chance.randrange(900) for _ in buyers],
        "product": [chance.choice(("Cream", "Tea", "Coffee", "Soap")) for _ in buyers],
        "sum": [chance.randrange(10, 900) for _ in buyers],
        "runs_out_on": [None for _ in buyers],
    }  # fmt: skip
    owners = [chance.choice(numbers) for _ in range(count // 5)]
    deals = {
        "number": [f"D-{n:06}" for n in range(len(owners))], "client": owners, "client_number": owners,
        "stage": [chance.choice(("talks", "offer", "done")) for _ in owners],
        "opened_on": [today - DAY * chance.randrange(200) for _ in owners],
        "next_step_on": [today + DAY * chance.randrange(-60, 60) for _ in owners],
        "closed_on": [today - DAY * chance.randrange(100) for _ in owners],
    }  # fmt: skip
    empty = ("number", "due_on", "action", "client", "client_number", "client_name", "assignee", "task_status", "why",
             "made_on", "key")  # fmt: skip
    notes = ("made_on", "client", "client_name", "to", "letter", "letter_status", "file", "key")
    tabs = {
        "clients": people, "purchases": purchases, "deals": deals, "tasks": {key: [] for key in empty},
        "memory": {key: [] for key in ("key", "value", "day")}, "letters": {key: [] for key in notes},
    }  # fmt: skip
    return Snapshot({tab: _table(tab, columns) for tab, columns in tabs.items()}, "stamp")


def _table(tab: str, columns: dict[str, list[object]]) -> Table:
    length = len(next(iter(columns.values())))
    cells = {name: object_column(values, length) for name, values in columns.items()}  # type: ignore[arg-type]
    anchors = object_column((f"{tab}{n}" for n in range(length)), length)
    return Table(tab, tab, 1, {name: name for name in columns}, {}, anchors, np.arange(2, length + 2), cells)


if __name__ == "__main__":
    sys.exit(main())

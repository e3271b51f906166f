"""Whole runs day by day, with letters: what was done stands in the workbook, so a lost journal duplicates nothing."""

import datetime as dt
import random
from dataclasses import replace
from pathlib import Path

from sheetcrm.model.settings import Duplicates
from sheetcrm.pipeline import sync_run
from sheetcrm.stores.memory import MemoryStore
from tests.building import rows_of, snapshot
from tests.rules.occasions.year import unhurried

DAYS = [dt.date(2027, 2, 20) + dt.timedelta(days=n) for n in range(30)]
LOST_ON = DAYS[14]


def lived(folder: Path, *, loses_journal: bool) -> tuple[list[str], list[str], int]:
    """Keys of all tasks, keys of all letters, and how often a letter was handed on."""
    chance = random.Random(6)
    clients = [
        {
            "number": f"C-{n:04}", "name": f"Anna Nowak-{n}",
            "birthday": DAYS[0] + dt.timedelta(days=chance.randint(0, 30)), "consent_greetings": "yes",
            "email": f"anna{n}@gmail.com" if n % 2 else None, "tier": "key" if n % 3 else None,
            "sex": "f", "registered_on": dt.date(2020, 1, 1) + dt.timedelta(days=chance.randint(0, 365)),
            "status": "customer", "next_contact": DAYS[0] + dt.timedelta(days=chance.randint(0, 40)),
            "verified_on": DAYS[0],
        }
        for n in range(1, 19)
    ]  # fmt: skip
    clients = [{**row, "birthday": row["birthday"].replace(year=1980)} for row in clients]
    store = MemoryStore(snapshot(clients=clients))
    chosen = replace(
        unhurried(), sender_name="Studio", sender_address="studio@example.com", duplicates=Duplicates(search=False),
        journal=folder / "journal.sqlite", outbox=folder / "outbox",
    )  # fmt: skip
    letters = 0
    for today in DAYS:
        if loses_journal and today == LOST_ON:
            for path in folder.glob("journal.sqlite*"):
                path.unlink()
        if today.day % 5:
            letters += len(sync_run(store, chosen, today, force=True).receipts)
    tasks = [key for (key,) in rows_of(store.read(), "tasks", "key")]
    mailings = [key for (key,) in rows_of(store.read(), "letters", "key")]
    return tasks, mailings, letters


def test_a_journal_lost_in_the_middle_changes_nothing_of_what_is_made(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    tasks, mailings, letters = lived(tmp_path / "a", loses_journal=False)
    assert lived(tmp_path / "b", loses_journal=True) == (tasks, mailings, letters)
    assert len(tasks) == len(set(tasks)) > 18
    assert len(mailings) == len(set(mailings)) == letters > 3

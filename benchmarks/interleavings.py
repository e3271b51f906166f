"""People at work between the robot's requests: `python benchmarks/interleavings.py --times 10000`.

Each time a sheet is made, a robot does the same job on it (mark every client, tidy names and phones, add one task a
client) while people sort, insert, delete, paste and type at random moments between its requests, and Google fails now
and then. A judge looks at the sheet before and after every single write. Then the robot runs once more, undisturbed.

Three robots: sheetcrm's store; the usual gspread recipe (read all, write by row index, append with retry); and the same
recipe that looks for its row again right before it writes.
"""

import argparse
import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import gspread
import requests

from sheetcrm.errors import RunLocked, SheetcrmError, WorkbookChanged
from sheetcrm.model.changes import AddRow, Change, SetCells
from sheetcrm.model.settings import Settings, TabMapping
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.stores.google.calls import Calls, Pace
from sheetcrm.stores.google.session import connect
from sheetcrm.stores.google.store import GoogleStore
from sheetcrm.stores.google.targets import is_peoples
from tests.google.judge import ID, Judge, Wanted, wanted_of
from tests.google_server.errors import ApiError
from tests.google_server.model import Spreadsheet
from tests.google_server.people import People
from tests.google_server.server import GoogleServer, Record

CLIENTS = ("No.", ID, "Name", "Phone", "City", "Check")
TASKS = ("No.", "Action", "Comment", "Key")
MEMORY = ("Key", "Value", "Day")
FIELDS = {"number": "No.", "name": "Name", "phone": "Phone", "city": "City", "check": "Check"}
MAPPINGS = {
    "clients": TabMapping("Clients", 1, FIELDS),
    "tasks": TabMapping("Tasks", 1, {"number": "No.", "action": "Action", "comment": "Comment", "key": "Key"}),
    "memory": TabMapping("Memory", 1, {"key": "Key", "value": "Value", "day": "Day"}),
}
KEYS = {"Clients": "No.", "Tasks": "No.", "Memory": "Key"}
ROBOT = "sheetcrm@project.iam.gserviceaccount.com"
NAMES = ("~Anna", "~Jan", "~Ewa", "~Olga", "~Piotr", "~Ion", "~Maria", "~Ivan", "~Tomasz", "~Elena")


def sheets(random: Random) -> dict[str, list[list[Any]]]:
    """A small workbook: ten clients whose names and phones want tidying, one old task."""
    rows = [
        [f"C-{n:04}", f"id{n}", f"{name}{'x' * n}", f"600 {n:03} {random.randrange(1000):03}", "Łódź", None]
        for n, name in enumerate(NAMES, 1)
    ]
    tasks = [["T-0000", "Order paper", None, "paper"]]
    return {"Clients": [list(CLIENTS), *rows], "Tasks": [list(TASKS), *tasks], "Memory": [list(MEMORY)]}


def tidy_phone(text: str) -> str:
    """What both robots make of a phone."""
    return "+48" + text.replace(" ", "")


def plan(snapshot: Snapshot) -> list[Change]:
    """The job, for our store."""
    changes: list[Change] = []
    table = snapshot.table("clients")
    there = {str(key) for key in snapshot.table("tasks").values("key")}
    for at, anchor in enumerate(table.anchors):
        number, name, phone = (table.values(f)[at] for f in ("number", "name", "phone"))
        if not isinstance(number, str):
            continue
        cells: dict[str, tuple[Any, Any]] = {}
        if table.values("check")[at] != f"ok {number}":
            cells["check"] = table.values("check")[at], f"ok {number}"
        if isinstance(name, str) and name.startswith("~"):
            cells["name"] = name, name[1:]
        if isinstance(phone, str) and phone.startswith("600 "):
            cells["phone"] = phone, tidy_phone(phone)
        if cells:
            changes.append(SetCells("clients", anchor, cells, "x"))
        if f"call:{number}" not in there:
            there.add(f"call:{number}")
            task = {"number": f"T-{number}", "action": f"Call {number}", "key": f"call:{number}"}
            changes.append(AddRow("tasks", task, f"call:{number}", "x"))
            changes.append(AddRow("memory", {"key": f"call:{number}"}, f"memory:call:{number}", "x"))
    return changes


@dataclass
class World:
    """One spreadsheet, its people, and the judge; `moments` is when they act: request number -> acts."""

    server: GoogleServer
    book: Spreadsheet
    random: Random
    judge: Judge = field(default_factory=lambda: Judge(keys=KEYS))
    moments: dict[int, int] = field(default_factory=dict)
    number: int = 0
    acted: list[str] = field(default_factory=list)
    settings: Settings = field(default_factory=Settings)

    def before(self, record: Record) -> None:
        """People act just before a request is carried out."""
        if self.book.id not in record.path:
            return
        for _ in range(self.moments.get(self.number, 0)):
            self.act()
        self.number += 1
        self._state = self.book.book

    def after(self, record: Record) -> None:
        """The judge looks at what a write did."""
        if self.book.id in record.path and record.kind == "write" and self.book.book is not self._state:
            self.judge.look(self._state, self.book.book)

    def act(self) -> None:
        """One act of somebody."""
        people = People(self.book)
        name, act = self.random.choice(ACTS)
        try:
            act(people, self.random)
            self.acted.append(name)
        except (ApiError, ValueError):
            return  # Google refuses it, or the cell it begins at is gone


def _row(people: People, random: Random, tab: str = "Clients") -> int:
    sheet = next(sheet for sheet in people.spreadsheet.book.sheets if sheet.title == tab)
    filled = [n for n, row in enumerate(sheet.rows, 1) if n > 1 and any(value is not None for value in row.values)]
    return random.choice(filled) if filled else 2


def _letter(people: People, header: str) -> str:
    sheet = next(sheet for sheet in people.spreadsheet.book.sheets if sheet.title == "Clients")
    return chr(65 + sheet.rows[0].values.index(header))


def _new_client(people: People, random: Random) -> None:
    sheet = next(sheet for sheet in people.spreadsheet.book.sheets if sheet.title == "Clients")
    row = max(n for n, row in enumerate(sheet.rows, 1) if any(value is not None for value in row.values)) + 1
    people.type("Clients", f"{_letter(people, ID)}{row}", f"id{random.randrange(10**6)}")
    people.type("Clients", f"{_letter(people, 'Name')}{row}", "Zofia")


ACTS: Sequence[tuple[str, Callable[[People, Random], object]]] = (
    ("insert a row", lambda p, r: p.insert_rows("Clients", r.randint(2, 12))),
    ("insert rows at the top", lambda p, r: p.insert_rows("Clients", 2, r.randint(1, 3))),
    ("delete a row", lambda p, r: p.delete_rows("Clients", _row(p, r))),
    ("sort by name", lambda p, r: p.sort("Clients", _letter(p, "Name"), descending=r.random() < 0.5)),
    ("sort by phone", lambda p, r: p.sort("Clients", _letter(p, "Phone"))),
    ("drag a row", lambda p, r: p.drag_row("Clients", _row(p, r), r.randint(2, 12))),
    ("type a phone", lambda p, r: p.type("Clients", f"{_letter(p, 'Phone')}{_row(p, r)}", f"write to me {r.random()}")),
    ("type a name", lambda p, r: p.type("Clients", f"{_letter(p, 'Name')}{_row(p, r)}", f"Name {r.random()}")),
    ("type a city", lambda p, r: p.type("Clients", f"{_letter(p, 'City')}{_row(p, r)}", f"City {r.random()}")),
    ("type a client", _new_client),
    ("insert a column", lambda p, r: p.insert_columns("Clients", r.choice("ABCDEF"))),
    ("move a column", lambda p, r: p.move_columns("Clients", r.choice("CDEF"), r.choice("ACEG"))),
    ("sort tasks", lambda p, r: p.sort("Tasks", "B", descending=r.random() < 0.5)),
    ("type a task", lambda p, r: p.type("Tasks", f"B{_row(p, r, 'Tasks') + 1}", f"Buy {r.random()}")),
    ("insert a row in tasks", lambda p, r: p.insert_rows("Tasks", r.randint(2, 6))),
    ("undo", lambda p, r: p.undo()),
)
FAULTS = ("503 before", "503 after", "429", "502 after", "reset after", "500 before", "truncated")


def ours(world: World) -> None:
    """A run of our store, begun anew like a sync when people changed too much."""
    settings = world.settings
    calls = Calls(connect(settings), settings.spreadsheet, pace=Pace(10**9, 0), sleep=lambda seconds: None)
    for _ in range(3):
        store = GoogleStore(settings, calls=calls)
        snapshot = store.read()
        if snapshot.lost:
            return
        changes = plan(snapshot)
        world.judge.wanted = wanted_of(changes, snapshot, is_peoples)
        try:
            store.apply(changes, snapshot)
        except (WorkbookChanged, RunLocked):
            continue
        return


def recipe(world: World, *, find: bool = False) -> None:
    """The usual recipe: read everything, write by the index of the row, append what is new and try again on errors."""
    client = gspread.Client(auth=None, session=session_of(ROBOT), http_client=local_client(world.server.url))
    book = again(lambda: client.open_by_key(world.book.id))
    tab, tasks = again(lambda: book.worksheet("Clients")), again(lambda: book.worksheet("Tasks"))
    header, *rows = again(tab.get_all_values)
    keys = set(again(lambda: tasks.col_values(TASKS.index("Key") + 1)))
    at = {name: header.index(name) for name in ("No.", "Name", "Phone", "Check")}
    cells: dict[tuple[str, str, str], tuple[Any, Any]] = {}
    new: list[list[str]] = []
    writes: list[tuple[str, int, list[dict[str, Any]]]] = []
    for index, row in enumerate(rows, 2):
        number, name, phone = row[at["No."]], row[at["Name"]], row[at["Phone"]]
        if not number:
            continue
        wanted = {"Check": (row[at["Check"]] or None, f"ok {number}")} if row[at["Check"]] != f"ok {number}" else {}
        wanted |= {"Name": (name, name[1:])} if name.startswith("~") else {}
        wanted |= {"Phone": (phone, tidy_phone(phone))} if phone.startswith("600 ") else {}
        cells.update({("Clients", number, title): pair for title, pair in wanted.items()})
        updates = [{"range": f"{chr(65 + at[title])}{{row}}", "values": [[pair[1]]]} for title, pair in wanted.items()]
        writes.append((number, index, updates))
        if f"call:{number}" not in keys:
            new.append([f"T-{number}", f"Call {number}", "", f"call:{number}"])
    peoples = frozenset({("Clients", "Name"), ("Clients", "Phone")})
    world.judge.wanted = Wanted(cells, {"Tasks": [dict(zip(TASKS, row, strict=True)) for row in new]}, peoples)
    if find:
        for number, _, updates in writes:
            found = again(lambda number=number: tab.find(number, in_column=at["No."] + 1)) if updates else None
            if found is not None:
                placed = [{**u, "range": u["range"].format(row=found.row)} for u in updates]
                again(lambda placed=placed: tab.batch_update(placed))
    else:
        placed = [{**u, "range": u["range"].format(row=index)} for _, index, updates in writes for u in updates]
        if placed:
            again(lambda: tab.batch_update(placed))
    for row in new:
        again(lambda row=row: tasks.append_row(row))


def recipe_with_find(world: World) -> None:
    """The recipe that looks for the row again right before it writes."""
    recipe(world, find=True)


def again(act: Callable[[], Any]) -> Any:
    """Three tries, as scripts do it."""
    for left in (2, 1, 0):
        try:
            return act()
        except (gspread.exceptions.APIError, requests.RequestException, ValueError):
            if not left:
                raise
    raise AssertionError


def session_of(robot: str) -> requests.Session:
    """A session that our server takes for that robot's."""
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {robot}"
    return session


def local_client(base: str) -> type[gspread.HTTPClient]:
    """gspread's own way to Google, led to our server."""

    class Local(gspread.HTTPClient):
        def request(self, method: str, endpoint: str, *rest: Any, **more: Any) -> Any:
            moved = endpoint.replace("https://sheets.googleapis.com", base).replace("https://www.googleapis.com", base)
            return super().request(method, moved, *rest, **more)

    return Local


ROBOTS: dict[str, Callable[[World], None]] = {
    "sheetcrm": ours, "recipe": recipe, "recipe, find first": recipe_with_find,
}  # fmt: skip

BOUNDARIES = {"sheetcrm": 4, "recipe": 12, "recipe, find first": 30}
"""Moments between the requests of each: people act in the middle of its work, not after its end."""


def one(server: GoogleServer, robot: str, seed: int, folder: Path, key: Path) -> tuple[World, str]:
    """One interleaving; the seed chooses the people, the moments and the faults."""
    random = Random(seed)
    book = server.create("Clients", random.choice(("en_US", "pl_PL", "ru_RU", "ro_RO")), sheets=sheets(random))
    for sheet in book.book.sheets:
        sheet.properties["gridProperties"] = {"frozenRowCount": 1}
    book.editors.add(ROBOT)
    state = folder / str(seed)
    state.mkdir(exist_ok=True)
    (state / "google.json").write_text(json.dumps({book.id: {"robot": "r", "cells": 100, "way": "elsewhere"}}))
    settings = Settings(spreadsheet=book.id, credentials=key, tabs=MAPPINGS, journal=state / "journal.sqlite")
    world = World(server, book, random, settings=settings)
    for _ in range(random.randint(1, 4)):
        moment = 1 + int(random.random() * BOUNDARIES[robot])
        world.moments[moment] = world.moments.get(moment, 0) + 1
    if random.random() < 0.3:
        server.faults.plan(*["ok"] * random.randint(0, 7), random.choice(FAULTS))
    server.before_request[:], server.after_request[:] = [world.before], [world.after]
    said = ""
    try:
        ROBOTS[robot](world)
    except (SheetcrmError, gspread.exceptions.GSpreadException, requests.RequestException, ValueError) as error:
        said = type(error).__name__
    world.moments.clear()
    server.faults.clear()
    try:
        ROBOTS[robot](world)
    except (SheetcrmError, gspread.exceptions.GSpreadException, requests.RequestException, ValueError) as error:
        said = f"{said}, then {type(error).__name__}"
    world.judge.count_rows(book.book, "Tasks")
    server.before_request.clear()
    server.after_request.clear()
    del server.spreadsheets[book.id]
    return world, said


def _many(robot: str, seeds: range) -> tuple[Counter[str], list[str]]:
    counts: Counter[str] = Counter()
    examples: list[str] = []
    with tempfile.TemporaryDirectory() as name, GoogleServer() as server:
        key = Path(name) / "key.json"
        key.touch(mode=0o600)
        key.write_text(json.dumps(server.service_account(ROBOT)))
        os.environ["SHEETCRM_GOOGLE_API"] = server.url
        for seed in seeds:
            world, said = one(server, robot, seed, Path(name), key)
            for what in ("misplaced", "lost_edits", "doubled"):
                found = getattr(world.judge, what)
                counts[what] += len(found)
                counts[f"{what} runs"] += bool(found)
                if found and len(examples) < 5:
                    examples.append(f"seed {seed}: {what}: {found[0]} after {world.acted}")
            counts["requests"] += world.number
            counts["acts"] += len(world.acted)
            counts["ended in an error"] += bool(said)
            counts["second run failed"] += "then" in said
        if server.crashes:
            raise server.crashes[0]
    return counts, examples


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse the command line, run, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--robots", nargs="*", default=list(ROBOTS), choices=list(ROBOTS))
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    chosen = parser.parse_args(arguments)
    print(f"{'':22}{'misplaced':>20}{'lost edits':>20}{'doubled rows':>20}{'requests':>12}{'errors told':>13}")
    print(f"{'':22}{'writes (runs)':>20}{'(runs)':>20}{'(runs)':>20}{'a run':>12}{'':>13}")
    for robot in chosen.robots:
        counts, examples = _all(robot, chosen)
        shown = (f"{counts[w]:,} ({counts[f'{w} runs']:,})" for w in ("misplaced", "lost_edits", "doubled"))
        print(f"{robot:22}" + "".join(f"{text:>20}" for text in shown), end="")
        print(f"{counts['requests'] / chosen.times / 2:12.1f}{counts['ended in an error']:13,}", flush=True)
        for example in examples:
            print(f"    {example}", file=sys.stderr)
    print(f"\n{chosen.times:,} interleavings each; {counts['acts'] / chosen.times:.1f} acts of people in one")
    return 0


def _all(robot: str, chosen: argparse.Namespace) -> tuple[Counter[str], list[str]]:
    counts: Counter[str] = Counter()
    examples: list[str] = []
    with ProcessPoolExecutor(chosen.processes) as pool:
        for found, some in pool.map(_many, *zip(*_shares(robot, chosen), strict=True)):
            counts.update(found)
            examples += some
    return counts, examples[:5]


def _shares(robot: str, chosen: argparse.Namespace) -> Iterator[tuple[str, range]]:
    step = max(1, -(-chosen.times // (chosen.processes * 4)))
    for start in range(chosen.first, chosen.first + chosen.times, step):
        yield robot, range(start, min(start + step, chosen.first + chosen.times))


if __name__ == "__main__":
    sys.exit(main())

"""What a run costs that has to look at a few changed rows only: `python benchmarks/duplicates_incremental.py`.

A sheet of made-up clients (--rows, of whom every tenth stands twice), or a CSV with columns called as fields of the
Clients tab (--table; first_name, last_name, phone, email, company, city, address ... are understood), is searched three
times, each time in a process of its own: with nothing known, with everything known, and with --changed rows edited
since. Told are the CPU seconds beyond reading the file, the peak of memory, and how far what was found with the help of
what was known is from a search from scratch of the same rows.
"""

import argparse
import csv
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random

from measured import ROOT, environment

_CALLED = {"id": "number", "last_name": "surname"}
_EDITED = ("phone", "surname", "email", "first_name")

Rows = list[dict[str, str | None]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, or, as a child, search once."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--changed", type=int, default=100)
    parser.add_argument("--table", type=Path, help="a CSV to search instead of made-up clients")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--search", nargs=3, metavar=("CSV", "STATE", "FOUND"), help=argparse.SUPPRESS)
    told = parser.parse_args(arguments)
    if told.search:
        return _search(*map(Path, told.search))
    random = Random(told.seed)
    rows = _read(told.table) if told.table else _made_up(told.rows, random)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write(folder / "before.csv", rows)
        for _ in range(told.changed):
            row, other = random.choice(rows), random.choice(rows)
            field = random.choice(_EDITED)
            row[field] = other.get(field)
        _write(folder / "after.csv", rows)
        known = folder / "state"
        print(f"{len(rows):,} rows, {told.changed} of them changed")
        print(f"{'':32}{'CPU s':>8}{'peak MB':>9}{'pairs':>9}{'groups':>9}")
        for title, table, state in (
            ("nothing known", "before", known), ("nothing changed", "before", known),
            (f"{told.changed} rows changed", "after", known), ("again", "after", known),
            ("the same from scratch", "after", folder / "other"),
        ):  # fmt: skip
            _child(title, folder / f"{table}.csv", state, folder / f"{title}.json")
        found = [json.loads((folder / f"{title}.json").read_text()) for title in
                 (f"{told.changed} rows changed", "again", "the same from scratch")]  # fmt: skip
        carried, again, scratch = ({tuple(pair) for pair in one["listed"]} for one in found)
        print(f"pairs of one of the two last only: {len(again - scratch)} and {len(scratch - again)} of {len(scratch)}")
        print(f"pairs in which the run after the change and the next one differ: {len(carried ^ again)}")
    return 0


def _child(title: str, table: Path, state: Path, found: Path) -> None:
    command = [sys.executable, str(ROOT / "benchmarks" / "duplicates_incremental.py"), "--search"]
    subprocess.run([*command, str(table), str(state), str(found)], check=True, env=environment())
    told = json.loads(found.read_text())
    print(f"{title:32}{told['cpu']:8.2f}{told['peak']:9.0f}{len(told['listed']):9,}{told['groups']:9,}", flush=True)


def _search(table: Path, state: Path, found: Path) -> int:
    """Search the table with what the state knows, and say what it cost beyond reading the table."""
    import gc
    import resource

    from sheetcrm.model.settings import Settings
    from sheetcrm.rules.duplicates.known import FILE, keep_known, recall_known
    from sheetcrm.rules.duplicates.suspects import suspects

    gc.disable()
    snapshot = _snapshot(_read(table))
    begun = time.process_time()
    recall_known(state / FILE)
    told = suspects(snapshot, Settings())
    keep_known(state / FILE)
    spent = time.process_time() - begun
    unit = 1 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6
    listed = [[pair.first, pair.second] for pair in told.pairs]
    found.write_text(json.dumps({"cpu": spent, "peak": peak, "listed": listed, "groups": len(told.groups)}))
    return 0


def _snapshot(rows: Rows):  # type: ignore[no-untyped-def]
    import numpy as np

    from sheetcrm.model.snapshot import Snapshot, Table, object_column

    fields = list(dict.fromkeys(field for row in rows for field in row))
    columns = {field: object_column([row.get(field) or None for row in rows], len(rows)) for field in fields}
    anchors = object_column([str(at) for at in range(len(rows))], len(rows))
    numbers = np.arange(2, len(rows) + 2, dtype=np.int64)
    table = Table("clients", "Clients", 1, dict(zip(fields, fields, strict=True)), {}, anchors, numbers, columns)
    return Snapshot({"clients": table}, "benchmark")


def _read(path: Path) -> Rows:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows: Rows = [{_CALLED.get(name, name): text for name, text in row.items()} for row in csv.DictReader(file)]
    for at, row in enumerate(rows, start=1):
        number = row.get("number") or str(at)
        row["number"] = f"C-{int(number):04}" if number.isdigit() else number
    return rows


def _write(path: Path, rows: Rows) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(dict.fromkeys(field for row in rows for field in row)))
        writer.writeheader()
        writer.writerows(rows)


def _made_up(count: int, random: Random) -> Rows:
    """Clients with names out of the demo's lists, of whom every tenth stands again with something changed."""
    from sheetcrm.demo.market import market_of

    market = market_of("en")
    given, surnames = [*market["names"]["men"], *market["names"]["women"]], market["names"]["surnames"]
    cities = [city.strip() for city in market["places"]["cities"]]
    rows: Rows = []
    for at in range(count):
        if rows and at % 10 == 9:
            again = dict(random.choice(rows))
            again[random.choice(("phone", "email", "address"))] = None
            rows.append({**again, "number": f"C-{at + 1:06}"})
            continue
        first, last = random.choice(given), f"{random.choice(surnames)}-{random.choice(surnames)}"
        rows.append({
            "number": f"C-{at + 1:06}", "first_name": first, "surname": last,
            "phone": f"07{random.randrange(10**9):09}",
            "email": f"{first}.{last}{random.randrange(10**4)}@example.com".lower(), "city": random.choice(cities),
            "address": f"{random.randrange(1, 200)} {random.choice(surnames)} Street",
            "birthday": f"{random.randrange(1945, 2006)}-{random.randrange(1, 13):02}-{random.randrange(1, 29):02}",
        })  # fmt: skip
    return rows


if __name__ == "__main__":
    sys.exit(main())

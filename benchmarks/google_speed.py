"""Time and requests on a Google sheet: `python benchmarks/google_speed.py` (or `--rows 10000 --runs 1`).

A server of our own that speaks Google's API holds the workbook; every step is a child process. Ratios are to the least
that a script can do: values.batchGet of all tabs into pandas, from the same server. A real network adds about the same
to both.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from google_world import requests_in
from measured import ROOT, Cost, environment, measure, sheetcrm

PEER = """
import sys, pandas, requests
base, key = sys.argv[1:]
session = requests.Session()
session.headers.update({"Authorization": "Bearer owner", "User-Agent": "peer (gzip)"})
book = f"{base}/v4/spreadsheets/{key}"
about = session.get(book, params={"fields": "sheets(properties(title))"}).json()
titles = [sheet["properties"]["title"] for sheet in about["sheets"]]
asked = {"ranges": titles, "valueRenderOption": "UNFORMATTED_VALUE"}
found = session.get(f"{book}/values:batchGet", params=asked).json()
frames = {t: pandas.DataFrame(r.get("values", [])) for t, r in zip(titles, found["valueRanges"])}
"""
_REGION = ("--language", "en", "--region", "GB")
_TODAY = ("--today", "2026-11-22")


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--columns", type=int, default=30)
    parser.add_argument("--runs", type=int, default=3, help="the middle one of so many counts")
    parser.add_argument("--changes", type=int, nargs="*", default=[10, 1000], help="cells people change before a sync")
    chosen = parser.parse_args(arguments)
    costs: dict[str, list[tuple[Cost, int, int]]] = {}
    with tempfile.TemporaryDirectory(prefix="sheetcrm-google-") as name:
        folder = Path(name)
        workbook = folder / "clients.xlsx"
        script = str(ROOT / "benchmarks" / "make_workbook.py")
        measure([sys.executable, script, "--rows", str(chosen.rows), "--columns", str(chosen.columns), "--mess", "0.05",
                 "--out", str(workbook), "--clients-only"], folder)  # fmt: skip
        for number in range(chosen.runs):
            place = folder / f"run{number}"
            place.mkdir()
            for step, cost, reads, writes in _measured(workbook, place, chosen.changes):
                costs.setdefault(step, []).append((cost, reads, writes))
                print(f"  run {number + 1}: {step}: {cost.wall:.2f} s, {reads} + {writes}", file=sys.stderr)
            shutil.rmtree(place)
    print(_table(costs, chosen.rows, chosen.columns))
    return 0


def _measured(workbook: Path, place: Path, changes: Sequence[int]) -> Iterator[tuple[str, Cost, int, int]]:
    log = place / "requests.log"
    command = [sys.executable, str(ROOT / "benchmarks" / "google_world.py"), str(workbook), "--log", str(log)]
    world = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment(), cwd=place
    )  # fmt: skip
    assert world.stdin is not None and world.stdout is not None
    try:
        told = json.loads(world.stdout.readline())
        os.environ["SHEETCRM_GOOGLE_API"] = told["url"]
        peer = [sys.executable, "-c", PEER, told["url"], told["id"]]
        config = place / "sheetcrm.toml"
        sync = sheetcrm(config, "sync", "--quiet", *_TODAY)
        address = f"https://docs.google.com/spreadsheets/d/{told['id']}/edit"
        yield _step("a  values.batchGet into pandas", peer, place, log)
        yield _step("b1 init", sheetcrm(config, "init", "--yes", *_REGION, address), place, log)
        yield _step("b2 first sync", sync, place, log)
        yield _step("a  values.batchGet into pandas, as it is now", peer, place, log)
        yield _step("c1 sync, nothing to do, every row looked at", sync, place, log)
        yield _step("c2 sync, nothing to do, settled", sync, place, log)
        for count in changes:
            world.stdin.write(f"{count}\n")
            world.stdin.flush()
            assert world.stdout.readline() == "done\n"
            yield _step(f"d  sync after {count:,} changed cells", sync, place, log)
    finally:
        world.stdin.close()
        world.wait(30)


def _step(name: str, command: Sequence[str], place: Path, log: Path) -> tuple[str, Cost, int, int]:
    before = len(log.read_text().splitlines())
    cost = measure(command, place)
    kinds = [kind for kind, _ in requests_in(log, before)]
    return name, cost, kinds.count("read"), kinds.count("write")


def _table(costs: dict[str, list[tuple[Cost, int, int]]], rows: int, columns: int) -> str:
    first = float("nan")
    title = f"{'step':50}{'wall s':>9}{'CPU s':>9}{'peak MB':>9}{'reads':>7}{'writes':>7}{'x a (wall)':>12}"
    lines = [f"{rows:,} x {columns}, middle of {len(next(iter(costs.values())))}", "", title, "-" * len(title)]
    for name, measured in costs.items():
        wall, cpu, peak = (statistics.median(getattr(c, p) for c, _, _ in measured) for p in ("wall", "cpu", "peak"))
        reads, writes = (statistics.median(m[at] for m in measured) for at in (1, 2))
        first = wall if name.startswith("a ") else first
        lines.append(f"{name:50}{wall:9.2f}{cpu:9.2f}{peak:9.0f}{reads:7.0f}{writes:7.0f}{wall / first:12.2f}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())

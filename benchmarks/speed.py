"""The speed figures: `python benchmarks/speed.py` (or `--rows 10000 --runs 1` for a quick look).

Every step is a child process of its own; ratios are to the two peers, ways of reading the same file into pandas.
"""

import argparse
import datetime as dt
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from measured import ROOT, Cost, environment, measure, sheetcrm

TODAY = dt.date(2026, 11, 22)
PEER = """
import sys, pandas
from python_calamine import CalamineWorkbook
book = CalamineWorkbook.from_path(sys.argv[1])
for name in book.sheet_names:
    rows = book.get_sheet_by_name(name).to_python()
    frame = pandas.DataFrame(rows[1:], columns=range(len(rows[0])) if rows else None)
"""
"""What many a script does first, and the least that any tool must do that looks at all cells."""
EASY_PEER = "import sys, pandas; pandas.read_excel(sys.argv[1], sheet_name=None, engine='calamine')"
"""The one line most people would write; it also tells the type of every column."""
FIRST_PEER, SECOND_PEER = "a1", "a2"
"""How their steps begin; they are run again when a sync has made the workbook larger, and ratios go by the latest."""
_LINES = 45
_REGION = ("--language", "en", "--region", "GB")
"""The made workbook is British; how well `init` guesses is not what is measured here."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workbook", type=Path, help="measure with this British one instead of a made one")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--columns", type=int, default=30)
    parser.add_argument("--mess", type=float, default=0.05)
    parser.add_argument("--clients-only", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--runs", type=int, default=3, help="the middle one of so many counts")
    parser.add_argument("--changes", type=int, nargs="*", default=[10, 1000], help="cells people change before a sync")
    parser.add_argument(
        "--profile", type=Path, help="also write where the time goes, one text per step, to this folder"
    )
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="sheetcrm-speed-") as name:
        folder = Path(name)
        workbook = chosen.workbook or _made(folder, chosen)
        costs: dict[str, list[Cost]] = {}
        for number in range(chosen.runs):
            place = folder / f"run{number}"
            place.mkdir()
            for step, cost in _measured(workbook, place, chosen.changes):
                costs.setdefault(step, []).append(cost)
                print(f"  run {number + 1}: {step}: {cost.cpu:.2f} s", file=sys.stderr)
            shutil.rmtree(place)
        print(_table(costs, workbook, chosen.runs))
        if chosen.profile is not None:
            chosen.profile.mkdir(parents=True, exist_ok=True)
            _profile(workbook, folder, chosen.profile, chosen.changes)
    return 0


def _made(folder: Path, chosen: argparse.Namespace) -> Path:
    workbook = folder / "clients.xlsx"
    script = str(ROOT / "benchmarks" / "make_workbook.py")
    command = [sys.executable, script, "--rows", str(chosen.rows), "--columns", str(chosen.columns),
               "--mess", str(chosen.mess), "--out", str(workbook)]  # fmt: skip
    measure([*command, "--clients-only" if chosen.clients_only else "--no-clients-only"], folder)
    return workbook


def steps(workbook: Path, config: Path, changes: Sequence[int]) -> Iterator[tuple[str, list[str], bool]]:
    """Name, command line and whether the step is ours and counts, in the order in which they are run."""
    sync = sheetcrm(config, "sync", "--quiet", "--today", TODAY.isoformat())
    tomorrow = sheetcrm(config, "sync", "--quiet", "--today", (TODAY + dt.timedelta(days=1)).isoformat())
    peers = (f"{FIRST_PEER} python-calamine, rows into a DataFrame", [sys.executable, "-c", PEER, str(workbook)]), (
        f"{SECOND_PEER} pandas.read_excel(engine='calamine')", [sys.executable, "-c", EASY_PEER, str(workbook)],
    )  # fmt: skip
    yield from ((name, command, True) for name, command in peers)
    yield "b1 init --yes", sheetcrm(config, "init", "--yes", *_REGION, str(workbook)), True
    yield "b2 first sync", sync, True
    yield from ((f"{name}, as it is now", command, True) for name, command in peers)
    yield "c1 sync, nothing to do, every row looked at", sync, True
    yield "c2 sync, nothing to do, settled", sync, True
    yield "c3 sync, nothing changed, the next day", tomorrow, True
    change = [sys.executable, str(ROOT / "benchmarks" / "change_cells.py"), str(workbook), "--count"]
    for count in changes:
        yield f"   {count} cells are changed", [*change, str(count)], False
        yield f"d  sync after {count:,} changed cells", tomorrow, True


def _measured(workbook: Path, place: Path, changes: Sequence[int]) -> Iterator[tuple[str, Cost]]:
    copy = Path(shutil.copy(workbook, place / "clients.xlsx"))
    for name, command, counts in steps(copy, place / "sheetcrm.toml", changes):
        cost = measure(command, place)
        if counts:
            yield name, cost


def _table(costs: dict[str, list[Cost]], workbook: Path, runs: int) -> str:
    first = second = float("nan")
    lines = [f"{workbook.stat().st_size / 1e6:.1f} MB, middle of {runs}", "",
             f"{'step':58}{'CPU s':>9}{'wall s':>9}{'peak MB':>9}{'x a1':>8}{'x a2':>8}", "-" * 101]  # fmt: skip
    for name, measured in costs.items():
        cpu, wall, peak = (statistics.median(getattr(c, part) for c in measured) for part in ("cpu", "wall", "peak"))
        first, second = cpu if name.startswith(FIRST_PEER) else first, cpu if name.startswith(SECOND_PEER) else second
        lines.append(f"{name:58}{cpu:9.2f}{wall:9.2f}{peak:9.0f}{cpu / first:8.2f}{cpu / second:8.2f}")
    return "\n".join(lines)


def _profile(workbook: Path, folder: Path, results: Path, changes: Sequence[int]) -> None:
    """Run the steps once more, ours under cProfile, and keep the dearest functions of each."""
    place = folder / "profile"
    place.mkdir()
    copy = Path(shutil.copy(workbook, place / "clients.xlsx"))
    for name, command, counts in steps(copy, place / "sheetcrm.toml", changes):
        raw = place / "profile.out"
        if command[1:2] != ["-m"] or not counts:
            measure(command, place)
            continue
        measure([command[0], "-m", "cProfile", "-o", str(raw), *command[1:]], place)
        show = f"import pstats; pstats.Stats({str(raw)!r}).sort_stats('cumulative').print_stats({_LINES})"
        text = subprocess.run(
            [sys.executable, "-c", show], capture_output=True, text=True, env=environment(), check=True
        )
        file = results / f"{'_'.join(name.replace(',', '').split())}.txt"
        file.write_text(text.stdout, encoding="utf-8")
        print(f"  {file}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())

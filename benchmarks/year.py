"""A year lived day by day and judged by an independent oracle: `python benchmarks/year.py --clients 5000 --seed 1`.

Every run's tasks and letters are compared with what the guide says is due that day; prints the counts, and the first
differences if there are any. Takes many minutes with thousands of clients; `--clients 200` is a look.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.year.judge import CODES, START, lived, runs_of
from tests.year.life import Life


def main(arguments: Sequence[str] | None = None) -> int:
    """Live the days, print what came of them; 1 when the robot and the oracle differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--days", type=int, default=400)
    parser.add_argument("--faults", type=int, default=20, help="how many differences are printed")
    chosen = parser.parse_args(arguments)
    began = time.process_time()
    runs = runs_of(chosen.days, chosen.seed)
    life = Life(chosen.clients, chosen.seed, START)
    verdict = lived(life, chosen.days, runs)
    print(f"{chosen.clients} clients ({len(life.world.clients)} at the end), {chosen.days} days from {START}, "
          f"{len(runs)} with a run, seed {chosen.seed}, {time.process_time() - began:.0f} s of CPU")  # fmt: skip
    print("  ".join(f"{code} {verdict.counts[code]}" for code in CODES))
    for entry, counts in verdict.by_entry.items():
        print(f"  {entry:22} " + "  ".join(f"{code} {counts[code]}" for code in CODES if counts[code]))
    for sentence in verdict.faults[: chosen.faults]:
        print(sentence)
    return 1 if verdict.faults else 0


if __name__ == "__main__":
    raise SystemExit(main())

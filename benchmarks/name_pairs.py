"""`same_name` on labelled pairs of names: precision, recall and F1 where it says yes, and at the best threshold.

    python benchmarks/name_pairs.py PAIRS.csv [PAIRS.csv ...] [--wrong]

PAIRS has the columns name1 and name2 and one that says whether they are one's: is_match, "ground truth", same or label;
a pair without a label is left out. Each file is also told by halves, parted by a hash of the names, so that tables and
thresholds chosen by one half can be checked by the other. Beside it, string measures of rapidfuzz on the same pairs;
their threshold is always the best one, which flatters them. --wrong lists the pairs that were judged wrongly.
Made for nomenklatura's contrib/name_bench/cases.csv and the ground_truth.csv in the source of names_comparator.
"""

import argparse
import csv
import hashlib
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler

from sheetcrm.rules.duplicates.name_pairs import THRESHOLD, same_names

LABELS = ("is_match", "ground truth", "same", "label")
YES = frozenset(("true", "1", "yes"))
PARTS = ("all", "first half", "second half")


class Pair(NamedTuple):
    """Two names, whether they are one's, and the half of the file they belong to: 0 or 1."""

    one: str
    other: str
    same: bool
    half: int


def main() -> int:
    """Measure every file that is named."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("files", nargs="+", type=Path, metavar="PAIRS")
    asked.add_argument("--wrong", action="store_true")
    told = asked.parse_args()
    for file in told.files:
        pairs = list(read_pairs(file))
        print(f"{file.name}: {len(pairs)} pairs, {sum(pair.same for pair in pairs)} of them the same")
        print(f"  {'measure':18}{'pairs':14}{'threshold':>10}{'precision':>11}{'recall':>8}{'F1':>7}")
        started = time.process_time()
        ours = same_names([(pair.one, pair.other) for pair in pairs])
        spent = time.process_time() - started
        for part in PARTS:
            _print_row("sheetcrm", part, pairs, ours, THRESHOLD)
        _print_row("sheetcrm, best", "all", pairs, ours, best_threshold(pairs, ours))
        for name, measured in peers(pairs):
            _print_row(f"{name}, best", "all", pairs, measured, best_threshold(pairs, measured))
        print(f"  {spent / max(len(pairs), 1) * 1e6:.0f} microseconds a pair, reading the tables included")
        if told.wrong:
            for score, pair in sorted(zip(ours, pairs, strict=True)):
                if (score >= THRESHOLD) != pair.same:
                    print(f"    {'missed' if pair.same else 'wrong '} {score:.2f}  {pair.one}  |  {pair.other}")
    return 0


def read_pairs(path: Path) -> Iterator[Pair]:
    """Yield the labelled pairs of a file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        label = next(name for name in LABELS if name in (reader.fieldnames or ()))
        for row in reader:
            if row[label]:
                digest = hashlib.sha256(f"{row['name1']}|{row['name2']}".encode()).digest()
                yield Pair(row["name1"], row["name2"], row[label].lower() in YES, digest[0] % 2)


def peers(pairs: Sequence[Pair]) -> Iterator[tuple[str, list[float]]]:
    """Yield what plain measures of strings say about the pairs, from 0 to 1."""
    folded = [(pair.one.casefold(), pair.other.casefold()) for pair in pairs]
    yield "token_set_ratio", [fuzz.token_set_ratio(*pair) / 100 for pair in folded]
    yield "token_sort_ratio", [fuzz.token_sort_ratio(*pair) / 100 for pair in folded]
    yield "Jaro-Winkler", [JaroWinkler.similarity(*pair) for pair in folded]


def scores(pairs: Sequence[Pair], measured: Sequence[float], threshold: float) -> tuple[float, float, float]:
    """Give precision, recall and F1 when everything from the threshold on is called the same."""
    said = [pair.same for pair, score in zip(pairs, measured, strict=True) if score >= threshold]
    right, true = sum(said), sum(pair.same for pair in pairs)
    precision, recall = right / len(said) if said else 1.0, right / true if true else 1.0
    return precision, recall, 2 * right / (len(said) + true) if said or true else 1.0


def best_threshold(pairs: Sequence[Pair], measured: Sequence[float]) -> float:
    """Give the threshold, in hundredths, with the highest F1."""
    return max((hundredth / 100 for hundredth in range(1, 101)), key=lambda at: scores(pairs, measured, at)[2])


def _print_row(name: str, part: str, pairs: Sequence[Pair], measured: Sequence[float], threshold: float) -> None:
    half = PARTS.index(part) - 1
    chosen = [at for at, pair in enumerate(pairs) if half in (-1, pair.half)]
    found = scores([pairs[at] for at in chosen], [measured[at] for at in chosen], threshold)
    precision, recall, both = found
    print(f"  {name:24}{part:14}{threshold:4.2f}{precision:11.3f}{recall:8.3f}{both:7.3f}")


if __name__ == "__main__":
    sys.exit(main())

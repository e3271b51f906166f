"""`sheetcrm duplicates find` on tables in which everybody shares one value: neither time nor memory may explode.

python benchmarks/duplicates_crowds.py [--rows 200000] [KIND ...]
"""

import argparse
import csv
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from measured import measure

_STEP = 2_654_435_761


def _name(at: int) -> tuple[str, str]:
    letters = "bdfgklmnprstvz"
    stirred = at * _STEP % 2**32
    word = "".join(letters[stirred // 14**place % 14] + "aeiou"[stirred // 5**place % 5] for place in range(4))
    return ("Anna", "Piotr", "Maria", "Jan", "Ewa", "Adam", "Olga")[at % 7], word.capitalize()


def _phone(at: int) -> str:
    return f"+48 6{at * _STEP % 10**8:08d}"


Row = Callable[[int], tuple[str, str, str, str, str]]
KINDS: Mapping[str, Row] = {
    "one-phone": lambda at: (*_name(at), "+48 601 234 567", "Łódź", f"ul. Leśna {at % 999}/{at % 77}"),
    "one-name": lambda at: ("Anna", "Nowak", _phone(at), "Łódź", f"ul. Leśna {at % 999}/{at % 77}"),
    "one-name-only": lambda at: ("Anna", "Nowak", "", "", ""),
    "no-phones": lambda at: (*_name(at), "нет", "Łódź", ""),
    "one-street": lambda at: (*_name(at), _phone(at), "Łódź", "ul. Leśna 5"),
    "one-row-for-all": lambda at: ("Anna", "Nowak", "+48 601 234 567", "Łódź", "ul. Leśna 5"),
}


def main() -> int:
    """Measure every kind of crowd that is named, or all."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("kinds", nargs="*", metavar="KIND", help=", ".join(KINDS))
    asked.add_argument("--rows", type=int, default=200_000)
    told = asked.parse_args()
    print(f"{'crowd':20}{'rows':>9}{'CPU s':>8}{'peak MB':>9}")
    for kind in told.kinds or KINDS:
        with tempfile.TemporaryDirectory() as folder:
            table = Path(folder) / f"{kind}.csv"
            with table.open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(("first_name", "last_name", "phone", "city", "address"))
                writer.writerows(map(KINDS[kind], range(told.rows)))
            command = [sys.executable, "-m", "sheetcrm", "duplicates", "find", str(table), "--clusters", "out.csv"]
            cost = measure(command, Path(folder))
            print(f"{kind:20}{told.rows:9}{cost.cpu:8.1f}{cost.peak:9.0f}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Measures how many people of a country get a name day: `python benchmarks/name_day_coverage.py RU names.csv`.

The list has a first name and the number of its bearers a line, comma or semicolon between them; heads and other columns
are passed over (the PESEL lists of dane.gov.pl are read as they are). No such list is shipped: take your country's.
"""

import csv
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from sheetcrm.values.name_days import name_days

_YEAR = 2027


def read_bearers(lines: Iterable[str]) -> Counter[str]:
    """Give the bearers of each name; the name is the first column, the number the last one that is a number.

    >>> read_bearers(["IMIĘ,PŁEĆ,LICZBA", "ANNA,KOBIETA,1068330", "Anna;1"])
    Counter({'Anna': 1068331})
    """
    bearers: Counter[str] = Counter()
    for name, cells in _rows(lines):
        number = next((cell for cell in reversed(cells) if cell.strip().isdecimal()), None)
        if name and number is not None:
            bearers[name.strip().title()] += int(number)
    return bearers


def without_day(bearers: Counter[str], country: str) -> Counter[str]:
    """Give the names of the list that have no name day in the country's calendar.

    >>> without_day(Counter({"Anna": 3, "Kevin": 1}), "PL")
    Counter({'Kevin': 1})
    """
    return Counter({name: count for name, count in bearers.items() if not name_days(name, country, _YEAR)})


def _rows(lines: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    for line in lines:
        delimiter = ";" if ";" in line else ","
        for name, *cells in csv.reader([line], delimiter=delimiter):
            yield name, cells


def main(country: str, path: str) -> None:
    """Print the share of people and of names with a day, and the commonest names without one."""
    bearers = read_bearers(Path(path).read_text(encoding="utf-8-sig").splitlines())
    if not bearers:
        sys.exit(f"{path}: no line with a name and a number")
    missing = without_day(bearers, country)
    people = 1 - missing.total() / bearers.total()
    print(f"{country}: {people:.1%} of {bearers.total():,} people, {1 - len(missing) / len(bearers):.1%} of the names")
    print("without a day:", ", ".join(f"{name} {count:,}" for name, count in missing.most_common(25)))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1].upper(), sys.argv[2])

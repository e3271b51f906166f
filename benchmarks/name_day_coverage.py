"""Measures how many people of a country get a name day: `python benchmarks/name_day_coverage.py RU names.csv`.

The list has a first name and the number of its bearers a line, comma or semicolon between them; heads and other columns
are passed over (the PESEL lists of dane.gov.pl are read as they are). No such list is shipped: take your country's;
what ours were stands in docs/calendars.md. A second file, names with spaces between them, tells who keeps no name days
by faith: `python benchmarks/name_day_coverage.py RU names.csv benchmarks/names_of_other_faiths.txt` counts them apart.
"""

import csv
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from sheetcrm.values.first_names import name_key
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


def without_day(bearers: Counter[str], country: str, *, saintless: bool = False) -> Counter[str]:
    """Give the names of the list that have no name day in the country's calendar.

    >>> without_day(Counter({"Anna": 3, "Kevin": 1}), "PL")
    Counter({'Kevin': 1})
    """
    days = {name: name_days(name, country, _YEAR, saintless=saintless) for name in bearers}
    return Counter({name: count for name, count in bearers.items() if not days[name]})


def of_other_faiths(bearers: Counter[str], names: str) -> Counter[str]:
    """Give those of the list whose names stand in a text of names.

    >>> of_other_faiths(Counter({"Ильдар": 2, "Иван": 5}), "Ильдар Гузель")
    Counter({'Ильдар': 2})
    """
    keys = {name_key(name) for name in names.split()}
    return Counter({name: count for name, count in bearers.items() if name_key(name) in keys})


def _rows(lines: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    for line in lines:
        delimiter = ";" if ";" in line else ","
        for name, *cells in csv.reader([line], delimiter=delimiter):
            yield name, cells


def main(country: str, path: str, others: str | None = None) -> None:
    """Print the share of people and of names with a day, and the commonest names without one."""
    bearers = read_bearers(Path(path).read_text(encoding="utf-8-sig").splitlines())
    if not bearers:
        sys.exit(f"{path}: no line with a name and a number")
    missing = without_day(bearers, country)
    people = 1 - missing.total() / bearers.total()
    print(f"{country}: {people:.1%} of {bearers.total():,} people, {1 - len(missing) / len(bearers):.1%} of the names")
    if country == "RO":
        left = without_day(bearers, country, saintless=True)
        print(f"with names no saint bears on the Sunday of All Saints: {1 - left.total() / bearers.total():.1%}")
    if others is not None:
        apart = of_other_faiths(missing, Path(others).read_text(encoding="utf-8"))
        rest = bearers.total() - apart.total()
        missing -= apart
        print(f"without {apart.total():,} people of other faiths: {1 - missing.total() / rest:.1%} of {rest:,}")
    print("without a day:", ", ".join(f"{name} {count:,}" for name, count in missing.most_common(25)))


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    main(sys.argv[1].upper(), *sys.argv[2:])

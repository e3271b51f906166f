"""Directories in which very many share a value: nothing explodes, and who only shares it is never surely one."""

import csv
import runpy
import time
from collections import Counter
from pathlib import Path

import pytest

from sheetcrm.rules.duplicates.records import Records
from sheetcrm.rules.duplicates.searching import find_duplicates

BENCHMARKS = Path(__file__).parents[3] / "benchmarks"
ROLES = {"first_name": "first_name", "last_name": "surname"}


@pytest.fixture
def write(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return runpy.run_path(str(BENCHMARKS / "duplicates_directories.py"))


def read(folder, kind):
    with (folder / f"{kind}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = {ROLES.get(name, name): [[row[name] for row in rows]] for name in rows[0] if name != "id"}
    with (folder / f"{kind}.truth.csv").open(encoding="utf-8", newline="") as file:
        return Records(columns), [row["entity"] for row in csv.DictReader(file)]


def wrong_and_right(clusters, entities):
    said = Counter(clusters.tolist())
    right = Counter(zip(clusters.tolist(), entities, strict=True))
    pairs = [sum(n * (n - 1) // 2 for n in counted.values()) for counted in (said, right)]
    return pairs[0] - pairs[1], pairs[1]


@pytest.mark.parametrize(
    "kind",
    ["switchboard", "clinic", "households", "school", "names_and_cities", "few_surnames", "clients", "without_phones",
     "numbers_in_a_row", "mall", "branches", "firms"],
)  # fmt: skip
def test_in_a_real_directory_who_only_shares_a_phone_an_address_or_a_name_is_not_surely_one(kind, write, tmp_path):
    (made,) = [maker for maker in write["KINDS"] if maker.__name__ == kind]
    write["write"](made, tmp_path, rows=1500, share=0.05, seed=7)
    records, entities = read(tmp_path, kind)
    wrong, right = wrong_and_right(find_duplicates(records).sure_clusters, entities)
    assert wrong <= max(2, right // 20)


@pytest.mark.parametrize("kind", ["clients", "without_phones", "firms", "school", "numbers_in_a_row"])
def test_in_a_real_directory_most_of_those_who_stand_twice_are_found(kind, write, tmp_path):
    (made,) = [maker for maker in write["KINDS"] if maker.__name__ == kind]
    write["write"](made, tmp_path, rows=1500, share=0.05, seed=7)
    records, entities = read(tmp_path, kind)
    _, right = wrong_and_right(find_duplicates(records).clusters, entities)
    assert right >= 0.8 * (len(entities) - len(set(entities)))


@pytest.mark.parametrize(
    "row",
    [
        lambda at: (f"Name{at % 977}{'abcdefghij'[at % 10]}", "+7 916 123-45-67", "Москва", f"Лесная {at % 99}"),
        lambda at: ("Anna Nowak", f"+48 6{at * 2654435761 % 10**8:08d}", "Łódź", f"Leśna {at % 999}"),
        lambda at: ("Anna Nowak", "", "", ""),
        lambda at: (f"Name{at % 4999}{'abcdefghij'[at % 10]}", "нет", "", ""),
        lambda at: (
            f"Name{at % 4999}{'abcdefghij'[at % 10]}",
            f"+48 6{at * 2654435761 % 10**8:08d}",
            "Łódź",
            "Leśna 5",
        ),
        lambda at: ("Anna Nowak", "+7 916 123-45-67", "Москва", "Лесная 5"),
    ],
    ids=["one phone", "one name", "only one name", "no phones", "one street", "one row"],
)
def test_twenty_thousand_rows_that_share_a_value_are_soon_done(row):
    names, phones, cities, streets = (list(column) for column in zip(*map(row, range(20_000)), strict=True))
    begun = time.process_time()
    found = find_duplicates(Records({"name": [names], "phone": [phones], "city": [cities], "address": [streets]}))
    assert time.process_time() - begun < 20
    assert len(found.pairs) < 20_000 * 80

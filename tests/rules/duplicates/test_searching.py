"""What holds for every search: order does not matter, nothing explodes, only what changed is compared when asked."""

import time

import numpy as np

from sheetcrm.rules.duplicates.blocking import NEIGHBOURS, candidates
from sheetcrm.rules.duplicates.preparing import prepare
from sheetcrm.rules.duplicates.records import Options, Records
from sheetcrm.rules.duplicates.searching import find_among_changed, find_duplicates
from tests.rules.duplicates.records import found_among, groups, sheet, strangers


def doubled(count: int) -> list[dict[str, str]]:
    rows = strangers(count)
    return [*rows, *({**row, "phone": row["phone"].replace("+48 ", "0048")} for row in rows[: count // 4])]


def named(found, order):
    """The groups by what their rows were before they were shuffled."""
    gathered: dict[int, set[int]] = {}
    for place, cluster in enumerate(found.clusters.tolist()):
        gathered.setdefault(cluster, set()).add(order[place])
    return sorted(sorted(rows) for rows in gathered.values() if len(rows) > 1)


def test_the_order_of_rows_does_not_change_what_is_found():
    rows = doubled(400)
    order = np.random.default_rng(3).permutation(len(rows)).tolist()
    straight = named(find_duplicates(sheet(rows)), range(len(rows)))
    assert straight == named(find_duplicates(sheet([rows[at] for at in order])), order)
    assert len(straight) == 100


def test_the_records_stay_as_they_were():
    rows = doubled(40)
    records = sheet(rows)
    before = {role: [list(texts) for texts in columns] for role, columns in records.columns.items()}
    find_duplicates(records)
    assert {role: [list(texts) for texts in columns] for role, columns in records.columns.items()} == before


def test_among_changed_rows_the_same_is_found_and_nothing_else_is_compared():
    rows = doubled(400)
    changed = np.zeros(len(rows), np.bool_)
    changed[[400, 401]] = True
    found = find_among_changed(sheet(rows), changed)
    assert set(zip(found.pairs.left.tolist(), found.pairs.right.tolist(), strict=True)) == {(0, 400), (1, 401)}


def test_a_value_that_everybody_has_makes_few_pairs_a_row():
    rows = [{"first_name": "Анна", "surname": "Ким", "phone": "+7 916 123-45-67"} for _ in range(3000)]
    left, _ = candidates(prepare(sheet(rows)))
    assert len(left) <= 3000 * NEIGHBOURS * 2


def test_a_hundred_thousand_rows_with_one_phone_are_soon_done():
    count = 100_000
    records = Records({"surname": [[f"Name{n % 977}{'abcdefghij'[n % 10]}" for n in range(count)]],
                       "phone": [["+7 916 123-45-67"] * count]})  # fmt: skip
    begun = time.process_time()
    find_duplicates(records)
    assert time.process_time() - begun < 60


def test_nothing_is_found_in_an_empty_sheet_or_in_a_single_row():
    assert len(find_duplicates(Records({})).pairs) == 0
    assert find_duplicates(sheet([{"name": "Anna Nowak"}])).clusters.tolist() == [0]


def test_rows_without_any_value_are_nobodys_duplicates():
    assert groups(found_among([{"name": ""}, {"name": ""}, {"phone": "нет"}, {"phone": "нет"}]), 4) == []


def test_a_higher_threshold_never_finds_more():
    rows = doubled(200)
    sizes = [len(find_duplicates(sheet(rows), Options(probable=bits)).pairs) for bits in (-4.0, 0.0, 4.0, 8.0)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[1] > 0

"""What is kept between two searches: it saves time, changes next to nothing, and nobody else may read it."""

import stat
import time
from dataclasses import replace

import numpy as np
import pytest

from sheetcrm.rules.duplicates import known
from sheetcrm.rules.duplicates.continued import SMALL, places_of, search_on
from sheetcrm.rules.duplicates.known_file import packed, unpacked
from sheetcrm.rules.duplicates.suspects import forget_suspects, suspects
from tests.building import settings, snapshot
from tests.rules.duplicates.clients import afresh, many

COUNT, TWICE = 1600, 200
UNTAUGHT = {"duplicates": replace(settings().duplicates, learn=False)}


def edited(rows, numbers, share=0.02):
    """Some rows changed as people do: another phone, a name typed anew, a copy of somebody, a row gone, a row added."""
    rows = [dict(row) for row in rows]
    for at in numbers.choice(len(rows), int(len(rows) * share), replace=False).tolist():
        other = rows[int(numbers.integers(len(rows)))]
        kind = int(numbers.integers(4))
        if kind == 0:
            rows[at]["phone"] = other["phone"]
        elif kind == 1:
            rows[at]["surname"] = f"{rows[at]['surname']}a"
        elif kind == 2:
            rows[at] |= {"phone": other["phone"], "first_name": other["first_name"], "surname": other["surname"]}
        else:
            rows[at]["email"] = None
    del rows[int(numbers.integers(len(rows)))]
    return [*rows, {**rows[0], "number": f"C-{9000 + int(numbers.integers(900))}"}]


def found_in(pairs):
    return {(pair.first, pair.second) for pair in pairs}


@pytest.mark.parametrize("seed", [1, 2])
def test_after_random_edits_the_same_is_found_as_in_a_search_from_scratch(seed):
    numbers = np.random.default_rng(seed)
    rows = many(COUNT, TWICE)
    forget_suspects()
    suspects(snapshot(clients=rows), settings(**UNTAUGHT))
    carried = []
    for _ in range(4):
        rows = edited(rows, numbers)
        carried.append((snapshot(clients=rows), suspects(snapshot(clients=rows), settings(**UNTAUGHT))))
    assert known._LAST[0].changed > 0
    for found, on_the_way in carried:
        assert on_the_way == afresh(found, **UNTAUGHT)


def test_with_fitted_weights_runs_differ_from_a_search_from_scratch_in_less_than_one_pair_in_a_hundred():
    numbers = np.random.default_rng(7)
    rows = many(COUNT, 500)
    forget_suspects()
    suspects(snapshot(clients=rows), settings())
    for _ in range(4):
        rows = edited(rows, numbers)
        on_the_way = suspects(snapshot(clients=rows), settings())
    assert known._LAST[0].changed > 0
    straight = afresh(snapshot(clients=rows))
    either = found_in(on_the_way.pairs) ^ found_in(straight.pairs)
    assert len(either) * 100 < len(straight.pairs)
    assert either <= found_in((*on_the_way.near, *straight.near))


def test_the_same_sheet_twice_in_a_row_gives_exactly_the_same(tmp_path):
    numbers = np.random.default_rng(3)
    rows = many(COUNT, TWICE)
    afresh(snapshot(clients=rows))
    known.keep_known(tmp_path / known.FILE)
    rows = edited(rows, numbers)
    runs = []
    for _ in range(3):
        forget_suspects()
        assert known.recall_known(tmp_path / known.FILE) > 0
        runs.append(suspects(snapshot(clients=rows), settings()))
        known.keep_known(tmp_path / known.FILE)
    assert runs[0] == runs[1] == runs[2]


def test_what_is_saved_comes_back_and_nothing_is_compared_again(tmp_path):
    rows = many(COUNT, TWICE)
    straight = afresh(snapshot(clients=rows))
    known.keep_known(tmp_path / known.FILE)
    before = known._LAST[0]
    forget_suspects()
    assert known.recall_known(tmp_path / known.FILE) == COUNT + TWICE
    assert suspects(snapshot(clients=rows), settings()) == straight
    assert known._LAST[0] is known._RECALLED[0]
    assert np.array_equal(known._LAST[0].left, before.left)


def test_the_file_is_for_its_owner_only(tmp_path):
    afresh(snapshot(clients=many(COUNT, TWICE)))
    known.keep_known(tmp_path / "state" / known.FILE)
    assert stat.S_IMODE((tmp_path / "state" / known.FILE).stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "state").iterdir()] == [known.FILE]


def test_the_file_forgets_what_the_sheet_no_longer_holds(tmp_path):
    rows = many(COUNT, TWICE)
    rows[5] |= {"surname": "Quetzalcoatl", "email": "quetzalcoatl@gmail.com"}
    afresh(snapshot(clients=rows))
    assert b"quetzalcoatl" in packed(known._LAST[0])
    rows[5] |= {"surname": "Nowak", "email": None}
    suspects(snapshot(clients=rows), settings())
    assert known._LAST[0].changed == 1
    assert b"quetzalcoatl" not in packed(known._LAST[0])


def test_a_small_sheet_gets_no_file_and_loses_an_old_one(tmp_path):
    (tmp_path / known.FILE).write_bytes(b"of a sheet that was large")
    afresh(snapshot(clients=many(SMALL - 100, 50)))
    known.keep_known(tmp_path / known.FILE)
    assert not (tmp_path / known.FILE).exists()


@pytest.mark.parametrize("harm", ["torn", "foreign", "empty", "flipped", "pickled"])
def test_a_file_that_does_not_fit_is_passed_over(tmp_path, harm):
    rows = many(COUNT, TWICE)
    straight = afresh(snapshot(clients=rows))
    content = packed(known._LAST[0])
    middle = len(content) // 2
    harmed = {
        "torn": content[:middle],
        "foreign": b"PK\x03\x04 something else",
        "empty": b"",
        "flipped": content[:middle] + bytes([content[middle] ^ 255]) + content[middle + 1 :],
        "pickled": b"\x80\x04\x95\x0b\x00\x00\x00\x00\x00\x00\x00\x8c\x02os\x94.",
    }
    (tmp_path / known.FILE).write_bytes(harmed[harm])
    assert known.recall_known(tmp_path / known.FILE) == 0
    assert suspects(snapshot(clients=rows), settings()) == straight


def test_a_file_of_another_version_is_passed_over(monkeypatch):
    afresh(snapshot(clients=many(COUNT, TWICE)))
    content = packed(known._LAST[0])
    assert unpacked(content) is not None
    monkeypatch.setattr("sheetcrm.rules.duplicates.known_file.version", lambda: "of tomorrow")
    assert unpacked(content) is None


def test_a_place_that_cannot_be_written_or_read_stops_nobody(tmp_path):
    (tmp_path / "state").write_text("a file where a folder should be")
    afresh(snapshot(clients=many(COUNT, TWICE)))
    known.keep_known(tmp_path / "state" / known.FILE)
    assert known.recall_known(tmp_path / "state" / known.FILE) == 0


def test_a_few_changed_rows_do_not_write_the_file_anew(tmp_path):
    rows = many(COUNT, TWICE)
    afresh(snapshot(clients=rows))
    known.keep_known(tmp_path / known.FILE)
    first = (tmp_path / known.FILE).read_bytes()
    for changed, is_new in ((2, False), (100, True)):
        known.recall_known(tmp_path / known.FILE)
        for at in range(changed):
            rows[at] |= {"phone": f"+48 70{changed}{at:06}"}
        suspects(snapshot(clients=rows), settings())
        known.keep_known(tmp_path / known.FILE)
        assert ((tmp_path / known.FILE).read_bytes() != first) is is_new


def test_when_a_fifth_of_the_rows_has_changed_all_are_compared_and_the_weights_fitted_anew():
    rows = many(COUNT, 600)
    afresh(snapshot(clients=rows))
    models = known._LAST[0].models
    for at in range(400):
        rows[at] |= {"phone": f"+48 800{at:06}"}
    suspects(snapshot(clients=rows), settings())
    assert known._LAST[0].models is models
    for at in range(400, 800):
        rows[at] |= {"phone": f"+48 800{at:06}"}
    suspects(snapshot(clients=rows), settings())
    assert known._LAST[0].changed == 0
    assert known._LAST[0].models is not models


def test_a_changed_row_costs_less_than_a_search():
    rows = many(8000, 800)
    begun = time.process_time()
    afresh(snapshot(clients=rows))
    whole = time.process_time() - begun
    rows[7] |= {"phone": "+48 600 000 001"}
    after = snapshot(clients=rows)
    begun = time.process_time()
    suspects(after, settings())
    assert time.process_time() - begun < whole / 2


def test_rows_find_their_places_again():
    assert places_of(np.zeros(0, np.int64), np.array([4])).tolist() == [-1]
    assert places_of(np.array([7, 5]), np.array([5, 6, 7])).tolist() == [1, -1, 0]


def test_nothing_changed_gives_what_was_known():
    rows = many(COUNT, TWICE)
    afresh(snapshot(clients=rows))
    last = known._LAST[0]
    assert search_on(last, last.rows, None, True) is last

"""Suspects: pairs and groups of clients as the rules ask for them."""

import datetime as dt
from dataclasses import replace

import numpy as np

from sheetcrm.rules.duplicates.suspects import Suspects, forget_suspects, suspects
from tests.building import resorted, settings, snapshot
from tests.rules.duplicates.clients import afresh, among, many, numbered, private

KASIA = {"first_name": "Katarzyna", "surname": "Zielińska", "phone": "+48 601 234 567", "email": "zielinska@onet.pl"}
AGAIN = {"first_name": "Kasia", "surname": "Zielinska", "phone": "601234567", "email": None}


def test_a_pair_names_the_older_client_first_and_says_why():
    found = among([AGAIN, KASIA])
    (pair,) = found.pairs
    assert (pair.first, pair.second, pair.level) == ("C-0001", "C-0002", "sure")
    assert pair.evidence == "people given:short family:spelling phone:same"
    assert (pair.reasons[0].field, pair.reasons[0].speaks_for) == ("phone", True)
    assert pair.exact == {"phone"}
    assert 0.99 < pair.chance < 1
    assert found.groups == found.sure_groups == (("C-0001", "C-0002"),)


def test_strangers_are_nobodys_suspects():
    assert among([KASIA]) == Suspects()


def test_the_order_of_rows_in_the_sheet_plays_no_part():
    before = snapshot(clients=many(400, 40))
    order = np.random.default_rng(5).permutation(440).tolist()
    straight = afresh(before)
    assert len(straight.pairs) == 40
    assert afresh(resorted(before, "clients", order)) == straight


def test_numbers_are_ordered_by_their_count_and_not_as_texts():
    rows = [{**KASIA, "number": "C-10000"}, {**KASIA, "number": "C-9999"}, *numbered(private(50))]
    (pair,) = afresh(snapshot(clients=rows)).pairs
    assert (pair.first, pair.second) == ("C-9999", "C-10000")


def test_rows_without_a_number_or_with_a_repeated_one_are_left_out():
    rows = [{**KASIA, "number": number} for number in ("C-0900", None, "C-0901", "c-0901")]
    assert afresh(snapshot(clients=[*rows, *numbered(private(50))])) == Suspects()


def test_archived_clients_are_not_searched():
    archive = [{**KASIA, "number": "C-0999", "merged_into": "C-0001"}]
    assert among([KASIA], archive=archive) == Suspects()


def test_cells_are_compared_as_people_see_them():
    one = {**KASIA, "phone": 48601234567, "birthday": dt.date(1980, 4, 3), "email": None}
    two = {**KASIA, "phone": "601 234 567", "birthday": "3 April 1980", "email": None}
    (pair,) = among([one, two]).pairs
    assert "birthday:same" in pair.evidence
    assert "phone:same" in pair.evidence


def test_a_number_in_whatsapp_is_a_phone_too():
    (pair,) = among([KASIA, {**KASIA, "phone": None, "email": None, "whatsapp": "+48601234567"}]).pairs
    assert pair.exact == {"phone"}


def test_asking_twice_gives_the_very_same_object():
    before = snapshot(clients=many(200, 20))
    assert suspects(before, settings()) is suspects(before, settings())
    changed = before.after(())
    assert suspects(changed, settings()) is suspects(before, settings())


def test_another_column_of_the_clients_asks_no_new_question():
    before = snapshot(clients=many(200, 20))
    clients = before.table("clients")
    other = replace(clients, columns={**clients.columns, "tags": clients.columns["tags"].copy()})
    after = replace(before, tables={**before.tables, "clients": other})
    assert suspects(after, settings()) is suspects(before, settings())


def test_a_changed_cell_is_seen_at_once():
    rows = many(200, 1)
    before = snapshot(clients=rows)
    assert len(afresh(before).pairs) == 1
    rows[-1] = {**rows[-1], "phone": None, "first_name": "Zofia", "surname": "Inna"}
    assert not suspects(snapshot(clients=rows), settings()).pairs


def test_nothing_is_searched_where_the_team_switched_it_off():
    before = snapshot(clients=many(200, 20))
    off = settings(duplicates=replace(settings().duplicates, search=False))
    assert suspects(before, off) == Suspects()


def test_a_pair_judged_different_is_in_no_pair_and_no_group():
    memory = [{"key": "different:C-0001:C-0002", "value": "", "day": dt.date(2026, 11, 1)}]
    found = among([KASIA, AGAIN], memory=memory)
    assert found == Suspects()


def test_what_was_merged_into_a_client_keeps_it_apart_from_whom_that_one_differed():
    memory = [{"key": "different:C-0002:C-0999", "value": "", "day": dt.date(2026, 11, 1)}]
    archive = [{**KASIA, "number": "C-0999", "merged_into": "C-0001"}]
    assert among([KASIA, AGAIN], memory=memory, archive=archive) == Suspects()


def test_a_group_of_three_of_whom_two_differ_keeps_one_pair():
    memory = [{"key": "different:C-0001:C-0003", "value": "", "day": dt.date(2026, 11, 1)}]
    rows = [KASIA, KASIA, {**KASIA, "email": None}]
    assert among(rows).groups == (("C-0001", "C-0002", "C-0003"),)
    assert among(rows, memory=memory).groups == (("C-0001", "C-0002"),)


def test_a_pair_just_below_probable_is_near():
    rows = [{"first_name": "Anna", "surname": "Zielińska", "city": "Kraków"}]
    found = among([*rows, {**rows[0], "surname": "Zielinska", "city": "Poznań"}])
    pair = found.pair_of("c-0002", "C-0001")
    assert pair in found.near
    assert -3 <= pair.score < 0


def test_every_pair_of_a_group_can_be_asked_for():
    found = afresh(snapshot(clients=many(600, 200)))
    assert all(found.pair_of(group[0], other) for group in found.groups for other in group[1:])
    assert found.pair_of("C-0001", "C-9999") is None


def test_pairs_and_groups_come_best_first():
    found = afresh(snapshot(clients=many(500, 100)))
    scores = [pair.score for pair in found.pairs]
    assert scores == sorted(scores, reverse=True)
    best = [max(p.score for p in found.pairs if {p.first, p.second} <= set(group)) for group in found.groups]
    assert best == sorted(best, reverse=True)


def test_forgetting_changes_nothing():
    before = snapshot(clients=many(300, 30))
    straight = afresh(before)
    forget_suspects()
    assert suspects(before, settings()) == straight


def test_a_sheet_with_one_client_or_none_has_no_suspects():
    for rows in ([], [{"number": "C-0001", **KASIA}], [{"number": None, **KASIA}]):
        assert afresh(snapshot(clients=rows)) == Suspects()


def test_two_rows_are_enough_to_be_sure_of():
    found = afresh(snapshot(clients=numbered([KASIA, KASIA])))
    assert found.sure_groups == (("C-0001", "C-0002"),)

"""Bringing a client back: all it held returns, what people typed since stays, and half-done moves come to their end."""

import datetime as dt

import pytest

from sheetcrm.model.changes import SetCells
from sheetcrm.rules.duplicates.moving import check_restores, finish_moves
from sheetcrm.rules.duplicates.unmerging import Refused, unmerge_client
from tests.building import TODAY, marked, rows_of
from tests.rules.duplicates.merging import ANIA, ANNA, CHOSEN, JAN, SHOE, book, merged, planned, reread, row, unmerged


def typed(found, number, tab="clients", **cells):
    """The workbook after a person typed into the row of that number."""
    table = found.table(tab)
    anchor = table.anchors[list(table.values("number")).index(number)]
    return reread(
        found.after([SetCells(tab, anchor, {f: (table.cell(anchor, f), v) for f, v in cells.items()}, "typed")])
    )


def memory(found):
    return [key for key in found.table("memory").values("key") if not key.startswith("highest:")]


def test_both_are_as_they_were_and_the_archive_is_empty():
    found = book()
    back, remarks = unmerged(merged(found)[0])
    assert sorted(rows_of(back, "clients", "number", "name", "phone", "city")) == sorted(
        rows_of(found, "clients", "number", "name", "phone", "city")
    )
    assert len(back.table("archive")) == 0 and remarks == {}
    assert memory(back) == ["different:C-0001:C-0002"]


def test_what_people_typed_since_into_the_survivor_stays():
    after = typed(merged(book())[0], "C-0001", city="Gdańsk", phone="601 234 567; 602 000 001; 609 000 009")
    back, remarks = unmerged(after)
    assert row(back, "C-0001", "city", "phone") == ("Gdańsk", "601 234 567; 609 000 009")
    assert remarks == {"edits-stay": {"header": "City", "number": "C-0001"}}


def test_a_cell_from_which_people_took_something_is_theirs():
    after = typed(merged(book())[0], "C-0001", phone="602 000 001")
    assert row(unmerged(after)[0], "C-0001", "phone") == ("602 000 001",)


def test_what_people_corrected_in_the_archive_comes_back_with_the_row():
    after = typed(merged(book())[0], "C-0002", tab="archive", name="Ania Nowak", email="ania@example.com")
    assert row(unmerged(after)[0], "C-0002", "name", "email", "phone") == (
        "Ania Nowak", "ania@example.com", "602 000 001",
    )  # fmt: skip


def test_a_value_that_the_archive_shows_as_another_type_is_no_correction():
    after = typed(
        merged(book(ANNA, {**ANIA, "registered_on": dt.date(2020, 1, 1)}))[0], "C-0002", tab="archive", phone=602000001
    )
    assert row(unmerged(after)[0], "C-0002", "phone") == ("602 000 001",)


def test_the_first_who_joined_leaves_the_second_with_all_that_is_its_own():
    clients = (
        {**ANNA, "tags": "a"},
        {**ANIA, "tags": "b, c", "city": "Kraków"},
        {**JAN, "tags": "c, d", "city": "Kraków"},
    )
    after, _ = merged(book(*clients), "C-0001", "C-0002", "C-0003")
    assert row(after, "C-0001", "tags", "city") == ("a, b, c, d", "Kraków")
    first, _ = unmerged(after, "C-0002")
    assert row(first, "C-0001", "tags", "city") == ("a, c, d", "Kraków")
    second, _ = unmerged(first, "C-0003")
    assert row(second, "C-0001", "tags", "city") == ("a", None)


def test_a_no_of_one_who_is_still_part_of_the_survivor_goes_on_counting():
    clients = [{**client, "consent_greetings": said} for client, said in ((ANNA, "yes"), (ANIA, "no"), (JAN, "no"))]
    after, _ = merged(book(*clients), "C-0001", "C-0002", "C-0003")
    first, _ = unmerged(after, "C-0002")
    assert row(first, "C-0001", "consent_greetings") == ("no",)
    assert row(unmerged(first, "C-0003")[0], "C-0001", "consent_greetings") == ("yes",)


@pytest.mark.parametrize("order", [("C-0002", "C-0001"), ("C-0001", "C-0002")])
def test_merges_one_upon_the_other_are_taken_back_in_any_order(order):
    found = book()
    after, _ = merged(merged(found)[0], "C-0003", "C-0001")
    for number in order:
        after, _ = unmerged(after, number)
    fields = ("number", "name", "phone", "city")
    assert sorted(rows_of(after, "clients", *fields)) == sorted(rows_of(found, "clients", *fields))


def test_who_leaves_the_middle_of_a_chain_leaves_its_end_too():
    found = book({**ANNA, "consent_offers": "yes"}, {**ANIA, "consent_offers": "no"}, {**JAN, "consent_offers": "yes"})
    after, _ = merged(merged(found)[0], "C-0003", "C-0001")
    assert row(after, "C-0003", "phone", "city", "consent_offers") == (
        "603 000 001; 601 234 567; 602 000 001", "Kraków", "no",
    )  # fmt: skip
    first, _ = unmerged(after, "C-0002")
    assert row(first, "C-0003", "phone", "city", "consent_offers") == ("603 000 001; 601 234 567", None, "yes")
    second, _ = unmerged(first, "C-0001")
    fields = ("number", "phone", "city", "consent_offers")
    assert sorted(rows_of(second, "clients", *fields)) == sorted(rows_of(found, "clients", *fields))


@pytest.mark.parametrize(
    ("number", "code"), [("C-0001", "lives-again"), ("C-0099", "not-archived"), ("C-0002", "kept-unreadable")]
)
def test_what_cannot_come_back_is_refused(number, code):
    after = typed(merged(book())[0], "C-0002", tab="archive", kept="?")
    assert unmerge_client(after, CHOSEN, TODAY, number) == Refused(code, {"number": number})


def test_nobody_comes_back_into_a_table_that_lost_one_of_its_columns():
    after, _ = merged(book(ANNA, {**ANIA, SHOE: 38}))
    table = after.table("clients")
    short = marked(after, "clients", columns={f: c for f, c in table.columns.items() if f != SHOE})
    assert unmerge_client(short, CHOSEN, TODAY, "C-0002") == Refused(
        "column-gone", {"number": "C-0002", "header": "Shoe"}
    )
    assert unmerge_client(marked(after, "clients", room_below=0), CHOSEN, TODAY, "C-0002").code == "no-room"


def test_yes_in_the_archive_brings_a_client_back():
    asked = typed(merged(book())[0], "C-0002", tab="archive", restore="да")
    back = reread(planned(asked).after)
    assert row(back, "C-0002", "name", "phone", "city") == ("Ania Kowalska", "602 000 001", "Kraków")
    assert len(back.table("archive")) == 0 and "different:C-0001:C-0002" in memory(back)
    assert list(finish_moves(back, CHOSEN, TODAY)) == []


def test_a_yes_that_cannot_be_heard_is_told_and_changes_nothing():
    asked = typed(typed(merged(book())[0], "C-0002", tab="archive", restore="yes"), "C-0002", tab="archive", kept="x")
    assert list(finish_moves(asked, CHOSEN, TODAY)) == []
    assert list(check_restores(asked, CHOSEN, TODAY)) == [("C-0002", Refused("kept-unreadable", {"number": "C-0002"}))]


def halfway(found, after):
    """The workbook when a crash came between the additions and the rows that leave."""
    tables = {**after.tables, "clients": found.table("clients")}
    return reread(type(found)(tables))


def test_a_row_that_stands_in_both_tabs_leaves_at_the_next_run():
    found = book()
    done = reread(planned(halfway(found, merged(found)[0])).after)
    assert rows_of(done, "clients", "number", "phone") == [
        ("C-0001", "601 234 567; 602 000 001"), ("C-0003", "603 000 001"),
    ]  # fmt: skip
    assert planned(done).is_empty


def test_a_row_that_somebody_changed_in_that_moment_lives_on():
    found = book()
    cut = typed(halfway(found, merged(found)[0]), "C-0002", city="Gdańsk")
    assert list(finish_moves(cut, CHOSEN, TODAY)) == []
    again, _ = merged(cut)
    assert rows_of(again, "archive", "number", "city", "merged_into") == [("C-0002", "Gdańsk", "C-0001")]
    assert row(again, "C-0001", "city") == ("Gdańsk",)
    assert row(unmerged(again)[0], "C-0002", "city") == ("Gdańsk",)


def test_a_client_that_lives_again_may_join_another_one_and_leaves_nothing_behind():
    found = book()
    cut = typed(found.after(()), "C-0002", city="Gdańsk")
    tables = {**merged(found)[0].tables}
    both = reread(type(found)(tables))
    lives = reread(type(found)({**tables, "clients": cut.table("clients")}))
    lives = typed(lives, "C-0001", phone=row(both, "C-0001", "phone")[0])
    after, _ = merged(lives, "C-0003", "C-0002")
    assert row(after, "C-0001", "phone") == ("601 234 567",)
    assert row(after, "C-0003", "phone", "city") == ("603 000 001; 602 000 001", "Gdańsk")
    assert len(after.table("archive")) == 1


def test_a_client_on_its_way_back_is_not_sent_away_again():
    found = book()
    after, _ = merged(found)
    back, _ = unmerged(after)
    cut = reread(type(found)({**back.tables, "archive": after.table("archive")}))
    done = reread(planned(cut).after)
    assert row(done, "C-0002", "city") == ("Kraków",) and len(done.table("archive")) == 0
    assert planned(done).is_empty


def test_a_move_whose_survivor_is_gone_is_not_finished():
    found = book()
    cut = halfway(found, merged(found)[0])
    table = cut.table("clients")
    gone = cut.after(
        [SetCells("clients", "C-0001", {f: (table.cell("C-0001", f), None) for f in table.columns}, "typed")]
    )
    assert list(finish_moves(reread(gone), CHOSEN, TODAY)) == []


def test_two_who_each_stand_in_the_archive_of_the_other_do_not_both_leave():
    found = book()
    one, other = merged(found)[0], merged(found, "C-0002", "C-0001")[0]
    rows = [dict(zip(a.columns, cells, strict=True)) for a in (one.table("archive"), other.table("archive"))
            for cells in zip(*a.columns.values(), strict=True)]  # fmt: skip
    both = reread(book(archive=rows))
    done = reread(both.after(finish_moves(both, CHOSEN, TODAY)))
    assert len(rows_of(done, "clients", "number")) == 2
    assert list(finish_moves(done, CHOSEN, TODAY)) == []


def test_merged_again_after_all_is_no_longer_judged_different():
    again, _ = merged(unmerged(merged(book())[0])[0])
    assert memory(again) == ["same:C-0001:C-0002"]
    assert list(finish_moves(again, CHOSEN, TODAY)) == []

"""Merging clients: what moves where, what is refused and in which words, and what a merge says about itself."""

import datetime as dt

import pytest

from sheetcrm.model.cells import CellError
from sheetcrm.model.changes import SetCells
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.clients import ClientIndex
from sheetcrm.rules.duplicates.aliases import aliases_of, family_of
from sheetcrm.rules.duplicates.kept import as_json, kept_in
from sheetcrm.rules.duplicates.merging import Refused, merge_clients
from sheetcrm.rules.duplicates.survivors import proposed_survivor
from sheetcrm.words import LANGUAGES, words_of
from tests.building import TODAY, marked, rows_of, settings
from tests.rules.duplicates.merging import ANIA, ANNA, CHOSEN, JAN, SHOE, book, merged, planned, reread, row, unmerged


def test_the_survivor_gets_what_the_other_knew_and_the_other_moves_to_the_archive():
    after, remarks = merged(book())
    assert rows_of(after, "clients", "number", "phone", "city") == [
        ("C-0001", "601 234 567; 602 000 001", "Kraków"), ("C-0003", "603 000 001", None),
    ]  # fmt: skip
    assert rows_of(after, "archive", "number", "name", "merged_into", "archived_on") == [
        ("C-0002", "Ania Kowalska", "C-0001", TODAY)
    ]
    assert remarks == {}


def test_the_row_leaves_in_one_piece_and_last():
    changes = merge_clients(book(), CHOSEN, TODAY, "C-0001", ["C-0002"], {}).changes
    assert isinstance(changes[-1], SetCells) and changes[-1].whole and changes[-1].anchor == "C-0002"
    assert {new for _, new in changes[-1].cells.values()} == {None}
    assert not any(getattr(change, "whole", False) for change in changes[:-1])


def test_several_join_one():
    after, _ = merged(book(), "C-0003", "C-0001", "C-0002")
    assert row(after, "C-0003", "name", "phone") == ("Jan Nowak", "603 000 001; 601 234 567; 602 000 001")
    assert aliases_of(after) == {"C-0001": "C-0003", "C-0002": "C-0003"}
    assert family_of(after, "c-0003") == {"C-0001", "C-0002"}


def test_what_a_person_chose_beats_every_rule():
    after, _ = merged(book(), chosen={"name": "Anna Maria Kowalska", "city": None, "phone": "602 000 001"})
    assert row(after, "C-0001", "name", "city", "phone") == ("Anna Maria Kowalska", None, "602 000 001")
    back, _ = unmerged(after)
    assert row(back, "C-0001", "name", "city", "phone") == ("Anna Kowalska", None, "601 234 567")


def test_no_choice_makes_a_yes_of_a_no():
    found = book({**ANNA, "consent_offers": "yes"}, {**ANIA, "consent_offers": "no"})
    after, remarks = merged(found, chosen={"consent_offers": "yes"})
    assert row(after, "C-0001", "consent_offers") == ("no",)
    assert "consent-strictest" in remarks


def test_what_is_merged_is_tidy_where_the_team_wants_it_tidy():
    tidy = settings(tidy={"clients.phone": "write"}, duplicates=CHOSEN.duplicates)
    after, _ = merged(book(), settings=tidy)
    assert row(after, "C-0001", "phone") == ("601 234 567, 602 000 001",)
    assert planned(planned(after, settings=tidy).after, settings=tidy).is_empty


def test_a_client_whose_parent_is_the_other_does_not_become_its_own_parent():
    after, _ = merged(book({**ANNA, "parent": None}, {**ANIA, "parent": "C-0001"}))
    assert row(after, "C-0001", "parent") == (None,)


def test_different_bonus_points_are_not_added_up_and_it_is_said():
    after, remarks = merged(book({**ANNA, "bonus_points": 10}, {**ANIA, "bonus_points": 25}))
    assert row(after, "C-0001", "bonus_points") == (10,)
    assert remarks["bonus-points-differ"] == {"value": 10, "other": [25]}


def test_open_deals_in_other_hands_stay_there_and_it_is_said():
    deals = [
        {"number": "D-0001", "client": "C-0001", "stage": "Talks", "manager": "Ewa"},
        {"number": "D-0002", "client": "C-0002", "client_number": "C-0002", "stage": "Talks", "manager": "Jan"},
        {"number": "D-0003", "client": "C-0002", "stage": "Lost", "manager": "Olga"},
    ]
    after, remarks = merged(book(deals=deals))
    assert remarks["deals-in-other-hands"] == {"managers": ["Ewa", "Jan"], "count": 2}
    assert rows_of(after, "deals", "number", "manager") == rows_of(book(deals=deals), "deals", "number", "manager")


def test_deals_in_the_same_hands_are_not_worth_a_word():
    deals = [{"number": f"D-{n}", "client": f"C-000{n}", "stage": "Talks", "manager": "Ewa"} for n in (1, 2)]
    assert merged(book(deals=deals))[1] == {}
    assert merged(book({**ANNA, "manager": "ewa"}, ANIA, deals=deals[1:]))[1] == {}


REFUSALS = [
    ("unknown-number", "C-0001", ["C-0099"], {"number": "C-0099"}),
    ("unknown-number", "C-0099", ["C-0001"], {"number": "C-0099"}),
    ("same-client", "C-0001", ["c-0001"], {"number": "c-0001"}),
    ("same-client", "C-0001", ["C-0002", "C-0002"], {"number": "C-0002"}),
]


@pytest.mark.parametrize(("code", "survivor", "losers", "details"), REFUSALS)
def test_what_cannot_be_is_refused(code, survivor, losers, details):
    assert merge_clients(book(), CHOSEN, TODAY, survivor, losers, {}) == Refused(code, details)


def refusal(found, survivor="C-0001", loser="C-0002"):
    outcome = merge_clients(found, CHOSEN, TODAY, survivor, [loser], {})
    assert isinstance(outcome, Refused)
    return outcome.code


def test_without_an_archive_or_its_kept_column_nobody_moves():
    found = book()
    bare = Snapshot({tab: table for tab, table in found.tables.items() if tab != "archive"})
    assert refusal(bare) == "no-archive-tab"
    archive = found.table("archive")
    columns = {field: column for field, column in archive.columns.items() if field != "kept"}
    assert refusal(marked(found, "archive", columns=columns)) == "no-kept-column"
    assert refusal(marked(found, "archive", room_below=0)) == "no-room"


def test_a_number_that_stands_twice_or_is_a_formula_is_in_doubt():
    assert refusal(book(ANNA, ANIA, {**JAN, "number": "c-0002"})) == "number-twice"
    assert refusal(marked(book(), "clients", formulas={("C-0002", "number"): "=A1"})) == "number-formula"
    assert refusal(marked(book(), "clients", formulas={("C-0001", "number"): "=A1"})) == "number-formula"


def test_a_value_under_merged_cells_cannot_move():
    assert refusal(marked(book(), "clients", merged=frozenset({("C-0002", "city")}))) == "merged-cells"


def test_what_is_too_long_to_keep_is_refused_by_the_name_of_its_column():
    found = book(ANNA, {**ANIA, "comment": "x" * 31_900})
    outcome = merge_clients(found, CHOSEN, TODAY, "C-0001", ["C-0002"], {})
    assert outcome == Refused("too-long", {"number": "C-0002", "header": "Comment"})
    both = book({**ANNA, "comment": "y" * 20_000}, {**ANIA, "comment": "x" * 20_000})
    assert merge_clients(both, CHOSEN, TODAY, "C-0001", ["C-0002"], {}).details["header"] == "Comment"
    assert merged(book(ANNA, {**ANIA, "comment": "x" * 15_000}))[1] == {}


def test_a_no_that_a_formula_hides_is_not_lost():
    found = book({**ANNA, "consent_greetings": "yes"}, {**ANIA, "consent_greetings": "no"})
    found = marked(found, "clients", formulas={("C-0001", "consent_greetings"): '="yes"'})
    assert refusal(found) == "consent-formula"


def test_a_formula_of_the_survivor_is_never_written():
    found = marked(book({**ANNA, "city": "Gdańsk"}, {**ANIA, "verified_on": TODAY}), "clients",
                   formulas={("C-0001", "city"): "=X1"})  # fmt: skip
    after, remarks = merged(found)
    assert row(after, "C-0001", "city") == ("Gdańsk",)
    assert remarks == {"formula-stays": {"header": "City"}}


def test_who_is_archived_already_is_told_from_whom():
    after, _ = merged(book())
    outcome = merge_clients(after, CHOSEN, TODAY, "C-0003", ["C-0002"], {})
    assert outcome == Refused("archived-already", {"number": "C-0002", "into": "C-0001"})


def test_merging_into_an_archived_client_means_whom_it_became_part_of():
    after, _ = merged(merged(book())[0], "C-0002", "C-0003")
    assert rows_of(after, "clients", "number", "phone") == [("C-0001", "601 234 567; 602 000 001; 603 000 001")]
    assert row(after, "C-0003", "merged_into", tab="archive") == ("C-0001",)
    outcome = merge_clients(merged(book())[0], CHOSEN, TODAY, "C-0002", ["C-0001"], {})
    assert outcome == Refused("same-client", {"number": "C-0001"})


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_and_remark_has_its_words(language):
    words = words_of(language)
    details = {"number": "C-0002", "into": "C-0001", "header": "City", "title": "Archive", "managers": ["Ewa", "Jan"],
               "count": 2, "value": 10, "other": [25]}  # fmt: skip
    refusals = [
        "unknown-number", "archived-already", "same-client", "number-twice", "number-formula", "no-archive-tab",
        "no-kept-column", "too-long", "consent-formula", "merged-cells", "no-room", "not-archived", "lives-again",
        "kept-unreadable", "column-gone",
    ]  # fmt: skip
    remarks = [
        "deals-in-other-hands", "bonus-points-differ", "consent-strictest", "formula-stays", "tasks-closed",
        "edits-stay",
    ]  # fmt: skip
    told = [words.say(f"duplicates_refused_{code.replace('-', '_')}", **details) for code in refusals]
    told += [words.say(f"duplicates_remark_{code.replace('-', '_')}", **details) for code in remarks]
    assert [text for text in told if "…" in text or text.startswith("duplicates_")] == []
    assert len(set(told)) == len(told)


def test_a_row_with_formulas_leaves_them_behind_and_is_no_client_any_more():
    found = book(ANNA, {**ANIA, "age": 40, "comment": CellError("#REF!")})
    found = marked(found, "clients", formulas={("C-0002", "age"): "=YEAR(NOW())-1986"})
    after, _ = merged(found)
    assert rows_of(after, "clients", "number", "age") == [("C-0001", None), (None, 40)]
    settled = reread(planned(after).after)
    assert rows_of(settled, "clients", "number", "name", "check")[1] == (None, None, None)
    assert planned(settled).is_empty
    back, _ = unmerged(settled)
    assert row(back, "C-0002", "name", "age", "comment") == ("Ania Kowalska", None, CellError("#REF!"))
    assert planned(planned(back).after).is_empty


def test_columns_of_the_team_are_kept_and_come_back_with_their_types():
    day = dt.datetime(2026, 1, 2, 3, 4)
    after, _ = merged(book(ANNA, {**ANIA, SHOE: day, "registered_on": dt.date(2020, 1, 1)}))
    assert row(after, "C-0001", SHOE) == (day,)
    back, _ = unmerged(after)
    assert row(back, "C-0002", SHOE, "registered_on") == (day, dt.date(2020, 1, 1))
    assert row(back, "C-0001", SHOE, "registered_on") == (None, None)


@pytest.mark.parametrize(
    "value",
    ["x", "{", "a\nb\r\t", "\x7f\u2028\ufeff", "😀", "=1+1", 0, 1.5, 10**20, True, dt.date(1980, 3, 8),
     dt.datetime(2026, 1, 2, 3, 4, 5, 6), dt.time(23, 59), CellError("#REF!"), float("inf"), None],
)  # fmt: skip
def test_every_kind_of_cell_is_kept_as_it_is(value):
    after, _ = merged(book())
    kept = kept_in(after.table("archive").values("kept")[0])
    text = as_json(type(kept)("C-0001", "2026-11-22", 1, {"number": "C-0002", "x": value}, {}, {"y": (value, None)}))
    read = kept_in(text)
    assert (read.row["x"], type(read.row["x"])) == (value, type(value)) == (read.survivor["y"][0], type(read.row["x"]))
    assert text.isprintable() and as_json(read) == text


@pytest.mark.parametrize("text", ["", "x", "{}", '{"v":2}', "[1]", '{"v":1,"into":1}', "{" * 100_000, 7, None])
def test_a_copy_of_another_make_is_no_copy(text):
    assert kept_in(text) is None


def archive_of(*moves):
    return [{"number": number, "merged_into": into} for number, into in moves]


def test_circles_dead_ends_and_contradictions_are_no_aliases():
    moves = [
        ("C-0010", "C-0011"), ("C-0011", "C-0010"), ("C-0012", "C-0099"), ("C-0013", "C-0001"), ("C-0013", "C-0003"),
        ("C-0014", "C-0014"), ("C-0002", "C-0001"), ("c-0015", "C-0016"), ("C-0016", "c-0003"), (None, "C-0001"),
        ("C-0017", None),
    ]  # fmt: skip
    assert aliases_of(book(archive=archive_of(*moves))) == {"C-0015": "C-0003", "C-0016": "C-0003"}


def test_a_row_that_named_the_other_speaks_of_the_survivor_and_of_nobody_else():
    deals = [{"client": text} for text in ("C-0002", "c-0002 ", "Ania Kowalska", "602000001", "Jan Nowak")]
    found = reread(planned(book(deals=deals)).after)
    assert [n for (n,) in rows_of(found, "deals", "client_number")] == ["C-0002"] * 4 + ["C-0003"]
    after = reread(planned(merged(found)[0]).after)
    assert rows_of(after, "deals", "client", "client_number", "client_name") == [
        *((row["client"], "C-0001", "Anna Kowalska") for row in deals[:4]), ("Jan Nowak", "C-0003", "Jan Nowak"),
    ]  # fmt: skip
    back = reread(planned(unmerged(after)[0]).after)
    assert rows_of(back, "deals", "client_number") == rows_of(found, "deals", "client_number")


def test_a_name_that_a_merge_turned_still_leads_to_the_survivor():
    found = book({**ANNA, "verified_on": dt.date(2020, 1, 1)}, {**ANIA, "verified_on": dt.date(2026, 1, 1)})
    after, _ = merged(found)
    assert row(after, "C-0001", "name") == ("Ania Kowalska",)
    assert ClientIndex(after, CHOSEN).match("Anna Kowalska").position == 0


def test_what_was_ambiguous_stays_so_unless_all_of_them_are_one_now():
    found = book(ANNA, {**ANIA, "name": "Ewa"}, {**JAN, "name": "Ewa"})
    assert ClientIndex(found, CHOSEN).match("Ewa").code == "client-ambiguous"
    after, _ = merged(found)
    assert ClientIndex(after, CHOSEN).match("Ewa").code == "client-ambiguous"
    after, _ = merged(after, "C-0001", "C-0003")
    assert ClientIndex(after, CHOSEN).match("Ewa").position == 0


def test_a_namesake_typed_later_does_not_take_over_the_rows_of_an_archived_client():
    after, _ = merged(book())
    after = after.after([SetCells("clients", "C-0003", {"name": ("Jan Nowak", "Ania Kowalska")}, "typed")])
    assert ClientIndex(after, CHOSEN).match("Ania Kowalska").code == "client-ambiguous"


def test_a_number_that_lives_is_no_alias():
    found = book(archive=archive_of(("C-0002", "C-0001")))
    assert ClientIndex(found, CHOSEN).match("C-0002").position == 1


def test_the_names_of_an_archive_without_copies_count_too():
    found = book(ANNA, archive=[{"number": "C-0009", "merged_into": "C-0001", "name": "Old Name"}])
    assert ClientIndex(found, CHOSEN).match("old name").position == 0


@pytest.mark.parametrize(
    ("clients", "wanted"),
    [
        ([{"number": "C-0002"}, {"number": "C-0010"}], "C-0002"),
        ([{"number": "C-10", "name": "A"}, {"number": "C-9", "name": "B"}], "C-9"),
        ([{"number": "K7", "name": "A"}, {"number": "C-0010", "name": "B"}], "C-0010"),
        ([{"number": "C-0001"}, {"number": "C-0002", "name": "A", "phone": "1", "city": "B"}], "C-0001"),
        ([{"number": "C-0001"}, {"number": "C-0002", "name": "A", "phone": "1", "verified_on": TODAY}], "C-0002"),
        ([{"number": "C-0001", "verified_on": TODAY},
          {"number": "C-0002", "name": "A", "phone": "1", "city": "B", "email": "c"}], "C-0001"),
        ([{"number": "C-0001", "name": "A"}, {"number": "C-0001", "name": "B"}, {"number": "C-0002", "name": "C"}],
         "C-0002"),
    ],
)  # fmt: skip
def test_the_oldest_is_to_stay_unless_another_is_far_better(clients, wanted):
    numbers = [client["number"] for client in clients]
    assert proposed_survivor(book(*clients), CHOSEN, numbers) == wanted
    assert proposed_survivor(book(*clients[::-1]), CHOSEN, numbers[::-1]) == wanted


def test_deals_and_purchases_make_a_fuller_row_worth_keeping():
    clients = [{"number": "C-0001"}, {"number": "C-0002", "name": "A", "phone": "1", "city": "B"}]
    used = book(*clients, deals=[{"client": "c-0002"}], purchases=[{"client": "x", "client_number": "C-0002"}])
    assert proposed_survivor(used, CHOSEN, ["C-0001", "C-0002"]) == "C-0002"

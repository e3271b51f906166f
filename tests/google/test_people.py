"""People acting between the robot's requests: what they do, and what binds them."""

import pytest

from tests.google.contacts_sketch import OWNER, ROBOT, names, spreadsheet, tags, value
from tests.google_server.errors import ApiError
from tests.google_server.model import Formula, Json
from tests.google_server.people import ACTS, People, act
from tests.google_server.requests import carry_out


def test_typed_text_is_read_by_the_locale_of_the_spreadsheet() -> None:
    made = spreadsheet("pl_PL")
    anna = People(made)
    anna.type("Contacts", "C2", "1,5")
    anna.type("Contacts", "C3", "=C2*2")
    anna.type("Contacts", "C4", "'007")
    assert [value(made, row, 2) for row in (1, 3)] == [1.5, "007"]
    typed = value(made, 2, 2)
    assert isinstance(typed, Formula)
    assert typed.text == "=C2*2"


def test_a_strict_dropdown_refuses_what_is_typed_and_a_lenient_one_does_not() -> None:
    made = spreadsheet()
    for strict, cell in ((True, 5), (False, 6)):
        rule = {"condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "OK"}]}, "strict": strict}
        place = {"startRowIndex": 1, "endRowIndex": 2, "startColumnIndex": cell, "endColumnIndex": cell + 1}
        with made.transaction(ROBOT):
            carry_out(made, [{"setDataValidation": {"range": place, "rule": rule}}], ROBOT)
    anna = People(made)
    with pytest.raises(ApiError, match="cell F2 violates the data validation rules"):
        anna.type("Contacts", "F2", "nonsense")
    anna.type("Contacts", "F2", "OK")
    anna.type("Contacts", "G2", "nonsense")
    assert (value(made, 1, 5), value(made, 1, 6)) == ("OK", "nonsense")


def test_rows_are_counted_as_people_see_them() -> None:
    made = spreadsheet()
    anna = People(made)
    anna.insert_rows("Contacts", 2)
    assert names(made, 5) == [None, "Cid", "Ann", "Bob"]
    anna.delete_rows("Contacts", 2, 2)
    assert (names(made, 3), tags(made, 3)) == (["Ann", "Bob"], [[2], [3]])
    anna.move_rows("Contacts", 2, 4)
    assert (names(made, 3), tags(made, 3)) == (["Bob", "Ann"], [[3], [2]])
    anna.drag_row("Contacts", 3, 2)
    assert names(made, 3) == ["Ann", "Bob"]


def test_columns_are_named_by_their_letters() -> None:
    made = spreadsheet()
    anna = People(made)
    anna.insert_columns("Contacts", "B")
    assert made.book.sheets[0].rows[1].values == ["1", None, "Cid", 30]
    anna.move_columns("Contacts", "D", "B")
    assert made.book.sheets[0].rows[1].values == ["1", 30, None, "Cid"]
    anna.delete_columns("Contacts", "A", 3)
    assert made.book.sheets[0].rows[1].values == ["Cid"]


def test_sorting_a_tab_leaves_the_frozen_header_and_takes_tags_along() -> None:
    made = spreadsheet()
    People(made).sort("Contacts", "B")
    assert value(made, 0, 1) == "name"
    assert (names(made), tags(made)) == (["Ann", "Bob", "Cid"], [[2], [3], [1]])
    People(made).sort("Contacts", "C", descending=True)
    assert names(made) == ["Cid", "Bob", "Ann"]


def test_sorting_a_narrow_range_separates_cells() -> None:
    made = spreadsheet()
    People(made).sort("Contacts", "B", range="B2:C4")
    assert [value(made, row, 0) for row in (1, 2, 3)] == ["1", "2", "3"]
    assert (names(made), tags(made)) == (["Ann", "Bob", "Cid"], [[2], [3], [1]])


def test_cut_and_paste_moves_cells_and_leaves_tags_and_copies_have_none() -> None:
    made = spreadsheet()
    anna = People(made)
    anna.cut_paste("Contacts", "A2:C2", "A6")
    assert (value(made, 1, 1), value(made, 5, 1)) == (None, "Cid")
    assert tags(made, 7) == [[1], [2], [3], [], [], []]
    anna.copy_paste("Contacts", "A3:C3", "A7")
    assert (value(made, 6, 1), tags(made, 8)[-1]) == ("Ann", [])
    anna.copy_paste("Contacts", "A3:C3", "A2", to_tab="Other", values_only=True)
    assert made.book.sheets[1].rows[1].values == ["2", "Ann", 10]


def test_a_duplicated_tab_has_the_values_but_no_tags() -> None:
    made = spreadsheet()
    title = People(made).duplicate_tab("Contacts")
    assert title == "Copy of Contacts"
    copy = next(place for place, sheet in enumerate(made.book.sheets) if sheet.title == title)
    assert made.book.sheets[copy].value(1, 1) == "Cid"
    assert (tags(made, sheet=copy), tags(made)) == ([[], [], []], [[1], [2], [3]])


def test_tabs_are_added_renamed_and_deleted() -> None:
    made = spreadsheet()
    anna = People(made)
    anna.type("Other", "B1", "=Contacts!B2")
    anna.rename_tab("Contacts", "My people")
    formula = made.book.sheets[1].value(0, 1)
    assert isinstance(formula, Formula)
    assert formula.text == "='My people'!B2"
    anna.add_tab("Third")
    anna.delete_tab("Other")
    assert [sheet.title for sheet in made.book.sheets] == ["My people", "Third"]
    with pytest.raises(ApiError, match="No tab is called"):
        anna.type("Contacts", "A1", "x")


def test_hiding_filtering_grouping_and_merging_move_nothing() -> None:
    made = spreadsheet()
    anna = People(made)
    anna.hide_rows("Contacts", 3)
    anna.filter("Contacts", "A1:C4", {"B": ["Bob"]})
    anna.group_rows("Contacts", 2, 2)
    anna.merge("Contacts", "E2:F3")
    rows = made.book.sheets[0].rows
    assert [row.hidden_by_user for row in rows[1:4]] == [False, True, False]
    assert [row.hidden_by_filter for row in rows[1:4]] == [False, False, True]
    assert made.book.sheets[0].row_groups[0]["depth"] == 1
    assert len(made.book.sheets[0].merges) == 1
    assert names(made) == ["Cid", "Ann", "Bob"]
    anna.clear_filter("Contacts")
    anna.hide_rows("Contacts", 3, hidden=False)
    assert not any(row.hidden_by_filter or row.hidden_by_user for row in made.book.sheets[0].rows)


def test_a_header_is_renamed_where_it_stands() -> None:
    made = spreadsheet()
    People(made).rename_header("Contacts", "age", "Age now")
    assert value(made, 0, 2) == "Age now"
    with pytest.raises(ApiError, match="No cell says"):
        People(made).rename_header("Contacts", "age", "again")


def test_protection_binds_people_but_not_the_owner_nor_its_editors() -> None:
    made = spreadsheet()
    People(made, OWNER).protect("Contacts", "A1:A1000", editors=[ROBOT])
    anna = People(made)
    with pytest.raises(ApiError, match="protected cell") as refused:
        anna.type("Contacts", "A2", "9")
    assert refused.value.code == 400
    anna.type("Contacts", "B2", "Dan")
    anna.named(OWNER).type("Contacts", "A2", "8")
    anna.named(ROBOT).type("Contacts", "A3", "7")
    assert [value(made, row, 0) for row in (1, 2)] == [8, 7]
    with pytest.raises(ApiError, match="protected cell"):
        anna.delete_rows("Contacts", 2)
    with pytest.raises(ApiError, match="protected cell"):
        anna.clear("Contacts", "A2:B2")
    assert names(made) == ["Dan", "Ann", "Bob"]


def test_a_warning_stops_nobody() -> None:
    made = spreadsheet()
    People(made, OWNER).protect("Contacts", "A1:A1000", warning_only=True)
    People(made).type("Contacts", "A2", "9")
    People(made).sort("Contacts", "B")
    assert names(made) == ["Ann", "Bob", "Cid"]


@pytest.mark.parametrize("bars", [True, False])
def test_whether_protection_bars_sorting_is_a_switch(bars: bool) -> None:
    made = spreadsheet()
    made.book.behaviour.protection_bars_sorting = bars
    People(made, OWNER).protect("Contacts", "A1:A1000")
    if bars:
        with pytest.raises(ApiError, match="protected cell"):
            People(made).sort("Contacts", "B")
    else:
        People(made).sort("Contacts", "B")
    assert names(made) == (["Cid", "Ann", "Bob"] if bars else ["Ann", "Bob", "Cid"])


@pytest.mark.parametrize("bars", [True, False])
def test_whether_protection_bars_inserting_to_its_left_is_a_switch(bars: bool) -> None:
    made = spreadsheet()
    made.book.behaviour.protection_bars_inserting = bars
    People(made, OWNER).protect("Contacts", "B1:B1000")
    if bars:
        with pytest.raises(ApiError, match="protected cell"):
            People(made).insert_columns("Contacts", "A")
    else:
        People(made).insert_columns("Contacts", "A")
    assert value(made, 1, 1) == ("Cid" if bars else "1")


def test_a_viewer_changes_nothing_and_sharing_decides_who_is_one() -> None:
    made = spreadsheet()
    People(made, OWNER).share("eva@example.com", "reader")
    eva = People(made, "eva@example.com")
    with pytest.raises(ApiError) as refused:
        eva.type("Contacts", "B2", "x")
    assert refused.value.code == 403
    People(made, OWNER).share("eva@example.com")
    eva.type("Contacts", "B2", "Dan")
    assert made.editors == {"eva@example.com"}
    People(made, OWNER).unshare("eva@example.com")
    assert (made.editors, made.readers) == (set(), set())


def test_a_refused_act_leaves_no_version_behind() -> None:
    made = spreadsheet()
    anna = People(made)
    before, past = made.book, len(made.past)
    with pytest.raises(ApiError):
        anna.delete_rows("Contacts", 900, 200)
    assert made.book is before
    assert len(made.past) == past


def test_acts_can_be_told_as_json() -> None:
    made = spreadsheet()
    body: Json = {"act": "type", "person": "bert@example.com", "tab": "Contacts", "cell": "B2", "text": "Dan"}
    assert act(made, body) == {"version": made.book.generation}
    assert made.past[-1][0] == "bert@example.com"
    assert act(made, {"act": "duplicate_tab", "tab": "Other"})["result"] == "Copy of Other"
    assert act(made, {"act": "undo", "person": "bert@example.com"})["result"] is True
    assert value(made, 1, 1) == "Cid"


@pytest.mark.parametrize(
    "body", [{}, {"act": "named", "name": "x"}, {"act": "_acting"}, {"act": "type", "tab": "Contacts"}]
)
def test_what_is_no_act_is_refused(body: Json) -> None:
    with pytest.raises(ApiError) as refused:
        act(spreadsheet(), body)
    assert refused.value.code == 400


def test_every_act_of_a_person_can_be_told() -> None:
    assert {"type", "sort", "cut_paste", "undo", "restore", "share", "duplicate_tab", "rename_header"} <= ACTS
    assert not ACTS & {"named", "version"}

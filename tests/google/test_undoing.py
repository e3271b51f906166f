"""What undo and restoring a version bring back, and that what others did since stays."""

import pytest

from tests.google.contacts_sketch import names, spreadsheet, tags, value
from tests.google_server.errors import ApiError
from tests.google_server.model import Behaviour
from tests.google_server.people import People


def test_undo_takes_back_ones_own_acts_one_after_the_other() -> None:
    made = spreadsheet()
    anna = People(made)
    anna.type("Contacts", "B2", "one")
    anna.type("Contacts", "B2", "two")
    assert anna.undo()
    assert value(made, 1, 1) == "one"
    assert anna.undo()
    assert value(made, 1, 1) == "Cid"
    assert not anna.undo()


@pytest.mark.parametrize("returns", [True, False])
@pytest.mark.parametrize("since", [True, False])
def test_undo_of_a_deleted_row_brings_it_back_with_or_without_its_tag(returns: bool, since: bool) -> None:
    made = spreadsheet()
    made.book.behaviour = Behaviour(undo_returns_tags=returns)
    anna = People(made)
    anna.delete_rows("Contacts", 3)
    if since:
        anna.named("bert@example.com").type("Contacts", "C3", "21")
    assert anna.undo()
    assert names(made) == ["Cid", "Ann", "Bob"]
    assert tags(made) == [[1], [2] if returns else [], [3]]
    assert value(made, 3, 2) == (21 if since else 20)


def test_undo_keeps_what_others_did_since() -> None:
    made = spreadsheet()
    anna = People(made)
    bert = anna.named("bert@example.com")
    anna.type("Contacts", "B3", "Anna")
    bert.insert_rows("Contacts", 2)
    bert.type("Contacts", "B5", "Robert")
    bert.sort("Contacts", "C", descending=True)
    assert anna.undo()
    assert names(made) == ["Cid", "Robert", "Ann"]
    assert tags(made) == [[1], [3], [2]]


def test_undo_of_a_sort_puts_rows_back_even_when_others_typed_since() -> None:
    made = spreadsheet()
    anna = People(made)
    anna.sort("Contacts", "B")
    anna.named("bert@example.com").type("Contacts", "B2", "Ann Lee")
    assert anna.undo()
    assert (names(made), tags(made)) == (["Cid", "Ann Lee", "Bob"], [[1], [2], [3]])


def test_undo_of_an_insert_deletes_the_row_wherever_it_is() -> None:
    made = spreadsheet()
    anna = People(made)
    anna.insert_rows("Contacts", 3)
    anna.named("bert@example.com").insert_rows("Contacts", 2, 2)
    assert anna.undo()
    assert names(made, 6) == [None, None, "Cid", "Ann", "Bob"]
    assert tags(made, 6) == [[], [], [1], [2], [3]]


def test_undo_of_a_column_act_is_only_possible_while_nobody_acted_since() -> None:
    made = spreadsheet()
    anna = People(made)
    anna.delete_columns("Contacts", "A")
    assert anna.undo()
    assert made.book.sheets[0].rows[1].values == ["1", "Cid", 30]
    anna.delete_columns("Contacts", "A")
    anna.named("bert@example.com").type("Contacts", "A2", "Dan")
    past = len(made.past)
    assert not anna.undo()
    assert (made.book.sheets[0].rows[1].values, len(made.past)) == (["Dan", 30], past)


def test_undo_of_a_deleted_tab_brings_it_back() -> None:
    made = spreadsheet()
    anna = People(made)
    anna.delete_tab("Contacts")
    anna.named("bert@example.com").type("Other", "A1", "y")
    assert anna.undo()
    assert [sheet.title for sheet in made.book.sheets] == ["Contacts", "Other"]
    assert (names(made), made.book.sheets[1].value(0, 0)) == (["Cid", "Ann", "Bob"], "y")


@pytest.mark.parametrize("keeps", [True, False])
def test_a_restored_version_has_its_values_and_its_tags_as_the_switch_says(keeps: bool) -> None:
    made = spreadsheet()
    made.book.behaviour.restore_keeps_tags = keeps
    anna = People(made)
    version = anna.version
    anna.sort("Contacts", "B")
    anna.delete_rows("Contacts", 2)
    anna.restore(version)
    assert names(made) == ["Cid", "Ann", "Bob"]
    assert tags(made) == ([[1], [2], [3]] if keeps else [[], [], []])
    with pytest.raises(ApiError, match="No version"):
        anna.restore(-1)

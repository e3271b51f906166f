"""The judge finds the sins it is there for: in writes made by hand, and in a store robbed of a precaution."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sheetcrm.stores.google import course, first_batch, judging, row_values, writing
from sheetcrm.stores.google.marker import Marker
from tests.google.batches import spreadsheet
from tests.google.judge import Judge
from tests.google.live_sheet import Disturbed, Live
from tests.google.live_team import Act
from tests.google.wanted import Wanted
from tests.google_server.model import EMPTY, Book, Extras, Formula, Row, Sheet
from tests.google_server.server import GoogleServer

KEYS = {"Clients": "No.", "Tasks": "No."}
ROWS = {
    "Clients": [["No.", "Id", "Name", "City"], ["C-1", "a", "~Ann", "Rome"], ["C-2", "b", "Bob", "Oslo"]],
    "Tasks": [["No.", "Action"], ["T-1", "Call"]],
    "Own": [["C-1", "=1+1"]],
}
WANTED = Wanted(
    {("Clients", "C-1", "Name"): ("~Ann", "Ann")},
    {"Tasks": [{"No.": "T-2", "Action": "Write"}]},
    frozenset({("Clients", "Name")}),
)


def judged(*writes: Callable[[Book], object], path: str = "", patient: bool = False) -> Judge:
    """The judge after it looked at writes, each made in a transaction of its own."""
    made = spreadsheet(ROWS)
    judge = Judge(WANTED, KEYS, once={"Tasks": ["No."]}, patient=patient)
    for write in writes:
        before = made.book
        with made.transaction("robot") as book:
            write(book)
        judge.look(before, made.book, path)
    return judge


def tab(book: Book, number: int) -> Sheet:
    return book.sheets[number]


def row_2(*values: str) -> Callable[[Book], object]:
    return lambda book: tab(book, 1).rows.insert(2, Row(list(values)))


def test_what_was_meant_is_no_sin() -> None:
    judge = judged(lambda book: tab(book, 0).put(1, 2, "Ann"), row_2("T-2", "Write"))
    assert judge.verdicts == []


@pytest.mark.parametrize(
    ("row", "column", "value"),
    [(2, 2, "Ann"), (1, 3, "Ann"), (1, 2, "Anna"), (1, 2, None), (0, 2, "Ann"), (2, 0, "C-3"), (1, 9, "Ann")],
    ids=["another row", "another column", "another value", "emptied", "the header", "a number", "beside the table"],
)
def test_a_cell_that_was_not_meant_is_misplaced(row: int, column: int, value: str | None) -> None:
    judge = judged(lambda book: tab(book, 0).put(row, column, value))
    assert len(judge.misplaced) == 1


def test_an_edit_that_was_overwritten_is_found() -> None:
    typed = judged(lambda book: tab(book, 0).put(1, 2, "Annabel"))
    made = spreadsheet({**ROWS, "Clients": [ROWS["Clients"][0], ["C-1", "a", "Annabel", "Rome"]]})
    judge = Judge(WANTED, KEYS)
    before = made.book
    with made.transaction("robot") as book:
        tab(book, 0).put(1, 2, "Ann")
    judge.look(before, made.book, "/values:batchUpdateByDataFilter")
    assert (len(typed.misplaced), len(judge.lost_edits), judge.window) == (1, 1, [])


def test_an_amount_typed_between_the_two_batches_is_the_stated_window_and_no_other_moment_is() -> None:
    wanted = Wanted({("Clients", "C-1", "City"): ("12,50", 12.5)}, {}, frozenset({("Clients", "City")}))
    rows = [ROWS["Clients"][0], ["C-1", "a", "Ann", "12,50"]]
    found = []
    for moment in ("after the first batch", "before the first batch"):
        made = spreadsheet({"Clients": rows})
        judge = Judge(wanted, KEYS)
        if moment == "after the first batch":
            judge.look(made.book, made.book, ":batchUpdate")
        with made.transaction("anna") as book:
            tab(book, 0).put(1, 3, "13,50")
        if moment == "before the first batch":
            judge.look(made.book, made.book, ":batchUpdate")
        before = made.book
        with made.transaction("robot") as book:
            tab(book, 0).put(1, 3, 12.5)
        judge.look(before, made.book, "/values:batchUpdateByDataFilter")
        found.append((len(judge.window), len(judge.lost_edits)))
    assert found == [(1, 0), (0, 1)]


def test_a_row_added_twice_is_doubled() -> None:
    judge = judged(row_2("T-2", "Write"), row_2("T-2", "Write"))
    assert judge.doubled == ["Tasks: No. T-2 was given to another row before"]


def test_a_new_row_that_nobody_meant_is_misplaced() -> None:
    assert len(judged(row_2("T-3", "Write")).misplaced) == 1
    assert len(judged(row_2("T-2", "", "Write")).misplaced) == 1


def test_a_new_row_above_the_header_is_misplaced() -> None:
    judge = judged(lambda book: tab(book, 1).rows.insert(0, Row(["T-2", "Write"])))
    assert len(judge.misplaced) == 1


def test_a_new_row_may_be_put_right_until_the_run_ends() -> None:
    def right(book: Book) -> None:
        tab(book, 1).put(2, 1, "Write")
        tab(book, 1).put(2, 2, None)

    wrong = row_2("T-2", "", "Write")
    mended, left = judged(wrong, right, patient=True), judged(wrong, patient=True)
    mended.end_run()
    left.end_run()
    assert (mended.verdicts, len(left.misplaced)) == ([], 1)


def test_rows_that_vanish_or_move_are_found() -> None:
    assert len(judged(lambda book: tab(book, 0).rows.pop(2)).lost_rows) == 1
    assert judged(lambda book: tab(book, 0).rows.reverse()).misplaced[0] == "Clients: rows were moved"


@pytest.mark.parametrize(
    "write",
    [
        lambda book: tab(book, 2).put(0, 0, "C-9"),
        lambda book: tab(book, 2).put(0, 1, Formula("=1+2")),
        lambda book: tab(book, 0).put_extras(2, 2, Extras({"numberFormat": {"type": "TEXT"}})),
        lambda book: tab(book, 0).put_extras(1, 2, Extras(note="Hello")),
        lambda book: tab(book, 0).properties.update(hidden=True),
        lambda book: tab(book, 0).merges.append({"sheetId": 0}),
        lambda book: book.sheets.reverse(),
    ],
    ids=["a cell of another tab", "a formula", "a format", "a note", "hidden", "merged", "tabs moved"],
)
def test_what_is_nobodys_business_but_the_teams_is_watched(write: Callable[[Book], object]) -> None:
    assert judged(write).touched


def test_the_format_of_a_cell_that_is_written_may_change() -> None:
    def write(book: Book) -> None:
        tab(book, 0).put(1, 2, "Ann")
        tab(book, 0).put_extras(1, 2, Extras({"numberFormat": {"type": "TEXT"}}))

    assert judged(write).verdicts == []
    assert Extras() == EMPTY


# ------------------------------------------------------------------------------- a store without one of its precautions


@pytest.fixture(scope="module")
def server() -> Iterator[GoogleServer]:
    with GoogleServer() as found, pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHEETCRM_GOOGLE_API", found.url)
        yield found
        assert not found.crashes


@pytest.fixture
def live(server: GoogleServer, tmp_path: Path) -> Iterator[Live]:
    made = Live(server, tmp_path, [0.0])
    for robot in (0, 1):
        made.settings[robot].state_folder.joinpath("google.json").write_text(
            f'{{"{made.book.id}": {{"robot": "r{robot}", "cells": 100, "way": "elsewhere"}}}}'
        )
    yield made
    made.close()


# The requests of such a run: 0 reads, 1 remembers numbers, 2 is the first batch, 3 values, 4 days, 5 the last batch.
SORT = Disturbed(acts=[(2, Act("sort", 0, 2, 1))])
INSERT_A_COLUMN = Disturbed(acts=[(3, Act("insert a column", 0, 3))])
TYPE_A_NAME = Disturbed(acts=[(3, Act("type", 0, 2, 0))])
ANSWER_LOST = Disturbed(faults=["ok", "ok", "ok", "ok", "ok", "503 after"])


@pytest.mark.parametrize("disturbed", [SORT, INSERT_A_COLUMN, TYPE_A_NAME, ANSWER_LOST])
def test_with_all_its_precautions_the_store_does_nothing_wrong(live: Live, disturbed: Disturbed) -> None:
    live.sync(0, disturbed)
    assert disturbed.faults or live.team.acted
    assert (live.judge.verdicts, live.judge.window) == ([], [])


def test_writing_by_row_number_is_seen(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "recogniser", lambda table: lambda anchor, cells: True)
    live.sync(0, SORT)
    assert live.judge.misplaced


def test_writing_without_the_guards_of_columns_is_seen(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row_values, "guards", lambda *told: [])
    live.sync(0, INSERT_A_COLUMN)
    assert live.judge.misplaced


def test_writing_texts_without_the_condition_is_seen(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "send_first", lambda *told, replace: first_batch.send_first(*told, replace=False))
    live.sync(0, TYPE_A_NAME)
    assert live.judge.lost_edits


def test_adding_rows_without_the_marker_is_seen(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    def unmarked(marker: Marker, *told: object) -> tuple[list[dict[str, object]], Marker]:
        return [], Marker(marker.serial + 1)

    monkeypatch.setattr(course, "given_back", unmarked)
    live.sync(0, ANSWER_LOST)
    assert live.judge.doubled

"""The journal: what happened, told back exactly; damage is told kindly."""

import datetime as dt
import sqlite3
from typing import get_args

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as budget

from sheetcrm.errors import WorkbookNotWritable
from sheetcrm.journal import Journal
from sheetcrm.model.changes import AddRow, SetCells
from tests.stores.contract import CELLS

NOW = dt.datetime(2026, 11, 22, 8, 30, tzinfo=dt.UTC)


@pytest.fixture
def journal(tmp_path):
    opened = Journal(tmp_path / "state" / "journal.sqlite")
    yield opened
    opened.close()


@given(was=CELLS, becomes=CELLS)
@budget(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
def test_changes_come_back_as_they_were(journal, was, becomes):
    changes = [
        SetCells("clients", "C-0001", {"name": (was, becomes), "own:Łódź": (becomes, was)}, "tidy"),
        AddRow("tasks", {"action": becomes, "due_on": dt.time(9, 30)}, "key", "birthday"),
    ]
    run = journal.begin("sync", "book", NOW)
    journal.intend(run, changes)
    found = journal.changes(run)
    assert found == changes
    assert [type(value) for value in found[1].cells.values()] == [type(value) for value in changes[1].cells.values()]


def test_a_run_is_told_as_it_ended(journal):
    run = journal.begin("sync", "book", NOW)
    assert journal.run(run).state == "running"
    journal.finish(run, "done", cells=3, rows=2, added=1, letters=4, backup="/b/1.xlsx", note="n")
    found = journal.run(run)
    assert (found.started, found.kind, found.workbook, found.state) == (NOW, "sync", "book", "done")
    assert (found.cells, found.rows, found.added, found.letters, found.backup, found.note) == (
        3,
        2,
        1,
        4,
        "/b/1.xlsx",
        "n",
    )
    assert journal.run(run + 1) is None


def test_the_latest_run_comes_first_and_the_list_has_an_end(journal):
    runs = [journal.begin("sync", "book", NOW) for _ in range(5)]
    assert [run.id for run in journal.runs(3)] == runs[::-1][:3]


def test_a_run_that_came_to_nothing_leaves_nothing(journal):
    run = journal.begin("sync", "book", NOW)
    journal.intend(run, [AddRow("tasks", {"action": "x"}, "k", "x")])
    journal.forget(run)
    assert journal.runs() == [] and journal.changes(run) == []


def test_what_was_intended_last_counts(journal):
    run = journal.begin("sync", "book", NOW)
    journal.intend(run, [AddRow("tasks", {"action": "x"}, "k", "x")])
    journal.intend(run, [])
    assert journal.changes(run) == []


def test_changes_that_cannot_be_noted_leave_the_journal_usable(journal):
    run = journal.begin("sync", "book", NOW)
    kept = [AddRow("tasks", {"action": "x"}, "k", "x")]
    journal.intend(run, kept)
    with pytest.raises(TypeError):
        journal.intend(run, [AddRow("tasks", {"action": object()}, "k", "x")])
    assert journal.changes(run) == kept
    assert journal.begin("sync", "book", NOW) == run + 1


def test_a_letter_may_be_claimed_again(journal):
    run = journal.begin("sync", "book", NOW)
    journal.claim(["letter:a"], run, NOW)
    journal.receipt("letter:a", "prepared", "a.eml")
    journal.claim(["letter:a"], run, NOW)


def test_sizes_and_marks_belong_to_their_workbook(journal):
    journal.keep_sizes("one", {"clients": 7, "tasks": 2})
    journal.keep_sizes("two", {"clients": 9})
    journal.keep_sizes("one", {"clients": 8})
    assert (journal.sizes("one"), journal.sizes("two"), journal.sizes("three")) == ({"clients": 8}, {"clients": 9}, {})
    journal.settle("one", "a")
    journal.settle("one", "b")
    assert (journal.settled("one"), journal.settled("two")) == ("b", None)


def test_it_is_kept_over_a_restart_and_for_its_owner_only(tmp_path):
    path = tmp_path / "journal.sqlite"
    first = Journal(path)
    run = first.begin("sync", "book", NOW)
    first.close()
    again = Journal(path)
    assert again.run(run) is not None
    again.close()
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "content", [b"no database at all, but long enough to be one" * 200, b"SQLite format 3\x00" + b"\xff" * 5000]
)
def test_a_damaged_journal_is_told_as_damaged(tmp_path, content):
    path = tmp_path / "journal.sqlite"
    path.write_bytes(content)
    with pytest.raises(WorkbookNotWritable, match="journal-damaged"):
        Journal(path)


def test_damage_found_while_reading_is_told_too(tmp_path):
    path = tmp_path / "journal.sqlite"
    journal = Journal(path)
    run = journal.begin("sync", "book", NOW)
    journal.intend(run, [AddRow("tasks", {"action": "x" * 500}, f"k{n}", "x") for n in range(400)])
    journal.close()
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xee" * (path.stat().st_size - 4096))
    with pytest.raises(WorkbookNotWritable, match="journal-damaged"):
        broken = Journal(path)
        try:
            broken.changes(run)
        finally:
            broken.close()


def test_a_journal_of_a_newer_version_is_left_alone(tmp_path):
    path = tmp_path / "journal.sqlite"
    database = sqlite3.connect(path)
    database.execute("PRAGMA user_version=99")
    database.close()
    with pytest.raises(WorkbookNotWritable, match="journal-newer"):
        Journal(path)


def test_a_place_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(WorkbookNotWritable, match="journal-not-writable"):
        Journal(tmp_path / "file" / "journal.sqlite")


def test_a_change_for_all_or_none_comes_back_as_one(journal):
    changes = [SetCells("clients", "C-1", {"name": ("A", None)}, "merge", whole=True)]
    run = journal.begin("merge", "book", NOW)
    journal.intend(run, changes)
    assert journal.changes(run) == changes and journal.run(run).kind == "merge"


@pytest.mark.parametrize("language", ["en", "ru", "pl", "ro"])
def test_every_kind_of_run_has_its_word(language):
    from sheetcrm.journal import RunKind
    from sheetcrm.words import words_of

    said = [words_of(language).say(f"run_{kind}") for kind in get_args(RunKind)]
    assert len(set(said)) == 7 and not any(word.startswith("run_") for word in said)


def test_a_journal_of_before_is_read_and_brought_up_to_date(tmp_path):
    path = tmp_path / "journal.sqlite"
    Journal(path).close()
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version=1")
        db.execute("INSERT INTO run (id, started, kind, workbook, state) VALUES (7, '2026-11-22', 'sync', 'b', 'done')")
        db.execute("""INSERT INTO change VALUES (7, 0, '["set", "clients", "C-1", {"name": ["A", "B"]}, "tidy"]')""")
    db.close()
    found = Journal(path)
    assert found.changes(7) == [SetCells("clients", "C-1", {"name": ("A", "B")}, "tidy")]
    found.close()

"""Whole runs with a store in memory: what a sync does, and what undo takes back of it."""

import datetime as dt
from dataclasses import replace

import pytest

from sheetcrm.errors import WrongUsage
from sheetcrm.journal import Journal
from sheetcrm.model.changes import AddRow, SetCells
from sheetcrm.model.plan import Plan
from sheetcrm.pipeline import sync_run
from sheetcrm.stores.anchors import anchored_after
from sheetcrm.stores.memory import MemoryStore
from sheetcrm.undo import undo_run
from tests.building import TODAY, rows_of, settings, snapshot
from tests.stores.contract import content, set_cells
from tests.stores.moves import PEOPLE, merge, numbers, start

ANNA = {
    "name": " Anna  Kowalska",
    "phone": "+48601234567",
    "birthday": dt.date(1986, 11, 25),
    "email": "anna@example.org",
}
JAN = {"name": "Jan Nowak", "phone": "602 345 678", "birthday": dt.date(1980, 11, 22), "email": "jan@example.org",
       "consent_greetings": "yes"}  # fmt: skip
START = {
    "clients": [ANNA, JAN],
    "deals": [{"title": "Kitchen", "client": "Jan Nowak", "stage": "talks", "next_step": "x"}],
}


@pytest.fixture
def chosen(tmp_path):
    tidy = {"clients.name": "write", "clients.phone": "write"}
    return settings(journal=tmp_path / "state" / "journal.sqlite", outbox=tmp_path / "outbox", tidy=tidy)


@pytest.fixture
def store():
    return MemoryStore(snapshot(**START))


def values(store, tab, field):
    return list(store.read().table(tab).values(field))


def test_a_second_sync_has_nothing_to_do(store, chosen):
    first = sync_run(store, chosen, TODAY)
    assert first.complete and first.run is not None
    assert len(list(chosen.outbox.glob("*.eml"))) == 1
    second = sync_run(store, chosen, TODAY)
    assert second.run is None and second.plan is not None and second.plan.is_empty


def test_undo_restores_every_cell_but_numbers_and_the_memory(store, chosen):
    before = content(store.read())
    run = sync_run(store, chosen, TODAY).run
    undone = undo_run(store, chosen, run, TODAY)
    after = content(store.read())
    numbered = [(False, "C-0001"), (False, "C-0002")]
    assert after["clients"] == {**before["clients"], "number": numbered}
    assert after["deals"] == {**before["deals"], "number": [(False, "D-0001")]}
    assert after["tasks"] == before["tasks"] and after["letters"] == before["letters"]
    assert undone.kept == [] and undone.skipped == []


def test_after_undo_nothing_is_made_twice(store, chosen):
    run = sync_run(store, chosen, TODAY).run
    undo_run(store, chosen, run, TODAY)
    again = sync_run(store, chosen, TODAY)
    assert rows_of(again.plan.after, "clients", "number") == [("C-0001",), ("C-0002",)]
    assert values(store, "tasks", "key") == [] and values(store, "letters", "key") == []


def test_losing_the_journal_duplicates_nothing(store, chosen):
    sync_run(store, chosen, TODAY)
    for file in chosen.state_folder.iterdir():
        file.unlink()
    assert sync_run(store, chosen, TODAY).run is None


def test_what_a_person_changed_since_is_kept_and_named(store, chosen):
    run = sync_run(store, chosen, TODAY).run
    table = store.read().table("clients")
    store.edit([set_cells(table, 0, phone="605 000 111")])
    undone = undo_run(store, chosen, run, TODAY)
    assert [(kept.tab, kept.anchor, kept.field, kept.value) for kept in undone.kept] == [
        ("clients", "C-0001", "phone", "605 000 111")
    ]
    assert values(store, "clients", "phone")[0] == "605 000 111"
    assert values(store, "clients", "name")[0] == " Anna  Kowalska"


def test_a_task_that_a_person_took_over_is_kept(store, chosen):
    run = sync_run(store, chosen, TODAY).run
    assert values(store, "tasks", "key") == ["birthday:C-0001:2026"]
    store.edit([set_cells(store.read().table("tasks"), 0, assignee="Olga")])
    undone = undo_run(store, chosen, run, TODAY)
    assert values(store, "tasks", "key") == ["birthday:C-0001:2026"]
    assert [(kept.tab, kept.field, kept.code) for kept in undone.kept] == [("tasks", "assignee", "changed")]


def test_a_row_that_is_gone_is_named(store, chosen):
    run = sync_run(store, chosen, TODAY).run
    table = store.read().table("clients")
    store.edit([set_cells(table, 0, **dict.fromkeys(table.columns))])
    undone = undo_run(store, chosen, run, TODAY)
    assert ("clients", "C-0001", None, "row-gone") in {(k.tab, k.anchor, k.field, k.code) for k in undone.kept}


def test_undo_can_be_undone(store, chosen):
    run = sync_run(store, chosen, TODAY).run
    synced = content(store.read())
    back = undo_run(store, chosen, run, TODAY)
    undo_run(store, chosen, back.number, TODAY)
    assert content(store.read())["clients"] == synced["clients"]
    assert content(store.read())["tasks"] == synced["tasks"]


def test_a_large_undo_is_no_accident_for_the_next_run(chosen):
    people = [{"name": f"Client {n}", "phone": f"601 234 {n:03}", "birthday": "25.11"} for n in range(30)]
    store = MemoryStore(snapshot(clients=people))
    run = sync_run(store, chosen, TODAY, force=True).run
    assert len(values(store, "tasks", "key")) == 30
    undo_run(store, chosen, run, TODAY)
    assert sync_run(store, chosen, TODAY, force=True).run is not None
    assert sync_run(store, chosen, TODAY).run is None


@pytest.mark.parametrize("number", [0, 2, 99, -1])
def test_a_run_that_is_not_there_cannot_be_undone(store, chosen, number):
    sync_run(store, chosen, TODAY)
    with pytest.raises(WrongUsage, match="no-such-run"):
        undo_run(store, chosen, number, TODAY)


def test_a_run_of_another_workbook_cannot_be_undone(store, chosen):
    run = sync_run(store, chosen, TODAY).run
    with pytest.raises(WrongUsage, match="no-such-run"):
        undo_run(MemoryStore(snapshot(**START), "other"), chosen, run, TODAY)


def test_a_run_is_undone_once(store, chosen):
    run = sync_run(store, chosen, TODAY).run
    undo_run(store, chosen, run, TODAY)
    with pytest.raises(WrongUsage, match="run-not-undoable"):
        undo_run(store, chosen, run, TODAY)


def test_the_history_tells_both(store, chosen):
    run = sync_run(store, chosen, TODAY).run
    undo_run(store, chosen, run, TODAY)
    journal = Journal(chosen.journal)
    try:
        assert [(r.kind, r.state) for r in journal.runs()] == [("undo", "done"), ("sync", "undone")]
        first = journal.run(run)
        seen = [change for change in journal.changes(run) if isinstance(change, AddRow) and change.tab != "memory"]
        assert first is not None and (first.added, first.letters) == (len(seen), 1)
    finally:
        journal.close()


def test_a_killed_run_is_undone_as_far_as_it_came(store, chosen):
    run = sync_run(store, chosen, TODAY).run
    journal = Journal(chosen.journal)
    journal.mark(run, "running")
    journal.close()
    table = store.read().table("clients")
    store.edit([set_cells(table, 0, name=" Anna  Kowalska")])
    undone = undo_run(store, chosen, run, TODAY)
    assert values(store, "clients", "name")[0] == " Anna  Kowalska" and undone.kept == []


class Dying(MemoryStore):
    """A store that dies after the first changes of a plan, before it has said what it did."""

    def apply(self, changes, snapshot):
        super().apply(changes[: self.lives], snapshot)
        raise KeyboardInterrupt


def died(chosen, lives, run=sync_run):
    store = Dying(snapshot(**START))
    store.lives = lives
    with pytest.raises(KeyboardInterrupt):
        run(store, chosen, TODAY)
    return store


def runs(chosen):
    journal = Journal(chosen.journal)
    try:
        return [(run.id, run.kind, run.state) for run in journal.runs()]
    finally:
        journal.close()


def test_a_run_that_died_before_it_wrote_is_forgotten(chosen):
    died(chosen, 0)
    assert runs(chosen) == []


@pytest.mark.parametrize("lives", [1, 2, 4, 6])
def test_a_run_that_died_in_the_middle_can_be_undone(chosen, lives):
    before = content(MemoryStore(snapshot(**START)).read())
    store = died(chosen, lives)
    assert runs(chosen) == [(1, "sync", "failed")]
    again = MemoryStore(store.read())
    undone = undo_run(again, chosen, 1, TODAY)
    after = content(again.read())
    kept = {"number": after["clients"]["number"]}
    assert after["clients"] == {**before["clients"], **kept} and after["tasks"] == before["tasks"]
    assert [*undone.kept, *undone.skipped] == []


def test_a_run_that_died_in_the_middle_is_finished_by_the_next(chosen, tmp_path):
    whole = MemoryStore(snapshot(**START))
    elsewhere = replace(chosen, journal=tmp_path / "other" / "journal.sqlite", outbox=tmp_path / "letters")
    sync_run(whole, elsewhere, TODAY)
    again = MemoryStore(died(chosen, 3).read())
    sync_run(again, chosen, TODAY)
    assert content(again.read()) == content(whole.read())


def test_an_undo_that_died_in_the_middle_stays_in_the_history(store, chosen):
    run = sync_run(store, chosen, TODAY).run
    dying = Dying(store.read())
    dying.lives = 1
    with pytest.raises(KeyboardInterrupt):
        undo_run(dying, chosen, run, TODAY)
    assert runs(chosen) == [(2, "undo", "failed"), (1, "sync", "done")]
    rest = MemoryStore(dying.read())
    assert undo_run(rest, chosen, run, TODAY).kept == []
    assert values(rest, "clients", "name") == [ANNA["name"], JAN["name"]]


def test_an_emptied_example_row_comes_back(chosen):
    from sheetcrm.layout.example import example_row
    from sheetcrm.words import words_of

    store = MemoryStore(snapshot(clients=[example_row(words_of("en")), JAN]))
    before = values(store, "clients", "name")
    run = sync_run(store, chosen, TODAY).run
    assert values(store, "clients", "name") == ["Jan Nowak"]
    undo_run(store, chosen, run, TODAY)
    assert sorted(values(store, "clients", "name")) == sorted(before)


def test_the_journal_holds_what_was_really_done(store, chosen):
    run = sync_run(store, chosen, TODAY).run
    journal = Journal(chosen.journal)
    try:
        kinds = {(type(change), change.tab) for change in journal.changes(run)}
    finally:
        journal.close()
    assert {(SetCells, "clients"), (SetCells, "deals"), (AddRow, "tasks"), (AddRow, "letters")} <= kinds


def merged(tmp_path, *, after=()):
    """A store after a run that merged the second of four clients into the first, the run, and the settings."""
    chosen = settings(journal=tmp_path / "state" / "journal.sqlite", outbox=tmp_path / "outbox")
    store = MemoryStore(start())
    before = store.read()
    plan = Plan([], (), before, before, TODAY)
    changes = merge(before, "C-0002", "C-0001", phone="601; 602", email="anna@example.org")
    plan = replace(plan, changes=changes, after=before.after(changes))
    journal = Journal(chosen.journal)
    run = journal.begin("merge", store.name, dt.datetime(2026, 11, 22, tzinfo=dt.UTC))
    journal.intend(run, anchored_after(changes, plan))
    store.apply(changes, before)
    journal.finish(run, "done")
    journal.close()
    for change in after:
        store.edit([change])
    return store, run, chosen


def told(store):
    found = store.read()
    return sorted(map(str, numbers(found))), numbers(found, "archive"), found.table("clients").cell("C-0001", "phone")


APART = (["C-0001", "C-0002", "C-0003", "C-0004"], ["C-0000"], "601")
TOGETHER = (["C-0001", "C-0003", "C-0004"], ["C-0000", "C-0002"], "601; 602")


def test_a_merge_is_undone_and_the_undo_is_undone_and_that_again(tmp_path):
    store, run, chosen = merged(tmp_path)
    before = told(store)
    assert before == TOGETHER
    for expected in (APART, TOGETHER, APART, TOGETHER):
        undone = undo_run(store, chosen, run, TODAY)
        assert (told(store), list(undone.kept), list(undone.skipped)) == (expected, [], [])
        run = undone.number


def test_a_merge_is_not_undone_twice(tmp_path):
    store, run, chosen = merged(tmp_path)
    undo_run(store, chosen, run, TODAY)
    with pytest.raises(WrongUsage):
        undo_run(store, chosen, run, TODAY)
    assert told(store) == APART


def test_undo_of_a_merge_keeps_what_people_gave_the_survivor_since(tmp_path):
    edit = SetCells("clients", "C-0001", {"phone": ("601; 602", "777")}, "x")
    store, run, chosen = merged(tmp_path, after=[edit])
    undone = undo_run(store, chosen, run, TODAY)
    assert told(store) == (APART[0], APART[1], "777")
    assert [(kept.field, kept.value) for kept in undone.kept] == [("phone", "777")]
    assert store.read().table("clients").cell("C-0001", "email") is None


def test_an_archived_row_that_people_touched_stays_and_so_does_what_the_merge_gave(tmp_path):
    edit = SetCells("archive", "C-0002", {"city": (None, "Opole")}, "x")
    store, run, chosen = merged(tmp_path, after=[edit])
    undone = undo_run(store, chosen, run, TODAY)
    assert told(store) == TOGETHER
    assert [(kept.tab, kept.anchor, kept.code) for kept in undone.kept] == [("archive", "C-0002", "changed")]


def test_a_row_that_came_back_changed_is_left_as_it_is(tmp_path):
    back = AddRow("clients", {**PEOPLE[1], "city": "Opole"}, "k", "x")
    store, run, chosen = merged(tmp_path, after=[back])
    undo_run(store, chosen, run, TODAY)
    assert store.read().table("clients").cell("C-0002", "city") == "Opole"
    assert numbers(store.read()).count("C-0002") == 1 and "C-0002" in numbers(store.read(), "archive")


def test_a_merge_whose_archived_row_people_deleted_is_undone_all_the_same(tmp_path):
    store, run, chosen = merged(tmp_path)
    gone = store.read().table("archive")
    store.edit([SetCells("archive", "C-0002", {f: (gone.cell("C-0002", f), None) for f in gone.columns}, "x")])
    undo_run(store, chosen, run, TODAY)
    assert told(store) == APART


def test_a_merge_that_died_before_the_row_left_is_undone(tmp_path):
    store, run, chosen = merged(tmp_path)
    store.edit([AddRow("clients", PEOPLE[1], "k", "x")])
    undone = undo_run(store, chosen, run, TODAY)
    assert told(store) == APART and undone.kept == []

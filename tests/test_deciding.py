"""Merging, bringing back and deciding as runs of their own, in memory and in a file; undo takes each of them back."""

from dataclasses import replace
from pathlib import Path

import pytest

from sheetcrm.deciding import groups_now, merge_by_number, unmerge_by_number, write_answers
from sheetcrm.errors import PlanRefused, WorkbookChanged, WrongUsage
from sheetcrm.journal import Journal
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.pipeline import sync_run
from sheetcrm.reviewing.answers import answer_for
from sheetcrm.reviewing.groups import Group
from sheetcrm.rules.duplicates.aliases import aliases_of
from sheetcrm.rules.duplicates.decisions import judged
from sheetcrm.stores.base import Applied, Store
from sheetcrm.stores.memory import MemoryStore
from sheetcrm.undo import undo_run
from tests.building import TODAY, marked, rows_of, settings, snapshot
from tests.reviewing.tab import ANIA, ANNA, FIRM, FIRM_RU, FIRM_TOO, book, group
from tests.stores.contract import content, set_cells
from tests.stores.test_excel_store import ExcelContract

DEALS = [{"number": "D-0001", "client": "C-0042", "title": "Kitchen", "stage": "talks", "next_step": "x"}]
Desk = tuple[Store, Settings]


def start() -> Snapshot:
    return book(group("G-0001", ANNA, ANIA), group("G-0002", FIRM, FIRM_RU, FIRM_TOO), deals=DEALS)


def in_memory(made: Snapshot, folder: Path) -> Desk:
    return MemoryStore(made), settings(journal=folder / "state" / "journal.sqlite", outbox=folder / "outbox")


def in_a_file(made: Snapshot, folder: Path) -> Desk:
    maker = ExcelContract()
    maker.folder = folder
    store = maker.store_of(made)
    chosen = maker.settings_of(store)
    return store, replace(chosen, journal=folder / "state" / "journal.sqlite", outbox=folder / "outbox")


@pytest.fixture(params=[in_memory, in_a_file])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Desk:
    made: Desk = request.param(start(), tmp_path)
    return made


def numbers(store: Store, tab: str) -> list[object]:
    return [number for (number,) in rows_of(store.read(), tab, "number")]


def runs(chosen: Settings) -> list[tuple[str, str]]:
    journal = Journal(chosen.journal)
    try:
        return [(run.kind, run.state) for run in journal.runs()]
    finally:
        journal.close()


def edit(store: Store, found: Snapshot, tab: str, position: int, **cells: object) -> None:
    """What a person does: cells of one row."""
    applied = store.apply([set_cells(found.table(tab), position, **cells)], found)
    assert not applied.skipped


# --- merge and unmerge ------------------------------------------------------------------------------------------------


def test_a_merge_unites_the_row_archives_it_and_is_remembered(desk: Desk) -> None:
    store, chosen = desk
    done = merge_by_number(store, chosen, TODAY, "c-0042 ", "C-0001")
    assert (done.number, done.into, done.complete, done.kind) == ("C-0042", "C-0001", True, "merge")
    assert numbers(store, "clients") == ["C-0001", "C-0007", "C-0009", "C-0011"]
    assert rows_of(store.read(), "archive", "number", "merged_into") == [("C-0042", "C-0001")]
    assert rows_of(store.read(), "clients", "birthday")[0] == (ANIA["birthday"],)
    assert aliases_of(store.read()) == {"C-0042": "C-0001"}
    assert frozenset({"C-0001", "C-0042"}) in judged(store.read()).same
    assert runs(chosen) == [("merge", "done")]


def test_a_merge_can_be_undone_and_the_undo_as_well(desk: Desk) -> None:
    store, chosen = desk
    before = content(store.read())
    merged = merge_by_number(store, chosen, TODAY, "C-0042", "C-0001")
    after = content(store.read())
    back = undo_run(store, chosen, merged.run or 0, TODAY)
    restored = content(store.read())
    assert sorted(map(str, numbers(store, "clients"))) == sorted(
        c["number"] for c in (ANNA, ANIA, FIRM, FIRM_RU, FIRM_TOO)
    )
    assert rows_as_set(restored, "clients") == rows_as_set(before, "clients")
    assert restored["archive"] == before["archive"] and (back.kept, back.skipped) == ([], [])
    undo_run(store, chosen, back.number or 0, TODAY)
    assert rows_as_set(content(store.read()), "clients") == rows_as_set(after, "clients")
    assert rows_as_set(content(store.read()), "archive") == rows_as_set(after, "archive")


def rows_as_set(found: dict[str, dict[str, list[object]]], tab: str) -> set[tuple[object, ...]]:
    """The rows of a tab whatever their order."""
    columns = found[tab]
    return {tuple(map(repr, row)) for row in zip(*columns.values(), strict=True)}


def test_an_unmerge_brings_the_client_back_and_is_a_judgement(desk: Desk) -> None:
    store, chosen = desk
    before = rows_as_set(content(store.read()), "clients")
    merge_by_number(store, chosen, TODAY, "C-0042", "C-0001")
    done = unmerge_by_number(store, chosen, TODAY, "c-0042")
    assert (done.number, done.into, done.kind, done.complete) == ("C-0042", "C-0001", "unmerge", True)
    assert rows_as_set(content(store.read()), "clients") == before
    assert (numbers(store, "archive"), aliases_of(store.read())) == ([], {})
    assert judged(store.read()).are_different("C-0001", "C-0042")
    assert runs(chosen) == [("unmerge", "done"), ("merge", "done")]


def test_an_unmerge_keeps_what_people_changed_since(desk: Desk) -> None:
    store, chosen = desk
    merge_by_number(store, chosen, TODAY, "C-0042", "C-0001")
    edit(store, store.read(), "clients", 0, city="Poznań")
    unmerge_by_number(store, chosen, TODAY, "C-0042")
    cities = dict(rows_of(store.read(), "clients", "number", "city"))
    assert (cities["C-0001"], cities["C-0042"]) == ("Poznań", "Warszawa")


def test_who_was_judged_different_is_merged_by_force_only(desk: Desk) -> None:
    store, chosen = desk
    merge_by_number(store, chosen, TODAY, "C-0042", "C-0001")
    unmerge_by_number(store, chosen, TODAY, "C-0042")
    with pytest.raises(WrongUsage, match="judged-different"):
        merge_by_number(store, chosen, TODAY, "C-0042", "C-0001")
    merge_by_number(store, chosen, TODAY, "C-0042", "C-0001", force=True)
    found = judged(store.read())
    assert not found.are_different("C-0001", "C-0042") and frozenset({"C-0001", "C-0042"}) in found.same


@pytest.mark.parametrize(
    ("loser", "survivor", "refusal"),
    [
        ("C-9999", "C-0001", "unknown-number"),
        ("C-0042", "C-9999", "unknown-number"),
        ("C-0001", "c-0001", "same-client"),
        ("", "C-0001", "unknown-number"),
    ],
)
def test_a_merge_that_cannot_be_is_refused_in_words(tmp_path: Path, loser: str, survivor: str, refusal: str) -> None:
    store, chosen = in_memory(start(), tmp_path)
    before = content(store.read())
    with pytest.raises(WrongUsage) as raised:
        merge_by_number(store, chosen, TODAY, loser, survivor)
    assert (raised.value.code, raised.value.details["refusal"]) == ("move-refused", refusal)
    assert content(store.read()) == before and runs(chosen) == []


def test_who_is_archived_already_is_not_merged_again(tmp_path: Path) -> None:
    store, chosen = in_memory(start(), tmp_path)
    merge_by_number(store, chosen, TODAY, "C-0042", "C-0001")
    with pytest.raises(WrongUsage) as raised:
        merge_by_number(store, chosen, TODAY, "C-0042", "C-0007")
    assert raised.value.details["refusal"] == "archived-already"
    merge_by_number(store, chosen, TODAY, "C-0009", "C-0042")
    assert aliases_of(store.read())["C-0009"] == "C-0001"


@pytest.mark.parametrize(("number", "refusal"), [("C-0042", "lives-again"), ("C-9999", "not-archived")])
def test_who_is_not_archived_cannot_be_brought_back(tmp_path: Path, number: str, refusal: str) -> None:
    store, chosen = in_memory(start(), tmp_path)
    with pytest.raises(WrongUsage) as raised:
        unmerge_by_number(store, chosen, TODAY, number)
    assert raised.value.details["refusal"] == refusal


def test_without_an_archive_nothing_is_merged(tmp_path: Path) -> None:
    store, chosen = in_memory(snapshot(clients=[ANNA, ANIA]), tmp_path)
    with pytest.raises(WrongUsage) as raised:
        merge_by_number(store, chosen, TODAY, "C-0042", "C-0001")
    assert raised.value.details["refusal"] == "no-archive-tab"


def test_a_lost_tab_stops_a_merge(tmp_path: Path) -> None:
    made = replace(start(), lost={"clients": "header-lost"})
    store, chosen = in_memory(made, tmp_path)
    named = {tab: ExcelContract().mapping_of(table) for tab, table in made.tables.items()}
    with pytest.raises(PlanRefused):
        merge_by_number(store, replace(chosen, tabs=named), TODAY, "C-0042", "C-0001")


def test_the_next_sync_after_a_merge_settles_and_references_follow(desk: Desk) -> None:
    store, chosen = desk
    merge_by_number(store, chosen, TODAY, "C-0042", "C-0001")
    sync_run(store, chosen, TODAY, force=True)
    assert rows_of(store.read(), "deals", "client", "client_number") == [("C-0042", "C-0001")]
    assert sync_run(store, chosen, TODAY).run is None


class Saved(MemoryStore):
    """A store in which somebody saves the workbook while a run is at work, so many times."""

    times = 1

    def apply(self, changes, snapshot) -> Applied:  # type: ignore[no-untyped-def]
        if self.times:
            self.times -= 1
            raise WorkbookChanged("workbook-changed", path="x")
        return super().apply(changes, snapshot)


def test_a_merge_begins_anew_when_somebody_saved_meanwhile(tmp_path: Path) -> None:
    _, chosen = in_memory(start(), tmp_path)
    store = Saved(start())
    assert merge_by_number(store, chosen, TODAY, "C-0042", "C-0001").complete
    assert runs(chosen) == [("merge", "done")]
    store = Saved(start())
    store.times = 99
    with pytest.raises(WorkbookChanged):
        merge_by_number(store, chosen, TODAY, "C-0042", "C-0001")
    assert runs(chosen) == [("merge", "done")]


class Dying(MemoryStore):
    """A store that dies after the first changes of a plan, before it has said what it did."""

    lives = 0

    def apply(self, changes, snapshot) -> Applied:  # type: ignore[no-untyped-def]
        super().apply(changes[: self.lives], snapshot)
        raise KeyboardInterrupt


@pytest.mark.parametrize("lives", [0, 1, 2, 3, 4])
def test_a_merge_that_died_half_way_loses_nothing_and_is_finished_by_the_next_sync(tmp_path: Path, lives: int) -> None:
    _, chosen = in_memory(start(), tmp_path)
    dead = Dying(start())
    dead.lives = lives
    with pytest.raises(KeyboardInterrupt):
        merge_by_number(dead, chosen, TODAY, "C-0042", "C-0001")
    store = MemoryStore(dead.read())
    found = store.read()
    alive = "C-0042" in numbers(store, "clients")
    assert alive or "C-0042" in numbers(store, "archive")
    assert runs(chosen) == ([] if lives == 0 else [("merge", "failed")])
    sync_run(store, chosen, TODAY, force=True)
    assert sync_run(store, chosen, TODAY).run is None
    everything = {str(v) for tab in ("clients", "archive") for c in store.read().table(tab).columns.values() for v in c}
    assert all(any(str(value) in cell for cell in everything) for value in ANIA.values()), found


# --- decisions --------------------------------------------------------------------------------------------------------


def first_group(desk: Desk) -> Group:
    return groups_now(*desk, TODAY)[0]


def test_decisions_are_written_into_the_tab_and_can_be_undone(desk: Desk) -> None:
    store, chosen = desk
    before = content(store.read())
    one, two = groups_now(store, chosen, TODAY)
    answers = [answer_for(one, {"C-0042": "merge"}, {"C-0042": ("city",)}),
               answer_for(two, {"C-0009": "merge", "C-0011": "different"}, {})]  # fmt: skip
    done = write_answers(store, chosen, TODAY, answers)
    assert rows_of(store.read(), "duplicates", "decision", "take") == [
        (None, None), ("Merge", "City"), (None, None), ("Merge", None), ("Different", None),
    ]  # fmt: skip
    assert done.complete and done.told == [] and runs(chosen) == [("decide", "done")]
    undo_run(store, chosen, done.run or 0, TODAY)
    assert content(store.read()) == before


def test_the_next_sync_carries_the_decisions_out(desk: Desk) -> None:
    store, chosen = desk
    one, two = groups_now(store, chosen, TODAY)
    answers = [
        answer_for(one, {"C-0042": "merge"}, {"C-0042": ("city",)}),
        answer_for(two, {"C-0009": "different", "C-0011": "different"}, {}),
    ]
    write_answers(store, chosen, TODAY, answers)
    sync_run(store, chosen, TODAY, force=True)
    assert numbers(store, "clients") == ["C-0001", "C-0007", "C-0009", "C-0011"]
    assert rows_of(store.read(), "clients", "city")[0] == ("Warszawa",)
    assert judged(store.read()).are_different("C-0007", "C-0009")
    assert [group.name for group in groups_now(store, chosen, TODAY) if "C-0042" in group.numbers] == []


def test_a_persons_fresh_decision_is_never_written_over(desk: Desk) -> None:
    store, chosen = desk
    answer = answer_for(first_group(desk), {"C-0042": "merge"}, {})
    edit(store, store.read(), "duplicates", 1, decision="Different")
    done = write_answers(store, chosen, TODAY, [answer])
    assert (done.run, [told.code for told in done.told]) == (None, ["decided-otherwise"])
    assert rows_of(store.read(), "duplicates", "decision")[1] == ("Different",) and runs(chosen) == []


def test_answering_twice_is_harmless(desk: Desk) -> None:
    store, chosen = desk
    answer = answer_for(first_group(desk), {"C-0042": "merge"}, {})
    assert write_answers(store, chosen, TODAY, [answer]).run is not None
    again = write_answers(store, chosen, TODAY, [answer])
    assert (again.run, again.told, again.standing) == (None, [], [answer])


def test_a_list_that_is_not_there_yet_is_made_by_the_same_rule_without_writing(tmp_path: Path) -> None:
    alike = [ANNA, {"number": "C-0002", "name": "Kowalska Anna", "phone": "600 100 200", "email": "anna@example.com"}]
    store, chosen = in_memory(snapshot(clients=[*alike, FIRM], archive=[]), tmp_path)
    before = content(store.read())
    (found,) = groups_now(store, chosen, TODAY)
    assert (found.numbers, content(store.read())) == ({"C-0001", "C-0002"}, before)
    done = write_answers(store, chosen, TODAY, [answer_for(found, {found.joining[0].number: "merge"}, {})])
    assert done.complete and done.run is not None
    assert rows_of(store.read(), "duplicates", "decision") == [(None,), ("Merge",)]
    sync_run(store, chosen, TODAY, force=True)
    assert numbers(store, "clients") == ["C-0001", "C-0007"]
    assert sync_run(store, chosen, TODAY).run is None


def test_a_list_that_appeared_meanwhile_takes_the_answers(tmp_path: Path) -> None:
    alike = [ANNA, {"number": "C-0002", "name": "Kowalska Anna", "phone": "600 100 200", "email": "anna@example.com"}]
    store, chosen = in_memory(snapshot(clients=[*alike, FIRM], archive=[]), tmp_path)
    (found,) = groups_now(store, chosen, TODAY)
    answer = answer_for(found, {found.joining[0].number: "different"}, {})
    sync_run(store, chosen, TODAY, force=True)
    done = write_answers(store, chosen, TODAY, [answer])
    assert done.told == [] and rows_of(store.read(), "duplicates", "decision") == [(None,), ("Different",)]


def test_no_answers_write_nothing_not_even_the_list(tmp_path: Path) -> None:
    store, chosen = in_memory(start(), tmp_path)
    assert write_answers(store, chosen, TODAY, []).run is None
    bare = marked(start(), "duplicates")
    assert content(store.read()) == content(MemoryStore(bare).read())

"""A row moves to another tab of a Google sheet: it stands in one of them or in both, never in neither and never half.

The robot dies before or after every request, Google fails at every request, and people act before every request.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from sheetcrm.errors import SheetcrmError
from sheetcrm.model.changes import AddRow, Change
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.stores.google.calls import Calls, Pace
from sheetcrm.stores.google.session import SheetsClient, connect
from sheetcrm.stores.google.store import GoogleStore
from sheetcrm.undo import inverse_of
from tests.building import snapshot
from tests.google_server.people import People
from tests.google_server.server import GoogleServer, Record
from tests.stores.google.desk import REAL, Desk, google
from tests.stores.google.firm import Crash, planned
from tests.stores.moves import FREE, PEOPLE, emptied, merge, numbers

pytestmark = pytest.mark.skipif(bool(REAL), reason="needs acts of people and faults that only our server offers")

REQUESTS = 8
"""Of a run with a row that moves: a reading, three batches, a reading, three batches."""
FAULTS = ("500 before", "500 after", "503 after", "timeout before", "timeout after", "reset after", "truncated")


@pytest.fixture(scope="module")
def server() -> Iterator[GoogleServer]:
    with google() as found:
        assert found is not None
        yield found


@pytest.fixture
def store(server: GoogleServer, tmp_path: Path) -> GoogleStore:
    started = snapshot(clients=PEOPLE, archive=[FREE])
    made = Desk(tmp_path, server).store(started)
    made._memory.keep(cells=0)
    return made


class Dying:
    """A connection of a robot whose machine goes down right before, or right after, its n-th request."""

    def __init__(self, client: SheetsClient, at: int, *, after: bool) -> None:
        self.access = client.access
        self._client = client
        self._left = at
        self._after = after

    def request(self, method: str, *told: Any, **more: Any) -> Any:
        if self._left < 0 or (self._left == 0 and not self._after):
            self._left = -1
            raise Crash
        answer = self._client.request(method, *told, **more)
        self._left -= 1
        if self._left < 0 and self._after:
            raise Crash
        return answer


def again(store: GoogleStore, client: object | None = None, timeout: float = 60.0) -> GoogleStore:
    """The store as a new run opens it."""
    made = connect(store._settings)
    made.set_timeout((5.0, timeout))
    told = cast(SheetsClient, client if client is not None else made)
    calls = Calls(told, store._settings.spreadsheet, pace=Pace(10**9, 0.0), sleep=lambda seconds: None)
    return GoogleStore(store._settings, calls=calls)


def moved(store: GoogleStore) -> None:
    """One run that merges the second client into the first, going by what stands there."""
    found = store.read()
    both = "C-0002" in found.table("archive").positions
    changes: list[Change] = [emptied(found, "C-0002")] if both else merge(found, "C-0002", "C-0001", city="Opole 2")
    store.apply(changes, found)


def whole(found: Snapshot, tab: str) -> bool:
    """Whether the row that moves stands in that tab with all of its cells; it must never do so in part."""
    table = found.table(tab)
    if "C-0002" not in table.positions:
        assert "Anna Nowak" not in list(table.values("name")), "half a row"
        return False
    assert {name: table.cell("C-0002", name) for name in PEOPLE[1]} == PEOPLE[1]
    return True


def finished(store: GoogleStore) -> None:
    """Whatever happened, the row is somewhere, and the next runs bring the move to its end."""
    found = again(store).read()
    here, there = whole(found, "clients"), whole(found, "archive")
    assert here or there
    if here:
        moved(again(store))
    found = again(store).read()
    assert (sorted(map(str, numbers(found))), numbers(found, "archive")) == (
        ["C-0001", "C-0003", "C-0004"],
        ["C-0000", "C-0002"],
    )


def test_a_merge_costs_two_rounds_and_one_more_reading(store: GoogleStore) -> None:
    found = store.read()
    reads, writes = store.calls.reads, store.calls.writes
    applied = store.apply(merge(found, "C-0002", "C-0001", city="Opole 2"), found)
    assert applied.skipped == []
    assert (store.calls.reads - reads, store.calls.writes - writes) == (1, 6)


def test_emptying_alone_costs_what_any_write_costs(store: GoogleStore) -> None:
    found = store.read()
    reads, writes = store.calls.reads, store.calls.writes
    assert store.apply([emptied(found, "C-0002")], found).skipped == []
    assert (store.calls.reads - reads, store.calls.writes - writes) == (0, 3)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("at", range(REQUESTS))
def test_a_robot_that_dies_at_any_request_leaves_the_row_somewhere(store: GoogleStore, at: int, after: bool) -> None:
    with pytest.raises(Crash):
        moved(again(store, Dying(connect(store._settings), at, after=after)))
    finished(store)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("at", range(1, REQUESTS))
def test_one_fault_at_any_request_never_halves_the_row(
    server: GoogleServer, store: GoogleStore, at: int, fault: str
) -> None:
    with planned(server, *["ok"] * at, fault):
        try:
            moved(again(store, timeout=0.3))
        except SheetcrmError as error:
            assert error.code in ("google-unclear", "google-outage", "google-partly", "google-changed")
    finished(store)


def test_a_row_emptied_by_a_request_without_an_answer_is_told_as_emptied(
    server: GoogleServer, store: GoogleStore
) -> None:
    found = store.read()
    change = emptied(found, "C-0002")
    fresh = again(store)
    before = fresh.read()
    with planned(server, "ok", "503 after"):
        applied = fresh.apply([change], before)
    assert (list(applied.changes), list(applied.skipped)) == ([change], [])


def acting(server: GoogleServer, store: GoogleStore, at: int, act: Callable[[People], None]) -> list[str]:
    """A move during which somebody acts before the n-th request; gives the codes of what was skipped."""
    people = server.people(store._settings.spreadsheet)
    fresh = again(store)
    found = fresh.read()
    seen: list[str] = []

    def between(record: Record) -> None:
        if store._settings.spreadsheet in record.path:
            seen.append(record.path)
            if len(seen) == at + 1:
                act(people)

    server.before_request.append(between)
    try:
        return [one.code for one in fresh.apply(merge(found, "C-0002", "C-0001", city="Opole 2"), found).skipped]
    finally:
        server.before_request.remove(between)


@pytest.mark.parametrize("cell", ["city", "name", "phone"])
@pytest.mark.parametrize("at", range(5))
def test_a_fresh_edit_of_any_cell_leaves_the_whole_row(
    server: GoogleServer, store: GoogleStore, at: int, cell: str
) -> None:
    letter = store.read().table("clients").letters[cell]
    skipped = acting(server, store, at, lambda people: people.type("Clients", f"{letter}3", "typed now"))
    table = again(store).read().table("clients")
    assert skipped == ["changed"]
    assert {name: table.cell("C-0002", name) for name in PEOPLE[1]} == {**PEOPLE[1], cell: "typed now"}


@pytest.mark.parametrize("at", range(7))
@pytest.mark.parametrize(
    "act",
    [
        lambda people: people.sort("Clients", "B", descending=True, range="A2:Z5"),
        lambda people: people.insert_rows("Clients", 2, 3),
        lambda people: people.move_rows("Clients", 3, 6),
        lambda people: people.delete_rows("Clients", 5),
    ],
    ids=["sorts", "inserts", "moves", "deletes another"],
)
def test_people_at_work_in_the_rows_lose_nothing(
    server: GoogleServer, store: GoogleStore, at: int, act: Callable[[People], None]
) -> None:
    assert acting(server, store, at, act) == []
    found = again(store).read()
    assert "C-0002" not in numbers(found) and numbers(found, "archive") == ["C-0000", "C-0002"]
    assert {"C-0001", "C-0003"} <= set(numbers(found))
    assert found.table("clients").cell("C-0001", "city") == "Opole 2"


@pytest.mark.parametrize("at", range(6))
def test_a_column_inserted_in_the_moment_empties_nothing_wrong(
    server: GoogleServer, store: GoogleStore, at: int
) -> None:
    try:
        acting(server, store, at, lambda people: people.insert_columns("Clients", "B"))
    except SheetcrmError as error:
        assert error.code in ("google-changed", "google-partly")
    finished(store)


@pytest.mark.parametrize("at", range(6))
def test_a_row_cut_away_in_the_moment_is_emptied_where_it_is_or_by_the_next_run(
    server: GoogleServer, store: GoogleStore, at: int
) -> None:
    acting(server, store, at, lambda people: people.cut_paste("Clients", "A3:AZ3", "A9"))
    finished(store)


def test_a_row_with_a_protected_cell_stays_whole(server: GoogleServer, store: GoogleStore) -> None:
    letter = store.read().table("clients").letters["birthday"]
    server.people(store._settings.spreadsheet).protect("Clients", f"{letter}3")
    found = store.read()
    applied = store.apply(merge(found, "C-0002", "C-0001"), found)
    assert {one.code for one in applied.skipped} == {"protected"}
    assert whole(again(store).read(), "clients")


def test_an_archive_that_may_not_be_written_keeps_the_row_where_it_is(server: GoogleServer, store: GoogleStore) -> None:
    server.people(store._settings.spreadsheet).protect("Archive", "A1:Z99")
    found = store.read()
    applied = store.apply(merge(found, "C-0002", "C-0001", city="Opole 2"), found)
    assert [one.code for one in applied.skipped] == ["protected", "not-moved"]
    after = again(store).read()
    assert whole(after, "clients") and not whole(after, "archive") and store.state()["holder"] is None


@pytest.mark.parametrize("at", range(REQUESTS - 1))
def test_an_undo_that_dies_leaves_the_row_somewhere_and_can_be_done_again(store: GoogleStore, at: int) -> None:
    found = store.read()
    done = store.apply(merge(found, "C-0002", "C-0001", city="Opole 2"), found).changes
    named = [AddRow(c.tab, c.cells, "C-0002", c.why) if isinstance(c, AddRow) else c for c in done]
    dying = again(store, Dying(connect(store._settings), at, after=True))
    with pytest.raises(Crash):
        before = dying.read()
        dying.apply(inverse_of(named, before).changes, before)
    now = again(store)
    found = now.read()
    assert whole(found, "clients") or whole(found, "archive")
    now.apply(inverse_of(named, found).changes, found)
    found = again(store).read()
    assert whole(found, "clients") and not whole(found, "archive")
    assert found.table("clients").cell("C-0001", "city") == "Łódź"

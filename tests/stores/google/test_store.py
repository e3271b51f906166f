"""The store of a Google spreadsheet keeps the contract of all stores, also under a banner and in other locales."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from sheetcrm.model.changes import AddRow, Change
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.stores.base import Store
from sheetcrm.stores.google.store import GoogleStore
from tests.building import snapshot
from tests.google_server.server import GoogleServer, Record
from tests.stores.contract import ROWS, StoreContract, content, set_cells
from tests.stores.google.desk import REAL, Desk, edit, google

ours_only = pytest.mark.skipif(bool(REAL), reason="needs acts of people that only our server offers")


@pytest.fixture(scope="module")
def server() -> Iterator[GoogleServer | None]:
    with google() as found:
        yield found


class GoogleContract(StoreContract):
    header_row = 1
    locale = "en_US"
    large = False

    @pytest.fixture(autouse=True)
    def _desk(self, _folder: None, server: GoogleServer | None) -> None:
        self.desk = Desk(self.folder, server, self.locale)

    def store_of(self, start: Snapshot) -> Store:
        store = self.desk.store(start, self.header_row)
        if not self.large:
            store._memory.keep(cells=0)
        return store

    def edit(self, store: Store, changes: Sequence[Change]) -> None:
        assert isinstance(store, GoogleStore)
        edit(store, changes)


class TestSmall(GoogleContract):
    pass


class TestLarge(GoogleContract):
    """Values and formats in two reads, as large workbooks are read."""

    large = True

    def store_of(self, start: Snapshot) -> Store:
        store = super().store_of(start)
        assert isinstance(store, GoogleStore)
        store._memory.keep(cells=10_000_000)
        store._memory.keep = lambda **learned: None  # type: ignore[method-assign]
        return store


class TestUnderABannerInPoland(GoogleContract):
    header_row = 4
    locale = "pl_PL"


def test_rows_of_every_tab_are_written_in_three_requests(server: GoogleServer | None, tmp_path) -> None:
    store = Desk(tmp_path, server).store(snapshot(clients=ROWS, deals=[{"title": "Kitchen", "sum": 12.5}]))
    store._memory.keep(cells=0)
    before = store.read()
    reads, writes = store.calls.reads, store.calls.writes
    before = store.read()
    changes: list[Change] = [
        set_cells(before.table("clients"), 0, check="⛔"),
        set_cells(before.table("deals"), 0, check="✓"),
        *(AddRow("tasks", {"number": f"T-{n:04}", "action": "Call"}, f"t{n}", "x") for n in range(3)),
    ]
    applied = store.apply(changes, before)
    assert (list(applied.changes), applied.skipped) == (changes, [])
    assert (store.calls.reads - reads, store.calls.writes - writes) == (1, 3)
    assert content(store.read()) == content(before.after(changes))


@ours_only
def test_a_row_cut_away_in_the_very_moment_leaves_nothing_behind(server: GoogleServer, tmp_path: Path) -> None:
    store = Desk(tmp_path, server).store(snapshot(clients=ROWS))
    before = store.read()
    people = server.people(store._settings.spreadsheet)
    acts = [lambda: people.cut_paste("Clients", "A3:AZ3", "A9")]

    def between(record: Record) -> None:
        if record.path.endswith("values:batchUpdateByDataFilter") and acts:
            acts.pop()()

    server.before_request.append(between)
    try:
        applied = store.apply([set_cells(before.table("clients"), 1, check="⛔")], before)
    finally:
        server.before_request.remove(between)
    table = store.read().table("clients")
    assert list(table.values("name")) == ["Anna", "Ewa", "Jan"] and not acts
    assert list(table.values("check")) == [None, None, "⛔"] and len(applied.changes) == 1

"""The store in memory keeps the contract of all stores."""

from sheetcrm.stores.memory import MemoryStore
from tests.building import snapshot
from tests.stores.contract import ROWS, StoreContract


class TestMemoryStore(StoreContract):
    def store_of(self, start):
        return MemoryStore(start)

    def edit(self, store, changes):
        store.edit(changes)


def test_its_sheets_hold_headers_and_rows():
    grids = MemoryStore(snapshot(clients=ROWS)).grids()
    clients = next(grid for grid in grids if grid.title == "Clients")
    assert clients.rows[0][:2] == ["No.", "Name"] and clients.rows[1][:2] == ["C-0001", "Anna"]


def test_added_rows_are_numbered_below_the_last_and_named_by_their_key():
    from sheetcrm.model.changes import AddRow

    store = MemoryStore(snapshot(clients=ROWS))
    store.apply([AddRow("clients", {"number": "C-0004"}, "k", "x")], store.read())
    table = store.read().table("clients")
    assert list(table.row_numbers) == [2, 3, 4, 5] and list(table.anchors)[-1] == "C-0004"

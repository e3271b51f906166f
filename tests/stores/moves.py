"""What every store must do with rows that move to another tab and with the gaps they leave; part of the contract."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sheetcrm.errors import WorkbookChanged
from sheetcrm.model.changes import AddRow, Change, SetCells
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.stores.base import Store
from sheetcrm.undo import inverse_of
from tests.building import snapshot

PEOPLE: list[dict[str, Any]] = [
    {"number": "C-0001", "name": "Anna", "phone": "601", "city": "Łódź", "birthday": dt.date(1985, 11, 25)},
    {"number": "C-0002", "name": "Anna Nowak", "phone": "602", "city": None, "birthday": dt.date(1985, 11, 25)},
    {"number": "C-0003", "name": "Ewa", "phone": None, "city": "Kraków", "birthday": None},
    {"number": "C-0004", "name": "Jan", "phone": "604", "city": "Gdańsk", "birthday": None},
]
FREE = {"number": "C-0000", "name": "Archived before"}


def start(rows: Sequence[dict[str, Any]] = PEOPLE) -> Snapshot:
    """Clients, and an archive that holds one of old."""
    return snapshot(clients=rows, archive=[FREE])


def emptied(found: Snapshot, number: str, tab: str = "clients") -> SetCells:
    """All filled cells of a row emptied, all or none."""
    table = found.table(tab)
    cells = {name: (value, None) for name in table.columns if (value := table.cell(number, name)) is not None}
    return SetCells(tab, number, cells, "merge", whole=True)


def archived(found: Snapshot, number: str, into: str) -> AddRow:
    """The row it becomes in the archive."""
    table = found.table("clients")
    cells = {name: value for name in table.columns if (value := table.cell(number, name)) is not None}
    return AddRow("archive", {**cells, "merged_into": into, "kept": '{"v": 1}'}, f"merge:{number}", "merge")


def merge(found: Snapshot, number: str, into: str, **united: object) -> list[Change]:
    """A merge as the rules make it: the survivor gets cells, the other row moves. The order must not matter."""
    table = found.table("clients")
    cells = {name: (table.cell(into, name), value) for name, value in united.items()}
    changes: list[Change] = [emptied(found, number), archived(found, number, into)]
    return [SetCells("clients", into, cells, "merge"), *changes] if cells else changes  # type: ignore[arg-type]


def numbers(found: Snapshot, tab: str = "clients") -> list[object]:
    """The numbers that stand in a tab."""
    return list(found.table(tab).values("number"))


class MovesContract:
    """Rows that move, gaps that stay: `store_of`, `edit` and `applied` are the store contract's."""

    def store_of(self, start: Snapshot) -> Store:
        raise NotImplementedError

    def edit(self, store: Store, changes: Sequence[Change]) -> None:
        raise NotImplementedError

    def applied(self, store: Store, *changes: Change) -> tuple[Snapshot, list[str], Sequence[SetCells | AddRow]]:
        raise NotImplementedError

    def test_a_row_moves_to_another_tab_with_all_its_cells(self):
        store = self.store_of(start())
        before = store.read()
        changes = merge(before, "C-0002", "C-0001", phone="601; 602")
        after, skipped, done = self.applied(store, *changes)
        assert (skipped, list(done)) == ([], changes)
        assert numbers(after) == ["C-0001", "C-0003", "C-0004"] and numbers(after, "archive") == ["C-0000", "C-0002"]
        assert after.table("clients").cell("C-0001", "phone") == "601; 602"
        told = after.table("archive")
        assert told.cell("C-0002", "birthday") == dt.date(1985, 11, 25) and told.cell("C-0002", "kept") == '{"v": 1}'

    def test_of_a_whole_change_all_cells_are_written_or_none(self):
        store = self.store_of(start())
        found = store.read()
        stale = SetCells("clients", "C-0001", {"name": ("Anna", None), "city": ("Opole", None)}, "x", whole=True)
        fine = SetCells("clients", "C-0004", {"name": ("Jan", "Jan N."), "city": ("Gdańsk", None)}, "x", whole=True)
        after, skipped, done = self.applied(store, stale, fine)
        assert skipped == ["changed"] and list(done) == [fine]
        assert after.table("clients").cell("C-0001", "name") == "Anna" and found.table("clients").has("city")
        assert [after.table("clients").cell("C-0004", name) for name in ("name", "city", "phone")] == [
            "Jan N.", None, "604",
        ]  # fmt: skip

    def test_a_whole_change_writes_every_kind_of_value(self):
        store = self.store_of(start())
        new = {"name": "=1+1", "phone": "'0601", "city": "01.02.2026", "birthday": dt.date(1990, 2, 1), "comment": 7.5}
        table = store.read().table("clients")
        cells = {name: (table.cell("C-0003", name), value) for name, value in new.items()}
        after, skipped, _ = self.applied(store, SetCells("clients", "C-0003", cells, "x", whole=True))
        assert skipped == [] and {name: after.table("clients").cell("C-0003", name) for name in new} == new

    def test_no_row_leaves_its_tab_when_it_could_not_be_added_elsewhere(self):
        store = self.store_of(snapshot(clients=PEOPLE))
        before = store.read()
        after, skipped, done = self.applied(store, *merge(before, "C-0002", "C-0001"))
        assert sorted(skipped) == ["not-moved", "tab-gone"] and list(done) == []
        assert numbers(after) == numbers(before)

    def test_a_row_leaves_its_tab_though_something_else_found_no_room(self):
        store = self.store_of(start())
        before = store.read()
        lost = AddRow("nowhere", {"name": "x"}, "key", "x")
        after, skipped, done = self.applied(store, *merge(before, "C-0002", "C-0001"), lost)
        assert skipped == ["tab-gone"] and len(done) == 2
        assert numbers(after) == ["C-0001", "C-0003", "C-0004"]

    def test_no_row_leaves_its_tab_when_a_cell_of_its_new_row_cannot_be_held(self):
        store = self.store_of(start())
        before = store.read()
        add = archived(before, "C-0002", "C-0001")
        after, skipped, _ = self.applied(
            store, emptied(before, "C-0002"), AddRow("archive", {**add.cells, "kept": "x" * 60_000}, add.key, "merge")
        )
        if skipped:
            assert skipped == ["too-long", "not-moved"] and numbers(after) == numbers(before)
        else:
            assert after.table("archive").cell("C-0002", "kept") == "x" * 60_000

    def test_a_person_who_touches_a_cell_of_a_row_keeps_the_whole_row(self):
        for touched in ({"city": "Opole"}, {"name": "Anna N."}, {"phone": None}):
            store = self.store_of(start())
            before = store.read()
            ((field, value),) = touched.items()
            was = before.table("clients").cell("C-0002", field)
            self.edit(store, [SetCells("clients", "C-0002", {field: (was, value)}, "x")])
            try:
                store.apply(merge(before, "C-0002", "C-0001"), before)
            except WorkbookChanged:
                pass
            after = store.read().table("clients")
            row = {name: after.cell("C-0002", name) for name in PEOPLE[1]}
            assert row == {**PEOPLE[1], **touched}

    def test_undo_of_a_merge_brings_the_row_back_under_its_number_and_frees_the_archive(self):
        store = self.store_of(start())
        before = store.read()
        after, _, done = self.applied(store, *merge(before, "C-0002", "C-0001", phone="601; 602"))
        anchored = [AddRow(c.tab, c.cells, "C-0002", c.why) if isinstance(c, AddRow) else c for c in done]
        inverse = inverse_of(anchored, after)
        result = store.apply(inverse.changes, after)
        found = store.read()
        assert result.skipped == [] and inverse.kept == []
        assert sorted(map(str, numbers(found))) == ["C-0001", "C-0002", "C-0003", "C-0004"]
        assert numbers(found, "archive") == ["C-0000"]
        table, was = found.table("clients"), before.table("clients")
        for number in numbers(before):
            assert {f: table.cell(str(number), f) for f in was.columns} == {
                f: was.cell(str(number), f) for f in was.columns
            }

    def test_gaps_left_by_rows_that_moved_neither_cut_the_table_nor_shift_a_cell(self):
        rows = [{"number": f"C-{n:04}", "name": f"Name {n}", "city": "Łódź" if n % 2 else None} for n in range(1, 13)]
        rows[11] = {"number": "C-0012", "name": "Ola"}
        store = self.store_of(start(rows))
        for number in ("C-0001", "C-0005", "C-0006", "C-0007", "C-0011"):
            before = store.read()
            after, skipped, _ = self.applied(store, *merge(before, number, "C-0002"))
            assert skipped == []
        left = ["C-0002", "C-0003", "C-0004", "C-0008", "C-0009", "C-0010", "C-0012"]
        assert numbers(after) == left
        assert list(after.table("clients").values("name")) == [*(f"Name {int(n[2:])}" for n in left[:-1]), "Ola"]
        add = AddRow("clients", {"number": "C-0013", "name": "New"}, "k", "x")
        touch = SetCells("clients", "C-0008", {"city": (None, "Opole")}, "x")
        after, skipped, _ = self.applied(store, add, touch)
        assert skipped == [] and numbers(after) == [*left, "C-0013"]
        assert after.table("clients").cell("C-0008", "city") == "Opole"

    def test_a_row_is_added_below_although_the_last_ones_moved_away(self):
        store = self.store_of(start())
        for number in ("C-0004", "C-0003"):
            self.applied(store, *merge(store.read(), number, "C-0001"))
        after, skipped, _ = self.applied(store, AddRow("clients", {"number": "C-0005", "name": "New"}, "k", "x"))
        assert skipped == [] and numbers(after) == ["C-0001", "C-0002", "C-0005"]

    def test_a_tab_of_which_every_row_moved_away_takes_rows_again(self):
        store = self.store_of(start(PEOPLE[:2]))
        for number in ("C-0001", "C-0002"):
            self.applied(store, *merge(store.read(), number, "C-0009"))
        assert numbers(store.read()) == []
        after, skipped, _ = self.applied(store, AddRow("clients", {"number": "C-0005", "name": "New"}, "k", "x"))
        assert skipped == [] and numbers(after) == ["C-0005"]

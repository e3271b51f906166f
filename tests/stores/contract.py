"""What every store must do, whatever lies behind it: a test class inherits this and gives a factory.

A store is made from a snapshot built by hand; what it then reads is compared by content, as every store has its own
anchors, letters and row numbers.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as budget
from hypothesis import strategies as st

from sheetcrm.errors import WorkbookChanged
from sheetcrm.model.cells import canonical, same_cell
from sheetcrm.model.changes import AddRow, Change, SetCells
from sheetcrm.model.snapshot import Snapshot, Table
from sheetcrm.stores.base import Store
from sheetcrm.undo import inverse_of
from tests.building import snapshot
from tests.stores.moves import MovesContract

CELLS = st.one_of(
    st.none(),
    st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), max_size=20),
    st.sampled_from(["=1+1", "'quoted", "  blanks  ", "a\nb", "a\tb", "<&>\"'", "😀", "مرحبا", "_x0041_", "1", "TRUE",
                     "01.02.2026", "#REF!", "x" * 5000, "\u00a0", " ", "é", "e\u0301"]),
    st.booleans(),
    st.integers(-(2**53) + 1, 2**53 - 1),
    st.floats(-1e9, 1e9, allow_nan=False).map(lambda number: round(number, 6)),
    st.dates(dt.date(1900, 3, 1), dt.date(9999, 12, 31)),
    st.datetimes(dt.datetime(1950, 1, 1), dt.datetime(2100, 1, 1)).map(lambda moment: moment.replace(microsecond=0)),
)  # fmt: skip

KINDS = (
    None, "Łódź 😀", "=1+1", " two  blanks ", "line\nbreak", True, False, 0, -7, 12345678901, 0.1, 2.0, -1.5e-7,
    dt.date(1985, 11, 25), dt.datetime(2026, 3, 8, 9, 30), dt.datetime(2026, 3, 8), "x" * 32_767, "",
)  # fmt: skip

ROWS = [
    {"number": "C-0001", "name": "Anna", "city": "Łódź", "birthday": dt.date(1985, 11, 25), "own:Size": 38},
    {"number": "C-0002", "name": "Jan", "city": None, "birthday": "25.11", "own:Size": 42.5},
    {"number": "C-0003", "name": "Ewa", "city": "Kraków", "birthday": None, "own:Size": True},
]


def content(found: Snapshot) -> dict[str, dict[str, list[Any]]]:
    """What stands in every tab, without what each store names in its own way."""
    return {
        tab: {field: [_told(value) for value in column] for field, column in table.columns.items()}
        for tab, table in found.tables.items()
    }


def _told(value: object) -> tuple[bool, object]:
    return isinstance(value, bool), value


def set_cells(table: Table, position: int, **cells: object) -> SetCells:
    """A change of one row, decided on what stands there now."""
    was = {field: table.values(field)[position] for field in cells}
    return SetCells(table.tab, table.anchors[position], {field: (was[field], new) for field, new in cells.items()}, "x")


class StoreContract(MovesContract):
    """Inherit and override `store_of` (and what a store cannot do is overridden by name, with a reason)."""

    can_mark = True
    """Whether `store_of` can make formulas and merged cells."""

    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path_factory: pytest.TempPathFactory) -> None:
        self.folder = tmp_path_factory.mktemp("store")

    def store_of(self, start: Snapshot) -> Store:
        """A store whose workbook holds exactly the tabs, columns and cells of `start`."""
        raise NotImplementedError

    def edit(self, store: Store, changes: Sequence[Change]) -> None:
        """What a person does to the workbook at another desk: the changes are decided on `store.read()`."""
        raise NotImplementedError

    def applied(self, store: Store, *changes: Change) -> tuple[Snapshot, list[str], Sequence[SetCells | AddRow]]:
        """The workbook after applying, the codes of what was skipped, and the changes that were made."""
        before = store.read()
        result = store.apply(list(changes), before)
        return store.read(), [skipped.code for skipped in result.skipped], result.changes

    def test_what_was_put_in_is_read_back(self):
        start = snapshot(clients=ROWS, deals=[{"title": "Kitchen", "sum": 12.5}])
        assert content(self.store_of(start).read()) == content(start)

    def test_reading_twice_gives_the_same_anchors(self):
        store = self.store_of(snapshot(clients=[*ROWS, {"name": "Keyless"}]))
        first, second = store.read().table("clients").anchors, store.read().table("clients").anchors
        assert list(first) == list(second) and len(set(first)) == 4

    @pytest.mark.parametrize("value", KINDS, ids=lambda value: repr(value)[:20])
    @pytest.mark.parametrize("field", ["city", "own:Size"])
    def test_a_cell_of_every_kind_is_written_as_the_snapshot_says(self, value, field):
        store = self.store_of(snapshot(clients=ROWS))
        before = store.read()
        change = set_cells(before.table("clients"), 1, **{field: value})
        after, skipped, _ = self.applied(store, change)
        assert content(after) == content(before.after([change]))
        assert skipped == []

    @pytest.mark.parametrize(
        "value", [v for v in KINDS if canonical(v) is not None], ids=lambda value: repr(value)[:20]
    )
    def test_a_row_of_every_kind_is_added_as_the_snapshot_says(self, value):
        store = self.store_of(snapshot(clients=ROWS))
        before = store.read()
        change = AddRow("clients", {"number": "C-0004", "city": value, "own:Size": value}, "key", "x")
        after, skipped, _ = self.applied(store, change)
        assert content(after) == content(before.after([change]))
        assert skipped == []

    @given(
        cells=st.lists(CELLS, min_size=3, max_size=3),
        new=CELLS,
        row=st.dictionaries(st.sampled_from(["name", "city"]), CELLS),
    )
    @budget(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    def test_whatever_is_written_is_read_back(self, cells, new, row):
        rows = [{**one, "city": canonical(cell)} for one, cell in zip(ROWS, cells, strict=True)]
        store = self.store_of(snapshot(clients=rows))
        before = store.read()
        assert content(before) == content(snapshot(clients=rows))
        changes = [
            set_cells(before.table("clients"), 2, city=new),
            AddRow("clients", {"number": "C-0009", **row}, "key", "x"),
        ]
        after, skipped, _ = self.applied(store, *changes)
        assert content(after) == content(before.after(changes))
        assert skipped == []

    def test_rows_can_be_added_to_an_empty_tab_in_their_order(self):
        store = self.store_of(snapshot(clients=ROWS))
        adds = [AddRow("tasks", {"number": f"T-{n:04}", "action": f"Call {n}"}, f"task:{n}", "x") for n in range(30)]
        after, skipped, done = self.applied(store, *adds)
        assert list(after.table("tasks").values("action")) == [f"Call {n}" for n in range(30)]
        assert skipped == [] and list(done) == adds

    def test_nothing_else_changes(self):
        start = snapshot(
            clients=ROWS, deals=[{"title": "Kitchen", "sum": 12.5, "own:X": "kept"}], log=[{"notes": " a "}]
        )
        store = self.store_of(start)
        before = store.read()
        after, _, _ = self.applied(store, set_cells(before.table("clients"), 0, name="Anna Maria"))
        expected = content(start)
        expected["clients"]["name"][0] = (False, "Anna Maria")
        assert content(after) == expected

    def test_nothing_to_do_changes_nothing(self):
        store = self.store_of(snapshot(clients=ROWS))
        before = content(store.read())
        after, skipped, done = self.applied(store)
        assert (content(after), skipped, list(done)) == (before, [], [])

    def test_it_says_whether_it_wrote(self):
        store = self.store_of(snapshot(clients=ROWS))
        before = store.read()
        assert store.wrote() is False
        store.apply([set_cells(before.table("clients"), 0, city="Gdańsk")], before)
        assert store.wrote() is True
        after = store.read()
        store.apply([], after)
        assert store.wrote() is False
        anchor = after.table("clients").anchors[1]
        store.apply([SetCells("clients", anchor, {"city": ("Warszawa", "Poznań")}, "x")], after)
        assert store.wrote() is False

    def test_what_was_made_is_told(self):
        store = self.store_of(snapshot(clients=ROWS))
        change = set_cells(store.read().table("clients"), 0, name="Anna Maria", city="Gdańsk")
        _, _, done = self.applied(store, change)
        assert list(done) == [change]

    def test_a_fresh_edit_of_a_person_survives(self):
        store = self.store_of(snapshot(clients=ROWS))
        before = store.read()
        mine = set_cells(before.table("clients"), 0, city="Gdańsk")
        self.edit(store, [set_cells(before.table("clients"), 0, city="Poznań")])
        try:
            store.apply([mine], before)
        except WorkbookChanged:
            pass
        assert store.read().table("clients").values("city")[0] == "Poznań"

    def test_a_cell_that_does_not_hold_what_was_read_is_left_and_the_rest_is_written(self):
        store = self.store_of(snapshot(clients=ROWS))
        anchor = store.read().table("clients").anchors[0]
        stale = SetCells("clients", anchor, {"city": ("Warszawa", "Gdańsk"), "name": ("Anna", "Anna Maria")}, "x")
        after, skipped, done = self.applied(store, stale)
        assert (after.table("clients").values("city")[0], after.table("clients").values("name")[0]) == (
            "Łódź",
            "Anna Maria",
        )
        assert skipped == ["changed"] and [list(change.cells) for change in done] == [["name"]]

    def test_true_is_not_taken_for_one(self):
        store = self.store_of(snapshot(clients=ROWS))
        anchor = store.read().table("clients").anchors[2]
        after, skipped, _ = self.applied(store, SetCells("clients", anchor, {"own:Size": (1, 2)}, "x"))
        assert skipped == ["changed"] and after.table("clients").values("own:Size")[2] is True

    def test_formulas_and_merged_cells_are_never_written(self):
        if not self.can_mark:
            pytest.fail("a store with formulas or merges must be able to show that it leaves them alone")
        store = self.store_of(self.with_marks())
        table = store.read().table("clients")
        formula, merged = set_cells(table, 0, city="Gdańsk"), set_cells(table, 1, city="Gdańsk")
        before = content(store.read())
        after, skipped, done = self.applied(store, formula, merged)
        assert (content(after), skipped, list(done)) == (before, ["formula", "merged"], [])

    def with_marks(self) -> Snapshot:
        """A start in which the city of the first client is a formula and that of the second is hidden by a merge."""
        from tests.building import marked

        start = snapshot(clients=ROWS)
        first, second, _ = start.table("clients").anchors
        return marked(start, "clients", formulas={(first, "city"): "=B2"}, merged=frozenset({(second, "city")}))

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            (SetCells("clients", "C-0099", {"city": (None, "Gdańsk")}, "x"), "row-gone"),
            (SetCells("clients", "C-0001", {"hobbies": (None, "chess")}, "x"), "column-gone"),
            (SetCells("archive", "C-0001", {"city": (None, "Gdańsk")}, "x"), "tab-gone"),
            (AddRow("archive", {"name": "Ola"}, "key", "x"), "tab-gone"),
        ],
    )
    def test_what_is_gone_is_skipped_and_told_and_the_rest_is_done(self, change, code):
        store = self.store_of(snapshot(clients=ROWS))
        fine = set_cells(store.read().table("clients"), 2, city="Gdańsk")
        after, skipped, done = self.applied(store, change, fine)
        assert skipped == [code] and list(done) == [fine]
        assert list(after.table("clients").values("city")) == ["Łódź", None, "Gdańsk"]

    def test_undo_restores_every_cell(self):
        store = self.store_of(snapshot(clients=ROWS))
        before = store.read()
        table = before.table("clients")
        changes = [
            set_cells(table, 0, name="Anna Maria", birthday=dt.date(1986, 1, 1)),
            set_cells(table, 1, city="Gdańsk"),
            AddRow("tasks", {"number": "T-0001", "action": "Call", "key": "call"}, "T-0001", "x"),
        ]
        after, _, done = self.applied(store, *changes)
        inverse = inverse_of(done, after)
        store.apply(inverse.changes, after)
        assert content(store.read()) == content(before) and inverse.kept == []

    def test_undo_keeps_what_a_person_changed_since_and_names_it(self):
        store = self.store_of(snapshot(clients=ROWS))
        table = store.read().table("clients")
        after, _, done = self.applied(store, set_cells(table, 0, name="Anna Maria", city="Gdańsk"))
        self.edit(store, [set_cells(after.table("clients"), 0, city="Poznań")])
        now = store.read()
        inverse = inverse_of(done, now)
        store.apply(inverse.changes, now)
        restored = store.read().table("clients")
        assert (restored.values("name")[0], restored.values("city")[0]) == ("Anna", "Poznań")
        assert [(kept.field, kept.value, kept.code) for kept in inverse.kept] == [("city", "Poznań", "changed")]

    @pytest.mark.parametrize(
        ("touch", "left"), [({"comment": "called, away"}, 1), ({"task_status": "Done"}, 1), ({}, 0)]
    )
    def test_an_added_row_that_a_person_touched_is_kept(self, touch, left):
        store = self.store_of(snapshot(clients=ROWS))
        row = {"number": "T-0001", "action": "Call", "task_status": "Open", "key": "call"}
        after, _, done = self.applied(store, AddRow("tasks", row, "T-0001", "x"))
        if touch:
            self.edit(store, [set_cells(after.table("tasks"), 0, **touch)])
        now = store.read()
        inverse = inverse_of(done, now)
        store.apply(inverse.changes, now)
        assert len(store.read().table("tasks")) == left
        assert [kept.code for kept in inverse.kept] == ["changed"] * left

    def test_a_row_emptied_by_a_run_comes_back_with_undo(self):
        store = self.store_of(snapshot(clients=ROWS))
        before = store.read()
        table = before.table("clients")
        emptied = set_cells(table, 1, **{field: None for field in table.columns if table.values(field)[1] is not None})
        after, _, done = self.applied(store, emptied)
        assert list(after.table("clients").values("name")) == ["Anna", "Ewa"]
        store.apply(inverse_of(done, after).changes, after)
        names = list(store.read().table("clients").values("name"))
        assert sorted(names) == ["Anna", "Ewa", "Jan"]

    def test_cells_hold_the_same_after_many_runs(self):
        store = self.store_of(snapshot(clients=ROWS))
        for turn in range(5):
            table = store.read().table("clients")
            self.applied(
                store, set_cells(table, 0, city=f"City {turn}"), AddRow("log", {"notes": f"{turn}"}, f"n{turn}", "x")
            )
        found = store.read()
        assert found.table("clients").values("city")[0] == "City 4"
        assert list(found.table("log").values("notes")) == ["0", "1", "2", "3", "4"]
        assert all(
            same_cell(a, b) for a, b in zip(found.table("clients").values("own:Size"), [38, 42.5, True], strict=True)
        )

"""Which changes are told in one sentence and which one by one."""

from sheetcrm.model.changes import AddRow, Change, SetCells
from sheetcrm.report.arrangement import arrange
from tests.report.conftest import changes, plan_of


def test_every_change_of_a_plan_is_in_its_arrangement() -> None:
    arrangement = arrange(plan_of(changes()))
    cells = sum(len(b.lines) for part in arrangement.parts for b in part.bunches)
    cells += sum(len(part.lines) for part in arrangement.parts)
    rows = sum(len(part.cards) + part.notes for part in arrangement.parts)
    assert (cells, rows, len(arrangement.letters)) == (9, 2, 1)


def test_what_people_typed_is_never_bunched_unless_it_is_the_same_everywhere() -> None:
    intended = [SetCells("clients", f"r{n}", {"phone": (str(n), f"+{n}")}, "tidy") for n in range(1, 9)]
    (part,) = arrange(plan_of(intended)).parts
    assert (len(part.bunches), len(part.lines)) == (0, 8)


def test_equal_changes_make_a_bunch_and_the_others_stay_single() -> None:
    intended = [SetCells("clients", f"r{n}", {"phone": ("tel", None)}, "tidy") for n in range(1, 6)]
    intended += [SetCells("clients", "r6", {"phone": ("x", "y")}, "tidy")]
    (part,) = arrange(plan_of(intended)).parts
    assert [(len(bunch.lines), bunch.same) for bunch in part.bunches] == [(5, True)]
    assert [line.anchor for line in part.lines] == ["r6"]


def test_true_and_one_are_not_equal_changes() -> None:
    values = [True, True, 1, 1, 1.0, 1.0]
    intended = [SetCells("clients", f"r{n}", {"phone": (None, v)}, "tidy") for n, v in enumerate(values, 1)]
    (part,) = arrange(plan_of(intended)).parts
    assert (part.bunches, len(part.lines)) == ([], 6)


def test_single_cells_stand_in_the_order_of_the_sheet() -> None:
    intended: list[Change] = [SetCells("clients", f"r{n}", {"phone": (None, str(n))}, "tidy") for n in (7, 2, 5)]
    (part,) = arrange(plan_of(intended)).parts
    assert [line.anchor for line in part.lines] == ["r2", "r5", "r7"]


def test_tabs_follow_the_workbook_and_unknown_ones_come_last() -> None:
    tabs = ["zzz", "tasks", "clients"]
    arrangement = arrange(plan_of([AddRow(tab, {"name": "x"}, tab, "task") for tab in tabs]))
    assert [part.tab for part in arrangement.parts] == ["clients", "tasks", "zzz"]


def test_what_most_rows_of_a_robots_column_get_is_told_apart() -> None:
    values = ["fine", "fine", "fine", "fine", "a", "b", "c", "d"]
    intended = [SetCells("clients", f"r{n}", {"check": (None, v)}, "check") for n, v in enumerate(values, 1)]
    (part,) = arrange(plan_of(intended)).parts
    assert [(bunch.same, [line.becomes for line in bunch.lines]) for bunch in part.bunches] == [
        (True, ["fine"] * 4),
        (False, ["a", "b", "c", "d"]),
    ]

"""Problems in the order in which a person repairs them: tab by tab, row by row, the gravest of a row first."""

from collections.abc import Sequence
from typing import NamedTuple

from sheetcrm.model.problems import Problem
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.report.places import tab_order

GRAVITY = {"blocking": 0, "warning": 1, "hint": 2}


class RowProblems(NamedTuple):
    """All that was found in one row; `anchor` is None for the tab as a whole."""

    tab: str
    anchor: str | None
    problems: Sequence[Problem]

    @property
    def severity(self) -> str:
        """The gravest severity of the row."""
        return self.problems[0].severity


def by_row(problems: Sequence[Problem], snapshot: Snapshot) -> list[RowProblems]:
    """The problems of each row together: in each tab what concerns all of it, then rows as they stand in the sheet.

    Rows that are set aside come before the others, as nothing happens to them until they are repaired.
    """
    rows: dict[tuple[str, str | None], list[Problem]] = {}
    for problem in problems:
        rows.setdefault((problem.tab, problem.anchor), []).append(problem)
    groups = [
        RowProblems(tab, anchor, sorted(found, key=lambda problem: GRAVITY[problem.severity]))
        for (tab, anchor), found in rows.items()
    ]

    def place(group: RowProblems) -> tuple[tuple[int, str], bool, bool, int]:
        position = -1 if group.anchor is None else snapshot.table(group.tab).positions.get(group.anchor, -1)
        return tab_order(group.tab), group.anchor is not None, group.severity != "blocking", position

    return sorted(groups, key=place)


def severity_counts(problems: Sequence[Problem]) -> dict[str, int]:
    """How many of each severity, the gravest first, without those of which there are none."""
    counts = dict.fromkeys(GRAVITY, 0)
    for problem in problems:
        counts[problem.severity] += 1
    return {severity: count for severity, count in counts.items() if count}

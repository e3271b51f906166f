"""Problems shown in the sheet: a short kind text in each row's Check column, which clears itself when repaired."""

from collections.abc import Iterator, Sequence

from sheetcrm.layout.colours import BLOCKING_MARK, FINE_MARK, WARNING_MARK
from sheetcrm.model.changes import Change, SetCells
from sheetcrm.model.problems import Problem
from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.filled import filled_by_people
from sheetcrm.words import Words, words_of

SHOWN_HINTS = frozenset({"tidy-suggested", "date-ambiguous", "data-stale"})
"""Hints that stand in the sheet; the others only in `sheetcrm check`."""

MOST_LINES = 6
_ORDER = {"blocking": 0, "warning": 1, "hint": 2}


def show_problems(snapshot: Snapshot, settings: Settings, problems: Sequence[Problem]) -> Iterator[Change]:
    """Yield one change per row whose Check column says something else than what was found now.

    A row that people have emptied says nothing.
    """
    words = words_of(settings.language)
    rows: dict[str, dict[int, list[Problem]]] = {}
    for problem in problems:
        if problem.anchor is not None and (problem.severity != "hint" or problem.code in SHOWN_HINTS):
            position = snapshot.table(problem.tab).positions.get(problem.anchor)
            if position is not None:
                rows.setdefault(problem.tab, {}).setdefault(position, []).append(problem)
    for tab, table in snapshot.tables.items():
        if not table.has("check"):
            continue
        filled = filled_by_people(table).tolist()
        told = {position: check_text(found, snapshot, words) for position, found in rows.get(tab, {}).items()}
        for position, (was, full) in enumerate(zip(table.values("check"), filled, strict=True)):
            becomes = told.get(position) or (FINE_MARK if full else None)
            if was != becomes:
                yield SetCells(tab, table.anchors[position], {"check": (was, becomes)}, "check")


def check_text(found: Sequence[Problem], snapshot: Snapshot, words: Words) -> str:
    """The text of one row: worst first, a line each, the mark of the worst in front."""
    ordered = sorted(found, key=lambda problem: _ORDER[problem.severity])
    lines = list(dict.fromkeys(problem_line(problem, snapshot, words) for problem in ordered))
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], f"… +{len(lines) - MOST_LINES + 1}"]
    mark = BLOCKING_MARK if ordered[0].severity == "blocking" else WARNING_MARK
    return f"{mark} " + "\n".join(lines)


def problem_line(problem: Problem, snapshot: Snapshot, words: Words) -> str:
    """`Phone: not a full number; add the area code`."""
    message, repair = problem_text(problem, snapshot, words)
    table = snapshot.table(problem.tab)
    column = table.headers.get(problem.field, problem.field) if problem.field else ""
    text = f"{message} {repair}".strip()
    return f"{column}: {text}" if column else text


def problem_text(problem: Problem, snapshot: Snapshot, words: Words) -> tuple[str, str]:
    """Message and repair in the reader's language."""
    table = snapshot.table(problem.tab)
    column = table.headers.get(problem.field, problem.field) if problem.field else ""
    return words.problem(
        problem.code,
        column=column,
        value=problem.value,
        suggestion=problem.suggestion,
        place=table.place(problem.anchor, problem.field),
        **problem.details,
    )

"""The stable, documented form of plans, problems and runs for other programs; `docs/json.md` names every field.

Within one version fields are only ever added; only the texts of problems depend on the language.
"""

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sheetcrm.model.cells import CellValue, UnknownResult
from sheetcrm.model.changes import AddRow, Change, SendLetter, SetCells
from sheetcrm.model.plan import Plan
from sheetcrm.model.problems import Problem
from sheetcrm.model.snapshot import Snapshot, Table
from sheetcrm.report.places import problem_texts
from sheetcrm.report.shown import kind_of_value
from sheetcrm.report.sorting import severity_counts
from sheetcrm.words import Words

if TYPE_CHECKING:
    from sheetcrm.journal import Run

VERSION = 1

Form = dict[str, Any]


def plan_form(plan: Plan, words: Words) -> Form:
    """A plan with its problems."""
    return {
        "version": VERSION,
        "report": "plan",
        "today": plan.today.isoformat(),
        "counts": dict(plan.counts()),
        "changes": [_change(change, plan.before, words) for change in plan.changes],
        "problems": [_problem(problem, plan.before, words) for problem in plan.problems],
    }


def problems_form(problems: Sequence[Problem], snapshot: Snapshot, words: Words) -> Form:
    """The problems of a check, in the order in which they were found."""
    return {
        "version": VERSION,
        "report": "check",
        "counts": {"blocking": 0, "warning": 0, "hint": 0, **severity_counts(problems)},
        "problems": [_problem(problem, snapshot, words) for problem in problems],
    }


def runs_form(runs: Iterable["Run"]) -> Form:
    """The history, in the order given."""
    return {
        "version": VERSION,
        "report": "history",
        "runs": [
            {
                "run": run.id,
                "started": run.started.isoformat(),
                "kind": run.kind,
                "workbook": run.workbook,
                "state": run.state,
                "counts": {"cells": run.cells, "rows": run.rows, "added": run.added, "letters": run.letters},
                "backup": run.backup,
                "note": run.note,
            }
            for run in runs
        ],
    }


def value_form(value: CellValue) -> str | bool | int | float | None:
    """A cell for JSON: dates and times in ISO form, what JSON cannot hold as text, nothing as null.

    >>> value_form(dt.date(2026, 3, 8)), value_form(float("inf")), value_form(2.5)
    ('2026-03-08', 'inf', 2.5)
    """
    if isinstance(value, UnknownResult):
        return None
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value).encode("utf-8", "replace").decode("utf-8")


def cell_value(form: str | bool | int | float | None, kind: str) -> CellValue:
    """The cell that a pair of value and type stands for; an uncalculated formula comes back as empty.

    >>> cell_value("2026-03-08", "date"), cell_value("2026-03-08", "text")
    (datetime.date(2026, 3, 8), '2026-03-08')
    """
    reader = _READERS.get(kind)
    return reader(form) if reader is not None and isinstance(form, str) else form


_READERS: Mapping[str, Any] = {
    "date": dt.date.fromisoformat,
    "datetime": dt.datetime.fromisoformat,
    "time": dt.time.fromisoformat,
    "number": float,
}


def _change(change: Change, snapshot: Snapshot, words: Words) -> Form:
    match change:
        case SetCells(tab, anchor, cells, why):
            table = snapshot.table(tab)
            row: list[Form] = []
            for field, (was, becomes) in cells.items():
                sides = {**_side("was", was), **_side("becomes", becomes)}
                row.append({**_column(table, field, words), "place": table.place(anchor, field) or None, **sides})
            where = {"tab": tab, "tab_title": table.title, "row": _row_number(table, anchor), "anchor": anchor}
            return {"change": "set_cells", **where, "why": why, "cells": row}
        case AddRow(tab, added, key, why):
            table = snapshot.table(tab)
            filled = [{**_column(table, field, words), **_side("becomes", value)} for field, value in added.items()]
            return {
                "change": "add_row",
                "tab": tab,
                "tab_title": table.title,
                "key": key,
                "why": why,
                "cells": filled,
            }
        case SendLetter():
            return {
                "change": "send_letter",
                "key": change.key,
                "client": change.client,
                "to": change.to,
                "letter": change.letter,
                "language": change.language,
                "why": change.why,
                "facts": plain_form(change.facts),
            }


def _problem(problem: Problem, snapshot: Snapshot, words: Words) -> Form:
    table = snapshot.table(problem.tab)
    message, repair = problem_texts(problem, snapshot, words)
    column = {"field": None, "header": None} if problem.field is None else _column(table, problem.field, words)
    return {
        "code": problem.code,
        "severity": problem.severity,
        "tab": problem.tab,
        "tab_title": table.title,
        "row": _row_number(table, problem.anchor),
        "anchor": problem.anchor,
        **column,
        "place": table.place(problem.anchor, problem.field) or None,
        **_side("value", problem.value),
        "suggestion": problem.suggestion,
        "details": plain_form(problem.details),
        "message": message,
        "repair": repair,
    }


def _column(table: Table, field: str, words: Words) -> Form:
    return {"field": field, "header": table.headers.get(field) or words.header(table.tab, field)}


def _side(name: str, value: CellValue) -> Form:
    return {name: value_form(value), f"{name}_type": kind_of_value(value)}


def _row_number(table: Table, anchor: str | None) -> int | None:
    position = None if anchor is None else table.positions.get(anchor)
    return None if position is None else int(table.row_numbers[position]) or None


def plain_form(value: object) -> Any:
    """Details as JSON holds them: dates in ISO form, anything strange as its text."""
    if isinstance(value, Mapping):
        return {str(name): plain_form(single) for name, single in value.items()}
    if isinstance(value, list | tuple):
        return [plain_form(single) for single in value]
    if isinstance(value, set | frozenset):
        return sorted((plain_form(single) for single in value), key=str)
    if value is None or isinstance(value, str | bool | int | float | dt.date | dt.time):
        return value_form(value)
    return str(value)

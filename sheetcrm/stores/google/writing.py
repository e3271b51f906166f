"""The course of one write: first batch, values, last batch; three requests however many rows change.

1. The marker is taken and handles are put on the rows; the answer shows them as they stand.
2. Cells are written by handle, those that still hold what was read.
3. Rows are added, the handles come off, the marker is given back.

Rows that move to another tab take a second round of the three: emptied only when the rows added for them are there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sheetcrm.model.changes import Change
from sheetcrm.rules.memory import HIGHEST
from sheetcrm.stores.base import Applied, Skipped, all_added, still_holding
from sheetcrm.stores.google.calls import CallRefused, CallUnclear
from sheetcrm.stores.google.course import Course
from sheetcrm.stores.google.finding_again import find_again
from sheetcrm.stores.google.first_batch import First, send_first
from sheetcrm.stores.google.last_batch import add_rows
from sheetcrm.stores.google.marker import refuse_if_held
from sheetcrm.stores.google.protection import is_protection
from sheetcrm.stores.google.row_values import write_rows
from sheetcrm.stores.google.targets import Addition, RowTarget, Targets, outcome, targets_of

FEW_ROWS = 500
"""A batch of so few is never the reason why Google does not come to an end."""
TRIES = 4
"""How often rows that people moved in the very moment are looked for again before they are left to the next run."""
PATIENCE = 10
"""So many times more when Google did not say whether it wrote the values."""


def carry_out(course: Course, changes: Sequence[Change]) -> Applied:
    """Write what can be written. RunLocked, WorkbookChanged: nothing was, or the next plan sees what was."""
    targets = targets_of(changes, course.found.snapshot)
    if not targets.rows and not targets.additions:
        return Applied([], targets.skipped)
    refuse_if_held(course.marker, course.robot, course.host, course.now)
    course.handles = bool(course.marker.robot)
    skipped = targets.skipped
    first, rest = _in_order(targets)
    added = add_rows(course, first, skipped) if first else []
    leaving = [row for row in rest.rows if row.change.whole] if rest.additions or not all_added(skipped) else []
    staying = [row for row in rest.rows if not (leaving and row.change.whole)]
    rows = _written(course, replace(rest, rows=staying))
    added += add_rows(course, rest.additions, skipped, end=not leaving)
    if leaving:
        rows += _emptied(course, leaving, skipped)
    for row in rows:
        if row.open:
            there = row.anchor in course.found.table(row.change.tab).positions
            skipped.append(Skipped(row.change, None, "not-settled" if there else "row-gone"))
    return Applied(outcome(targets, added), skipped)


def _in_order(targets: Targets) -> tuple[list[Addition], Targets]:
    """What must be there before all else, and what a write usually is.

    A highest number is remembered before it is given, or a robot that dies then might give it twice. `init` puts those
    lines into a new memory; only a sheet that lost one needs the batch for it.
    """
    first = [a for a in targets.additions if str(a.cells.get("key", "")).startswith(HIGHEST)] if targets.rows else []
    at = {addition.at for addition in first}
    rest = [addition for addition in targets.additions if addition.at not in at]
    return first, Targets(targets.rows, rest, targets.skipped)


def _emptied(course: Course, leaving: list[RowTarget], skipped: list[Skipped]) -> list[RowTarget]:
    """Empty the rows that moved to another tab, if all of that is there by now, and end the write.

    A robot that dies before it leaves the row in both tabs, which the next run sees; none is ever in neither.
    """
    if not all_added(skipped):
        skipped += [Skipped(row.change, None, "not-moved") for row in leaving]
        add_rows(course, [], skipped)
        return []
    before = course.found
    course.read_anew()
    here, gone = find_again(leaving, before, course.found)
    still: list[RowTarget] = []
    for row in here:
        kept, left = still_holding(replace(row.change, anchor=row.anchor), course.found.snapshot)
        skipped += [replace(one, change=row.change) for one in left]
        if kept is not None:
            still.append(row)
    rows = _written(course, Targets(still, [], skipped)) if still else []
    add_rows(course, [], skipped)
    return [*gone, *rows]


def _written(course: Course, targets: Targets) -> list[RowTarget]:
    """Write the cells of the rows; gives the rows that could not be found."""
    rows = list(targets.rows)
    more = {addition.change.tab for addition in targets.additions}
    attempt, unclear = 0, course.unclear
    while attempt < TRIES + min(course.unclear, PATIENCE):
        gone: list[RowTarget] = []
        if attempt:
            before = course.found
            course.read_anew()
            lost = course.unclear > unclear
            rows, gone = find_again(rows, before, course.found)
            gone = [row for row in gone if not (lost and row.is_gone_as_wanted())]
        attempt += 1
        moved: list[RowTarget] = []
        for chunk in _chunks(course, rows):
            moved += _write_chunk(course, chunk, more, targets.skipped)
            more = set()
        if not rows and more:
            _first(course, [], more)
            more = set()
        rows = [*moved, *gone]
        if not moved:
            return rows
    return rows


def _write_chunk(course: Course, chunk: list[RowTarget], more: set[str], skipped: list[Skipped]) -> list[RowTarget]:
    """First batch and values of some rows; a batch too heavy for Google to end in time is made of smaller ones."""
    try:
        first = _first(course, chunk, more)
    except CallUnclear:
        if len(chunk) <= FEW_ROWS:
            raise
        course.most_rows = max(FEW_ROWS, len(chunk) // 4)
        pieces = [chunk[start : start + course.most_rows] for start in range(0, len(chunk), course.most_rows)]
        moved = _write_chunk(course, pieces[0], more, skipped)
        return moved + [row for piece in pieces[1:] for row in _write_chunk(course, piece, set(), skipped)]
    return write_rows(course, chunk, first, skipped)


def _chunks(course: Course, rows: Sequence[RowTarget]) -> Iterator[list[RowTarget]]:
    """The rows as they stand in the sheets, as many as one batch can name."""
    found = course.found
    tabs = {tab: at for at, tab in enumerate(sorted(found.snapshot.tables, key=lambda tab: tab != "memory"))}
    placed = sorted(rows, key=lambda r: (tabs[r.change.tab], course.found.table(r.change.tab).positions[r.anchor]))
    for start in range(0, len(placed), course.most_rows):
        yield placed[start : start + course.most_rows]


def _first(course: Course, rows: Sequence[RowTarget], more: set[str]) -> First:
    tabs = [*dict.fromkeys(row.change.tab for row in rows), *sorted(more)]
    try:
        return send_first(course, rows, tabs, replace=True)
    except CallRefused as refused:
        if not is_protection(refused):
            raise
        return send_first(course, rows, tabs, replace=False)

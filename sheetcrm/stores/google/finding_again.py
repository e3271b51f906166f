"""Rows looked for in a new reading, after people moved them or an answer was lost: by what may stand in them by now.

A write of which nobody knows may have given a row its number or tidied its cells, so each cell that was to be written
counts as the row's whether it holds what was read or what it becomes.
"""

from collections.abc import Callable, Iterable, Sequence

from sheetcrm.model.cells import CellValue, canonical, is_result, same_cell
from sheetcrm.model.snapshot import Table
from sheetcrm.model.tabs import BY_NAME
from sheetcrm.stores.google.course import Found
from sheetcrm.stores.google.targets import RowTarget, is_peoples

Lookup = Callable[[RowTarget], str | None]


def find_again(rows: Sequence[RowTarget], before: Found, now: Found) -> tuple[list[RowTarget], list[RowTarget]]:
    """Give the rows that are found, their anchors brought up to date, and those that are not.

    Cells that hold by now what they were to become are noted as made; a row of which nothing is left is left out.
    """
    found: list[RowTarget] = []
    gone: list[RowTarget] = []
    lookups: dict[str, Lookup] = {}
    for row in rows:
        tab = row.change.tab
        if tab not in now.snapshot:
            gone.append(row)
            continue
        if tab not in lookups:
            lookups[tab] = _lookup(before.table(tab), now.table(tab))
        anchor = lookups[tab](row)
        if anchor is None:
            gone.append(row)
            continue
        row.anchor = anchor
        _note_made(row, now.table(tab))
        if row.open:
            found.append(row)
    return found, gone


def _note_made(row: RowTarget, table: Table) -> None:
    position = table.positions[row.anchor]
    for name, (_, becomes) in row.open.items():
        if name in table.columns and same_cell(table.columns[name][position], canonical(becomes)):
            row.made.add(name)


def _lookup(before: Table, now: Table) -> Lookup:
    """Finds a row's anchor in the new table: the old one, that of the number it got, or that of the one row alike."""
    spec = BY_NAME.get(before.tab)
    key = spec.key_column if spec is not None and spec.key_column in now.columns else None
    typed = [name for name in before.columns if is_peoples(before.tab, name) and name in now.columns]
    indexes: dict[tuple[str, ...], dict[tuple[CellValue, ...], list[int]]] = {}

    def lookup(row: RowTarget) -> str | None:
        if row.anchor in now.positions:
            return row.anchor
        number = canonical(row.wanted[key][1]) if key is not None and key in row.wanted else None
        if is_result(number) and str(number) in now.positions:
            return str(number)
        place = before.positions.get(row.anchor)
        if place is None:
            return None
        fixed = tuple(name for name in typed if name not in row.wanted)
        if fixed not in indexes:
            indexes[fixed] = _index(now, fixed)
        alike = indexes[fixed].get(_cells(before, fixed, place), ())
        left = [at for at in alike if _may_be(row, now, at, typed, key)]
        return str(now.anchors[left[0]]) if len(left) == 1 else None

    return lookup


def _index(table: Table, names: Sequence[str]) -> dict[tuple[CellValue, ...], list[int]]:
    found: dict[tuple[CellValue, ...], list[int]] = {}
    for at in range(len(table)):
        found.setdefault(_cells(table, names, at), []).append(at)
    return found


def _cells(table: Table, names: Iterable[str], at: int) -> tuple[CellValue, ...]:
    """The cells, such that a number and a truth differ."""
    return tuple(
        str(value) if isinstance(value, bool) else value for value in (table.columns[name][at] for name in names)
    )


def _may_be(row: RowTarget, table: Table, at: int, typed: Sequence[str], key: str | None) -> bool:
    """Whether each cell the row was to get holds what was read or what it becomes, and no other number stands there."""
    names = [name for name in row.wanted if name in typed or name == key]
    if key is not None and key not in row.wanted and is_result(table.columns[key][at]):
        return False
    return all(
        same_cell(table.columns[name][at], was) or same_cell(table.columns[name][at], canonical(becomes))
        for name, (was, becomes) in ((name, row.wanted[name]) for name in names if name in table.columns)
    )

"""Which cells of a row are written, and how: a row is looked at as the first batch showed it, cell by cell.

A cell that holds something else than the plan was decided on is left; so is a whole row that goes as a whole.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sheetcrm.model.cells import CellValue, canonical, same_cell
from sheetcrm.stores.base import Skipped
from sheetcrm.stores.google.cells import Json, as_typed, date_kind, raw_value
from sheetcrm.stores.google.course import Course
from sheetcrm.stores.google.first_batch import First
from sheetcrm.stores.google.fresh import FreshRow
from sheetcrm.stores.google.targets import RowTarget, is_peoples, recogniser


@dataclass(slots=True)
class Entry:
    """What one row gets: values by column number; `careful`: cells of people are among them.

    `others`: columns that held something when the first batch was answered, and are not written.
    """

    row: RowTarget
    handle: int
    index: int
    values: dict[int, object] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    careful: bool = False
    others: frozenset[int] = frozenset()

    def is_emptied(self, stands: Sequence[object]) -> bool:
        """Whether all else of the row is gone: it was cut away in the very moment, and its handle stayed behind."""
        return bool(self.others) and all(n > len(stands) or stands[n - 1] == "" for n in self.others)

    @property
    def body(self) -> Json:
        """The DataFilterValueRange: null leaves a cell as it is."""
        row = [self.values.get(column) for column in range(1, max(self.values) + 1)]
        lookup = {"developerMetadataLookup": {"metadataId": self.handle}}
        return {"dataFilter": lookup, "majorDimension": "ROWS", "values": [row]}


def judge(
    course: Course,
    rows: Sequence[RowTarget],
    first: First,
    raw: list[Entry],
    typed: list[Entry],
    skipped: list[Skipped],
) -> list[RowTarget]:
    """Sort the cells of the rows by how they are written; gives the rows that are not where they were.

    A cell that holds something else by now is left.
    """
    found = course.found
    moved: list[RowTarget] = []
    same = {tab: recogniser(found.table(tab)) for tab in {row.change.tab for row in rows}}
    for at, row in enumerate(rows):
        tab = row.change.tab
        fresh = first.row(found.sheets[tab].sheet_id, at)
        if fresh is None or not same[tab](row.anchor, _before(course, row, fresh)):
            moved.append(row)
            continue
        plain = Entry(row, first.handles[at], fresh.index)
        dated = Entry(row, first.handles[at], fresh.index)
        columns = found.columns(tab)
        if row.change.whole:
            way = _whole(plain, fresh, columns, skipped)
            raw += [plain] if way == "RAW" else []
            typed += [plain] if way == "USER_ENTERED" else []
            continue
        for name, (was, becomes) in list(row.open.items()):
            number = columns[name]
            stands = fresh.values.get(number)
            if number in fresh.formulas:
                leave(row, name, "formula", skipped)
            elif same_cell(stands, canonical(becomes)):
                row.made.add(name)
            elif not same_cell(stands, was):
                leave(row, name, "changed", skipped)
            else:
                needs_format = date_kind(becomes) is not None and number not in fresh.dates
                entry = dated if needs_format else plain
                new = canonical(becomes)
                entry.values[number] = as_typed(new) if needs_format else raw_value(new)  # type: ignore[arg-type]
                entry.names.append(name)
                entry.careful = entry.careful or is_peoples(tab, name)
        filled = {number for number, value in fresh.values.items() if value is not None}
        plain.others = dated.others = frozenset(filled - plain.values.keys() - dated.values.keys())
        raw += [plain] if plain.values else []
        typed += [dated] if dated.values else []
    return moved


def _whole(entry: Entry, fresh: FreshRow, columns: Mapping[str, int], skipped: list[Skipped]) -> str | None:
    """Fill the entry of a row that is written as a whole, or leave all of it; gives how its values are entered.

    It is left when any cell of the row is another by now, also one that would not be written.
    """
    row = entry.row
    codes: dict[str, str] = {}
    for name, (was, _) in row.wanted.items():
        number = columns.get(name)
        if number is None or number in fresh.formulas:
            codes[name] = "formula" if number in fresh.formulas else "column-gone"
        elif not same_cell(fresh.values.get(number), was):
            codes[name] = "changed"
    for name, was in row.beside.items():
        if name in columns and not same_cell(fresh.values.get(columns[name]), was):
            codes[name] = "changed"
    if codes:
        for name, code in codes.items():
            skipped.append(Skipped(row.change, name, code))
        row.wanted.clear()
        return None
    new = {columns[name]: canonical(becomes) for name, (_, becomes) in row.wanted.items()}
    as_entered = any(date_kind(value) is not None and number not in fresh.dates for number, value in new.items())
    for number, value in new.items():
        entry.values[number] = _entered(value) if as_entered else raw_value(value)
    entry.names += row.wanted
    entry.careful = True
    if any(value is not None for value in new.values()):
        filled = {number for number, value in fresh.values.items() if value is not None}
        entry.others = frozenset(filled - new.keys())
    return "USER_ENTERED" if as_entered else "RAW"


def _entered(value: CellValue) -> object:
    """What must be typed so that this value stands there: a text behind an apostrophe stays as it is."""
    if date_kind(value) is not None:
        return as_typed(value)  # type: ignore[arg-type]
    return f"'{value}" if isinstance(value, str) else raw_value(value)


def _before(course: Course, row: RowTarget, fresh: FreshRow) -> dict[int, CellValue]:
    """The row as it was before the first batch replaced cells of it, or it would not be known again.

    Nothing is replaced by nothing: a row inserted in the very moment is not taken for one that is to be emptied.
    """
    columns = course.found.columns(row.change.tab)
    cells = dict(fresh.values)
    for name, (was, becomes) in row.open.items():
        new = canonical(becomes)
        if new is not None and same_cell(cells.get(columns[name]), new):
            cells[columns[name]] = was
    return cells


def leave(row: RowTarget, name: str, code: str, skipped: list[Skipped]) -> None:
    """Leave a cell as it stands, and tell why."""
    row.wanted.pop(name)
    skipped.append(Skipped(row.change, name, code))

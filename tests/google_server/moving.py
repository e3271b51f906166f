"""Cut and paste, copy and paste: cells move or are copied, rows and their tags stay where they are."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from tests.google_server.area import Area
from tests.google_server.dimensions import append_dimension
from tests.google_server.following import follow
from tests.google_server.lookups import refused
from tests.google_server.model import EMPTY, Book, Extras, Formula, Json, Sheet, Value
from tests.google_server.rectangles import Rectangle, carried, grid_range, of_grid_range
from tests.google_server.references import Reference, rewritten, shifted

_VALUES = frozenset({"PASTE_NORMAL", "PASTE_NO_BORDERS", "PASTE_VALUES", "PASTE_FORMULA"})
_FORMATS = frozenset({"PASTE_NORMAL", "PASTE_NO_BORDERS", "PASTE_FORMAT"})
_VALIDATIONS = frozenset({"PASTE_NORMAL", "PASTE_NO_BORDERS", "PASTE_DATA_VALIDATION"})
_WHOLE = frozenset({"PASTE_NORMAL", "PASTE_NO_BORDERS"})
_CONDITIONAL = _FORMATS | {"PASTE_CONDITIONAL_FORMATTING"}


class Cell(NamedTuple):
    """What is on the clipboard of one cell."""

    value: Value
    extras: Extras


Block = list[list[Cell]]


def cut_paste(
    book: Book,
    source: Area,
    sheet: Sheet,
    row: int,
    column: int,
    paste_type: str = "PASTE_NORMAL",
    where: str = "",
) -> None:
    """Move the cells of the source to where their first one is given; references to them follow, tags stay."""
    height, width = source.bottom - source.top, source.right - source.left
    make_room(book, sheet, row + height, column + width, where)
    target = Area(sheet, row, column, row + height, column + width)
    check_whole_merges(source, where)
    if target == source:
        return
    block = _cells(book, source, paste_type)
    if sheet is not source.sheet:
        block = [[_at_home(cell, source.sheet.title) for cell in line] for line in block]
    _clear(source)
    source.sheet.merges, carried_merges = _apart(source)
    check_whole_merges(target, where)
    sheet.merges = _apart(target)[0]
    source.sheet.merges = source.sheet.merges + carried_merges
    _put(target, block, paste_type)
    if paste_type in _WHOLE or paste_type == "PASTE_FORMULA":
        follow(book, carried(source, sheet.id, row - source.top, column - source.left))
    if sheet is not source.sheet:
        _send_merges(source.sheet, sheet)


def _send_merges(home: Sheet, sheet: Sheet) -> None:
    """Hand merges that were carried onto another sheet over to it."""
    sheet.merges = sheet.merges + [merge for merge in home.merges if merge.get("sheetId", 0) != home.id]
    home.merges = [merge for merge in home.merges if merge.get("sheetId", 0) == home.id]


def _at_home(cell: Cell, title: str) -> Cell:
    """A cell that leaves its sheet: references without a title get that of the sheet they meant."""
    if not isinstance(cell.value, Formula):
        return cell

    def named(reference: Reference) -> Reference:
        return reference if reference.sheet is not None else reference._replace(sheet=title)

    return cell._replace(value=Formula(rewritten(cell.value.text, named)))


def copy_paste(
    book: Book,
    source: Area,
    destination: Area,
    paste_type: str = "PASTE_NORMAL",
    orientation: str = "NORMAL",
    where: str = "",
) -> Area:
    """Copy the cells of the source over the destination, repeated where they fit in evenly; the area written."""
    block = _cells(book, source, paste_type)
    transposed = orientation == "TRANSPOSE"
    if transposed:
        block = [list(line) for line in zip(*block, strict=True)]
    height, width = len(block), len(block[0])
    down = _times(destination.bottom - destination.top, height)
    across = _times(destination.right - destination.left, width)
    sheet, top, left = destination.sheet, destination.top, destination.left
    make_room(book, sheet, top + height * down, left + width * across, where)
    target = Area(sheet, top, left, top + height * down, left + width * across)
    merges = [] if transposed or paste_type not in _FORMATS else _merges_inside(source)
    if paste_type in _FORMATS and target != source:
        check_whole_merges(target, where)
        sheet.merges = _apart(target)[0]
    for below in range(down):
        for beside in range(across):
            first_row, first_column = top + below * height, left + beside * width
            part = Area(sheet, first_row, first_column, first_row + height, first_column + width)
            if part != source:
                _put(part, _shifted(block, source, part, transposed), paste_type)
                sheet.merges = sheet.merges + [_shift_merge(merge, source, part) for merge in merges]
    if paste_type in _CONDITIONAL and not transposed:
        _copy_conditional_formats(source, target)
    return target


def _times(room: int, size: int) -> int:
    return room // size if room >= size and room % size == 0 else 1


def _shifted(block: Block, source: Area, part: Area, transposed: bool) -> Block:
    """The block with its formulas as copied to that part."""
    made = []
    for below, line in enumerate(block):
        made.append(list(line))
        for beside, (value, extras) in enumerate(line):
            if isinstance(value, Formula):
                row, column = (beside, below) if transposed else (below, beside)
                rows, columns = part.top + below - source.top - row, part.left + beside - source.left - column
                made[-1][beside] = Cell(Formula(shifted(value.text, rows, columns)), extras)
    return made


def _cells(book: Book, area: Area, paste_type: str) -> Block:
    """The cells of an area; calculated when only values are wanted."""
    from tests.google_server.shown import calculator

    calculate = calculator(book) if paste_type == "PASTE_VALUES" else None
    block: Block = []
    for row in range(area.top, area.bottom):
        line = []
        for column in range(area.left, area.right):
            value = area.sheet.value(row, column)
            if calculate is not None:
                value = calculate.plain(area.sheet, row, column)
            line.append(Cell(value, area.sheet.extras(row, column) or EMPTY))
        block.append(line)
    return block


def _put(target: Area, block: Block, paste_type: str) -> None:
    for row, line in enumerate(block, target.top):
        for column, cell in enumerate(line, target.left):
            if paste_type in _VALUES:
                target.sheet.put(row, column, cell.value)
            old = target.sheet.extras(row, column) or EMPTY
            if old is EMPTY and cell.extras is EMPTY:
                continue
            target.sheet.put_extras(row, column, _beside(old, cell.extras, paste_type))


def _beside(old: Extras, new: Extras, paste_type: str) -> Extras:
    """What a cell has beside its value once another one is pasted over it."""
    if paste_type == "PASTE_NORMAL":
        return new
    made = old
    if paste_type in _FORMATS:
        made = replace(made, format=_bordered(new.format, old.format) if paste_type != "PASTE_FORMAT" else new.format)
    if paste_type in _VALIDATIONS:
        made = replace(made, validation=new.validation)
    if paste_type in _WHOLE:
        made = replace(made, note=new.note, more=new.more)
    return made


def _bordered(new: Mapping[str, Any] | None, old: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """A format with the borders that were there."""
    made = {name: part for name, part in (new or {}).items() if name != "borders"}
    if old and "borders" in old:
        made["borders"] = old["borders"]
    return made or None


def _clear(area: Area) -> None:
    for row in range(area.top, area.bottom):
        for column in range(area.left, area.right):
            if area.sheet.value(row, column) is not None:
                area.sheet.put(row, column, None)
            if area.sheet.extras(row, column) is not None:
                area.sheet.put_extras(row, column, None)


def make_room(book: Book, sheet: Sheet, rows: int, columns: int, where: str = "") -> None:
    """Let a sheet grow to at least that size."""
    if rows > sheet.row_count:
        append_dimension(book, sheet, "ROWS", rows - sheet.row_count, where)
    if columns > sheet.column_count:
        append_dimension(book, sheet, "COLUMNS", columns - sheet.column_count, where)


def check_whole_merges(area: Area, where: str = "") -> None:
    """Refuse to move or overwrite a part of merged cells."""
    inside = _merges_inside(area)
    for merge in area.sheet.merges:
        if merge not in inside and _meets(area, of_grid_range(merge)):
            raise refused(where, "You can't paste over or cut a part of merged cells.")


def _apart(area: Area) -> tuple[list[Json], list[Json]]:
    """The merges of the sheet outside of an area, and those inside."""
    inside = _merges_inside(area)
    return [merge for merge in area.sheet.merges if merge not in inside], inside


def _merges_inside(area: Area) -> list[Json]:
    return [merge for merge in area.sheet.merges if _holds(area, of_grid_range(merge))]


def _holds(area: Area, part: Rectangle) -> bool:
    rows = area.top <= (part.top or 0) and (part.bottom or 0) <= area.bottom
    return rows and area.left <= (part.left or 0) and (part.right or 0) <= area.right


def _meets(area: Area, part: Rectangle) -> bool:
    sheet = area.sheet
    bottom = sheet.row_count if part.bottom is None else part.bottom
    right = sheet.column_count if part.right is None else part.right
    return area.top < bottom and (part.top or 0) < area.bottom and area.left < right and (part.left or 0) < area.right


def _shift_merge(merge: Json, source: Area, part: Area) -> Json:
    follow_there = carried(source, part.sheet.id, part.top - source.top, part.left - source.left)
    found = follow_there(of_grid_range(merge))
    assert found
    return grid_range(found)


def _copy_conditional_formats(source: Area, target: Area) -> None:
    """Let the rules that format the whole source format the target, too."""
    sheet = target.sheet
    for place, rule in enumerate(source.sheet.conditional_formats):
        held = any(_holds(_area(source.sheet, one), _of(source)) for one in rule.get("ranges", ()))
        if not held:
            continue
        if sheet is not source.sheet:
            sheet.conditional_formats.append({**rule, "ranges": [grid_range(_of(target))]})
        elif not any(_holds(_area(sheet, one), _of(target)) for one in rule["ranges"]):
            sheet.conditional_formats[place] = {**rule, "ranges": [*rule["ranges"], grid_range(_of(target))]}


def _area(sheet: Sheet, given: Json) -> Area:
    _, top, left, bottom, right = of_grid_range(given)
    return Area(
        sheet,
        top or 0,
        left or 0,
        sheet.row_count if bottom is None else bottom,
        sheet.column_count if right is None else right,
    )


def _of(area: Area) -> Rectangle:
    return Rectangle(area.sheet.id, area.top, area.left, area.bottom, area.right)

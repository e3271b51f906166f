"""The new file is read back before it takes the old one's place.

It must hold every untouched part byte for byte, every untouched row and cell as it was, and the new values in place.
"""

import datetime
import io
import itertools
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple
from xml.parsers import expat

from sheetcrm.errors import WorkbookUnusable
from sheetcrm.stores.excel.addresses import letters
from sheetcrm.stores.excel.edits import Address, Written
from sheetcrm.stores.excel.package import Limits, Package
from sheetcrm.stores.excel.parts import read_workbook_part
from sheetcrm.stores.excel.row_places import RowPlaces
from sheetcrm.stores.excel.sheet_index import SheetIndex, index_sheet

_SAMPLED_ROWS = 2000
_SAMPLED_CELLS = 40_000
_SKELETON_FROM = 8 << 20
_TEXTS_TO_READ = 8 << 20


@dataclass(frozen=True)
class Expected:
    """What the new file must show of one sheet: values by cell, the cells that were allowed to change, how it was.

    `before` is None for a sheet that is new.
    """

    part: str
    values: Mapping[Address, Written]
    may_change: Mapping[int, Iterable[int]]
    before: SheetIndex | None


class _Failed(Exception):
    """Something is not as it should be; the text says what."""


def verify(
    old: Package, path: Path, sheets: Iterable[Expected], styles: str | None, date1904: bool, limits: Limits
) -> None:
    """Raise WorkbookUnusable("verify-failed") unless the file at `path` is the old one plus what was decided."""
    try:
        new = Package(path.read_bytes(), limits)
        rewritten = set(old.rewritten())
        if [one for one in old.names() if one not in rewritten] != [one for one in new.names() if one not in rewritten]:
            raise _Failed("parts are missing")
        for name in old.names():
            if name not in rewritten:
                if old.raw(name) != new.raw(name):
                    raise _Failed(f"part {name} changed")
            elif new.read(name) != old.read(name):
                raise _Failed(f"part {name} was not written as decided")
        checked = set()
        for sheet in sheets:
            _verify_sheet(new, sheet, styles, date1904)
            checked.add(sheet.part)
        for name in rewritten - checked:
            if new.holds(name) and name.lower().endswith((".xml", ".rels")):
                _parse(new.read(name), name)
        _same_tabs(old, new, path)
    except _Failed as cause:
        raise WorkbookUnusable("verify-failed", reason=str(cause)) from cause


def _parse(content: bytes, name: str) -> None:
    try:
        expat.ParserCreate(namespace_separator=" ").Parse(content, True)
    except expat.ExpatError as cause:
        raise _Failed(f"part {name} is not well-formed: {cause}") from cause


def _same_tabs(old: Package, new: Package, path: Path) -> None:
    """The tabs must be the decided ones for us, and for calamine unless it would read very many texts for that."""
    tabs = [sheet.name for sheet in read_workbook_part(new).sheets]
    if tabs != [sheet.name for sheet in read_workbook_part(old).sheets]:
        raise _Failed("the tabs are not the decided ones")
    if sum(new.size(name) for name in new.names() if name.lower().endswith("sharedstrings.xml")) > _TEXTS_TO_READ:
        return
    from python_calamine import CalamineWorkbook

    try:
        CalamineWorkbook.from_path(str(path)).close()
    except BaseException as cause:
        if isinstance(cause, KeyboardInterrupt | SystemExit | GeneratorExit | MemoryError):
            raise
        raise _Failed(f"it does not open: {cause}") from cause


def _verify_sheet(new: Package, sheet: Expected, styles: str | None, date1904: bool) -> None:
    content = new.read(sheet.part)
    bare = sheet.before is not None and sheet.before.mask is sheet.before.content
    after = index_sheet(content, sheet.part, bare=bare)
    if sheet.before is not None:
        _same_elsewhere(sheet.before, after, sheet)
    if len(content) < _SKELETON_FROM or sheet.before is None:
        _parse(content, sheet.part)
    else:
        _parse(_skeleton(after, sheet.may_change), sheet.part)
    _read_back(after, sheet, new.read(styles) if styles else b"", date1904)


def _same_elsewhere(before: SheetIndex, after: SheetIndex, sheet: Expected) -> None:
    touched = sheet.may_change
    old = {number: at for at, number in enumerate(before.numbers)}
    if not set(old) <= set(after.numbers):
        raise _Failed("rows are missing")
    step = max(1, len(touched) // _SAMPLED_ROWS)
    seen = 0
    run = _Run(0, 0, 0)
    for at, number in enumerate(after.numbers):
        place = old.get(number)
        if number in touched:
            seen += 1
            if place is not None and seen % step == 0:
                _same_cells(before, after, number, set(touched[number]))
            continue
        if place is None:
            raise _Failed(f"row {number} appeared")
        if (place, at) == (run.before + run.rows, run.after + run.rows):
            run = run._replace(rows=run.rows + 1)
        else:
            _same_run(before, after, run)
            run = _Run(place, at, 1)
    _same_run(before, after, run)


class _Run(NamedTuple):
    """Rows that nobody touched, one after the other: where they begin among the old rows and the new, how many."""

    before: int
    after: int
    rows: int


def _same_run(before: SheetIndex, after: SheetIndex, run: _Run) -> None:
    if not run.rows:
        return
    start, stop = before.starts[run.before], before.stretch(run.before + run.rows - 1)[1]
    begin, end = after.starts[run.after], after.stretch(run.after + run.rows - 1)[1]
    if before.content[start:stop] != after.content[begin:end]:
        first, last = after.numbers[run.after], after.numbers[run.after + run.rows - 1]
        raise _Failed(f"row {first} changed" if first == last else f"one of the rows {first} to {last} changed")


def _same_cells(before: SheetIndex, after: SheetIndex, row: int, touched: set[int]) -> None:
    kept = {cell.column: before.content[cell.start : cell.end] for cell in before.cells(row)}
    now = {cell.column: after.content[cell.start : cell.end] for cell in after.cells(row)}
    for column in set(kept) | set(now):
        if column not in touched and kept.get(column) != now.get(column):
            raise _Failed(f"cell {letters(column)}{row} changed")


def _skeleton(index: SheetIndex, touched: Mapping[int, object]) -> bytes:
    """Give the sheet without its untouched rows: they are the old bytes, and a row is a whole element."""
    content, pieces, at = index.content, [], 0
    if len(touched) * 2 > len(index.numbers):
        return content
    for place, row in enumerate(index.numbers):
        if row not in touched:
            start, end = index.stretch(place)
            if at < start:
                pieces.append(content[at:start])
            at = end
    return b"".join(pieces) + content[at:]


def _read_back(index: SheetIndex, sheet: Expected, styles: bytes, date1904: bool) -> None:
    """Let calamine read the written cells, cut out of the new sheet into a small workbook of their own."""
    from python_calamine import CalamineWorkbook

    by_row: dict[int, list[tuple[int, Written]]] = {}
    step = max(1, len(sheet.values) // _SAMPLED_CELLS)
    for (row, column), value in itertools.islice(sheet.values.items(), 0, None, step):
        by_row.setdefault(row, []).append((column, value))
    if not by_row:
        return
    pieces = [index.tag(index.root), b"<", index.prefix, b"sheetData>"]
    numbers = sorted(by_row)
    for place, row in enumerate(numbers, 1):
        span = index.span(row)
        pieces.append(b'<%brow r="%d">' % (index.prefix, place))
        places = RowPlaces(index, row, span) if span else None
        for column, _ in sorted(by_row[row], key=lambda one: one[0]):
            here = places.locate(column) if places else None
            if here is not None:
                cell = index.content[here[0] : here[2]]
                pieces.append(
                    cell.replace(f'"{letters(column)}{row}"'.encode(), f'"{letters(column)}{place}"'.encode(), 1)
                )
        pieces.append(b"</%brow>" % index.prefix)
    name = index.prefix
    pieces.append(b"</" + name + b"sheetData></" + name + index.root.name.encode() + b">")
    try:
        book = CalamineWorkbook.from_filelike(_small_workbook(b"".join(pieces), styles, date1904))
        found = book.get_sheet_by_index(0)
        lines = found.to_python(skip_empty_area=False)
    except BaseException as cause:
        if isinstance(cause, KeyboardInterrupt | SystemExit | GeneratorExit | MemoryError):
            raise
        raise _Failed(f"the written cells do not read back: {cause}") from cause
    for place, row in enumerate(numbers):
        line = lines[place] if place < len(lines) else []
        for column, value in by_row[row]:
            if not same(line[column - 1] if column <= len(line) else None, value):
                raise _Failed(f"cell {letters(column)}{row} reads back as something else")


def same(read: object, written: Written) -> bool:
    """Tell whether a value as calamine gives it is the one that was written.

    >>> same(5.0, 5), same(datetime.date(2024, 2, 1), datetime.datetime(2024, 2, 1)), same("", None), same(True, 1)
    (True, True, True, False)
    """
    if written is None or written == "":
        return read is None or read == ""
    if isinstance(written, bool) or isinstance(read, bool):
        return read is written
    if isinstance(written, str):
        return read == written
    if isinstance(written, int | float | Decimal):
        return isinstance(read, int | float) and float(written) == float(read)
    return _moment(read) is not None and abs((_moment(read) or _ZERO) - (_moment(written) or _ZERO)) < _TICK


_ZERO = datetime.timedelta()
_TICK = datetime.timedelta(milliseconds=2)
_EPOCH = datetime.datetime(1899, 12, 31)


def _moment(value: object) -> datetime.timedelta | None:
    if isinstance(value, datetime.datetime):
        return value.replace(tzinfo=None) - _EPOCH
    if isinstance(value, datetime.date):
        return datetime.datetime(value.year, value.month, value.day) - _EPOCH
    if isinstance(value, datetime.time):
        return datetime.timedelta(
            hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond
        )
    return value if isinstance(value, datetime.timedelta) else None


def _small_workbook(sheet: bytes, styles: bytes, date1904: bool) -> io.BytesIO:
    from xml.sax.saxutils import quoteattr

    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    package = "http://schemas.openxmlformats.org/package/2006"

    def relations(*targets: tuple[str, str]) -> str:
        rows = "".join(
            f'<Relationship Id="r{number}" Type="{kind}/{name}" Target={quoteattr(target)}/>'
            for number, (name, target) in enumerate(targets, 1)
        )
        return f'<Relationships xmlns="{package}/relationships">{rows}</Relationships>'

    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{package}/content-types"/>')
        archive.writestr("_rels/.rels", relations(("officeDocument", "xl/workbook.xml")))
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{kind}"><workbookPr date1904="{int(date1904)}"/>'
            '<sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels", relations(("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml"))
        )
        if styles:
            archive.writestr("xl/styles.xml", styles)
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
    made.seek(0)
    return made

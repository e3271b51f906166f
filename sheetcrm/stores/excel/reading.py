"""A workbook as values: calamine reads the cells, the raw XML tells what calamine cannot say.

Only what is there is looked at: formulas and errors are searched for in the bytes and parsed where they occur.
"""

import io
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sheetcrm.errors import SheetcrmError, WorkbookUnusable
from sheetcrm.stores.excel.edits import Address, Read, SheetRead, WorkbookRead
from sheetcrm.stores.excel.file_safety import read_content, stamp_from
from sheetcrm.stores.excel.package import Limits, Package
from sheetcrm.stores.excel.parts import SheetPlace, read_workbook_part
from sheetcrm.stores.excel.protected import merged_areas
from sheetcrm.stores.excel.raw_marks import has_marks, is_bare_at_its_ends, lay_marks, rows_hidden
from sheetcrm.stores.excel.sheet_index import index_sheet
from sheetcrm.stores.excel.tables import tables_of

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook


def read_workbook(path: Path, only: Collection[str] | None = None, limits: Limits | None = None) -> WorkbookRead:
    """Read the sheets of a workbook, or only those named; names that do not exist are passed over.

    Numbers come as floats, days without a time as dates. Raises WorkbookUnusable with what is wrong and where.
    """
    try:
        content, state = read_content(Path(path), limits)
        package = Package(content, limits)
        package.check_prologues()
        workbook = read_workbook_part(package)
        places = [place for place in workbook.sheets if place.kind == "worksheet" and package.holds(place.part)]
        book = _open(content, path)
        wanted = [place for place in places if only is None or place.name in only]
        sheets = {place.name: _read_sheet(book, package, place) for place in wanted}
        names = tuple(place.name for place in places)
        return WorkbookRead(sheets, names, workbook.date1904, stamp_from(content, state), state.st_size)
    except SheetcrmError as error:
        error.details.setdefault("path", str(path))
        raise


def _open(content: bytes, path: Path) -> "CalamineWorkbook":
    """Open the bytes that were checked; the path serves only to learn more of a failure."""
    from python_calamine import CalamineWorkbook

    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(content))
    except BaseException as cause:
        _translated(cause)
        try:
            CalamineWorkbook.from_path(str(path)).close()
        except BaseException as reason:
            raise _translated(reason) from reason
        raise _translated(cause) from cause


def _translated(cause: BaseException) -> BaseException:
    """Give calamine's failure in the project's words; its panics are no ordinary exceptions, Ctrl-C is none."""
    if isinstance(cause, KeyboardInterrupt | SystemExit | GeneratorExit | MemoryError):
        return cause
    return WorkbookUnusable("cannot-read", reason=str(cause))


def _read_sheet(book: "CalamineWorkbook", package: Package, place: SheetPlace) -> SheetRead:
    content = package.read(place.part)
    try:
        sheet = book.get_sheet_by_name(place.name)
        start = sheet.start or (0, 0)
        lines: Sequence[Sequence[Read]] = sheet.to_python()
        rows = [[None if value == "" else value for value in line] if "" in line else list(line) for line in lines]
    except BaseException as cause:
        raise _translated(cause) from cause
    bare = is_bare_at_its_ends(content)
    index = index_sheet(content, place.part, rows=False, bare=bare)
    formulas: dict[Address, str] = {}
    hidden_rows: frozenset[int] = frozenset()
    if has_marks(index):
        index = index_sheet(content, place.part, rows=False) if bare else index
        rows, start, formulas = lay_marks(rows, start, index)
        hidden_rows = rows_hidden(index)
    package.forget(place.part)
    tables = tuple(table.public() for table in tables_of(package, place.part))
    merged, hidden = tuple(merged_areas(index)), place.state != "visible"
    return SheetRead(place.name, rows, start[0] + 1, start[1] + 1, formulas, merged, tables, hidden, hidden_rows)

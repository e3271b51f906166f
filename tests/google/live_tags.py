"""What metadata the robot leaves in the live sheet, and how much of it would be too much."""

from collections.abc import Iterator

from sheetcrm.stores.google.marker import COLUMN, HANDLE, MARKER, marker_of
from sheetcrm.stores.google.reading import Mark
from tests.google.wanted import Wanted
from tests.google_server.model import Book, Sheet, Tag


def is_held(book: Book, now: float) -> bool:
    """Whether some robot holds the run marker, and nobody else may take it over yet."""
    marks = [Mark(tag.id, tag.key, tag.value or "") for sheet in book.sheets for tag in sheet.tags]
    marker = marker_of(marks, now)
    return bool(marker.robot) and now < marker.until


def too_many_tags(book: Book, wanted: Wanted) -> list[str]:
    """Metadata that no run can need: more handles than rows it writes, or more characters than Google stores."""
    rows = {(title, name) for title, name, _ in wanted.cells}
    most = 2 * (len(rows) + sum(map(len, wanted.rows.values())) + len(book.sheets))
    handles = sum(tag.key == HANDLE for sheet in book.sheets for row in sheet.rows for tag in row.tags)
    found = [f"{handles} handles for a run of {len(rows)} rows"] if handles > most else []
    for sheet in book.sheets:
        stored = sum(len(tag.key) + len(tag.value or "") for tag in _tags(sheet))
        found += [f"{sheet.title}: {stored} characters of metadata"] if stored > 15_000 else []
        strange = {tag.key for tag in _tags(sheet)} - {HANDLE, COLUMN, MARKER}
        found += [f"{sheet.title}: metadata {strange}"] if strange else []
    return found


def _tags(sheet: Sheet) -> Iterator[Tag]:
    yield from sheet.tags
    for row in sheet.rows:
        yield from row.tags
    for column in sheet.columns:
        yield from column.tags

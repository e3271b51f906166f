"""Taking back one act of a person while keeping what others did since, and going back to an older version.

The act is what differs between the book before it and the book after it. Rows are known by their serial, columns by
their place; so an act on columns can only be taken back while nobody has acted since.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from tests.google_server import dimensions
from tests.google_server.area import Area
from tests.google_server.model import Book, Row, Sheet, Tag
from tests.google_server.sorting import put_in_order
from tests.google_server.tag_index import forget

_LISTS = (
    "merges", "conditional_formats", "filter_views", "protected_ranges", "charts", "banded_ranges", "row_groups",
    "column_groups", "slicers", "tables", "comment_anchors", "basic_filter", "properties", "title", "tags",
)  # fmt: skip


def put_back(book: Book, state: Book, without: frozenset[int] | None) -> None:
    """Make the book what it was in an older state, less the tags of these ids (None: less all tags)."""
    older = state.fork(book.generation)
    book.sheets, book.properties = older.sheets, older.properties
    book.named_ranges, book.comments, book.tags = older.named_ranges, older.comments, older.tags
    forget(book)
    if without is None or without:
        _strip(book, without)


def _strip(book: Book, ids: frozenset[int] | None) -> None:
    def kept(tags: tuple[Tag, ...]) -> tuple[Tag, ...]:
        return () if ids is None else tuple(tag for tag in tags if tag.id not in ids)

    book.tags = kept(book.tags)
    for sheet in book.sheets:
        sheet.tags = kept(sheet.tags)
        sheet.columns = [replace(column, tags=kept(column.tags)) if column.tags else column for column in sheet.columns]
        for index, row in enumerate(sheet.rows):
            if row.tags and kept(row.tags) != row.tags:
                sheet.writable(index).tags = kept(row.tags)


def tag_ids(book: Book) -> frozenset[int]:
    """The ids of all tags of a book."""
    return frozenset(tag.id for tags in _all_tags(book) for tag in tags)


def _all_tags(book: Book) -> Iterator[tuple[Tag, ...]]:
    yield book.tags
    for sheet in book.sheets:
        yield sheet.tags
        yield from (column.tags for column in sheet.columns)
        yield from (row.tags for row in sheet.rows)


def take_back(book: Book, before: Book, after: Book, nothing_since: bool) -> bool:
    """Take the act back from the present book; False: it cannot be told apart from what happened since.

    Deleted tags come back as `behaviour.undo_returns_tags` has it.
    """
    lost = frozenset() if book.behaviour.undo_returns_tags else tag_ids(before) - tag_ids(after)
    if nothing_since:
        put_back(book, before, lost)
        return True
    pairs = list(_sheets(book, before, after))
    if any(_columns_differ(*pair) for pair in pairs):
        return False
    _take_back_sheets(book, before, after, lost)
    for present, old, new in pairs:
        _take_back_rows(book, present, old, new, lost)
        _take_back_cells(present, old, new, lost)
        for name in _LISTS:
            if getattr(old, name) != getattr(new, name) and getattr(present, name) == getattr(new, name):
                setattr(present, name, getattr(old, name))
    for name in ("named_ranges", "properties", "comments"):
        if getattr(before, name) != getattr(after, name) and getattr(book, name) == getattr(after, name):
            setattr(book, name, getattr(before, name))
    forget(book)
    return True


def _sheets(book: Book, before: Book, after: Book) -> Iterator[tuple[Sheet, Sheet, Sheet]]:
    """Each sheet that has been there all the time: now, before the act, after it."""
    old = {sheet.id: sheet for sheet in before.sheets}
    new = {sheet.id: sheet for sheet in after.sheets}
    for sheet in book.sheets:
        if sheet.id in old and sheet.id in new:
            yield sheet, old[sheet.id], new[sheet.id]


def _columns_differ(present: Sheet, old: Sheet, new: Sheet) -> bool:
    acted = old.arranged != new.arranged
    touched = any(one is not other for one, other in zip(old.rows, new.rows, strict=False)) or len(old.rows) != len(
        new.rows
    )
    return acted or (touched and new.arranged != present.arranged)


def _take_back_sheets(book: Book, before: Book, after: Book, lost: frozenset[int]) -> None:
    """Bring back sheets that the act deleted and take away those it added."""
    had, has = {sheet.id for sheet in before.sheets}, {sheet.id for sheet in after.sheets}
    rest = [sheet for sheet in book.sheets if sheet.id in had or sheet.id not in has]
    titles = {sheet.title.casefold() for sheet in rest}
    for place, sheet in enumerate(before.sheets):
        if sheet.id not in has and sheet.title.casefold() not in titles:
            back = sheet.fork(book.generation)
            rest.insert(min(place, len(rest)), back)
    if rest:
        book.sheets = rest
    _strip(book, lost)


def _take_back_rows(book: Book, present: Sheet, old: Sheet, new: Sheet, lost: frozenset[int]) -> None:
    """Delete the rows that the act inserted, insert those it deleted, let those it moved stand as before."""
    had = {row.serial: index for index, row in enumerate(old.rows)}
    has = {row.serial for row in new.rows}
    if [row.serial for row in old.rows] == [row.serial for row in new.rows]:
        return
    for index in range(present.row_count - 1, -1, -1):
        serial = present.rows[index].serial
        if serial in has and serial not in had and present.row_count > 1:
            dimensions.delete_dimension(book, present, "ROWS", index, index + 1)
    _reorder(book, present, had, new)
    for place, row in enumerate(old.rows):
        if row.serial not in has:
            _insert(book, present, row, _place_of(present, old.rows[:place]), lost)


def _reorder(book: Book, present: Sheet, had: dict[int, int], new: Sheet) -> None:
    """Let the rows the act has moved stand in their old order, on the places that they have now."""
    common = [row.serial for row in new.rows if row.serial in had]
    if common == sorted(common, key=had.__getitem__):
        return
    known = set(common)
    slots = [index for index, row in enumerate(present.rows) if row.serial in known]
    wanted = sorted(slots, key=lambda index: had[present.rows[index].serial])
    order = list(range(present.row_count))
    for slot, source in zip(slots, wanted, strict=True):
        order[slot] = source
    put_in_order(book, Area(present, 0, 0, present.row_count, present.column_count), order)


def _place_of(present: Sheet, before: Iterable[Row]) -> int:
    """Behind the nearest row that stood in front of it then and is still there."""
    now = {row.serial: index for index, row in enumerate(present.rows)}
    return next((now[row.serial] + 1 for row in reversed(list(before)) if row.serial in now), 0)


def _insert(book: Book, present: Sheet, row: Row, place: int, lost: frozenset[int]) -> None:
    at_end = place == present.row_count
    dimensions.insert_dimension(book, present, "ROWS", place, place + 1, inherit_from_before=at_end)
    back = row.clone(present.generation)
    back.tags = tuple(tag for tag in back.tags if tag.id not in lost)
    present.rows[place] = back
    present.writable(place)


def _take_back_cells(present: Sheet, old: Sheet, new: Sheet, lost: frozenset[int]) -> None:
    """Give every cell, row property and tag that the act changed what it had, wherever its row is now."""
    earlier = {row.serial: row for row in old.rows}
    changed = {row.serial: row for row in new.rows if earlier.get(row.serial, row) is not row}
    if not changed:
        return
    for index, row in enumerate(present.rows):
        after = changed.get(row.serial)
        if after is not None:
            _take_back_row(present, index, earlier[row.serial], after, lost)


def _take_back_row(present: Sheet, index: int, before: Row, after: Row, lost: frozenset[int]) -> None:
    width = max(len(before.values), len(after.values))
    for column in range(width):
        was = before.values[column] if column < len(before.values) else None
        became = after.values[column] if column < len(after.values) else None
        if was != became or type(was) is not type(became):
            present.put(index, column, was)
    for column in before.extras.keys() | after.extras.keys():
        if before.extras.get(column) != after.extras.get(column):
            present.put_extras(index, column, before.extras.get(column))
    row = present.writable(index)
    if before.tags != after.tags and row.tags == after.tags:
        row.tags = tuple(tag for tag in before.tags if tag.id not in lost)
    for name in ("size", "hidden_by_user", "hidden_by_filter"):
        if getattr(before, name) != getattr(after, name):
            setattr(row, name, getattr(before, name))

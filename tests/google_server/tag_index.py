"""Where every piece of developer metadata of a book is attached; found once per state, kept up while it changes.

Whoever moves rows, columns or sheets about says so here: `moved` when all tags survive, `forget` otherwise.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from tests.google_server.model import Book, Sheet, Tag


class Place(NamedTuple):
    """A tag and what it is attached to; `kind` is ROW, COLUMN, SHEET or SPREADSHEET, `position` counts from 0."""

    tag: Tag
    kind: str
    sheet: Sheet | None = None
    position: int = 0


@dataclass
class Index:
    """What is known: the ids in use, the characters stored (by sheet id, None: the spreadsheet's own), the places."""

    sheets: tuple[int, ...]
    ids: set[int]
    characters: dict[int | None, int]
    places: dict[int, Place] | None
    ordered: bool = True


def characters(tag: Tag) -> int:
    """What a tag takes of the storage: key and value, never the id."""
    return len(tag.key) + len(tag.value or "")


def index_of(book: Book) -> Index:
    """The index of the book as it is now."""
    sheets = tuple(sheet.id for sheet in book.sheets)
    known: Index | None = book.index
    if known is not None and known.sheets == sheets:
        return known
    places = {place.tag.id: place for place in _all(book)}
    used: dict[int | None, int] = {}
    for place in places.values():
        owner = place.sheet.id if place.sheet else None
        used[owner] = used.get(owner, 0) + characters(place.tag)
    book.index = made = Index(sheets, set(places), used, places)
    return made


def places(book: Book) -> dict[int, Place]:
    """Every tag of the book by its id, in no order."""
    index = index_of(book)
    if index.places is None:
        index.places, index.ordered = {place.tag.id: place for place in _all(book)}, True
    return index.places


def in_order(book: Book) -> list[Place]:
    """Every tag of the book: the spreadsheet's, then sheet by sheet its own, its columns', its rows'."""
    index = index_of(book)
    if not index.ordered:
        index.places = None
    return list(places(book).values())


def _all(book: Book) -> Iterator[Place]:
    for tag in book.tags:
        yield Place(tag, "SPREADSHEET")
    for sheet in book.sheets:
        for tag in sheet.tags:
            yield Place(tag, "SHEET", sheet)
        for position, column in enumerate(sheet.columns):
            for tag in column.tags:
                yield Place(tag, "COLUMN", sheet, position)
        for position, row in enumerate(sheet.rows):
            if row.tags:
                for tag in row.tags:
                    yield Place(tag, "ROW", sheet, position)


def moved(book: Book) -> None:
    """Rows or columns stand elsewhere now; no tag came or went."""
    if book.index is not None:
        book.index.places = None


def forget(book: Book) -> None:
    """Tags may have come, gone or changed hands: look again."""
    book.index = None


def added(book: Book, place: Place) -> None:
    """A tag was attached."""
    index = index_of(book)
    owner = place.sheet.id if place.sheet else None
    index.ids.add(place.tag.id)
    index.characters[owner] = index.characters.get(owner, 0) + characters(place.tag)
    if index.places is not None:
        index.places[place.tag.id] = place
        index.ordered = False


def gone(book: Book, sheet: Sheet | None, tags: Iterable[Tag]) -> None:
    """These tags were deleted with what they stood on."""
    if book.index is None:
        return
    index: Index = book.index
    owner = sheet.id if sheet else None
    for tag in tags:
        index.ids.discard(tag.id)
        index.characters[owner] = index.characters.get(owner, 0) - characters(tag)
        if index.places is not None:
            index.places.pop(tag.id, None)

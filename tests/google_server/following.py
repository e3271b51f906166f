"""Everything that points at cells follows when cells move: formulas, validation, ranges of every kind, charts.

Objects are replaced, never changed; what points at nothing any more goes, a formula says #REF! instead.
"""

from collections.abc import Callable
from dataclasses import replace

from tests.google_server.followed import GONE, anchored, followed, followed_filter, same
from tests.google_server.model import Book, Extras, Formula, Json, Row, Sheet
from tests.google_server.rectangles import (
    Follow,
    Rectangle,
    grid_range,
    moved_reference,
    of_grid_range,
    of_reference,
    sheet_ids,
    without_sheet,
)
from tests.google_server.references import Reference, Turn, rewritten
from tests.google_server.referring import referring_rows

_OBJECTS = ("filter_views", "protected_ranges", "charts", "banded_ranges", "slicers", "tables")
Turns = Callable[[Sheet], Turn]
"""What to do with the references in formulas that stand on a sheet."""


def follow(book: Book, place: Follow, formats: Follow | None = None) -> None:
    """Let all that points at cells of the book point where they are now; `formats`: for conditional formats instead."""
    turns = turns_of(book, place)
    for sheet in book.sheets:
        turn = turns(sheet)
        if sheet.merges:
            sheet.merges = [made for merge in sheet.merges if (made := _merge(merge, place))]
        sheet.conditional_formats = _all(sheet.conditional_formats, formats or place, turn)
        _follow_objects(sheet, place, turn)
        sheet.comment_anchors = [anchored(one, place) for one in sheet.comment_anchors]
        if sheet.basic_filter is not None:
            sheet.basic_filter = next(iter(_all([sheet.basic_filter], place, turn)), None)
    book.named_ranges = _all(book.named_ranges, place, same)
    rewrite(book, turns, place)


def turns_of(book: Book, place: Follow) -> Turns:
    """What references in formulas become when the cells they mean have moved."""
    ids = sheet_ids(book)
    titles = {sheet.id: sheet.title for sheet in book.sheets}

    def of(home: Sheet) -> Turn:
        def turn(reference: Reference) -> Reference | None:
            old = of_reference(reference, home.id, ids)
            new = None if old is None else place(old)
            if old is None or new == old:
                return reference
            if new is None:
                return None
            title = reference.sheet if new.sheet == old.sheet else titles[new.sheet] if new.sheet != home.id else None
            return moved_reference(reference, old, new, title)

        return turn

    return of


def _follow_objects(sheet: Sheet, place: Follow, turn: Turn) -> None:
    for name in _OBJECTS:
        objects: list[Json] = getattr(sheet, name)
        if objects:
            setattr(sheet, name, _all(objects, place, turn))


def _all(objects: list[Json], place: Follow, turn: Turn) -> list[Json]:
    made = []
    for one in objects:
        found = followed(followed_filter(one, place), place, turn)
        if found is not GONE:
            made.append(found)
    return made


def _merge(merge: Json, place: Follow) -> Json | None:
    """A merge where it is now; one cell alone is none."""
    found = place(of_grid_range(merge))
    if found is None or _single(found):
        return None
    return grid_range(found)


def _single(found: Rectangle) -> bool:
    top, left, bottom, right = found[1:]
    return None not in (top, left, bottom, right) and (bottom, right) == ((top or 0) + 1, (left or 0) + 1)


def follow_rename(book: Book, old: str, new: str) -> None:
    """Let references name a renamed sheet by its new title; the sheet itself may be renamed before or after."""
    folded = old.casefold()

    def turn(reference: Reference) -> Reference:
        if reference.sheet is not None and reference.sheet.casefold() == folded:
            return reference._replace(sheet=new)
        return reference

    for sheet in book.sheets:
        sheet.conditional_formats = _all(sheet.conditional_formats, _stay, turn)
        _follow_objects(sheet, _stay, turn)
    rewrite(book, lambda sheet: turn, _stay)


def _stay(old: Rectangle) -> Rectangle:
    return old


def follow_deletion(book: Book, sheet: Sheet) -> None:
    """Let go of all that points at a sheet; call it while the sheet is still in the book."""
    follow(book, without_sheet(sheet.id))


def rewrite(book: Book, turns: Turns, place: Follow) -> None:
    """Change the references of all formulas and validations of the book."""
    for sheet in book.sheets:
        serials = referring_rows(sheet)
        if not serials:
            continue
        turn = turns(sheet)
        texts: dict[str, str] = {}
        beside: dict[int, tuple[Extras, Extras]] = {}
        for index, row in enumerate(sheet.rows):
            if row.serial in serials:
                _rewrite_row(sheet, index, row, turn, texts, beside, place)


def _rewrite_row(
    sheet: Sheet,
    index: int,
    row: Row,
    turn: Turn,
    texts: dict[str, str],
    beside: dict[int, tuple[Extras, Extras]],
    place: Follow,
) -> None:
    changed: dict[int, Formula] = {}
    for column, value in enumerate(row.values):
        if type(value) is Formula:
            text = texts.get(value.text)
            if text is None:
                text = texts[value.text] = rewritten(value.text, turn)
            if text != value.text:
                changed[column] = Formula(text)
    other: dict[int, Extras] = {}
    for column, extras in row.extras.items():
        known = beside.get(id(extras))
        if known is None:
            known = beside[id(extras)] = (extras, _followed_extras(extras, place, turn))
        if known[1] is not extras:
            other[column] = known[1]
    if changed or other:
        writable = sheet.writable(index)
        for column, formula in changed.items():
            writable.values[column] = formula
        for column, made in other.items():
            sheet.put_extras(index, column, made)


def _followed_extras(extras: Extras, place: Follow, turn: Turn) -> Extras:
    validation = extras.validation and followed(extras.validation, place, turn)
    more = extras.more and followed(extras.more, place, turn)
    if validation is extras.validation and more is extras.more:
        return extras
    return replace(extras, validation=validation, more=more)

"""What grows when rows are added under others: filters, validations, conditional formats, the used area.

A row counts as added when it held nothing and follows a row that holds something, or another added row.
"""

import re
from collections.abc import Iterable, Mapping

from sheetcrm.stores.excel.addresses import area_of, areas_of, reference
from sheetcrm.stores.excel.edits import Area, Written
from sheetcrm.stores.excel.sheet_edit import RowTemplate
from sheetcrm.stores.excel.sheet_index import SheetIndex
from sheetcrm.stores.excel.tables import TablePart
from sheetcrm.stores.excel.xml_spans import Element, Splice, attributes, children, text_of, with_attribute

_EXTENDED_AREAS = re.compile(
    rb"<[\w.\-]*:?sqref>([^<]*)</[\w.\-]*:?sqref>\s*</[\w.\-]*:?(?:conditionalFormatting|dataValidation)>"
)


def added_rows(index: SheetIndex, cells: Mapping[int, Mapping[int, Written]]) -> dict[int, int]:
    """Give for each added row the old row it follows, over other added rows if need be."""
    found: dict[int, int] = {}
    for row in sorted(cells):
        if all(value is None for value in cells[row].values()) or index.has_content(row):
            continue
        above = found.get(row - 1)
        if above is None and index.has_content(row - 1):
            above = row - 1
        if above is not None:
            found[row] = above
    return found


def header_rows(index: SheetIndex, tables: Iterable[TablePart]) -> frozenset[int]:
    """Give the rows that hold headings: of tables, of the filter, above the frozen line, or first of all."""
    found = {table.ref.top + step for table in tables for step in range(table.header_rows)}
    for element in index.others:
        given = attributes(index.tag(element))
        if element.name == "autoFilter" and (area := area_of(given.get("ref", ""))):
            found.add(area.top)
        elif element.name == "sheetViews":
            found |= _frozen_rows(index, element)
    first = next((row for row in index.numbers if index.has_content(row)), None)
    return frozenset(found if first is None else found | {first})


def _frozen_rows(index: SheetIndex, views: Element) -> set[int]:
    found = set()
    for view in children(index.mask, views.inner, views.close):
        for pane in children(index.mask, view.inner, view.close):
            given = attributes(index.tag(pane))
            rows = given.get("ySplit", "")
            if pane.name == "pane" and given.get("state", "").startswith("frozen") and rows.isdigit():
                found.add(int(rows))
    return found


def row_templates(index: SheetIndex, added: Mapping[int, int], headers: frozenset[int]) -> dict[int, RowTemplate]:
    """Give for each added row the looks of the row it follows; headings lend theirs to nobody."""
    known: dict[int, RowTemplate] = {}
    found: dict[int, RowTemplate] = {}
    for row, above in added.items():
        if above in headers:
            continue
        if above not in known:
            known[above] = _template(index, above)
        found[row] = known[above]
    return found


def _template(index: SheetIndex, row: int) -> RowTemplate:
    span = index.span(row)
    if span is None:
        return RowTemplate()
    given = attributes(index.mask[span[0] : index.mask.index(b">", span[0]) + 1])
    wanted = ["s", "customFormat"] if given.get("customFormat") in ("1", "true") else []
    wanted += ["ht", "customHeight"] if given.get("customHeight") in ("1", "true") else []
    looks = {}
    for cell in index.cells(row):
        style = attributes(index.mask[cell.start : cell.inner]).get("s", "0")
        looks[cell.column] = int(style) if style.isdigit() else 0
    return RowTemplate({name: given[name] for name in wanted if name in given}, looks)


def reached(area: Area, added: Mapping[int, int], cells: Mapping[int, Mapping[int, Written]]) -> int:
    """Give the last added row directly below an area with one of its columns written; its own last row if none."""
    last = area.bottom
    while last + 1 in added and any(
        area.left <= column <= area.right and value is not None for column, value in cells[last + 1].items()
    ):
        last += 1
    return last


def stretched_areas(
    text: str, added: Mapping[int, int], cells: Mapping[int, Mapping[int, Written]], headers: frozenset[int]
) -> str:
    """Give a list of areas with those that end right above added rows stretched over them.

    An area of one row is stretched only under a heading: elsewhere it was meant for that row alone.
    """
    pieces = []
    for piece in text.split():
        area = area_of(piece)
        if area is not None and area.bottom not in headers and (area.top < area.bottom or area.top - 1 in headers):
            last = reached(area, added, cells)
            piece = reference(area._replace(bottom=last)) if last > area.bottom else piece
        pieces.append(piece)
    return " ".join(pieces)


def growth_splices(
    index: SheetIndex, added: Mapping[int, int], cells: Mapping[int, Mapping[int, Written]], headers: frozenset[int]
) -> tuple[list[Splice], list[tuple[Area, Area]]]:
    """Give the splices that stretch what covers the rows above added ones, and the old and new area of the filter."""
    splices: list[Splice] = []
    filters: list[tuple[Area, Area]] = []
    for element in index.others if added else []:
        if element.name == "autoFilter":
            tag = index.tag(element)
            area = area_of(attributes(tag).get("ref", ""))
            last = reached(area, added, cells) if area else 0
            if area and last > area.bottom:
                grown = area._replace(bottom=last)
                filters.append((area, grown))
                splices.append(Splice(element.start, element.inner, with_attribute(tag, "ref", reference(grown))))
        elif element.name == "conditionalFormatting":
            splices += _stretched_tag(index, element, added, cells, headers)
        elif element.name == "dataValidations":
            for child in children(index.mask, element.inner, element.close):
                splices += _stretched_tag(index, child, added, cells, headers)
        elif element.name == "extLst":
            splices += _stretched_extensions(index, element, added, cells, headers)
    return splices, filters


def _stretched_tag(
    index: SheetIndex,
    element: Element,
    added: Mapping[int, int],
    cells: Mapping[int, Mapping[int, Written]],
    headers: frozenset[int],
) -> list[Splice]:
    tag = index.tag(element)
    old = attributes(tag).get("sqref", "")
    new = stretched_areas(old, added, cells, headers)
    changed = areas_of(old) != areas_of(new)
    return [Splice(element.start, element.inner, with_attribute(tag, "sqref", new))] if changed else []


def _stretched_extensions(
    index: SheetIndex,
    element: Element,
    added: Mapping[int, int],
    cells: Mapping[int, Mapping[int, Written]],
    headers: frozenset[int],
) -> list[Splice]:
    splices = []
    for found in _EXTENDED_AREAS.finditer(index.mask, element.inner, element.close):
        old = text_of(found[1])
        new = stretched_areas(old, added, cells, headers)
        if areas_of(old) != areas_of(new):
            splices.append(Splice(found.start(1), found.end(1), new.encode()))
    return splices


def dimension_splice(index: SheetIndex, touched: Area | None) -> Splice | None:
    """Give the splice that lets the declared used area take in the touched cells, None if it already does."""
    element = index.element("dimension")
    if element is None or touched is None:
        return None
    tag = index.tag(element)
    old = area_of(attributes(tag).get("ref", ""))
    if old is None:
        return None
    empty = not index.numbers
    new = (
        touched
        if empty
        else Area(
            min(old.top, touched.top),
            min(old.left, touched.left),
            max(old.bottom, touched.bottom),
            max(old.right, touched.right),
        )
    )
    return None if new == old else Splice(element.start, element.inner, with_attribute(tag, "ref", reference(new)))

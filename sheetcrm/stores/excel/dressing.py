"""How typing is helped and rows are shown: validations, conditional formats, widths, the frozen line.

What people set up stays: ours are added beside it, and replaced only where they lie on exactly the same cells.
"""

from collections.abc import Collection, Iterable, Mapping

from sheetcrm.stores.excel.addresses import areas_of, letters
from sheetcrm.stores.excel.edits import Address, Area, Conditional, Validation
from sheetcrm.stores.excel.sheet_index import SheetIndex
from sheetcrm.stores.excel.sheet_order import place_for
from sheetcrm.stores.excel.styles import StyleBook
from sheetcrm.stores.excel.validation_xml import validation_xml
from sheetcrm.stores.excel.xml_spans import (
    Splice,
    attributes,
    children,
    escaped,
    inside_at_end,
    text_of,
    with_attribute,
)


def validation_splices(index: SheetIndex, wishes: Iterable[Validation]) -> tuple[list[Splice], list[Address]]:
    """Give the splices for validations, and the first cells of those that people's own validations already cover."""
    element = index.element("dataValidations")
    present = children(index.mask, element.inner, element.close) if element else []
    places = [attributes(index.tag(one)).get("sqref", "") for one in present]
    splices: list[Splice] = []
    kept_away: list[Address] = []
    added: list[list[Area]] = []
    new: list[bytes] = []
    for wish in wishes:
        written, areas = validation_xml(wish, index.prefix.decode()), areas_of(wish.ref)
        same = next((one for one, place in zip(present, places, strict=True) if areas_of(place) == areas), None)
        if same is not None:
            if index.content[same.start : same.end] != written:
                splices.append(Splice(same.start, same.end, written))
        elif any(area.meets(other) for area in areas for taken in [*map(areas_of, places), *added] for other in taken):
            kept_away.append((areas[0].top, areas[0].left))
        else:
            new.append(written)
            added.append(areas)
    if not new:
        return splices, kept_away
    content = b"".join(new)
    if element is None:
        tag = index.prefix + b"dataValidations"
        at = place_for(index, "dataValidations")
        whole = b"<" + tag + f' count="{len(new)}">'.encode() + content + b"</" + tag + b">"
        return [*splices, Splice(at, at, whole)], kept_away
    opening = with_attribute(index.tag(element), "count", str(len(present) + len(new)))
    if element.close == element.end:
        whole = inside_at_end(opening, element._replace(start=0, inner=len(opening), close=0, end=0), content).content
        return [Splice(element.start, element.end, whole)], kept_away
    return [
        *splices,
        Splice(element.start, element.inner, opening),
        Splice(element.close, element.close, content),
    ], kept_away


def conditional_splices(index: SheetIndex, wishes: Iterable[Conditional], book: StyleBook) -> list[Splice]:
    """Give the splices for conditional formats; one already on the same cells only gets its look set."""
    mark = index.prefix.decode()
    present: dict[tuple[str, str], tuple[int, int]] = {}
    highest = 0
    for element in index.others:
        if element.name != "conditionalFormatting":
            continue
        where = attributes(index.tag(element)).get("sqref", "")
        for rule in children(index.mask, element.inner, element.close):
            given = attributes(index.tag(rule))
            priority = given.get("priority", "")
            highest = max(highest, int(priority) if priority.isdigit() else 0)
            for formula in children(index.mask, rule.inner, rule.close):
                if given.get("type") == "expression" and formula.name == "formula":
                    text = text_of(index.content[formula.inner : formula.close])
                    present[(where, text)] = (rule.start, rule.inner)
    splices: list[Splice] = []
    new: dict[str, str] = {}
    for wish in wishes:
        look = str(book.conditional_look(wish))
        condition = wish.formula.removeprefix("=")
        known = present.get((wish.ref, condition))
        if known is not None:
            tag = index.content[known[0] : known[1]]
            if attributes(tag).get("dxfId") != look:
                splices.append(Splice(known[0], known[1], with_attribute(tag, "dxfId", look)))
            continue
        highest += 1
        rule_text = f'<{mark}cfRule type="expression" dxfId="{look}" priority="{highest}">'
        rule_text += f"<{mark}formula>{escaped(condition)}</{mark}formula></{mark}cfRule>"
        # Rules on the same cells stand together: LibreOffice knows an order only among those.
        new[wish.ref] = new.get(wish.ref, "") + rule_text
    if new:
        at = place_for(index, "conditionalFormatting")
        whole = "".join(
            f'<{mark}conditionalFormatting sqref="{ref}">{rules}</{mark}conditionalFormatting>'
            for ref, rules in new.items()
        )
        splices.append(Splice(at, at, whole.encode()))
    return splices


def width_splices(index: SheetIndex, widths: Mapping[int, float], hidden: Collection[int] = ()) -> list[Splice]:
    """Give the splice that sets column widths, in characters, and hides some; looks and hiding of others stay."""
    if not widths:
        return []
    mark = index.prefix.decode()
    element = index.element("cols")
    ranges: list[tuple[int, int, bytes]] = []
    for child in children(index.mask, element.inner, element.close) if element else []:
        given = attributes(index.tag(child))
        ranges.append((int(given["min"]), int(given["max"]), index.content[child.start : child.inner]))
    for column, width in sorted(widths.items()):
        ranges = _split(ranges, column, f"{width:g}", mark, column in hidden)
    written = b"".join(
        with_attribute(
            with_attribute(tag if tag.endswith(b"/>") else tag[:-1] + b"/>", "min", str(first)), "max", str(last)
        )
        for first, last, tag in sorted(ranges)
    )
    whole = f"<{mark}cols>".encode() + written + f"</{mark}cols>".encode()
    if element is None:
        at = place_for(index, "cols")
        return [Splice(at, at, whole)]
    return [] if index.content[element.start : element.end] == whole else [Splice(element.start, element.end, whole)]


def _split(
    ranges: list[tuple[int, int, bytes]], column: int, width: str, mark: str, hidden: bool
) -> list[tuple[int, int, bytes]]:
    found: list[tuple[int, int, bytes]] = []
    own = f'<{mark}col min="{column}" max="{column}"/>'.encode()
    for first, last, tag in ranges:
        if not first <= column <= last:
            found.append((first, last, tag))
            continue
        own = tag
        if first < column:
            found.append((first, column - 1, tag))
        if column < last:
            found.append((column + 1, last, tag))
    own = with_attribute(with_attribute(own, "width", width), "customWidth", "1")
    return [*found, (column, column, with_attribute(own, "hidden", "1") if hidden else own)]


def freeze_splices(index: SheetIndex, row: int | None) -> list[Splice]:
    """Give the splice that keeps the rows down to one in sight, none if the sheet is split or frozen already."""
    if not row:
        return []
    mark = index.prefix.decode()
    pane = pane_xml(row, mark).encode()
    views = index.element("sheetViews")
    if views is None:
        at = place_for(index, "sheetViews")
        opening = f'<{mark}sheetViews><{mark}sheetView workbookViewId="0">'
        return [Splice(at, at, opening.encode() + pane + f"</{mark}sheetView></{mark}sheetViews>".encode())]
    found = children(index.mask, views.inner, views.close)
    if not found:
        return []
    view = found[0]
    if any(child.name == "pane" for child in children(index.mask, view.inner, view.close)):
        return []
    if view.close == view.end:
        return [inside_at_end(index.content, view, pane)]
    return [Splice(view.inner, view.inner, pane)]


def pane_xml(row: int, mark: str, column: int = 0) -> str:
    """Write the pane that freezes the rows down to one, and the columns up to one."""
    if column:
        corner = f"{letters(column + 1)}{row + 1}"
        return (
            f'<{mark}pane xSplit="{column}" ySplit="{row}" topLeftCell="{corner}" activePane="bottomRight" '
            'state="frozen"/>'
        )
    corner = f"{letters(1)}{row + 1}"
    return f'<{mark}pane ySplit="{row}" topLeftCell="{corner}" activePane="bottomLeft" state="frozen"/>'

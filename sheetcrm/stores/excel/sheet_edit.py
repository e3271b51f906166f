"""New bytes for the rows that are touched; every other byte of the sheet stays where it is.

A cell keeps its look and its unknown attributes; only what said its old value goes.
"""

import datetime
import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field

from sheetcrm.stores.excel.addresses import letters
from sheetcrm.stores.excel.cell_xml import cell_content
from sheetcrm.stores.excel.edits import Address, CellStyle, Written
from sheetcrm.stores.excel.row_places import RowPlaces
from sheetcrm.stores.excel.sheet_index import SheetIndex
from sheetcrm.stores.excel.styles import StyleBook
from sheetcrm.stores.excel.xml_spans import Splice, attributes, escaped, with_attribute

_PLAIN_TAG = re.compile(rb'<[\w.\-]*:?c r="[A-Z]+[0-9]+"(?: s="([0-9]+)")?(?: t="\w+")?\s*/?>\Z')
_SPANS = re.compile(rb'(\sspans=")([0-9]+):([0-9]+)"')


_MOMENTS = (datetime.date, datetime.time, datetime.timedelta)


@dataclass
class RowTemplate:
    """What a new row takes over from the row above it: attributes for its tag, and the look of each column."""

    tag: dict[str, str] = field(default_factory=dict)
    looks: dict[int, int] = field(default_factory=dict)


@dataclass
class SheetWork:
    """Everything that is to happen to the cells of one sheet, decided; rows map to columns."""

    cells: dict[int, dict[int, Written]] = field(default_factory=dict)
    formulas: dict[Address, str] = field(default_factory=dict)
    formats: Mapping[Address, str] = field(default_factory=dict)
    styles: Mapping[Address, CellStyle] = field(default_factory=dict)
    templates: dict[int, RowTemplate] = field(default_factory=dict)
    header_rows: frozenset[int] = frozenset()
    stale: dict[int, set[int]] = field(default_factory=dict)
    column_looks: dict[int, int] = field(default_factory=dict)


class RowWriter:
    """Writes the touched rows of one sheet."""

    def __init__(self, index: SheetIndex, work: SheetWork, book: StyleBook, date1904: bool) -> None:
        self._index = index
        self._work = work
        self._book = book
        self._date1904 = date1904
        self._prefix = index.prefix.decode()
        self._texts: dict[str, tuple[str, str]] = {}
        self._dressed = bool(work.formats or work.styles)
        self._fits: dict[tuple[int, type], int] = {}
        self._extra: dict[int, set[int]] = {}
        for row, column in [*work.formulas, *work.styles, *work.formats]:
            self._extra.setdefault(row, set()).add(column)

    def splices(self) -> list[Splice]:
        """Give the splices for all touched rows, new rows at their place among the old ones."""
        index, found = self._index, []
        new: dict[int, list[bytes]] = {}
        wanted: dict[int, dict[int, Written]] = {**self._work.cells}
        for row in [*self._extra, *self._work.stale]:
            wanted.setdefault(row, {})
        for row in sorted(wanted):
            span = index.span(row)
            if span is None:
                written = self._new_row(row, wanted[row])
                if written:
                    at = bisect_left(index.numbers, row)
                    place = index.starts[at] if at < len(index.starts) else index.data.close
                    new.setdefault(place, []).append(written)
            else:
                found.append(Splice(span[0], span[1], self._rewritten(row, span, wanted[row])))
        data = index.data
        for place, rows in new.items():
            content = b"".join(rows)
            if data.close == data.end:
                tag = index.tag(data)[:-2].rstrip() + b">"
                found.append(Splice(data.start, data.end, tag + content + b"</" + data.prefix + b"sheetData>"))
            else:
                found.append(Splice(place, place, content))
        return found

    def _new_row(self, row: int, wanted: dict[int, Written]) -> bytes:
        template = self._work.templates.get(row) or RowTemplate()
        columns = sorted({*wanted, *self._extra.get(row, ())})
        cells, left = [], None
        for column in columns:
            look = template.looks.get(column, self._work.column_looks.get(column, 0))
            if left is not None and row in self._work.header_rows and column not in template.looks:
                look = left
            cells.append(self._cell(row, column, wanted.get(column), look, kept=False))
            left = look
        written = b"".join(cells)
        if not written:
            return b""
        given = "".join(f' {name}="{escaped(value)}"' for name, value in template.tag.items())
        return f'<{self._prefix}row r="{row}"{given}>'.encode() + written + f"</{self._prefix}row>".encode()

    def _rewritten(self, row: int, span: tuple[int, int], wanted: dict[int, Written]) -> bytes:
        content, stale = self._index.content, self._work.stale.get(row, ())
        places = RowPlaces(self._index, row, span)
        extra = self._extra.get(row, ())
        columns = sorted({*wanted, *extra, *stale}) if extra or stale else sorted(wanted)
        pieces = [self._row_tag(places, span, columns)]
        at = places.inner
        for column in columns:
            here = places.locate(column)
            if here is None:
                place = places.place_before(column)
                written = self._cell(row, column, wanted.get(column), self._bare_look(places, row, column), kept=False)
                if column in wanted or column in extra:
                    pieces += [content[at:place], written]
                    at = place
                continue
            start, inner, end = here
            pieces.append(content[at:start])
            if column in wanted or (row, column) in self._work.formulas:
                pieces.append(self._replaced(row, column, wanted.get(column), content[start:inner], content[inner:end]))
            elif column in stale:
                pieces.append(self._without_value(content[start:inner], content[inner:end]))
            else:
                pieces.append(self._dressed_tag(row, column, content[start:inner]) + content[inner:end])
            at = end
        if places.close == span[1]:
            return b"".join(pieces) + f"</{self._prefix}row>".encode()
        pieces.append(content[at : span[1]])
        return b"".join(pieces)

    def _row_tag(self, places: RowPlaces, span: tuple[int, int], columns: list[int]) -> bytes:
        tag = self._index.content[span[0] : places.inner]
        if places.close == span[1]:
            tag = tag[:-2].rstrip() + b">"
        spans = _SPANS.search(tag)
        if spans and columns and (columns[-1] > int(spans[3]) or columns[0] < int(spans[2])):
            first, last = min(columns[0], int(spans[2])), max(columns[-1], int(spans[3]))
            tag = tag[: spans.start()] + f' spans="{first}:{last}"'.encode() + tag[spans.end() :]
        return tag

    def _bare_look(self, places: RowPlaces, row: int, column: int) -> int:
        template = self._work.templates.get(row)
        if template and column in template.looks:
            return template.looks[column]
        if row in self._work.header_rows:
            left = places.look_left_of(column)
            if left is not None:
                return left
        own = places.row_look()
        return own if own is not None else self._work.column_looks.get(column, 0)

    def _look(self, row: int, column: int, value: Written, look: int) -> int:
        if not self._dressed:
            key = (look, value.__class__)
            if key not in self._fits:
                self._fits[key] = self._book.fitting(look, value)
            return self._fits[key]
        wish = self._work.styles.get((row, column))
        if wish is not None:
            look = self._book.laid_over(look, wish)
        return self._book.fitting(look, value, self._work.formats.get((row, column)))

    def _cell(self, row: int, column: int, value: Written, look: int, kept: bool) -> bytes:
        formula = self._work.formulas.get((row, column)) if self._work.formulas else None
        if formula is None:
            look = self._look(row, column, value, look)
        if formula is None and value is None and not kept and (not self._dressed or not look):
            return b""
        style = f' s="{look}"' if look or isinstance(value, _MOMENTS) else ""
        kind, inner = self._content(value)
        if formula is not None:
            kind, inner = "", f"<{self._prefix}f>{escaped(formula)}</{self._prefix}f>"
        name = f'<{self._prefix}c r="{letters(column)}{row}"{style}{kind}'
        return f"{name}>{inner}</{self._prefix}c>".encode() if inner else f"{name}/>".encode()

    def _content(self, value: Written) -> tuple[str, str]:
        if not isinstance(value, str):
            return cell_content(value, self._prefix, self._date1904)
        known = self._texts.get(value)
        if known is None:
            known = self._texts[value] = cell_content(value, self._prefix, self._date1904)
        return known

    def _replaced(self, row: int, column: int, value: Written, tag: bytes, rest: bytes) -> bytes:
        plain = _PLAIN_TAG.match(tag)
        if plain is not None and b"extLst" not in rest:
            return self._cell(row, column, value, int(plain[1] or 0), kept=True)
        given = attributes(tag)
        style = given.get("s", "0")
        look = int(style) if style.isdigit() else 0
        tag = self._open(tag)
        for name in ("t", "cm", "vm"):
            tag = with_attribute(tag, name, None)
        tag = with_attribute(tag, "r", f"{letters(column)}{row}")
        formula = self._work.formulas.get((row, column))
        kind, inner = self._content(value)
        if formula is not None:
            kind, inner = "", f"<{self._prefix}f>{escaped(formula)}</{self._prefix}f>"
        else:
            fitting = self._look(row, column, value, look)
            moment = isinstance(value, _MOMENTS)
            tag = with_attribute(tag, "s", str(fitting)) if fitting != look or moment else tag
        if kind:
            tag = with_attribute(tag, "t", kind.split('"')[1])
        extension = re.search(rb"<[\w.\-]*:?extLst\b.*</[\w.\-]*:?extLst\s*>", rest, re.DOTALL)
        return tag + inner.encode() + (extension[0] if extension else b"") + f"</{self._prefix}c>".encode()

    def _dressed_tag(self, row: int, column: int, tag: bytes) -> bytes:
        given = attributes(tag).get("s", "0")
        look = int(given) if given.isdigit() else 0
        wish, code = self._work.styles.get((row, column)), self._work.formats.get((row, column))
        new = self._book.laid_over(look, wish) if wish else look
        new = self._book.laid_over(new, CellStyle(number_format=code)) if code else new
        return tag if new == look else with_attribute(tag, "s", str(new))

    def _open(self, tag: bytes) -> bytes:
        return tag[:-2].rstrip() + b">" if tag.endswith(b"/>") else tag

    def _without_value(self, tag: bytes, rest: bytes) -> bytes:
        mark = self._index.prefix
        value = re.compile(rb"<" + mark + rb"v(?:\s[^>]*)?(?:/>|>.*?</" + mark + rb"v\s*>)", re.DOTALL)
        return with_attribute(tag, "t", None) + value.sub(b"", rest)

"""The tables of a sheet: where they are, and their parts rewritten when rows or columns join them.

The header cells of a table and the names of its columns are always the same words, or Excel repairs the file.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sheetcrm.stores.excel.addresses import area_of, reference
from sheetcrm.stores.excel.edits import Area, ExcelTable
from sheetcrm.stores.excel.package import Package
from sheetcrm.stores.excel.parts import related
from sheetcrm.stores.excel.xml_spans import (
    Element,
    Splice,
    attributes,
    children,
    escaped,
    inside_at_end,
    masked,
    require_utf8,
    root_element,
    spliced,
    text_of,
    with_attribute,
)


@dataclass
class TablePart:
    """One table as its part says it; `formulas` are its calculated columns by place, `area` is where it ends up."""

    part: str
    name: str
    ref: Area
    header_rows: int
    totals_rows: int
    columns: list[str]
    formulas: dict[int, str]
    area: Area
    renamed: dict[int, str] = field(default_factory=dict)
    joined: list[str] = field(default_factory=list)

    @property
    def rows(self) -> Area:
        """The data rows, without header and totals."""
        return self.ref._replace(top=self.ref.top + self.header_rows, bottom=self.ref.bottom - self.totals_rows)

    def public(self) -> ExcelTable:
        """Give the table in the words of the floor above."""
        return ExcelTable(self.name, self.ref, self.header_rows, self.totals_rows)


def tables_of(package: Package, sheet_part: str) -> list[TablePart]:
    """Give the tables of a sheet in the order of its relationships."""
    found = []
    for part in related(package, sheet_part, "table"):
        whole = package.read(part)
        content = masked(whole)
        root = root_element(content, part)
        given = attributes(content[root.start : root.inner])
        area = area_of(given.get("ref", ""))
        if root.name != "table" or area is None:
            continue
        columns, formulas = _columns(whole, content, root)
        name = given.get("displayName") or given.get("name", "")
        header, totals = _number(given, "headerRowCount", 1), _number(given, "totalsRowCount", 0)
        found.append(TablePart(part, name, area, header, totals, columns, formulas, area))
    return found


def _number(given: Mapping[str, str], name: str, usual: int) -> int:
    value = given.get(name, "")
    return int(value) if value.isdigit() else usual


def _columns(whole: bytes, content: bytes, root: Element) -> tuple[list[str], dict[int, str]]:
    names: list[str] = []
    formulas: dict[int, str] = {}
    for child in children(content, root.inner, root.close):
        if child.name != "tableColumns":
            continue
        for place, column in enumerate(children(content, child.inner, child.close)):
            names.append(attributes(content[column.start : column.inner]).get("name", ""))
            for inner in children(content, column.inner, column.close):
                given = attributes(content[inner.start : inner.inner])
                if inner.name == "calculatedColumnFormula" and given.get("array") not in ("1", "true"):
                    formulas[place] = text_of(whole[inner.inner : inner.close])
    return names, formulas


def column_name(header: str) -> str:
    """Give a header as a column name in a table part: line ends are written out as `_x000a_`.

    >>> column_name("two\\nlines")
    'two_x000a_lines'
    """
    return header.replace("\r\n", "\n").replace("\r", "_x000d_").replace("\n", "_x000a_").replace("\t", "_x0009_")


def taken_names(table: TablePart) -> set[str]:
    """Give the column names in use, for a comparison without case."""
    return {name.lower() for name in [*table.columns, *table.renamed.values(), *table.joined]}


def rewritten_table(package: Package, table: TablePart) -> bytes:
    """Give the bytes of a table part after its area, column names or column list changed."""
    whole = package.read(table.part)
    require_utf8(whole, table.part)
    content = masked(whole)
    root = root_element(content, table.part)
    ref = reference(table.area) if table.area != table.ref else None
    splices: list[Splice] = []
    if ref is not None:
        if ":" not in ref:
            ref = f"{ref}:{ref}"
        splices.append(Splice(root.start, root.inner, with_attribute(whole[root.start : root.inner], "ref", ref)))
    for child in children(content, root.inner, root.close):
        tag = whole[child.start : child.inner]
        if child.name == "autoFilter" and ref is not None:
            filtered = table.area._replace(bottom=table.area.bottom - table.totals_rows)
            old = table.ref._replace(bottom=table.ref.bottom - table.totals_rows)
            if attributes(tag).get("ref", "").replace("$", "") == reference(old):
                splices.append(Splice(child.start, child.inner, with_attribute(tag, "ref", reference(filtered))))
        elif child.name == "tableColumns" and (table.renamed or table.joined):
            splices += _column_splices(whole, content, child, table)
    return spliced(whole, splices)


def _column_splices(whole: bytes, content: bytes, parent: Element, table: TablePart) -> list[Splice]:
    splices, numbers = [], [0]
    for place, column in enumerate(children(content, parent.inner, parent.close)):
        tag = whole[column.start : column.inner]
        numbers.append(_number(attributes(tag), "id", 0))
        if place in table.renamed:
            splices.append(Splice(column.start, column.inner, with_attribute(tag, "name", table.renamed[place])))
    if table.joined:
        tag = whole[parent.start : parent.inner]
        count = str(len(table.columns) + len(table.joined))
        splices.append(Splice(parent.start, parent.inner, with_attribute(tag, "count", count)))
        mark, highest = parent.prefix.decode(), max(numbers)
        new = "".join(
            f'<{mark}tableColumn id="{highest + step}" name="{escaped(name)}"/>'
            for step, name in enumerate(table.joined, 1)
        )
        splices.append(inside_at_end(whole, parent, new.encode()))
    return splices

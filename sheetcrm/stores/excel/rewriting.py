"""A package with the edits laid into it: every part that has to change gets its new bytes here, no other is touched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sheetcrm.errors import WorkbookUnusable
from sheetcrm.stores.excel.addresses import letters, reference
from sheetcrm.stores.excel.dressing import conditional_splices, freeze_splices, validation_splices, width_splices
from sheetcrm.stores.excel.edits import Address, Area, NewSheet, Refused, SheetEdits
from sheetcrm.stores.excel.formulas import Surroundings, stale_cells
from sheetcrm.stores.excel.growth import dimension_splice, growth_splices
from sheetcrm.stores.excel.new_sheets import add_sheet, check_name, sheet_cells
from sheetcrm.stores.excel.package import Package
from sheetcrm.stores.excel.parts import (
    XML_HEAD,
    SheetPlace,
    WorkbookPart,
    add_content_type,
    add_relation,
    ask_for_calculation,
    read_workbook_part,
    related,
    remove_part,
)
from sheetcrm.stores.excel.sheet_edit import RowWriter, SheetWork
from sheetcrm.stores.excel.sheet_index import FormulaCell, SheetIndex, formula_cells, index_sheet
from sheetcrm.stores.excel.sheet_plan import SheetPlan, plan_sheet
from sheetcrm.stores.excel.styles import EMPTY, StyleBook
from sheetcrm.stores.excel.tables import rewritten_table, tables_of
from sheetcrm.stores.excel.verify import Expected
from sheetcrm.stores.excel.xml_spans import Splice, escaped, spliced

_STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"


@dataclass
class Rewriting:
    """What was done: the refused cells, and what the new file must show."""

    refused: tuple[Refused, ...] = ()
    expected: list[Expected] = field(default_factory=list)
    styles: str | None = None
    date1904: bool = False


def rewrite(package: Package, edits: Mapping[str, SheetEdits], new_sheets: Sequence[NewSheet]) -> Rewriting:
    """Lay the edits into the package; raises before anything is written if a part cannot be edited safely."""
    workbook = read_workbook_part(package)
    _refuse_protected(package)
    places = {place.name: place for place in workbook.sheets}
    for name in edits:
        if name not in places:
            raise WorkbookUnusable("no-such-sheet", sheet=name)
    for number, sheet in enumerate(new_sheets):
        check_name(sheet.name, [*places, *(one.name for one in new_sheets[:number])])
    worksheets = [place for place in workbook.sheets if place.kind == "worksheet" and package.holds(place.part)]
    formulas, indexes = _all_formulas(package, worksheets, set(edits))
    styles_part, book = _style_book(package, workbook)
    plans: dict[str, SheetPlan] = {}
    for name, wanted in edits.items():
        if name not in indexes:
            raise WorkbookUnusable("not-a-worksheet", sheet=name, part=places[name].part)
        plans[name] = plan_sheet(name, wanted, indexes[name], package, formulas.get(name, []), workbook.date1904)
    done = Rewriting(date1904=workbook.date1904)
    refused = [Refused(name, *cell, why) for name, plan in plans.items() for cell, why in plan.refused.items()]
    changed = {name: plan.changed() for name, plan in plans.items()}
    stale = stale_cells(formulas, changed, _surroundings(package, worksheets, workbook, plans))
    filters: dict[str, list[tuple[Area, Area]]] = {}
    for place in worksheets:
        if place.name in plans or place.name in stale:
            plan = plans.get(place.name) or _bare_plan(place.name, indexes, package, place)
            for row, column in stale.get(place.name, ()):
                if (row, column) not in plan.work.formulas:
                    plan.work.stale.setdefault(row, set()).add(column)
            filters[place.name], kept = _rewrite_sheet(package, plan, book, workbook.date1904)
            refused += [Refused(place.name, *cell, "validation-overlaps") for cell in kept]
            done.expected.append(_expected(plan))
    _rewrite_workbook(
        package,
        workbook,
        new_sheets,
        book,
        places,
        filters,
        any(formulas.values()) and any(changed.values()),
        refused,
        done,
    )
    if any(plan.work.formulas for plan in plans.values()):
        for part in related(package, workbook.part, "calcChain"):
            remove_part(package, workbook.part, part)
    done.styles = _save_styles(package, workbook, styles_part, book)
    done.refused = tuple(refused)
    return done


def _refuse_protected(package: Package) -> None:
    for name in package.names():
        lowered = name.lower()
        if lowered.startswith("_xmlsignatures/"):
            raise WorkbookUnusable("signed")
        if "/revisions/" in lowered:
            raise WorkbookUnusable("shared-revisions")


def _all_formulas(
    package: Package, worksheets: list[SheetPlace], edited: set[str]
) -> tuple[dict[str, list[FormulaCell]], dict[str, SheetIndex]]:
    """Give the formula cells of all sheets, and the indexes of those that are edited or hold formulas."""
    formulas: dict[str, list[FormulaCell]] = {}
    indexes: dict[str, SheetIndex] = {}
    for place in worksheets:
        content = package.read(place.part)
        if place.name not in edited and not any(mark in content for mark in (b"<f>", b"<f ", b":f>", b":f ")):
            package.forget(place.part)
            continue
        try:
            index = index_sheet(content, place.part)
            formulas[place.name] = list(formula_cells(index))
        except WorkbookUnusable:
            if place.name in edited:
                raise
            continue
        indexes[place.name] = index
    return formulas, indexes


def _style_book(package: Package, workbook: WorkbookPart) -> tuple[str | None, StyleBook]:
    found = related(package, workbook.part, "styles")
    if found:
        return found[0], StyleBook(package.read(found[0]), found[0])
    return None, StyleBook(EMPTY.format(namespace=workbook.namespace).encode(), "xl/styles.xml")


def _save_styles(package: Package, workbook: WorkbookPart, part: str | None, book: StyleBook) -> str | None:
    content = book.content()
    if part is not None:
        package.replace(part, content)
        return part
    if not book.grew():
        return None
    part = "xl/styles.xml"
    package.add(part, XML_HEAD + content)
    add_content_type(package, part, _STYLES_TYPE)
    add_relation(package, workbook.part, "styles", part, workbook.strict)
    return part


def _surroundings(
    package: Package, worksheets: list[SheetPlace], workbook: WorkbookPart, plans: Mapping[str, SheetPlan]
) -> Surroundings:
    tables: dict[str, tuple[str, Area]] = {}
    by_index = {place.tab: place.name.lower() for place in workbook.sheets}
    for place in worksheets:
        own = plans[place.name].tables if place.name in plans else tables_of(package, place.part)
        tables |= {table.name.lower(): (place.name, table.area) for table in own}
    names = {
        (by_index.get(one.sheet, "") if one.sheet is not None else "", one.name.lower()): one.text
        for one in workbook.names
    }
    return Surroundings(tables, names)


def _bare_plan(name: str, indexes: Mapping[str, SheetIndex], package: Package, place: SheetPlace) -> SheetPlan:
    return SheetPlan(name, indexes[name], SheetEdits(), SheetWork())


def _rewrite_sheet(
    package: Package, plan: SheetPlan, book: StyleBook, date1904: bool
) -> tuple[list[tuple[Area, Area]], list[Address]]:
    index, edits = plan.index, plan.edits
    try:
        splices = RowWriter(index, plan.work, book, date1904).splices()
    except ValueError as cause:
        raise WorkbookUnusable("unusual-xml", part=index.part) from cause
    grown, filters = growth_splices(index, plan.added, plan.work.cells, plan.headers)
    splices += grown
    dimension = dimension_splice(index, plan.touched_area())
    if dimension is not None:
        splices.append(dimension)
    content = spliced(index.content, splices)
    if edits.validations or edits.conditional or edits.widths or edits.freeze_row:
        content, kept = _dressed(content, index.part, edits, book)
    else:
        kept = []
    package.replace(index.part, content)
    for table in plan.tables:
        if table.area != table.ref or table.renamed:
            package.replace(table.part, rewritten_table(package, table))
    return filters, kept


def _dressed(content: bytes, part: str, edits: SheetEdits, book: StyleBook) -> tuple[bytes, list[Address]]:
    """Lay the dressing on after the cells, one kind at a time, so that each sees what the one before has put there."""
    content = spliced(
        content, width_splices(index_sheet(content, part, rows=False), edits.widths, edits.hidden_columns)
    )
    content = spliced(content, freeze_splices(index_sheet(content, part, rows=False), edits.freeze_row))
    index = index_sheet(content, part, rows=False)
    content = spliced(content, conditional_splices(index, edits.conditional, book))
    splices, kept = validation_splices(index_sheet(content, part, rows=False), edits.validations)
    return spliced(content, splices), kept


def _expected(plan: SheetPlan) -> Expected:
    values = {(row, column): value for row, columns in plan.work.cells.items() for column, value in columns.items()}
    may_change: dict[int, set[int]] = {row: set(columns) for row, columns in plan.work.cells.items()}
    for row, column in [*plan.work.formulas, *plan.work.styles, *plan.work.formats]:
        may_change.setdefault(row, set()).add(column)
    for row, columns in plan.work.stale.items():
        may_change.setdefault(row, set()).update(columns)
    return Expected(plan.index.part, values, may_change, plan.index)


def _rewrite_workbook(
    package: Package,
    workbook: WorkbookPart,
    new_sheets: Sequence[NewSheet],
    book: StyleBook,
    places: Mapping[str, SheetPlace],
    filters: Mapping[str, list[tuple[Area, Area]]],
    formulas: bool,
    refused: list[Refused],
    done: Rewriting,
) -> None:
    content = package.read(workbook.part)
    splices = []
    for defined in workbook.names:
        name = next((one for one in filters if places[one].tab == defined.sheet), None)
        if defined.name == "_xlnm._FilterDatabase" and name is not None:
            for old, grown in filters[name]:
                tab, _, where = defined.text.rpartition("!")
                if where.replace("$", "") == reference(old):
                    text = f"{escaped(tab)}!{_fixed(grown)}"
                    splices.append(Splice(defined.element.inner, defined.element.close, text.encode()))
    calculation = ask_for_calculation(content, workbook) if formulas else None
    if calculation is not None:
        splices.append(calculation)
    entries: list[Splice] = []
    for step, sheet in enumerate(new_sheets, 1):
        part, entry, bad = add_sheet(package, workbook, sheet, book, workbook.date1904, step)
        entries.append(entry)
        refused += bad
        unwritten = {(one.row, one.column) for one in bad}
        values = {cell: value for cell, value in sheet_cells(sheet).items() if cell not in unwritten}
        done.expected.append(Expected(part, values, {row: () for row, _ in values}, None))
    package.replace(workbook.part, spliced(content, splices + entries))


def _fixed(area: Area) -> str:
    return f"${letters(area.left)}${area.top}:${letters(area.right)}${area.bottom}"

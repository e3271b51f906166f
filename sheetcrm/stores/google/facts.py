"""What stands in each sheet besides values, as `init` has to know it: sizes, merges, protection, colours, lists, notes.

People's own come first: only what is read here keeps the robot from laying its dress over theirs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sheetcrm.layout.additions import Layout
from sheetcrm.layout.columns import ColumnLayout
from sheetcrm.layout.grid import Area, Grid
from sheetcrm.layout.placing import inserted_column, placed
from sheetcrm.model.settings import TabMapping
from sheetcrm.stores.cells import column_letter
from sheetcrm.stores.google.cells import Json
from sheetcrm.stores.google.ranges import area_of, covers, grid_range, meets, pushed
from sheetcrm.stores.google.reading import quoted

LAST_COLUMN = 18_278
"""The most columns a sheet may have (ZZZ)."""

FACTS_FIELDS = (
    "sheets(properties(sheetId,title,hidden,gridProperties(rowCount,columnCount,frozenRowCount)),merges,"
    "protectedRanges(range,namedRangeId,tableId,warningOnly,requestingUserCanEdit,unprotectedRanges),"
    "conditionalFormats(ranges,booleanRule(condition(type,values(userEnteredValue)))),"
    "basicFilter(range,sortSpecs,filterSpecs),tables(tableId,name,range,columnProperties(columnIndex,columnType)),"
    "data(startRow,startColumn,rowData(values(note,dataValidation(condition(type)),"
    "userEnteredFormat(numberFormat(type))))))"
)
"""The mask with which a spreadsheet is read for `facts_of`; the ranges to ask for are those of `facts_ranges`."""

LOOKED_AT = 5_000
"""In longer sheets so many rows tell whether people set up a list or a format in a column."""

TEXT_KINDS = frozenset({"phones", "contacts", "tax_id", "iban", "postal_code", "key"})
"""Kinds of people's columns that lose a plus or a zero unless the cells are text."""


@dataclass(frozen=True, slots=True)
class StandingRule:
    """A conditional format that stands there; `formula` is None when it is not one of a formula."""

    areas: tuple[Area, ...]
    formula: str | None = None


@dataclass(frozen=True, slots=True)
class Locked:
    """An area that the robot may not edit, and the parts of it that everybody may."""

    area: Area
    open: tuple[Area, ...] = ()


@dataclass(frozen=True, slots=True)
class NativeTable:
    """A table of Google's own; `typed` are the columns of the sheet to which it gives a type."""

    table_id: str
    name: str
    area: Area
    typed: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """One sheet; `rows` and `columns` are the size of its grid.

    `protected` are all protected areas, warnings included, `locked` those of them that the robot may not edit.
    `validated` and `formatted` are columns in which some cell has a validation or a number format, `notes` the cells
    (row, column) with a note. `basic_filter` is as Google tells it.
    """

    sheet_id: int
    rows: int
    columns: int
    frozen_rows: int = 0
    hidden: bool = False
    merged: tuple[Area, ...] = ()
    tables: tuple[NativeTable, ...] = ()
    basic_filter: Json | None = None
    protected: tuple[Area, ...] = ()
    locked: tuple[Locked, ...] = ()
    rules: tuple[StandingRule, ...] = ()
    validated: frozenset[int] = frozenset()
    formatted: frozenset[int] = frozenset()
    notes: frozenset[tuple[int, int]] = frozenset()

    @property
    def typed(self) -> frozenset[int]:
        """Columns whose type a table fixes: Google takes no list and no format for them."""
        return frozenset(column for table in self.tables for column in table.typed)

    def is_locked(self, area: Area) -> bool:
        """Whether the robot may not write there."""
        return any(meets(lock.area, area) and not any(covers(free, area) for free in lock.open) for lock in self.locked)

    def locked_for_columns(self, column: int) -> bool:
        """Whether a protection of people would be cut through by columns inserted before `column`."""
        return any(left < column <= right for _, left, _, right in (lock.area for lock in self.locked))


def facts_ranges(layout: Layout, grids: Sequence[Grid], mappings: Mapping[str, TabMapping]) -> list[str]:
    """The ranges that tell all that `facts_of` wants: header rows, and the columns that may get a list or a format.

    Of every other sheet its first cell, so that its id and its size come along.
    """
    places = placed(layout, grids, mappings, LAST_COLUMN, inserted_column)
    added = {(new.title, column.field) for new in layout.new_columns for column in new.columns}
    dressed = {dress.title: dress for dress in layout.dress}
    ranges = []
    for grid in grids:
        name, dress = quoted(grid.title), dressed.get(grid.title)
        if dress is None or grid.title not in places:
            ranges.append(f"{name}!A1")
            continue
        row = dress.header_row
        ranges.append(f"{name}!{row}:{row}")
        bottom = LOOKED_AT if grid.last_row > LOOKED_AT + row else ""
        for column in dress.columns:
            number = places[grid.title].get(column.field)
            if number is not None and (grid.title, column.field) not in added and _worth_a_look(column):
                letter = column_letter(number)
                ranges.append(f"{name}!{letter}{row}:{letter}{bottom}")
    return ranges


def _worth_a_look(column: ColumnLayout) -> bool:
    return column.choices is not None or bool(column.options) or column.kind in TEXT_KINDS or column.robot


def facts_of(resource: Json) -> dict[str, SheetFacts]:
    """Sheet title -> its facts, out of a spreadsheet read with FACTS_FIELDS; sheets without cells are left out."""
    found = {}
    for sheet in resource.get("sheets", ()):
        properties = sheet["properties"]
        size = properties.get("gridProperties")
        if size is None:
            continue
        protections = [one for one in sheet.get("protectedRanges", ()) if _has_area(one)]
        found[properties["title"]] = SheetFacts(
            sheet_id=properties.get("sheetId", 0),
            rows=size.get("rowCount", 0),
            columns=size.get("columnCount", 0),
            frozen_rows=size.get("frozenRowCount", 0),
            hidden=properties.get("hidden", False),
            merged=tuple(map(area_of, sheet.get("merges", ()))),
            tables=tuple(map(_table, sheet.get("tables", ()))),
            basic_filter=sheet.get("basicFilter"),
            protected=tuple(area_of(one.get("range", {})) for one in protections),
            locked=tuple(map(_locked, filter(_binds_us, protections))),
            rules=tuple(map(_rule, sheet.get("conditionalFormats", ()))),
            **_cell_facts(sheet.get("data", ())),
        )
    return found


def after_insertion(facts: SheetFacts, column: int, count: int) -> SheetFacts:
    """The facts as they are once `count` columns were inserted before `column`."""

    def moved(areas: Sequence[Area]) -> tuple[Area, ...]:
        return tuple(pushed(area, column, count) for area in areas)

    def moved_columns(columns: frozenset[int]) -> frozenset[int]:
        return frozenset(one + count if one >= column else one for one in columns)

    return replace(
        facts,
        columns=facts.columns + count,
        merged=moved(facts.merged),
        tables=tuple(
            replace(table, area=pushed(table.area, column, count), typed=moved_columns(table.typed))
            for table in facts.tables
        ),
        basic_filter=_moved_filter(facts.basic_filter, column, count),
        protected=moved(facts.protected),
        locked=tuple(Locked(pushed(lock.area, column, count), moved(lock.open)) for lock in facts.locked),
        rules=tuple(replace(rule, areas=moved(rule.areas)) for rule in facts.rules),
        validated=moved_columns(facts.validated),
        formatted=moved_columns(facts.formatted),
        notes=frozenset((row, one + count if one >= column else one) for row, one in facts.notes),
    )


def _has_area(protection: Mapping[str, Any]) -> bool:
    """A protection without a range is that of the whole sheet, unless it leans on something whose place is not told."""
    return "range" in protection or not ("namedRangeId" in protection or "tableId" in protection)


def _binds_us(protection: Mapping[str, Any]) -> bool:
    return not protection.get("warningOnly", False) and not protection.get("requestingUserCanEdit", False)


def _locked(protection: Mapping[str, Any]) -> Locked:
    return Locked(area_of(protection.get("range", {})), tuple(map(area_of, protection.get("unprotectedRanges", ()))))


def _moved_filter(basic_filter: Json | None, column: int, count: int) -> Json | None:
    """The filter with its area and its columns after an insertion."""
    if basic_filter is None:
        return None
    told = basic_filter["range"]

    def moved(spec: Json) -> Json:
        name = "dimensionIndex" if "dimensionIndex" in spec else "columnIndex"
        index = int(spec.get(name, 0))
        return {**spec, name: index + count if index + 1 >= column else index}

    made = {**basic_filter, "range": grid_range(told.get("sheetId", 0), pushed(area_of(told), column, count))}
    return made | {name: list(map(moved, made[name])) for name in ("sortSpecs", "filterSpecs") if name in made}


def _table(table: Mapping[str, Any]) -> NativeTable:
    area = area_of(table["range"])
    typed = frozenset(
        area[1] + column.get("columnIndex", 0)
        for column in table.get("columnProperties", ())
        if column.get("columnType", _NO_TYPE) != _NO_TYPE
    )
    return NativeTable(table.get("tableId", ""), table.get("name", ""), area, typed)


_NO_TYPE = "COLUMN_TYPE_UNSPECIFIED"


def _rule(rule: Mapping[str, Any]) -> StandingRule:
    condition = rule.get("booleanRule", {}).get("condition", {})
    values = condition.get("values", ())
    formula = values[0].get("userEnteredValue") if condition.get("type") == "CUSTOM_FORMULA" and values else None
    return StandingRule(tuple(map(area_of, rule.get("ranges", ()))), formula)


def _cell_facts(data: Sequence[Json]) -> dict[str, Any]:
    validated: set[int] = set()
    formatted: set[int] = set()
    notes: set[tuple[int, int]] = set()
    for part in data:
        left = part.get("startColumn", 0) + 1
        for row, found in enumerate(part.get("rowData", ()), part.get("startRow", 0) + 1):
            for column, cell in enumerate(found.get("values", ()), left):
                if "dataValidation" in cell:
                    validated.add(column)
                if "numberFormat" in cell.get("userEnteredFormat", ()):
                    formatted.add(column)
                if cell.get("note"):
                    notes.add((row, column))
    return {"validated": frozenset(validated), "formatted": frozenset(formatted), "notes": frozenset(notes)}

"""Values written into an area; null leaves a cell alone, "" empties it, and what is written is counted."""

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from tests.google_server.a1 import Bounds, a1_of, column_letters, cut, exceeding
from tests.google_server.area import Area
from tests.google_server.entering import entered as entered_value
from tests.google_server.errors import invalid
from tests.google_server.model import EMPTY, Book, Extras, Formula, Json, Sheet, Spreadsheet
from tests.google_server.protection import check_editable
from tests.google_server.references import canonical
from tests.google_server.value_options import choice, violation

LONGEST_TEXT = 50_000


class Written(NamedTuple):
    """What was written: the area, and the rows and columns in which at least one cell was."""

    area: Area
    rows: frozenset[int]
    columns: frozenset[int]
    cells: int

    def counts(self) -> Json:
        """The range and the counts of an UpdateValuesResponse; zeros are left out."""
        told: Json = {"updatedRange": a1_of(self.area)}
        if self.cells:
            told |= {
                "updatedRows": len(self.rows), "updatedColumns": len(self.columns), "updatedCells": self.cells
            }  # fmt: skip
        return told


def rows_of_values(value_range: Json, where: str) -> list[list[Any]]:
    """The values of a ValueRange as rows, checked; `where` is its place in the request (`data`, `data[0]`)."""
    values = value_range.get("values")
    if values is None:
        return []
    if not isinstance(values, list):
        raise _no_list(f"{where}.values", values)
    for index, line in enumerate(values):
        if not isinstance(line, list):
            raise _no_list(f"{where}.values[{index}]", line)
        for place, value in enumerate(line):
            if isinstance(value, list | dict):
                prefix = f"Invalid {where}: " if where != "data" else ""
                raise invalid(f"{prefix}Invalid values[{index}][{place}]: {_told(value)}")
            if isinstance(value, str) and len(value) > LONGEST_TEXT // 2:
                check_length(value)
    if choice("majorDimension", value_range.get("majorDimension"), "ROWS", f"{where}.major_dimension") == "COLUMNS":
        height = max(map(len, values), default=0)
        return [[column[row] if row < len(column) else None for column in values] for row in range(height)]
    return values


def _no_list(field: str, given: Any) -> Exception:
    told = json.dumps(given, ensure_ascii=False)
    return violation(field, f"Invalid value at '{field}' (type.googleapis.com/google.protobuf.ListValue), {told}")


def _told(value: Any, indent: str = "") -> str:
    """A JSON value as protocol buffer text."""
    inner = indent + "  "
    if isinstance(value, dict):
        fields = "".join(
            f'{inner}fields {{\n{inner}  key: "{key}"\n{inner}  value {{\n{inner}    {_told(part, inner + "    ")}'
            f"{inner}  }}\n{inner}}}\n"
            for key, part in value.items()
        )
        return f"struct_value {{\n{fields}{indent}}}\n"
    if isinstance(value, list):
        parts = "".join(f"{inner}values {{\n{inner}  {_told(part, inner + '  ')}{inner}}}\n" for part in value)
        return f"list_value {{\n{parts}{indent}}}\n"
    if value is None:
        return "null_value: NULL_VALUE\n"
    if isinstance(value, bool):
        return f"bool_value: {json.dumps(value)}\n"
    if isinstance(value, str):
        return f"string_value: {json.dumps(value, ensure_ascii=False)}\n"
    return f"number_value: {json.dumps(value)}\n"


def check_length(text: str) -> None:
    """Refuse a text longer than a cell holds, counted as Google does, in UTF-16 units."""
    if len(text.encode("utf-16-le", "surrogatepass")) > 2 * LONGEST_TEXT:
        raise invalid("Your input contains more than the maximum of 50000 characters in a single cell.")


def write(
    spreadsheet: Spreadsheet, actor: str, sheet: Sheet, asked: Bounds, rows: Sequence[Sequence[Any]], entered: bool
) -> Written:
    """Write rows at the first cell of the bounds asked for; what does not fit into them is refused.

    A single cell only says where to begin.
    """
    height, width = len(rows), max(map(len, rows), default=0)
    fixed = cut(sheet, asked)
    one_cell = asked.bottom == asked.top + 1 and asked.right == asked.left + 1
    if not one_cell:
        _check_fit(fixed, asked, height, width)
    target = Bounds(asked.top, asked.left, asked.top + max(height, 1), asked.left + max(width, 1))
    if (target.bottom or 0) > sheet.row_count or (target.right or 0) > sheet.column_count:
        raise exceeding(sheet, target)
    area = cut(sheet, target)
    if spreadsheet.behaviour.protection_bars_passing_over:
        check_editable(spreadsheet, actor, area)
    else:
        _check_cells(spreadsheet, actor, area, rows)
    return put(area, rows, entered, spreadsheet.book.properties.get("locale", "en_US"), titles_of(spreadsheet.book))


def _check_cells(spreadsheet: Spreadsheet, actor: str, area: Area, rows: Sequence[Sequence[Any]]) -> None:
    """Refuse an edit of protected cells, those that are really written."""
    for number, row in enumerate(rows, area.top):
        for column, value in enumerate(row, area.left):
            if value is not None:
                check_editable(spreadsheet, actor, Area(area.sheet, number, column, number + 1, column + 1))


def _check_fit(fixed: Area, asked: Bounds, height: int, width: int) -> None:
    inside = a1_of(fixed)
    if asked.bottom is not None and asked.top + height > asked.bottom:
        raise invalid(f"Requested writing within range [{inside}], but tried writing to row [{asked.bottom + 1}]")
    if asked.right is not None and asked.left + width > asked.right:
        letters = column_letters(asked.right)
        raise invalid(f"Requested writing within range [{inside}], but tried writing to column [{letters}]")


def titles_of(book: Book) -> dict[str, str]:
    """Titles in lower case -> as they are spelled."""
    return {sheet.title.casefold(): sheet.title for sheet in book.sheets}


def put(
    area: Area, rows: Sequence[Sequence[Any]], entered: bool, locale: str, titles: dict[str, str] | None = None
) -> Written:
    """Store rows of values in an area that is wide and high enough; with `entered` they are read as typed."""
    sheet, count = area.sheet, 0
    touched: set[int] = set()
    columns: set[int] = set()
    for row, values in enumerate(rows, area.top):
        if not entered and values and None not in values:
            _put_raw(sheet, row, area.left, values)
            touched.add(row)
            columns.update(range(area.left, area.left + len(values)))
            count += len(values)
            continue
        for column, value in enumerate(values, area.left):
            if value is None:
                continue
            put_value(sheet, row, column, value, entered, locale, titles)
            touched.add(row)
            columns.add(column)
            count += 1
    return Written(area, frozenset(touched), frozenset(columns), count)


def _put_raw(sheet: Sheet, row: int, left: int, values: Sequence[Any]) -> None:
    """Store a row without gaps, as it is."""
    target = sheet.writable(row).values
    if len(target) < left:
        target.extend([None] * (left - len(target)))
    target[left : left + len(values)] = [
        value
        if (kind := type(value)) is int or (kind is str and value != "")
        else None
        if value == ""
        else int(value)
        if kind is float and value.is_integer() and abs(value) < 1e15
        else value
        for value in values
    ]


def put_value(
    sheet: Sheet, row: int, column: int, value: str | float | bool, entered: bool, locale: str,
    titles: dict[str, str] | None = None,
) -> None:  # fmt: skip
    """Store one value, raw or as if typed; typing a date, a percentage or money gives the cell that number format.

    References in a typed formula are spelled as Google keeps them; `titles` (see `titles_of`) corrects sheet names.
    """
    if not isinstance(value, str):
        sheet.put(
            row, column, int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 1e15 else value
        )
        return
    if not entered:
        sheet.put(row, column, value)
        return
    extras = sheet.extras(row, column) or EMPTY
    present = extras.format.get("numberFormat") if extras.format else None
    parsed, number_format = entered_value(value, locale, present)
    if isinstance(parsed, Formula):
        parsed = Formula(canonical(parsed.text, titles or {}))
    sheet.put(row, column, parsed)
    if number_format is not None and number_format != present:
        if extras is EMPTY:
            sheet.put_extras(row, column, _formatted(number_format["type"], number_format["pattern"]))
            return
        made = {**(extras.format or {}), "numberFormat": number_format}
        sheet.put_extras(row, column, Extras(made, extras.note, extras.validation, extras.more))


@lru_cache(maxsize=1000)
def _formatted(kind: str, pattern: str) -> Extras:
    """Extras with nothing but a number format; shared by all such cells."""
    return Extras({"numberFormat": {"type": kind, "pattern": pattern}})

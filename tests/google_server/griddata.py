"""GridData of a part of a sheet; each different cell is written once as JSON text, so that large sheets are quick."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from tests.google_server.area import Area
from tests.google_server.exchange import Fragment
from tests.google_server.masks import Mask, below, masked, wants
from tests.google_server.model import CellFault, Column, Extras, Formula, Json, Plain, Row, Sheet, Value
from tests.google_server.number_formats import effective_number_format
from tests.google_server.shown import Reading
from tests.google_server.tags import tag_json

ROW_PIXELS, COLUMN_PIXELS = 21, 100
_FONT = "Arial"
_PLAIN = frozenset({str, int, float, type(None)})


def grid_data(reading: Reading, area: Area, mask: Mask | None) -> Json:
    """The GridData of the area. Rows end at the last one that has anything, cells of a row at its last one.

    One `Reading` serves all areas of an answer: it knows the sheet's formulas.
    """
    told: Json = {}
    if area.top and wants(mask, "startRow"):
        told["startRow"] = area.top
    if area.left and wants(mask, "startColumn"):
        told["startColumn"] = area.left
    if wants(mask, "rowData"):
        rows = _rows_text(reading, area, below(mask, "rowData"))
        if rows:
            told["rowData"] = Fragment(rows)
    if wants(mask, "rowMetadata"):
        inner = below(mask, "rowMetadata")
        rows_ahead = area.sheet.rows[area.top : area.bottom]
        if rows_ahead:
            told["rowMetadata"] = Fragment(_rows_metadata(area.sheet, rows_ahead, area.top, inner))
    if wants(mask, "columnMetadata"):
        inner = below(mask, "columnMetadata")
        columns = area.sheet.columns[area.left : area.right]
        if columns:
            told["columnMetadata"] = [
                masked(column_metadata(area.sheet, column, area.left + place), inner)
                for place, column in enumerate(columns)
            ]
    return told


def column_metadata(sheet: Sheet, column: Column, index: int) -> Json:
    """The DimensionProperties of a column."""
    told: Json = {"pixelSize": COLUMN_PIXELS if column.size is None else column.size}
    if column.hidden_by_user:
        told["hiddenByUser"] = True
    if column.tags:
        told["developerMetadata"] = _tags(sheet, column.tags, "COLUMN", index)
    return told


def row_metadata(sheet: Sheet, row: Row, index: int) -> Json:
    """The DimensionProperties of a row."""
    told: Json = {"pixelSize": ROW_PIXELS if row.size is None else row.size}
    if row.hidden_by_user:
        told["hiddenByUser"] = True
    if row.hidden_by_filter:
        told["hiddenByFilter"] = True
    if row.tags:
        told["developerMetadata"] = _tags(sheet, row.tags, "ROW", index)
    return told


def _tags(sheet: Sheet, tags: tuple[Any, ...], kind: str, index: int) -> list[Json]:
    dimension: Json = {} if sheet.id == 0 else {"sheetId": sheet.id}
    dimension |= {"dimension": kind + "S", "startIndex": index, "endIndex": index + 1}
    return [tag_json(tag, {"locationType": kind, "dimensionRange": dimension}) for tag in tags]


def _rows_metadata(sheet: Sheet, rows: list[Row], top: int, mask: Mask) -> str:
    known: dict[tuple[object, ...], str] = {}
    told: list[str] = []
    for place, row in enumerate(rows):
        if row.tags:
            told.append(_text(masked(row_metadata(sheet, row, top + place), mask)))
            continue
        key = (row.size, row.hidden_by_user, row.hidden_by_filter)
        text = known.get(key)
        if text is None:
            text = known[key] = _text(masked(row_metadata(sheet, row, 0), mask))
        told.append(text)
    return "[" + ",".join(told) + "]"


def _rows_text(reading: Reading, area: Area, mask: Mask) -> str:
    """The rows as one JSON list, "" where there are none."""
    sheet = area.sheet
    cells = _Cells(reading, sheet, below(mask, "values")) if wants(mask, "values") else None
    spilled = reading.calculator.spilled(sheet)
    told: list[str] = []
    for index in range(area.top, min(area.bottom, sheet.row_count)):
        row = sheet.rows[index]
        end = _end(row, spilled.get(index), area.right)
        if end <= area.left:
            told.append("")
        elif cells is None:
            told.append("{}")
        else:
            told.append('{"values":[' + ",".join(cells.of_row(row, index, area.left, end, index in spilled)) + "]}")
    while told and not told[-1]:
        told.pop()
    return "[" + ",".join(text or "{}" for text in told) + "]" if told else ""


def _end(row: Row, spilled: Mapping[int, Plain] | None, most: int) -> int:
    """The column after the last cell of a row that has anything."""
    values = row.values
    end = len(values)
    while end and values[end - 1] is None:
        end -= 1
    if row.extras:
        end = max(end, max(row.extras) + 1)
    if spilled:
        end = max(end, max(spilled) + 1)
    return min(end, most)


class _Cells(dict[Any, str]):
    """Texts of cells. As a dictionary: value -> its text in a cell without extras (1 and 1.0 are told alike)."""

    def __init__(self, reading: Reading, sheet: Sheet, mask: Mask) -> None:
        super().__init__({None: "{}"})
        self.reading, self.sheet, self.mask = reading, sheet, mask
        self.dressed: dict[tuple[type, Value, int], str] = {}
        self.place = (0, 0)

    def __missing__(self, value: Plain) -> str:
        text = self[value] = _text(cell_json(self.reading, self.sheet, self.place, value, value, None, self.mask))
        return text

    def of_row(self, row: Row, index: int, begin: int, end: int, spilled: bool) -> Iterable[str]:
        """The texts of a row's cells from one column to another."""
        values = row.values[begin:end]
        if not row.extras and not spilled and _PLAIN.issuperset(map(type, values)):
            self.place = (index, begin)
            return map(self.__getitem__, values)
        values += [None] * (end - begin - len(values))
        told = enumerate(values, begin)
        return [self._one(value, row.extras.get(column), index, column, spilled) for column, value in told]

    def _one(self, value: Value, extras: Extras | None, row: int, column: int, spilled: bool) -> str:
        if isinstance(value, Formula) or (spilled and value is None):
            plain = self.reading.calculator.plain(self.sheet, row, column)
            return _text(cell_json(self.reading, self.sheet, (row, column), value, plain, extras, self.mask))
        if extras is None and not isinstance(value, bool):
            self.place = (row, column)
            return self[value]
        key = (type(value), value, id(extras))
        text = self.dressed.get(key)
        if text is None:
            told = cell_json(self.reading, self.sheet, (row, column), value, value, extras, self.mask)
            text = self.dressed[key] = _text(told)
        return text


def cell_json(
    reading: Reading,
    sheet: Sheet,
    place: tuple[int, int],
    value: Value,
    plain: Plain,
    extras: Extras | None,
    mask: Mask | None,
) -> Json:
    """The CellData of one cell (its stored value and what comes of it), with only what the mask asks for."""
    if value is None and plain is None and extras is None:
        return {}
    row, column = place
    told: Json = {}
    if value is not None and wants(mask, "userEnteredValue"):
        entered = {"formulaValue": value.text} if isinstance(value, Formula) else extended(value)
        told["userEnteredValue"] = masked(entered, below(mask, "userEnteredValue"))
    if plain is not None and wants(mask, "effectiveValue"):
        told["effectiveValue"] = masked(extended(plain), below(mask, "effectiveValue"))
    if plain is not None and wants(mask, "formattedValue"):
        told["formattedValue"] = reading.text(plain, reading.number_format(sheet, row, column))
    chosen = extras.format if extras is not None else None
    if chosen is not None and wants(mask, "userEnteredFormat"):
        told["userEnteredFormat"] = masked(dict(chosen), below(mask, "userEnteredFormat"))
    link = _hyperlink(value, extras)
    if wants(mask, "effectiveFormat"):
        number_format = reading.number_format(sheet, row, column)
        effective = effective_format(reading, plain, chosen, number_format, link)
        told["effectiveFormat"] = masked(effective, below(mask, "effectiveFormat"))
    if link and wants(mask, "hyperlink"):
        told["hyperlink"] = link
    return told if extras is None else told | _further(extras, told, mask)


def _further(extras: Extras, told: Json, mask: Mask | None) -> Json:
    """Note, validation and what is only stored."""
    further: Json = {}
    if extras.note and wants(mask, "note"):
        further["note"] = extras.note
    if extras.validation is not None and wants(mask, "dataValidation"):
        further["dataValidation"] = masked(dict(extras.validation), below(mask, "dataValidation"))
    for name, stored in (extras.more or {}).items():
        if name not in told and wants(mask, name):
            further[name] = masked(stored, below(mask, name))
    return further


def extended(plain: Plain) -> Json:
    """A value as ExtendedValue.

    >>> extended(True), extended(1.0), extended("a")
    ({'boolValue': True}, {'numberValue': 1}, {'stringValue': 'a'})
    """
    if plain is None:
        return {}
    if isinstance(plain, bool):
        return {"boolValue": plain}
    if isinstance(plain, CellFault):
        return {"errorValue": {"type": plain.kind, **({"message": plain.message} if plain.message else {})}}
    if isinstance(plain, str):
        return {"stringValue": plain}
    return {"numberValue": int(plain) if plain == int(plain) and abs(plain) < 1e15 else plain}


def effective_format(reading: Reading, plain: Plain, chosen: Any, number_format: Json | None, link: str | None) -> Json:
    """The default format with the cell's own on top; numbers stand right, texts left, booleans and errors centred."""
    told = _merged(reading.book.properties.get("defaultFormat", {}), chosen or {})
    font = told.get("textFormat", {})
    if "sans-serif" in font.get("fontFamily", ""):
        told["textFormat"] = {**font, "fontFamily": _FONT}
    shown = effective_number_format(plain, number_format, reading.locale)
    if shown is not None:
        told["numberFormat"] = shown
    if plain is not None and "horizontalAlignment" not in told:
        told["horizontalAlignment"] = _alignment(plain)
    told.setdefault("hyperlinkDisplayType", "LINKED" if link else "PLAIN_TEXT")
    return told


def _alignment(plain: Plain) -> str:
    if isinstance(plain, bool | CellFault):
        return "CENTER"
    return "LEFT" if isinstance(plain, str) else "RIGHT"


def _merged(under: Json, over: Mapping[str, Any]) -> Json:
    told = dict(under)
    for name, value in over.items():
        told[name] = {**told.get(name, {}), **value} if name == "textFormat" else value
    return told


def _hyperlink(value: Value, extras: Extras | None) -> str | None:
    if extras is not None and extras.format:
        link = extras.format.get("textFormat", {}).get("link", {}).get("uri")
        if link:
            return str(link)
    if isinstance(value, Formula) and value.text[:11].upper() == "=HYPERLINK(":
        quoted = value.text[11:].lstrip()
        if quoted.startswith('"'):
            return quoted[1:].partition('"')[0]
    return None


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

"""The columns of tables as columns of the sheet come and go; a column that comes into a table gets its own name."""

from tests.google_server.model import Json, Sheet
from tests.google_server.spans import Change

Spans = dict[str, tuple[int, int]]
"""The columns [left, right) of each table by its id."""


def table_columns(sheet: Sheet) -> Spans:
    """Where the tables of a sheet stand."""
    return {table["tableId"]: _span(table) for table in sheet.tables if "tableId" in table}


def _span(table: Json) -> tuple[int, int]:
    return table["range"].get("startColumnIndex", 0), table["range"].get("endColumnIndex", 0)


def keep_table_columns(sheet: Sheet, before: Spans, change: Change) -> None:
    """After a change of columns: renumber the properties of the tables' columns, name the new ones."""
    for place, table in enumerate(sheet.tables):
        old = before.get(table.get("tableId", ""))
        if old is None or "columnProperties" not in table:
            continue
        left, right = _span(table)
        known: dict[int, Json] = {}
        for properties in table["columnProperties"]:
            column = old[0] + properties.get("columnIndex", 0)
            span = change.span(column, column + 1)
            if span is not None and left <= span[0] < right:
                known[span[0]] = properties
        names = {properties.get("columnName") for properties in known.values()}
        made = []
        for column in range(left, right):
            properties = known.get(column)
            if properties is None:
                properties = {"columnName": _free_name(names)}
                sheet.put(table["range"].get("startRowIndex", 0), column, properties["columnName"])
            kept = {name: value for name, value in properties.items() if name != "columnIndex"}
            made.append({"columnIndex": column - left, **kept} if column > left else kept)
        sheet.tables[place] = {**table, "columnProperties": made}


def _free_name(names: set[str | None]) -> str:
    number = 1
    while (name := f"Column {number}") in names:
        number += 1
    names.add(name)
    return name

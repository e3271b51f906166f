"""A spreadsheet in other formats: CSV and TSV of the first sheet, XLSX of all, zipped HTML; cells as they are shown."""

import csv
import html
import io
import zipfile
from typing import Any

from tests.google_server.drive_errors import DriveError
from tests.google_server.exchange import Answer
from tests.google_server.model import Book, CellFault, Formula, Plain, Row, Sheet, Spreadsheet, Value
from tests.google_server.shown import Reading

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def exported(spreadsheet: Spreadsheet, kind: str) -> Answer:
    """The file in that MIME type."""
    book = spreadsheet.book
    if kind == "text/csv":
        body = csv_text(book, book.sheets[0]).encode()
    elif kind == "text/tab-separated-values":
        lines = (("\t".join(_flat(text) for text in line)) for line in shown_rows(book, book.sheets[0]))
        body = "\r\n".join(lines).encode()
    elif kind == XLSX:
        body = _workbook(book)
    elif kind == "application/zip":
        body = _pages(book)
    elif not kind:
        raise DriveError(400, "Required parameter: mimeType", "required", "mimeType")
    else:
        raise DriveError(400, "The requested conversion is not supported.", "badRequest", "convertTo")
    return Answer(200, body, kind, (("Content-Disposition", "attachment"),))


def shown_rows(book: Book, sheet: Sheet) -> list[list[str]]:
    """The texts of a sheet up to its last row and column that show anything."""
    reading = Reading(book)
    spilled = reading.calculator.spilled(sheet)
    rows: list[list[str]] = []
    for index, row in enumerate(sheet.rows):
        end = max(len(row.values), max(spilled.get(index, {-1: None})) + 1)
        rows.append([reading.formatted(sheet, index, column) for column in range(end)])
    while rows and not any(rows[-1]):
        rows.pop()
    width = max((place + 1 for row in rows for place, text in enumerate(row) if text), default=0)
    return [row[:width] + [""] * (width - len(row)) for row in rows]


def csv_text(book: Book, sheet: Sheet) -> str:
    """The sheet as CSV, lines parted (not ended) by CR LF as Google does."""
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerows(shown_rows(book, sheet))
    return written.getvalue().removesuffix("\r\n")


def _flat(text: str) -> str:
    return text.replace("\t", " ").replace("\r", "").replace("\n", " ")


def _workbook(book: Book) -> bytes:
    import xlsxwriter

    target = io.BytesIO()
    calculator = Reading(book).calculator
    with xlsxwriter.Workbook(target, {"in_memory": True, "nan_inf_to_errors": True}) as made:
        styles: dict[str, Any] = {}
        for sheet in book.sheets:
            page = made.add_worksheet(sheet.title[:31])
            for index, row in enumerate(sheet.rows):
                for column, value in enumerate(row.values):
                    pattern = _pattern(row, column)
                    if pattern and pattern not in styles:
                        styles[pattern] = made.add_format({"num_format": pattern})
                    _write(page, index, column, value, calculator.plain(sheet, index, column), styles.get(pattern))
    return target.getvalue()


def _pattern(row: Row, column: int) -> str:
    extras = row.extras.get(column)
    if extras is None or extras.format is None:
        return ""
    return str(extras.format.get("numberFormat", {}).get("pattern", ""))


def _write(page: Any, row: int, column: int, value: Value, result: Plain, style: Any) -> None:
    shown = result.text if isinstance(result, CellFault) else result
    if isinstance(value, Formula):
        page.write_formula(row, column, value.text, style, "" if shown is None else shown)
    elif isinstance(shown, str):
        page.write_string(row, column, shown, style)
    elif isinstance(shown, bool):
        page.write_boolean(row, column, shown, style)
    elif shown is not None:
        page.write_number(row, column, shown, style)


def _pages(book: Book) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for sheet in book.sheets:
            lines = "".join(
                "<tr>" + "".join(f"<td>{html.escape(text)}</td>" for text in line) + "</tr>"
                for line in shown_rows(book, sheet)
            )
            made.writestr(f"{sheet.title}.html", f"<meta charset=utf-8><table>{lines}</table>")
    return target.getvalue()

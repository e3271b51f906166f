"""What a new spreadsheet looks like: default format, theme, one sheet of 1,000 x 26; read from recorded answers."""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.google_server.model import Book, Column, Extras, Json, Row, Sheet

ROWS, COLUMNS = 1000, 26
FONT = "arial,sans,sans-serif"
LOCALE, TIME_ZONE = "en_US", "Etc/GMT"

Grid = Mapping[str, Sequence[Sequence[Any]]]


def rgb(red: float, green: float, blue: float) -> Json:
    """A Color with its zeros left out."""
    return {name: part for name, part in (("red", red), ("green", green), ("blue", blue)) if part}


_THEME = (
    ("TEXT", rgb(0, 0, 0)),
    ("BACKGROUND", rgb(1, 1, 1)),
    ("ACCENT1", rgb(0.25882354, 0.52156866, 0.95686275)),
    ("ACCENT2", rgb(0.91764706, 0.2627451, 0.20784314)),
    ("ACCENT3", rgb(0.9843137, 0.7372549, 0.015686275)),
    ("ACCENT4", rgb(0.20392157, 0.65882355, 0.3254902)),
    ("ACCENT5", rgb(1, 0.42745098, 0.003921569)),
    ("ACCENT6", rgb(0.27450982, 0.7411765, 0.7764706)),
    ("LINK", rgb(0.06666667, 0.33333334, 0.8)),
)


def default_format() -> Json:
    """The defaultFormat of a new spreadsheet."""
    return {
        "backgroundColor": rgb(1, 1, 1),
        "padding": {"top": 2, "right": 3, "bottom": 2, "left": 3},
        "verticalAlignment": "BOTTOM",
        "wrapStrategy": "OVERFLOW_CELL",
        "textFormat": {
            "foregroundColor": {},
            "fontFamily": FONT,
            "fontSize": 10,
            "bold": False,
            "italic": False,
            "strikethrough": False,
            "underline": False,
            "foregroundColorStyle": {"rgbColor": {}},
        },
        "backgroundColorStyle": {"rgbColor": rgb(1, 1, 1)},
    }


def default_theme() -> Json:
    """The spreadsheetTheme of a new spreadsheet."""
    colors = [{"colorType": name, "color": {"rgbColor": dict(color)}} for name, color in _THEME]
    return {"primaryFontFamily": "Arial", "themeColors": colors}


def default_properties(title: str, locale: str = LOCALE, time_zone: str = TIME_ZONE) -> Json:
    """The SpreadsheetProperties of a new spreadsheet."""
    return {
        "title": title,
        "locale": locale,
        "autoRecalc": "ON_CHANGE",
        "timeZone": time_zone,
        "defaultFormat": default_format(),
        "spreadsheetTheme": default_theme(),
    }


def new_sheet(sheet_id: int, title: str, rows: int = ROWS, columns: int = COLUMNS) -> Sheet:
    """An empty sheet."""
    one = Column()
    return Sheet(sheet_id, title, [Row() for _ in range(rows)], [one] * columns, {"sheetType": "GRID"})


def new_book(
    title: str, locale: str = LOCALE, time_zone: str = TIME_ZONE, sheets: Grid | None = None, typed: bool = False
) -> Book:
    """A book with the given sheets (title -> rows of plain values), or one empty `Sheet1`.

    Sheets are numbered 0, 1, 2 ... and at least 1,000 x 26 large.
    """
    book = Book(properties=default_properties(title, locale, time_zone))
    for number, (name, rows) in enumerate((sheets or {"Sheet1": ()}).items()):
        width = max((len(row) for row in rows), default=0)
        sheet = new_sheet(number, name, max(ROWS, len(rows)), max(COLUMNS, width))
        for place, row in enumerate(rows):
            if typed:
                for column, value in enumerate(row):
                    enter(book, sheet, place, column, value)
            else:
                _store(sheet, place, row)
        book.sheets.append(sheet)
    return book


def _store(sheet: Sheet, place: int, row: Sequence[Any]) -> None:
    values = [None if value == "" else value for value in row]
    while values and values[-1] is None:
        values.pop()
    sheet.rows[place].values = values


def enter(book: Book, sheet: Sheet, row: int, column: int, value: str | bool | int | float | None) -> None:
    """Put a value into a cell of a new book as if somebody typed it, with the number format that this brings."""
    from tests.google_server.entering import entered

    if value is None or value == "":
        return
    stored, number_format = entered(value, book.properties["locale"], None)
    sheet.put(row, column, stored)
    if number_format:
        sheet.put_extras(row, column, Extras({"numberFormat": number_format}))

"""How columns look in a Google spreadsheet: widths, number formats, headers and colours as Google writes them down.

What is said here of a cell is all of its look: a format that an inserted column took over from its neighbour goes.
"""

import re
from collections.abc import Mapping

from sheetcrm.layout.colours import HEADER_FILL, HEADER_FONT, ROBOT_FILL, ColourRule
from sheetcrm.layout.columns import ColumnLayout
from sheetcrm.stores.google.cells import Json

ROBOT_FONT, HEADER_LINE = "595959", "8EA9DB"
_REGION = re.compile(r"\[\$([^\]-]*)-[0-9A-Fa-f]+\]")


def rgb(colour: str) -> Json:
    """A colour of six hexadecimal digits as a ColorStyle.

    >>> rgb("FF0033")
    {'rgbColor': {'red': 1.0, 'green': 0.0, 'blue': 0.2}}
    """
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return {"rgbColor": {"red": red, "green": green, "blue": blue}}


def pixels(width: float) -> int:
    """The width of a column of so many characters.

    >>> pixels(28), pixels(10)
    (201, 75)
    """
    return round(width * 7 + 5)


def number_format_of(column: ColumnLayout) -> Json | None:
    """The NumberFormat of a column, None for the automatic one.

    Codes of a region, as Excel writes them beside a currency sign, are left out: the sheet has its own locale.
    """
    pattern = column.number_format
    if pattern is None or pattern == "General":
        return None
    if pattern == "@":
        return {"type": "TEXT"}
    kind = {"date": "DATE", "birthday": "DATE", "money": "CURRENCY"}.get(column.kind, "NUMBER")
    return {"type": kind, "pattern": _REGION.sub(r"[$\1]", pattern)}


def body_format(column: ColumnLayout) -> Json:
    """The look of the cells below a header."""
    look: Json = {"verticalAlignment": "TOP"}
    written = number_format_of(column)
    if written is not None:
        look["numberFormat"] = written
    if column.hidden:
        look["wrapStrategy"] = "CLIP"
    elif column.wraps:
        look["wrapStrategy"] = "WRAP"
    if column.robot:
        look["textFormat"] = {"foregroundColorStyle": rgb(ROBOT_FONT)}
    return look


def header_format(column: ColumnLayout) -> Json:
    """The look of a header; that of the robot's columns is grey."""
    return {
        "backgroundColorStyle": rgb(ROBOT_FILL if column.robot else HEADER_FILL),
        "textFormat": {"bold": True, "foregroundColorStyle": rgb(HEADER_FONT)},
        "wrapStrategy": "WRAP",
        "verticalAlignment": "MIDDLE",
        "borders": {"bottom": {"style": "SOLID_MEDIUM", "colorStyle": rgb(HEADER_LINE)}},
    }


def colour_format(rule: ColourRule) -> Json:
    """What a conditional format changes."""
    look: Json = {}
    text: Json = {}
    if rule.fill is not None:
        look["backgroundColorStyle"] = rgb(rule.fill)
    if rule.font is not None:
        text["foregroundColorStyle"] = rgb(rule.font)
    if rule.bold:
        text["bold"] = True
    return {**look, "textFormat": text} if text else look


def note_of(column: ColumnLayout) -> str:
    """The note on a header: what is expected below it."""
    return "\n".join(filter(None, column.prompt))


def widths(sheet_id: int, columns: Mapping[int, ColumnLayout]) -> list[Json]:
    """Requests that give columns (number -> layout) their width, and show them where a folded group would not.

    What only the robot reads is hidden.
    """
    return [
        {
            "updateDimensionProperties": {
                "range": {"sheetId": sheet_id, "dimension": "COLUMNS", "startIndex": at - 1, "endIndex": at},
                "properties": {"pixelSize": pixels(column.width), "hiddenByUser": column.hidden},
                "fields": "pixelSize,hiddenByUser",
            }
        }
        for at, column in columns.items()
    ]

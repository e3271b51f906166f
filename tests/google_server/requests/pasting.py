"""copyPaste, cutPaste, pasteData, autoFill, insertRange and deleteRange: cells that come to stand elsewhere."""

import csv
import io
from html.parser import HTMLParser

from tests.google_server import cell_shifts, filling, moving
from tests.google_server.area import Area
from tests.google_server.model import Json
from tests.google_server.requests.acting import Act
from tests.google_server.requests.cells import start_of
from tests.google_server.values_api import grow
from tests.google_server.writing_values import put_value


def copy_paste(act: Act, request: Json) -> None:
    """Copy a range over another, as often as it fits."""
    source, destination = act.needed_area(request, "source"), act.needed_area(request, "destination")
    act.check_editable(destination)
    kind, way = request.get("pasteType", "PASTE_NORMAL"), request.get("pasteOrientation", "NORMAL")
    written = moving.copy_paste(act.book, source, destination, kind, way, where=act.where)
    act.check_editable(written)


def cut_paste(act: Act, request: Json) -> None:
    """Move a range to another place; what refers to it follows."""
    source = act.needed_area(request, "source")
    sheet, row, column = start_of(act, request.get("destination", {}))
    act.check_editable(source)
    bottom, right = row + source.bottom - source.top, column + source.right - source.left
    act.check_editable(Area(sheet, row, column, bottom, right))
    kind = request.get("pasteType", "PASTE_NORMAL")
    moving.cut_paste(act.book, source, sheet, row, column, kind, where=act.where)


def auto_fill(act: Act, request: Json) -> None:
    """Continue what stands in the source, or in the filled beginning of the range."""
    if ("range" in request) == ("sourceAndDestination" in request):
        raise act.refused("Exactly one of range or sourceAndDestination must be specified.")
    if "range" in request:
        area = act.area(request["range"])
        source, destination = _filled_part(act, area), area
    else:
        source, destination = _source_and_destination(act, request["sourceAndDestination"])
    act.check_editable(destination)
    filling.auto_fill(act.book, source, destination, bool(request.get("useAlternateSeries")))


def _filled_part(act: Act, area: Area) -> Area:
    """The filled rows at the top of an area, or the filled columns at its left when its first row is not full."""
    sheet = area.sheet

    def filled(row: int, column: int) -> bool:
        return sheet.value(row, column) is not None

    rows = [row for row in range(area.top, area.bottom) if any(filled(row, c) for c in range(area.left, area.right))]
    columns = [c for c in range(area.left, area.right) if any(filled(row, c) for row in range(area.top, area.bottom))]
    if not rows:
        raise act.refused("The range to fill contains no data.")
    if len(columns) == area.right - area.left and len(rows) < area.bottom - area.top:
        return area._replace(top=rows[0], bottom=rows[-1] + 1)
    return area._replace(left=columns[0], right=columns[-1] + 1)


def _source_and_destination(act: Act, given: Json) -> tuple[Area, Area]:
    source, length = act.needed_area(given, "source"), given.get("fillLength", 0)
    dimension = given.get("dimension", "DIMENSION_UNSPECIFIED")
    if dimension == "DIMENSION_UNSPECIFIED":
        raise act.refused("dimension is required")
    sheet = source.sheet
    top, left, bottom, right = source.top, source.left, source.bottom, source.right
    if dimension == "ROWS":
        top, bottom = min(top, top + length), max(bottom, bottom + length)
    else:
        left, right = min(left, left + length), max(right, right + length)
    if top < 0 or left < 0 or bottom > sheet.row_count or right > sheet.column_count:
        raise act.refused(f"fillLength[{length}] reaches beyond the grid.")
    return source, Area(sheet, top, left, bottom, right)


def insert_range(act: Act, request: Json) -> None:
    """Insert empty cells; those from there on move down or right, and what leaves the grid is refused."""
    area, dimension = _shifted(act, request)
    cell_shifts.insert_range(act.book, area, dimension, where=act.where)


def delete_range(act: Act, request: Json) -> None:
    """Delete cells; those behind them move up or left."""
    area, dimension = _shifted(act, request)
    cell_shifts.delete_range(act.book, area, dimension)


def _shifted(act: Act, request: Json) -> tuple[Area, str]:
    area, dimension = act.needed_area(request), request.get("shiftDimension", "DIMENSION_UNSPECIFIED")
    if dimension == "DIMENSION_UNSPECIFIED":
        raise act.refused("shiftDimension is required")
    if dimension == "ROWS":
        act.check_editable(area._replace(bottom=area.sheet.row_count))
    else:
        act.check_editable(area._replace(right=area.sheet.column_count))
    return area, dimension


def paste_data(act: Act, request: Json) -> None:
    """Enter text, cut at a delimiter, or the table of a piece of HTML, from a cell on; the grid grows as needed."""
    sheet, top, left = start_of(act, request.get("coordinate", {}))
    if ("delimiter" in request) == bool(request.get("html")):
        raise act.refused("Exactly one of delimiter or html must be specified.")
    text = request.get("data", "")
    rows = rows_of_html(text) if request.get("html") else rows_of_text(text, request["delimiter"])
    width = max(map(len, rows), default=0)
    if not width or request.get("type", "PASTE_NORMAL") not in ("PASTE_NORMAL", "PASTE_VALUES", "PASTE_FORMULA"):
        return
    grow(act.book, sheet, top + len(rows), left + width)
    act.check_editable(Area(sheet, top, left, top + len(rows), left + width))
    locale = act.book.properties.get("locale", "en_US")
    for row, line in enumerate(rows, top):
        for column, part in enumerate(line, left):
            put_value(sheet, row, column, part, True, locale, act.titles)


def rows_of_text(text: str, delimiter: str) -> list[list[str]]:
    """Lines cut at the delimiter; parts in double quotes may hold both.

    >>> rows_of_text('a,"b,c"\\nd', ",")
    [['a', 'b,c'], ['d']]
    """
    if len(delimiter) != 1:
        lines = text.splitlines()
        return [line.split(delimiter) if delimiter else [line] for line in lines]
    return [list(line) for line in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]


class _Cells(HTMLParser):
    """Gathers the texts of table cells, or all text where there is no table."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.loose = ""
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            if not self.rows:
                self.rows.append([])
            self.rows[-1].append("")
            self.inside = True
        elif tag == "br":
            self.handle_data("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.rows[-1][-1] += data
        else:
            self.loose += data


def rows_of_html(text: str) -> list[list[str]]:
    """The cells of a table in HTML; without a table one cell with all the text.

    >>> rows_of_html("<table><tr><td>a</td><td><b>b</b></td></tr></table>"), rows_of_html("<b>x</b>")
    ([['a', 'b']], [['x']])
    """
    parser = _Cells()
    parser.feed(text)
    parser.close()
    if parser.rows:
        return [[part.strip() for part in row] for row in parser.rows]
    return [[parser.loose.strip()]] if parser.loose.strip() else []

"""Charts, slicers and where they lie; a chart may have a sheet of its own."""

from typing import Any

from tests.google_server.model import Json, Sheet
from tests.google_server.requests.acting import Act
from tests.google_server.requests.cells import start_of
from tests.google_server.requests.named_ranges import told_range
from tests.google_server.requests.object_ids import taken_ids
from tests.google_server.requests.sheets import free_title, new_sheet_id
from tests.google_server.requests.update_masks import completed, overlaid, update_mask

_CHARTS = (
    "basicChart", "pieChart", "bubbleChart", "candlestickChart", "orgChart", "histogramChart", "waterfallChart",
    "treemapChart", "scorecardChart",
)  # fmt: skip
_WIDTH, _HEIGHT = 600, 371


def add_chart(act: Act, request: Json) -> Json:
    """A new chart, over cells or on a sheet of its own."""
    given: Json = request.get("chart", {})
    number = _number(act, given, "charts", "chartId", "chart")
    spec = checked_spec(act, given.get("spec"))
    sheet, position = _placed(act, given.get("position", {"newSheet": True}))
    made: Json = {"chartId": number, "spec": spec, "position": position}
    if "border" in given:
        made["border"] = completed(given["border"], "EmbeddedObjectBorder")
    sheet.charts.append(made)
    return {"chart": made}


def update_chart_spec(act: Act, request: Json) -> None:
    """Replace a chart's whole specification."""
    sheet, place = _find(act, "charts", "chartId", request.get("chartId", 0), "chart")
    sheet.charts[place] = {**sheet.charts[place], "spec": checked_spec(act, request.get("spec"))}


def checked_spec(act: Act, spec: Json | None) -> Json:
    """A ChartSpec that has exactly one kind of chart."""
    if not spec:
        raise act.refused("no chart spec")
    kinds = [name for name in _CHARTS if name in spec]
    if len(kinds) != 1:
        raise act.refused("Exactly one chart type must be specified in ChartSpec.")
    if "basicChart" in spec and spec["basicChart"].get("chartType", "_UNSPECIFIED").endswith("_UNSPECIFIED"):
        raise act.refused("BasicChartSpec.chartType is required")
    _check_sources(act, spec)
    told: Json = completed(spec, "ChartSpec")
    defaults = {"hiddenDimensionStrategy": "SKIP_HIDDEN_ROWS_AND_COLUMNS", "fontName": "Roboto"}
    return {**told, **{name: value for name, value in defaults.items() if name not in told}}


def _check_sources(act: Act, value: Any) -> None:
    """Refuse source ranges that lie outside of their sheets."""
    if isinstance(value, list):
        for one in value:
            _check_sources(act, one)
    elif isinstance(value, dict):
        for name, one in value.items():
            if name == "sources":
                for source in one:
                    act.area(source)
            else:
                _check_sources(act, one)


def _number(act: Act, given: Json, attribute: str, name: str, what: str) -> int:
    """The id that was asked for, or a fresh one; charts and slicers never share an id."""
    taken = taken_ids(act, "charts", "chartId") | taken_ids(act, "slicers", "slicerId")
    wanted: int | None = given.get(name)
    if wanted is None:
        return act.fresh_id(taken)
    if wanted in taken:
        raise act.refused(f"{name}[{wanted}] is already in use: a {what} with this id exists.")
    return wanted


def _find(act: Act, attribute: str, name: str, number: int, what: str) -> tuple[Sheet, int]:
    for sheet in act.book.sheets:
        for place, one in enumerate(getattr(sheet, attribute)):
            if one[name] == number:
                return sheet, place
    raise act.refused(f"No {what} with id: {number}")


def _placed(act: Act, given: Json) -> tuple[Sheet, Json]:
    """The sheet of an object and its position as it is kept."""
    ways = [name for name in ("sheetId", "newSheet", "overlayPosition") if given.get(name) not in (None, False)]
    if len(ways) != 1:
        raise act.refused("Exactly one of sheetId, newSheet or overlayPosition must be specified.")
    if ways[0] != "overlayPosition":
        sheet_id = new_sheet_id(act, given.get("sheetId"))
        sheet = Sheet(sheet_id, free_title(act, "Chart"), generation=act.book.generation)
        sheet.properties = {"sheetType": "OBJECT"}
        act.book.sheets.append(sheet)
        return sheet, {"sheetId": sheet_id}
    overlay = given["overlayPosition"]
    sheet, row, column = start_of(act, overlay.get("anchorCell", {}))
    return sheet, {"overlayPosition": _overlay(overlay, sheet, row, column)}


def _overlay(given: Json, sheet: Sheet, row: int, column: int) -> Json:
    told: Json = {"anchorCell": _coordinate(sheet, row, column)}
    for name in ("offsetXPixels", "offsetYPixels"):
        if given.get(name):
            told[name] = given[name]
    return told | {
        "widthPixels": given.get("widthPixels") or _WIDTH,
        "heightPixels": given.get("heightPixels") or _HEIGHT,
    }


def _coordinate(sheet: Sheet, row: int, column: int) -> Json:
    told = {"sheetId": sheet.id, "rowIndex": row, "columnIndex": column}
    return {name: value for name, value in told.items() if value}


def update_embedded_object_position(act: Act, request: Json) -> Json:
    """Move or size a chart or a slicer; only the masked parts of an overlay change."""
    sheet, attribute, place = _object(act, request.get("objectId", 0))
    given: Json = request.get("newPosition", {})
    thing = getattr(sheet, attribute)[place]
    if "overlayPosition" in given:
        mask = update_mask(act, request, "OverlayPosition")
        old = thing["position"].get("overlayPosition", {})
        given = {"overlayPosition": overlaid(old, given["overlayPosition"], mask)}
    target, position = _placed(act, given)
    del getattr(sheet, attribute)[place]
    getattr(target, attribute).insert(
        place if target is sheet else len(getattr(target, attribute)), {**thing, "position": position}
    )
    if target is not sheet and sheet.properties.get("sheetType") == "OBJECT":
        act.book.sheets.remove(sheet)
    return {"position": position}


def update_embedded_object_border(act: Act, request: Json) -> None:
    """Change the border of a chart."""
    mask = update_mask(act, request, "EmbeddedObjectBorder")
    sheet, attribute, place = _object(act, request.get("objectId", 0))
    thing = getattr(sheet, attribute)[place]
    made = overlaid(thing.get("border", {}), completed(request.get("border", {}), "EmbeddedObjectBorder"), mask)
    kept = {name: value for name, value in thing.items() if name != "border"}
    getattr(sheet, attribute)[place] = {**kept, **({"border": made} if made else {})}


def delete_embedded_object(act: Act, request: Json) -> None:
    """Delete a chart or a slicer; a sheet that only held it goes with it."""
    sheet, attribute, place = _object(act, request.get("objectId", 0))
    if sheet.properties.get("sheetType") == "OBJECT":
        if len(act.book.sheets) == 1:
            raise act.refused("You can't remove all the sheets in a document.")
        act.book.sheets.remove(sheet)
        return
    del getattr(sheet, attribute)[place]


def _object(act: Act, number: int) -> tuple[Sheet, str, int]:
    for attribute, name in (("charts", "chartId"), ("slicers", "slicerId")):
        for sheet in act.book.sheets:
            for place, one in enumerate(getattr(sheet, attribute)):
                if one[name] == number:
                    return sheet, attribute, place
    raise act.refused(f"No embedded object with id: {number}")


def add_slicer(act: Act, request: Json) -> Json:
    """A new slicer."""
    given: Json = request.get("slicer", {})
    number = _number(act, given, "slicers", "slicerId", "slicer")
    spec = _slicer_spec(act, given.get("spec", {}))
    if "overlayPosition" not in given.get("position", {}):
        raise act.refused("position.overlayPosition is required")
    sheet, position = _placed(act, given["position"])
    made = {"slicerId": number, "spec": spec, "position": position}
    sheet.slicers.append(made)
    return {"slicer": made}


def update_slicer_spec(act: Act, request: Json) -> None:
    """Change the masked parts of a slicer."""
    mask = update_mask(act, request, "SlicerSpec")
    sheet, place = _find(act, "slicers", "slicerId", request.get("slicerId", 0), "slicer")
    old = sheet.slicers[place]
    spec = overlaid(old["spec"], completed(request.get("spec", {}), "SlicerSpec"), mask)
    sheet.slicers[place] = {**old, "spec": _slicer_spec(act, spec)}


def _slicer_spec(act: Act, given: Json) -> Json:
    range_ = told_range(act, given, "dataRange")
    told: Json = completed({**given, "dataRange": range_}, "SlicerSpec")
    return {"applyToPivotTables": True, **told}

"""The order in which a sheet's parts must stand, and where a missing one goes.

Excel repairs a file whose elements are out of order, so nothing is added without asking here.
"""

from sheetcrm.stores.excel.sheet_index import SheetIndex

_ORDER = [
    "sheetPr",
    "dimension",
    "sheetViews",
    "sheetFormatPr",
    "cols",
    "sheetData",
    "sheetCalcPr",
    "sheetProtection",
    "protectedRanges",
    "scenarios",
    "autoFilter",
    "sortState",
    "dataConsolidate",
    "customSheetViews",
    "mergeCells",
    "phoneticPr",
    "conditionalFormatting",
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "customProperties",
    "cellWatches",
    "ignoredErrors",
    "smartTags",
    "drawing",
    "drawingHF",
    "legacyDrawing",
    "legacyDrawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
]
_RANK = {name: rank for rank, name in enumerate(_ORDER)}
_UNKNOWN = _RANK["oleObjects"]


def place_for(index: SheetIndex, name: str) -> int:
    """Give the offset at which an element of a name belongs: behind all that come before it or are its like."""
    rank, data = _RANK[name], _RANK["sheetData"]
    place = index.root.inner if rank < data else index.data.end
    for element in index.others:
        before = element.start < index.data.start
        if before == (rank < data) and _RANK.get(element.name, _UNKNOWN) <= rank:
            place = max(place, element.end)
    return place

"""Conditional format rules of a sheet, in the order in which they win; an index counts within the sheet."""

from tests.google_server.model import Json, Sheet
from tests.google_server.requests.acting import Act
from tests.google_server.requests.cells import check_condition
from tests.google_server.requests.named_ranges import kept_range
from tests.google_server.requests.update_masks import completed

_FORMATS = {"textFormat", "backgroundColor", "backgroundColorStyle"}
_TEXT = {"bold", "italic", "strikethrough", "underline", "foregroundColor", "foregroundColorStyle"}
_NOT_HERE = {"ONE_OF_RANGE", "ONE_OF_LIST", "BOOLEAN", "TEXT_IS_EMAIL", "TEXT_IS_URL", "DATE_IS_VALID"}


def add_conditional_format_rule(act: Act, request: Json) -> None:
    """Put a rule at an index; without one it comes first."""
    sheet, rule = _checked(act, request.get("rule", {}))
    index = request.get("index", 0)
    if not 0 <= index <= len(sheet.conditional_formats):
        raise act.refused(f"index[{index}] must be between 0 and {len(sheet.conditional_formats)}.")
    sheet.conditional_formats.insert(index, rule)


def update_conditional_format_rule(act: Act, request: Json) -> Json:
    """Replace the rule at an index, or move it to another."""
    index = request.get("index", 0)
    if ("rule" in request) == ("newIndex" in request):
        raise act.refused("Exactly one of rule or newIndex must be specified.")
    if "rule" in request:
        sheet, rule = _checked(act, request["rule"])
        old = _rule_at(act, sheet, index)
        sheet.conditional_formats[index] = rule
        return {"oldRule": old, "newIndex": index, "newRule": rule}
    sheet = act.sheet(request.get("sheetId", 0))
    old, new = _rule_at(act, sheet, index), request["newIndex"]
    if not 0 <= new < len(sheet.conditional_formats):
        raise act.refused(f"newIndex[{new}] must be between 0 and {len(sheet.conditional_formats) - 1}.")
    sheet.conditional_formats.insert(new, sheet.conditional_formats.pop(index))
    return {"oldIndex": index, "newIndex": new, "newRule": old}


def delete_conditional_format_rule(act: Act, request: Json) -> Json:
    """Remove the rule at an index and tell it."""
    sheet = act.sheet(request.get("sheetId", 0))
    rule = _rule_at(act, sheet, request.get("index", 0))
    del sheet.conditional_formats[request.get("index", 0)]
    return {"rule": rule}


def _rule_at(act: Act, sheet: Sheet, index: int) -> Json:
    if not 0 <= index < len(sheet.conditional_formats):
        raise act.refused(f"No conditional format on sheet: {sheet.id} at index: {index}")
    return sheet.conditional_formats[index]


def _checked(act: Act, given: Json) -> tuple[Sheet, Json]:
    """The sheet of a rule and the rule as it is kept."""
    if not given.get("ranges"):
        raise act.refused("ConditionalFormatRule.ranges is required")
    ranges = [kept_range(act, one) for one in given["ranges"]]
    ids = {one.get("sheetId", 0) for one in ranges}
    if len(ids) > 1:
        raise act.refused("All ranges of a conditional format rule must be on the same sheet.")
    kinds = [name for name in ("booleanRule", "gradientRule") if name in given]
    if len(kinds) != 1:
        raise act.refused("ConditionalFormatRule must have exactly one of booleanRule or gradientRule set.")
    if "booleanRule" in given:
        _check_boolean(act, given["booleanRule"])
    else:
        _check_gradient(act, given["gradientRule"])
    rule = {"ranges": ranges, kinds[0]: completed(given[kinds[0]], kinds[0][0].upper() + kinds[0][1:])}
    return act.sheet(ids.pop()), rule


def _check_boolean(act: Act, rule: Json) -> None:
    condition = rule.get("condition", {})
    check_condition(act, condition)
    if condition["type"] in _NOT_HERE:
        raise act.refused(f"ConditionType '{condition['type']}' is not supported in conditional formatting.")
    shape = rule.get("format", {})
    wrong = [name for name in shape if name not in _FORMATS]
    wrong += [f"textFormat.{name}" for name in shape.get("textFormat", {}) if name not in _TEXT]
    if wrong:
        raise act.refused(f"Conditional formats do not support the format: {wrong[0]}")


def _check_gradient(act: Act, rule: Json) -> None:
    for point in ({}, *rule.values()) if not {"minpoint", "maxpoint"} <= rule.keys() else rule.values():
        kind = point.get("type", "INTERPOLATION_POINT_TYPE_UNSPECIFIED")
        if kind == "INTERPOLATION_POINT_TYPE_UNSPECIFIED":
            raise act.refused("No interpolationPointType specified.")
        if kind in ("NUMBER", "PERCENT", "PERCENTILE") and not point.get("value"):
            raise act.refused("InterpolationPoint.value is required.")

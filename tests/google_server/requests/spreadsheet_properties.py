"""updateSpreadsheetProperties: title, locale, time zone, theme; unknown locales and zones are refused."""

import re
from functools import cache

from tests.google_server.model import Json
from tests.google_server.requests.acting import Act
from tests.google_server.requests.update_masks import completed, overlaid, update_mask

_LOCALE = re.compile(r"[a-z]{2,3}(?:[_-][A-Z]{2})?")


@cache
def _zones() -> frozenset[str]:
    from zoneinfo import available_timezones

    return frozenset(available_timezones())


def update_spreadsheet_properties(act: Act, request: Json) -> None:
    """Change the masked properties; a default format cannot be changed."""
    mask = update_mask(act, request, "SpreadsheetProperties")
    old = act.book.properties
    given = completed(request.get("properties", {}), "SpreadsheetProperties")
    if "defaultFormat" in mask:
        raise act.refused("defaultFormat is read-only and cannot be updated.")
    if not mask:
        given = {**old, **given}
    made: Json = overlaid(old, given, mask)
    if not made.get("title"):
        raise act.refused("Spreadsheet title cannot be empty.")
    if not _LOCALE.fullmatch(made.get("locale", "")):
        raise act.refused(f"Unsupported locale: {made.get('locale', '')}")
    if not (made.get("timeZone", "") in _zones() or re.fullmatch(r"GMT[+-]\d{2}:\d{2}", made.get("timeZone", ""))):
        raise act.refused(f"Invalid time zone: {made.get('timeZone', '')}")
    if made.get("autoRecalc", "RECALCULATION_INTERVAL_UNSPECIFIED") == "RECALCULATION_INTERVAL_UNSPECIFIED":
        made["autoRecalc"] = "ON_CHANGE"
    made["locale"] = made["locale"].replace("-", "_")
    act.book.properties = made

"""The table of the Sheets API's methods: which address and verb leads where, and what it takes to be let in."""

import re
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import unquote

from tests.google_server import spreadsheets
from tests.google_server.access import SCOPE, Caller, actor_of, check_scopes, opened
from tests.google_server.errors import ApiError, invalid
from tests.google_server.exchange import Answer, Call, json_answer, switch
from tests.google_server.masks import mask_of, masked
from tests.google_server.metadata import metadata_get, metadata_search
from tests.google_server.model import Book, Json, Spreadsheet
from tests.google_server.people import act
from tests.google_server.requests.schema import read_body
from tests.google_server.values_api import (
    values_append,
    values_batch_clear,
    values_batch_clear_by_data_filter,
    values_batch_get,
    values_batch_get_by_data_filter,
    values_batch_update,
    values_batch_update_by_data_filter,
    values_clear,
    values_get,
    values_update,
)
from tests.google_server.world import World

SERVICE = "sheets.googleapis.com"
_WRITING = frozenset(SCOPE + name for name in ("spreadsheets", "drive", "drive.file"))
_READING = _WRITING | {SCOPE + "spreadsheets.readonly", SCOPE + "drive.readonly"}
_COMMON = frozenset(
    {"$.xgafv", "access_token", "alt", "callback", "fields", "key", "oauth_token", "prettyPrint", "quotaUser",
     "uploadType", "upload_protocol"}
)  # fmt: skip


class Visit(NamedTuple):
    """One request that was let in, as the methods get it. `parts`: what the address names."""

    world: World
    spreadsheet: Spreadsheet
    caller: Caller
    call: Call
    parts: dict[str, str]

    @property
    def actor(self) -> str:
        return actor_of(self.caller, self.spreadsheet)


class Method(NamedTuple):
    """One method of the API. `kind`: the quota it counts to; `least`: the role it takes; `message`: what it answers."""

    verb: str
    address: str
    name: str
    kind: str
    least: str
    scopes: frozenset[str]
    message: str
    run: Callable[[Visit], Json]
    parameters: frozenset[str] = frozenset()
    masks_itself: bool = False


def method_of(call: Call) -> tuple[Method, dict[str, str]] | None:
    """The method that a request means, with the parts of its address (decoded)."""
    for method, pattern in zip(METHODS, _PATTERNS, strict=True):
        if method.verb == call.method and (found := pattern.fullmatch(call.path)):
            return method, {name: unquote(part) for name, part in found.groupdict().items()}
    return None


def carry_out(world: World, caller: Caller, call: Call, method: Method, parts: dict[str, str]) -> Answer:
    """The answer of a method, its rights checked and its `fields` kept; refusals are raised."""
    check_scopes(caller, method.scopes, SERVICE, f"google.apps.sheets.v4.{method.name}")
    for name in call.query:
        if name not in method.parameters and name not in _COMMON:
            raise _unknown_parameter(name)
    fields = call.first("fields")
    mask = mask_of(fields, method.message) if fields and not method.masks_itself else None
    if "id" in parts:
        spreadsheet = opened(world, parts["id"], caller, method.least)
    else:
        spreadsheet = Spreadsheet("", _NO_BOOK)
    told = method.run(Visit(world, spreadsheet, caller, call, parts))
    if method.kind == "write" and "id" in parts:
        world.touch(spreadsheet)
    pretty = switch(call.first("prettyPrint", "true"))
    return json_answer(masked(told, mask), pretty=pretty)


def act_as_person(world: World, call: Call, spreadsheet_id: str) -> Answer:
    """POST /people/{id}: somebody acts in the spreadsheet as in a browser; not part of Google's API."""
    spreadsheet = world.spreadsheets.get(unquote(spreadsheet_id))
    if spreadsheet is None:
        raise ApiError(404, "Requested entity was not found.")
    told = act(spreadsheet, call.json())
    world.touch(spreadsheet)
    return json_answer(told)


def _unknown_parameter(name: str) -> ApiError:
    description = (
        f'Invalid JSON payload received. Unknown name "{name}": Cannot bind query parameter. '
        f"Field '{name}' could not be found in request message."
    )
    details = [
        {"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [{"description": description}]}
    ]
    return ApiError(400, description, details=details)


def _number(text: str, name: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise invalid(f"Invalid value at '{name}' (TYPE_INT32), \"{text}\"") from None


def _copy_to(visit: Visit) -> Json:
    body = read_body(visit.call.json(), "CopySheetToAnotherSpreadsheetRequest")
    wanted = body.get("destinationSpreadsheetId", "")
    target = opened(visit.world, wanted, visit.caller, "writer")
    number = _number(visit.parts["sheet"], "sheet_id")
    return spreadsheets.copy_to(visit.world, visit.spreadsheet, target, number, visit.caller)


def _values_get(visit: Visit) -> Json:
    return values_get(visit.spreadsheet, visit.parts["range"], visit.call.query)


def _values_batch_get(visit: Visit) -> Json:
    return values_batch_get(visit.spreadsheet, visit.call.query)


def _values_update(visit: Visit) -> Json:
    spreadsheet, actor, call = visit.spreadsheet, visit.actor, visit.call
    with spreadsheet.transaction(actor):
        return values_update(spreadsheet, actor, visit.parts["range"], call.query, call.json())


def _values_append(visit: Visit) -> Json:
    spreadsheet, actor, call = visit.spreadsheet, visit.actor, visit.call
    with spreadsheet.transaction(actor):
        return values_append(spreadsheet, actor, visit.parts["range"], call.query, call.json())


def _values_clear(visit: Visit) -> Json:
    with visit.spreadsheet.transaction(visit.actor):
        return values_clear(visit.spreadsheet, visit.actor, visit.parts["range"])


def _values_batch_update(visit: Visit) -> Json:
    with visit.spreadsheet.transaction(visit.actor):
        return values_batch_update(visit.spreadsheet, visit.actor, visit.call.json())


def _values_batch_clear(visit: Visit) -> Json:
    with visit.spreadsheet.transaction(visit.actor):
        return values_batch_clear(visit.spreadsheet, visit.actor, visit.call.json())


def _values_batch_get_by_filter(visit: Visit) -> Json:
    return values_batch_get_by_data_filter(visit.spreadsheet, visit.call.json())


def _values_batch_update_by_filter(visit: Visit) -> Json:
    spreadsheet, actor, unmatched = visit.spreadsheet, visit.actor, visit.world.unmatched_filter
    with spreadsheet.transaction(actor):
        return values_batch_update_by_data_filter(spreadsheet, actor, visit.call.json(), unmatched)


def _values_batch_clear_by_filter(visit: Visit) -> Json:
    spreadsheet, actor, unmatched = visit.spreadsheet, visit.actor, visit.world.unmatched_filter
    with spreadsheet.transaction(actor):
        return values_batch_clear_by_data_filter(spreadsheet, actor, visit.call.json(), unmatched)


def _metadata_get(visit: Visit) -> Json:
    return metadata_get(visit.spreadsheet, _number(visit.parts["metadata"], "metadata_id"))


def _metadata_search(visit: Visit) -> Json:
    return metadata_search(visit.spreadsheet, read_body(visit.call.json(), "SearchDeveloperMetadataRequest"))


_NO_BOOK = Book()
_FILE = r"/v4/spreadsheets/(?P<id>[^/:]+)"
_RANGE = _FILE + r"/values/(?P<range>[^?]+?)"
_ON_SHEETS = "SpreadsheetsService."
_RENDERING = frozenset({"majorDimension", "valueRenderOption", "dateTimeRenderOption"})
_ENTERING = frozenset(
    {"valueInputOption", "includeValuesInResponse", "responseValueRenderOption", "responseDateTimeRenderOption"}
)
METHODS = (
    Method("POST", "/v4/spreadsheets", _ON_SHEETS + "CreateSpreadsheet", "write", "", _WRITING, "Spreadsheet",
           lambda visit: spreadsheets.create(visit.world, visit.caller, visit.call), masks_itself=True),
    Method("GET", _FILE, _ON_SHEETS + "GetSpreadsheet", "read", "reader", _READING, "Spreadsheet",
           lambda visit: spreadsheets.get(visit.world, visit.spreadsheet, visit.caller, visit.call),
           frozenset({"ranges", "includeGridData", "excludeTablesInBandedRanges", "commentsViewMode"}), True),
    Method("POST", _FILE + ":getByDataFilter", _ON_SHEETS + "GetSpreadsheetByDataFilter", "read", "reader", _WRITING,
           "Spreadsheet",
           lambda visit: spreadsheets.get_by_data_filter(visit.world, visit.spreadsheet, visit.caller, visit.call),
           masks_itself=True),
    Method("POST", _FILE + ":batchUpdate", _ON_SHEETS + "BatchUpdateSpreadsheet", "write", "writer", _WRITING,
           "BatchUpdateSpreadsheetResponse",
           lambda visit: spreadsheets.batch_update(visit.world, visit.spreadsheet, visit.caller, visit.call),
           masks_itself=True),
    Method("POST", _FILE + "/sheets/(?P<sheet>[^/:]+):copyTo", _ON_SHEETS + "CopySheet", "write", "reader", _WRITING,
           "SheetProperties", _copy_to),
    Method("GET", _FILE + "/developerMetadata/(?P<metadata>[^/:]+)", _ON_SHEETS + "GetDeveloperMetadata", "read",
           "reader", _WRITING, "DeveloperMetadata", _metadata_get),
    Method("POST", _FILE + "/developerMetadata:search", _ON_SHEETS + "SearchDeveloperMetadata", "read", "reader",
           _WRITING, "SearchDeveloperMetadataResponse", _metadata_search),
    Method("GET", _FILE + "/values:batchGet", _ON_SHEETS + "BatchGetValues", "read", "reader", _READING,
           "BatchGetValuesResponse", _values_batch_get, _RENDERING | {"ranges"}),
    Method("POST", _FILE + "/values:batchUpdate", _ON_SHEETS + "BatchUpdateValues", "write", "writer", _WRITING,
           "BatchUpdateValuesResponse", _values_batch_update),
    Method("POST", _FILE + "/values:batchClear", _ON_SHEETS + "BatchClearValues", "write", "writer", _WRITING,
           "BatchClearValuesResponse", _values_batch_clear),
    Method("POST", _FILE + "/values:batchGetByDataFilter", _ON_SHEETS + "BatchGetValuesByDataFilter", "read", "reader",
           _WRITING, "BatchGetValuesByDataFilterResponse", _values_batch_get_by_filter),
    Method("POST", _FILE + "/values:batchUpdateByDataFilter", _ON_SHEETS + "BatchUpdateValuesByDataFilter", "write",
           "writer", _WRITING, "BatchUpdateValuesByDataFilterResponse", _values_batch_update_by_filter),
    Method("POST", _FILE + "/values:batchClearByDataFilter", _ON_SHEETS + "BatchClearValuesByDataFilter", "write",
           "writer", _WRITING, "BatchClearValuesByDataFilterResponse", _values_batch_clear_by_filter),
    Method("POST", _RANGE + ":append", _ON_SHEETS + "AppendValues", "write", "writer", _WRITING,
           "AppendValuesResponse", _values_append, _ENTERING | {"insertDataOption"}),
    Method("POST", _RANGE + ":clear", _ON_SHEETS + "ClearValues", "write", "writer", _WRITING, "ClearValuesResponse",
           _values_clear),
    Method("GET", _RANGE, _ON_SHEETS + "GetValues", "read", "reader", _READING, "ValueRange", _values_get, _RENDERING),
    Method("PUT", _RANGE, _ON_SHEETS + "UpdateValues", "write", "writer", _WRITING, "UpdateValuesResponse",
           _values_update, _ENTERING),
)  # fmt: skip
_PATTERNS = tuple(re.compile(method.address) for method in METHODS)

"""The options of the values methods, from query strings and bodies; unknown words are refused in Google's way."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from tests.google_server.errors import ApiError, invalid
from tests.google_server.model import Json

Query = Mapping[str, Sequence[str]]

_PACKAGE = "type.googleapis.com/google.apps.sheets.v4"
_CHOICES = {
    "valueRenderOption": ("ValueRenderOption", ("FORMATTED_VALUE", "UNFORMATTED_VALUE", "FORMULA")),
    "dateTimeRenderOption": ("DateTimeRenderOption", ("SERIAL_NUMBER", "FORMATTED_STRING")),
    "majorDimension": ("Dimension", ("ROWS", "COLUMNS")),
    "valueInputOption": ("ValueInputOption", ("RAW", "USER_ENTERED")),
    "insertDataOption": ("InsertDataOption", ("OVERWRITE", "INSERT_ROWS")),
}
_UNSPECIFIED = {"majorDimension": "DIMENSION_UNSPECIFIED", "valueInputOption": "INPUT_VALUE_OPTION_UNSPECIFIED"}


class Render(NamedTuple):
    """How values are told: ValueRenderOption, DateTimeRenderOption, Dimension."""

    values: str = "FORMATTED_VALUE"
    dates: str = "SERIAL_NUMBER"
    major: str = "ROWS"


def snake_case(name: str) -> str:
    """
    >>> snake_case("valueInputOption")
    'value_input_option'
    """
    return "".join("_" + letter.lower() if letter.isupper() else letter for letter in name)


def violation(field: str, message: str) -> ApiError:
    """A 400 of Google's JSON parser, with the field named in the details."""
    told = {"description": message} if not field else {"field": field, "description": message}
    details = [{"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [told]}]
    return ApiError(400, message, details=details)


def choice(kind: str, given: Any, default: str, field: str | None = None) -> str:
    """The word given for an option, or the default; `kind` is the option's plain name, `field` where it stands."""
    if given is None:
        return default
    type_name, words = _CHOICES[kind]
    if given == _UNSPECIFIED.get(kind):
        return default
    if given not in words:
        where = field or snake_case(kind)
        raise violation(where, f"Invalid value at '{where}' ({_PACKAGE}.{type_name}), {json.dumps(given)}")
    return str(given)


def _one(query: Query, name: str) -> str | None:
    found = query.get(name) or query.get(snake_case(name))
    return found[-1] if found else None


def render_of_query(query: Query) -> Render:
    """The three options of reading."""
    return Render(
        choice("valueRenderOption", _one(query, "valueRenderOption"), "FORMATTED_VALUE"),
        choice("dateTimeRenderOption", _one(query, "dateTimeRenderOption"), "SERIAL_NUMBER"),
        choice("majorDimension", _one(query, "majorDimension"), "ROWS"),
    )


def render_of_body(body: Json) -> Render:
    """The three options of reading by data filter."""
    return Render(
        choice("valueRenderOption", body.get("valueRenderOption"), "FORMATTED_VALUE"),
        choice("dateTimeRenderOption", body.get("dateTimeRenderOption"), "SERIAL_NUMBER"),
        choice("majorDimension", body.get("majorDimension"), "ROWS"),
    )


class Writing(NamedTuple):
    """How values are taken in, and whether and how they are told back."""

    entered: bool
    told_back: bool
    values: str
    dates: str
    inserting: bool = False


def writing_of_query(query: Query) -> Writing:
    """The options of update and append."""
    return _writing({name: _one(query, name) for name in _WRITING_NAMES}, snake_case)


def writing_of_body(body: Json) -> Writing:
    """The options of the batch updates."""
    return _writing(body, lambda name: name)


_WRITING_NAMES = (
    "valueInputOption", "includeValuesInResponse", "responseValueRenderOption", "responseDateTimeRenderOption",
    "insertDataOption",
)  # fmt: skip


def _writing(given: Mapping[str, Any], spell: Any) -> Writing:
    entered = choice("valueInputOption", given.get("valueInputOption"), "", spell("valueInputOption"))
    if not entered:
        raise invalid("'valueInputOption' is required but not specified")
    values, dates = given.get("responseValueRenderOption"), given.get("responseDateTimeRenderOption")
    return Writing(
        entered == "USER_ENTERED",
        _flag(given.get("includeValuesInResponse"), spell("includeValuesInResponse")),
        choice("valueRenderOption", values, "FORMATTED_VALUE", spell("responseValueRenderOption")),
        choice("dateTimeRenderOption", dates, "SERIAL_NUMBER", spell("responseDateTimeRenderOption")),
        choice("insertDataOption", given.get("insertDataOption"), "OVERWRITE", spell("insertDataOption"))
        == "INSERT_ROWS",
    )


def _flag(given: Any, where: str) -> bool:
    if given is None or isinstance(given, bool):
        return bool(given)
    word = str(given).lower()
    if word in ("true", "1"):
        return True
    if word in ("false", "0", ""):
        return False
    raise violation(where, f"Invalid value at '{where}' (TYPE_BOOL), {json.dumps(given)}")

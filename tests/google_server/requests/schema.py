"""Requests read by Google's schema: names become camelCase, nulls go, numbers written as text are numbers.

Every fault of the whole body is told at once, in the words of Google's JSON parser; meaning is checked elsewhere.
"""

import json
import struct
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from tests.google_server.errors import ApiError
from tests.google_server.model import Json

PACKAGE = "type.googleapis.com/google.apps.sheets.v4"
_INT32 = 2**31

Where = tuple[Any, ...]
"""A place in the body as nested pairs: `((((), "requests"), 0), "update_cells")`."""


class Field(NamedTuple):
    """A field of a message: `kind` is int32, float, double, bool, string, mask, any, enum or a message's name."""

    name: str
    snake: str
    kind: str
    repeated: bool = False
    mapped: bool = False
    enum: str = ""
    words: tuple[str, ...] = ()
    simple: type | None = None
    """The type of a value that needs no reading."""


@cache
def messages() -> dict[str, dict[str, str]]:
    """Message -> its fields -> their kind, `[` before a list's, `{` before a map's."""
    read: dict[str, dict[str, str]] = json.loads(Path(__file__).with_name("schema.json").read_text("utf-8"))
    return read


@cache
def fields_of(message: str) -> dict[str, Field]:
    """The fields of a message by both of their spellings."""
    found: dict[str, Field] = {}
    for name, kind in messages()[message].items():
        repeated, mapped = kind.startswith("["), kind.startswith("{")
        kind, *words = kind.lstrip("[{").split()
        enum = words.pop(0) if kind == "enum" else ""
        simple = None if repeated or mapped else _SIMPLE.get(kind)
        field = Field(name, snake_case(name), kind, repeated, mapped, enum, tuple(words), simple)
        found[field.snake] = found[name] = field
    return found


@cache
def snake_case(name: str) -> str:
    """
    >>> snake_case("offsetXPixels")
    'offset_x_pixels'
    """
    return "".join("_" + letter.lower() if letter.isupper() else letter for letter in name)


def read_requests(given: Any) -> list[Json]:
    """The requests of a body, checked by the schema; all faults are told in one refusal."""
    faults: list[tuple[str, str]] = []
    if not isinstance(given, list):
        given = [given]
    where: Where = ((), "requests")
    requests = [_message(one, "Request", (where, index), faults) for index, one in enumerate(given)]
    if faults:
        raise parser_refusal(faults)
    return requests


def read_body(given: Any, message: str) -> Json:
    """A request body of that message, checked by the schema; all faults are told in one refusal."""
    faults: list[tuple[str, str]] = []
    read = _message(given, message, (), faults)
    if faults:
        raise parser_refusal(faults)
    return read


def parser_refusal(faults: list[tuple[str, str]]) -> ApiError:
    """The 400 of Google's JSON parser for faults told as (field, description)."""
    violations = [{"field": field, "description": text} if field else {"description": text} for field, text in faults]
    details = [{"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": violations}]
    return ApiError(400, "\n".join(text for _, text in faults), details=details)


def path_text(where: Where) -> str:
    """
    >>> path_text(((((), "requests"), 0), "update_cells"))
    'requests[0].update_cells'
    """
    parts: list[str] = []
    while where:
        where, last = where
        parts.append(f"[{last}]" if isinstance(last, int) else f".{last}")
    return "".join(reversed(parts)).lstrip(".")


def _message(given: Any, message: str, where: Where, faults: list[tuple[str, str]]) -> Json:
    if not isinstance(given, dict):
        if given is not None:
            _wrong(given, f"{PACKAGE}.{message}", where, faults)
        return {}
    fields = fields_of(message)
    read: Json = {}
    for name, value in given.items():
        field = fields.get(name)
        if field is None:
            path = path_text(where)
            at = f" at '{path}'" if path else ""
            faults.append((path, f'Invalid JSON payload received. Unknown name "{name}"{at}: Cannot find field.'))
        elif value is not None:
            if message in ONEOFS and (taken := _taken(message, field.name, read)):
                path = path_text(where)
                text = f"Invalid value at '{path}' (oneof), oneof field '{taken}' is already set. Cannot set '{name}'"
                faults.append((path, text))
                continue
            ready = field.simple is type(value)
            if ready and (field.kind != "int32" or -_INT32 <= value < _INT32):
                read[field.name] = value
            else:
                read[field.name] = _field(value, field, where, faults)
    return read


ONEOFS: dict[str, tuple[str, frozenset[str]]] = {
    message: (name, frozenset(members.split()))
    for message, name, members in (
        ("AutoFillRequest", "area", "range sourceAndDestination"),
        ("ColorStyle", "kind", "rgbColor themeColor"),
        ("ConditionValue", "value", "relativeDate userEnteredValue"),
        ("ConditionalFormatRule", "rule", "booleanRule gradientRule"),
        ("DataFilter", "filter", "developerMetadataLookup a1Range gridRange"),
        ("DeveloperMetadataLocation", "location", "spreadsheet sheetId dimensionRange"),
        ("EmbeddedObjectPosition", "location", "sheetId overlayPosition newSheet"),
        ("ExtendedValue", "value", "numberValue stringValue boolValue formulaValue errorValue"),
        ("FindReplaceRequest", "scope", "range sheetId allSheets"),
        ("PasteDataRequest", "kind", "delimiter html"),
        ("UpdateCellsRequest", "area", "start range"),
        ("UpdateConditionalFormatRuleRequest", "instruction", "rule newIndex"),
    )
}
ONEOFS["Request"] = ("kind", frozenset(messages()["Request"]))
"""Fields of which a message has only one: message -> the name of the choice and its members."""


def _taken(message: str, name: str, read: Json) -> str:
    """The choice that the field belongs to when it has been made already."""
    choice, members = ONEOFS[message]
    return choice if name in members and not members.isdisjoint(read) else ""


def _field(value: Any, field: Field, where: Where, faults: list[tuple[str, str]]) -> Any:
    inside: Where = (where, field.snake)
    if type(value) is dict and not (field.repeated or field.mapped) and field.kind not in _MESSAGELESS:
        return _message(value, field.kind, inside, faults)
    if field.repeated:
        if not isinstance(value, list):
            return [_single(value, field, inside, where, faults)]
        if field.kind in _MESSAGELESS:
            return [_single(one, field, (inside, index), inside, faults) for index, one in enumerate(value)]
        return [_message(one, field.kind, (inside, index), faults) for index, one in enumerate(value)]
    if isinstance(value, list) and field.kind != "any":
        path = path_text(where)
        text = f"Invalid JSON payload received. Unknown name \"{field.name}\" at '{path}': "
        faults.append((path, f"{text}Proto field is not repeating, cannot start list."))
        return None
    if field.mapped:
        if not isinstance(value, dict):
            _wrong(value, "Map", inside, faults)
            return {}
        return {
            str(key): _single(one, field, (inside, f"{key}"), inside, faults)
            for key, one in value.items()
            if one is not None
        }
    return _single(value, field, inside, where, faults)


_SIMPLE: dict[str, type] = {"string": str, "mask": str, "int32": int, "bool": bool}
_MESSAGELESS = {"int32", "float", "double", "bool", "string", "mask", "any", "enum"}


def _single(value: Any, field: Field, inside: Where, where: Where, faults: list[tuple[str, str]]) -> Any:
    kind = field.kind
    if kind == "string" or kind == "mask":
        if isinstance(value, str):
            return value
    elif kind == "int32":
        if type(value) is int and -_INT32 <= value < _INT32:
            return value
        number = _number(value)
        if number is not None and number.is_integer() and -_INT32 <= number < _INT32:
            return int(number)
    elif kind in ("float", "double"):
        number = _number(value)
        if number is not None:
            if number.is_integer() and abs(number) < 2**53:
                return int(number)
            return number if kind == "double" else single(number)
    elif kind == "bool":
        if isinstance(value, bool):
            return value
        if value in ("true", "false"):
            return value == "true"
    elif kind == "enum":
        if value in field.words:
            return value
        if type(value) is int and 0 <= value < len(field.words):
            return field.words[value]
    elif kind == "any":
        return value
    else:
        return _message(value, kind, inside, faults)
    if isinstance(value, dict):
        path = path_text(where)
        faults.append((path, f"Invalid value at '{path}' ({field.snake}), Starting an object on a scalar field"))
        return None
    _wrong(value, _TYPES.get(kind) or f"{PACKAGE}.{field.enum}", inside, faults)
    return None


_TYPES = {
    "string": "TYPE_STRING", "int32": "TYPE_INT32", "float": "TYPE_FLOAT", "double": "TYPE_DOUBLE", "bool": "TYPE_BOOL",
    "mask": "type.googleapis.com/google.protobuf.FieldMask",
}  # fmt: skip


@cache
def single(number: float) -> float:
    """The number as single precision keeps it, written as short as can be.

    >>> single(0.4980392156862745)
    0.49803922
    """
    kept = struct.unpack("f", struct.pack("f", number))[0]
    for digits in range(6, 10):
        short = float(f"{kept:.{digits}g}")
        if struct.unpack("f", struct.pack("f", short))[0] == kept:
            return short
    return float(kept)


def _number(value: Any) -> float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, str) and value == value.strip():
        try:
            return float(value)
        except ValueError:
            return None
    return None


def _wrong(value: Any, type_name: str, where: Where, faults: list[tuple[str, str]]) -> None:
    path = path_text(where)
    faults.append((path, f"Invalid value at '{path}' ({type_name}), {json.dumps(value, ensure_ascii=False)}"))

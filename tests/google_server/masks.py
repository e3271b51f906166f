"""Field masks, which say what of an answer is wanted: `a.b`, `a(b,c)`, `a/b`, `*`; unknown fields are refused.

A mask is a tree: field -> mask below it; an empty tree means everything below.
"""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from tests.google_server.errors import ApiError

Mask = dict[str, "Mask"]
ALL: Mask = {}
_TOKEN = re.compile(r"[()*,./]|[A-Za-z0-9_$@\-]+|\s+|.")
_SEPARATORS = {".", "/"}


@cache
def answers() -> dict[str, dict[str, str]]:
    """Message -> its fields -> the message of the field ("" for a plain one, "*" for any JSON)."""
    read: dict[str, dict[str, str]] = json.loads(Path(__file__).with_name("answers.json").read_text("utf-8"))
    return read


def mask_of(text: str, message: str) -> Mask:
    """The tree of a `fields` parameter for an answer of that message; snake_case is read as camelCase.

    >>> mask_of("sheets(properties/sheet_id,data.rowData),spreadsheetId", "Spreadsheet")
    {'sheets': {'properties': {'sheetId': {}}, 'data': {'rowData': {}}}, 'spreadsheetId': {}}
    """
    tree: Mask = {}
    for path in paths_of(text):
        _add(tree, _known(path, message, text))
    return {} if "*" in tree else tree


def paths_of(text: str) -> list[list[str]]:
    """The paths of a mask, brackets multiplied out.

    >>> paths_of("a(b,c/d),e.f")
    [['a', 'b'], ['a', 'c', 'd'], ['e', 'f']]
    """
    tokens = [token for token in _TOKEN.findall(text) if not token.isspace()]
    paths, rest = _read(tokens, 0, [], text)
    if rest != len(tokens):
        raise _unknown(text)
    return paths


def _read(tokens: list[str], at: int, before: list[str], text: str) -> tuple[list[list[str]], int]:
    paths: list[list[str]] = []
    while True:
        path = list(before)
        closed = False
        while True:
            if at >= len(tokens) or not (tokens[at] == "*" or tokens[at][0].isalnum() or tokens[at][0] in "_$@"):
                raise _unknown(text)
            path.append(tokens[at])
            at += 1
            if at < len(tokens) and tokens[at] in _SEPARATORS:
                at += 1
                continue
            break
        if at < len(tokens) and tokens[at] == "(":
            inner, at = _read(tokens, at + 1, path, text)
            if at >= len(tokens) or tokens[at] != ")":
                raise _unknown(text)
            at += 1
            paths.extend(inner)
            closed = True
        if not closed:
            paths.append(path)
        if at < len(tokens) and tokens[at] == ",":
            at += 1
            continue
        return paths, at


def _known(path: list[str], message: str, text: str) -> list[str]:
    known: list[str] = []
    for name in path:
        if name == "*":
            break
        field = _camel(name)
        fields = answers().get(message, {})
        if message != "*":
            if field not in fields:
                raise _unknown(".".join(path), text)
            message = fields[field]
        known.append(field)
    return known or ["*"]


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part[:1].upper() + part[1:] for part in rest) if first else name


def _add(tree: Mask, path: list[str]) -> None:
    for name in path[:-1]:
        if name in tree and not tree[name]:
            return
        tree = tree.setdefault(name, {})
    tree[path[-1]] = {}


def _unknown(path: str, text: str = "") -> ApiError:
    violation = {
        "field": text or path,
        "description": f"Error expanding 'fields' parameter. Cannot find matching fields for path '{path}'.",
    }
    details = [{"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [violation]}]
    return ApiError(400, "Request contains an invalid argument.", details=details)


def wants(mask: Mask | None, *path: str) -> bool:
    """Whether anything at that path is asked for; no mask and an empty one ask for everything.

    >>> wants({"sheets": {"properties": {}}}, "sheets", "data"), wants({"sheets": {}}, "sheets", "data")
    (False, True)
    """
    for name in path:
        if not mask:
            return True
        if name not in mask:
            return False
        mask = mask[name]
    return True


def below(mask: Mask | None, *path: str) -> Mask:
    """The mask for what lies at the path; call it only where something is wanted."""
    for name in path:
        if not mask:
            return ALL
        mask = mask[name]
    return mask or ALL


def masked(value: Any, mask: Mask | None) -> Any:
    """The value with only what the mask names; messages on the way stay even when they become empty.

    >>> masked({"a": [{"b": 1, "c": 2}], "d": 3}, {"a": {"c": {}}})
    {'a': [{'c': 2}]}
    """
    if not mask:
        return value
    if isinstance(value, list):
        return [masked(one, mask) for one in value]
    if not isinstance(value, dict):
        return value
    return {name: masked(one, mask[name]) for name, one in value.items() if name in mask}

"""The search language of Drive (`q`): comparisons joined by `and`, `or`, `not` and brackets.

A query becomes a function that says whether a file (in its full JSON form) matches.
"""

import re
from collections.abc import Callable
from typing import Any

from tests.google_server.drive_errors import bad_value
from tests.google_server.model import Json
from tests.google_server.world import ROOT

Matches = Callable[[Json], bool]
_TOKEN = re.compile(r"""\s*(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|[A-Za-z]+|<=|>=|!=|[<>=()])""")
_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}
_ROLES = {
    "parents": frozenset[str](),
    "owners": frozenset({"owner"}),
    "writers": frozenset({"owner", "writer"}),
    "readers": frozenset({"owner", "writer", "commenter", "reader"}),
}
_TIMES = {"modifiedTime", "createdTime", "viewedByMeTime", "sharedWithMeTime"}


def matcher(query: str) -> Matches:
    """The function for a query; an empty query matches every file.

    >>> matcher("name contains 'a' and not trashed = true")({"name": "A b", "trashed": False})
    True
    """
    tokens = _tokens(query)
    if not tokens:
        return lambda file: True
    found, rest = _either(tokens, 0)
    if rest != len(tokens):
        raise bad_value("q")
    return found


def _tokens(query: str) -> list[str]:
    tokens, place = [], 0
    while place < len(query.rstrip()):
        found = _TOKEN.match(query, place)
        if found is None:
            raise bad_value("q")
        tokens.append(found.group().strip())
        place = found.end()
    return tokens


def _either(tokens: list[str], at: int) -> tuple[Matches, int]:
    left, at = _both(tokens, at)
    while at < len(tokens) and tokens[at] == "or":
        right, at = _both(tokens, at + 1)
        left = _joined(any, left, right)
    return left, at


def _both(tokens: list[str], at: int) -> tuple[Matches, int]:
    left, at = _one(tokens, at)
    while at < len(tokens) and tokens[at] == "and":
        right, at = _one(tokens, at + 1)
        left = _joined(all, left, right)
    return left, at


def _joined(how: Callable[[list[bool]], bool], left: Matches, right: Matches) -> Matches:
    return lambda file: how([left(file), right(file)])


def _one(tokens: list[str], at: int) -> tuple[Matches, int]:
    if at < len(tokens) and tokens[at] == "not":
        inner, at = _one(tokens, at + 1)
        return (lambda file: not inner(file)), at
    if at < len(tokens) and tokens[at] == "(":
        inner, at = _either(tokens, at + 1)
        if at >= len(tokens) or tokens[at] != ")":
            raise bad_value("q")
        return inner, at + 1
    if at + 2 >= len(tokens):
        raise bad_value("q")
    return _comparison(*tokens[at : at + 3]), at + 3


def _comparison(left: str, sign: str, right: str) -> Matches:
    if sign == "in" and right in _ROLES:
        wanted = ROOT if _literal(left) == "root" else _literal(left)
        return lambda file: wanted in _people(file, right)
    if left in ("name", "fullText", "mimeType") and sign == "contains":
        words = str(_literal(right)).casefold()
        field = "name" if left == "fullText" else left
        return lambda file: _contains(str(file.get(field, "")).casefold(), words, field)
    if sign not in _OPERATORS or left not in {"name", "mimeType", "trashed", "starred", "sharedWithMe", *_TIMES}:
        raise bad_value("q")
    value, compare = _literal(right), _OPERATORS[sign]
    if left in _TIMES:
        moment = _moment(str(value))
        return lambda file: left in file and compare(_moment(str(file[left])), moment)
    if left == "sharedWithMe":
        return lambda file: compare(not file.get("ownedByMe", True), value)
    return lambda file: compare(file.get(left, False if isinstance(value, bool) else ""), value)


def _contains(text: str, words: str, field: str) -> bool:
    """Names are searched by the beginnings of their words, other fields from their beginning."""
    if field != "name":
        return text.startswith(words)
    return any(text.startswith(words, place) for place in [0, *(found.end() for found in re.finditer(r"\W+", text))])


def _people(file: Json, kind: str) -> list[str]:
    if kind == "parents":
        return list(file.get("parents", ()))
    roles = _ROLES[kind]
    return [one.get("emailAddress", "") for one in file.get("permissions", ()) if one["role"] in roles]


def _literal(token: str) -> str | bool:
    if token in ("true", "false"):
        return token == "true"
    if token[:1] not in "'\"" or len(token) < 2:
        raise bad_value("q")
    return re.sub(r"\\(.)", r"\1", token[1:-1])


def _moment(text: str) -> float:
    from datetime import UTC, datetime

    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise bad_value("q") from None
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp()

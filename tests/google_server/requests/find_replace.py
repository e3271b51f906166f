"""findReplace: text as cells show it, or formulas; each changed cell is entered anew as if typed."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.google_server import shown
from tests.google_server.area import Area
from tests.google_server.model import Formula, Json, Value
from tests.google_server.requests.acting import Act, whole
from tests.google_server.writing_values import put_value

Replace = Callable[[str], tuple[str, int]]
"""Gives the new text and how many places of the old one were replaced."""


@dataclass
class Count:
    """What was changed so far."""

    values: int = 0
    formulas: int = 0
    occurrences: int = 0
    rows: set[tuple[int, int]] = field(default_factory=set)
    sheets: set[int] = field(default_factory=set)

    def reply(self) -> Json:
        """The FindReplaceResponse; zeros are left out."""
        told = {
            "valuesChanged": self.values, "formulasChanged": self.formulas, "rowsChanged": len(self.rows),
            "sheetsChanged": len(self.sheets), "occurrencesChanged": self.occurrences,
        }  # fmt: skip
        return {name: number for name, number in told.items() if number}


def find_replace(act: Act, request: Json) -> Json:
    """Replace in a range, a sheet or all sheets; nothing found is no error."""
    replace = replacer(act, request)
    with_formulas = bool(request.get("includeFormulas"))
    count = Count()
    todo: list[tuple[Area, int, int, str, int]] = []
    reading = shown.Reading(act.book)
    for area in _areas(act, request):
        sheet = area.sheet
        for row in range(area.top, area.bottom):
            values = sheet.rows[row].values
            for column in range(area.left, min(area.right, len(values))):
                value = values[column]
                if value is None or (isinstance(value, Formula) and not with_formulas):
                    continue
                text = value if type(value) is str else _text(reading, area, row, column, value)
                new, occurrences = replace(text)
                if occurrences:
                    todo.append((area, row, column, new, occurrences))
    locale = act.book.properties.get("locale", "en_US")
    for area, row, column, text, occurrences in todo:
        act.check_editable(Area(area.sheet, row, column, row + 1, column + 1))
        formula = isinstance(area.sheet.value(row, column), Formula)
        put_value(area.sheet, row, column, text, True, locale, act.titles)
        count.formulas += formula
        count.values += not formula
        count.occurrences += occurrences
        count.rows.add((area.sheet.id, row))
        count.sheets.add(area.sheet.id)
    return count.reply()


def _areas(act: Act, request: Json) -> list[Area]:
    scopes = [name for name in ("range", "sheetId", "allSheets") if name in request and request[name] is not False]
    if len(scopes) != 1:
        raise act.refused("Exactly one of range, sheetId or allSheets must be specified.")
    if "range" in scopes:
        return [act.area(request["range"])]
    if "sheetId" in scopes:
        return [whole(act.sheet(request["sheetId"]))]
    return [whole(sheet) for sheet in act.book.sheets]


def _text(reading: shown.Reading, area: Area, row: int, column: int, value: Value) -> str:
    return value.text if isinstance(value, Formula) else reading.formatted(area.sheet, row, column)


def replacer(act: Act, request: Json) -> Replace:
    """The function that replaces in one text, as the request asks."""
    find, replacement = request.get("find", ""), request.get("replacement", "")
    if not find:
        raise act.refused("find must be specified.")
    flags = 0 if request.get("matchCase") else re.IGNORECASE
    entire = bool(request.get("matchEntireCell"))
    if request.get("searchByRegex"):
        try:
            pattern = re.compile(find, flags)
            template = _template(replacement, pattern)
        except (re.error, IndexError):
            raise act.refused(f"Invalid regular expression: {find}") from None
        return _by_pattern(pattern, template, entire)
    if entire:
        wanted = find if request.get("matchCase") else find.casefold()
        fold: Callable[[str], str] = str if request.get("matchCase") else str.casefold
        return lambda text: (replacement, 1) if fold(text) == wanted else (text, 0)
    return _by_pattern(re.compile(re.escape(find), flags), lambda found: replacement, False)


def _by_pattern(pattern: re.Pattern[str], made: Callable[[re.Match[str]], str], entire: bool) -> Replace:
    if entire:

        def replace(text: str) -> tuple[str, int]:
            found = pattern.fullmatch(text)
            return (made(found), 1) if found else (text, 0)

        return replace
    return lambda text: pattern.subn(made, text)


def _template(replacement: str, pattern: re.Pattern[str]) -> Callable[[re.Match[str]], str]:
    """The replacement in Java's form: `$1` a group, `${name}` a named one, a backslash quotes.

    >>> _template("$1 Rocks", re.compile("o.* (.*)"))(re.compile("o.* (.*)").search("Google Docs"))
    'Docs Rocks'
    """
    parts: list[str | int] = []
    for found in re.finditer(r"\\(.)|\$\{(\w+)\}|\$(\d)|([^\\$]+)|(.)", replacement, re.DOTALL):
        quoted, name, digit, plain, _ = found.groups()
        if name is not None:
            parts.append(pattern.groupindex.get(name, 10**6))
        elif digit is not None:
            parts.append(int(digit))
        elif quoted is not None or plain is not None:
            parts.append(quoted if quoted is not None else plain)
        else:
            raise IndexError(replacement)
    if any(isinstance(part, int) and part > pattern.groups for part in parts):
        raise IndexError(replacement)
    return lambda match: "".join((match.group(part) or "") if isinstance(part, int) else part for part in parts)

"""Which rows a filter hides: those with a cell that a criterion of its column does not let through."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from tests.google_server import shown
from tests.google_server.area import Area
from tests.google_server.entering import entered
from tests.google_server.model import Book, Formula, Json, Plain, Sheet

Test = Callable[[Plain, str], bool]


def show_all(sheet: Sheet) -> None:
    """Show the rows that a filter hid."""
    for index, row in enumerate(sheet.rows):
        if row.hidden_by_filter:
            sheet.writable(index).hidden_by_filter = False


def hide_filtered(book: Book, area: Area, kept: Json) -> None:
    """Hide the rows below the area's first that the criteria do not let through, and show the others."""
    criteria: Json = kept.get("criteria", {})
    sheet = area.sheet
    if not criteria:
        return
    reading = shown.Reading(book)
    hidden: set[int] = set()
    for key, one in criteria.items():
        column, test = int(key), let_through(book, one)
        colours = {name: one[name] for name in ("visibleBackgroundColor", "visibleForegroundColor") if name in one}
        for row in range(area.top + 1, area.bottom):
            text = reading.formatted(sheet, row, column)
            value = reading.calculator.plain(sheet, row, column)
            if not test(value, text) or not _coloured(sheet, row, column, colours):
                hidden.add(row)
    for row in range(area.top + 1, area.bottom):
        if sheet.rows[row].hidden_by_filter != (row in hidden):
            sheet.writable(row).hidden_by_filter = row in hidden


def _coloured(sheet: Sheet, row: int, column: int, colours: Json) -> bool:
    extras = sheet.extras(row, column)
    shape: Any = (extras.format if extras else None) or {}
    found = {
        "visibleBackgroundColor": shape.get("backgroundColor", {"red": 1, "green": 1, "blue": 1}),
        "visibleForegroundColor": shape.get("textFormat", {}).get("foregroundColor", {}),
    }
    return all(found[name] == colour for name, colour in colours.items())


def let_through(book: Book, criteria: Json) -> Test:
    """The test of one FilterCriteria, given a cell's value and the text it shows."""
    hidden = set(criteria.get("hiddenValues", ()))
    condition = criteria.get("condition")
    fits = condition_test(book, condition) if condition else None

    def test(value: Plain, text: str) -> bool:
        return text not in hidden and (fits is None or fits(value, text))

    return test


def condition_test(book: Book, condition: Json) -> Test:
    """The test of one BooleanCondition as filters apply it; a formula of one's own lets everything through."""
    kind = condition["type"]
    locale = book.properties.get("locale", "en_US")
    given = [_argument(value, locale) for value in condition.get("values", ())]
    if kind == "BLANK":
        return lambda value, text: text == ""
    if kind == "NOT_BLANK":
        return lambda value, text: text != ""
    texts = [str(value.get("userEnteredValue", "")).casefold() for value in condition.get("values", ())]
    if kind.startswith("TEXT_"):
        return _text_test(kind, texts)
    if kind == "ONE_OF_LIST":
        return lambda value, text: text.casefold() in texts
    if kind == "BOOLEAN":
        return lambda value, text: isinstance(value, bool)
    if kind.startswith(("NUMBER_", "DATE_")):
        compare = _COMPARISONS[kind.split("_", 1)[1]]
        return lambda value, text: (
            isinstance(value, int | float) and not isinstance(value, bool) and compare(float(value), given)
        )
    return lambda value, text: True


def _text_test(kind: str, wanted: list[str]) -> Test:
    first = wanted[0] if wanted else ""
    if kind == "TEXT_CONTAINS":
        return lambda value, text: first in text.casefold()
    if kind == "TEXT_NOT_CONTAINS":
        return lambda value, text: first not in text.casefold()
    if kind == "TEXT_STARTS_WITH":
        return lambda value, text: text.casefold().startswith(first)
    if kind == "TEXT_ENDS_WITH":
        return lambda value, text: text.casefold().endswith(first)
    if kind == "TEXT_EQ":
        return lambda value, text: text.casefold() in wanted
    if kind == "TEXT_NOT_EQ":
        return lambda value, text: text.casefold() not in wanted
    if kind == "TEXT_IS_EMAIL":
        return lambda value, text: re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text) is not None
    return lambda value, text: re.fullmatch(r"(https?://|www\.)\S+", text) is not None


def _between(number: float, given: list[float]) -> bool:
    return min(given) <= number <= max(given)


_COMPARISONS: dict[str, Callable[[float, list[float]], bool]] = {
    "GREATER": lambda number, given: number > given[0],
    "GREATER_THAN_EQ": lambda number, given: number >= given[0],
    "LESS": lambda number, given: number < given[0],
    "LESS_THAN_EQ": lambda number, given: number <= given[0],
    "EQ": lambda number, given: number in given,
    "NOT_EQ": lambda number, given: number not in given,
    "BETWEEN": _between,
    "NOT_BETWEEN": lambda number, given: not _between(number, given),
    "BEFORE": lambda number, given: number < given[0],
    "AFTER": lambda number, given: number >= given[0] + 1,
    "ON_OR_BEFORE": lambda number, given: number < given[0] + 1,
    "ON_OR_AFTER": lambda number, given: number >= given[0],
    "IS_VALID": lambda number, given: True,
}
_RELATIVE = {
    "PAST_YEAR": -365, "PAST_MONTH": -30, "PAST_WEEK": -7, "YESTERDAY": -1, "TODAY": 0, "TOMORROW": 1,
}  # fmt: skip


def _argument(value: Json, locale: str) -> float:
    """The number that a ConditionValue stands for; a text that is none stands for nothing comparable."""
    if "relativeDate" in value:
        day = shown.today() + timedelta(days=_RELATIVE.get(value["relativeDate"], 0))
        return float((day - date(1899, 12, 30)).days)
    found, _ = entered(value.get("userEnteredValue", ""), locale, None)
    if isinstance(found, Formula) or not isinstance(found, int | float):
        return float("nan")
    return float(found)

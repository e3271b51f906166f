"""Functions of texts. Positions count from 1; RE2's regular expressions are read as Python's."""

import re
from functools import lru_cache
from typing import Any

from tests.google_server.formulas.functions import Function, over_cells, scalar
from tests.google_server.formulas.values import Grid, check, fault, parsed_number, whole
from tests.google_server.model import Plain
from tests.google_server.number_formats import formatted

_LONGEST = 50_000


def _count(evaluation: Any, value: Any, name: str) -> int:
    count = int(evaluation.number(value, name, 2))
    if count < 0:
        raise fault("VALUE", f"Function {name} parameter 2 value is {count}. It should be greater than or equal to 0.")
    return count


def _left(evaluation: Any, text: Any, count: Any = 1) -> str:
    return str(evaluation.text(text)[: _count(evaluation, count, "LEFT")])


def _right(evaluation: Any, text: Any, count: Any = 1) -> str:
    found, size = evaluation.text(text), _count(evaluation, count, "RIGHT")
    return str(found[len(found) - size :] if size < len(found) else found)


def _mid(evaluation: Any, text: Any, start: Any, count: Any) -> str:
    first = int(evaluation.number(start, "MID", 2))
    if first < 1:
        raise fault("NUM", f"Function MID parameter 2 value is {first}. It should be greater than or equal to 1.")
    return str(evaluation.text(text)[first - 1 : first - 1 + _count(evaluation, count, "MID")])


def trimmed(text: str) -> str:
    """A text without spaces at its ends and without double ones.

    >>> trimmed("  Anna   Maria ")
    'Anna Maria'
    """
    return re.sub(" +", " ", text).strip(" ")


def _proper(text: str) -> str:
    return re.sub(r"[^\W\d_]+", lambda word: word[0][0].upper() + word[0][1:].lower(), text)


def _position(evaluation: Any, wanted: Any, text: Any, start: Any, name: str, fold: bool) -> int:
    sought, within = evaluation.text(wanted), evaluation.text(text)
    first = int(evaluation.number(start)) - 1
    found = within.casefold().find(sought.casefold(), first) if fold else within.find(sought, first)
    if first < 0 or found < 0:
        raise fault("VALUE", f"In {name} evaluation, cannot find '{sought}' within '{within}'.")
    return int(found) + 1


def _substitute(evaluation: Any, text: Any, old: Any, new: Any, nth: Any = None) -> str:
    within, sought, put = (evaluation.text(part) for part in (text, old, new))
    if not sought:
        return str(within)
    if nth is None:
        return str(within.replace(sought, put))
    parts = within.split(sought)
    place = int(evaluation.number(nth))
    if not 1 <= place < len(parts):
        return str(within)
    return str(sought.join(parts[:place]) + put + sought.join(parts[place:]))


def _replace(evaluation: Any, text: Any, start: Any, count: Any, new: Any) -> str:
    within, first = evaluation.text(text), int(evaluation.number(start)) - 1
    return str(within[:first] + evaluation.text(new) + within[first + int(evaluation.number(count)) :])


def _values(given: list[Any]) -> list[Plain]:
    return [check(value) for part in given for value in (part.line() if isinstance(part, Grid) else (part,))]


def _join(evaluation: Any, given: list[Any]) -> str:
    return str(evaluation.text(given[0]).join(evaluation.text(value) for value in _values(given[1:])))


def _text_join(evaluation: Any, given: list[Any]) -> str:
    texts = [evaluation.text(value) for value in _values(given[2:])]
    if evaluation.truth(given[1]):
        texts = [text for text in texts if text]
    return str(evaluation.text(given[0]).join(texts))


def _split(evaluation: Any, text: Any, mark: Any, each: Any = True, drop: Any = True) -> Grid:
    marks, within = evaluation.text(mark), evaluation.text(text)
    if not marks:
        raise fault("VALUE", "Function SPLIT parameter 2 value should be non-empty.")
    pattern = f"[{re.escape(marks)}]" if evaluation.truth(each) else re.escape(marks)
    parts = re.split(pattern, within)
    if evaluation.truth(drop):
        parts = [part for part in parts if part]
    values: list[Plain] = []
    for part in parts:
        number = parsed_number(part, evaluation.locale)
        values.append((part or None) if number is None else number)
    return Grid([values], 1, max(len(values), 1))


def _value(evaluation: Any, text: Any) -> Any:
    return evaluation.number(text, "VALUE")


def _in_format(evaluation: Any, value: Any, pattern: Any) -> str:
    if isinstance(value, str):
        number = parsed_number(value, evaluation.locale)
        value = value if number is None else number
    return formatted(value, {"type": "NUMBER", "pattern": evaluation.text(pattern)}, evaluation.locale)


@lru_cache(maxsize=500)
def _expression(pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except re.error:
        raise fault("REF", f"'{pattern}' is not a valid regular expression.") from None


def _subject(value: Any, name: str) -> str:
    if isinstance(value, int | float):
        raise fault(
            "VALUE",
            f"Function {name} parameter 1 expects text values. "
            f"But '{value}' is a number and cannot be coerced to a text.",
        )
    return value or ""


def _match(evaluation: Any, text: Any, pattern: Any) -> bool:
    return _expression(evaluation.text(pattern)).search(_subject(text, "REGEXMATCH")) is not None


def _extract(evaluation: Any, text: Any, pattern: Any) -> Any:
    expression = evaluation.text(pattern)
    found = _expression(expression).search(_subject(text, "REGEXEXTRACT"))
    if found is None:
        message = f'Function REGEXEXTRACT parameter 2 value "{expression}" does not match text of Function REGEXEXTRACT'
        raise fault("N_A", f'{message} parameter 1 value "{text}".')
    groups = found.groups()
    return Grid([list(groups)]) if len(groups) > 1 else groups[0] if groups else found[0]


def _regular_replace(evaluation: Any, text: Any, pattern: Any, new: Any) -> str:
    put = re.sub(r"\$(\d)", r"\\g<\1>", evaluation.text(new).replace("\\", r"\\"))
    return _expression(evaluation.text(pattern)).sub(put, _subject(text, "REGEXREPLACE"))


def _link(evaluation: Any, address: Any, label: Any = None) -> Any:
    return evaluation.text(address) if label is None else check(label)


def _concatenate(evaluation: Any, given: list[Any]) -> str:
    return "".join(evaluation.text(value) for value in _values(given))


def _repeat(evaluation: Any, text: Any, count: Any) -> str:
    times, part = _count(evaluation, count, "REPT"), evaluation.text(text)
    if times * len(part) > _LONGEST:
        raise fault("VALUE", f"Text result of REPT is longer than the limit of {_LONGEST} characters.")
    return str(part * times)


FUNCTIONS: dict[str, Function] = {
    "LEFT": scalar(_left, 1, 2),
    "RIGHT": scalar(_right, 1, 2),
    "MID": scalar(_mid, 3),
    "LEN": scalar(lambda e, text: len(e.text(text).encode("utf-16-le")) // 2, 1),
    "TRIM": scalar(lambda e, text: trimmed(e.text(text)), 1),
    "CLEAN": scalar(lambda e, text: re.sub(r"[\x00-\x1f]", "", e.text(text)), 1),
    "UPPER": scalar(lambda e, text: e.text(text).upper(), 1),
    "LOWER": scalar(lambda e, text: e.text(text).lower(), 1),
    "PROPER": scalar(lambda e, text: _proper(e.text(text)), 1),
    "CONCATENATE": over_cells(_concatenate, 1),
    "CONCAT": scalar(lambda e, one, other: e.text(one) + e.text(other), 2),
    "JOIN": over_cells(_join, 2),
    "TEXTJOIN": over_cells(_text_join, 3),
    "SPLIT": scalar(_split, 2, 4),
    "TEXT": scalar(_in_format, 2),
    "VALUE": scalar(_value, 1),
    "TO_TEXT": scalar(lambda e, value: e.text(value), 1),
    "T": scalar(lambda e, value: value if isinstance(value, str) else "", 1),
    "N": scalar(lambda e, value: whole(value) if isinstance(value, int | float) else 0, 1),
    "SUBSTITUTE": scalar(_substitute, 3, 4),
    "REPLACE": scalar(_replace, 4),
    "FIND": scalar(lambda e, wanted, text, start=1: _position(e, wanted, text, start, "FIND", False), 2, 3),
    "SEARCH": scalar(lambda e, wanted, text, start=1: _position(e, wanted, text, start, "SEARCH", True), 2, 3),
    "REPT": scalar(_repeat, 2),
    "EXACT": scalar(lambda e, one, other: e.text(one) == e.text(other), 2),
    "CHAR": scalar(lambda e, code: chr(int(e.number(code))), 1),
    "UNICHAR": scalar(lambda e, code: chr(int(e.number(code))), 1),
    "CODE": scalar(lambda e, text: ord(e.text(text)[:1] or "\0"), 1),
    "UNICODE": scalar(lambda e, text: ord(e.text(text)[:1] or "\0"), 1),
    "REGEXMATCH": scalar(_match, 2),
    "REGEXEXTRACT": scalar(_extract, 2),
    "REGEXREPLACE": scalar(_regular_replace, 3),
    "HYPERLINK": scalar(_link, 1, 2),
    "IMAGE": scalar(lambda e, *_: "", 1, 4),
}

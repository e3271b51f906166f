"""How one cell value looks to the person who knows the sheet; everything shown goes through here, hostile or not.

The value itself is never changed: what cannot be printed is replaced in the picture only.
"""

import datetime as dt
import re
import unicodedata

from sheetcrm.model.cells import CellError, UnknownResult
from sheetcrm.words import Words

_LINE_ENDS = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_UNSEEN = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_BROKEN = re.compile("[\x80-\x9f\ud800-\udfff\ufffe\uffff]")
_R = "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe]"
_RIGHT_TO_LEFT = re.compile(rf"{_R}(?:(?:[^\w]|\d)*{_R})*")
_PLAIN = re.compile(r"[ -~]*")
_OTHER_BLANKS = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_EDGES = re.compile(r"^ +| +$")
_DOUBLED = re.compile(r"(?<= ) ")
_PICTURES = {code: chr(0x2400 + code) for code in range(0x20) if code not in (0x09, 0x0A, 0x0D)} | {0x7F: "\u2421"}
_MONTH_FIRST = frozenset({"US", "PH"})
_COMMA = frozenset({"ru", "pl", "ro"})


def shown(value: object, words: Words, region: str = "") -> str:
    """The value as the sheet shows it, on one line: dates in the team's order, empty for None.

    `region` matters for English only: the United States write the month first.
    """
    if value is None:
        return ""
    if isinstance(value, UnknownResult):
        return words.say("value_unknown")
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, bool):
        return words.choice("yes_no", "yes" if value else "no")
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        text = str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
        return text.replace(".", ",") if words.language in _COMMA else text
    if isinstance(value, dt.datetime):
        return f"{day_text(value, words, region)} {value.hour:02}:{value.minute:02}"
    if isinstance(value, dt.date):
        return day_text(value, words, region)
    if isinstance(value, dt.time):
        return f"{value.hour:02}:{value.minute:02}"
    return printable(str(value))


def day_text(day: dt.date, words: Words, region: str = "") -> str:
    """A day in figures, in the order in which the team writes it."""
    if words.language != "en":
        return f"{day.day:02}.{day.month:02}.{day.year:04}"
    first, second = (day.month, day.day) if region.upper() in _MONTH_FIRST else (day.day, day.month)
    return f"{first:02}/{second:02}/{day.year:04}"


def printable(text: str) -> str:
    """The text on one line without anything that a terminal or a page would obey.

    Words written from right to left are closed by a mark, so that a figure after them stays where it is.

    >>> printable("a\\x1b[31m\\nb\\u202ec"), printable("tea\\tmilk")
    ('a␛[31m ↵ bc', 'tea milk')
    """
    if _PLAIN.fullmatch(text):
        return text
    text = _LINE_ENDS.sub(" ↵ ", text).replace("\t", " ").translate(_PICTURES)
    text = _BROKEN.sub("\N{REPLACEMENT CHARACTER}", _UNSEEN.sub("", text))
    return _RIGHT_TO_LEFT.sub(_closed, text) if _RIGHT_TO_LEFT.search(text) else text


def _closed(run: re.Match[str]) -> str:
    return f"{run.group()}\N{LEFT-TO-RIGHT MARK}"


def with_blanks_seen(text: str) -> str:
    """The text with the blanks that nobody sees made visible: at the ends, doubled, no-break, of no width.

    >>> with_blanks_seen(" Anna\\u00a0Nowak"), with_blanks_seen("a\\u200bb")
    ('␣Anna⍽Nowak', 'a◌b')
    """
    text = _OTHER_BLANKS.sub("⍽", _UNSEEN.sub("◌", _LINE_ENDS.sub("↵", text))).translate(_PICTURES)
    text = _DOUBLED.sub("␣", _EDGES.sub(lambda found: "␣" * len(found.group()), text))
    return _BROKEN.sub("\N{REPLACEMENT CHARACTER}", text)


def shown_pair(was: object, becomes: object, words: Words, region: str = "") -> tuple[str, str]:
    """Both sides of a change so that a difference is always seen, be it the type or a blank."""
    old, new = shown(was, words, region), shown(becomes, words, region)
    if was is None or becomes is None or _look(old) != _look(new):
        return old, new
    if kind_of_value(was) != kind_of_value(becomes):
        return tuple(_typed(text, value, words) for text, value in ((old, was), (new, becomes)))  # type: ignore[return-value]
    if isinstance(was, str) and isinstance(becomes, str):
        seen = with_blanks_seen(was), with_blanks_seen(becomes)
        if _composed(seen[0]) != _composed(seen[1]):
            return seen
    return old, words.say("value_other_signs", value=new)


def _look(text: str) -> str:
    return " ".join(_composed(text).split())


def _composed(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def kind_of_value(value: object) -> str:
    """The type of a value in the vocabulary of the JSON form.

    >>> [kind_of_value(v) for v in (None, "x", True, 1, 2.5, dt.date(2026, 3, 8), CellError("#REF!"))]
    ['empty', 'text', 'yes_no', 'number', 'number', 'date', 'error']
    """
    if value is None:
        return "empty"
    if isinstance(value, CellError):
        return "error"
    if isinstance(value, UnknownResult):
        return "unknown"
    for kind, types in _KINDS:
        if isinstance(value, types):
            return kind
    return "text"


_KINDS: tuple[tuple[str, type | tuple[type, ...]], ...] = (
    ("yes_no", bool),
    ("number", (int, float)),
    ("datetime", dt.datetime),
    ("date", dt.date),
    ("time", dt.time),
)


def _typed(text: str, value: object, words: Words) -> str:
    kind = kind_of_value(value)
    return words.say(f"value_as_{kind}", value=text) if kind in ("text", "number", "date", "time", "datetime") else text

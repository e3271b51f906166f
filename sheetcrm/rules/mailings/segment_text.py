"""A segment as people write it into a cell: `Status: customer, regular; Last purchase < 180 days ago; Tags: fair`.

Only the text is read here; nothing is known of clients. All faults are told at once.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from sheetcrm.words import fold

Comparison = Literal["is", "is_not", "less", "more", "at_most", "at_least", "contains", "empty", "filled"]


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: a field of the Clients tab, how it is compared, and with what (texts as written)."""

    field: str
    comparison: Comparison
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """What cannot be understood: a code of the words (`segment-...`), the part of the text, and what may be meant."""

    code: str
    part: str
    suggestion: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """All conditions must hold; `everyone` is a segment without any, which somebody asked for by name."""

    conditions: tuple[Condition, ...] = ()
    faults: tuple[Fault, ...] = ()
    everyone: bool = False


_SIGNS: Mapping[str, Comparison] = {
    "!=": "is_not", "<>": "is_not", "≠": "is_not", "<=": "at_most", ">=": "at_least", "≤": "at_most", "≥": "at_least",
    "<": "less", ">": "more", "~": "contains", "=": "is", ":": "is",
}  # fmt: skip
_SIGN = re.compile(r"\s*(!=|<>|≠|<=|>=|≤|≥|<|>|~|=|:)\s*")
_ORDERED: frozenset[Comparison] = frozenset({"less", "more", "at_most", "at_least"})
_EMPTY = frozenset(fold(word) for word in ("empty", "пусто", "пустой", "puste", "pusty", "gol", "goală", "necompletat"))
_FILLED = frozenset(
    fold(word)
    for word in ("filled", "not empty", "заполнено", "не пусто", "wypełnione", "niepuste", "completat", "nu e gol")
)
_EVERYONE = frozenset(
    fold(word)
    for word in ("everyone", "everybody", "all", "all clients", "все", "всем", "все клиенты", "wszyscy",
                 "wszyscy klienci", "toți", "toti", "toți clienții")
)  # fmt: skip
_ADDRESS = re.compile(r"[^\s@]@[^\s@]+\.")
_QUOTED = re.compile(r'"([^"]*)"|«([^»]*)»|„([^”"]*)[”"]|“([^”]*)”')
_AGO = (
    re.compile(r"(?P<n>\d{1,5})\s*(?P<unit>[^\W\d_]+)\s+(?:ago|назад|temu|în urmă|in urma)", re.IGNORECASE),
    re.compile(r"(?:acum)\s+(?P<n>\d{1,5})\s*(?:de\s+)?(?P<unit>[^\W\d_]+)", re.IGNORECASE),
)
_UNITS: tuple[tuple[str, int], ...] = (
    ("day", 1), ("дн", 1), ("день", 1), ("dni", 1), ("dzien", 1), ("zi", 1),
    ("week", 7), ("недел", 7), ("tydzien", 7), ("tygodni", 7), ("saptaman", 7),
    ("month", 30), ("месяц", 30), ("miesi", 30), ("lun", 30),
    ("year", 365), ("год", 365), ("лет", 365), ("rok", 365), ("lat", 365), ("an", 365),
)  # fmt: skip
_TODAY = frozenset(fold(word) for word in ("today", "сегодня", "dziś", "dzisiaj", "azi", "astăzi"))


def read_segment(text: str, fields: Mapping[str, str]) -> Segment:
    """The segment a text means. `fields`: folded header -> field, of the columns that are there.

    >>> read_segment("Status: customer, regular; City != Kraków", {"status": "status", "city": "city"}).conditions
    (Condition(field='status', comparison='is', values=('customer', 'regular')), \
Condition(field='city', comparison='is_not', values=('Kraków',)))
    >>> read_segment("Stauts: customer", {"status": "status"}).faults
    (Fault(code='segment-header', part='Stauts', suggestion='status'),)
    """
    if fold(text) in _EVERYONE or text.strip() == "*":
        return Segment(everyone=True)
    conditions: list[Condition] = []
    faults: list[Fault] = []
    for part in _split(text, ";\n"):
        found = _condition(part, fields)
        if isinstance(found, Fault):
            faults.append(found)
        else:
            conditions.append(found)
    if not conditions and not faults:
        faults.append(Fault("segment-none", text.strip()))
    return Segment(tuple(conditions), tuple(faults))


def day_meant(text: str, today: dt.date) -> dt.date | None:
    """A day told by its distance from today: "today", "180 days ago", "6 месяцев назад", "acum 2 ani".

    >>> day_meant("2 weeks ago", dt.date(2026, 11, 22)), day_meant("2026-11-01", dt.date(2026, 11, 22))
    (datetime.date(2026, 11, 8), None)
    """
    if fold(text) in _TODAY:
        return today
    for pattern in _AGO:
        found = pattern.fullmatch(text.strip())
        if found:
            unit = fold(found["unit"])
            for start, days in _UNITS:
                if unit.startswith(start):
                    return today - dt.timedelta(days=days * int(found["n"]))
    return None


def _condition(part: str, fields: Mapping[str, str]) -> Condition | Fault:
    sign = _first_sign(part)
    if sign is None:
        return Fault("segment-addresses" if _ADDRESS.search(part) else "segment-sign", part)
    header, comparison = _unquoted(part[: sign.start()]), _SIGNS[sign.group(1)]
    field = fields.get(fold(header))
    if field is None:
        return Fault("segment-header", header, _nearest(fold(header), fields))
    rest = part[sign.end() :].strip()
    values = tuple(_unquoted(value) for value in _split(rest, ","))
    if not values:
        return Fault("segment-value", part)
    if comparison in ("is", "is_not") and len(values) == 1 and rest[:1] not in '"«„“':
        word = fold(values[0])
        if word in _EMPTY or word in _FILLED:
            return Condition(field, "empty" if (word in _EMPTY) is (comparison == "is") else "filled")
    if comparison in _ORDERED and len(values) != 1:
        # a decimal comma: "Sum > 1,5"; several values cannot be meant here
        values = (",".join(values),)
    return Condition(field, comparison, values)


def _first_sign(part: str) -> re.Match[str] | None:
    """The first sign of comparison that stands outside quotation marks."""
    hidden = [(found.start(), found.end()) for found in _QUOTED.finditer(part)]
    for found in _SIGN.finditer(part):
        if not any(start <= found.start(1) < end for start, end in hidden):
            return found
    return None


def _split(text: str, signs: str) -> Iterator[str]:
    """Parts between the signs, but for signs in quotation marks; empty parts are left out."""
    hidden = [(found.start(), found.end()) for found in _QUOTED.finditer(text)]
    start = 0
    for place, sign in enumerate(text):
        if sign in signs and not any(begin <= place < end for begin, end in hidden):
            if text[start:place].strip():
                yield text[start:place].strip()
            start = place + 1
    if text[start:].strip():
        yield text[start:].strip()


def _unquoted(text: str) -> str:
    found = _QUOTED.fullmatch(text.strip())
    return next(group for group in found.groups() if group is not None) if found else text.strip()


def _nearest(folded: str, fields: Mapping[str, str]) -> str:
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    found = process.extractOne(folded, list(fields), scorer=OSA.normalized_similarity, score_cutoff=0.6)
    return str(found[0]) if found else ""

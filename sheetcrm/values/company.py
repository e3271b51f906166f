"""Company names parted from their legal form; the form is a word of the law, the name is the owner's own.

The forms and their spellings are rows of `data/company_forms.csv`: `any` is recognised however it is written,
`capitals` only in capitals or with dots, because such short words also end ordinary names, `leading` likewise at the
end but in any case at the start.
"""

import csv
import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from sheetcrm.values.surnames import has_surname_shape


class Company(NamedTuple):
    """A legal form in its usual spelling (empty when there is none) and the bare name."""

    form: str
    name: str


_QUOTES = re.compile(r"[\"«»„”“‟″＂]|''|(?<!\w)['‘’‚]|['‘’](?!\w)")
_NOT_KEY = re.compile(r"[\s.,;()]+")
_FOLDED = str.maketrans("ąćęłńóśźżăâîșțşţё", "acelnoszzaaiststе")
_EDGE = " ,;:-–—"
_MOST_WORDS = 8
_INITIALS = re.compile(r"[А-ЯЁІЇЄҐ]\.\s?[А-ЯЁІЇЄҐ]\.?")
# The Ukrainian form ТОВ has no dot; with one it is a comrade.
_COMRADE = "тов."
_ROMAN_NUMERALS = frozenset(("II", "III"))
_SPACE_BEFORE_SIGN = re.compile(r"\s+(?=[,;])")
# Romanian firms write "societate comercială" before the name and the legal form after it.
_COURTESY = "sc"
_COURTESY_FORM = "S.C."
# Polish trade words name a line of business and stay with the name when a legal form follows.
_TRADE_WORDS = frozenset(["F.H.U.", "F.U.H.", "F.H.", "F.U.", "P.H.U.", "P.U.H.", "P.P.H.U.", "P.W."])


def split_company(text: str) -> Company:
    """Part a company's name from its legal form, which may stand at either end; quotes are dropped.

    Romania's leading `S.C.` and Poland's trade words (`F.H.U.`) give way to a real legal form at the other end.

    >>> split_company("ООО «Ромашка»"), split_company("SC Popescu SRL")
    (Company(form='ООО', name='Ромашка'), Company(form='S.R.L.', name='Popescu'))
    >>> split_company("Kowalski Sp. z o.o.")
    Company(form='sp. z o.o.', name='Kowalski')
    """
    words = _QUOTES.sub(" ", text.replace("\u00a0", " ")).split()
    if not words:
        return Company("", "")
    start = 0
    if len(words) > 1 and _key(words[0]) == _COURTESY:
        start, words = 1, words[1:]
    first, skipped = _form_at_start(words)
    last, kept = _form_at_end(words)
    if kept == 1 and _are_initials(words[kept:], beside=words[0]):
        last, kept = "", len(words)
    elif len(words) == skipped + 1 and _are_initials(words[:skipped], beside=words[-1]):
        first, skipped = "", 0
    if last and kept and not (first and (first == last or last in _TRADE_WORDS or _is_cyrillic(first))):
        rest = words[skipped:kept] if first and first not in _TRADE_WORDS else words[:kept]
        return Company(last, _name(rest))
    if first:
        return Company(first, _name(words[skipped : kept if last == first and kept > skipped else None]))
    return Company(_COURTESY_FORM if start else "", _name(words))


def is_company(text: str) -> bool:
    """Tell whether a legal form stands at either end of a text.

    >>> is_company("Иванов Иван"), is_company("ИП Иванов Иван")
    (False, True)
    """
    return bool(split_company(text).form)


def _form_at_start(words: list[str]) -> tuple[str, int]:
    if _key(words[0].strip(_EDGE)) not in _beginnings():
        return "", 0
    for size in range(min(_MOST_WORDS, len(words)), 0, -1):
        form = _form(words[:size], at_start=True)
        if form:
            return form, size
    return "", 0


def _form_at_end(words: list[str]) -> tuple[str, int]:
    if _key(words[-1].strip(_EDGE)) not in _endings():
        return "", len(words)
    for size in range(min(_MOST_WORDS, len(words)), 0, -1):
        form = _form(words[-size:], at_start=False)
        if form:
            return form, len(words) - size
    return "", len(words)


def _form(words: list[str], *, at_start: bool) -> str:
    written = " ".join(words).strip(_EDGE)
    known = _forms().get(_key(written))
    if known is None:
        return ""
    form, case = known
    if (written in _ROMAN_NUMERALS and not at_start) or written.casefold() == _COMRADE:
        return ""
    by_case = case == "capitals" or (case == "leading" and not at_start)
    if by_case and not (written.isupper() or "." in written.rstrip(".")):
        return ""
    return form


def _are_initials(written: list[str], *, beside: str) -> bool:
    """Tell whether what looks like a form is a person's initials: Cyrillic forms have no dots, "Попов А.О." has."""
    return _INITIALS.fullmatch(" ".join(written)) is not None and has_surname_shape(beside, "ru")


@lru_cache(maxsize=1 << 14)
def _key(text: str) -> str:
    return _NOT_KEY.sub("", text).casefold().translate(_FOLDED)


def _is_cyrillic(form: str) -> bool:
    return "А" <= form[0] <= "я"


def _name(words: list[str]) -> str:
    return _SPACE_BEFORE_SIGN.sub("", " ".join(words)).strip(_EDGE)


@cache
def _forms() -> dict[str, tuple[str, str]]:
    """Map the key of every spelling to its form and to the way its short spelling must be written."""
    table: dict[str, tuple[str, str]] = {}
    text = files("sheetcrm.values").joinpath("data/company_forms.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        for place, spelling in enumerate(row["spellings"].split("|")):
            table.setdefault(_key(spelling), (row["form"], row["case"] if place == 0 else "any"))
    return table


@cache
def _beginnings() -> frozenset[str]:
    """Give whatever the key of a spelling can begin with; most names begin otherwise and are soon done with."""
    return frozenset(key[:size] for key in _forms() for size in range(len(key) + 1))


@cache
def _endings() -> frozenset[str]:
    return frozenset(key[size:] for key in _forms() for size in range(len(key) + 1))

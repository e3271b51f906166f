"""Number format patterns cut into tokens, section by section; here it is decided which sections show dates."""

import re
from functools import lru_cache
from typing import NamedTuple

_TOKEN = re.compile(
    r"""
    (?P<quoted>"[^"]*"?) | (?P<escaped>\\.) | (?P<money>\[\$[^\]]*\]) | (?P<elapsed>\[(?:h+|m+|s+)\])
    | (?P<bracket>\[[^\]]*\]) | (?P<half>am/pm|a/p) | (?P<general>general) | (?P<date>y+|m+|d+|h+|s+)
    | (?P<power>e[+-]0+) | (?P<figure>[#0?,.]) | (?P<percent>%) | (?P<text>@)
    | (?P<skip>_.) | (?P<repeat>\*.) | (?P<other>.)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|=|<|>)\s*(-?[0-9.]+)")


class Token(NamedTuple):
    """`kind`: literal, figure, percent, power, date, minute, elapsed, half, fraction, text, general."""

    kind: str
    text: str


class Section(NamedTuple):
    """One part of a pattern between semicolons; `condition` is an operator and a number."""

    tokens: tuple[Token, ...]
    is_date: bool
    twelve_hours: bool
    condition: tuple[str, float] | None
    has_text: bool


@lru_cache(maxsize=4096)
def sections(pattern: str) -> tuple[Section, ...]:
    """The sections of a pattern.

    >>> [token.kind for token in sections("h:mm")[0].tokens]
    ['date', 'literal', 'minute']
    """
    parts: list[list[tuple[str, str]]] = [[]]
    for found in _TOKEN.finditer(pattern):
        if found.lastgroup == "other" and found[0] == ";":
            parts.append([])
        else:
            parts[-1].append((str(found.lastgroup), found[0]))
    return tuple(_section(part) for part in parts)


def _section(raw: list[tuple[str, str]]) -> Section:
    is_date = any(kind in ("date", "elapsed", "half") for kind, _ in raw)
    tokens: list[Token] = []
    condition: tuple[str, float] | None = None
    for kind, text in raw:
        if kind == "bracket":
            if found := _CONDITION.fullmatch(text[1:-1].strip()):
                condition = (found[1], float(found[2]))
            continue
        tokens.append(_token(kind, text, is_date))
    if is_date:
        tokens = _fractions(_minutes(tokens))
    has_text = any(token.kind == "text" for token in tokens)
    return Section(tuple(tokens), is_date, any(kind == "half" for kind, _ in raw), condition, has_text)


def _token(kind: str, text: str, is_date: bool) -> Token:
    if kind == "quoted":
        return Token("literal", text.strip('"'))
    if kind == "escaped":
        return Token("literal", text[1])
    if kind == "money":
        return Token("literal", re.sub(r"-[0-9A-Fa-f]+$", "", text[2:-1]))
    if kind == "skip":
        return Token("literal", " ")
    if kind in ("repeat", "other"):
        return Token("literal", text if kind == "other" else "")
    if kind in ("date", "elapsed", "half", "general"):
        return Token(kind, text.lower())
    if is_date and kind in ("figure", "percent", "power"):
        return Token("figure" if kind == "figure" else "literal", text)
    return Token(kind, text)


def _minutes(tokens: list[Token]) -> list[Token]:
    """`m` and `mm` mean minutes next to hours or seconds, months elsewhere."""
    made = list(tokens)
    units = [index for index, token in enumerate(tokens) if token.kind in ("date", "elapsed")]
    for place, index in enumerate(units):
        if tokens[index].kind != "date" or tokens[index].text not in ("m", "mm"):
            continue
        before = tokens[units[place - 1]].text.strip("[]")[0] if place else ""
        after = tokens[units[place + 1]].text[0] if place + 1 < len(units) else ""
        if before in ("h", "s") or after == "s":
            made[index] = Token("minute", tokens[index].text)
    return made


def _fractions(tokens: list[Token]) -> list[Token]:
    """In a date pattern `.000` after seconds is a fraction of them; other figures are plain characters."""
    made: list[Token] = []
    for token in tokens:
        if token.kind != "figure":
            made.append(token)
        elif token.text == "0" and made and made[-1].kind == "fraction":
            made[-1] = Token("fraction", made[-1].text + "0")
        elif token.text == "0" and made and made[-1] == Token("literal", "."):
            made[-1] = Token("fraction", "0")
        else:
            made.append(Token("literal", token.text))
    return made

"""Sentences filled with details; a value is only ever put in, never read as a pattern, and a gap never raises.

`{name}` is a detail, `{name:rows}` a number with that noun, `[[...]]` a piece left out when a detail of it is missing.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache

LONGEST_VALUE = 60
"""Values are cut to so many characters, the ellipsis included."""
MISSING = "…"

_OPTIONAL = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)
_PLACE = re.compile(r"\{([a-z_]+)(?::([a-z_]+))?\}")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]+")

Show = Callable[[object, str | None], str]
"""Gives a value as text; the second argument is the noun to count with, if any."""


@cache
def placeholders(text: str) -> frozenset[str]:
    """The names of the details a sentence can take.

    >>> sorted(placeholders("Not verified[[ for {days:days}]]: {name}"))
    ['days', 'name']
    """
    return frozenset(name for name, _noun in _PLACE.findall(text))


def fill(text: str, details: Mapping[str, object], show: Show) -> str:
    """The sentence with its details; a missing one leaves out its `[[...]]`, or stands as an ellipsis.

    >>> fill("Written {value}[[, perhaps {suggestion}]].", {"value": "{x!r:>9}"}, lambda value, noun: str(value))
    'Written {x!r:>9}.'
    """
    known = {name: value for name, value in details.items() if value is not None and value != ""}

    def piece(found: re.Match[str]) -> str:
        return found.group(1) if placeholders(found.group(1)) <= known.keys() else ""

    def value(found: re.Match[str]) -> str:
        name, noun = found.groups()
        return show(known[name], noun) if name in known else MISSING

    return _PLACE.sub(value, _OPTIONAL.sub(piece, text))


def cut(text: str, longest: int = LONGEST_VALUE) -> str:
    """The text on one line, with an ellipsis when it is longer than allowed.

    >>> cut("a\\nb"), cut("0123456789", 5)
    ('a b', '0123…')
    """
    text = _CONTROLS.sub(" ", text)
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"

"""Number patterns such as `C-{n:04}`: making a number, and reading the count back out of one."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

LONGEST_PATTERN = 60


@lru_cache(maxsize=64)
def _matcher(pattern: str) -> re.Pattern[str]:
    before, _, rest = pattern.partition("{n")
    _, _, after = rest.partition("}")
    return re.compile(re.escape(before) + r"0*([0-9]{1,15})" + re.escape(after), re.IGNORECASE)


def number_in(pattern: str, text: str) -> int | None:
    """The count inside a number of that pattern, None for a number of another make.

    >>> number_in("C-{n:04}", "C-0042"), number_in("C-{n:04}", "c-12345"), number_in("C-{n:04}", "17")
    (42, 12345, None)
    """
    match = _matcher(pattern).fullmatch(text)
    return int(match[1]) if match else None


def numbers_in(pattern: str, texts: Iterable[str]) -> list[int | None]:
    """`number_in` for a whole column."""
    matches = map(_matcher(pattern).fullmatch, texts)
    return [int(match[1]) if match else None for match in matches]


def fault_in(pattern: str) -> str | None:
    """What is wrong with a pattern, None when it is good: it must hold `{n}` once and give text both ways.

    >>> fault_in("C-{n:04}"), fault_in("client")
    (None, 'it needs {n} exactly once')
    """
    if len(re.findall(r"\{n(?::0?[0-9]{1,2})?\}", pattern)) != 1:
        return "it needs {n} exactly once"
    if len(pattern) > LONGEST_PATTERN:
        return f"it is longer than {LONGEST_PATTERN} signs"
    try:
        made = pattern.format(n=7)
    except (ValueError, KeyError, IndexError):
        return "only {n} or a form such as {n:04} may stand in it"
    return None if number_in(pattern, made) == 7 else "the number cannot be read back out of it"


def make_number(pattern: str, count: int) -> str | int:
    """The number in the form a cell holds it: a bare count is a number, everything else a text.

    >>> make_number("C-{n:04}", 42), make_number("{n}", 42)
    ('C-0042', 42)
    """
    return count if pattern == "{n}" else pattern.format(n=count)


def pattern_of(texts: Iterable[str]) -> str | None:
    """The pattern in which people number already, None when there is no clear one.

    >>> pattern_of(["K/001", "K/002", "K/017"]), pattern_of(["1", "2", "13"]), pattern_of(["Anna", "7"])
    ('K/{n:03}', '{n}', None)
    """
    makes: Counter[tuple[str, int]] = Counter()
    total = 0
    for text in texts:
        if not text:
            continue
        total += 1
        match = _MADE.fullmatch(text)
        if match:
            makes[match[1], len(match[2]) if match[2].startswith("0") else 0] += 1
    before, width = "", 0
    prefixes: Counter[str] = Counter()
    for (prefix, _), often in makes.items():
        prefixes[prefix] += often
    if prefixes:
        before = prefixes.most_common(1)[0][0]
        width = max(width for prefix, width in makes if prefix == before)
    if total < 2 or prefixes[before] < 0.8 * total:
        return None
    return f"{before}{{n:0{width}}}" if width > 1 else f"{before}{{n}}"


_MADE = re.compile(r"([^\d{}]{0,12})(\d{1,9})")

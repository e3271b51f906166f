"""Number patterns such as `C-{n:04}`: making a number, and reading the count back out of one."""

import re
from functools import lru_cache


@lru_cache(maxsize=64)
def _matcher(pattern: str) -> re.Pattern[str]:
    before, _, rest = pattern.partition("{n")
    _, _, after = rest.partition("}")
    return re.compile(re.escape(before) + r"0*(\d+)" + re.escape(after), re.IGNORECASE)


def number_in(pattern: str, text: str) -> int | None:
    """The count inside a number of that pattern, None for a number of another make.

    >>> number_in("C-{n:04}", "C-0042"), number_in("C-{n:04}", "c-12345"), number_in("C-{n:04}", "17")
    (42, 12345, None)
    """
    match = _matcher(pattern).fullmatch(text)
    return int(match[1]) if match else None


def fault_in(pattern: str) -> str | None:
    """What is wrong with a pattern, None when it is good: it must hold `{n}` once and give text both ways.

    >>> fault_in("C-{n:04}"), fault_in("client")
    (None, 'it needs {n} exactly once')
    """
    if len(re.findall(r"\{n(?::0?\d+)?\}", pattern)) != 1:
        return "it needs {n} exactly once"
    try:
        made = pattern.format(n=7)
    except (ValueError, KeyError, IndexError):
        return "only {n} or a form such as {n:04} may stand in it"
    return None if number_in(pattern, made) == 7 else "the number cannot be read back out of it"
